// Forward and backward substitution with a factorisation P K = L U.
import {
  FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, SYMBOLIC_FRONTS, SYMBOLIC_RETAINED, SYMBOLIC_SIZE,
} from "../../src/sparse/layout";
import { frontAt, lowerOf, orderBytes, upperOf, word } from "./front";
import { backwardFront, backwardFront4, forwardFront, forwardFront4 } from "./sweep";
import { TILE } from "./tile";
import { frontVector, gather, permuteIn, permuteOut, scalePivots, scatterPivots, scatterRows } from "./vectors";

/** As `ldlForward`. */
export function luForward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  forward(symbolic, factor, x, 1, work, 1);
}

/** As `ldlBackward`. */
export function luBackward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  backward(symbolic, factor, x, 1, work, 1);
}

/** As `ldlForwardMany`. */
export function luForwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  const bytes = <usize>word(symbolic, SYMBOLIC_SIZE) << 3;
  for (let c = 0; c < count; c += 4) forward(symbolic, factor, x + <usize>c * bytes, min(4, count - c), work, 4);
}

/** As `ldlBackwardMany`. */
export function luBackwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  const bytes = <usize>word(symbolic, SYMBOLIC_SIZE) << 3;
  for (let c = 0; c < count; c += 4) backward(symbolic, factor, x + <usize>c * bytes, min(4, count - c), work, 4);
}

function forward(symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  const v = frontVector(symbolic, work, width), fronts = word(symbolic, SYMBOLIC_FRONTS);
  permuteIn(symbolic, x, count, work, width);
  for (let f = 0; f < fronts; f++) {
    const front = frontAt(symbolic, f), lower = lowerOf(factor, front);
    const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
    if (w == 0) continue;
    gather(symbolic, front, work, width, v);
    exchangeRows(lower - orderBytes(w), word(front, FRONT_PIVOTS), <usize>width << 3, v, v + <usize>(w + m) * TILE);
    if (width == 1) forwardFront(lower, w, m, v);
    else forwardFront4(lower, w, m, v, v + <usize>(w + m) * TILE);
    scatterPivots(front, work, width, v);
    scatterRows(symbolic, front, work, width, v);
  }
  permuteOut(symbolic, x, count, work, width, word(symbolic, SYMBOLIC_SIZE));
}

/** The rows of v in the order in which they served as pivots. */
function exchangeRows(order: usize, count: i32, bytes: usize, v: usize, scratch: usize): void {
  memory.copy(scratch, v, <usize>count * bytes);
  for (let k = 0; k < count; k++) memory.copy(v + <usize>k * bytes, scratch + <usize>word(order, k) * bytes, bytes);
}

function backward(symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  const v = frontVector(symbolic, work, width);
  permuteIn(symbolic, x, count, work, width);
  for (let f = word(symbolic, SYMBOLIC_FRONTS) - 1; f >= 0; f--) {
    const front = frontAt(symbolic, f), upper = upperOf(factor, front);
    const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
    if (w == 0) continue;
    gather(symbolic, front, work, width, v);
    scalePivots(front, upper, width, v);
    if (width == 1) backwardFront(upper, w, m, v);
    else backwardFront4(upper, w, m, v);
    scatterPivots(front, work, width, v);
  }
  permuteOut(symbolic, x, count, work, width, word(symbolic, SYMBOLIC_SIZE) - word(symbolic, SYMBOLIC_RETAINED));
}
