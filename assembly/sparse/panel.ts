// What LDLᵀ and LU share: the solve of one panel with the pivots of a block, and what counts as a pivot.
import { BLOCK_PANELS, SYMBOLIC_DIAGONAL } from "../../src/sparse/layout";
import { list, triangle, word } from "./front";
import { numbers, solveTile, tileBytes, updatePair, updateTiles } from "./tile";

/** Bytes between panels of a buffer that holds the columns of one block. */
// @ts-ignore: decorator
@inline
export function blockStride<T>(): usize {
  return <usize>BLOCK_PANELS * tileBytes<T>();
}

/** A pivot this much smaller than the matrix entry it came from has no right digit left (2⁻⁴⁶, in single precision 2⁻¹⁷). */
const CANCELLED: f64 = 1.4210854715202004e-14, CANCELLED_SINGLE: f64 = 7.62939453125e-6;

/** Whether the reciprocal of a pivot is finite, not zero, and the pivot not the round-off of its diagonal entry. */
// @ts-ignore: decorator
@inline
export function isPivot<T>(reciprocal: f64, entry: f64): bool {
  const cancelled = sizeof<T>() == 8 ? CANCELLED : CANCELLED_SINGLE;
  return reciprocal - reciprocal == 0.0 && reciprocal != 0.0 && abs<f64>(entry) * cancelled * abs<f64>(reciprocal) < 1.0;
}

/** Diagonal entry of the matrix at a position. */
// @ts-ignore: decorator
@inline
export function diagonalEntry<T>(symbolic: usize, values: usize, position: i32): f64 {
  return <f64>load<T>(values + numbers<T>(word(list(symbolic, SYMBOLIC_DIAGONAL), position)));
}

/**
 * The first `count` tiles of a panel's part in a block, solved with the block's pivots from left to right; scaled by D⁻¹ in place.
 * @param pivots triangle whose diagonal tiles solve
 * @param unscaled columns of the block for the panels of the triangle
 * @param own takes this panel's unscaled columns
 */
export function solvePanel<T>(panel: usize, count: i32, pivots: usize, from: i32, unscaled: usize, own: usize): void {
  for (let q = 0; q < count; q++) {
    const place = <usize>q * tileBytes<T>();
    if (q > 0) updateTiles<T>(panel, unscaled + <usize>(from + q) * blockStride<T>(), 0, q, panel + place, 1);
    solveTile<T>(panel + place, diagonalTile<T>(pivots, from + q), own + place);
  }
}

/** `solvePanel` for two panels, whose unscaled columns go one behind the other. */
export function solvePanels<T>(panel: usize, second: usize, count: i32, pivots: usize, from: i32, unscaled: usize, own: usize): void {
  if (sizeof<T>() == 8) {
    solvePanel<T>(panel, count, pivots, from, unscaled, own);
    solvePanel<T>(second, count, pivots, from, unscaled, own + blockStride<T>());
    return;
  }
  for (let q = 0; q < count; q++) {
    const place = <usize>q * tileBytes<T>();
    if (q > 0) updatePair<T>(panel, second, unscaled + <usize>(from + q) * blockStride<T>(), 0, q, panel + place, second + place, 1);
    solveTile<T>(panel + place, diagonalTile<T>(pivots, from + q), own + place);
    solveTile<T>(second + place, diagonalTile<T>(pivots, from + q), own + blockStride<T>() + place);
  }
}

// @ts-ignore: decorator
@inline
function diagonalTile<T>(pivots: usize, q: i32): usize {
  return pivots + triangle<T>(q) + <usize>q * tileBytes<T>();
}
