/**
 * Learning on the fly: an RVE that is replaced by a surrogate while a run goes on.
 *
 * The run starts as FE². When a step has been accepted and its points reach beyond what is known, the RVE is solved at a few states ahead of
 * them (their log U, drawn out to three times its size, thinned so that no two are alike), the networks are trained on all samples so far, and
 * from then on points are answered as in guarded.ts. As strains grow by a step at a time and the reach is multiplied at each lesson, a run
 * has few lessons. They start from fresh weights: the scales of inputs and stress grow with the reach, and weights of a small range lie in the
 * straight part of every neuron of a large one.
 *
 * A state `lesson` counts accepted steps, so that lessons happen between steps and the weights are a function of the steps before: within a step
 * the model is as pure as any other.
 */
import { type ConstitutiveModel, type PointBatch, type PointResponse, stride } from "../constitutive/model.js";
import type { Kernels } from "../kernels/module.js";
import { wasmMachine } from "../kernels/network.js";
import { sharedBytes } from "../platform/memory.js";
import { compare, pointErrors } from "./assess.js";
import { fit, type FitOptions } from "./fit.js";
import { guarded, initialState, trustedField } from "./guarded.js";
import { surrogateModel, type SurrogateModel } from "./model.js";
import { mirrorErrors, type Sampled, solveStates } from "./sample.js";
import { row, rowSize } from "./samples.js";
import { coordinateCount, coordinatesOf } from "./strain.js";
import { targetsOf } from "./targets.js";
import { spreadFactor, symmetryOf } from "./train.js";
import type { Trustworthy } from "./trust.js";

export interface LearnOptions {
  /** Relative error of the stress up to which the surrogate answers. */
  readonly tolerance: number;
  readonly seed: number;
}

/** One lesson. */
export interface Lesson {
  /** Accepted steps before it. */
  readonly step: number;
  /** RVE solves of the lesson, and samples after it. */
  readonly solves: number;
  readonly samples: number;
  /** Error under which nine in ten stresses stay: at the states of the lesson before it (absent at the first), at held-out samples after it. */
  readonly before?: number;
  readonly after: number;
  readonly seconds: number;
}

/** An RVE that is being learned. */
export interface LearningModel extends ConstitutiveModel {
  readonly lessons: readonly Lesson[];
  /** Seconds that an answer of the RVE takes at a point (wall, all workers), and one of the surrogate; 0 before there was one. */
  cost(): { readonly rve: number; readonly surrogate: number };
}

/** States of a lesson, members, neurons: enough for a few per thousand of error on the paths of a run. */
const lessonStates = 120;
const members = 3;
/** One sample in so many is held out. */
const holdout = 8;
const lessonField = { name: "lesson", size: 1, unit: "1", internal: true } as const;

/** What has been learned. */
interface Knowledge {
  rows: Float64Array;
  model: SurrogateModel | undefined;
  guard: ConstitutiveModel | undefined;
  trust: Trustworthy | undefined;
  /** Accepted steps that lessons have been drawn from. */
  steps: number;
  /** `mirrorErrors` at the size of the first lesson. */
  mirrors: readonly number[];
  readonly lessons: Lesson[];
  readonly seconds: { rve: number; rvePoints: number; surrogate: number; surrogatePoints: number };
}

/**
 * The RVE, replaced by a surrogate as that learns. It disposes of the RVE's model.
 * @param kernels instance of its own, for the networks
 */
export function learning(rve: Sampled, kernels: Kernels, options: LearnOptions): LearningModel {
  const known: Knowledge = {
    rows: new Float64Array(0), model: undefined, guard: undefined, trust: undefined, steps: 0, mirrors: [], lessons: [],
    seconds: { rve: 0, rvePoints: 0, surrogate: 0, surrogatePoints: 0 },
  };
  const mark = kernels.mark();
  const inner = stride(rve.model.state);
  let last: Float64Array | undefined;
  return {
    name: `learning ${rve.model.name}`,
    state: [lessonField, trustedField, ...rve.model.state], fields: [], lessons: known.lessons,
    initialState: (out, count) => begin(rve.model, out, count),
    cost: () => costOf(known),
    async evaluate(batch, into, want) {
      const steps = batch.state0[0];
      if (steps > known.steps && last) {
        known.steps = steps;
        await learn(rve, kernels, mark, known, last, options);
      }
      last = Float64Array.from(batch.F.subarray(0, 9 * batch.count));
      await answer(rve.model, known, batch, into, inner, want);
    },
    dispose: () => rve.model.dispose?.(),
  };
}

function begin(rve: ConstitutiveModel, out: Float64Array, count: number): void {
  const inner = 1 + stride(rve.state);
  const states = new Float64Array(inner * count);
  initialState(rve, states, count);
  for (let k = 0; k < count; k++) {
    out[k * (1 + inner)] = 0;
    out[k * (1 + inner) + 1] = 0;
    out.set(states.subarray(k * inner + 1, (k + 1) * inner), k * (1 + inner) + 2);
  }
}

function costOf({ seconds: { rve, rvePoints, surrogate, surrogatePoints } }: Knowledge): { readonly rve: number; readonly surrogate: number } {
  return { rve: rvePoints > 0 ? rve / rvePoints : 0, surrogate: surrogatePoints > 0 ? surrogate / surrogatePoints : 0 };
}

/** The guarded surrogate once there is one, the RVE before. */
async function answer(rve: ConstitutiveModel, known: Knowledge, batch: PointBatch, into: PointResponse, inner: number, want: "stress" | "tangent"): Promise<void> {
  const width = inner + 2;
  const model = known.guard ?? rve;
  const columns = known.guard ? inner + 1 : inner;
  const state0 = new Float64Array(sharedBytes(8 * columns * batch.count)), state = new Float64Array(sharedBytes(8 * columns * batch.count));
  for (let k = 0; k < batch.count; k++) state0.set(batch.state0.subarray(k * width + width - columns, (k + 1) * width), k * columns);
  const { W, P, A, status, iterations } = into;
  const start = performance.now();
  await model.evaluate({ ...batch, state0 }, { W, P, A, status, iterations, state }, want);
  const seconds = (performance.now() - start) / 1000;
  let asked = 0;
  for (let k = 0; k < batch.count; k++) {
    const at = k * width;
    into.state[at] = batch.state0[at] + 1;
    into.state[at + 1] = known.guard ? state[k * columns] : 0;
    into.state.set(state.subarray((k + 1) * columns - inner, (k + 1) * columns), at + 2);
    if (into.state[at + 1] < 1) asked++;
    if (!known.guard) iterations[k] = Math.max(1, iterations[k]);
  }
  if (asked === batch.count) enter(known.seconds, "rve", seconds, asked);
  if (asked === 0) enter(known.seconds, "surrogate", seconds, batch.count);
}

function enter(account: Knowledge["seconds"], who: "rve" | "surrogate", seconds: number, points: number): void {
  account[who] += seconds;
  account[`${who}Points`] += points;
}

/** Draws a lesson from the accepted F of the last step, when they will soon reach beyond what is known. */
async function learn(rve: Sampled, kernels: Kernels, mark: number, known: Knowledge, F: Float64Array, options: LearnOptions): Promise<void> {
  const start = performance.now();
  const visited = coordinatesOfAll(F, rve.dimension);
  if (known.trust && !outgrown(known.trust, visited)) return;
  const states = ahead(visited, known, rve.dimension);
  if (states.length === 0) return;
  if (known.mirrors.length === 0) known.mirrors = await mirrorErrors(rve, { range: Math.max(...states.flatMap((x) => [...x.map(Math.abs)])), seed: options.seed });
  const { rows } = await solveStates(rve.model, rve.dimension, states);
  const before = known.model && known.trust ? quantile(pointErrors(compare(known.model, rows, rve.dimension), known.trust.stress)) : undefined;
  known.rows = Float64Array.from([...known.rows, ...rows]);
  kernels.release(mark);
  const ensemble = await fit(wasmMachine(kernels), targetsOf(split(known.rows, (k) => k % holdout !== 1), rve.dimension), fitOptions(rve, known, options));
  kernels.release(mark);
  known.model = surrogateModel(ensemble, kernels);
  const after = judgeItself(rve, known, split(known.rows, (k) => k % holdout === 1));
  known.guard = guarded(known.model, known.trust!, rve.model, options.tolerance);
  known.lessons.push({
    step: known.steps, solves: states.length, samples: known.rows.length / rowSize, ...(before === undefined ? {} : { before }), after, seconds: (performance.now() - start) / 1000,
  });
}

function fitOptions(rve: Sampled, { mirrors }: Knowledge, { seed }: LearnOptions): FitOptions {
  const width = rve.dimension === 3 ? 20 : 16;
  return {
    kind: "relaxed", dimension: rve.dimension, symmetry: symmetryOf({ mirrors, fibres: rve.fibres ?? [] }), shape: { first: width, second: width },
    members, seed, epochs: 40, iterations: 300, tangentWeight: 0.1,
  };
}

/** Range and spread factor after a lesson; returns the error at held-out samples. */
function judgeItself(rve: Sampled, known: Knowledge, held: Float64Array): number {
  const all = Array.from({ length: known.rows.length / rowSize }, (_, k) => k);
  const F = Float64Array.from(all.flatMap((k) => [...known.rows.subarray(k * rowSize + row.F, k * rowSize + row.F + 9)]));
  const x = coordinatesOfAll(F, rve.dimension);
  const n = coordinateCount(rve.dimension);
  const bound = (pick: (...values: number[]) => number): number[] => Array.from({ length: n }, (_, i) => pick(...x.map((one) => one[i])));
  let sum = 0;
  for (const k of all) for (let i = row.P; i < row.A; i++) sum += known.rows[k * rowSize + i] * known.rows[k * rowSize + i];
  const [low, high] = [bound(Math.min), bound(Math.max)];
  // A coordinate that no state moves along still needs a width.
  const widest = Math.max(...high.map((value, i) => value - low[i]));
  const range = { low: low.map((value) => value - 0.02 * widest), high: high.map((value) => value + 0.02 * widest) };
  const stress = Math.sqrt(sum / all.length);
  const comparison = compare(known.model!, held, rve.dimension);
  known.trust = { dimension: rve.dimension, range, stress, spreadFactor: spreadFactor(comparison, stress) };
  return quantile(pointErrors(comparison, stress));
}

/** The rows whose number passes a test. */
function split(rows: Float64Array, test: (k: number) => boolean): Float64Array {
  return rows.filter((_, i) => test(Math.floor(i / rowSize)));
}

function quantile(errors: Float64Array): number {
  return errors.toSorted()[Math.floor(0.9 * (errors.length - 1))];
}

function coordinatesOfAll(F: Float64Array, dimension: 2 | 3): Float64Array[] {
  return Array.from({ length: F.length / 9 }, (_, k) => {
    const x = new Float64Array(coordinateCount(dimension));
    coordinatesOf(F, dimension, x, 9 * k);
    return x;
  });
}

/** Whether a point has left the range of the samples, or is about to: another twentieth of the way would take it out. */
function outgrown({ range: { low, high } }: Trustworthy, visited: readonly Float64Array[]): boolean {
  return visited.some((x) => x.some((value, i) => 1.05 * value > high[i] || 1.05 * value < low[i]));
}

/** How far along their direction the states of a lesson lie, relative to the points that it is drawn from. */
const reach = [0.5, 1, 2, 3];

/** States for a lesson: those that are furthest from all samples and from each other, by farthest-point selection. */
function ahead(visited: readonly Float64Array[], known: Knowledge, dimension: 2 | 3): Float64Array[] {
  const candidates = visited.flatMap((x) => reach.map((factor) => x.map((value) => factor * value)));
  const scale = Math.max(...candidates.flatMap((x) => [...x.map(Math.abs)]));
  if (!(scale > 0)) return [];
  const chosen: Float64Array[] = known.rows.length === 0 ? [new Float64Array(coordinateCount(dimension))] : [];
  const samples = known.rows.length === 0 ? chosen : rowsCoordinates(known.rows, dimension);
  const gap = Float64Array.from(candidates, (x) => Math.min(...samples.map((y) => distance(x, y))));
  while (chosen.length < lessonStates) {
    const furthest = gap.reduce((best, value, k) => (value > gap[best] ? k : best), 0);
    if (!(gap[furthest] > 0.02 * scale)) break;
    chosen.push(candidates[furthest]);
    candidates.forEach((x, k) => { gap[k] = Math.min(gap[k], distance(x, candidates[furthest])); });
  }
  return chosen;
}

function rowsCoordinates(rows: Float64Array, dimension: 2 | 3): Float64Array[] {
  return Array.from({ length: rows.length / rowSize }, (_, k) => {
    const x = new Float64Array(coordinateCount(dimension));
    coordinatesOf(rows, dimension, x, k * rowSize + row.F);
    return x;
  });
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return Math.sqrt(sum);
}
