/** Offers `window.solve(job)` on the page's own thread and `window.solveInWorker(job)` on a worker, where the application has its engine. */
import { solve } from "./solve.js";

window.solve = solve;
window.solveInWorker = (job) => new Promise((resolve, reject) => {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (data.error) reject(new Error(data.error)); else resolve(data.answer);
  };
  worker.postMessage(job);
});
