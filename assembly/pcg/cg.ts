// Preconditioned conjugate gradients on the block stencil [hestenes1952].
import { NOT_CONVERGED, NOT_FINITE, OK, UNSTABLE } from "../rve/criterion";
import { address, clear, get, word } from "../rve/plan";
import { CG_ITERATIONS, CG_PRECONDITIONED, CG_RESIDUAL, DIRECTION, GOAL_ASKED, GOALS, SIZE } from "../../src/kernels/rve-layout";
import { dot, foldProduct, ghostSize, step, updateDirection } from "./lines";
import { precondition } from "./precondition";
import { product } from "./product";

/** Energy gained in the last four iterations, relative to what is left, at which a corrector is good enough: the error of the tangent, at best and at worst. */
const FINEST_ENERGY: f64 = 1e-10;
const COARSEST_ENERGY: f64 = 1e-6;
/** What is left counts as at least this share of the energy at first (voids). */
const ENERGY_FLOOR: f64 = 1e-4;

/** Residual, relative to the right-hand side, that is round-off: below it the curvature has no sign. */
const ROUNDING: f64 = 1e-11;

/** Iterations that no solvable system needs: contrast 10^4 takes about 600. */
const MAX_CG: i32 = 2000;

/** Error that the tangent may have: the square of the residual that is asked for, so that correctors err as much as the solution that they correct. */
export function energyTolerance(plan: usize): f64 {
  const asked = get(address(plan, GOALS), GOAL_ASKED);
  return min(COARSEST_ENERGY, max(FINEST_ENERGY, asked * asked));
}

/** CG_RESIDUAL -= K x; x stays as it is. */
export function subtractProduct(plan: usize, x: usize): void {
  memory.copy(address(plan, CG_PRECONDITIONED), x, <usize>word(plan, SIZE) << 3);
  clear(address(plan, DIRECTION), ghostSize(plan));
  updateDirection(plan, 0.0);
  product(plan);
  foldProduct(plan);
  clear(x, word(plan, SIZE));
  step(plan, x, 1.0);
}

/** Begins a solve: first direction and r · z. */
function begin(plan: usize): f64 {
  clear(address(plan, DIRECTION), ghostSize(plan));
  precondition(plan);
  updateDirection(plan, 0.0);
  return dot(plan, address(plan, CG_RESIDUAL), address(plan, CG_PRECONDITIONED));
}

/**
 * Solves K x = CG_RESIDUAL from x = 0; leaves the residual there. Stops when its norm is at most `goal`, or when the last four iterations have
 * lowered `energy` - x·b by less than a share of `energyTolerance`: the error of that number is then of the same order [strakos2002].
 * A negative `energy` is none. Returns a point status: UNSTABLE where K is not positive definite; x is then what was found before.
 */
export function conjugateGradients(plan: usize, x: usize, goal: f64, energy: f64): i32 {
  clear(x, word(plan, SIZE));
  const tolerance = energyTolerance(plan), floor = ENERGY_FLOOR * energy, r = address(plan, CG_RESIDUAL);
  const least = max(goal, ROUNDING * Math.sqrt(dot(plan, r, r)));
  if (Math.sqrt(dot(plan, r, r)) <= goal) return OK;
  let rho = begin(plan);
  let last = Infinity, second = Infinity, third = Infinity;
  for (let count = 0; count < MAX_CG; count++) {
    if (rho == 0.0) return OK;
    product(plan);
    const curvature = foldProduct(plan);
    if (!(curvature > 0.0)) return curvature - curvature == 0.0 ? UNSTABLE : NOT_FINITE;
    const alpha = rho / curvature;
    const squared = step(plan, x, alpha);
    store<i32>(plan + (<usize>CG_ITERATIONS << 2), word(plan, CG_ITERATIONS) + 1);
    const gain = alpha * rho;
    energy -= gain;
    if (Math.sqrt(squared) <= least || gain + last + second + third <= tolerance * max(energy, floor)) return OK;
    third = second;
    second = last;
    last = gain;
    precondition(plan);
    const next = dot(plan, address(plan, CG_RESIDUAL), address(plan, CG_PRECONDITIONED));
    updateDirection(plan, next / rho);
    rho = next;
  }
  return NOT_CONVERGED;
}
