// The way to a macroscopic F, whoever solves the inner problem there: backtracking along a correction, and sub-steps of F
// when Newton fails from the accepted state (FORMULATION §3).
import { norm, NOT_CONVERGED, NOT_FINITE, OK, target, TOLERANCE } from "./criterion";
import { FORCES, STIFFNESS } from "./cell";
import { aimDilatation, moveDilatation } from "./dilatation";
import { evaluateOutputs } from "./outputs";
import { predict } from "./predict";
import { forgetStiffness, SUMS_AT } from "./scratch";
import { address, clear, get, set, word } from "./plan";
import {
  ACCEPTED, CORRECTION, DILATATION_FREE, F_ACCEPTED, F_PRESENT, F_TARGET, GOAL_ASKED, GOAL_NOW, GOALS, ITERATIONS, NEAR, NEGATIVE_PIVOTS, OUTPUTS, PATIENCE, RESIDUAL, RESULT,
  RESULT_P, RESULT_SIZE, RESULT_W, SCRATCH, SETTLED, SIZE, STARTS, TRIAL, UNKNOWNS, VOLUMES, WATCH, WATCH_BEST, WATCH_SINCE,
} from "../../src/kernels/rve-layout";

/** Halvings of one correction; 2^-10 of a Newton step that still does not descend is no step at all. */
const MAX_HALVINGS: i32 = 10;
/** Smallest sub-step of F: 2^-6 of the way from the accepted state. */
const MIN_FRACTION: f64 = 0.015625;

/**
 * Change of F beyond which a cell with mean dilatation begins at the accepted state instead of at its prediction, whose volumes are wrong to second order:
 * the bulk modulus makes that a long way (11 iterations in place of 4 at a change of 0.1 and a Poisson's ratio of 0.4999; the same number at 0.03).
 */
const FAR_CHANGE: f64 = 0.03;

/** Assembles at given unknowns what a level asks for (cell.ts); returns a point status. */
export type Assemble = (plan: usize, unknowns: usize, level: i32) => i32;
/** Solves at the present F from the present unknowns and leaves them assembled at `level`; returns a point status. */
export type Newton = (plan: usize, level: i32) => i32;
/** Writes the homogenized tangent at the assembled solution; returns a point status. */
export type Condense = (plan: usize) => i32;

/** Forgets the residuals of the Newton solve before. */
function restartWatch(plan: usize): void {
  const watch = address(plan, WATCH);
  set(watch, WATCH_BEST, Infinity);
  set(watch, WATCH_SINCE, 0.0);
}

/**
 * Whether a step that does not lower the residual may be taken all the same: up to PATIENCE of them since the lowest one (the watchdog technique of
 * chamberlain1982). Near incompressibility a good correction changes volumes to second order, which the bulk modulus makes a larger residual than
 * that of the shape it has corrected; the next correction takes it away.
 */
function mayRise(plan: usize, after: f64): bool {
  const watch = address(plan, WATCH);
  if (after < get(watch, WATCH_BEST)) {
    set(watch, WATCH_BEST, after);
    set(watch, WATCH_SINCE, 0.0);
    return false;
  }
  const since = get(watch, WATCH_SINCE) + 1.0;
  set(watch, WATCH_SINCE, since);
  return after - after == 0.0 && since <= <f64>word(plan, PATIENCE);
}

/**
 * Moves along the correction by the largest of 1, 1/2, 1/4, … that lowers the residual, or may raise it; assembles there.
 * forces: entries of the residual that are forces; they come first.
 */
export function advance(plan: usize, before: f64, forces: i32, level: i32, assemble: Assemble): i32 {
  const size = word(plan, SIZE);
  const x = address(plan, UNKNOWNS), trial = address(plan, TRIAL), dx = address(plan, CORRECTION);
  let fraction = 1.0, status = OK;
  aimDilatation(plan, dx);
  for (let halving = 0; halving <= MAX_HALVINGS; halving++) {
    for (let i = 0; i < size; i++) set(trial, i, get(x, i) + fraction * get(dx, i));
    moveDilatation(plan, fraction);
    status = assemble(plan, trial, level);
    const after = norm(address(plan, RESIDUAL), 0, forces);
    if (status == OK && (mayRise(plan, after) || after < before || after <= target(plan))) {
      memory.copy(x, trial, <usize>size << 3);
      return OK;
    }
    fraction *= 0.5;
  }
  return status == OK ? NOT_CONVERGED : status;
}

/** F of the sub-step at `fraction` of the way from the accepted to the target F; exactly the target at 1. */
function placeF(plan: usize, fraction: f64): void {
  const from = address(plan, F_ACCEPTED), to = address(plan, F_TARGET), present = address(plan, F_PRESENT);
  for (let i = 0; i < 9; i++) {
    const value = fraction == 1.0 ? get(to, i) : get(from, i) + fraction * (get(to, i) - get(from, i));
    set(present, i, value);
  }
}

function setFree(plan: usize, free: i32): void {
  store<i32>(plan + (<usize>DILATATION_FREE << 2), free);
}

/** Volume ratios and pressures of the voxels with mean dilatation at the accepted unknowns and the F of `fraction`; they begin from these. */
function settle(plan: usize, fraction: f64, assemble: Assemble): i32 {
  setFree(plan, 0);
  placeF(plan, fraction);
  const status = assemble(plan, address(plan, ACCEPTED), FORCES);
  setFree(plan, 1);
  return status;
}

/**
 * Ends the free mode of the mean dilatation at unknowns where it has converged: assembles in the condensed mode at `level`, and returns to the free one
 * with its volume ratios and pressures where that residual is still too large. Returns a point status.
 */
export function condenseDilatation(plan: usize, level: i32, forces: i32, assemble: Assemble): i32 {
  if (word(plan, DILATATION_FREE) == 0) return OK;
  const x = address(plan, UNKNOWNS);
  setFree(plan, 0);
  const status = assemble(plan, x, level);
  if (status != OK || norm(address(plan, RESIDUAL), 0, forces) <= target(plan)) return status;
  setFree(plan, 1);
  return assemble(plan, x, max(level, STIFFNESS));
}

function walk(plan: usize, level: i32, newton: Newton, assemble: Assemble): i32 {
  const bytes = <usize>word(plan, SIZE) << 3, dilates = word(plan, PATIENCE) != 0;
  const x = address(plan, UNKNOWNS), good = address(plan, ACCEPTED);
  memory.copy(x, good, bytes);
  let done = 0.0, step = 1.0, status = OK;
  while (done < 1.0) {
    const next = min(1.0, done + step);
    if (dilates) {
      status = settle(plan, done, assemble);
      if (status != OK) return status;
    }
    placeF(plan, next);
    restartWatch(plan);
    status = newton(plan, level);
    if (status == OK) {
      done = next;
      memory.copy(good, x, bytes);
    } else {
      step *= 0.5;
      if (step < MIN_FRACTION) return status;
      memory.copy(x, good, bytes);
    }
  }
  return OK;
}

/** Volume ratios and pressures of the voxels with mean dilatation at the predicted unknowns and the whole F; they begin from these. */
function settlePrediction(plan: usize, assemble: Assemble): i32 {
  setFree(plan, 0);
  const status = assemble(plan, address(plan, UNKNOWNS), FORCES);
  setFree(plan, 1);
  return status;
}

/** Newton's method at the whole F from a prediction, where there is one to begin from; down to the accuracy that is asked. */
function startFrom(plan: usize, level: i32, newton: Newton, assemble: Assemble): i32 {
  const dilates = word(plan, PATIENCE) != 0;
  store<i32>(plan + (<usize>NEAR << 2), 0);
  if (word(plan, STARTS) == 0) return NOT_CONVERGED;
  const change = predict(plan);
  if (dilates && change > FAR_CHANGE) return NOT_CONVERGED;
  placeF(plan, 1.0);
  restartWatch(plan);
  let status = dilates ? settlePrediction(plan, assemble) : OK;
  if (status == OK) status = newton(plan, level);
  store<i32>(plan + (<usize>NEAR << 2), 0);
  return status;
}

/** W and P of the sums over the cell. */
export function storeStress(plan: usize): void {
  const sums = address(plan, SCRATCH) + SUMS_AT, result = address(plan, RESULT);
  const volume = get(address(plan, VOLUMES), 1);
  set(result, RESULT_W, get(sums, 0) / volume);
  for (let i = 0; i < 9; i++) set(result, RESULT_P + i, get(sums, 1 + i) / volume);
}

function checkFinite(plan: usize): i32 {
  const result = address(plan, RESULT);
  let sum = 0.0;
  for (let i = 0; i < RESULT_SIZE; i++) sum += get(result, i);
  return sum - sum == 0.0 ? OK : NOT_FINITE;
}

/** Whether the caller is content with less than the tolerance: then one linear solve corrects stress and tangent to second order. */
function isLoose(plan: usize, tangent: bool): bool {
  return tangent && word(plan, STARTS) != 0 && word(plan, PATIENCE) == 0 && word(plan, OUTPUTS) == 0 && get(address(plan, GOALS), GOAL_ASKED) > TOLERANCE;
}

/**
 * Solves one point: reads F_TARGET, F_ACCEPTED and ACCEPTED (unknowns of the accepted state), writes UNKNOWNS and RESULT.
 * With `tangent` it also condenses A; `level` is what that needs. `correct` ends a solve that is content with a larger residual: it writes the whole
 * RESULT, corrected by that residual. SETTLED says whether the answer meets the tolerance. Returns a point status.
 */
export function solvePoint(plan: usize, level: i32, tangent: bool, newton: Newton, assemble: Assemble, condense: Condense, correct: Condense): i32 {
  const goals = address(plan, GOALS), loose = isLoose(plan, tangent);
  store<i32>(plan + (<usize>ITERATIONS << 2), 0);
  store<i32>(plan + (<usize>NEGATIVE_PIVOTS << 2), 0);
  store<i32>(plan + (<usize>SETTLED << 2), 1);
  clear(address(plan, RESULT), RESULT_SIZE);
  forgetStiffness(plan);
  set(goals, GOAL_NOW, loose ? get(goals, GOAL_ASKED) : TOLERANCE);
  let status = startFrom(plan, level, newton, assemble);
  set(goals, GOAL_NOW, TOLERANCE);
  if (loose && status == OK) {
    status = correct(plan);
    if (status == OK) return checkFinite(plan);
    store<i32>(plan + (<usize>SETTLED << 2), 1);
  }
  if (status != OK) status = walk(plan, level, newton, assemble);
  if (status != OK) return status;
  storeStress(plan);
  evaluateOutputs(plan);
  if (tangent) {
    status = condense(plan);
    if (status != OK) return status;
  }
  return checkFinite(plan);
}

/** Counts one Newton iteration of the present point. */
export function countIteration(plan: usize): void {
  store<i32>(plan + (<usize>ITERATIONS << 2), word(plan, ITERATIONS) + 1);
}
