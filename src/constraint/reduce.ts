/** The reduced system TᵀKT and Tᵀr on its own fixed pattern. */
import { placeIn } from "../fe/pattern.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { Transformation } from "./eliminate.js";

/** Recipe for TᵀKT: reduced[target] += weight · full[source], in this order. */
export interface Reduction {
  readonly pattern: SparsityPattern;
  readonly source: Int32Array;
  /** Absent where dofs are either free or prescribed, so that the reduced entries are some of the full ones in their order. */
  readonly combination?: { readonly target: Int32Array; readonly weight: Float64Array };
}

/**
 * Symbolic phase of the reduction.
 * @param full pattern over all dofs
 * @param T constraints
 */
export function createReduction(full: SparsityPattern, T: Transformation): Reduction {
  if (isSelection(T)) return select(full, T);
  const pattern = reducedPattern(full, T);
  const entries = countEntries(full, T);
  const target = new Int32Array(entries), source = new Int32Array(entries), weight = new Float64Array(entries);
  let at = 0;
  for (let row = 0; row < full.size; row++) {
    for (let p = T.start[row]; p < T.start[row + 1]; p++) {
      for (let k = full.rowStart[row]; k < full.rowStart[row + 1]; k++) {
        const column = full.columns[k];
        for (let r = T.start[column]; r < T.start[column + 1]; r++) {
          target[at] = placeIn(pattern.rowStart, pattern.columns, T.column[p], T.column[r]);
          source[at] = k;
          weight[at++] = T.factor[p] * T.factor[r];
        }
      }
    }
  }
  return { pattern, source, combination: { target, weight } };
}

/** Whether every dof is a free dof itself or has no part in any. */
function isSelection({ dofs, start, column, factor, freeDofs }: Transformation): boolean {
  for (let dof = 0; dof < dofs; dof++) {
    const k = start[dof];
    if (start[dof + 1] > k && (start[dof + 1] > k + 1 || factor[k] !== 1 || freeDofs[column[k]] !== dof)) return false;
  }
  return true;
}

/** The rows and columns of free dofs. */
function select({ rowStart: from, columns: all }: SparsityPattern, { dofs, start, column, freeDofs, free }: Transformation): Reduction {
  const place = new Int32Array(dofs).fill(-1);
  for (let dof = 0; dof < dofs; dof++) if (start[dof + 1] > start[dof]) place[dof] = column[start[dof]];
  const rowStart = new Int32Array(free + 1), columns = new Int32Array(all.length), source = new Int32Array(all.length);
  let at = 0;
  for (let row = 0; row < free; row++) {
    for (let k = from[freeDofs[row]], end = from[freeDofs[row] + 1]; k < end; k++) {
      const own = place[all[k]];
      if (own < 0) continue;
      source[at] = k;
      columns[at++] = own;
    }
    rowStart[row + 1] = at;
  }
  return { pattern: { size: free, rowStart, columns: columns.slice(0, at) }, source: source.slice(0, at) };
}

function countEntries(full: SparsityPattern, T: Transformation): number {
  let count = 0;
  for (let row = 0; row < full.size; row++) {
    const rowLength = T.start[row + 1] - T.start[row];
    if (rowLength === 0) continue;
    for (let k = full.rowStart[row]; k < full.rowStart[row + 1]; k++) {
      const column = full.columns[k];
      count += rowLength * (T.start[column + 1] - T.start[column]);
    }
  }
  return count;
}

/** Rows of K that take part in each free dof: the transpose of T. */
function transpose(T: Transformation): { start: Int32Array; row: Int32Array } {
  const start = new Int32Array(T.free + 1);
  for (const column of T.column) start[column + 1]++;
  for (let p = 0; p < T.free; p++) start[p + 1] += start[p];
  const next = start.slice();
  const row = new Int32Array(T.column.length);
  for (let dof = 0; dof < T.dofs; dof++) {
    for (let k = T.start[dof]; k < T.start[dof + 1]; k++) row[next[T.column[k]]++] = dof;
  }
  return { start, row };
}

function reducedPattern(full: SparsityPattern, T: Transformation): SparsityPattern {
  const parts = transpose(T);
  const rowStart = new Int32Array(T.free + 1);
  const seen = new Int32Array(T.free).fill(-1);
  const rows: Int32Array[] = [];
  for (let p = 0; p < T.free; p++) {
    const row: number[] = [];
    for (let m = parts.start[p]; m < parts.start[p + 1]; m++) collect(full, T, parts.row[m], p, seen, row);
    rows.push(Int32Array.from(row).sort());
    rowStart[p + 1] = rowStart[p] + row.length;
  }
  const columns = new Int32Array(rowStart[T.free]);
  rows.forEach((row, p) => columns.set(row, rowStart[p]));
  return { size: T.free, rowStart, columns };
}

/** Adds the free dofs that a row of K couples to `p`. */
function collect(full: SparsityPattern, T: Transformation, dof: number, p: number, seen: Int32Array, out: number[]): void {
  for (let k = full.rowStart[dof]; k < full.rowStart[dof + 1]; k++) {
    const column = full.columns[k];
    for (let r = T.start[column]; r < T.start[column + 1]; r++) {
      const q = T.column[r];
      if (seen[q] === p) continue;
      seen[q] = p;
      out.push(q);
    }
  }
}

/** Values of TᵀKT on the reduced pattern. */
export function reduceMatrix(reduction: Reduction, K: Float64Array, out: Float64Array): void {
  const { source, combination } = reduction;
  if (!combination) {
    for (let m = 0; m < source.length; m++) out[m] = K[source[m]];
    return;
  }
  const { target, weight } = combination;
  out.fill(0);
  for (let m = 0; m < target.length; m++) out[target[m]] += weight[m] * K[source[m]];
}

/** out = Tᵀ r `[free]`. */
export function reduceVector(T: Transformation, r: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let dof = 0; dof < T.dofs; dof++) {
    for (let k = T.start[dof]; k < T.start[dof + 1]; k++) out[T.column[k]] += T.factor[k] * r[dof];
  }
}

/** out = T q `[dofs]`. */
export function expandVector(T: Transformation, q: Float64Array, out: Float64Array): void {
  for (let dof = 0; dof < T.dofs; dof++) {
    let sum = 0;
    for (let k = T.start[dof]; k < T.start[dof + 1]; k++) sum += T.factor[k] * q[T.column[k]];
    out[dof] = sum;
  }
}
