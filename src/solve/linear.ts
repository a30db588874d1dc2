/** Linear systems on a fixed sparsity pattern, behind a small interface. */
import type { SparsityPattern } from "../sparse/pattern.js";

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

/** Where the rows of a matrix sit in space. */
export interface RowPlaces {
  /** Coordinates of mesh nodes `[nodes, 3]`, unit of length. */
  readonly coordinates: Float64Array;
  /** Node of each row. */
  readonly nodeOfRow: Int32Array;
}

/** Makes a solver for a pattern: the symbolic phase is done here, once. */
export interface LinearSolverFactory {
  /** "symmetric" factors read one triangle and allow a line search on the energy. */
  readonly kind: "symmetric" | "unsymmetric";
  /**
   * @param pattern full pattern of a structurally symmetric matrix
   * @param places for the elimination order
   */
  create(pattern: SparsityPattern, places: RowPlaces): Promise<LinearSolver>;
}
