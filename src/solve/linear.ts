/** Linear systems on a fixed sparsity pattern, behind a small interface. */
import type { CsrPattern } from "../fe/pattern.js";

/** Factorises and solves matrices of one pattern. Owns memory: dispose of it. */
export interface LinearSolver {
  /**
   * Factorises the matrix.
   * @param values entries in the order of the pattern
   * @returns whether the matrix could be factorised (false: singular to working precision)
   */
  factor(values: Float64Array): boolean;
  /** Solves with the last factor: reads `rhs`, writes `x`, both `[rows]`; they may be the same array. */
  solve(rhs: Float64Array, x: Float64Array): void;
  dispose(): void;
}

/** Makes a solver for a pattern: the symbolic phase is done here, once. */
export interface LinearSolverFactory {
  /** "symmetric" factors read one triangle and allow a line search on the energy. */
  readonly kind: "symmetric" | "unsymmetric";
  create(pattern: CsrPattern): Promise<LinearSolver>;
}
