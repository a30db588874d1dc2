/** Sparse direct solvers of the reduced system; the symbolic phase is done once per run. */
import { ConvergenceError } from "../core/errors.js";
import { createLdl, createLu, type Factorisation } from "../kernels/factor.js";
import { type Kernels, loadKernels } from "../kernels/module.js";
import { analyse } from "../sparse/analyse.js";
import type { Symbolic } from "../sparse/symbolic.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { LinearSolver, LinearSolverFactory, RowPlaces } from "./linear.js";

/** LDLᵀ: for materials with an energy under dead loads. Reads one triangle. */
export const symmetricSolver: LinearSolverFactory = {
  kind: "symmetric",
  create: (pattern, places) => createDirect(pattern, places, createLdl),
};

/** LU: for follower loads, growth, or any tangent without major symmetry. Twice the work of LDLᵀ. */
export const unsymmetricSolver: LinearSolverFactory = {
  kind: "unsymmetric",
  create: (pattern, places) => createDirect(pattern, places, createLu),
};

async function createDirect(
  pattern: SparsityPattern, places: RowPlaces, create: (kernels: Kernels, symbolic: Symbolic) => Factorisation,
): Promise<LinearSolver> {
  if (pattern.size === 0) return nothingToSolve;
  const factorisation = create(await loadKernels(), analyse(pattern, places));
  return {
    factor(values) {
      factorisation.values().set(values);
      return regular(factorisation);
    },
    solve(rhs, x) {
      x.set(rhs);
      factorisation.solve(x);
    },
    // The instance goes with its last reference.
    dispose: () => undefined,
  };
}

/** All dofs are prescribed. */
const nothingToSolve: LinearSolver = { factor: () => true, solve: () => undefined, dispose: () => undefined };

function regular(factorisation: Factorisation): boolean {
  try {
    factorisation.factor();
    return true;
  } catch (error) {
    if (error instanceof ConvergenceError && error.code === "E_SINGULAR") return false;
    throw error;
  }
}
