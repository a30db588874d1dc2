/** Surrogates of materials that answer at once: laws stand in for RVEs where only the surrogate is tested. */
import { analytic } from "../../src/constitutive/analytic.js";
import { loadKernels } from "../../src/kernels/module.js";
import { bindLaw, type LawSpec } from "../../src/law/bind.js";
import { sample, type Sampled } from "../../src/surrogate/sample.js";
import type { SampleSet } from "../../src/surrogate/samples.js";
import { type Trained, type TrainOptions, trainSurrogate } from "../../src/surrogate/train.js";

/** A law in the place of an RVE. */
export async function lawAsRve(spec: LawSpec, dimension: 2 | 3): Promise<Sampled> {
  const law = bindLaw(spec);
  return { dimension, hash: `law ${JSON.stringify(spec)}`, fibres: Array.from(law.directions), model: analytic(law, await loadKernels()) };
}

export const fibreLaw: LawSpec = { law: "goh", c: 1, k1: 2, k2: 1.5, kappa: 0.1, bulk: 5, directions: [[1, 0, 0]] };

/** Samples of a fibre law, and a small surrogate trained on them. */
export async function smallSurrogate(dimension: 2 | 3, options: TrainOptions = {}, law = fibreLaw): Promise<Trained & { readonly set: SampleSet; readonly rve: Sampled }> {
  const rve = await lawAsRve(law, dimension);
  const networks = dimension === 2 ? 80 : 160;
  const set = await sample(rve, { count: options.kind === "gp" ? 40 : networks, range: 0.15 });
  const trained = await trainSurrogate(set, await loadKernels(), { shape: { first: 8, second: 8 }, members: 2, epochs: 20, iterations: 160, kind: "convex", ...options });
  return { ...trained, set, rve };
}
