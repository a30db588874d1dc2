// Small periodic grids: corrections by conjugate gradients, which are cheap, and the tangent by one factorisation at the solution, which is exact.
// Two plans of one cell lie in memory, this one and that of the direct solver (DIRECT); what passes between them is numbered by DIRECT_PLACES.
// Where conjugate gradients give up (no positive definite tangent on the way), the direct solver takes the point.
import { assembleRve } from "../rve/assemble";
import { COUPLED, FORCES } from "../rve/cell";
import { OK } from "../rve/criterion";
import { condense, solveRve } from "../rve/newton";
import { evaluateOutputs } from "../rve/outputs";
import { address, get, set, word } from "../rve/plan";
import { solvePoint } from "../rve/walk";
import {
  ACCEPTED, CG_ITERATIONS, DIRECT, DIRECT_COUNT, DIRECT_PLACES, F_ACCEPTED, F_PRESENT, F_TARGET, ITERATIONS, NEGATIVE_PIVOTS, OUTPUT_DOUBLES, OUTPUT_VALUES, OUTPUTS, RESULT,
  RESULT_A, RESULT_SIZE, UNKNOWNS,
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
  toDirect(plan, UNKNOWNS);
  copyTensor(plan, F_PRESENT);
  let status = assembleRve(direct, address(direct, UNKNOWNS), COUPLED);
  if (status != OK) return status;
  evaluateOutputs(direct);
  status = condense(direct);
  takeAnswer(plan, RESULT_A, RESULT_SIZE - RESULT_A);
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
  const status = solvePoint(plan, FORCES, tangent != 0, newton, assembleGrid, condenseDirect);
  holdFirstNode(plan);
  return status == OK ? OK : solveDirect(plan, tangent);
}
