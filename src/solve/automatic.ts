/** Chooses between the direct and the iterative solver by what the elimination of the pattern at hand would take. */
import { luBytes, memoryLimit } from "../kernels/factor.js";
import { loadKernels } from "../kernels/module.js";
import { analyse } from "../sparse/analyse.js";
import type { Symbolic } from "../sparse/symbolic.js";
import { directSolver, nothingToSolve } from "./direct.js";
import { conjugateGradientSolver, gmresSolver } from "./iterative.js";
import type { LinearMethod, LinearSolverFactory } from "./linear.js";
import { createSymmetric, type Precision, symmetricBytes } from "./single.js";

/** What the two ways cost: seconds of one system on a machine of 2020-25, of which only the ratio matters. */
export interface Costs {
  readonly direct: number;
  readonly iterative: number;
  /** Bytes of the factor. */
  readonly factor: number;
}

/**
 * Measured on hex8, tet4, tet10 and hex20, cubes and a sheet of 1.7 to 22 thousand rows (`npm run bench:cube` has the cubes): floating-point operations
 * per second of the factorisations, seconds per entry of the matrix for multigrid set-up and the iterations to 1e-5.
 */
const measured = { ldl: 16e9, lu: 7.5e9, linear: 1e-7, quadratic: 2e-7 };
/** Entries per row beyond which cells are not linear: multigrid needs twice the iterations there. */
const linearRow = 100;

/**
 * Costs of a pattern.
 * @param stiffness how many times more iterations the material asks for than a compressible one
 * @param precision of the factor of LDLᵀ; the operations are counted as in double precision, so that the choice of the method does not depend on it
 */
export function costsOf(symbolic: Symbolic, kind: LinearSolverFactory["kind"], stiffness: number, precision: Precision = "auto"): Costs {
  const { pattern, size, flops } = symbolic, entries = pattern.columns.length;
  const perEntry = entries > linearRow * size ? measured.quadratic : measured.linear;
  return {
    direct: flops / (kind === "symmetric" ? measured.ldl : measured.lu), iterative: stiffness * entries * perEntry,
    factor: kind === "symmetric" ? symmetricBytes(symbolic, precision) : luBytes(symbolic),
  };
}

/** The method for some costs: the cheaper one, and the iterative one where the factor does not fit. */
export function methodFor({ direct, iterative, factor }: Costs, kind: LinearSolverFactory["kind"]): LinearMethod["name"] {
  const eliminate = factor <= memoryLimit && direct <= iterative;
  if (kind === "symmetric") return eliminate ? "ldl" : "cg";
  return eliminate ? "lu" : "gmres";
}

/**
 * A solver that is chosen when the pattern is known; the same pattern always gives the same choice.
 * @param stiffness as in `costsOf`
 * @param precision as in `costsOf`
 */
export function automaticSolver(kind: LinearSolverFactory["kind"], stiffness: number, precision: Precision = "auto"): LinearSolverFactory {
  return {
    kind,
    async create(pattern, places) {
      if (pattern.size === 0) return nothingToSolve;
      const symbolic = analyse(pattern, places);
      const method = methodFor(costsOf(symbolic, kind, stiffness, precision), kind);
      if (method === "ldl") return createSymmetric(symbolic, precision);
      if (method === "lu") return directSolver(await loadKernels(), symbolic, kind);
      return (kind === "symmetric" ? conjugateGradientSolver : gmresSolver).create(pattern, places);
    },
  };
}
