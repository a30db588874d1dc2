// When the inner problem is solved: one criterion for every solver of it.
import { SUM_A, SUM_FORCES, SUMS_AT } from "./scratch";
import { address, get } from "./plan";
import { GOAL_NOW, GOALS, SCRATCH } from "../../src/kernels/rve-layout";

export { TOLERANCE } from "../../src/kernels/rve-layout";

export const OK: i32 = 0;
export const NOT_CONVERGED: i32 = 2;
export const SINGULAR: i32 = 3;
export const NOT_FINITE: i32 = 4;
export const UNSTABLE: i32 = 5;
/** Newton iterations per sub-step: quadratic convergence needs 4 to 6, backtracking some more. */
export const MAX_ITERATIONS: i32 = 30;
/** Forces that are round-off of a stress-free state: relative to mean stiffness times size. */
const FLOOR: f64 = 1e-15;

/** Euclidean norm of the entries from..to-1. */
export function norm(base: usize, from: i32, to: i32): f64 {
  let sum = 0.0;
  for (let i = from; i < to; i++) sum += get(base, i) * get(base, i);
  return Math.sqrt(sum);
}

/** Size of a residual that counts as zero: relative to the cell forces, with a floor at round-off of the stiffness. */
export function target(plan: usize): f64 {
  const sums = address(plan, SCRATCH) + SUMS_AT;
  return get(address(plan, GOALS), GOAL_NOW) * Math.sqrt(get(sums, SUM_FORCES)) + FLOOR * get(sums, SUM_A);
}
