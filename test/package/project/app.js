/** The library in a page: leaves the hash of the FE² cantilever, or the error, in `window.outcome`. */
import { loadCase, memoryFiles, run } from "twoscale";
import caseText from "./fe2-cantilever.yaml?raw";

async function solve() {
  const files = memoryFiles({ "fe2-cantilever.yaml": caseText });
  const steps = run(await loadCase("fe2-cantilever.yaml", files), { threads: 2 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return { hash: next.value.summary.hash, isolated: crossOriginIsolated };
}

solve().then(
  (outcome) => { window.outcome = outcome; },
  (error) => { window.outcome = { error: String(error) }; },
);
