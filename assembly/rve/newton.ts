// The inner problem by Newton's method with a direct solver: find the fluctuation at a given macroscopic F.
import { assembleRve } from "./assemble";
import { COUPLED, FORCES } from "./cell";
import { MAX_ITERATIONS, norm, NOT_CONVERGED, OK, SINGULAR, target, TOLERANCE } from "./criterion";
import { formSource, outputAt, outputValues } from "./outputs";
import { address, clear, get, set, word } from "./plan";
import { keepFactored } from "./predict";
import { condenseRow, condenseTangent, factorRoot, solveRoot, spread } from "./root";
import { SUMS_AT } from "./scratch";
import { advance, condenseDilatation, countIteration, solvePoint, storeStress } from "./walk";
import {
  CORRECTION, DIMENSION, FACTOR, FACTORED, FACTORED_CHANGE, FACTORED_ERROR, FACTORED_STEP, GOAL_ASKED, GOALS, KEPT_FIELDS, MULTIPLIERS, NEGATIVE_PIVOTS, OUTPUTS, RESIDUAL, RESULT, RESULT_A, RESULT_P, ROOT, SCRATCH, SETTLED, SIZE, SYMBOLIC, UNKNOWNS, VALUES,
  VOLUMES, WORK,
} from "../../src/kernels/rve-layout";
import { ldlBackward, ldlFactor, ldlForward } from "../sparse/index";

/** Error of a tangent, relative to its norm, where the caller is content with a larger residual than the tolerance. */
const TANGENT_TOLERANCE: f64 = 5e-7;
/** Largest mean fluctuation gradient that the constraint of `minimal` may keep. */
const CONSTRAINT_TOLERANCE: f64 = 1e-12;

function forceCount(plan: usize): i32 {
  return word(plan, SIZE) - word(plan, DIMENSION) * word(plan, DIMENSION) - word(plan, MULTIPLIERS);
}

function constraintMet(plan: usize): bool {
  const from = forceCount(plan);
  const error = norm(address(plan, RESIDUAL), from, from + word(plan, MULTIPLIERS));
  return error <= CONSTRAINT_TOLERANCE * get(address(plan, VOLUMES), 1);
}

function solved(plan: usize): bool {
  return norm(address(plan, RESIDUAL), 0, forceCount(plan)) <= target(plan) && constraintMet(plan);
}

function factor(plan: usize): i32 {
  const status = ldlFactor(address(plan, SYMBOLIC), address(plan, VALUES), address(plan, FACTOR), address(plan, WORK));
  store<i32>(plan + (<usize>NEGATIVE_PIVOTS << 2), max(status, 0));
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

/** Whether the caller is content with a tangent that errs a little: that of Newton's last factorisation may then be near enough. */
function isContent(plan: usize): bool {
  return word(plan, OUTPUTS) == 0 && get(address(plan, GOALS), GOAL_ASKED) > TOLERANCE;
}

/** The tangent of the present factor, and by how much it differs from the one before, relative to its norm. */
function noteTangent(plan: usize): void {
  const before = address(plan, FACTORED), now = address(plan, RESULT) + (<usize>RESULT_A << 3);
  condenseTangent(plan);
  let change = 0.0;
  for (let i = 0; i < 81; i++) {
    const difference = get(now, i) - get(before, i);
    change += difference * difference;
  }
  set(before, FACTORED_CHANGE, Math.sqrt(change) / norm(now, 0, 81));
  memory.copy(before, now, 81 * 8);
}

/** The error of that tangent after the present correction: its change by the correction before, in proportion to the corrections. */
function noteStep(plan: usize): void {
  const noted = address(plan, FACTORED), step = norm(address(plan, CORRECTION), 0, forceCount(plan)), before = get(noted, FACTORED_STEP);
  set(noted, FACTORED_ERROR, before > 0.0 ? get(noted, FACTORED_CHANGE) * step / before : Infinity);
  set(noted, FACTORED_STEP, step);
}

/** Solves at the present F from the present unknowns; leaves matrix and sums of the solution assembled. */
function newton(plan: usize, level: i32): i32 {
  const content = isContent(plan), noted = address(plan, FACTORED);
  let status = assembleRve(plan, address(plan, UNKNOWNS), level);
  if (status != OK) return status;
  set(noted, FACTORED_STEP, 0.0);
  set(noted, FACTORED_ERROR, Infinity);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    if (solved(plan)) status = condenseDilatation(plan, level, forceCount(plan), assembleRve);
    if (status != OK || solved(plan)) return status;
    const present = norm(address(plan, RESIDUAL), 0, forceCount(plan));
    status = factor(plan);
    if (status != OK) return status;
    if (content) noteTangent(plan);
    correct(plan);
    if (content) noteStep(plan);
    countIteration(plan);
    status = advance(plan, present, forceCount(plan), level, assembleRve);
    if (status != OK) return status;
  }
  return NOT_CONVERGED;
}

/** Derivative of an output: its own by F, and what the forward elimination of its derivative by w leaves in the macroscopic rows. */
function differentiate(plan: usize, n: i32): void {
  const x = address(plan, CORRECTION), dimension = word(plan, DIMENSION), macros = dimension * dimension;
  const first = x + (<usize>(word(plan, SIZE) - macros) << 3), sums = address(plan, SCRATCH) + SUMS_AT + 8;
  formSource(plan, outputAt(plan, n));
  memory.copy(x, address(plan, RESIDUAL), <usize>word(plan, SIZE) << 3);
  for (let c = 0; c < macros; c++) set(first, c, get(sums, spread(c, dimension)));
  ldlForward(address(plan, SYMBOLIC), address(plan, FACTOR), x, address(plan, WORK));
  condenseRow(plan, x + (<usize>(word(plan, SIZE) - macros - word(plan, ROOT)) << 3));
  for (let c = 0; c < macros; c++) set(outputValues(plan, n), 1 + spread(c, dimension), get(first, c));
}

/** Factorises what stands assembled, and condenses the tangent and the derivatives of the outputs. */
export function condense(plan: usize): i32 {
  const status = factor(plan);
  if (status != OK) return status;
  condenseTangent(plan);
  for (let n = 0; n < word(plan, OUTPUTS); n++) differentiate(plan, n);
  keepFactored(plan, address(plan, KEPT_FIELDS));
  return OK;
}

/** The same where the tangent of Newton's last factorisation is expected to be near enough: without another one. */
function condenseNear(plan: usize): i32 {
  if (!isContent(plan) || get(address(plan, FACTORED), FACTORED_ERROR) > TANGENT_TOLERANCE) return condense(plan);
  memory.copy(address(plan, RESULT) + (<usize>RESULT_A << 3), address(plan, FACTORED), 81 * 8);
  keepFactored(plan, address(plan, KEPT_FIELDS));
  return OK;
}

/** P less what the present residual still changes: -K_RE K_EE⁻¹ r in the macroscopic rows. */
function correctStress(plan: usize): void {
  const x = address(plan, CORRECTION), size = word(plan, SIZE), dimension = word(plan, DIMENSION), macros = dimension * dimension;
  const result = address(plan, RESULT), volume = get(address(plan, VOLUMES), 1), last = x + (<usize>(size - macros) << 3);
  memory.copy(x, address(plan, RESIDUAL), <usize>(size - macros) << 3);
  clear(last, macros);
  ldlForward(address(plan, SYMBOLIC), address(plan, FACTOR), x, address(plan, WORK));
  condenseRow(plan, last - (<usize>word(plan, ROOT) << 3));
  for (let c = 0; c < macros; c++) {
    const place = RESULT_P + spread(c, dimension);
    set(result, place, get(result, place) + get(last, c) / volume);
  }
}

/**
 * Ends a solve whose residual is small, but not below the tolerance: one correction with the factor that also gives the tangent, then the stress of the
 * corrected fluctuation, itself corrected where the residual there is not below the tolerance either (static condensation). Returns a point status.
 */
export function correctRve(plan: usize): i32 {
  const x = address(plan, UNKNOWNS), dx = address(plan, CORRECTION), forces = forceCount(plan), present = norm(address(plan, RESIDUAL), 0, forces);
  let status = condense(plan);
  if (status != OK) return status;
  if (!solved(plan)) {
    correct(plan);
    countIteration(plan);
    for (let i = 0; i < word(plan, SIZE); i++) set(x, i, get(x, i) + get(dx, i));
    status = assembleRve(plan, x, FORCES);
    if (status != OK) return status;
  }
  storeStress(plan);
  if (solved(plan)) return OK;
  store<i32>(plan + (<usize>SETTLED << 2), 0);
  correctStress(plan);
  return norm(address(plan, RESIDUAL), 0, forces) <= present ? OK : NOT_CONVERGED;
}

/**
 * Solves one RVE: reads F_TARGET, F_ACCEPTED and ACCEPTED (unknowns of the accepted state), writes UNKNOWNS and RESULT.
 * `tangent` also factorises at the solution and condenses A. Returns a point status.
 */
export function solveRve(plan: usize, tangent: i32): i32 {
  return solvePoint(plan, COUPLED, tangent != 0, newton, assembleRve, condenseNear, correctRve);
}
