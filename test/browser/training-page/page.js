/** Offers `window.train(job)`, which samples and trains on a worker while the page stays free. */
window.train = (job) => new Promise((resolve, reject) => {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (data.error) reject(new Error(data.error)); else resolve(data.answer);
  };
  worker.postMessage(job);
});
