// The inner problem on a periodic grid by inexact Newton: each correction by conjugate gradients, only as far as Newton can use it [eisenstat1996].
import { COUPLED, FORCES, STIFFNESS } from "../rve/cell";
import { MAX_ITERATIONS, norm, NOT_CONVERGED, OK, target, TOLERANCE, UNSTABLE } from "../rve/criterion";
import { address, get, set, word } from "../rve/plan";
import { advance, condenseDilatation, countIteration, solvePoint, storeStress } from "../rve/walk";
import {
  ACCEPTED, CG_ITERATIONS, CG_RESIDUAL, CORRECTION, COUPLING, DILATATION_FREE, DIMENSION, F_PRESENT, F_TARGET, HELD, NEAR, PRECONDITIONER, RESIDUAL, SETTLED, SIZE, UNKNOWNS,
} from "../../src/kernels/rve-layout";
import { conjugateGradients } from "./cg";
import { forgetLevels, MULTIGRID, preparePreconditioner } from "./precondition";
import { assembleGrid } from "./stencil";
import { condenseGrid, correctStress } from "./tangent";

/** Forcing term of the first correction, and the largest of the others. */
const FIRST_FORCING: f64 = 0.03;
const LARGEST_FORCING: f64 = 0.1;
/** The same where volume ratios are unknowns: most of the residual is then that of volumes, and what it leaves of the shape must be small too. */
const FREE_FORCING: f64 = 1e-6;
/** The same with multigrid: few iterations leave a residual that is small beside that of stiff phases and large beside the soft ones. */
const MULTIGRID_FORCING: f64 = 1e-2;
/** A correction that comes near the target goes this far below it, so that the answer is as good as that of a direct solver. */
const OVERSHOOT: f64 = 0.01;
/** The same for the error of a correction with the stiffness of the iterate before. */
const CHORD_OVERSHOOT: f64 = 0.03;

/** Iterations of a correction from which on the coarse matrices of multigrid are too old: it takes about ten to 1e-8. */
const AGED_ITERATIONS: i32 = 20;

/** Relative residual that the next linear solve must reach: quadratic in the progress of the last one. */
function forcing(plan: usize, present: f64, before: f64, goal: f64): f64 {
  let eta = FIRST_FORCING;
  if (before > 0.0) {
    const progress = present / before;
    eta = min(LARGEST_FORCING, 0.9 * progress * progress);
  }
  if (word(plan, PRECONDITIONER) == MULTIGRID) eta = min(eta, MULTIGRID_FORCING);
  return eta * present < goal / OVERSHOOT ? OVERSHOOT * goal / present : eta;
}

/**
 * A correction. Where K turns out not to be positive definite, what conjugate gradients have found until then: it lowers the residual all the same
 * [dembo1983], and the direction that they met is not followed. At the solution the tangent needs K positive definite.
 */
function correct(plan: usize, goal: f64): i32 {
  const r = address(plan, CG_RESIDUAL), residual = address(plan, RESIDUAL), size = word(plan, SIZE), before = word(plan, CG_ITERATIONS);
  for (let i = 0; i < size; i++) set(r, i, -get(residual, i));
  preparePreconditioner(plan);
  const status = conjugateGradients(plan, address(plan, CORRECTION), goal, -1.0);
  if (word(plan, CG_ITERATIONS) - before > AGED_ITERATIONS) forgetLevels(plan);
  return status == UNSTABLE && word(plan, CG_ITERATIONS) > before ? OK : status;
}

/**
 * What to assemble at the next iterate, whose residual will be about `eta` times the present one: where the iteration is expected to end no stiffness,
 * or all that the tangent needs; where one more correction with the present stiffness would end it, forces alone.
 */
function nextLevel(eta: f64, present: f64, goal: f64, level: i32): i32 {
  if (eta * present <= goal) return level;
  return eta * eta * present <= CHORD_OVERSHOOT * goal ? FORCES : STIFFNESS;
}

/** Whether a correction with the stiffness of the iterate before is enough: it gains what the last correction has gained. */
// @ts-ignore: decorator
@inline
function chordSuffices(present: f64, before: f64, goal: f64): bool {
  return present * present <= CHORD_OVERSHOOT * goal * before;
}

/** Solves at the present F from the present unknowns; at level COUPLED leaves stencil and coupling fields of the solution. */
export function newton(plan: usize, level: i32): i32 {
  const x = address(plan, UNKNOWNS), size = word(plan, SIZE);
  forgetLevels(plan);
  let assembled = word(plan, NEAR) != 0 ? level : STIFFNESS, before = 0.0;
  let status = assembleGrid(plan, x, assembled);
  for (let iteration = 0; status == OK && iteration < MAX_ITERATIONS; iteration++) {
    const present = norm(address(plan, RESIDUAL), 0, size), goal = target(plan);
    if (present <= goal) {
      if (word(plan, DILATATION_FREE) == 0) return assembled < level ? assembleGrid(plan, x, level) : OK;
      status = condenseDilatation(plan, level, size, assembleGrid);
      if (status != OK || word(plan, DILATATION_FREE) == 0) return status;
      assembled = STIFFNESS;
    }
    if (assembled < STIFFNESS && !chordSuffices(present, before, goal)) status = assembleGrid(plan, x, STIFFNESS);
    if (status != OK) return status;
    const eta = word(plan, DILATATION_FREE) == 0 ? forcing(plan, present, before, goal) : min(FREE_FORCING, forcing(plan, present, before, goal));
    status = correct(plan, eta * present);
    if (status != OK) return status;
    countIteration(plan);
    assembled = nextLevel(eta, present, goal, level);
    if (word(plan, DILATATION_FREE) != 0) assembled = max(assembled, STIFFNESS);
    status = advance(plan, present, size, assembled, assembleGrid);
    before = present;
  }
  return status == OK ? NOT_CONVERGED : status;
}

/**
 * The end of a solve that is content with a larger residual: the tangent there, one correction as exact as its own error of second order, and the stress
 * of the corrected fluctuation, which the correctors of the tangent correct by what residual is left. Returns a point status.
 */
function correctGrid(plan: usize): i32 {
  const x = address(plan, UNKNOWNS), dx = address(plan, CORRECTION), size = word(plan, SIZE);
  storeStress(plan);
  let status = condenseGrid(plan);
  const present = norm(address(plan, RESIDUAL), 0, size), goal = target(plan);
  if (status != OK || present <= goal) return status;
  status = correct(plan, max(min(FIRST_FORCING * present, present * present * TOLERANCE / goal), OVERSHOOT * goal));
  if (status != OK) return status;
  countIteration(plan);
  for (let i = 0; i < size; i++) set(x, i, get(x, i) + get(dx, i));
  status = assembleGrid(plan, x, FORCES);
  if (status != OK) return status;
  storeStress(plan);
  const after = norm(address(plan, RESIDUAL), 0, size);
  if (after <= target(plan)) return OK;
  store<i32>(plan + (<usize>SETTLED << 2), 0);
  correctStress(plan);
  return after <= present ? OK : NOT_CONVERGED;
}

/** Shifts the fluctuation so that the first node with a material stays: the translation is arbitrary, and the state must not depend on who computed it. */
export function holdFirstNode(plan: usize): void {
  const x = address(plan, UNKNOWNS), dimension = word(plan, DIMENSION), length = word(plan, SIZE) / dimension;
  for (let i = 0; i < dimension; i++) {
    const field = x + (<usize>(i * length) << 3), shift = get(field, word(plan, HELD));
    for (let n = 0; n < length; n++) set(field, n, get(field, n) - shift);
  }
}

/** The first node with a material, which the accepted state does not hold, begins at zero. */
export function startAtFirstNode(plan: usize): void {
  const dimension = word(plan, DIMENSION), length = word(plan, SIZE) / dimension;
  for (let i = 0; i < dimension; i++) set(address(plan, ACCEPTED), i * length + word(plan, HELD), 0.0);
}

/**
 * Solves one RVE on a periodic grid without a factorisation: reads F_TARGET, F_ACCEPTED and ACCEPTED, writes UNKNOWNS and RESULT.
 * `tangent` also solves for the homogenized tangent. Returns a point status; UNSTABLE where K is not positive definite even in sub-steps.
 */
export function solveGrid(plan: usize, tangent: i32): i32 {
  store<i32>(plan + (<usize>CG_ITERATIONS << 2), 0);
  startAtFirstNode(plan);
  const status = solvePoint(plan, tangent != 0 ? COUPLED : FORCES, tangent != 0, newton, assembleGrid, condenseGrid, correctGrid);
  holdFirstNode(plan);
  return status;
}

/**
 * Iterations that conjugate gradients need for the answer to macroscopic component 0 at F_TARGET and ACCEPTED, down to `tolerance` of the right-hand
 * side, with the given preconditioner (0: Green, 1: Jacobi–Green, 2: multigrid), which stays chosen; a negative point status on failure.
 */
export function probeGrid(plan: usize, preconditioner: i32, tolerance: f64): i32 {
  store<i32>(plan + (<usize>CG_ITERATIONS << 2), 0);
  store<i32>(plan + (<usize>PRECONDITIONER << 2), preconditioner);
  memory.copy(address(plan, F_PRESENT), address(plan, F_TARGET), 72);
  forgetLevels(plan);
  let status = assembleGrid(plan, address(plan, ACCEPTED), COUPLED);
  if (status != OK) return -status;
  preparePreconditioner(plan);
  memory.copy(address(plan, CG_RESIDUAL), address(plan, COUPLING), <usize>word(plan, SIZE) << 3);
  status = conjugateGradients(plan, address(plan, CORRECTION), tolerance * norm(address(plan, COUPLING), 0, word(plan, SIZE)), -1.0);
  return status == OK ? word(plan, CG_ITERATIONS) : -status;
}
