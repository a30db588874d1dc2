// Small periodic grids: corrections by conjugate gradients, which are cheap, and the tangent by one factorisation at the solution, which is exact.
// Two plans of one cell lie in memory, this one and that of the direct solver (DIRECT); what passes between them is numbered by DIRECT_PLACES.
// Where conjugate gradients give up (no positive definite tangent on the way), the direct solver takes the point.
import { assembleRve } from "../rve/assemble";
import { COUPLED, FORCES } from "../rve/cell";
import { norm, OK, target, TOLERANCE } from "../rve/criterion";
import { condense, correctRve, solveRve } from "../rve/newton";
import { evaluateOutputs } from "../rve/outputs";
import { address, get, set, word } from "../rve/plan";
import { forgetStiffness } from "../rve/scratch";
import { solvePoint } from "../rve/walk";
import {
  ACCEPTED, CG_ITERATIONS, DIRECT, DIRECT_COUNT, DIRECT_PLACES, DIRECT_READY, F_ACCEPTED, F_PRESENT, F_TARGET, GOAL_NOW, GOALS, ITERATIONS, KEPT, KEPT_FIELDS, NEGATIVE_PIVOTS,
  OUTPUT_DOUBLES, OUTPUT_VALUES, OUTPUTS, RESIDUAL, RESULT, RESULT_A, RESULT_SIZE, SETTLED, STARTS, STATE_SIZE, UNKNOWNS,
} from "../../src/kernels/rve-layout";
import { holdFirstNode, newton, startAtFirstNode } from "./newton";
import { assembleGrid } from "./stencil";

/** A vector of unknowns from this plan to the direct one. */
function toDirect(plan: usize, place: i32): void {
  const places = address(plan, DIRECT_PLACES), from = address(plan, place), to = address(address(plan, DIRECT), place);
  for (let i = 0; i < word(plan, DIRECT_COUNT); i++) set(to, i, get(from, load<i32>(places + (<usize>i << 2))));
}

function copyTensor(plan: usize, place: i32): void {
  memory.copy(address(address(plan, DIRECT), place), address(plan, place), 72);
}

/** The correctors that belong to a tangent. */
function takeCorrectors(plan: usize): void {
  memory.copy(address(plan, KEPT_FIELDS), address(address(plan, DIRECT), KEPT_FIELDS), <usize>(word(plan, KEPT) * word(plan, STATE_SIZE)) << 2);
}

/** Outputs with their derivatives, and `count` numbers of the answer from `first` on. */
function takeAnswer(plan: usize, first: i32, count: i32): void {
  const direct = address(plan, DIRECT), at = <usize>first << 3;
  store<i32>(plan + (<usize>NEGATIVE_PIVOTS << 2), word(direct, NEGATIVE_PIVOTS));
  memory.copy(address(plan, RESULT) + at, address(direct, RESULT) + at, <usize>count << 3);
  memory.copy(address(plan, OUTPUT_VALUES), address(direct, OUTPUT_VALUES), <usize>(OUTPUT_DOUBLES * word(plan, OUTPUTS)) << 3);
}

/** The homogenized tangent at the solution, by the direct plan. */
function condenseDirect(plan: usize): i32 {
  const direct = address(plan, DIRECT);
  holdFirstNode(plan);
  let status = assembleDirect(plan);
  if (status != OK) return status;
  evaluateOutputs(direct);
  status = condense(direct);
  takeAnswer(plan, RESULT_A, RESULT_SIZE - RESULT_A);
  takeCorrectors(plan);
  return status;
}

/** Hands the present unknowns to the direct plan and assembles them there with what the tangent needs. */
function assembleDirect(plan: usize): i32 {
  const direct = address(plan, DIRECT);
  toDirect(plan, UNKNOWNS);
  copyTensor(plan, F_PRESENT);
  return assembleRve(direct, address(direct, UNKNOWNS), COUPLED);
}

/**
 * Newton's method on the grid, unless the prediction is good enough for a caller that is content with less: then the direct plan, which has to
 * assemble for the tangent anyway, goes on from there.
 */
function newtonHybrid(plan: usize, level: i32): i32 {
  const direct = address(plan, DIRECT), goal = get(address(plan, GOALS), GOAL_NOW);
  store<i32>(plan + (<usize>DIRECT_READY << 2), 0);
  if (goal <= TOLERANCE || word(plan, STARTS) == 0) return newton(plan, level);
  forgetStiffness(direct);
  set(address(direct, GOALS), GOAL_NOW, goal);
  if (assembleDirect(plan) == OK && norm(address(direct, RESIDUAL), 0, word(plan, DIRECT_COUNT)) <= target(direct)) {
    store<i32>(plan + (<usize>DIRECT_READY << 2), 1);
    return OK;
  }
  return newton(plan, level);
}

/** The end of a solve that is content with less, by the direct plan. */
function correctHybrid(plan: usize): i32 {
  const direct = address(plan, DIRECT), places = address(plan, DIRECT_PLACES), x = address(plan, UNKNOWNS), solution = address(direct, UNKNOWNS);
  if (word(plan, DIRECT_READY) == 0) {
    holdFirstNode(plan);
    const status = assembleDirect(plan);
    if (status != OK) return status;
  }
  store<i32>(direct + (<usize>SETTLED << 2), 1);
  store<i32>(direct + (<usize>ITERATIONS << 2), 0);
  set(address(direct, GOALS), GOAL_NOW, TOLERANCE);
  const status = correctRve(direct);
  for (let i = 0; i < word(plan, DIRECT_COUNT); i++) set(x, load<i32>(places + (<usize>i << 2)), get(solution, i));
  takeAnswer(plan, 0, RESULT_SIZE);
  takeCorrectors(plan);
  store<i32>(plan + (<usize>SETTLED << 2), word(direct, SETTLED));
  store<i32>(plan + (<usize>ITERATIONS << 2), word(plan, ITERATIONS) + word(direct, ITERATIONS));
  return status;
}

/** The whole point by the direct plan, which has the accepted state already. */
function solveDirect(plan: usize, tangent: i32): i32 {
  const direct = address(plan, DIRECT), places = address(plan, DIRECT_PLACES), x = address(plan, UNKNOWNS);
  copyTensor(plan, F_TARGET);
  copyTensor(plan, F_ACCEPTED);
  const status = solveRve(direct, tangent), solution = address(direct, UNKNOWNS);
  for (let i = 0; i < word(plan, DIRECT_COUNT); i++) set(x, load<i32>(places + (<usize>i << 2)), get(solution, i));
  takeAnswer(plan, 0, RESULT_SIZE);
  if (tangent != 0) takeCorrectors(plan);
  store<i32>(plan + (<usize>ITERATIONS << 2), word(plan, ITERATIONS) + word(direct, ITERATIONS));
  return status;
}

/**
 * Solves one RVE on a small periodic grid: reads F_TARGET, F_ACCEPTED and ACCEPTED, writes UNKNOWNS and RESULT. `tangent` also factorises at the
 * solution and condenses A. Returns a point status.
 */
export function solveHybrid(plan: usize, tangent: i32): i32 {
  store<i32>(plan + (<usize>CG_ITERATIONS << 2), 0);
  startAtFirstNode(plan);
  toDirect(plan, ACCEPTED);
  const status = solvePoint(plan, FORCES, tangent != 0, newtonHybrid, assembleGrid, condenseDirect, correctHybrid);
  holdFirstNode(plan);
  return status == OK ? OK : solveDirect(plan, tangent);
}
