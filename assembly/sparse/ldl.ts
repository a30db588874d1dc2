// LDLᵀ by the multifrontal method [duff1983], pivots of size one in the given order.
import {
  BLOCK_PANELS, FRONT_FACTOR, FRONT_FIRST, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, FRONT_UPDATE, SYMBOLIC_ARENA,
  SYMBOLIC_FRONTS, SYMBOLIC_PERMUTATION, SYMBOLIC_RETAINED,
} from "../../src/sparse/layout";
import { assembleFront } from "./assemble";
import { doubles, frontAt, list, pivotPanel, triangle, word } from "./front";
import { diagonalEntry, isPivot, solvePanel, STRIDE } from "./panel";
import { factorTile, TILE, updateTiles } from "./tile";

/**
 * Factors K = L D Lᵀ for all but the retained rows.
 * @param symbolic serialised symbolic factorisation (serialiseLdl)
 * @param values entries of K, aligned with the pattern; read where column ≤ row
 * @param factor room for the factor; holds the Schur complement of the retained rows too
 * @param work scratch
 * @returns number of negative pivots, or -1 - k when the pivot of row k is zero, cancelled beyond recovery, or not finite
 */
export function ldlFactor(symbolic: usize, values: usize, factor: usize, work: usize): i32 {
  const fronts = word(symbolic, SYMBOLIC_FRONTS);
  const unscaled = doubles(work, symbolic, SYMBOLIC_ARENA);
  let negative = 0;
  for (let f = 0; f < fronts; f++) {
    const front = frontAt(symbolic, f);
    assembleFront(symbolic, front, values, factor, work);
    const pivots = doubles(factor, front, FRONT_FACTOR);
    eliminate(pivots, word(front, FRONT_PIVOT_PANELS), word(front, FRONT_ROW_PANELS), doubles(work, front, FRONT_UPDATE), unscaled);
    const count = inspectPivots(symbolic, front, values, pivots);
    if (count < 0) return count;
    negative += count;
  }
  if (word(symbolic, SYMBOLIC_RETAINED) > 0) unpackSchur(symbolic, factor, doubles(work, frontAt(symbolic, fronts - 1), FRONT_UPDATE));
  return negative;
}

/** Counts negative pivots of a front, or returns -1 - (matrix row) of the first one that is no pivot. */
function inspectPivots(symbolic: usize, front: usize, values: usize, pivots: usize): i32 {
  const count = word(front, FRONT_PIVOTS), first = word(front, FRONT_FIRST);
  let negative = 0;
  for (let k = 0; k < count; k++) {
    const reciprocal = load<f64>(pivots + triangle(k >> 2) + (<usize>(4 * k + (k & 3)) << 3));
    if (!isPivot(reciprocal, diagonalEntry(symbolic, values, first + k))) return -1 - word(list(symbolic, SYMBOLIC_PERMUTATION), first + k);
    if (reciprocal < 0.0) negative++;
  }
  return negative;
}

/** Eliminates the pivots of a front of w pivot panels and m other panels, block by block. */
function eliminate(pivots: usize, w: i32, m: i32, update: usize, unscaled: usize): void {
  for (let from = 0; from < w; from += BLOCK_PANELS) {
    const to = min(from + BLOCK_PANELS, w);
    for (let p = from; p < to; p++) {
      const panel = pivots + triangle(p) + <usize>from * TILE, block = unscaled + <usize>p * STRIDE;
      solvePanel(panel, p - from, pivots, from, unscaled, block);
      const diagonal = panel + <usize>(p - from) * TILE;
      updateTiles(panel, block, 0, p - from, diagonal, 1);
      factorTile(diagonal);
    }
    for (let p = to; p < w + m; p++) {
      solvePanel(pivotPanel(pivots, w, p) + <usize>from * TILE, to - from, pivots, from, unscaled, unscaled + <usize>p * STRIDE);
    }
    updateRest(pivots, w, m, from, to, update, unscaled);
  }
}

/** Subtracts the block's part from everything to its right, lower triangle only. */
function updateRest(pivots: usize, w: i32, m: i32, from: i32, to: i32, update: usize, unscaled: usize): void {
  const columns = unscaled + <usize>to * STRIDE, rest = unscaled + <usize>w * STRIDE;
  const depth = to - from;
  for (let p = to; p < w; p++) {
    const panel = pivots + triangle(p);
    updateTiles(panel + <usize>from * TILE, columns, STRIDE, depth, panel + <usize>to * TILE, p - to + 1);
  }
  for (let p = w; p < w + m; p++) {
    const panel = pivotPanel(pivots, w, p);
    const block = panel + <usize>from * TILE;
    updateTiles(block, columns, STRIDE, depth, panel + <usize>to * TILE, w - to);
    updateTiles(block, rest, STRIDE, depth, update + triangle(p - w), p - w + 1);
  }
}

/** The retained block, from the panels of the last front to a full square at the start of the factor. */
function unpackSchur(symbolic: usize, factor: usize, update: usize): void {
  const n = word(symbolic, SYMBOLIC_RETAINED);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = load<f64>(update + triangle(i >> 2) + (<usize>(4 * j + (i & 3)) << 3));
      store<f64>(factor + (<usize>(i * n + j) << 3), value);
      store<f64>(factor + (<usize>(j * n + i) << 3), value);
    }
  }
}

/** Address of the Schur complement of the retained rows: full square, row after row; valid after a factorisation. */
export function ldlSchur(_symbolic: usize, factor: usize): usize {
  return factor;
}
