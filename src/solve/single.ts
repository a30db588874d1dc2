/** LDLᵀ in single precision, refined in double precision by conjugate gradients (buttari2008): for large symmetric systems that are positive definite. */
import { conjugateGradients } from "../kernels/krylov.js";
import { createMixedLdl, mixedBytes } from "../kernels/mixed.js";
import { ldlBytes, memoryLimit } from "../kernels/factor.js";
import { loadKernels } from "../kernels/module.js";
import { analyse } from "../sparse/analyse.js";
import { measureLdl } from "../sparse/serialise.js";
import type { Symbolic } from "../sparse/symbolic.js";
import { directSolver, nothingToSolve } from "./direct.js";
import type { LinearSolver, LinearSolverFactory } from "./linear.js";
import { withReplacement } from "./replace.js";

/** Precision of the factor of LDLᵀ; `auto`: single where it saves time, or where a factor in double precision does not fit. */
export const precisions = ["auto", "double", "single"] as const;
export type Precision = (typeof precisions)[number];

/** As a direct solver, it solves to this relative residual whatever is asked for. */
const tolerance = 1e-10;
/** Iterations that take about a third of the time that single precision saves in three dimensions; ten and more tell of a matrix that it is too coarse for. */
const most = 20;
/**
 * Single precision halves the time of an operation and reads the factor four times more (forward and backward, two or three iterations). Measured on plane and solid grids
 * (`npm run bench -- native`): it takes less time from about 100 operations per entry of the factor on.
 */
const worthwhile = 150;
/** Operations below which nothing is to be gained: some 20 ms. */
const small = 3e8;

/** Whether a factor is in single precision. */
export function takesSingle(symbolic: Symbolic, precision: Precision): boolean {
  if (precision !== "auto") return precision === "single";
  const entries = measureLdl(symbolic).factor / 8;
  return (symbolic.flops > small && symbolic.flops > worthwhile * entries) || ldlBytes(symbolic) > memoryLimit;
}

/** Bytes of LDLᵀ in the precision that it takes. */
export function symmetricBytes(symbolic: Symbolic, precision: Precision): number {
  return takesSingle(symbolic, precision) ? mixedBytes(symbolic) : ldlBytes(symbolic);
}

/** LDLᵀ in a precision. */
export function symmetricSolverOf(precision: Precision): LinearSolverFactory {
  return {
    kind: "symmetric",
    create: async (pattern, places) => (pattern.size === 0 ? nothingToSolve : createSymmetric(analyse(pattern, places), precision)),
  };
}

/**
 * LDLᵀ of a pattern in a precision. An indefinite matrix, and one that single precision is too coarse for, goes to double precision.
 * @throws BackendError E_MEMORY when the factor does not fit one WASM memory
 */
export async function createSymmetric(symbolic: Symbolic, precision: Precision): Promise<LinearSolver> {
  const kernels = await loadKernels();
  if (!takesSingle(symbolic, precision)) return directSolver(kernels, symbolic, "symmetric");
  const spareKernels = await loadKernels(), factorisation = createMixedLdl(kernels, symbolic), iterate = conjugateGradients(factorisation, most);
  return withReplacement({ method: { name: "ldl", precision: "single", bytes: kernels.mark() }, loosest: tolerance, setUp: factorisation.setUp, iterate },
    () => directSolver(spareKernels, symbolic, "symmetric"));
}
