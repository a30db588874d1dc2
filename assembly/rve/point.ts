// One Gauss point of an RVE: F -> W, P and, when wanted, the tangent A = dP/dF laid out for the SIMD cell kernel.
// In 2D the macroscopic and microscopic F both have F33 = 1 (plane strain), so only in-plane entries of A are formed.
import { get, set } from "./plan";

/** Scratch of a point, in doubles from its base: F (9), E (6), answer of the law (28), P (9), CC by rows, CC F, A by rows. */
export const F_AT: usize = 0;
export const E_AT: usize = 80;
export const LAW_AT: usize = 128;
export const P_AT: usize = 352;
export const CC_AT: usize = 432;
export const V_AT: usize = 1008;
export const A_AT: usize = 1584;
export const POINT_BYTES: usize = 2448;

/** Doubles in a row [k][L] of A: L is padded to a lane pair. */
// @ts-ignore: decorator
@inline
export function rowLength(dimension: i32): i32 {
  return dimension == 3 ? 12 : 4;
}

/** Green–Lagrange strain from H = F - I, so that nothing cancels near the identity. */
function strain(point: usize): void {
  const f = point + F_AT, e = point + E_AT;
  const h00 = get(f, 0) - 1.0, h01 = get(f, 1), h02 = get(f, 2);
  const h10 = get(f, 3), h11 = get(f, 4) - 1.0, h12 = get(f, 5);
  const h20 = get(f, 6), h21 = get(f, 7), h22 = get(f, 8) - 1.0;
  set(e, 0, h00 + 0.5 * (h00 * h00 + h10 * h10 + h20 * h20));
  set(e, 1, h11 + 0.5 * (h01 * h01 + h11 * h11 + h21 * h21));
  set(e, 2, h22 + 0.5 * (h02 * h02 + h12 * h12 + h22 * h22));
  set(e, 3, 0.5 * (h01 + h10 + (h00 * h01 + h10 * h11 + h20 * h21)));
  set(e, 4, 0.5 * (h12 + h21 + (h01 * h02 + h11 * h12 + h21 * h22)));
  set(e, 5, 0.5 * (h02 + h20 + (h00 * h02 + h10 * h12 + h20 * h22)));
}

function determinant(f: usize): f64 {
  return get(f, 0) * (get(f, 4) * get(f, 8) - get(f, 5) * get(f, 7))
    - get(f, 1) * (get(f, 3) * get(f, 8) - get(f, 5) * get(f, 6))
    + get(f, 2) * (get(f, 3) * get(f, 7) - get(f, 4) * get(f, 6));
}

/** P = F S. */
function firstPiolaKirchhoff(point: usize): void {
  const f = point + F_AT, s = point + LAW_AT + 8, p = point + P_AT;
  const s00 = get(s, 0), s11 = get(s, 1), s22 = get(s, 2), s01 = get(s, 3), s12 = get(s, 4), s02 = get(s, 5);
  for (let i = 0; i < 9; i += 3) {
    const a = get(f, i), b = get(f, i + 1), c = get(f, i + 2);
    set(p, i, a * s00 + b * s01 + c * s02);
    set(p, i + 1, a * s01 + b * s11 + c * s12);
    set(p, i + 2, a * s02 + b * s12 + c * s22);
  }
}

/**
 * Evaluates the law at the F stored in the point scratch.
 * Returns the point status: 0, 1 (det F <= 0) or 4 (not finite).
 */
export function evaluatePoint(point: usize, slot: i32, parameters: usize, directions: usize): i32 {
  if (!(determinant(point + F_AT) > 0.0)) return 1;
  strain(point);
  call_indirect<void>(<u32>slot, parameters, directions, point + E_AT, point + LAW_AT);
  firstPiolaKirchhoff(point);
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
