/** Sparse direct solvers of the reduced system; the symbolic phase is done once per run. */
import { createLdl, createLu, tryFactor } from "../kernels/factor.js";
import { type Kernels, loadKernels } from "../kernels/module.js";
import { analyse } from "../sparse/analyse.js";
import type { Symbolic } from "../sparse/symbolic.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { LinearSolution, LinearSolver, LinearSolverFactory, RowPlaces } from "./linear.js";

/** LDLᵀ: for materials with an energy under dead loads. Reads one triangle. */
export const symmetricSolver: LinearSolverFactory = {
  kind: "symmetric",
  create: (pattern, places) => createDirect(pattern, places, "symmetric"),
};

/** LU: for follower loads, growth, or any tangent without major symmetry. Twice the work of LDLᵀ. */
export const unsymmetricSolver: LinearSolverFactory = {
  kind: "unsymmetric",
  create: (pattern, places) => createDirect(pattern, places, "unsymmetric"),
};

const done: LinearSolution = { solved: true, iterations: 0, replaced: false };

/** All dofs are prescribed. */
export const nothingToSolve: LinearSolver = { method: { name: "ldl", bytes: 0 }, factor: () => true, solve: () => done, dispose: () => undefined };

async function createDirect(pattern: SparsityPattern, places: RowPlaces, kind: LinearSolverFactory["kind"]): Promise<LinearSolver> {
  return pattern.size === 0 ? nothingToSolve : directSolver(await loadKernels(), analyse(pattern, places), kind);
}

/**
 * A direct solver in an instance of the kernels.
 * @throws BackendError E_MEMORY when the factor does not fit one WASM memory
 */
export function directSolver(kernels: Kernels, symbolic: Symbolic, kind: LinearSolverFactory["kind"]): LinearSolver {
  const factorisation = kind === "symmetric" ? createLdl(kernels, symbolic) : createLu(kernels, symbolic);
  return {
    method: { name: kind === "symmetric" ? "ldl" : "lu", bytes: factorisation.bytes },
    factor(values) {
      factorisation.values().set(values);
      return tryFactor(factorisation);
    },
    solve(rhs, x) {
      x.set(rhs);
      factorisation.solve(x);
      return done;
    },
    // The instance goes with its last reference.
    dispose: () => undefined,
  };
}
