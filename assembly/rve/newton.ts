// The inner problem: find the fluctuation at a given macroscopic F, by Newton's method with backtracking;
// when that fails from the accepted state, walk F there in halves (FORMULATION §3).
import { assembleRve } from "./assemble";
import { SUM_FORCES, SUMS_AT } from "./cell";
import { address, clear, get, set, word } from "./plan";
import { condenseTangent, factorRoot, solveRoot } from "./root";
import {
  ACCEPTED, CORRECTION, DIMENSION, F_ACCEPTED, F_PRESENT, F_TARGET, FACTOR, ITERATIONS, MULTIPLIERS, RESIDUAL, RESULT,
  RESULT_A, RESULT_P, RESULT_W, ROOT, SCRATCH, SIZE, SYMBOLIC, TRIAL, UNKNOWNS, VALUES, VOLUMES, WORK,
} from "../../src/kernels/rve-layout";
import { ldlBackward, ldlFactor, ldlForward } from "../sparse/index";

const OK: i32 = 0;
const NOT_CONVERGED: i32 = 2;
const SINGULAR: i32 = 3;
/** Newton iterations per sub-step: quadratic convergence needs 4 to 6, backtracking some more. */
const MAX_ITERATIONS: i32 = 30;
/** Halvings of one correction; 2^-10 of a Newton step that still does not descend is no step at all. */
const MAX_HALVINGS: i32 = 10;
/** Smallest sub-step of F: 2^-6 of the way from the accepted state. */
const MIN_FRACTION: f64 = 0.015625;
/** Relative residual at which Newton stops; quadratic convergence leaves the answer far below. */
const TOLERANCE: f64 = 1e-10;
/** Forces that are round-off of a stress-free state: relative to mean stiffness times size. */
const FLOOR: f64 = 1e-15;
/** Largest mean fluctuation gradient that the constraint of `minimal` may keep. */
const CONSTRAINT_TOLERANCE: f64 = 1e-12;

function norm(base: usize, from: i32, to: i32): f64 {
  let sum = 0.0;
  for (let i = from; i < to; i++) sum += get(base, i) * get(base, i);
  return Math.sqrt(sum);
}

function forceCount(plan: usize): i32 {
  return word(plan, SIZE) - word(plan, DIMENSION) * word(plan, DIMENSION) - word(plan, MULTIPLIERS);
}

function residualNorm(plan: usize): f64 {
  return norm(address(plan, RESIDUAL), 0, forceCount(plan));
}

/** Size of a residual that counts as zero: relative to the cell forces, with a floor at round-off of the stiffness. */
function target(plan: usize): f64 {
  const sums = address(plan, SCRATCH) + SUMS_AT;
  return TOLERANCE * Math.sqrt(get(sums, SUM_FORCES)) + FLOOR * get(sums, 10);
}

function constraintMet(plan: usize): bool {
  const from = forceCount(plan);
  const error = norm(address(plan, RESIDUAL), from, from + word(plan, MULTIPLIERS));
  return error <= CONSTRAINT_TOLERANCE * get(address(plan, VOLUMES), 1);
}

function factor(plan: usize): i32 {
  const status = ldlFactor(address(plan, SYMBOLIC), address(plan, VALUES), address(plan, FACTOR), address(plan, WORK));
  return status < 0 ? SINGULAR : factorRoot(plan);
}

/** Newton correction of all unknowns from the present residual and factor. */
function correct(plan: usize): void {
  const x = address(plan, CORRECTION), residual = address(plan, RESIDUAL);
  const size = word(plan, SIZE), macros = word(plan, DIMENSION) * word(plan, DIMENSION);
  for (let i = 0; i < size - macros; i++) set(x, i, -get(residual, i));
  clear(x + (<usize>(size - macros) << 3), macros);
  ldlForward(address(plan, SYMBOLIC), address(plan, FACTOR), x, address(plan, WORK));
  solveRoot(plan, x + (<usize>(size - macros - word(plan, ROOT)) << 3));
  clear(x + (<usize>(size - macros) << 3), macros);
  ldlBackward(address(plan, SYMBOLIC), address(plan, FACTOR), x, address(plan, WORK));
}

/** Moves along the correction by the largest of 1, 1/2, 1/4, … that lowers the residual; assembles there. */
function advance(plan: usize, before: f64): i32 {
  const size = word(plan, SIZE);
  const x = address(plan, UNKNOWNS), trial = address(plan, TRIAL), dx = address(plan, CORRECTION);
  let fraction = 1.0, status = OK;
  for (let halving = 0; halving <= MAX_HALVINGS; halving++) {
    for (let i = 0; i < size; i++) set(trial, i, get(x, i) + fraction * get(dx, i));
    status = assembleRve(plan, trial, true);
    if (status == OK && (residualNorm(plan) < before || residualNorm(plan) <= target(plan))) {
      memory.copy(x, trial, <usize>size << 3);
      return OK;
    }
    fraction *= 0.5;
  }
  return status == OK ? NOT_CONVERGED : status;
}

/** Solves at the present F from the present unknowns; leaves matrix and sums of the solution assembled. */
function newton(plan: usize): i32 {
  let status = assembleRve(plan, address(plan, UNKNOWNS), true);
  if (status != OK) return status;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const present = residualNorm(plan);
    if (present <= target(plan) && constraintMet(plan)) return OK;
    status = factor(plan);
    if (status != OK) return status;
    correct(plan);
    store<i32>(plan + (<usize>ITERATIONS << 2), word(plan, ITERATIONS) + 1);
    status = advance(plan, present);
    if (status != OK) return status;
  }
  return NOT_CONVERGED;
}

/** F of the sub-step at `fraction` of the way from the accepted to the target F; exactly the target at 1. */
function placeF(plan: usize, fraction: f64): void {
  const from = address(plan, F_ACCEPTED), to = address(plan, F_TARGET), present = address(plan, F_PRESENT);
  for (let i = 0; i < 9; i++) {
    const value = fraction == 1.0 ? get(to, i) : get(from, i) + fraction * (get(to, i) - get(from, i));
    set(present, i, value);
  }
}

function walk(plan: usize): i32 {
  const bytes = <usize>word(plan, SIZE) << 3;
  const x = address(plan, UNKNOWNS), good = address(plan, ACCEPTED);
  let done = 0.0, step = 1.0, status = OK;
  while (done < 1.0) {
    const next = min(1.0, done + step);
    placeF(plan, next);
    status = newton(plan);
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

function storeStress(plan: usize): void {
  const sums = address(plan, SCRATCH) + SUMS_AT, result = address(plan, RESULT);
  const volume = get(address(plan, VOLUMES), 1);
  set(result, RESULT_W, get(sums, 0) / volume);
  for (let i = 0; i < 9; i++) set(result, RESULT_P + i, get(sums, 1 + i) / volume);
}

function checkFinite(plan: usize): i32 {
  const result = address(plan, RESULT);
  let sum = 0.0;
  for (let i = 0; i < RESULT_A + 81; i++) sum += get(result, i);
  return sum - sum == 0.0 ? OK : 4;
}

/**
 * Solves one RVE: reads F_TARGET, F_ACCEPTED and ACCEPTED (unknowns of the accepted state), writes UNKNOWNS and RESULT.
 * `tangent` also factorises at the solution and condenses A. Returns a point status.
 */
export function solveRve(plan: usize, tangent: i32): i32 {
  const bytes = <usize>word(plan, SIZE) << 3;
  store<i32>(plan + (<usize>ITERATIONS << 2), 0);
  memory.copy(address(plan, UNKNOWNS), address(plan, ACCEPTED), bytes);
  clear(address(plan, RESULT), RESULT_A + 81);
  let status = walk(plan);
  if (status != OK) return status;
  storeStress(plan);
  if (tangent != 0) {
    status = factor(plan);
    if (status != OK) return status;
    condenseTangent(plan);
  }
  return checkFinite(plan);
}
