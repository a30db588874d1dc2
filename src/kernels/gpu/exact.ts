/** The double-precision side: one instance of the WASM kernels that holds one RVE at a time. Its residuals decide what is solved. */
import { type Kernels, loadKernels } from "../module.js";
import * as at from "../rve-layout.js";
import { writePcgPlan } from "../rve-pcg.js";
import type { PcgPlan } from "../rve-plan.js";
import { room } from "../write.js";

/** One RVE in double precision. Fields are `[size]` in the layout of the plan. */
export interface Exact {
  /** Macroscopic F (9) and present unknowns: to be set before a call. */
  readonly target: Float64Array;
  readonly unknowns: Float64Array;
  /** Residual of the last `forces`. */
  readonly residual: Float64Array;
  /** F and unknowns of the last answer, W, P (9), A (81), values of the outputs. */
  readonly result: Float64Array;
  readonly outputs: Float64Array;
  /** `[d(d+1)/2, size]`: correctors of the tangent. */
  readonly given: Float64Array;
  /** Residual at `target` and `unknowns`; a point status. */
  forces(): number;
  norm(): number;
  /** Norm at which the point is solved. */
  goal(): number;
  /** Result at the solved `unknowns`, with the tangent by the given correctors when it is wanted; a point status. */
  answer(want: "stress" | "tangent"): number;
}

/**
 * Lays a plan out in an instance of its own.
 * @throws BackendError E_WASM, E_MEMORY
 */
export async function createExact(plan: PcgPlan): Promise<Exact> {
  const kernels: Kernels = await loadKernels();
  const { header } = writePcgPlan(kernels, plan);
  const symmetric = (plan.dimension * (plan.dimension + 1)) / 2;
  const given = room(kernels, symmetric * plan.size);
  const words = kernels.i32(header, at.HEADER_SIZE);
  words[at.GIVEN] = given;
  const view = (place: number, length: number): Float64Array => kernels.f64(words[place], length);
  const unknowns = view(at.UNKNOWNS, plan.size), accepted = view(at.ACCEPTED, plan.size), acceptedF = view(at.F_ACCEPTED, 9), target = view(at.F_TARGET, 9);
  const { forcesGrid, residualGrid, goalGrid, answerGrid } = kernels.exports;
  return {
    target, unknowns, residual: view(at.RESIDUAL, plan.size), result: view(at.RESULT, at.RESULT_SIZE),
    outputs: view(at.OUTPUT_VALUES, at.OUTPUT_DOUBLES * plan.outputs.length), given: kernels.f64(given, symmetric * plan.size),
    forces: () => forcesGrid(header), norm: () => residualGrid(header), goal: () => goalGrid(header),
    answer(want) {
      accepted.set(unknowns);
      acceptedF.set(target);
      return answerGrid(header, want === "tangent" ? 1 : 0);
    },
  };
}
