// Right-hand sides on their way between the numbering of the matrix, elimination order and the rows of one front.
// `width` right-hand sides lie side by side in elimination order (1 or 4); outside, one after the other, `size` doubles apart.
import {
  FRONT_FIRST, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_START, FRONT_ROWS, FRONT_ROW_PANELS, SYMBOLIC_PERMUTATION, SYMBOLIC_ROWS, SYMBOLIC_SIZE,
} from "../../src/sparse/layout";
import { list, triangle, word } from "./front";

/** Address of the vector of one front, behind the ordered vectors at `work`. */
export function frontVector(symbolic: usize, work: usize, width: i32): usize {
  return work + (<usize>((word(symbolic, SYMBOLIC_SIZE) + 1) & ~1) * <usize>width << 3);
}

/** x (`count` ≤ `width` right-hand sides) into elimination order; missing ones are zero. */
export function permuteIn(symbolic: usize, x: usize, count: i32, work: usize, width: i32): void {
  const size = word(symbolic, SYMBOLIC_SIZE), permutation = list(symbolic, SYMBOLIC_PERMUTATION);
  for (let p = 0; p < size; p++) {
    const row = word(permutation, p);
    for (let c = 0; c < width; c++) {
      store<f64>(work + (<usize>(p * width + c) << 3), c < count ? load<f64>(x + (<usize>(row + c * size) << 3)) : 0.0);
    }
  }
}

/** Elimination order back to x, positions below `end` only. */
export function permuteOut(symbolic: usize, x: usize, count: i32, work: usize, width: i32, end: i32): void {
  const size = word(symbolic, SYMBOLIC_SIZE), permutation = list(symbolic, SYMBOLIC_PERMUTATION);
  for (let p = 0; p < end; p++) {
    const row = word(permutation, p);
    for (let c = 0; c < count; c++) store<f64>(x + (<usize>(row + c * size) << 3), load<f64>(work + (<usize>(p * width + c) << 3)));
  }
}

/** The front's rows into its own vector v: pivots, zeros of the padding, other rows, zeros. */
export function gather(symbolic: usize, front: usize, work: usize, width: i32, v: usize): void {
  const bytes = <usize>width << 3;
  const pivots = word(front, FRONT_PIVOTS), padded = 4 * word(front, FRONT_PIVOT_PANELS);
  memory.copy(v, work + <usize>word(front, FRONT_FIRST) * bytes, <usize>pivots * bytes);
  memory.fill(v + <usize>pivots * bytes, 0, <usize>(padded - pivots) * bytes);
  const rows = list(symbolic, SYMBOLIC_ROWS) + (<usize>word(front, FRONT_ROW_START) << 2), count = word(front, FRONT_ROWS);
  const rest = v + <usize>padded * bytes;
  for (let i = 0; i < count; i++) copyRow(rest + <usize>i * bytes, work + <usize>word(rows, i) * bytes, bytes);
  memory.fill(rest + <usize>count * bytes, 0, <usize>(4 * word(front, FRONT_ROW_PANELS) - count) * bytes);
}

// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) store<f64>(to + at, load<f64>(from + at));
}

/** The front's pivot rows back from its vector. */
export function scatterPivots(front: usize, work: usize, width: i32, v: usize): void {
  memory.copy(work + (<usize>(word(front, FRONT_FIRST) * width) << 3), v, <usize>(word(front, FRONT_PIVOTS) * width) << 3);
}

/** The front's other rows back from its vector. */
export function scatterRows(symbolic: usize, front: usize, work: usize, width: i32, v: usize): void {
  const bytes = <usize>width << 3;
  const rows = list(symbolic, SYMBOLIC_ROWS) + (<usize>word(front, FRONT_ROW_START) << 2), count = word(front, FRONT_ROWS);
  const rest = v + <usize>(4 * word(front, FRONT_PIVOT_PANELS)) * bytes;
  for (let i = 0; i < count; i++) copyRow(work + <usize>word(rows, i) * bytes, rest + <usize>i * bytes, bytes);
}

/** Multiplies the front's pivot rows by the reciprocal pivots that its diagonal tiles carry. */
export function scalePivots(front: usize, pivots: usize, width: i32, v: usize): void {
  const count = word(front, FRONT_PIVOTS);
  for (let k = 0; k < count; k++) {
    const reciprocal = load<f64>(pivots + triangle(k >> 2) + (<usize>(4 * k + (k & 3)) << 3));
    for (let c = 0; c < width; c++) {
      const at = v + (<usize>(k * width + c) << 3);
      store<f64>(at, load<f64>(at) * reciprocal);
    }
  }
}
