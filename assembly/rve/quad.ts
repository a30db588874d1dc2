// The voxel in the plane (cell.ts): modes 1 (x), 2 (y), 3 (xy). Points q = 2 y + x; a sum "by y" is that over the points with the sign (-1)^y.
import { address, get } from "./plan";
import { addSum, F_AT, F_BYTES, MACRO_AT, MEAN_A, MEAN_P, POINT_BYTES, POINTS_AT, RESIDUAL_AT, STIFFNESS_AT, volumes, W_AT } from "./scratch";
import { F_PRESENT, SLOPES, VOLUMES } from "../../src/kernels/rve-layout";
import { spread4 } from "./walsh";

/** Rows of A among the outputs of a point, and of its blocks (`tangentRow`). */
const A_AT: usize = POINTS_AT + 80;
const A00: i32 = 0;
const A01: i32 = 3;
const A11: i32 = 7;

/** Slope of the gradient along an axis: constant, and times the other coordinate. */
// @ts-ignore: decorator
@inline
function slope(plan: usize, axis: i32, mode: i32): f64 {
  return get(address(plan, SLOPES), 4 * axis + mode);
}

// @ts-ignore: decorator
@inline
function times(factor: f64, v: v128): v128 {
  return f64x2.mul(f64x2.splat(factor), v);
}

/** F at the four points: the macroscopic one and the gradient of the fluctuation. */
export function deformQuad(plan: usize, scratch: usize): void {
  const macro = address(plan, F_PRESENT), F = scratch + F_AT;
  for (let i: usize = 0; i < 2; i++) {
    const w = scratch + W_AT + (i << 6), row = F + 48 * i;
    const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
    const low = f64x2.sub(w0, w1), high = f64x2.sub(w2, w3);
    const x = f64x2.add(times(slope(plan, 0, 0), f64x2.add(low, high)), v128.load64_splat(macro + 24 * i));
    const y = f64x2.add(times(slope(plan, 1, 0), f64x2.sub(f64x2.add(w0, w1), f64x2.add(w2, w3))), v128.load64_splat(macro + 24 * i + 8));
    const twist = f64x2.sub(low, high), byY = times(slope(plan, 0, 2), twist), byX = times(slope(plan, 1, 1), twist);
    const lower = f64x2.add(x, byY), upper = f64x2.sub(x, byY), left = f64x2.add(y, byX), right = f64x2.sub(y, byX);
    v128.store(row, lower); v128.store(row, left, 16);
    v128.store(row + F_BYTES, lower); v128.store(row + F_BYTES, right, 16);
    v128.store(row + 2 * F_BYTES, upper); v128.store(row + 2 * F_BYTES, left, 16);
    v128.store(row + 3 * F_BYTES, upper); v128.store(row + 3 * F_BYTES, right, 16);
  }
  for (let q: usize = 0; q < 4; q++) v128.store(F + q * F_BYTES, v128.load64_splat(macro, 64), 128);
}

/** Sums over the points that differ in x alone, for y below and above. */
// @ts-ignore: decorator
@inline
function belowY(row: usize): v128 {
  return f64x2.add(v128.load(row), v128.load(row + POINT_BYTES));
}

// @ts-ignore: decorator
@inline
function aboveY(row: usize): v128 {
  return f64x2.add(v128.load(row + 2 * POINT_BYTES), v128.load(row + 3 * POINT_BYTES));
}

/** Sums over the points that differ in y alone, for x left and right. */
// @ts-ignore: decorator
@inline
function leftX(row: usize): v128 {
  return f64x2.add(v128.load(row), v128.load(row + 2 * POINT_BYTES));
}

// @ts-ignore: decorator
@inline
function rightX(row: usize): v128 {
  return f64x2.add(v128.load(row + POINT_BYTES), v128.load(row + 3 * POINT_BYTES));
}

/** forces[i][n] = sum over points of P_iJ dN_n/dX_J dV, and the sums of P. */
export function forceQuad(plan: usize, scratch: usize): void {
  const volume = get(address(plan, VOLUMES), 0), weights = volumes(plan, scratch), P = scratch + POINTS_AT;
  for (let i: i32 = 0; i < 2; i++) {
    const px = P + (<usize>i << 5), py = px + 16, force = scratch + RESIDUAL_AT + (<usize>i << 6);
    const below = belowY(px), above = aboveY(px), left = leftX(py), right = rightX(py);
    const sumX = f64x2.add(below, above), sumY = f64x2.add(left, right);
    addSum(scratch, MEAN_P + 3 * i, sumX, weights);
    addSum(scratch, MEAN_P + 3 * i + 1, sumY, weights);
    v128.store(force, times(volume * slope(plan, 0, 0), sumX), 16);
    v128.store(force, times(volume * slope(plan, 1, 0), sumY), 32);
    v128.store(force, f64x2.add(times(volume * slope(plan, 0, 2), f64x2.sub(below, above)), times(volume * slope(plan, 1, 1), f64x2.sub(left, right))), 48);
    spread4(force, 16);
  }
  addSum(scratch, MEAN_P + 8, f64x2.add(belowY(P + 64), aboveY(P + 64)), weights);
}

/** Modes of the stiffness, [T][S][(i, k), i >= k] for T, S from 1 to 3, where in the end the stiffness of the corners stands. */
// @ts-ignore: decorator
@inline
function modePlace(scratch: usize, t: usize, s: usize, place: usize): usize {
  return scratch + STIFFNESS_AT + 48 * (4 * t + s) + (place << 4);
}

/** Entries of mode pairs (T, S) and (S, T) of one component pair on the diagonal. */
// @ts-ignore: decorator
@inline
function storeBoth(scratch: usize, t: usize, s: usize, place: usize, value: v128): void {
  v128.store(modePlace(scratch, t, s, place), value);
  v128.store(modePlace(scratch, s, t, place), value);
}

/** Component pairs (i, i): place 0 and 2. Adds to the sums of A. */
function stiffenDiagonal(plan: usize, scratch: usize, i: i32, weights: v128): void {
  const volume = get(address(plan, VOLUMES), 0), A = scratch + A_AT, place = i == 0 ? 0 : 2;
  const x = slope(plan, 0, 0), y = slope(plan, 1, 0), xy = slope(plan, 0, 2), yx = slope(plan, 1, 1);
  const a = A + (<usize>(A00 + place) << 4), b = A + (<usize>(A01 + 3 * i) << 4), c = A + (<usize>(A11 + place) << 4);
  const below = belowY(a), above = aboveY(a), left = leftX(c), right = rightX(c);
  const sumA = f64x2.add(below, above), sumC = f64x2.add(left, right);
  const b0 = v128.load(b), b1 = v128.load(b + POINT_BYTES), b2 = v128.load(b + 2 * POINT_BYTES), b3 = v128.load(b + 3 * POINT_BYTES);
  const low = f64x2.add(b0, b1), high = f64x2.add(b2, b3), lowTurn = f64x2.sub(b0, b1), highTurn = f64x2.sub(b2, b3);
  const sumB = f64x2.add(low, high), byY = f64x2.sub(low, high), byX = f64x2.add(lowTurn, highTurn), byXY = f64x2.sub(lowTurn, highTurn);
  addSum(scratch, MEAN_A + A00 + place, sumA, weights);
  addSum(scratch, MEAN_A + A01 + 3 * i, sumB, weights);
  addSum(scratch, MEAN_A + A11 + place, sumC, weights);
  v128.store(modePlace(scratch, 1, 1, place), times(volume * x * x, sumA));
  storeBoth(scratch, 1, 2, place, times(volume * x * y, sumB));
  v128.store(modePlace(scratch, 2, 2, place), times(volume * y * y, sumC));
  storeBoth(scratch, 1, 3, place, f64x2.add(times(volume * x * xy, f64x2.sub(below, above)), times(volume * x * yx, byX)));
  storeBoth(scratch, 2, 3, place, f64x2.add(times(volume * y * xy, byY), times(volume * y * yx, f64x2.sub(left, right))));
  v128.store(modePlace(scratch, 3, 3, place), f64x2.add(f64x2.add(times(volume * xy * xy, sumA), times(volume * yx * yx, sumC)), times(2.0 * (volume * xy * yx), byXY)));
}

/** One entry A_i0k1 of the four points by the signs of x and y. */
function stiffenMixed(plan: usize, scratch: usize, weights: v128): void {
  const volume = get(address(plan, VOLUMES), 0), A = scratch + A_AT;
  const x = slope(plan, 0, 0), y = slope(plan, 1, 0), xy = slope(plan, 0, 2), yx = slope(plan, 1, 1);
  const a = A + (<usize>(A00 + 1) << 4), c = A + (<usize>(A11 + 1) << 4), u = A + (<usize>(A01 + 1) << 4), l = A + (<usize>(A01 + 2) << 4);
  const below = belowY(a), above = aboveY(a), left = leftX(c), right = rightX(c);
  const sumA = f64x2.add(below, above), sumC = f64x2.add(left, right);
  const u0 = v128.load(u), u1 = v128.load(u + POINT_BYTES), u2 = v128.load(u + 2 * POINT_BYTES), u3 = v128.load(u + 3 * POINT_BYTES);
  const l0 = v128.load(l), l1 = v128.load(l + POINT_BYTES), l2 = v128.load(l + 2 * POINT_BYTES), l3 = v128.load(l + 3 * POINT_BYTES);
  const uLow = f64x2.add(u0, u1), uHigh = f64x2.add(u2, u3), uLowTurn = f64x2.sub(u0, u1), uHighTurn = f64x2.sub(u2, u3);
  const lLow = f64x2.add(l0, l1), lHigh = f64x2.add(l2, l3), lLowTurn = f64x2.sub(l0, l1), lHighTurn = f64x2.sub(l2, l3);
  const sumU = f64x2.add(uLow, uHigh), sumL = f64x2.add(lLow, lHigh);
  addSum(scratch, MEAN_A + A00 + 1, sumA, weights);
  addSum(scratch, MEAN_A + A01 + 1, sumU, weights);
  addSum(scratch, MEAN_A + A01 + 2, sumL, weights);
  addSum(scratch, MEAN_A + A11 + 1, sumC, weights);
  const aByY = times(volume * xy, f64x2.sub(below, above)), cByX = times(volume * yx, f64x2.sub(left, right));
  v128.store(modePlace(scratch, 1, 1, 1), times(volume * x * x, sumA));
  v128.store(modePlace(scratch, 2, 2, 1), times(volume * y * y, sumC));
  v128.store(modePlace(scratch, 1, 2, 1), times(volume * x * y, sumL));
  v128.store(modePlace(scratch, 2, 1, 1), times(volume * x * y, sumU));
  v128.store(modePlace(scratch, 1, 3, 1), times(x, f64x2.add(aByY, times(volume * yx, f64x2.add(lLowTurn, lHighTurn)))));
  v128.store(modePlace(scratch, 3, 1, 1), times(x, f64x2.add(aByY, times(volume * yx, f64x2.add(uLowTurn, uHighTurn)))));
  v128.store(modePlace(scratch, 2, 3, 1), times(y, f64x2.add(cByX, times(volume * xy, f64x2.sub(uLow, uHigh)))));
  v128.store(modePlace(scratch, 3, 2, 1), times(y, f64x2.add(cByX, times(volume * xy, f64x2.sub(lLow, lHigh)))));
  const turns = f64x2.add(f64x2.sub(uLowTurn, uHighTurn), f64x2.sub(lLowTurn, lHighTurn));
  v128.store(modePlace(scratch, 3, 3, 1), f64x2.add(f64x2.add(times(volume * xy * xy, sumA), times(volume * yx * yx, sumC)), times(volume * xy * yx, turns)));
}

/** macro[iJ][k][n]: a unit of F_iJ moves the corners as mode J does, but for its slope. */
function coupleQuad(plan: usize, scratch: usize): void {
  let out = scratch + MACRO_AT;
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      const scale = 1.0 / slope(plan, j, 0);
      for (let k = 0; k < 2; k++) {
        for (let s: usize = 1; s < 4; s++) {
          const t = <usize>j + 1;
          const from = i >= k ? modePlace(scratch, t, s, <usize>(i + k)) : modePlace(scratch, s, t, 1);
          v128.store(out + (s << 4), times(scale, v128.load(from)));
        }
        spread4(out, 16);
        out += 64;
      }
    }
  }
}

/** stiffness[n, m][(i, k), i >= k], with `couple` the macroscopic coupling as well; adds to the sums of A. */
export function stiffenQuad(plan: usize, scratch: usize, couple: bool): void {
  const weights = volumes(plan, scratch);
  stiffenDiagonal(plan, scratch, 0, weights);
  stiffenDiagonal(plan, scratch, 1, weights);
  stiffenMixed(plan, scratch, weights);
  if (couple) coupleQuad(plan, scratch);
  for (let t: usize = 1; t < 4; t++) {
    for (let place: usize = 0; place < 3; place++) spread4(modePlace(scratch, t, 0, place), 48);
  }
  for (let at = scratch + STIFFNESS_AT, end = at + 192; at < end; at += 16) spread4(at, 192);
}
