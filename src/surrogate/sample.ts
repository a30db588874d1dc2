/** Samples of an RVE: a low-discrepancy sequence of stretches, solved, and retried in smaller steps where that fails. */
import { createSobol } from "../core/sobol.js";
import { type ConstitutiveModel, PointStatus, stride } from "../constitutive/model.js";
import { acrossName, type OutputColumn, outputColumns, readOutputs, toldSize } from "./outputs.js";
import { type FailedSample, type Range, row, rowSize, sampleCount, type SampledOutput, type SampleSet, type Sampling } from "./samples.js";
import { coordinateCount, stretchOf } from "./strain.js";

/** What is solved at once. */
export interface States {
  readonly F: Float64Array;
  readonly W: Float64Array;
  readonly P: Float64Array;
  readonly A: Float64Array;
  readonly state: Float64Array;
  readonly status: Uint8Array;
}

export interface SampleOptions {
  readonly count: number;
  /** Bound of deviator and shear in log U. */
  readonly range: number;
  /** Bound of ln J; default half the range. */
  readonly volume?: number;
  readonly seed?: number;
  /** Samples of an earlier call with the same options but another count: they are not solved again. */
  readonly resume?: SampleSet;
  readonly signal?: AbortSignal;
  /** Called with the set so far after every batch; what it returns is awaited. */
  readonly onBatch?: (set: SampleSet) => void | Promise<void>;
}

/** What is known of the RVE. */
export interface Sampled {
  readonly dimension: 2 | 3;
  /** `rveHash` of it. */
  readonly hash: string;
  /** `fibresOf` it; default none. */
  readonly fibres?: readonly number[];
  /** Share of its volume that is no void; default 1. */
  readonly solid?: number;
  readonly model: ConstitutiveModel;
}

/** Samples solved between two calls of `onBatch`. */
const batch = 64;

/** Bounds of the coordinates that a sampling declares. */
function declaredRange({ range, volume }: Pick<Sampling, "range" | "volume">, dimension: 2 | 3): Range {
  const high = Array.from({ length: coordinateCount(dimension) }, (_, i, n = coordinateCount(dimension)) => (i < n - 1 ? range : volume));
  return { low: high.map((x) => -x), high };
}

/**
 * Solves an RVE at `count` states: F = U = exp(log U) with log U from a scrambled Sobol sequence (joe2008, burley2020) in the declared
 * range, after the state at rest. A state that fails is approached in 2, 4, 8 steps; where that fails too, the last state reached
 * is kept in its stead and the failure is reported.
 * @throws the reason of `signal`
 */
export async function sample(rve: Sampled, options: SampleOptions): Promise<SampleSet> {
  let set = await beginSamples(rve, options);
  const coordinates = sequence(set.sampling, rve.dimension);
  for (let first = sampleCount(set); first < options.count; first += batch) {
    options.signal?.throwIfAborted();
    set = await addSamples(rve, set, Array.from({ length: Math.min(batch, options.count - first) }, (_, k) => coordinates(first + k)));
    await options.onBatch?.(set);
  }
  return set;
}

/** The samples to go on from, or none yet: what is known of the RVE before its first sample. */
export async function beginSamples(rve: Sampled, { range, volume = range / 2, seed = 1, active, resume }: SampleOptions & Pick<Sampling, "active">): Promise<SampleSet> {
  if (resume) return resume;
  const { dimension, hash, fibres = [] } = rve;
  const sampling: Sampling = { range, volume, seed, ...(active ? { active } : {}) };
  return {
    dimension, rve: hash, sampling, range: declaredRange(sampling, dimension), mirrors: await mirrorErrors(rve, sampling), fibres, failed: [],
    rows: new Float64Array(0), outputs: await sampledOutputs(rve, sampling), told: new Float64Array(0),
  };
}

/** The samples and those of some more states, given by their coordinates. */
export async function addSamples(rve: Sampled, set: SampleSet, states: readonly Float64Array[]): Promise<SampleSet> {
  const first = sampleCount(set);
  const { rows, told, failed } = await solveStates(rve, states);
  return { ...set, rows: joined(set.rows, rows), told: joined(set.told, told), failed: [...set.failed, ...failed.map((one) => ({ ...one, index: first + one.index }))] };
}

/** Two arrays, one behind the other. */
export function joined(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Coordinates of the samples: the state at rest first, then the sequence. */
export function sequence({ range, volume, seed }: Omit<Sampling, "active">, dimension: 2 | 3): (index: number) => Float64Array {
  const n = coordinateCount(dimension);
  const sobol = createSobol(n, seed);
  return (index) => (index === 0 ? new Float64Array(n) : sobol(index - 1).map((u, i) => (2 * u - 1) * (i < n - 1 ? range : volume)));
}

/** What an RVE answered at some states. */
export interface Answers {
  readonly rows: Float64Array;
  /** `[count, outputs, toldSize]` */
  readonly told: Float64Array;
}

/** Answers at some states given by their coordinates, and which of them were not reached. */
export async function solveStates(rve: Sampled, list: readonly Float64Array[]): Promise<Answers & { readonly failed: FailedSample[] }> {
  const states = await solve(rve.model, list.map((x) => stretchOf(x, rve.dimension)));
  const { rows, told } = answersOf(rve, states);
  const failed: FailedSample[] = [];
  for (const [index, x] of list.entries()) {
    if (states.status[index] === PointStatus.ok) continue;
    const { best, reached } = await approach(rve, x);
    rows.set(best.rows, index * rowSize);
    told.set(best.told, index * best.told.length);
    if (reached < 1) failed.push({ index, reached, status: statusName(states.status[index]) });
  }
  return { rows, told, failed };
}

/** Answers of a model at some F, from rest or from given states. */
export async function solve(model: ConstitutiveModel, gradients: readonly ArrayLike<number>[], state0?: Float64Array): Promise<States> {
  const count = gradients.length;
  const F = Float64Array.from(gradients.flatMap((one) => [...Array.from(one)]));
  const size = stride(model.state);
  const start = state0 ?? new Float64Array(count * size);
  if (!state0) model.initialState(start, count);
  const into = {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count), state: new Float64Array(count * size),
    status: new Uint8Array(count), iterations: new Int32Array(count),
  };
  await model.evaluate({ count, F, state0: start, fields: new Float64Array(stride(model.fields) * count), dt: 1 }, into, "tangent");
  return { F, ...into };
}

/** Answers as rows. */
export function rowsOf({ F, W, P, A }: Omit<States, "state" | "status">): Float64Array {
  const rows = new Float64Array(W.length * rowSize);
  W.forEach((energy, k) => {
    const at = k * rowSize;
    rows.set(F.subarray(9 * k, 9 * k + 9), at + row.F);
    rows[at + row.W] = energy;
    rows.set(P.subarray(9 * k, 9 * k + 9), at + row.P);
    rows.set(A.subarray(81 * k, 81 * k + 81), at + row.A);
  });
  return rows;
}

/** Outputs that users named. */
export function namedColumns({ model }: Pick<Sampled, "model">): OutputColumn[] {
  return outputColumns(model).filter(({ name }) => name !== acrossName);
}

/** Answers of a model with what its outputs say. */
export function answersOf(rve: Sampled, states: States): Answers {
  const rows = rowsOf(states);
  const width = stride(rve.model.state);
  const across = outputColumns(rve.model).filter(({ name }) => name === acrossName);
  readOutputs(across, states.state, width).forEach((value, i) => {
    const [k, n] = [Math.floor(i / toldSize), i % toldSize];
    if (n > 0) rows[k * rowSize + row.A + 72 + n - 1] = value * (rve.solid ?? 1);
  });
  return { rows, told: readOutputs(namedColumns(rve), states.state, width) };
}

/** Walks to a state in 2, 4, 8 equal steps of log U; gives the furthest state that was reached. */
async function approach(rve: Sampled, x: Float64Array): Promise<{ readonly best: Answers; readonly reached: number }> {
  const at = async (share: number, state?: Float64Array): Promise<States> => solve(rve.model, [stretchOf(x.map((value) => value * share), rve.dimension)], state);
  let found = { best: answersOf(rve, await at(0)), reached: 0 };
  for (const steps of [2, 4, 8]) {
    let state: Float64Array | undefined;
    for (let k = 1; k <= steps; k++) {
      const answer = await at(k / steps, state);
      if (answer.status[0] !== PointStatus.ok) break;
      state = answer.state;
      if (k / steps > found.reached) found = { best: answersOf(rve, answer), reached: k / steps };
    }
    if (found.reached === 1) break;
  }
  return found;
}

function statusName(status: number): string {
  return Object.entries(PointStatus).find(([, code]) => code === status)?.[0] ?? String(status);
}

/** Values of the outputs at a few states, less those at rest, `[outputs]` of `[states]`. */
async function valuesOf(rve: Sampled, gradients: readonly Float64Array[]): Promise<{ readonly P: Float64Array; readonly values: readonly (readonly number[])[] }> {
  const { P, state } = await solve(rve.model, gradients);
  const width = stride(rve.model.state);
  const values = namedColumns(rve).map(({ value }) => gradients.map((_, k) => state[k * width + value]));
  return { P, values };
}

const apart = (a: readonly number[], b: readonly number[]): number => Math.sqrt(a.reduce((sum, x, k) => sum + (x - b[k]) * (x - b[k]), 0));

/** Four states of the range. */
function probes(dimension: 2 | 3, { range, seed }: Pick<Sampling, "range" | "seed">): Float64Array[] {
  const coordinates = sequence({ range, volume: range / 2, seed }, dimension);
  return [1, 2, 3, 4].map((index) => stretchOf(coordinates(index), dimension));
}

/** Outputs with their values at rest, and whether they depend on the observer. */
export async function sampledOutputs(rve: Sampled, sampling: Pick<Sampling, "range" | "seed">): Promise<SampledOutput[]> {
  const columns = namedColumns(rve);
  if (columns.length === 0) return [];
  const states = probes(rve.dimension, sampling);
  const turn = (U: Float64Array): Float64Array => U.map((_, n) => [0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1].slice(3 * Math.floor(n / 3), 3 * Math.floor(n / 3) + 3).reduce((sum, q, m) => sum + q * U[3 * m + (n % 3)], 0));
  const [here, turned, atRest] = [await valuesOf(rve, states), await valuesOf(rve, states.map(turn)), await valuesOf(rve, [stretchOf(new Float64Array(6), rve.dimension)])];
  return columns.map(({ name, unit }, o) => {
    const [rest] = atRest.values[o];
    return { name, unit, rest, turned: apart(turned.values[o], here.values[o]) / Math.max(apart(here.values[o], states.map(() => rest)), 1e-300) };
  });
}

/** How much the stress of a state, or an output, and that of its mirror images differ, relative to the stress or the output: four states of the range. */
export async function mirrorErrors(rve: Sampled, sampling: Pick<Sampling, "range" | "seed">): Promise<number[]> {
  const states = probes(rve.dimension, sampling);
  const { P, values } = await valuesOf(rve, states);
  const norm = Math.sqrt(P.reduce((sum, p) => sum + p * p, 0));
  const errors: number[] = [];
  for (const axis of [0, 1, 2].slice(0, rve.dimension)) {
    const mirror = (M: Float64Array): Float64Array => M.map((value, n) => ((Math.floor((n % 9) / 3) === axis) !== (n % 3 === axis) ? -value : value));
    const mirrored = await valuesOf(rve, states.map(mirror));
    const back = mirror(mirrored.P);
    const ofOutputs = values.map((list, o) => apart(mirrored.values[o], list) / Math.max(apart(list, list.map(() => 0)), 1e-300));
    errors.push(Math.max(Math.sqrt(back.reduce((sum, p, n) => sum + (p - P[n]) * (p - P[n]), 0)) / norm, ...ofOutputs));
  }
  return errors;
}
