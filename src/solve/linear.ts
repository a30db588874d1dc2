/** Linear systems on a fixed sparsity pattern, behind a small interface. */
import type { SparsityPattern } from "../sparse/pattern.js";

/** What a solve did. */
export interface LinearSolution {
  /** False: there is no answer to the tolerance, and `x` must not be used. */
  readonly solved: boolean;
  /** Iterations of an iterative solver, or of the refinement of one in single precision; 0 for a direct one. */
  readonly iterations: number;
  /** An iterative solver, or a factor in single precision, has failed, and a direct one in double precision has solved in its place. */
  readonly replaced: boolean;
}

/** How systems are solved. */
export interface LinearMethod {
  /** Factorisation LDLᵀ or LU; conjugate gradients or GMRES with multigrid. */
  readonly name: "ldl" | "lu" | "cg" | "gmres";
  /** Of the factor of LDLᵀ, when it is not double: single, its solutions refined in double precision. */
  readonly precision?: "single";
  /** Bytes in the kernels' memory; a direct solver that takes over from another is not counted. */
  readonly bytes: number;
}

/** Factorises and solves matrices of one pattern. Owns memory: dispose of it. */
export interface LinearSolver {
  readonly method: LinearMethod;
  /**
   * Factorises the matrix, or builds what an iterative solver needs.
   * @param values entries in the order of the pattern; they must stay as they are until the last solve with them
   * @returns whether the matrix could be factorised (false: singular to working precision)
   */
  factor(values: Float64Array): boolean;
  /**
   * Solves with the last factor: reads `rhs`, writes `x`, both `[rows]`; they may be the same array.
   * @param tolerance |rhs - K x| <= tolerance · |rhs| is enough; direct solvers do better whatever it is. Default 1e-10
   */
  solve(rhs: Float64Array, x: Float64Array, tolerance?: number): LinearSolution;
  dispose(): void;
}

/** Where the rows of a matrix sit in space. */
export interface RowPlaces {
  /** Coordinates of mesh nodes `[nodes, 3]`, unit of length. */
  readonly coordinates: Float64Array;
  /** Node of each row. */
  readonly nodeOfRow: Int32Array;
  /** Direction (0, 1, 2) of the displacement of each row. */
  readonly directionOfRow: Int32Array;
}

/** Makes a solver for a pattern: the symbolic phase is done here, once. */
export interface LinearSolverFactory {
  /** "symmetric" factors read one triangle and allow a line search on the energy. */
  readonly kind: "symmetric" | "unsymmetric";
  /**
   * @param pattern full pattern of a structurally symmetric matrix
   * @param places for the elimination order or the aggregates
   */
  create(pattern: SparsityPattern, places: RowPlaces): Promise<LinearSolver>;
}
