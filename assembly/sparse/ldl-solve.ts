// Forward and backward substitution with a factorisation L D Lᵀ.
import { backwardAll, forwardAll, LDL } from "./solve";

/**
 * First half of a solve.
 * @param x in: right-hand side b `[size]`; out: L⁻¹ b in the eliminated rows, b_R - K_RE K_EE⁻¹ b_E in the retained ones
 */
export function ldlForward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  forwardAll<f64>(LDL, symbolic, factor, x, 1, work, 1);
}

/**
 * Second half of a solve.
 * @param x in: result of `ldlForward` in the eliminated rows, the solution in the retained ones; out: the solution
 */
export function ldlBackward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  backwardAll<f64>(LDL, symbolic, factor, x, 1, work, 1);
}

/** `ldlForward` for `count` right-hand sides, one after the other in x `[count, size]`; four at a time. */
export function ldlForwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  forwardAll<f64>(LDL, symbolic, factor, x, count, work, 4);
}

/** `ldlBackward` for `count` right-hand sides, one after the other in x `[count, size]`; four at a time. */
export function ldlBackwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  backwardAll<f64>(LDL, symbolic, factor, x, count, work, 4);
}
