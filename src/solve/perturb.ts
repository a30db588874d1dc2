/** Linearised answer of a converged system to a change of prescribed displacements. */
import { expandVector, reduceMatrix, reduceVector } from "../constraint/reduce.js";
import { multiply } from "../fe/assembly.js";
import type { System } from "./system.js";

/**
 * Moves the prescribed dofs by `offset` and keeps the free dofs in equilibrium: Tᵀ K (T q + offset) = 0.
 * @param offset `[dofs]`, zero at free dofs
 * @param displacement out: T q + offset `[dofs]`
 * @param forces out: K (T q + offset) `[dofs]`
 */
export function perturb(system: System, offset: Float64Array, displacement: Float64Array, forces: Float64Array): void {
  const { work, T, solver, assembler, K } = system;
  reduceMatrix(system.reduction, K, system.reducedK);
  solver.factor(system.reducedK);
  multiply(assembler.pattern, K, offset, work.product);
  reduceVector(T, work.product, work.rhs);
  for (let p = 0; p < T.free; p++) work.rhs[p] = -work.rhs[p];
  solver.solve(work.rhs, work.solution);
  expandVector(T, work.solution, displacement);
  for (let dof = 0; dof < T.dofs; dof++) displacement[dof] += offset[dof];
  multiply(assembler.pattern, K, displacement, forces);
}
