// Scratch of a pair of voxels, in bytes from its base; every entry is a pair of doubles, one per voxel.
import { address, clear, get, set, word } from "./plan";
import { DIMENSION, SCRATCH, VOLUMES } from "../../src/kernels/rve-layout";

/** Fluctuation [d][2^d], in place its modes. */
export const W_AT: usize = 0;
/** F of each point (9). */
export const F_BYTES: usize = 144;
export const F_AT: usize = 384;
/** E (6) and det F, and the answer of the law (28), of one point. */
export const E_AT: usize = F_AT + 8 * F_BYTES;
export const LAW_AT: usize = E_AT + 112;
/** P (9, in the plane 5) of each point and behind it A (45, in the plane 10) in the order of `tangentRow`. */
export const POINT_BYTES: usize = 54 * 16;
export const POINTS_AT: usize = LAW_AT + 448;
/** Modes of A, and in the plane of the stiffness. */
export const MODES_AT: usize = POINTS_AT + 8 * POINT_BYTES;
/** Forces [i][n], coupling [iJ][k][n], stiffness [n, m][(i, k), i >= k]. */
export const RESIDUAL_AT: usize = MODES_AT + 432 * 16;
export const MACRO_AT: usize = RESIDUAL_AT + 24 * 16;
export const STIFFNESS_AT: usize = MACRO_AT + 216 * 16;
/** 1 for every lane that counts. */
export const WEIGHT_AT: usize = STIFFNESS_AT + 384 * 16;
/** Sums over the RVE, lane by lane: energy, P (9), squared norm of the cell forces, A in the order of `tangentRow`. */
export const LANE_SUMS_AT: usize = WEIGHT_AT + 16;
export const ENERGY: i32 = 0;
export const MEAN_P: i32 = 1;
export const NORM: i32 = 10;
export const MEAN_A: i32 = 11;
const LANE_SUMS_SIZE: i32 = 56;
/** The same as plain doubles: W, P (9), A (d² x d²), squared norm of the cell forces. */
export const SUMS_AT: usize = LANE_SUMS_AT + 56 * 16;
/** One point by itself (point.ts). */
export const SINGLE_AT: usize = SUMS_AT + 92 * 8;
export const SUM_A: i32 = 10;
export const SUM_FORCES: i32 = 91;

/** First row of the blocks J <= L of A: the lower half where J = L, else all (i, k). */
const BLOCKS_3D: usize = memory.data<u8>([0, 6, 15, 6, 24, 30, 15, 30, 39]);
const BLOCKS_2D: usize = memory.data<u8>([0, 3, 3, 7]);

/** Row of A_iJkL. */
export function tangentRow(dimension: i32, i: i32, j: i32, k: i32, l: i32): i32 {
  const block = <i32>load<u8>((dimension == 3 ? BLOCKS_3D : BLOCKS_2D) + <usize>(j * dimension + l));
  if (j == l) return block + lowerPlace(max(i, k), min(i, k));
  return block + (j < l ? i * dimension + k : k * dimension + i);
}

/** Place of (i, k), i >= k, among the lower component pairs. */
// @ts-ignore: decorator
@inline
export function lowerPlace(i: i32, k: i32): i32 {
  return ((i * (i + 1)) >> 1) + k;
}

/** sums[place] += factor value, in the lanes that count. */
// @ts-ignore: decorator
@inline
export function addSum(scratch: usize, place: i32, value: v128, factor: v128): void {
  const at = scratch + LANE_SUMS_AT + (<usize>place << 4);
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(factor, value)));
}

/** Volume of a Gauss point in the lanes that count, 0 in the other. */
// @ts-ignore: decorator
@inline
export function volumes(plan: usize, scratch: usize): v128 {
  return f64x2.mul(v128.load64_splat(address(plan, VOLUMES)), v128.load(scratch + WEIGHT_AT));
}

/** Forgets the sums of the lanes. */
export function clearSums(plan: usize): void {
  clear(address(plan, SCRATCH) + LANE_SUMS_AT, 2 * LANE_SUMS_SIZE);
}

/** Forgets the mean stiffness of the point before, which forces alone would keep: answers must not depend on who was solved last. */
export function forgetStiffness(plan: usize): void {
  clear(address(plan, SCRATCH) + SUMS_AT + (<usize>SUM_A << 3), 81);
}

// @ts-ignore: decorator
@inline
function laneSum(scratch: usize, place: i32): f64 {
  const sums = scratch + LANE_SUMS_AT;
  return get(sums, 2 * place) + get(sums, 2 * place + 1);
}

/** Adds up the lanes when all pairs are done; forces alone keep the sums of A from the assembly before. */
export function foldSums(plan: usize, tangent: bool): void {
  const scratch = address(plan, SCRATCH), sums = scratch + SUMS_AT, dimension = word(plan, DIMENSION), macros = dimension * dimension;
  for (let i = 0; i < 10; i++) set(sums, i, laneSum(scratch, i));
  set(sums, SUM_FORCES, laneSum(scratch, NORM));
  if (!tangent) return;
  for (let r = 0; r < macros; r++) {
    for (let c = 0; c < macros; c++) {
      const row = tangentRow(dimension, r / dimension, r % dimension, c / dimension, c % dimension);
      set(sums, SUM_A + r * macros + c, laneSum(scratch, MEAN_A + row));
    }
  }
}
