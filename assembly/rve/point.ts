// One Gauss point of an RVE: F -> W, P and, when wanted, the tangent A = dP/dF laid out for the SIMD cell kernel.
// In 2D the macroscopic and microscopic F both have F33 = 1 (plane strain), so only in-plane entries of A are formed.
import { firstPiolaKirchhoff, strain } from "../tensor";
import { get } from "./plan";

/** Scratch of a point, in doubles from its base: F (9), E (6) and det F, answer of the law (28), P (9), CC by rows, CC F, A by rows. */
export const F_AT: usize = 0;
export const E_AT: usize = 80;
export const LAW_AT: usize = 144;
export const P_AT: usize = 368;
export const CC_AT: usize = 448;
export const V_AT: usize = 1024;
export const A_AT: usize = 1600;
export const POINT_BYTES: usize = 2464;

/** Doubles in a row [k][L] of A: L is padded to a lane pair. */
// @ts-ignore: decorator
@inline
export function rowLength(dimension: i32): i32 {
  return dimension == 3 ? 12 : 4;
}

/**
 * Evaluates the law at the F stored in the point scratch.
 * Returns the point status: 0, 1 (det F <= 0) or 4 (not finite).
 */
export function evaluatePoint(point: usize, slot: i32, parameters: usize, directions: usize): i32 {
  strain(point + F_AT, point + E_AT);
  if (!(get(point + E_AT, 6) > 0.0)) return 1;
  call_indirect<void>(<u32>slot, parameters, directions, point + E_AT, point + LAW_AT);
  firstPiolaKirchhoff(point + F_AT, point + LAW_AT + 8, point + P_AT);
  const p = point + P_AT;
  let check = get(point + LAW_AT, 0);
  for (let i = 0; i < 9; i++) check += get(p, i);
  return check - check == 0.0 ? 0 : 4;
}

/** Places, in the packed upper triangle of the 6x6 CC, of (row, N, L): rows are the Voigt pairs 00 11 22 01 12 02. */
const PLACES_3D: usize = memory.data<u8>([
  0, 3, 5, 3, 1, 4, 5, 4, 2,
  1, 8, 10, 8, 6, 9, 10, 9, 7,
  2, 12, 14, 12, 7, 13, 14, 13, 11,
  3, 15, 17, 15, 8, 16, 17, 16, 12,
  4, 16, 19, 16, 9, 18, 19, 18, 13,
  5, 17, 20, 17, 10, 19, 20, 19, 14,
]);
/** The same for the in-plane rows 00 11 01. */
const PLACES_2D: usize = memory.data<u8>([0, 3, 3, 1, 1, 8, 8, 6, 3, 15, 15, 8]);

/** Spreads the packed CC into rows [pair][N][L], L padded to a lane pair. */
function spread(point: usize, dimension: i32): void {
  const packed = point + LAW_AT + 56, rows = point + CC_AT;
  const pairs = dimension == 3 ? 6 : 3;
  let place = dimension == 3 ? PLACES_3D : PLACES_2D;
  let out = rows;
  for (let pair = 0; pair < pairs; pair++) {
    for (let n = 0; n < dimension; n++) {
      for (let l = 0; l < dimension; l++) store<f64>(out + (<usize>l << 3), get(packed, load<u8>(place++)));
      if (dimension == 3) store<f64>(out + 24, 0.0);
      out += dimension == 3 ? 32 : 16;
    }
  }
}

/** Row of the Voigt pair (M, J) among the rows of `spread`. */
const PAIR_3D: usize = memory.data<u8>([0, 3, 5, 3, 1, 4, 5, 4, 2]);
const PAIR_2D: usize = memory.data<u8>([0, 2, 2, 1]);

/** V[pair][k][L] = sum_N F_kN CC[pair][N][L]. */
function halfPush(point: usize, dimension: i32): void {
  const f = point + F_AT;
  const pairs = dimension == 3 ? 6 : 3;
  const group: usize = dimension == 3 ? 32 : 16;
  let rows = point + CC_AT, out = point + V_AT;
  for (let pair = 0; pair < pairs; pair++) {
    for (let k = 0; k < dimension; k++) {
      for (let half: usize = 0; half < group; half += 16) {
        let sum = f64x2.mul(v128.load64_splat(f + (<usize>k * 24)), v128.load(rows + half));
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(f + (<usize>k * 24) + 8), v128.load(rows + group + half)));
        if (dimension == 3) {
          sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(f + (<usize>k * 24) + 16), v128.load(rows + 2 * group + half)));
        }
        v128.store(out + half, sum);
      }
      out += group;
    }
    rows += <usize>dimension * group;
  }
}

/** A[iJ][k][L] = sum_M F_iM V[(M,J)][k][L] + delta_ik S_JL. */
function fullPush(point: usize, dimension: i32): void {
  const f = point + F_AT, s = point + LAW_AT + 8;
  const pairOf = dimension == 3 ? PAIR_3D : PAIR_2D;
  const voigt = PAIR_3D;
  const group: usize = dimension == 3 ? 32 : 16;
  const row: usize = <usize>dimension * group;
  let out = point + A_AT;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      const v0 = point + V_AT + row * <usize>load<u8>(pairOf + <usize>j);
      const v1 = point + V_AT + row * <usize>load<u8>(pairOf + <usize>(dimension + j));
      const v2 = dimension == 3 ? point + V_AT + row * <usize>load<u8>(pairOf + <usize>(6 + j)) : v1;
      const fi = f + <usize>i * 24;
      for (let at: usize = 0; at < row; at += 16) {
        let sum = f64x2.mul(v128.load64_splat(fi), v128.load(v0 + at));
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(fi + 8), v128.load(v1 + at)));
        if (dimension == 3) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(fi + 16), v128.load(v2 + at)));
        v128.store(out + at, sum);
      }
      const diagonal = out + <usize>i * group;
      for (let l = 0; l < dimension; l++) {
        const at = diagonal + (<usize>l << 3);
        store<f64>(at, load<f64>(at) + get(s, <i32>load<u8>(voigt + <usize>(3 * j + l))));
      }
      out += row;
    }
  }
}

/** Forms A from the law's S and CC, which `evaluatePoint` has left in the scratch. */
export function pushTangent(point: usize, dimension: i32): void {
  spread(point, dimension);
  halfPush(point, dimension);
  fullPush(point, dimension);
}
