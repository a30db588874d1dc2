/** The direct solver of the kernels as a linear solver of the macro problem. */
import { ConvergenceError } from "../core/errors.js";
import { createLdl, createLu, type Factorisation } from "../kernels/factor.js";
import { type Kernels, loadKernels } from "../kernels/module.js";
import { analyse } from "../sparse/analyse.js";
import type { Symbolic } from "../sparse/symbolic.js";
import type { LinearSolver, LinearSolverFactory } from "./linear.js";

/** LDLᵀ: for conservative loads and materials with an energy. Each solver has a WASM memory of its own. */
export const symmetricDirect: LinearSolverFactory = factory("symmetric", createLdl);

/** LU, for stiffness that is not symmetric; twice the memory and work. */
export const unsymmetricDirect: LinearSolverFactory = factory("unsymmetric", createLu);

function factory(kind: LinearSolverFactory["kind"], place: (kernels: Kernels, symbolic: Symbolic) => Factorisation): LinearSolverFactory {
  return {
    kind,
    async create(pattern, { coordinates, nodeOfRow }) {
      return solverOf(place(await loadKernels(), analyse(pattern, { coordinates, nodeOfRow })));
    },
  };
}

function solverOf(factorisation: Factorisation): LinearSolver {
  return {
    factor(values) {
      factorisation.values().set(values);
      return isRegular(factorisation);
    },
    solve(rhs, x) {
      if (x !== rhs) x.set(rhs);
      factorisation.solve(x);
    },
    // The memory goes with the last reference to its kernels.
    dispose: () => undefined,
  };
}

function isRegular(factorisation: Factorisation): boolean {
  try {
    factorisation.factor();
    return true;
  } catch (error) {
    if (error instanceof ConvergenceError && error.code === "E_SINGULAR") return false;
    throw error;
  }
}
