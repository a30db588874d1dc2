/**
 * Learning on the fly: an RVE that is replaced by a surrogate while a run goes on.
 *
 * The run starts as FE². When a step has been accepted and its points reach beyond what is known, the RVE is solved at a few states ahead of
 * them (their log U, drawn out to three times its size or a strain of a tenth, thinned so that no two are alike), the networks are trained on all samples, and
 * from then on points are answered as in guarded.ts. As strains grow by a step at a time and the reach is multiplied at each lesson, a run
 * has few lessons. They start from fresh weights: the scales of inputs and stress grow with the reach, and weights of a small range lie in the
 * straight part of every neuron of a large one.
 *
 * A state `lesson` counts accepted steps, so that lessons happen between steps and the weights are a function of the steps before: within a step
 * the model is as pure as any other.
 */
import { type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse, stride } from "../constitutive/model.js";
import type { Kernels } from "../kernels/module.js";
import { reportSize, wasmMachine } from "../kernels/network.js";
import { sharedBytes } from "../platform/memory.js";
import { compare, pointErrors } from "./assess.js";
import { type Ensemble, fit, type FitOptions } from "./fit.js";
import { type Behind, behind, behindColumns, guarded, trustedField } from "./guarded.js";
import { learnable, learnersOf, learnOutputs, networkOutputs, type Told } from "./learn-outputs.js";
import { surrogateModel, type SurrogateModel } from "./model.js";
import { errorField, type OutputColumn, toldSize } from "./outputs.js";
import { joined, mirrorErrors, namedColumns, type Sampled, sampledOutputs, solveStates } from "./sample.js";
import { row, rowSize, type SampledOutput } from "./samples.js";
import { coordinateCount, coordinatesOf } from "./strain.js";
import { symmetryOf } from "./symmetry.js";
import { targetsOf } from "./targets.js";
import { evenly, rootMeanSquare, spreadFactor } from "./train.js";
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
  /** What a checkpoint keeps: all that answers depend on, beside the states of points. */
  memory(): LearningMemory;
  /** Goes on from a memory, with the same bits: networks are trained again, which gives the same weights. */
  recall(memory: LearningMemory): Promise<void>;
}

/** What has been learned, as plain data. */
export interface LearningMemory {
  readonly steps: number;
  readonly mirrors: readonly number[];
  readonly lessons: readonly Lesson[];
  /** Samples, their outputs, and F of the points at the last evaluation `[points, 3, 3]`. */
  readonly rows: Float64Array;
  readonly told: Float64Array;
  readonly last: Float64Array;
}

/** States of a lesson, members, neurons: enough for a few per thousand of error on the paths of a run. */
const lessonStates = 120;
const members = 3;
/** One sample in so many is held out. */
const holdout = 8;
const lessonField = { name: "lesson", size: 1, unit: "1", internal: true } as const;
/** Stresses above this share of the samples' are learned to the same relative error: a lesson reaches far beyond the strains that the next steps have. */
const floor = 0.1;
/** Strain (log U) that every lesson reaches at least: runs that begin with small steps do not outgrow their first lessons at once. */
const leastReach = 0.1;

/** What has been learned. */
interface Knowledge {
  rows: Float64Array;
  told: Float64Array;
  /** Outputs that are learned, too, and all that the RVE tells. */
  readonly outputs: readonly SampledOutput[];
  model: SurrogateModel | undefined;
  guard: ConstitutiveModel | undefined;
  trust: Trustworthy | undefined;
  /** Accepted steps that lessons have been drawn from. */
  steps: number;
  /** `mirrorErrors` at the size of the first lesson. */
  mirrors: readonly number[];
  readonly lessons: Lesson[];
  /** States of the points before and after an evaluation by the RVE alone. */
  room: StateRoom;
  readonly seconds: { rve: number; rvePoints: number; surrogate: number; surrogatePoints: number };
}

/**
 * The RVE, replaced by a surrogate as that learns. It disposes of both models of the RVE.
 * @param rve as lessons sample it
 * @param kernels instance of its own, for the networks
 * @param model the RVE as it answers in the run; in the plane one without the derivative of P33, which only lessons need, is several times as fast
 */
export async function learning(rve: Sampled, kernels: Kernels, options: LearnOptions, model: ConstitutiveModel = rve.model): Promise<LearningModel> {
  const pupil: Pupil = { rve, model, kernels, mark: kernels.mark(), options };
  const known: Knowledge = {
    rows: new Float64Array(0), told: new Float64Array(0), outputs: await sampledOutputs(rve, { range: 0.1, seed: options.seed }), model: undefined, guard: undefined, trust: undefined, steps: 0, mirrors: [], lessons: [], room: stateRoom(0),
    seconds: { rve: 0, rvePoints: 0, surrogate: 0, surrogatePoints: 0 },
  };
  const front = frontOf(known.outputs, { model });
  let last = new Float64Array(0);
  return {
    name: `learning ${model.name}`,
    state: [lessonField, trustedField, ...front.state, ...behind(model)], fields: [], lessons: known.lessons,
    outputs: front.columns.map(({ name, unit }) => ({ name, size: 1, unit })),
    initialState: (out, count) => begin(front, out, count),
    ...(model.dearTangent ? { dearTangent: true } : {}),
    cost: () => costOf(known),
    async evaluate(batch, into, want) {
      const steps = batch.state0[0];
      if (steps > known.steps && last.length > 0) {
        known.steps = steps;
        await learn(pupil, known, last);
      }
      last = Float64Array.from(batch.F.subarray(0, 9 * batch.count));
      await answer(model, known, front, batch, into, want);
    },
    memory: () => ({ steps: known.steps, mirrors: known.mirrors, lessons: [...known.lessons], rows: known.rows, told: known.told, last }),
    async recall(memory) {
      Object.assign(known, { steps: memory.steps, mirrors: memory.mirrors, rows: memory.rows, told: memory.told });
      known.lessons.splice(0, known.lessons.length, ...memory.lessons);
      last = Float64Array.from(memory.last);
      if (known.rows.length > 0) await trainOnAll(pupil, known);
    },
    dispose: () => { for (const one of new Set([model, rve.model])) one.dispose?.(); },
  };
}

/** Who learns. */
interface Pupil {
  readonly rve: Sampled;
  readonly model: ConstitutiveModel;
  readonly kernels: Kernels;
  /** Where the memory of its networks begins. */
  readonly mark: number;
  readonly options: LearnOptions;
}

interface StateRoom { readonly state0: Float64Array; readonly state: Float64Array }

function stateRoom(length: number): StateRoom {
  return { state0: new Float64Array(sharedBytes(8 * length)), state: new Float64Array(sharedBytes(8 * length)) };
}

/** Outputs in the states of the model, between what says who answered and the states of the RVE. */
interface Front {
  readonly state: readonly FieldSpec[];
  /** Where the RVE has them in its states. */
  readonly columns: readonly OutputColumn[];
  readonly rest: readonly number[];
  /** The states of the RVE, and columns of all. */
  readonly rves: Behind;
  readonly width: number;
}

function frontOf(outputs: readonly SampledOutput[], rve: Pick<Sampled, "model">): Front {
  const all = namedColumns(rve);
  const chosen = outputs.map((output, o) => ({ output, column: all[o] })).filter(({ output }) => learnable(output));
  const state = chosen.flatMap(({ output: { name, unit } }): FieldSpec[] => [{ name, size: 1, unit }, { name: `d(${name})/dF`, size: 9, unit, internal: true }, errorField({ name, unit })]);
  const first = 2 + stride(state), width = first + stride(behind(rve.model));
  return { state, columns: chosen.map(({ column }) => column), rest: chosen.map(({ output }) => output.rest), rves: behindColumns(rve.model, first), width };
}

function begin({ rest, width }: Front, out: Float64Array, count: number): void {
  out.fill(0, 0, count * width);
  for (let k = 0; k < count; k++) rest.forEach((value, o) => { out[k * width + 2 + o * reportSize] = value; });
}

function costOf({ seconds: { rve, rvePoints, surrogate, surrogatePoints } }: Knowledge): { readonly rve: number; readonly surrogate: number } {
  return { rve: rvePoints > 0 ? rve / rvePoints : 0, surrogate: surrogatePoints > 0 ? surrogate / surrogatePoints : 0 };
}

/** The guarded surrogate once there is one, the RVE before. */
async function answer(rve: ConstitutiveModel, known: Knowledge, front: Front, batch: PointBatch, into: PointResponse, want: "stress" | "tangent"): Promise<void> {
  const { width } = front;
  const start = performance.now();
  await (known.guard ? known.guard.evaluate(batch, into, want) : answerAsRve(rve, known, front, batch, into, want));
  const seconds = (performance.now() - start) / 1000;
  let asked = 0;
  for (let k = 0; k < batch.count; k++) {
    into.state[k * width] = batch.state0[k * width] + 1;
    if (into.state[k * width + 1] < 1) asked++;
  }
  if (asked === batch.count) enter(known.seconds, "rve", seconds, asked);
  if (asked === 0) enter(known.seconds, "surrogate", seconds, batch.count);
}

/** FE²: the RVE at all points. */
async function answerAsRve(rve: ConstitutiveModel, known: Knowledge, front: Front, batch: PointBatch, into: PointResponse, want: "stress" | "tangent"): Promise<void> {
  const inner = stride(rve.state), { rves, width } = front;
  // The states of RVEs are thousands of numbers at every point: their room is kept from one evaluation to the next.
  if (known.room.state.length !== inner * batch.count) known.room = stateRoom(inner * batch.count);
  const { state0, state } = known.room;
  for (let k = 0; k < batch.count; k++) rves.take(batch.state0, k, state0, k);
  await rve.evaluate({ ...batch, state0 }, { ...into, state }, want);
  for (let k = 0; k < batch.count; k++) {
    const own = state.subarray(k * inner, (k + 1) * inner);
    rves.keep(state, k, into.state, k);
    writeAsRve(front, own, into.state.subarray(k * width + 1));
    into.iterations[k] = Math.max(1, into.iterations[k]);
  }
}

/** Trust 0 and the outputs of the RVE, without error. */
function writeAsRve({ columns }: Front, rve: Float64Array, to: Float64Array): void {
  to[0] = 0;
  for (const [o, { value, gradient }] of columns.entries()) {
    const at = 1 + o * reportSize;
    to[at] = rve[value];
    to.set(rve.subarray(gradient, gradient + 9), at + 1);
    to[at + reportSize - 1] = 0;
  }
}

function enter(account: Knowledge["seconds"], who: "rve" | "surrogate", seconds: number, points: number): void {
  account[who] += seconds;
  account[`${who}Points`] += points;
}

/** Draws a lesson from the accepted F of the last step, when they will soon reach beyond what is known. */
async function learn(pupil: Pupil, known: Knowledge, F: Float64Array): Promise<void> {
  const { rve, options } = pupil;
  const start = performance.now();
  const visited = coordinatesOfAll(F, rve.dimension);
  if (known.trust && !outgrown(known.trust, visited, known.steps)) return;
  const states = ahead(visited, known, rve.dimension);
  if (states.length === 0) return;
  if (known.mirrors.length === 0) known.mirrors = await mirrorErrors(rve, { range: Math.max(...states.flatMap((x) => [...x.map(Math.abs)])), seed: options.seed });
  const { rows, told } = await solveStates(rve, states);
  const before = known.model && known.trust ? quantile(pointErrors(compare(known.model, rows, rve.dimension), known.trust.stress)) : undefined;
  [known.rows, known.told] = [joined(known.rows, rows), joined(known.told, told)];
  const after = await trainOnAll(pupil, known);
  known.lessons.push({
    step: known.steps, solves: states.length, samples: known.rows.length / rowSize, ...(before === undefined ? {} : { before }), after, seconds: (performance.now() - start) / 1000,
  });
}

/** Networks from all samples so far, and the guard round them; returns the error at held-out samples. */
async function trainOnAll({ rve, model, kernels, mark, options }: Pupil, known: Knowledge): Promise<number> {
  kernels.release(mark);
  const train = split(known, (k) => k % holdout !== 1), test = split(known, (k) => k % holdout === 1);
  const weights = { stress: evenly(train.rows, rve.dimension, floor), tangent: new Float64Array(train.rows.length / rowSize).fill(1) };
  const energies = await fit(wasmMachine(kernels), targetsOf(train.rows, rve.dimension, weights), fitOptions(rve, known, options));
  kernels.release(mark);
  const ensemble = await learnOutputs(energies, kernels, { train, test }, known.outputs, networkOutputs(energies, { ...fitOptions(rve, known, options), members: learnersOf(known.outputs, members) }));
  known.model = surrogateModel(ensemble, kernels);
  const after = judgeItself(rve, known, ensemble, test.rows);
  known.guard = guarded(known.model, known.trust!, model, options.tolerance, { leads: [lessonField] });
  known.room = stateRoom(0);
  return after;
}

function fitOptions(rve: Sampled, { mirrors }: Knowledge, { seed }: LearnOptions): FitOptions {
  const width = rve.dimension === 3 ? 20 : 16;
  return {
    kind: "relaxed", dimension: rve.dimension, symmetry: symmetryOf({ mirrors, fibres: rve.fibres ?? [] }), shape: { first: width, second: width },
    members, seed, epochs: 40, iterations: 300, tangentWeight: 0.1,
  };
}

/** Range and spread factor after a lesson; returns the error at held-out samples. */
function judgeItself(rve: Sampled, known: Knowledge, { outputs }: Ensemble, held: Float64Array): number {
  const all = Array.from({ length: known.rows.length / rowSize }, (_, k) => k);
  const F = Float64Array.from(all.flatMap((k) => [...known.rows.subarray(k * rowSize + row.F, k * rowSize + row.F + 9)]));
  const x = coordinatesOfAll(F, rve.dimension);
  const n = coordinateCount(rve.dimension);
  const bound = (pick: (...values: number[]) => number): number[] => Array.from({ length: n }, (_, i) => pick(...x.map((one) => one[i])));
  const [low, high] = [bound(Math.min), bound(Math.max)];
  // A coordinate that no state moves along still needs a width.
  const widest = Math.max(...high.map((value, i) => value - low[i]));
  const range = { low: low.map((value) => value - 0.02 * widest), high: high.map((value) => value + 0.02 * widest) };
  const stress = rootMeanSquare(known.rows, rve.dimension);
  const comparison = compare(known.model!, held, rve.dimension);
  known.trust = { dimension: rve.dimension, range, stress, spreadFactor: spreadFactor(comparison, stress), outputs };
  return quantile(pointErrors(comparison, stress));
}

/** The samples whose number passes a test. */
function split({ rows, told, outputs }: Knowledge, test: (k: number) => boolean): Told {
  const take = (values: Float64Array, size: number): Float64Array => values.filter((_, i) => test(Math.floor(i / size)));
  return { rows: take(rows, rowSize), told: take(told, outputs.length * toldSize) };
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

/** Whether a point has left the range of the samples, or is about to: another step as long as those before would take it out. */
function outgrown({ range: { low, high } }: Trustworthy, visited: readonly Float64Array[], steps: number): boolean {
  const further = 1 + 1 / steps;
  return visited.some((x) => x.some((value, i) => further * value > high[i] || further * value < low[i]));
}

/** How far along their direction the states of a lesson lie, relative to the points that it is drawn from: to three times their strain, and at least to `leastReach`. */
function reachOf(visited: readonly Float64Array[]): readonly number[] {
  const furthest = Math.max(3, leastReach / Math.max(...visited.map(norm)));
  return [1 / 6, 1 / 3, 2 / 3, 1].map((share) => share * furthest);
}

/** States for a lesson: those that are furthest from all samples and from each other, by farthest-point selection. */
function ahead(visited: readonly Float64Array[], known: Knowledge, dimension: 2 | 3): Float64Array[] {
  const reach = reachOf(visited);
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

function norm(a: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
}
