/**
 * Newton's method for many RVEs at once in mixed precision: residuals in double precision decide, corrections in single precision come from
 * the GPU. A correction is only as good as single precision, so the error falls by a factor of about a thousand per iteration.
 */
import { type PointBatch, type PointResponse, PointStatus } from "../../constitutive/model.js";
import * as at from "../rve-layout.js";
import { type PcgPlan, stateSize } from "../rve-plan.js";
import type { Chunk } from "./chunk.js";
import type { Exact } from "./exact.js";
import { isMixed, outcome, reportSize } from "./sizes.js";
import type { CgControl, GpuAnswer } from "./solver.js";
import { directionsOf, gridPlaces } from "./fields.js";

/** Newton iterations of a sub-step. */
const maxIterations = 14;
/**
 * Smallest sub-step of F, as in assembly/rve/walk.ts; a point that needs a smaller one is handed to the other solver. Where volume ratios are shared, that
 * one keeps them as unknowns and needs no sub-steps, so it gets the point soon.
 */
const minFraction = { standard: 1 / 64, mixed: 1 / 4 } as const;
/** A solved point is corrected until it is this far below the criterion, so that its answer is as good as that of a direct solver (OVERSHOOT in assembly/pcg/newton.ts). */
const overshoot = 0.03;
/** Halvings of a correction that does not lower the residual. */
const maxHalvings = 6;
const correction: CgControl = { tolerance: 1e-3, iterations: 500 };
/** The error of the tangent is the square of this. */
const corrector: CgControl = { tolerance: 1e-5, iterations: 800 };

/** A point on its way from the accepted F to the wanted one, in sub-steps where Newton fails. Fields are `[size]` of the plan. */
interface Point {
  readonly index: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** F of the present sub-step. */
  readonly F: Float64Array;
  readonly x: Float64Array;
  readonly trial: Float64Array;
  /** Residual where it was measured last: at `x` whenever a correction is asked for. */
  readonly residual: Float64Array;
  /** Unknowns at the end of the last sub-step, and how far that was. */
  readonly good: Float64Array;
  done: number;
  step: number;
  /** Iterations of the sub-step, and of the whole point. */
  tries: number;
  iterations: number;
  /** Norms of the residual of `x`, and at which it is solved. */
  norm: number;
  goal: number;
}

/** Solves batches of RVEs of one plan; owns no memory but that of its chunk. */
export interface MixedNewton {
  /** Wall seconds so far: waiting for the GPU, and double precision on this thread. */
  readonly seconds: { readonly gpu: number; readonly exact: number };
  /**
   * Solves the points of a batch and writes their answers; the status of those that it cannot solve is `notConverged`.
   * @returns numbers of the points that are left
   */
  solve(batch: Pick<PointBatch, "count" | "F" | "state0">, into: PointResponse, want: "stress" | "tangent"): Promise<number[]>;
}

/** Newton's method of a plan on a chunk of device memory and one exact RVE. */
export function createNewton(plan: PcgPlan, chunk: Chunk, exact: Exact): MixedNewton {
  const places = gridPlaces(plan), states = stateSize(plan);
  const seconds = { gpu: 0, exact: 0 };
  const job: Job = { plan, chunk: timedChunk(chunk, seconds), exact, places, states };
  return {
    seconds,
    async solve(batch, into, want) {
      const left: number[] = [], began = performance.now() / 1000, before = seconds.gpu;
      for (let first = 0; first < batch.count; first += chunk.capacity) {
        const points = Array.from({ length: Math.min(chunk.capacity, batch.count - first) }, (_, k) => begin(job, batch, first + k));
        left.push(...await solveChunk(job, into, want, points));
      }
      seconds.exact += performance.now() / 1000 - began - (seconds.gpu - before);
      return left;
    },
  };
}

/** A chunk that takes down how long its jobs are waited for. */
function timedChunk(chunk: Chunk, seconds: { gpu: number }): Chunk {
  const timed = async <T>(job: Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await job;
    } finally {
      seconds.gpu += (performance.now() - began) / 1000;
    }
  };
  return { ...chunk, correct: (...given) => timed(chunk.correct(...given)), correctors: (...given) => timed(chunk.correctors(...given)) };
}

interface Job {
  readonly plan: PcgPlan;
  readonly chunk: Chunk;
  readonly exact: Exact;
  /** Place in a field of the plan of each number of a field of the shaders. */
  readonly places: Int32Array;
  readonly states: number;
}

function begin({ plan, states }: Job, { F, state0 }: Pick<PointBatch, "F" | "state0">, index: number): Point {
  const x = new Float64Array(plan.size), first = index * states;
  plan.places.forEach((place, u) => { x[place] = state0[first + 9 + u]; });
  return {
    index, from: state0.slice(first, first + 9), to: F.slice(9 * index, 9 * index + 9), F: new Float64Array(9),
    x, trial: new Float64Array(plan.size), residual: new Float64Array(plan.size), good: x.slice(), done: 0, step: 1, tries: 0, iterations: 0, norm: Infinity, goal: 0,
  };
}

async function solveChunk(job: Job, into: PointResponse, want: "stress" | "tangent", points: readonly Point[]): Promise<number[]> {
  const solved: Point[] = [], left: Point[] = [];
  let active: Point[] = [];
  const sort = (point: Point, fate: Fate): boolean => {
    if (fate === "solved") solved.push(point);
    if (fate === "left") left.push(point);
    return fate === "active";
  };
  for (const point of points) if (sort(point, enter(job, point))) active.push(point);
  while (active.length > 0) {
    active.forEach((point, slot) => upload(job, point, slot));
    const answer = await job.chunk.correct(active.length, correction);
    active = active.filter((point, slot) => sort(point, afterCorrection(job, point, advance(job, point, answer, slot))));
  }
  left.push(...await finish(job, into, want, solved));
  for (const { index } of left) into.status[index] = PointStatus.notConverged;
  return left.map(({ index }) => index);
}

/** What becomes of a point: it needs another correction, is solved at the wanted F, or is left to the other solver. */
type Fate = "active" | "solved" | "left";

/** Begins a sub-step from `good`. */
function enter(job: Job, point: Point): Fate {
  const fraction = Math.min(1, point.done + point.step);
  for (let m = 0; m < 9; m++) point.F[m] = fraction === 1 ? point.to[m] : point.from[m] + fraction * (point.to[m] - point.from[m]);
  point.tries = 0;
  return measure(job, point, point.x) ? arrive(job, point) : retreat(job, point);
}

/** At new unknowns: another correction, unless they are as good as they should be. */
function arrive(job: Job, point: Point): Fate {
  if (point.norm <= overshoot * point.goal) return accept(job, point);
  if (point.tries < maxIterations) return "active";
  return point.norm <= point.goal ? accept(job, point) : retreat(job, point);
}

/** After a correction that has moved the point, or has not. */
function afterCorrection(job: Job, point: Point, moved: boolean): Fate {
  if (moved) return arrive(job, point);
  return point.norm <= point.goal ? accept(job, point) : retreat(job, point);
}

/** Ends a sub-step and begins the next. */
function accept(job: Job, point: Point): Fate {
  point.good.set(point.x);
  point.done = Math.min(1, point.done + point.step);
  return point.done === 1 ? "solved" : enter(job, point);
}

/** Goes back to the last sub-step and tries half the way. */
function retreat(job: Job, point: Point): Fate {
  point.step /= 2;
  point.x.set(point.good);
  return point.step < minFraction[isMixed(job.plan) ? "mixed" : "standard"] ? "left" : enter(job, point);
}

/** Residual of a point at some unknowns; false when a Gauss point of the cell is bad. */
function measure({ exact }: Job, point: Point, x: Float64Array): boolean {
  exact.target.set(point.F);
  exact.unknowns.set(x);
  if (exact.forces() !== PointStatus.ok) return false;
  point.residual.set(exact.residual);
  point.norm = exact.norm();
  point.goal = exact.goal();
  return Number.isFinite(point.norm);
}

/** Writes what the GPU needs of a point: its residual is scaled to norm 1, since single precision has few small numbers. */
function upload({ chunk, places }: Job, point: Point, slot: number): void {
  const { size } = chunk.sizes, scale = -1 / point.norm;
  for (let n = 0; n < size; n++) chunk.forces[slot * size + n] = scale * point.residual[places[n]];
  uploadState({ chunk, places }, point, slot);
}

function uploadState({ chunk, places }: Pick<Job, "chunk" | "places">, point: Point, slot: number): void {
  const { size } = chunk.sizes;
  for (let n = 0; n < size; n++) chunk.fluctuation[slot * size + n] = point.x[places[n]];
  for (let m = 0; m < 9; m++) chunk.macroscopic[9 * slot + m] = point.F[m] - (m % 4 === 0 ? 1 : 0);
}

/** Moves a point along its correction by the largest of 1, 1/2, … that lowers the residual; false when there is none. */
function advance(job: Job, point: Point, { solution, report }: GpuAnswer, slot: number): boolean {
  const { size } = job.chunk.sizes, { places } = job;
  point.tries++;
  point.iterations++;
  if (report[reportSize * slot + 1] > outcome.stopped) return false;
  const before = point.norm;
  for (let halving = 0, share = before; halving <= maxHalvings; halving++, share /= 2) {
    point.trial.set(point.x);
    for (let n = 0; n < size; n++) point.trial[places[n]] += share * solution[slot * size + n];
    if (measure(job, point, point.trial) && point.norm < before) {
      point.x.set(point.trial);
      return true;
    }
  }
  point.norm = before;
  return false;
}

/** Writes the answers of solved points; returns those whose tangent could not be formed. */
async function finish(job: Job, into: PointResponse, want: "stress" | "tangent", solved: readonly Point[]): Promise<Point[]> {
  if (solved.length === 0) return [];
  const { chunk, plan } = job, { macros, directions } = chunk.sizes;
  let answer: GpuAnswer | undefined;
  if (want === "tangent") {
    solved.forEach((point, slot) => {
      uploadState(job, point, slot);
      directionsOf(plan.dimension, point.F, chunk.directions.subarray(slot * directions * macros));
    });
    answer = await chunk.correctors(solved.length, corrector);
  }
  return solved.filter((point, slot) => !write(job, into, want, point, answer, slot));
}

function write(job: Job, into: PointResponse, want: "stress" | "tangent", point: Point, answer: GpuAnswer | undefined, slot: number): boolean {
  const { exact, chunk, plan, places, states } = job, { size, directions } = chunk.sizes, { index } = point;
  holdFirstNode(plan, point.x);
  exact.target.set(point.F);
  exact.unknowns.set(point.x);
  for (let d = 0; answer && d < directions; d++) {
    if (answer.report[reportSize * (slot * directions + d) + 1] > outcome.stopped) return false;
    for (let n = 0; n < size; n++) exact.given[d * plan.size + places[n]] = answer.solution[(slot * directions + d) * size + n];
  }
  into.status[index] = exact.answer(want);
  if (into.status[index] !== PointStatus.ok) return false;
  into.iterations[index] = point.iterations;
  into.W[index] = exact.result[at.RESULT_W];
  into.P.set(exact.result.subarray(at.RESULT_P, at.RESULT_P + 9), 9 * index);
  if (want === "tangent") into.A.set(exact.result.subarray(at.RESULT_A, at.RESULT_A + 81), 81 * index);
  into.state.set(exact.target, index * states);
  plan.places.forEach((place, u) => { into.state[index * states + 9 + u] = point.x[place]; });
  into.state[index * states + 9 + plan.places.length] = 0;
  into.state.set(exact.outputs, index * states + 10 + plan.places.length);
  return true;
}

/** Shifts the fluctuation so that the first node with a material stays, as the state wants it. */
function holdFirstNode({ dimension, size, held }: PcgPlan, x: Float64Array): void {
  const length = size / dimension;
  for (let i = 0; i < dimension; i++) {
    const shift = x[i * length + held];
    for (let n = i * length; n < (i + 1) * length; n++) x[n] -= shift;
  }
}
