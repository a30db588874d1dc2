// LU by the multifrontal method for matrices of symmetric pattern; rows are exchanged inside the pivot block of a front only.
import {
  BLOCK_PANELS, FRONT_FIRST, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, FRONT_UPDATE, SYMBOLIC_ARENA, SYMBOLIC_FRONTS,
  SYMBOLIC_PERMUTATION, SYMBOLIC_RETAINED,
} from "../../src/sparse/layout";
import { frontAt, list, lowerOf, orderBytes, pivotPanel, placeOf, rectangle, triangle, upperOf, word } from "./front";
import { assembleLuFront } from "./lu-assemble";
import { blockStride, diagonalEntry, isPivot, solvePanel } from "./panel";
import { factorSquare, transposeTile } from "./square";
import { TILE, updateTiles } from "./tile";

/**
 * Factors P K = L U for all but the retained rows.
 * @param symbolic serialised symbolic factorisation (serialiseLu)
 * @param values entries of K, aligned with the pattern
 * @param factor room for the factor; holds the Schur complement of the retained rows too
 * @param work scratch
 * @returns 0, or -1 - k when no row of the front can serve as pivot of row k
 */
export function luFactor(symbolic: usize, values: usize, factor: usize, work: usize): i32 {
  const fronts = word(symbolic, SYMBOLIC_FRONTS);
  const square = placeOf<f64>(work, symbolic, SYMBOLIC_ARENA);
  for (let f = 0; f < fronts; f++) {
    const front = frontAt(symbolic, f), w = word(front, FRONT_PIVOT_PANELS);
    const lower = lowerOf(factor, front), upper = upperOf(factor, front), order = lower - orderBytes(w);
    const scratch = square + <usize>(w * w) * TILE;
    assembleLuFront(symbolic, front, values, factor, work, square);
    const done = min(factorSquare(square, w, order, scratch), word(front, FRONT_PIVOTS));
    const usable = usablePivots(symbolic, front, values, square, order, done);
    if (usable < word(front, FRONT_PIVOTS)) return -1 - word(list(symbolic, SYMBOLIC_PERMUTATION), word(front, FRONT_FIRST) + word(order, usable));
    storeSquare(square, w, lower, upper);
    exchangeColumns(upper + triangle<f64>(w), w, word(front, FRONT_ROW_PANELS), order, scratch);
    eliminateRest(lower, upper, square, w, word(front, FRONT_ROW_PANELS), placeOf<f64>(work, front, FRONT_UPDATE), scratch);
  }
  if (word(symbolic, SYMBOLIC_RETAINED) > 0) unpackSchur(symbolic, factor, work, frontAt(symbolic, fronts - 1));
  return 0;
}

/** Number of leading pivots that are more than round-off. */
function usablePivots(symbolic: usize, front: usize, values: usize, square: usize, order: usize, done: i32): i32 {
  const w = word(front, FRONT_PIVOT_PANELS), first = word(front, FRONT_FIRST);
  for (let k = 0; k < done; k++) {
    const reciprocal = 1.0 / load<f64>(rectangle(square, w, k) + (<usize>k << 5));
    if (!isPivot<f64>(reciprocal, diagonalEntry<f64>(symbolic, values, first + word(order, k)))) return k;
  }
  return done;
}

/** From the factored square to panels: unit L, unit U by columns, reciprocal pivots on the diagonals of both. */
function storeSquare(square: usize, w: i32, lower: usize, upper: usize): void {
  for (let p = 0; p < w; p++) {
    const panel = rectangle(square, w, 4 * p);
    memory.copy(lower + triangle<f64>(p), panel, <usize>(p + 1) * TILE);
    for (let t = 0; t <= p; t++) {
      const tile = upper + triangle<f64>(p) + <usize>t * TILE, pivots = rectangle(square, w, 4 * t) + <usize>t * TILE;
      transposeTile(rectangle(square, w, 4 * t) + <usize>p * TILE, tile);
      for (let k: usize = 0; k < 4; k++) scaleColumn(tile + (k << 5), 1.0 / load<f64>(pivots + k * 40));
    }
    for (let k: usize = 0; k < 4; k++) {
      const at = <usize>p * TILE + k * 40, reciprocal = 1.0 / load<f64>(panel + at);
      store<f64>(lower + triangle<f64>(p) + at, reciprocal);
      store<f64>(upper + triangle<f64>(p) + at, reciprocal);
    }
  }
}

/** Brings the pivot rows of the rest, kept as columns of panels of U, into the order of the pivots. */
function exchangeColumns(rest: usize, w: i32, m: i32, order: usize, scratch: usize): void {
  let first = 0;
  while (first < 4 * w && word(order, first) === first) first++;
  if (first === 4 * w) return;
  for (let p = 0; p < m; p++) {
    const panel = rest + <usize>(p * w) * TILE;
    memory.copy(scratch, panel, <usize>w * TILE);
    for (let k = first; k < 4 * w; k++) memory.copy(panel + (<usize>k << 5), scratch + (<usize>word(order, k) << 5), 32);
  }
}

// @ts-ignore: decorator
@inline
function scaleColumn(column: usize, factor: f64): void {
  const s = f64x2.splat(factor);
  v128.store(column, f64x2.mul(v128.load(column), s));
  v128.store(column, f64x2.mul(v128.load(column, 16), s), 16);
}

/** Solves for the rows of L and the columns of U beyond the pivots, block by block, and subtracts their product from the update matrix. */
function eliminateRest(lower: usize, upper: usize, square: usize, w: i32, m: i32, update: usize, scratch: usize): void {
  const rows = scratch, columns = rows + <usize>w * blockStride<f64>(), rest = columns + <usize>w * blockStride<f64>(), unused = rest + <usize>m * blockStride<f64>();
  for (let from = 0; from < w && m > 0; from += BLOCK_PANELS) {
    const to = min(from + BLOCK_PANELS, w), depth = to - from;
    const later = <usize>to * blockStride<f64>(), first = <usize>from * TILE, next = <usize>to * TILE;
    for (let p = from; p < w; p++) loadUnscaled(square, w, from, min(to, p), p, rows + <usize>p * blockStride<f64>(), columns + <usize>p * blockStride<f64>());
    for (let p = 0; p < m; p++) {
      const row = pivotPanel<f64>(lower, w, w + p), column = pivotPanel<f64>(upper, w, w + p);
      solvePanel<f64>(row + first, depth, upper, from, columns, unused);
      solvePanel<f64>(column + first, depth, lower, from, rows, rest + <usize>p * blockStride<f64>());
      updateTiles<f64>(row + first, columns + later, blockStride<f64>(), depth, row + next, w - to);
      updateTiles<f64>(column + first, rows + later, blockStride<f64>(), depth, column + next, w - to);
    }
    for (let p = 0; p < m; p++) updateTiles<f64>(pivotPanel<f64>(lower, w, w + p) + first, rest, blockStride<f64>(), depth, update + <usize>(p * m) * TILE, m);
  }
}

/** Tiles from … to - 1 of pivot panel p: L D into `row`, D U by columns into `column`. */
function loadUnscaled(square: usize, w: i32, from: i32, to: i32, p: i32, row: usize, column: usize): void {
  for (let t = from; t < to; t++) {
    const at = <usize>(t - from) * TILE, pivots = rectangle(square, w, 4 * t);
    transposeTile(pivots + <usize>p * TILE, column + at);
    memory.copy(row + at, rectangle(square, w, 4 * p) + <usize>t * TILE, TILE);
    for (let k: usize = 0; k < 4; k++) scaleColumn(row + at + (k << 5), load<f64>(pivots + <usize>t * TILE + k * 40));
  }
}

function unpackSchur(symbolic: usize, factor: usize, work: usize, front: usize): void {
  const n = word(symbolic, SYMBOLIC_RETAINED), panels = word(front, FRONT_ROW_PANELS), update = placeOf<f64>(work, front, FRONT_UPDATE);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) store<f64>(factor + (<usize>(i * n + j) << 3), load<f64>(rectangle(update, panels, i) + (<usize>j << 5)));
  }
}

/** Address of the Schur complement of the retained rows: full square, row after row; valid after a factorisation. */
export function luSchur(_symbolic: usize, factor: usize): usize {
  return factor;
}
