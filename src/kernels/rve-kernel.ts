/** One RVE laid out in one instance of the kernels: solves macroscopic points one after the other. */
import type { PointBatch, PointResponse } from "../constitutive/model.js";
import { lawSlots } from "./laws.js";
import type { Kernels } from "./module.js";
import * as at from "./rve-layout.js";
import { type RvePlan, stateSize, unknownCount } from "./rve-plan.js";

/** Solves one point of a batch; reads and writes the arrays of the batch at that point only. */
export interface RveKernel {
  solve(batch: Pick<PointBatch, "F" | "state0">, into: PointResponse, point: number, want: "stress" | "tangent"): void;
}

/**
 * Lays the plan out in the memory of `kernels`. Nothing is allocated afterwards, so the views made here stay alive
 * as long as nobody else allocates in the same instance.
 */
export function layoutRve(kernels: Kernels, plan: RvePlan): RveKernel {
  const header = writePlan(kernels, plan);
  const words = kernels.i32(header, at.HEADER_SIZE);
  const view = (place: number, length: number): Float64Array => kernels.f64(words[place], length);
  const unknowns = unknownCount(plan);
  const size = stateSize(plan);
  const target = view(at.F_TARGET, 9);
  const acceptedF = view(at.F_ACCEPTED, 9);
  const accepted = view(at.ACCEPTED, unknowns);
  const solution = view(at.UNKNOWNS, unknowns);
  const result = view(at.RESULT, at.RESULT_SIZE);
  return {
    solve({ F, state0 }, into, point, want) {
      copy(F, 9 * point, target, 9);
      copy(state0, size * point, acceptedF, 9);
      copy(state0, size * point + 9, accepted, unknowns);
      into.status[point] = kernels.exports.solveRve(header, want === "tangent" ? 1 : 0);
      into.iterations[point] = words[at.ITERATIONS];
      into.W[point] = result[at.RESULT_W];
      put(result, at.RESULT_P, into.P, 9 * point, 9);
      if (want === "tangent") put(result, at.RESULT_A, into.A, 81 * point, 81);
      put(target, 0, into.state, size * point, 9);
      put(solution, 0, into.state, size * point + 9, unknowns);
    },
  };
}

function copy(from: Float64Array, start: number, to: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) to[i] = from[start + i];
}

function put(from: Float64Array, start: number, to: Float64Array, at0: number, count: number): void {
  for (let i = 0; i < count; i++) to[at0 + i] = from[start + i];
}

/** Doubles of scratch that `assembly/rve/cell.ts` uses. */
const scratchDoubles = 3200;

function writePlan(kernels: Kernels, plan: RvePlan): number {
  const header = kernels.allocate(4 * at.HEADER_SIZE);
  const ints = (data: ArrayLike<number>): number => writeInts(kernels, data);
  const doubles = (data: ArrayLike<number>): number => writeDoubles(kernels, data);
  const room = (count: number): number => kernels.allocate(8 * count);
  const words: Record<number, number> = {
    [at.DIMENSION]: plan.dimension, [at.NODES]: plan.nodes, [at.POINTS]: plan.points, [at.CELLS]: plan.cells,
    [at.SIZE]: plan.size, [at.ROOT]: plan.root, [at.MULTIPLIERS]: plan.multipliers,
    [at.ENTRIES]: plan.entries, [at.CONSTANTS]: plan.constantValues.length,
    [at.DOFS]: ints(plan.dofs), [at.PHASE_OF_CELL]: ints(plan.phaseOfCell), [at.PHASES]: ints(phaseTable(kernels, plan)),
    [at.GRADIENTS]: doubles(plan.gradients), [at.WEIGHTED]: doubles(plan.weighted), [at.VOLUMES]: doubles(plan.volumes),
    [at.SCATTER]: ints(plan.scatter), [at.SCATTER_MACRO]: ints(plan.scatterMacro), [at.MACRO_ENTRIES]: ints(plan.macroEntries),
    [at.CONSTANT_PLACES]: ints(plan.constantPlaces), [at.CONSTANT_PAIRS]: ints(plan.constantPairs),
    [at.CONSTANT_VALUES]: doubles(plan.constantValues),
    [at.SYMBOLIC]: ints(plan.symbolic.words), [at.FACTOR]: kernels.allocate(plan.symbolic.factorBytes), [at.WORK]: kernels.allocate(plan.symbolic.workBytes), [at.VALUES]: room(plan.entries + 1),
    [at.UNKNOWNS]: room(plan.size), [at.TRIAL]: room(plan.size), [at.RESIDUAL]: room(plan.size),
    [at.CORRECTION]: room(plan.size), [at.ACCEPTED]: room(plan.size), [at.SCRATCH]: room(scratchDoubles),
    [at.ROOT_MATRIX]: room(plan.root * plan.root), [at.ROOT_PIVOTS]: room(plan.root),
    [at.F_TARGET]: room(9), [at.F_ACCEPTED]: room(9), [at.F_PRESENT]: room(9), [at.RESULT]: room(at.RESULT_SIZE),
  };
  const view = kernels.i32(header, at.HEADER_SIZE);
  for (const [place, word] of Object.entries(words)) view[Number(place)] = word;
  kernels.f64(words[at.ACCEPTED], plan.size).fill(0);
  return header;
}

function phaseTable(kernels: Kernels, plan: RvePlan): number[] {
  return plan.laws.flatMap((law) => {
    const slots = lawSlots(kernels, law);
    return [slots.stress, slots.tangent, writeDoubles(kernels, law.parameters), writeDoubles(kernels, law.directions)];
  });
}

function writeInts(kernels: Kernels, data: ArrayLike<number>): number {
  const pointer = kernels.allocate(4 * data.length);
  kernels.i32(pointer, data.length).set(data);
  return pointer;
}

function writeDoubles(kernels: Kernels, data: ArrayLike<number>): number {
  const pointer = kernels.allocate(8 * data.length);
  kernels.f64(pointer, data.length).set(data);
  return pointer;
}
