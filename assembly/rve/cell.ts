// Two voxels of one phase at once, one in each lane of every vector: residual and tangent from the unknown fluctuation.
// Voxels are quad4 or hex8 with 2^d Gauss points. Corners and points are numbered by their bits z y x (set: positive side); shape functions
// and points are both products of ±1, so the gradient of corner n at point q is a Walsh polynomial: dN_n/dX_J (q) = sum over modes R without J of
// slope_J[R] (-1)^|R & q| (-1)^|(R + J) & n|, slope_J[R] = -(2 / h_J) 3^(-|R|/2) / 2^d. Sums over points become Walsh transforms of P and A,
// and the stiffness couples mode T with S by few entries of the transform of A.
import { coupleForces, coupleMacro, coupleStiffness, coupleSums, effectiveStress, effectiveTangent, isMixed, keptOf, stretchPoints } from "./dilatation";
import { strain2, strain3, stress2, stress3, tangent2, tangent3 } from "./kinematics.gen";
import { address, word } from "./plan";
import { deformHex, forceHex, stiffenHex } from "./hex";
import { deformQuad, forceQuad, stiffenQuad } from "./quad";
import { addSum, E_AT, ENERGY, F_AT, F_BYTES, LAW_AT, NORM, POINT_BYTES, POINTS_AT, RESIDUAL_AT, volumes, W_AT, WEIGHT_AT } from "./scratch";
import { DIMENSION, DOFS, NODES, PAIRS, PHASE_OF_CELL, PHASE_WORDS, PHASES, SCRATCH } from "../../src/kernels/rve-layout";

/** What to evaluate: forces, with the stiffness, with the coupling to the macroscopic F as well. */
export const FORCES: i32 = 0;
export const STIFFNESS: i32 = 1;
export const COUPLED: i32 = 2;

/** Fluctuations of the corners of both voxels. */
function gather(plan: usize, first: i32, second: i32, unknowns: usize, scratch: usize): void {
  const count = word(plan, DIMENSION) * word(plan, NODES);
  const a = address(plan, DOFS) + (<usize>(first * count) << 2), b = address(plan, DOFS) + (<usize>(second * count) << 2);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const one = v128.load64_splat(unknowns + (<usize>load<u32>(a + i) << 3));
    v128.store(scratch + W_AT + (i << 2), v128.load_lane<f64>(unknowns + (<usize>load<u32>(b + i) << 3), one, 1));
  }
}

/** Law and stress (from level STIFFNESS on its tangent) at one point; false where det F is not positive in both lanes. */
// @ts-ignore: decorator
@inline
function evaluatePoint(solid: bool, level: i32, slot: u32, parameters: usize, directions: usize, scratch: usize, F: usize, out: usize): bool {
  if (solid) strain3(F, scratch + E_AT);
  else strain2(F, scratch + E_AT);
  if (!i64x2.all_true(f64x2.gt(v128.load(scratch + E_AT, 96), f64x2.splat(0.0)))) return false;
  call_indirect<void>(slot, parameters, directions, scratch + E_AT, scratch + LAW_AT);
  if (level == FORCES) {
    if (solid) stress3(F, scratch + LAW_AT, out);
    else stress2(F, scratch + LAW_AT, out);
  } else {
    if (solid) tangent3(F, scratch + LAW_AT, out);
    else tangent2(F, scratch + LAW_AT, out);
  }
  return true;
}

/** All points of both voxels; returns 0, 1 (det F <= 0) or 4 (not finite). */
function evaluatePoints(plan: usize, cell: i32, solid: bool, scratch: usize, level: i32): i32 {
  const phase = address(plan, PHASES) + (<usize>load<i32>(address(plan, PHASE_OF_CELL) + (<usize>cell << 2)) * PHASE_WORDS << 2);
  const slot = load<u32>(phase + (level >= STIFFNESS ? 4 : 0)), parameters = <usize>load<u32>(phase, 8), directions = <usize>load<u32>(phase, 12);
  const stresses: usize = solid ? 144 : 80;
  let F = scratch + F_AT, out = scratch + POINTS_AT, energy = f64x2.splat(0.0), check = f64x2.splat(0.0);
  for (let q = 0; q < word(plan, NODES); q++) {
    if (!evaluatePoint(solid, level, slot, parameters, directions, scratch, F, out)) return 1;
    energy = f64x2.add(energy, v128.load(scratch + LAW_AT));
    for (let at: usize = 0; at < stresses; at += 16) check = f64x2.add(check, v128.load(out + at));
    F += F_BYTES;
    out += POINT_BYTES;
  }
  check = f64x2.add(check, energy);
  if (!i64x2.all_true(f64x2.eq(f64x2.sub(check, check), f64x2.splat(0.0)))) return 4;
  addSum(scratch, ENERGY, energy, volumes(plan, scratch));
  return 0;
}

function addNorm(scratch: usize, count: i32): void {
  let norm = f64x2.splat(0.0);
  for (let at = scratch + RESIDUAL_AT, end = at + (<usize>count << 4); at < end; at += 16) {
    const force = v128.load(at);
    norm = f64x2.add(norm, f64x2.mul(force, force));
  }
  addSum(scratch, NORM, norm, v128.load(scratch + WEIGHT_AT));
}

/** F at the points of two voxels; of one voxel, in the first lane, when both are the same. */
export function deformPair(plan: usize, first: i32, second: i32, unknowns: usize): void {
  const scratch = address(plan, SCRATCH);
  v128.store(scratch + WEIGHT_AT, f64x2(1.0, first == second ? 0.0 : 1.0));
  gather(plan, first, second, unknowns, scratch);
  if (word(plan, DIMENSION) == 3) deformHex(plan, scratch);
  else deformQuad(plan, scratch);
}

/** Forces of the stresses at the points, the sums of P and the squares of the forces. */
export function formForces(plan: usize): void {
  const scratch = address(plan, SCRATCH);
  if (word(plan, DIMENSION) == 3) {
    forceHex(plan, scratch);
    addNorm(scratch, 24);
  } else {
    forceQuad(plan, scratch);
    addNorm(scratch, 8);
  }
}

/**
 * Residual of the two voxels of a pair into the scratch, from level STIFFNESS on their stiffness, at level COUPLED their macroscopic coupling;
 * adds to the sums over the RVE. A pair of one voxel holds it in both lanes. Returns the status of the first bad Gauss point, else 0.
 */
export function evaluatePair(plan: usize, pair: i32, unknowns: usize, level: i32): i32 {
  const scratch = address(plan, SCRATCH), solid = word(plan, DIMENSION) == 3;
  const cells = address(plan, PAIRS) + (<usize>pair << 3), first = load<i32>(cells), second = load<i32>(cells, 4);
  const mixed = isMixed(plan, first), kept = keptOf(plan, pair);
  deformPair(plan, first, second, unknowns);
  if (mixed && stretchPoints(plan, kept) != 0) return 1;
  const status = evaluatePoints(plan, first, solid, scratch, level);
  if (status != 0) return status;
  if (mixed) {
    if (level >= STIFFNESS) effectiveTangent(plan, kept);
    effectiveStress(plan, kept);
  }
  formForces(plan);
  if (level >= STIFFNESS) {
    if (solid) stiffenHex(plan, scratch, level == COUPLED);
    else stiffenQuad(plan, scratch, level == COUPLED);
  }
  if (mixed && level >= STIFFNESS) {
    coupleForces(plan, kept);
    coupleStiffness(plan);
    coupleSums(plan);
    if (level == COUPLED) coupleMacro(plan);
  }
  return 0;
}
