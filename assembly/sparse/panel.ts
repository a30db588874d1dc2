// What LDLᵀ and LU share: the solve of one panel with the pivots of a block, and what counts as a pivot.
import { BLOCK_PANELS, SYMBOLIC_DIAGONAL } from "../../src/sparse/layout";
import { list, triangle, word } from "./front";
import { solveTile, TILE, updateTiles } from "./tile";

/** Bytes between panels of a buffer that holds the columns of one block. */
export const STRIDE: usize = <usize>BLOCK_PANELS * 128;

/** A pivot this much smaller than the matrix entry it came from has no right digit left (2⁻⁴⁶). */
const CANCELLED: f64 = 1.4210854715202004e-14;

/** Whether the reciprocal of a pivot is finite, not zero, and the pivot not the round-off of its diagonal entry. */
// @ts-ignore: decorator
@inline
export function isPivot(reciprocal: f64, entry: f64): bool {
  return reciprocal - reciprocal == 0.0 && reciprocal != 0.0 && abs<f64>(entry) * CANCELLED * abs<f64>(reciprocal) < 1.0;
}

/** Diagonal entry of the matrix at a position. */
// @ts-ignore: decorator
@inline
export function diagonalEntry(symbolic: usize, values: usize, position: i32): f64 {
  return load<f64>(values + (<usize>word(list(symbolic, SYMBOLIC_DIAGONAL), position) << 3));
}

/**
 * The first `count` tiles of a panel's part in a block, solved with the block's pivots from left to right; scaled by D⁻¹ in place.
 * @param pivots triangle whose diagonal tiles solve
 * @param unscaled columns of the block for the panels of the triangle
 * @param own takes this panel's unscaled columns
 */
export function solvePanel(panel: usize, count: i32, pivots: usize, from: i32, unscaled: usize, own: usize): void {
  for (let q = 0; q < count; q++) {
    const tile = panel + <usize>q * TILE;
    if (q > 0) updateTiles(panel, unscaled + <usize>(from + q) * STRIDE, 0, q, tile, 1);
    solveTile(tile, pivots + triangle(from + q) + <usize>(from + q) * TILE, own + <usize>q * TILE);
  }
}
