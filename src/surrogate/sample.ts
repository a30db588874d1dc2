/** Samples of an RVE: a low-discrepancy sequence of stretches, solved, and retried in smaller steps where that fails. */
import { createSobol } from "../core/sobol.js";
import { type ConstitutiveModel, PointStatus, stride } from "../constitutive/model.js";
import { type FailedSample, type Range, row, rowSize, type SampleSet, type Sampling } from "./samples.js";
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
  readonly model: ConstitutiveModel;
}

/** Samples solved between two calls of `onBatch`. */
const batch = 64;

/** Bounds of the coordinates that a sampling declares. */
export function declaredRange({ range, volume }: Omit<Sampling, "seed">, dimension: 2 | 3): Range {
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
  const { dimension, hash, model } = rve;
  const sampling: Sampling = { range: options.range, volume: options.volume ?? options.range / 2, seed: options.seed ?? 1 };
  const range = declaredRange(sampling, dimension);
  const coordinates = sequence(sampling, dimension);
  const done = options.resume;
  let rows = done?.rows ?? new Float64Array(0);
  const failed: FailedSample[] = [...(done?.failed ?? [])];
  const mirrors = done?.mirrors ?? await mirrorErrors(rve, sampling);
  const set = (): SampleSet => ({ dimension, rve: hash, sampling, range, mirrors, fibres: rve.fibres ?? [], failed: [...failed], rows });
  for (let first = rows.length / rowSize; first < options.count; first += batch) {
    options.signal?.throwIfAborted();
    const list = Array.from({ length: Math.min(batch, options.count - first) }, (_, k) => coordinates(first + k));
    const solved = await solveStates(model, dimension, list);
    failed.push(...solved.failed.map((one) => ({ ...one, index: first + one.index })));
    rows = Float64Array.from([...rows, ...solved.rows]);
    await options.onBatch?.(set());
  }
  return set();
}

/** Coordinates of the samples: the state at rest first, then the sequence. */
export function sequence({ range, volume, seed }: Sampling, dimension: 2 | 3): (index: number) => Float64Array {
  const n = coordinateCount(dimension);
  const sobol = createSobol(n, seed);
  return (index) => (index === 0 ? new Float64Array(n) : sobol(index - 1).map((u, i) => (2 * u - 1) * (i < n - 1 ? range : volume)));
}

/** Rows of some states given by their coordinates, and which of them were not reached. */
export async function solveStates(model: ConstitutiveModel, dimension: 2 | 3, list: readonly Float64Array[]): Promise<{ readonly rows: Float64Array; readonly failed: FailedSample[] }> {
  const answers = await solve(model, list.map((x) => stretchOf(x, dimension)));
  const rows = rowsOf(answers);
  const failed: FailedSample[] = [];
  for (const [index, x] of list.entries()) {
    if (answers.status[index] === PointStatus.ok) continue;
    const retried = await approach(model, dimension, x);
    rows.set(retried.row, index * rowSize);
    if (retried.reached < 1) failed.push({ index, reached: retried.reached, status: statusName(answers.status[index]) });
  }
  return { rows, failed };
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

/** Walks to a state in 2, 4, 8 equal steps of log U; gives the furthest state that was reached. */
async function approach(model: ConstitutiveModel, dimension: 2 | 3, x: Float64Array): Promise<{ readonly row: Float64Array; readonly reached: number }> {
  let best = { row: rowsOf(await solve(model, [stretchOf(x.map(() => 0), dimension)])), reached: 0 };
  for (const steps of [2, 4, 8]) {
    let state: Float64Array | undefined;
    for (let k = 1; k <= steps; k++) {
      const answer = await solve(model, [stretchOf(x.map((value) => (value * k) / steps), dimension)], state);
      if (answer.status[0] !== PointStatus.ok) break;
      state = answer.state;
      if (k / steps > best.reached) best = { row: rowsOf(answer), reached: k / steps };
    }
    if (best.reached === 1) break;
  }
  return best;
}

function statusName(status: number): string {
  return Object.entries(PointStatus).find(([, code]) => code === status)?.[0] ?? String(status);
}

/** How much the stress of a state and of its mirror images differ, relative to the stress: four states of the range. */
export async function mirrorErrors({ model, dimension }: Sampled, { range, seed }: Pick<Sampling, "range" | "seed">): Promise<number[]> {
  const coordinates = sequence({ range, volume: range / 2, seed }, dimension);
  const states = [1, 2, 3, 4].map((index) => stretchOf(coordinates(index), dimension));
  const P = (await solve(model, states)).P;
  const norm = Math.sqrt(P.reduce((sum, p) => sum + p * p, 0));
  const axes = [0, 1, 2].slice(0, dimension);
  const errors: number[] = [];
  for (const axis of axes) {
    const mirror = (M: Float64Array): Float64Array => M.map((value, n) => ((Math.floor((n % 9) / 3) === axis) !== (n % 3 === axis) ? -value : value));
    const mirrored = await solve(model, states.map(mirror));
    const back = mirror(mirrored.P);
    errors.push(Math.sqrt(back.reduce((sum, p, n) => sum + (p - P[n]) * (p - P[n]), 0)) / norm);
  }
  return errors;
}
