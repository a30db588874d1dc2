/** Samples an RVE and trains a surrogate by the calls of the library; answers with the text of its file and the stages that it was told of. */
import { loadKernels } from "twoscale";
import { encodeSurrogate, openCell, sample, trainSurrogate } from "twoscale/surrogate";

async function train({ spec, sampling, options }) {
  const cell = await openCell(spec, { threads: 1 });
  const set = await sample(cell, sampling);
  cell.model.dispose();
  const stages = new Set();
  const { surrogate } = await trainSurrogate(set, await loadKernels(), { ...options, onProgress: ({ stage }) => stages.add(stage) });
  return { text: encodeSurrogate(surrogate), stages: [...stages], inWorker: typeof window === "undefined" };
}

self.onmessage = ({ data }) => {
  train(data).then((answer) => self.postMessage({ answer }), (error) => self.postMessage({ error: String(error) }));
};
