// Forward and backward substitution, front by front, as LDLᵀ and LU share it: they differ in where the triangles of a front lie, and LU in the order
// of its pivot rows. In double precision, or with an LDLᵀ in single precision (T) for one right-hand side at a time.
import {
  FRONT_FACTOR, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, SYMBOLIC_FRONTS, SYMBOLIC_RETAINED, SYMBOLIC_SIZE,
} from "../../src/sparse/layout";
import { frontAt, lowerOf, orderBytes, placeOf, upperOf, word } from "./front";
import { backwardFront, backwardFront4, forwardFront, forwardFront4 } from "./sweep";
import { TILE } from "./tile";
import { frontVector, gather, permuteIn, permuteOut, scalePivots, scatterPivots, scatterRows } from "./vectors";

/** Which factorisation. */
export const LDL: i32 = 0;
export const LU: i32 = 1;

/** Bytes of one right-hand side. */
// @ts-ignore: decorator
@inline
function vectorBytes(symbolic: usize): usize {
  return <usize>word(symbolic, SYMBOLIC_SIZE) << 3;
}

/** First half of a solve with `count` right-hand sides, one after the other in x `[count, size]`: one alone, more of them four at a time. */
export function forwardAll<T>(kind: i32, symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  for (let c = 0; c < count; c += width) forward<T>(kind, symbolic, factor, x + <usize>c * vectorBytes(symbolic), min(width, count - c), work, width);
}

/** Second half, as `forwardAll`. */
export function backwardAll<T>(kind: i32, symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  for (let c = 0; c < count; c += width) backward<T>(kind, symbolic, factor, x + <usize>c * vectorBytes(symbolic), min(width, count - c), work, width);
}

function forward<T>(kind: i32, symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  const v = frontVector<T>(symbolic, work, width), fronts = word(symbolic, SYMBOLIC_FRONTS);
  permuteIn<T>(symbolic, x, count, work, width);
  for (let f = 0; f < fronts; f++) {
    const front = frontAt(symbolic, f), lower = kind == LDL ? placeOf<T>(factor, front, FRONT_FACTOR) : lowerOf(factor, front);
    const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
    if (w == 0) continue;
    const scratch = v + <usize>(w + m) * TILE;
    gather<T>(symbolic, front, work, width, v);
    if (kind == LU) exchangeRows(lower - orderBytes(w), word(front, FRONT_PIVOTS), <usize>width << 3, v, scratch);
    if (sizeof<T>() == 4 || width == 1) forwardFront<T>(lower, w, m, v);
    else forwardFront4(lower, w, m, v, scratch);
    scatterPivots<T>(front, work, width, v);
    scatterRows<T>(symbolic, front, work, width, v);
  }
  permuteOut<T>(symbolic, x, count, work, width, word(symbolic, SYMBOLIC_SIZE));
}

/** The rows of v in the order in which they served as pivots. */
function exchangeRows(order: usize, count: i32, bytes: usize, v: usize, scratch: usize): void {
  memory.copy(scratch, v, <usize>count * bytes);
  for (let k = 0; k < count; k++) memory.copy(v + <usize>k * bytes, scratch + <usize>word(order, k) * bytes, bytes);
}

function backward<T>(kind: i32, symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  const v = frontVector<T>(symbolic, work, width);
  permuteIn<T>(symbolic, x, count, work, width);
  for (let f = word(symbolic, SYMBOLIC_FRONTS) - 1; f >= 0; f--) {
    const front = frontAt(symbolic, f), upper = kind == LDL ? placeOf<T>(factor, front, FRONT_FACTOR) : upperOf(factor, front);
    const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
    if (w == 0) continue;
    gather<T>(symbolic, front, work, width, v);
    scalePivots<T>(front, upper, width, v);
    if (sizeof<T>() == 4 || width == 1) backwardFront<T>(upper, w, m, v);
    else backwardFront4(upper, w, m, v);
    scatterPivots<T>(front, work, width, v);
  }
  permuteOut<T>(symbolic, x, count, work, width, word(symbolic, SYMBOLIC_SIZE) - word(symbolic, SYMBOLIC_RETAINED));
}
