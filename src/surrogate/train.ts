/** From samples to a surrogate: symmetry, kind of network, ensemble, and what is known about its errors. */
import { createRandom, shuffled } from "../core/random.js";
import type { Shape } from "../network/layout.js";
import type { Kernels } from "../kernels/module.js";
import { wasmMachine } from "../kernels/network.js";
import { compare, type Comparison, errorsOf, pointErrors } from "./assess.js";
import { smallestAcoustic } from "./ellipticity.js";
import { type Ensemble, fit, type FitOptions, type NetworkKind } from "./fit.js";
import { surrogateModel } from "./model.js";
import { row, rowSize, sampleCount, type SampleSet } from "./samples.js";
import type { Symmetry } from "./structure.js";
import type { Errors, Surrogate } from "./surrogate.js";
import { targetsOf } from "./targets.js";

export interface TrainOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Default: orthotropic with the axes of the RVE when its mirror images answer alike, else none. */
  readonly symmetry?: Symmetry;
  /** Default: polyconvex, unless that misses the goal and free weights do better than half its error. */
  readonly kind?: NetworkKind;
  /** Error of the stress up to which a polyconvex network is good enough; default 0.004. */
  readonly goal?: number;
  /** Neurons of the two layers; default by the number of samples. */
  readonly shape?: Shape;
  /** Networks of the ensemble; default 5. */
  readonly members?: number;
  /** Passes of Adam over the samples before L-BFGS; default 60. */
  readonly epochs?: number;
  /** Iterations of L-BFGS over all samples; default 600. */
  readonly iterations?: number;
  /** Weight of the tangent in the loss against the stress; default 0.1. */
  readonly tangentWeight?: number;
  /** Share of the samples that is held out to know the errors; default a tenth, at most 100. */
  readonly holdout?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Where a training stands. */
export interface Progress {
  readonly stage: "polyconvex trial" | "relaxed trial" | "ensemble";
  readonly share: number;
  readonly loss: number;
}

/** Errors of the two trials that decide the kind of network. */
export interface Trials {
  readonly convex?: Errors;
  readonly relaxed?: Errors;
}

export interface Trained {
  readonly surrogate: Surrogate;
  readonly trials: Trials;
  /** Errors of the surrogate on the samples that it was trained on. */
  readonly training: Errors;
  readonly seconds: number;
}

/** Mirror images that differ by less than this share of the stress are taken for equal. */
const mirrorTolerance = 1e-3;

/** Symmetry that the samples tell. */
export function symmetryOf({ mirrors, fibres }: Pick<SampleSet, "mirrors" | "fibres">): Symmetry {
  return { name: mirrors.every((error) => error < mirrorTolerance) ? "orthotropic" : "none", axes: [1, 0, 0, 0, 1, 0, 0, 0, 1], fibres };
}

/**
 * Trains a surrogate on samples: Adam, then L-BFGS, on stress and tangent (SURROGATE §1). The same samples and options give the same bits.
 * @param kernels instance that the training takes its memory from, and gives it back
 * @throws the reason of `signal`
 */
export async function trainSurrogate(set: SampleSet, kernels: Kernels, options: TrainOptions = {}): Promise<Trained> {
  const start = performance.now();
  const seed = options.seed ?? 1;
  const parts = split(set, options.holdout, seed);
  const base = fitOptions(set, options, seed);
  const targets = targetsOf(parts.train, set.dimension);
  const attempt = async (kind: NetworkKind, members: number, stage: Progress["stage"]): Promise<Ensemble> => {
    const mark = kernels.mark();
    const found = await fit(wasmMachine(kernels), targets, { ...base, kind, members, onProgress: (share, loss) => options.onProgress?.({ stage, share, loss }) });
    kernels.release(mark);
    return found;
  };
  const { kind, trials } = options.kind ? { kind: options.kind, trials: {} } : await chooseKind(attempt, (ensemble) => errorsOf(against(ensemble, kernels, parts.test)), options.goal ?? 0.004);
  const ensemble = await attempt(kind, options.members ?? 5, "ensemble");
  const test = against(ensemble, kernels, parts.test);
  const stress = rootMeanSquare(parts.train);
  const surrogate: Surrogate = {
    ...ensemble, rve: set.rve, sampling: set.sampling, samples: sampleCount(set), seed, range: set.range, errors: errorsOf(test), stress,
    spreadFactor: spreadFactor(test, stress), ...(kind === "relaxed" ? { ellipticity: smallestAcoustic(against(ensemble, kernels, set.rows), set.dimension) } : {}),
  };
  return { surrogate, trials, training: errorsOf(against(ensemble, kernels, parts.train)), seconds: (performance.now() - start) / 1000 };
}

function fitOptions(set: SampleSet, options: TrainOptions, seed: number): Omit<FitOptions, "kind" | "members" | "onProgress"> {
  const wide = set.dimension === 3 ? 24 : 16;
  return {
    dimension: set.dimension, symmetry: options.symmetry ?? symmetryOf(set), shape: options.shape ?? { first: wide, second: wide }, seed,
    epochs: options.epochs ?? 60, iterations: options.iterations ?? 600, tangentWeight: options.tangentWeight ?? 0.1,
    ...(options.signal ? { signal: options.signal } : {}),
  };
}

/** One network of each kind decides for all. */
async function chooseKind(
  attempt: (kind: NetworkKind, members: number, stage: Progress["stage"]) => Promise<Ensemble>, errors: (ensemble: Ensemble) => Errors, goal: number,
): Promise<{ readonly kind: NetworkKind; readonly trials: Trials }> {
  const convex = errors(await attempt("convex", 1, "polyconvex trial"));
  if (convex.P <= goal) return { kind: "convex", trials: { convex } };
  const relaxed = errors(await attempt("relaxed", 1, "relaxed trial"));
  return { kind: relaxed.P < 0.5 * convex.P ? "relaxed" : "convex", trials: { convex, relaxed } };
}

function split(set: SampleSet, holdout: number | undefined, seed: number): { readonly train: Float64Array; readonly test: Float64Array } {
  const count = sampleCount(set);
  const held = Math.max(1, Math.min(100, Math.round(count * (holdout ?? 0.1))));
  // The first sample is the state at rest: it is always trained on.
  const order = shuffled(count - 1, createRandom(seed + 7)).map((index) => index + 1);
  const rowsOf = (indices: Int32Array): Float64Array => Float64Array.from({ length: indices.length * rowSize }, (_, i) => set.rows[indices[Math.floor(i / rowSize)] * rowSize + (i % rowSize)]);
  return { train: rowsOf(Int32Array.of(0, ...order.subarray(held))), test: rowsOf(order.subarray(0, held)) };
}

function against(ensemble: Ensemble, kernels: Kernels, rows: Float64Array): Comparison {
  const mark = kernels.mark();
  const comparison = compare(surrogateModel(ensemble, kernels), rows, ensemble.dimension);
  kernels.release(mark);
  return comparison;
}

function rootMeanSquare(rows: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at += rowSize) for (let i = row.P; i < row.A; i++) sum += rows[at + i] * rows[at + i];
  return Math.sqrt(sum / (rows.length / rowSize));
}

/** The factor of the spread under which nine in ten errors of held-out samples stay, from 1 (the networks share what their samples lack) to 10. */
export function spreadFactor(test: Comparison, stress: number): number {
  const ratios = pointErrors(test, stress).map((error, k) => {
    const norm = Math.sqrt(test.answer.P.subarray(9 * k, 9 * k + 9).reduce((sum, p) => sum + p * p, 0));
    return (error * (norm + 0.1 * stress)) / Math.max(test.spread[k], 1e-300);
  }).sort();
  return Math.min(10, Math.max(1, ratios[Math.floor(0.9 * (ratios.length - 1))]));
}
