// LDLᵀ by the multifrontal method [duff1983], pivots of size one in the given order, in double or in single precision (T).
import {
  BLOCK_PANELS, FRONT_FACTOR, FRONT_FIRST, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, FRONT_UPDATE, SYMBOLIC_ARENA,
  SYMBOLIC_FRONTS, SYMBOLIC_PERMUTATION, SYMBOLIC_RETAINED,
} from "../../src/sparse/layout";
import { assembleFront } from "./assemble";
import { frontAt, list, pivotAt, pivotPanel, placeOf, triangle, word } from "./front";
import { blockStride, diagonalEntry, isPivot, solvePanel, solvePanels } from "./panel";
import { factorTile, numbers, tileBytes, updatePair, updateTiles } from "./tile";

/** Factors K = L D Lᵀ in double precision for all but the retained rows, see `factorLdl`. */
export function ldlFactor(symbolic: usize, values: usize, factor: usize, work: usize): i32 {
  return factorLdl<f64>(symbolic, values, factor, work);
}

/**
 * Factors K = L D Lᵀ for all but the retained rows.
 * @param symbolic serialised symbolic factorisation (serialiseLdl)
 * @param values entries of K, aligned with the pattern; read where column ≤ row
 * @param factor room for the factor; holds the Schur complement of the retained rows too
 * @param work scratch
 * @returns number of negative pivots, or -1 - k when the pivot of row k is zero, cancelled beyond recovery, or not finite
 */
export function factorLdl<T>(symbolic: usize, values: usize, factor: usize, work: usize): i32 {
  const fronts = word(symbolic, SYMBOLIC_FRONTS);
  const unscaled = placeOf<T>(work, symbolic, SYMBOLIC_ARENA);
  let negative = 0;
  for (let f = 0; f < fronts; f++) {
    const front = frontAt(symbolic, f);
    assembleFront<T>(symbolic, front, values, factor, work);
    const pivots = placeOf<T>(factor, front, FRONT_FACTOR);
    eliminate<T>(pivots, word(front, FRONT_PIVOT_PANELS), word(front, FRONT_ROW_PANELS), placeOf<T>(work, front, FRONT_UPDATE), unscaled);
    const count = inspectPivots<T>(symbolic, front, values, pivots);
    if (count < 0) return count;
    negative += count;
  }
  if (word(symbolic, SYMBOLIC_RETAINED) > 0) unpackSchur<T>(symbolic, factor, placeOf<T>(work, frontAt(symbolic, fronts - 1), FRONT_UPDATE));
  return negative;
}

/** Counts negative pivots of a front, or returns -1 - (matrix row) of the first one that is no pivot. */
function inspectPivots<T>(symbolic: usize, front: usize, values: usize, pivots: usize): i32 {
  const count = word(front, FRONT_PIVOTS), first = word(front, FRONT_FIRST);
  let negative = 0;
  for (let k = 0; k < count; k++) {
    const reciprocal = <f64>load<T>(pivotAt<T>(pivots, k));
    if (!isPivot<T>(reciprocal, diagonalEntry<T>(symbolic, values, first + k))) return -1 - word(list(symbolic, SYMBOLIC_PERMUTATION), first + k);
    if (reciprocal < 0.0) negative++;
  }
  return negative;
}

/** Eliminates the pivots of a front of w pivot panels and m other panels, block by block. */
function eliminate<T>(pivots: usize, w: i32, m: i32, update: usize, unscaled: usize): void {
  const stride = blockStride<T>();
  for (let from = 0; from < w; from += BLOCK_PANELS) {
    const to = min(from + BLOCK_PANELS, w), first = <usize>from * tileBytes<T>();
    for (let p = from; p < to; p++) {
      const panel = pivots + triangle<T>(p) + first, block = unscaled + <usize>p * stride;
      solvePanel<T>(panel, p - from, pivots, from, unscaled, block);
      const diagonal = panel + <usize>(p - from) * tileBytes<T>();
      updateTiles<T>(panel, block, 0, p - from, diagonal, 1);
      factorTile<T>(diagonal);
    }
    let p = to;
    for (; p + 1 < w + m; p += 2) {
      solvePanels<T>(pivotPanel<T>(pivots, w, p) + first, pivotPanel<T>(pivots, w, p + 1) + first, to - from, pivots, from, unscaled, unscaled + <usize>p * stride);
    }
    if (p < w + m) solvePanel<T>(pivotPanel<T>(pivots, w, p) + first, to - from, pivots, from, unscaled, unscaled + <usize>p * stride);
    updatePivots<T>(pivots, w, from, to, unscaled);
    updateRest<T>(pivots, w, m, from, to, update, unscaled);
  }
}

/** Subtracts the block's part from the later pivot rows, lower triangle only. */
function updatePivots<T>(pivots: usize, w: i32, from: i32, to: i32, unscaled: usize): void {
  const columns = unscaled + <usize>to * blockStride<T>(), first = <usize>from * tileBytes<T>(), next = <usize>to * tileBytes<T>();
  let p = to;
  for (; p + 1 < w; p += 2) {
    const a = pivots + triangle<T>(p), b = pivots + triangle<T>(p + 1);
    updateCorner<T>(a + first, b + first, columns, to - from, a + next, b + next, p - to + 1);
  }
  if (p < w) updateTiles<T>(pivots + triangle<T>(p) + first, columns, blockStride<T>(), to - from, pivots + triangle<T>(p) + next, p - to + 1);
}

/** The same for the other rows: their later pivot columns and the update matrix. */
function updateRest<T>(pivots: usize, w: i32, m: i32, from: i32, to: i32, update: usize, unscaled: usize): void {
  const stride = blockStride<T>(), columns = unscaled + <usize>to * stride, rest = unscaled + <usize>w * stride;
  const first = <usize>from * tileBytes<T>(), next = <usize>to * tileBytes<T>();
  let p = 0;
  for (; p + 1 < m; p += 2) {
    const a = pivotPanel<T>(pivots, w, w + p), b = pivotPanel<T>(pivots, w, w + p + 1);
    updatePair<T>(a + first, b + first, columns, stride, to - from, a + next, b + next, w - to);
    updateCorner<T>(a + first, b + first, rest, to - from, update + triangle<T>(p), update + triangle<T>(p + 1), p + 1);
  }
  if (p < m) {
    const a = pivotPanel<T>(pivots, w, w + p);
    updateTiles<T>(a + first, columns, stride, to - from, a + next, w - to);
    updateTiles<T>(a + first, rest, stride, to - from, update + triangle<T>(p), p + 1);
  }
}

/** Two neighbouring panels of a lower triangle: `count` tiles of the first, one more of the second. */
// @ts-ignore: decorator
@inline
function updateCorner<T>(a: usize, a2: usize, b: usize, depth: i32, c: usize, c2: usize, count: i32): void {
  if (sizeof<T>() == 8) {
    updateTiles<T>(a, b, blockStride<T>(), depth, c, count);
    updateTiles<T>(a2, b, blockStride<T>(), depth, c2, count + 1);
    return;
  }
  updatePair<T>(a, a2, b, blockStride<T>(), depth, c, c2, count);
  updateTiles<T>(a2, b + <usize>count * blockStride<T>(), 0, depth, c2 + <usize>count * tileBytes<T>(), 1);
}

/** The retained block, from the panels of the last front to a full square at the start of the factor. */
function unpackSchur<T>(symbolic: usize, factor: usize, update: usize): void {
  const n = word(symbolic, SYMBOLIC_RETAINED);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = load<T>(update + triangle<T>(i >> 2) + numbers<T>(4 * j + (i & 3)));
      store<T>(factor + numbers<T>(i * n + j), value);
      store<T>(factor + numbers<T>(j * n + i), value);
    }
  }
}

/** Address of the Schur complement of the retained rows: full square, row after row; valid after a factorisation. */
export function ldlSchur(_symbolic: usize, factor: usize): usize {
  return factor;
}
