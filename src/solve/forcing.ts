/** How exactly the linear systems of a Newton iteration are solved (eisenstat1996): loosely far from the solution, so that convergence stays quadratic near it. */
import type { Progress } from "./iterate.js";

/** Loosest relative residual: one Newton iteration more would cost more than the iterations this saves. */
const loosest = 1e-2;
/** Tightest: what the rounding of forces allows. */
const tightest = 1e-12;
/** Share of the square of the last reduction (eisenstat1996, choice 2). */
const share = 0.9;
/** Linear residuals, and residuals that are predicted, stay this far below the one that ends the Newton iteration. */
const beyond = 0.1;

/**
 * Relative residual to which a linear system is solved.
 * @param before norm of the right-hand side of the last iteration, unit of force; 0 at the first
 */
export function forcing({ system, rhs, scale }: Progress, before: number): number {
  if (!(rhs > 0)) return loosest;
  const reduction = before > 0 ? rhs / before : 1;
  const wanted = Math.min(loosest, share * reduction * reduction);
  const enough = beyond * system.problem.newton.tolerance * scale / rhs;
  return Math.max(tightest, Math.min(loosest, Math.max(wanted, enough)));
}

/** Whether the next iterate is expected to be the last, which needs no tangent: quadratic convergence would take it ten times below what is allowed. */
export function expectsEnd({ history, moving, residual, scale, system }: Progress): boolean {
  const before = history.at(-2) ?? 0, reduction = residual / before;
  return !moving && before > 0 && residual * reduction * reduction <= beyond * system.problem.newton.tolerance * scale;
}

/** Relative residual to which the inner problems of the next iterate are solved; 0 = to their own tolerance. */
export function innerAccuracy({ system, residual, scale }: Progress): number {
  return system.problem.newton.inner?.(scale > 0 ? residual / scale : 1) ?? 0;
}
