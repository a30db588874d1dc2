// Forward and backward substitution with a factorisation L D Lᵀ.
import {
  FRONT_FACTOR, FRONT_PIVOT_PANELS, FRONT_ROW_PANELS, SYMBOLIC_FRONTS, SYMBOLIC_RETAINED, SYMBOLIC_SIZE,
} from "../../src/sparse/layout";
import { doubles, frontAt, word } from "./front";
import { backwardFront, backwardFront4, forwardFront, forwardFront4 } from "./sweep";
import { TILE } from "./tile";
import { frontVector, gather, permuteIn, permuteOut, scalePivots, scatterPivots, scatterRows } from "./vectors";

/**
 * First half of a solve.
 * @param x in: right-hand side b `[size]`; out: L⁻¹ b in the eliminated rows, b_R - K_RE K_EE⁻¹ b_E in the retained ones
 */
export function ldlForward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  forward(symbolic, factor, x, 1, work, 1);
}

/**
 * Second half of a solve.
 * @param x in: result of `ldlForward` in the eliminated rows, the solution in the retained ones; out: the solution
 */
export function ldlBackward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  backward(symbolic, factor, x, 1, work, 1);
}

/** `ldlForward` for `count` right-hand sides, one after the other in x `[count, size]`; four at a time. */
export function ldlForwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  const bytes = <usize>word(symbolic, SYMBOLIC_SIZE) << 3;
  for (let c = 0; c < count; c += 4) forward(symbolic, factor, x + <usize>c * bytes, min(4, count - c), work, 4);
}

/** `ldlBackward` for `count` right-hand sides, one after the other in x `[count, size]`; four at a time. */
export function ldlBackwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  const bytes = <usize>word(symbolic, SYMBOLIC_SIZE) << 3;
  for (let c = 0; c < count; c += 4) backward(symbolic, factor, x + <usize>c * bytes, min(4, count - c), work, 4);
}

function forward(symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  const v = frontVector(symbolic, work, width), fronts = word(symbolic, SYMBOLIC_FRONTS);
  permuteIn(symbolic, x, count, work, width);
  for (let f = 0; f < fronts; f++) {
    const front = frontAt(symbolic, f), pivots = doubles(factor, front, FRONT_FACTOR);
    const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
    if (w == 0) continue;
    gather(symbolic, front, work, width, v);
    if (width == 1) forwardFront(pivots, w, m, v);
    else forwardFront4(pivots, w, m, v, v + <usize>(w + m) * TILE);
    scatterPivots(front, work, width, v);
    scatterRows(symbolic, front, work, width, v);
  }
  permuteOut(symbolic, x, count, work, width, word(symbolic, SYMBOLIC_SIZE));
}

function backward(symbolic: usize, factor: usize, x: usize, count: i32, work: usize, width: i32): void {
  const v = frontVector(symbolic, work, width);
  permuteIn(symbolic, x, count, work, width);
  for (let f = word(symbolic, SYMBOLIC_FRONTS) - 1; f >= 0; f--) {
    const front = frontAt(symbolic, f), pivots = doubles(factor, front, FRONT_FACTOR);
    const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
    if (w == 0) continue;
    gather(symbolic, front, work, width, v);
    scalePivots(front, pivots, width, v);
    if (width == 1) backwardFront(pivots, w, m, v);
    else backwardFront4(pivots, w, m, v);
    scatterPivots(front, work, width, v);
  }
  permuteOut(symbolic, x, count, work, width, word(symbolic, SYMBOLIC_SIZE) - word(symbolic, SYMBOLIC_RETAINED));
}
