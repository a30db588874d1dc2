/** One RVE laid out in one instance of the kernels: solves macroscopic points one after the other. */
import { type PointBatch, type PointResponse, PointStatus } from "../constitutive/model.js";
import type { Kernels } from "./module.js";
import { writeDirectPlan } from "./rve-direct.js";
import * as at from "./rve-layout.js";
import { writeHybridPlan, writePcgPlan } from "./rve-pcg.js";
import { keptDoubles, type RvePlan, stateSize } from "./rve-plan.js";

/** What a kernel reads of a batch. */
export type RveBatch = Pick<PointBatch, "F" | "state0" | "warm" | "accuracy">;

/** Solves one point of a batch; reads and writes the arrays of the batch at that point only. */
export interface RveKernel {
  solve(batch: RveBatch, into: PointResponse, point: number, want: "stress" | "tangent"): void;
}

/** A plan in memory: address of its header, and the kernel that solves it for stress (0) or tangent (1). */
export interface PlacedPlan {
  readonly header: number;
  readonly solve: (header: number, tangent: number) => number;
}

/**
 * Lays the plan out in the memory of `kernels`. Nothing is allocated afterwards, so the views made here stay alive
 * as long as nobody else allocates in the same instance.
 */
export function layoutRve(kernels: Kernels, plan: RvePlan): RveKernel {
  const { header, solve } = placePlan(kernels, plan);
  const words = kernels.i32(header, at.HEADER_SIZE);
  const view = (place: number, length: number): Float64Array => kernels.f64(words[place], length);
  const { places, unknowns } = plan;
  const size = stateSize(plan), outputsAt = size - at.OUTPUT_DOUBLES * plan.outputs.length;
  const target = view(at.F_TARGET, 9);
  const acceptedF = view(at.F_ACCEPTED, 9), startF = view(at.F_START, 9);
  const accepted = view(at.ACCEPTED, plan.size), start = view(at.START, unknowns);
  const solution = view(at.UNKNOWNS, plan.size);
  const kept = view(at.KEPT_FIELDS, keptDoubles(plan));
  const goals = view(at.GOALS, 2);
  const result = view(at.RESULT, at.RESULT_SIZE);
  const outputs = view(at.OUTPUT_VALUES, at.OUTPUT_DOUBLES * plan.outputs.length);
  const begin = (from: Float64Array, first: number): void => {
    copy(from, first, startF, 9);
    start.set(from.subarray(first + 9, first + 9 + unknowns));
    kept.set(from.subarray(first + 10 + unknowns, first + 10 + unknowns + kept.length));
  };
  return {
    solve({ F, state0, warm, accuracy = at.TOLERANCE }, into, point, want) {
      const first = size * point;
      copy(F, 9 * point, target, 9);
      copy(state0, first, acceptedF, 9);
      for (let u = 0; u < unknowns; u++) accepted[places[u]] = state0[first + 9 + u];
      begin(warm ? into.state : state0, first);
      words[at.STARTS] = plan.kept > 0 || warm ? 1 : 0;
      goals[at.GOAL_ASKED] = Math.max(accuracy, at.TOLERANCE);
      const status = into.status[point] = solve(header, want === "tangent" ? 1 : 0);
      into.iterations[point] = words[at.ITERATIONS];
      if (into.settled) into.settled[point] = words[at.SETTLED];
      into.W[point] = result[at.RESULT_W];
      put(result, at.RESULT_P, into.P, 9 * point, 9);
      if (want === "tangent") put(result, at.RESULT_A, into.A, 81 * point, 81);
      if (status !== PointStatus.ok) {
        // The next evaluation may begin from this state.
        into.state.set(state0.subarray(first, first + size), first);
        return;
      }
      put(target, 0, into.state, first, 9);
      for (let u = 0; u < unknowns; u++) into.state[first + 9 + u] = solution[places[u]];
      into.state.set(kept, first + 10 + unknowns);
      // What comes with the tangent stays that of the iterate before, where there is one and no tangent is wanted.
      const stays = want === "stress" && warm;
      if (!stays || words[at.NEGATIVE_PIVOTS] > 0) into.state[first + 9 + unknowns] = words[at.NEGATIVE_PIVOTS];
      for (let n = 0; n < outputs.length; n += at.OUTPUT_DOUBLES) put(outputs, n, into.state, first + outputsAt + n, stays ? 1 : at.OUTPUT_DOUBLES);
    },
  };
}

function placePlan(kernels: Kernels, plan: RvePlan): PlacedPlan {
  switch (plan.solver) {
    case "direct": return writeDirectPlan(kernels, plan);
    case "pcg": return writePcgPlan(kernels, plan);
    case "hybrid": return writeHybridPlan(kernels, plan);
  }
}

function copy(from: Float64Array, start: number, to: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) to[i] = from[start + i];
}

function put(from: Float64Array, start: number, to: Float64Array, at0: number, count: number): void {
  for (let i = 0; i < count; i++) to[at0 + i] = from[start + i];
}
