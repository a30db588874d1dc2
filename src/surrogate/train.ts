/** From samples to a surrogate: symmetry, kind of network, ensemble, and what is known about its errors. */
import { SurrogateError } from "../core/errors.js";
import { createRandom, shuffled } from "../core/random.js";
import type { Shape } from "../network/layout.js";
import type { Kernels } from "../kernels/module.js";
import { wasmMachine } from "../kernels/network.js";
import { compare, type Comparison, errorsOf, pointErrors } from "./assess.js";
import { coverage } from "./coverage.js";
import { smallestAcoustic } from "./ellipticity.js";
import { type Ensemble, fit, type FitOptions, type NetworkKind } from "./fit.js";
import { fitGaussian, fitGaussianOutput, type GaussianFit, mostSamples, reconditioned } from "./gaussian-fit.js";
import { learnersOf, learnOutputs, networkOutputs, type Told } from "./learn-outputs.js";
import { surrogateModel } from "./model.js";
import { toldSize } from "./outputs.js";
import { trialEffort, trialSamples, withRecruitment } from "./recruitment.js";
import { row, rowSize, sampleCount, type SampleSet } from "./samples.js";
import type { Symmetry } from "./structure.js";
import type { Errors, Fitted, Surrogate } from "./surrogate.js";
import { symmetryOf } from "./symmetry.js";
import { type LossWeights, targetsOf } from "./targets.js";
import { planeNorm } from "./trust.js";

export interface TrainOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Default: orthotropic with the axes of the RVE when its mirror images answer alike, else none. */
  readonly symmetry?: Symmetry;
  /** Default: polyconvex, unless that misses the goal and free weights do better than half its error. */
  readonly kind?: NetworkKind | "gp";
  /** Error of the stress up to which a polyconvex network is good enough; default 0.004. */
  readonly goal?: number;
  /** Neurons of the two layers; default by the number of samples. */
  readonly shape?: Shape;
  /** Networks of the ensemble; default 5. */
  readonly members?: number;
  /** Passes of Adam over the samples before L-BFGS; default 60. */
  readonly epochs?: number;
  /** Iterations of L-BFGS: over all samples, default 600 for polyconvex networks, and 600 to 3000 for free ones, the more the fewer the samples are; of a process from each start of its lengths, default 40. */
  readonly iterations?: number;
  /** Weight of the tangent in the loss against the stress; default 0.1. */
  readonly tangentWeight?: number;
  /**
   * ε of the weight 1/(|P|² + ε²) of a sample in the loss, as a share of the root mean square stress of all: networks then learn stresses above it to the
   * same relative error, small ones, too. Default: every sample counts alike, or as much as the range that it stands for when samples were chosen or joined.
   */
  readonly floor?: number;
  /** Share of the samples that is held out to know the errors; default a tenth, at most 100. */
  readonly holdout?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Where a training stands. */
export interface Progress {
  readonly stage: "polyconvex trial" | "relaxed trial" | "ensemble" | "process" | "outputs";
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

/**
 * Trains a surrogate on samples: networks by Adam, then L-BFGS, on stress and tangent (SURROGATE §1), or a Gaussian process on stress. The same
 * samples and options give the same bits.
 * @param kernels instance that the training takes its memory from, and gives it back
 * @throws the reason of `signal`; SurrogateError E_SAMPLES when there are too many samples for a process
 */
export async function trainSurrogate(set: SampleSet, kernels: Kernels, options: TrainOptions = {}): Promise<Trained> {
  const start = performance.now();
  const parts = split(set, options.holdout, options.seed ?? 1);
  const { fitted, trials } = options.kind === "gp" ? { fitted: await trainProcess(set, parts, kernels, options), trials: {} } : await trainNetworks(set, parts, kernels, options, options.kind);
  const test = against(fitted, kernels, parts.test.rows);
  const stress = rootMeanSquare(parts.train.rows, set.dimension);
  // Its errors are known now: a process takes in what was held out at no cost.
  const last = fitted.kind === "gp" ? withAll(fitted, set, kernels) : fitted;
  const surrogate: Surrogate = {
    ...last, rve: set.rve, sampling: set.sampling, samples: sampleCount(set), seed: options.seed ?? 1, range: set.range, errors: errorsOf(test), stress,
    spreadFactor: spreadFactor(test, stress), ...(fitted.kind === "convex" ? {} : { ellipticity: smallestAcoustic(against(last, kernels, set.rows), set.dimension) }),
  };
  return { surrogate, trials, training: errorsOf(against(last, kernels, parts.train.rows)), seconds: (performance.now() - start) / 1000 };
}

/** Samples that are learned from and samples that are held out. */
interface Parts { readonly train: Told; readonly test: Told }

async function trainNetworks(set: SampleSet, parts: Parts, kernels: Kernels, options: TrainOptions, wanted: NetworkKind | undefined): Promise<{ readonly fitted: Ensemble; readonly trials: Trials }> {
  const base = fitOptions(set, options, options.seed ?? 1);
  let known: Symmetry | undefined;
  const recruited = async (): Promise<Symmetry> => { known ??= await recruitedSymmetry(set, parts, kernels, options); return known; };
  const targets = targetsOf(parts.train.rows, set.dimension, sampleWeights(set, parts.train.rows, options.floor));
  const attempt = async (kind: NetworkKind, members: number, stage: Progress["stage"]): Promise<Ensemble> => {
    const symmetry = kind === "convex" ? base.symmetry : await recruited();
    const mark = kernels.mark();
    const found = await fit(wasmMachine(kernels), targets, { ...base, symmetry, kind, members, iterations: options.iterations ?? defaultIterations(kind, targets.count), onProgress: (share, loss) => options.onProgress?.({ stage, share, loss }) });
    kernels.release(mark);
    return found;
  };
  const { kind, trials } = wanted ? { kind: wanted, trials: {} } : await chooseKind(attempt, (ensemble) => errorsOf(against(ensemble, kernels, parts.test.rows)), options.goal ?? 0.004);
  const ensemble = await attempt(kind, options.members ?? 5, "ensemble");
  const learn = networkOutputs(ensemble, { ...base, kind, iterations: options.iterations ?? defaultIterations("convex", targets.count), members: learnersOf(set.outputs, options.members ?? 5), onProgress: (share, loss) => options.onProgress?.({ stage: "outputs", share, loss }) });
  return { fitted: await learnOutputs(ensemble, kernels, parts, set.outputs, learn), trials };
}

/** The symmetry of the samples, and where its fibres begin to carry load. */
async function recruitedSymmetry(set: SampleSet, { train }: Parts, kernels: Kernels, options: TrainOptions): Promise<Symmetry> {
  const base = fitOptions(set, options, options.seed ?? 1);
  const rows = train.rows.subarray(0, trialSamples * rowSize);
  const targets = targetsOf(rows, set.dimension, sampleWeights(set, rows, options.floor));
  return withRecruitment(base.symmetry, async (symmetry) => {
    const mark = kernels.mark();
    const found = await fit(wasmMachine(kernels), targets, { ...base, ...trialEffort, symmetry, kind: "relaxed", members: 1 });
    kernels.release(mark);
    return found;
  }, (ensemble) => against(ensemble, kernels, rows));
}

async function trainProcess(set: SampleSet, parts: Parts, kernels: Kernels, options: TrainOptions): Promise<GaussianFit> {
  const { dimension } = set;
  if (sampleCount(set) > mostSamples) {
    throw new SurrogateError("E_SAMPLES", `there are ${sampleCount(set)} samples, but a Gaussian process takes at most ${mostSamples}.`, { hint: "train networks (--kind convex or relaxed), or sample fewer states." });
  }
  const told = (stage: Progress["stage"], from: number, width: number) => (share: number, loss: number): void => {
    options.signal?.throwIfAborted();
    options.onProgress?.({ stage, share: from + width * share, loss });
  };
  const base = { dimension, symmetry: await recruitedSymmetry(set, parts, kernels, options), iterations: options.iterations ?? 40 };
  const mark = kernels.mark();
  const energy = fitGaussian(wasmMachine(kernels), targetsOf(parts.train.rows, dimension), { ...base, onProgress: told("process", 0, 1) });
  kernels.release(mark);
  return learnOutputs(energy, kernels, parts, set.outputs, (machine, targets, index, count) =>
    Promise.resolve(fitGaussianOutput(machine, targets, energy, { ...base, onProgress: told("outputs", index / count, 1 / count) })));
}

function withAll(fitted: GaussianFit, set: SampleSet, kernels: Kernels): GaussianFit {
  const mark = kernels.mark();
  const last = reconditioned(wasmMachine(kernels), fitted, targetsOf(set.rows, set.dimension));
  kernels.release(mark);
  return last;
}

function fitOptions(set: SampleSet, options: TrainOptions, seed: number): Omit<FitOptions, "kind" | "members" | "iterations" | "onProgress"> {
  const wide = set.dimension === 3 ? 24 : 16;
  return {
    dimension: set.dimension, symmetry: options.symmetry ?? symmetryOf(set), shape: options.shape ?? { first: wide, second: wide }, seed,
    epochs: options.epochs ?? 60, tangentWeight: options.tangentWeight ?? 0.1,
    ...(options.signal ? { signal: options.signal } : {}),
  };
}

/** Default iterations of L-BFGS. Free weights are taken where there is more to learn; they get about the same time from any number of samples. */
function defaultIterations(kind: NetworkKind, samples: number): number {
  return kind === "convex" ? 600 : Math.min(3000, Math.max(600, Math.round(360_000 / samples)));
}

/**
 * What samples count in the loss `[count]`, on the average 1: stresses relative to their size where `floor` says so, however samples were chosen; else those that
 * were chosen, or kept by a guard, as much as the range that they stand for.
 */
function sampleWeights(set: SampleSet, rows: Float64Array, floor: number | undefined): LossWeights {
  const ones = new Float64Array(rows.length / rowSize).fill(1);
  if (floor !== undefined) return { stress: evenly(rows, set.dimension, floor), tangent: ones };
  const even = set.sampling.active || set.sampling.joined ? coverage({ ...set, rows }) : ones;
  return { stress: even, tangent: even };
}

/** Weights `[count]` under which stresses above `floor` times their root mean square count alike, relative to their size: 1/(|P|² + ε²), on the average 1. */
export function evenly(rows: Float64Array, dimension: 2 | 3, floor: number): Float64Array {
  const least = floor * rootMeanSquare(rows, dimension);
  return normalised(Float64Array.from({ length: rows.length / rowSize }, (_, k) => {
    const norm = planeNorm(rows, k * rowSize + row.P, dimension);
    return 1 / (norm * norm + least * least);
  }));
}

function normalised(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
  return weights.map((w) => w / mean);
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

function split(set: SampleSet, holdout: number | undefined, seed: number): Parts {
  const count = sampleCount(set);
  const held = Math.max(1, Math.min(100, Math.round(count * (holdout ?? 0.1))));
  // The first sample is the state at rest: it is always trained on.
  const order = shuffled(count - 1, createRandom(seed + 7)).map((index) => index + 1);
  return { train: toldAt(set, Int32Array.of(0, ...order.subarray(held))), test: toldAt(set, order.subarray(0, held)) };
}

/** Some samples, in the order of a list. */
function toldAt({ rows, told, outputs }: SampleSet, indices: Int32Array): Told {
  const take = (values: Float64Array, size: number): Float64Array => Float64Array.from({ length: indices.length * size }, (_, i) => values[indices[Math.floor(i / size)] * size + (i % size)]);
  return { rows: take(rows, rowSize), told: take(told, outputs.length * toldSize) };
}

function against(ensemble: Fitted, kernels: Kernels, rows: Float64Array): Comparison {
  const mark = kernels.mark();
  const comparison = compare(surrogateModel(ensemble, kernels), rows, ensemble.dimension);
  kernels.release(mark);
  return comparison;
}

/** Root mean square of the norm of the stress over some rows; in the plane that of its components in it. */
export function rootMeanSquare(rows: Float64Array, dimension: 2 | 3): number {
  const count = rows.length / rowSize;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const norm = planeNorm(rows, k * rowSize + row.P, dimension);
    sum += norm * norm;
  }
  return Math.sqrt(sum / count);
}

/** The factor of the spread under which nine in ten errors of held-out samples stay, from 1 (the networks share what their samples lack) to 10. */
export function spreadFactor(test: Comparison, stress: number): number {
  const ratios = pointErrors(test, stress).map((error, k) => {
    return (error * (planeNorm(test.answer.P, 9 * k, test.places.length === 4 ? 2 : 3) + 0.1 * stress)) / Math.max(test.spread[k], 1e-300);
  }).sort();
  return Math.min(10, Math.max(1, ratios[Math.floor(0.9 * (ratios.length - 1))]));
}
