/** What is known about a sparse factorisation from the pattern alone. */
import type { SparsityPattern } from "./pattern.js";

/** Fronts of the multifrontal method in postorder; positions and rows count matrix rows. */
export interface Fronts {
  readonly count: number;
  /** Matrix row at each position; retained rows last. */
  readonly permutation: Int32Array;
  /** First pivot position of each front, `[count + 1]`. With retained rows the last front has no pivots. */
  readonly first: Int32Array;
  /** Front that receives the update, -1 = none is left. */
  readonly parent: Int32Array;
  /** Start of the rows of each front in `rows`, `[count + 1]`. */
  readonly rowStart: Int32Array;
  /** Positions of the rows below the pivots, rising in each front. */
  readonly rows: Int32Array;
}

/** Elimination order, fronts and sizes for one sparsity pattern; valid for LDLᵀ and LU. Plain data: can be posted to workers. */
export interface Symbolic {
  readonly pattern: SparsityPattern;
  readonly size: number;
  /** Number of last rows that are never eliminated. */
  readonly retained: number;
  readonly fronts: Fronts;
  /** Entries of L with its diagonal, zeros taken in by joining supernodes included, the retained block excluded. */
  readonly factorEntries: number;
  /** Floating-point operations of one LDLᵀ factorisation (multiplications and additions counted); LU takes twice as many. */
  readonly flops: number;
}
