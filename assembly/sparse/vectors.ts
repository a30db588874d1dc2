// Right-hand sides on their way between the numbering of the matrix, elimination order and the rows of one front.
// `width` right-hand sides lie side by side in elimination order (1 or 4), in the precision of the factor (T); outside, one after the other, `size` doubles apart.
import {
  FRONT_FIRST, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_START, FRONT_ROWS, FRONT_ROW_PANELS, SYMBOLIC_PERMUTATION, SYMBOLIC_ROWS, SYMBOLIC_SIZE,
} from "../../src/sparse/layout";
import { list, pivotAt, word } from "./front";
import { numbers } from "./tile";

/** Address of the vector of one front, behind the ordered vectors at `work`. */
export function frontVector<T>(symbolic: usize, work: usize, width: i32): usize {
  return work + numbers<T>(((word(symbolic, SYMBOLIC_SIZE) + 1) & ~1) * width);
}

/** x (`count` ≤ `width` right-hand sides) into elimination order; missing ones are zero. */
export function permuteIn<T>(symbolic: usize, x: usize, count: i32, work: usize, width: i32): void {
  const size = word(symbolic, SYMBOLIC_SIZE), permutation = list(symbolic, SYMBOLIC_PERMUTATION);
  for (let p = 0; p < size; p++) {
    const row = word(permutation, p);
    for (let c = 0; c < width; c++) {
      store<T>(work + numbers<T>(p * width + c), c < count ? <T>load<f64>(x + numbers<f64>(row + c * size)) : <T>0);
    }
  }
}

/** Elimination order back to x, positions below `end` only. */
export function permuteOut<T>(symbolic: usize, x: usize, count: i32, work: usize, width: i32, end: i32): void {
  const size = word(symbolic, SYMBOLIC_SIZE), permutation = list(symbolic, SYMBOLIC_PERMUTATION);
  for (let p = 0; p < end; p++) {
    const row = word(permutation, p);
    for (let c = 0; c < count; c++) store<f64>(x + numbers<f64>(row + c * size), <f64>load<T>(work + numbers<T>(p * width + c)));
  }
}

/** The front's rows into its own vector v: pivots, zeros of the padding, other rows, zeros. */
export function gather<T>(symbolic: usize, front: usize, work: usize, width: i32, v: usize): void {
  const bytes = numbers<T>(width);
  const pivots = word(front, FRONT_PIVOTS), padded = 4 * word(front, FRONT_PIVOT_PANELS);
  memory.copy(v, work + <usize>word(front, FRONT_FIRST) * bytes, <usize>pivots * bytes);
  memory.fill(v + <usize>pivots * bytes, 0, <usize>(padded - pivots) * bytes);
  const rows = list(symbolic, SYMBOLIC_ROWS) + (<usize>word(front, FRONT_ROW_START) << 2), count = word(front, FRONT_ROWS);
  const rest = v + <usize>padded * bytes;
  for (let i = 0; i < count; i++) copyRow<T>(rest + <usize>i * bytes, work + <usize>word(rows, i) * bytes, bytes);
  memory.fill(rest + <usize>count * bytes, 0, <usize>(4 * word(front, FRONT_ROW_PANELS) - count) * bytes);
}

// @ts-ignore: decorator
@inline
function copyRow<T>(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += sizeof<T>()) store<T>(to + at, load<T>(from + at));
}

/** The front's pivot rows back from its vector. */
export function scatterPivots<T>(front: usize, work: usize, width: i32, v: usize): void {
  memory.copy(work + numbers<T>(word(front, FRONT_FIRST) * width), v, numbers<T>(word(front, FRONT_PIVOTS) * width));
}

/** The front's other rows back from its vector. */
export function scatterRows<T>(symbolic: usize, front: usize, work: usize, width: i32, v: usize): void {
  const bytes = numbers<T>(width);
  const rows = list(symbolic, SYMBOLIC_ROWS) + (<usize>word(front, FRONT_ROW_START) << 2), count = word(front, FRONT_ROWS);
  const rest = v + <usize>(4 * word(front, FRONT_PIVOT_PANELS)) * bytes;
  for (let i = 0; i < count; i++) copyRow<T>(work + <usize>word(rows, i) * bytes, rest + <usize>i * bytes, bytes);
}

/** Multiplies the front's pivot rows by the reciprocal pivots that its diagonal tiles carry. */
export function scalePivots<T>(front: usize, pivots: usize, width: i32, v: usize): void {
  const count = word(front, FRONT_PIVOTS);
  for (let k = 0; k < count; k++) {
    const reciprocal = load<T>(pivotAt<T>(pivots, k));
    for (let c = 0; c < width; c++) {
      const at = v + numbers<T>(k * width + c);
      store<T>(at, load<T>(at) * reciprocal);
    }
  }
}
