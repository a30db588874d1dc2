/** Fixed sparsity patterns (compressed sparse rows). */

/** Square sparsity pattern; the columns of each row increase. */
export interface CsrPattern {
  readonly rows: number;
  /** Start of each row `[rows + 1]`. */
  readonly rowStart: Int32Array;
  /** Column of each entry `[rowStart[rows]]`. */
  readonly columns: Int32Array;
}
