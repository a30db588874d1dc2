/** A constitutive law as a model: in WASM, and in TypeScript as its oracle, which gives the same bits. */
import type { BoundLaw } from "../law/bind.js";
import { lawFunctions } from "../law/functions.gen.js";
import { interpreter } from "../lawc/interpret.js";
import { lawSlots } from "../kernels/laws.js";
import type { Kernels } from "../kernels/module.js";
import { firstPiolaKirchhoff, mixedTangent, strain } from "./kinematics.js";
import { PointStatus, type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse } from "./model.js";

/** Points whose arrays pass through the WASM memory at a time: A of a block (41 KiB) stays in cache. */
const blockSize = 64;

/** Directions of a block of points: the law's own for all, or the given fields of each. */
interface DirectionSource {
  readonly fields: readonly FieldSpec[];
  /** Doubles from one point's directions to the next. */
  readonly stride: number;
  /** The directions of `count` points from `first` on. */
  of(batch: PointBatch, first: number, count: number): Float64Array;
}

function ownDirections(law: BoundLaw): DirectionSource {
  return { fields: [], stride: 0, of: () => law.directions };
}

function pointDirections(law: BoundLaw): DirectionSource {
  const stride = 3 * law.directionCount;
  const fields = Array.from({ length: law.directionCount }, (_, i) => ({ name: `direction${i + 1}`, size: 3, unit: "1" }));
  return { fields, stride, of: (batch, first, count) => batch.fields.subarray(first * stride, (first + count) * stride) };
}

/**
 * The law evaluated by the WASM kernels.
 * @param kernels instance whose memory the model takes its buffers from (60 KiB), on construction
 * @throws BackendError E_WASM, E_MEMORY when the law or its buffers do not fit into the instance
 */
export function analytic(law: BoundLaw, kernels: Kernels): ConstitutiveModel {
  return wasmModel(law, kernels, ownDirections(law));
}

/**
 * The law in WASM with the directions of each point given as fields `direction1`, `direction2`, … (size 3, unit vectors).
 * @throws BackendError as `analytic`
 */
export function analyticWithFibres(law: BoundLaw, kernels: Kernels): ConstitutiveModel {
  return wasmModel(law, kernels, pointDirections(law));
}

/** The law in TypeScript: slower, the oracle of `analytic`. */
export function analyticReference(law: BoundLaw): ConstitutiveModel {
  return referenceModel(law, ownDirections(law));
}

/** The law in TypeScript with the directions of each point given as fields, as in `analyticWithFibres`. */
export function analyticReferenceWithFibres(law: BoundLaw): ConstitutiveModel {
  return referenceModel(law, pointDirections(law));
}

type Evaluate = (batch: PointBatch, into: PointResponse) => void;

function model(law: BoundLaw, source: DirectionSource, variants: Readonly<Record<"stress" | "tangent", Evaluate>>): ConstitutiveModel {
  return {
    name: law.name, state: [], fields: source.fields,
    initialState: () => undefined,
    evaluate: async (batch, into, want) => variants[want](batch, into),
  };
}

/** Addresses of the buffers of a block. */
interface Buffers {
  readonly parameters: number;
  readonly directions: number;
  readonly F: number;
  readonly W: number;
  readonly P: number;
  readonly A: number;
  readonly status: number;
}

function wasmModel(law: BoundLaw, kernels: Kernels, source: DirectionSource): ConstitutiveModel {
  const slots = lawSlots(kernels, law);
  const buffers = layOut(law, kernels, source);
  const run = (slot: number, want: number): Evaluate => (batch, into) => {
    for (let first = 0; first < batch.count; first += blockSize) {
      evaluateBlock(kernels, buffers, source, { slot, want, first, count: Math.min(blockSize, batch.count - first) }, batch, into);
    }
    into.iterations.fill(0, 0, batch.count);
  };
  return model(law, source, { stress: run(slots.stress, 0), tangent: run(slots.tangent, 1) });
}

function layOut(law: BoundLaw, kernels: Kernels, source: DirectionSource): Buffers {
  const doubles = (count: number): number => kernels.allocate(8 * Math.max(1, count));
  const directions = Math.max(law.directions.length, blockSize * source.stride);
  const buffers = {
    parameters: doubles(law.parameters.length), directions: doubles(directions),
    F: doubles(9 * blockSize), W: doubles(blockSize), P: doubles(9 * blockSize), A: doubles(81 * blockSize), status: kernels.allocate(blockSize),
  };
  kernels.f64(buffers.parameters, law.parameters.length).set(law.parameters);
  return buffers;
}

interface Block {
  readonly slot: number;
  readonly want: number;
  readonly first: number;
  readonly count: number;
}

function evaluateBlock(kernels: Kernels, buffers: Buffers, source: DirectionSource, block: Block, batch: PointBatch, into: PointResponse): void {
  const { first, count, want } = block;
  const { F, W, P, A, status } = buffers;
  const directions = source.of(batch, first, count);
  kernels.f64(buffers.directions, directions.length).set(directions);
  kernels.f64(F, 9 * count).set(batch.F.subarray(9 * first, 9 * (first + count)));
  kernels.exports.lawBatch(block.slot, want, count, buffers.parameters, buffers.directions, 8 * source.stride, F, W, P, A, status);
  into.W.set(kernels.f64(W, count), first);
  into.P.set(kernels.f64(P, 9 * count), 9 * first);
  if (want === 1) into.A.set(kernels.f64(A, 81 * count), 81 * first);
  into.status.set(new Uint8Array(kernels.memory.buffer, status, count), first);
}

type LawFunction = (p: Float64Array, d: Float64Array, E: Float64Array, out: Float64Array) => void;

function referenceModel(law: BoundLaw, source: DirectionSource): ConstitutiveModel {
  const functions = law.program === undefined ? lawFunctions[law.kernel] : { stress: interpreter(law.program.stress), tangent: interpreter(law.program.tangent) };
  const stress = pointEvaluator(law, source, functions.stress, new Float64Array(7));
  const tangent = pointEvaluator(law, source, functions.tangent, new Float64Array(28));
  const each = (point: PointEvaluator, finish: (into: PointResponse, index: number) => void): Evaluate => (batch, into) => {
    for (let index = 0; index < batch.count; index++) {
      point.evaluate(batch, into, index);
      finish(into, index);
    }
    into.iterations.fill(0, 0, batch.count);
  };
  return model(law, source, { stress: each(stress, () => undefined), tangent: each(tangent, (into, index) => writeTangent(tangent, into, index)) });
}

interface PointEvaluator {
  readonly F: Float64Array;
  /** The law's answer at the last point: W, S (6), and CC (21) of the tangent variant. */
  readonly answer: Float64Array;
  /** Writes W, P and status of a point. */
  evaluate(batch: PointBatch, into: PointResponse, index: number): void;
}

function pointEvaluator(law: BoundLaw, source: DirectionSource, evaluateLaw: LawFunction, answer: Float64Array): PointEvaluator {
  const F = new Float64Array(9);
  const kinematics = new Float64Array(7);
  const P = new Float64Array(9);
  return {
    F, answer,
    evaluate(batch, into, index) {
      for (let i = 0; i < 9; i++) F[i] = batch.F[9 * index + i];
      strain(F, kinematics);
      if (!(kinematics[6] > 0)) return fail(into, index, PointStatus.inverted);
      evaluateLaw(law.parameters, source.of(batch, index, 1), kinematics, answer);
      if (!isFinite(answer)) return fail(into, index, PointStatus.notFinite);
      firstPiolaKirchhoff(F, answer.subarray(1, 7), P);
      into.W[index] = answer[0];
      into.P.set(P, 9 * index);
      into.status[index] = PointStatus.ok;
    },
  };
}

/** Over W and S, and CC where it was asked for: the difference of an infinite or undefined sum with itself is not 0. */
function isFinite(answer: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < answer.length; i++) sum += answer[i];
  return sum - sum === 0;
}

function fail(into: PointResponse, index: number, status: number): void {
  into.W[index] = NaN;
  into.P.fill(NaN, 9 * index, 9 * index + 9);
  into.status[index] = status;
}

function writeTangent({ F, answer }: PointEvaluator, into: PointResponse, index: number): void {
  const A = into.A.subarray(81 * index, 81 * index + 81);
  if (into.status[index] === PointStatus.ok) mixedTangent(F, answer.subarray(1, 7), answer.subarray(7, 28), A);
  else A.fill(NaN);
}
