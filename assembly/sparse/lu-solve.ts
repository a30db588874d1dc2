// Forward and backward substitution with a factorisation P K = L U.
import { backwardAll, forwardAll, LU } from "./solve";

/** As `ldlForward`. */
export function luForward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  forwardAll<f64>(LU, symbolic, factor, x, 1, work, 1);
}

/** As `ldlBackward`. */
export function luBackward(symbolic: usize, factor: usize, x: usize, work: usize): void {
  backwardAll<f64>(LU, symbolic, factor, x, 1, work, 1);
}

/** As `ldlForwardMany`. */
export function luForwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  forwardAll<f64>(LU, symbolic, factor, x, count, work, 4);
}

/** As `ldlBackwardMany`. */
export function luBackwardMany(symbolic: usize, factor: usize, x: usize, count: i32, work: usize): void {
  backwardAll<f64>(LU, symbolic, factor, x, count, work, 4);
}
