// LU of the square pivot block of a front, with row exchanges inside the block (threshold pivoting).
// The block is w x w tiles, kept by panels of four rows.
import { BLOCK_PANELS } from "../../src/sparse/layout";
import { rectangle } from "./front";
import { solveTile, TILE, updateTiles } from "./tile";

/** The diagonal entry is kept as pivot unless it is smaller than this share of the largest in its column [duff1983]. */
const THRESHOLD: f64 = 0.1;

/** Transposes a tile. */
// @ts-ignore: decorator
@inline
export function transposeTile(from: usize, to: usize): void {
  for (let half: usize = 0; half < 2; half++) {
    // Rows 2 half and 2 half + 1 of all four columns.
    const column = from + (half << 4), row = to + (half << 6);
    const a = v128.load(column), b = v128.load(column, 32), c = v128.load(column, 64), d = v128.load(column, 96);
    v128.store(row, v128.shuffle<f64>(a, b, 0, 2)); v128.store(row, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(row, v128.shuffle<f64>(a, b, 1, 3), 32); v128.store(row, v128.shuffle<f64>(c, d, 1, 3), 48);
  }
}

/**
 * Factors P S = L U in place: unit lower L below the diagonal, U on and above it.
 * @param order takes the original row of each row, i32 `[4 w]`
 * @param scratch room for BLOCK_PANELS + 1 tiles
 * @returns number of rows done: 4 w, or fewer when a column has no usable entry left
 */
export function factorSquare(square: usize, w: i32, order: usize, scratch: usize): i32 {
  for (let row = 0; row < 4 * w; row++) store<i32>(order + (<usize>row << 2), row);
  for (let from = 0; from < w; from += BLOCK_PANELS) {
    const to = min(from + BLOCK_PANELS, w);
    for (let q = from; q < to; q++) {
      reduceColumn(square, w, from, q, q, scratch);
      const done = factorColumn(square, w, q, order);
      if (done < 4) return 4 * q + done;
    }
    for (let q = to; q < w; q++) reduceColumn(square, w, from, to, q, scratch);
  }
  return 4 * w;
}

/** Applies the pivots of tile columns from … to - 1 to tile column q: solves its rows there, updates its rows below. */
function reduceColumn(square: usize, w: i32, from: i32, to: i32, q: i32, scratch: usize): void {
  const given = scratch + <usize>BLOCK_PANELS * TILE;
  for (let t = from; t < to; t++) {
    const panel = rectangle(square, w, 4 * t), tile = panel + <usize>q * TILE, solved = scratch + <usize>(t - from) * TILE;
    updateTiles<f64>(panel + <usize>from * TILE, scratch, 0, t - from, tile, 1);
    transposeTile(tile, given);
    solveTile<f64>(given, panel + <usize>t * TILE, solved);
    transposeTile(solved, tile);
  }
  for (let p = to; p < w; p++) {
    const panel = rectangle(square, w, 4 * p);
    updateTiles<f64>(panel + <usize>from * TILE, scratch, 0, to - from, panel + <usize>q * TILE, 1);
  }
}

/** Eliminates the four columns of tile column q below its diagonal tile; returns how many found a pivot. */
function factorColumn(square: usize, w: i32, q: i32, order: usize): i32 {
  for (let c = 0; c < 4; c++) {
    const k = 4 * q + c;
    const row = choosePivot(square, w, k);
    if (row < 0) return c;
    if (row !== k) exchangeRows(square, w, k, row, order);
    eliminateColumn(square, w, k);
  }
  return 4;
}

/** Row of the pivot of column k, or -1 when there is none. */
function choosePivot(square: usize, w: i32, k: i32): i32 {
  const column = <usize>k << 5;
  const diagonal = abs<f64>(load<f64>(rectangle(square, w, k) + column));
  let row = k, most = diagonal;
  for (let i = k + 1; i < 4 * w; i++) {
    const size = abs<f64>(load<f64>(rectangle(square, w, i) + column));
    if (size > most) { most = size; row = i; }
  }
  if (!(most > 0.0) || most - most !== 0.0) return -1;
  return diagonal >= THRESHOLD * most ? k : row;
}

function exchangeRows(square: usize, w: i32, a: i32, b: i32, order: usize): void {
  const rowA = rectangle(square, w, a), rowB = rectangle(square, w, b);
  for (let at: usize = 0, end = <usize>w * TILE; at < end; at += 32) {
    const value = load<f64>(rowA + at);
    store<f64>(rowA + at, load<f64>(rowB + at));
    store<f64>(rowB + at, value);
  }
  const original = load<i32>(order + (<usize>a << 2));
  store<i32>(order + (<usize>a << 2), load<i32>(order + (<usize>b << 2)));
  store<i32>(order + (<usize>b << 2), original);
}

/** Divides column k below its pivot, and updates the columns of the same tile to its right. */
function eliminateColumn(square: usize, w: i32, k: i32): void {
  const column = <usize>k << 5, pivotRow = rectangle(square, w, k);
  const reciprocal = 1.0 / load<f64>(pivotRow + column);
  const end = (<usize>k | 3) << 5;
  for (let i = k + 1; i < 4 * w; i++) {
    const row = rectangle(square, w, i);
    const factor = load<f64>(row + column) * reciprocal;
    store<f64>(row + column, factor);
    for (let at = column + 32; at <= end; at += 32) store<f64>(row + at, load<f64>(row + at) - factor * load<f64>(pivotRow + at));
  }
}
