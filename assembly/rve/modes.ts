// Stiffness and coupling of a voxel in Walsh modes. On a box with 2^d Gauss points, shape functions and points are both products of ±1,
// so the gradient of corner n at point q is a Walsh polynomial: dN_n/dX_J (q) = sum over modes R without J of
// slope_J[R] (-1)^|R & q| (-1)^|(R + J) & n|, slope_J[R] = -(2 / h_J) 3^(-|R|/2) / 2^d. All sums over points become Walsh transforms of
// P and A, and the stiffness couples mode T with S by few entries of the transform of A: 144 instead of 8 · 24 · 24 products per entry in 3D.
import { add, get } from "./plan";
import { walshColumns, walshRows } from "./walsh";

/** Places of (i, k), i >= k, in a row-major block, and of (k, i); padded to lane pairs. */
const LOWER_3D: usize = memory.data<u8>([0, 3, 4, 6, 7, 8]);
const UPPER_3D: usize = memory.data<u8>([0, 1, 4, 2, 5, 8]);
const LOWER_2D: usize = memory.data<u8>([0, 2, 3, 3]);
const UPPER_2D: usize = memory.data<u8>([0, 1, 3, 3]);
/** Number of the pair {J, L} among the pairs J <= L. */
const PAIR_3D: usize = memory.data<u8>([0, 1, 2, 1, 3, 4, 2, 4, 5]);
const PAIR_2D: usize = memory.data<u8>([0, 1, 1, 2]);

/** Entries per node pair of the stiffness: the lower component pairs, padded to lane pairs. */
// @ts-ignore: decorator
@inline
export function blockLength(dimension: i32): i32 {
  return dimension == 3 ? 6 : 4;
}

/** Address of the row of A_iJkL over the points (or modes); A: rows [J <= L][i, k]. */
// @ts-ignore: decorator
@inline
export function tangentRow(dimension: i32, A: usize, i: i32, j: i32, k: i32, l: i32): usize {
  const pair = <i32>load<u8>((dimension == 3 ? PAIR_3D : PAIR_2D) + <usize>(j * dimension + l));
  const place = j <= l ? i * dimension + k : k * dimension + i;
  return A + (<usize>(pair * dimension * dimension + place) << (dimension == 3 ? 6 : 5));
}

/** values[T] of sum_J rows_J contracted with the gradients: adds slope_J[R] row[R] at T = R + J; `axis` J. */
export function addSlopes(corners: i32, slopes: usize, axis: i32, row: usize, out: usize): void {
  const slope = slopes + (<usize>(axis * corners) << 3), bit = <usize>axis << 4;
  for (let at: usize = 0; at < <usize>corners << 3; at += 16) {
    const value = f64x2.mul(v128.load(slope + at), v128.load(row + at));
    const place = out + (at | bit);
    const shifted = axis == 0 ? v128.shuffle<f64>(f64x2.splat(0.0), value, 0, 2) : value;
    v128.store(place, f64x2.add(v128.load(place), shifted));
  }
}

/** The other way: out[R] = slope_J[R] u[R + J], the modes of du/dX_J. */
export function takeSlopes(corners: i32, slopes: usize, axis: i32, u: usize, out: usize): void {
  const slope = slopes + (<usize>(axis * corners) << 3), bit = <usize>axis << 4;
  for (let at: usize = 0; at < <usize>corners << 3; at += 16) {
    let value = v128.load(u + (at | bit));
    if (axis == 0) value = v128.shuffle<f64>(value, value, 1, 1);
    v128.store(out + at, f64x2.mul(v128.load(slope + at), value));
  }
}

/** Reorders the modes of A to [J, L][R][(i, k), i >= k], so that the sums over modes run over whole lane pairs. */
function transposeModes(dimension: i32, corners: i32, A: usize, out: usize): void {
  const block = <usize>blockLength(dimension) << 3, row = <usize>corners << 3;
  const lower = dimension == 3 ? LOWER_3D : LOWER_2D, upper = dimension == 3 ? UPPER_3D : UPPER_2D;
  for (let j = 0; j < dimension; j++) {
    for (let l = 0; l < dimension; l++) {
      const source = tangentRow(dimension, A, 0, min(j, l), 0, max(j, l)), places = j <= l ? lower : upper;
      for (let t: usize = 0; t < block; t += 16) {
        const first = source + <usize>load<u8>(places + (t >> 3)) * row, second = source + <usize>load<u8>(places + (t >> 3), 1) * row;
        let to = out + t;
        for (let at: usize = 0; at < row; at += 16) {
          const u = v128.load(first + at), v = v128.load(second + at);
          v128.store(to, v128.shuffle<f64>(u, v, 0, 2));
          v128.store(to + block, v128.shuffle<f64>(u, v, 1, 3));
          to += 2 * block;
        }
      }
      out += <usize>corners * block;
    }
  }
}

/** Stiffness of a mode pair in 3D: `count` terms (byte offsets among the transposed modes, factors). */
// @ts-ignore: decorator
@inline
function sumTerms3(modes: usize, place: usize, factor: usize, count: i32, out: usize): void {
  let s0 = f64x2.splat(0.0), s1 = s0, s2 = s0;
  for (let n = 0; n < count; n++) {
    const from = modes + <usize>load<u32>(place), f = v128.load64_splat(factor);
    s0 = f64x2.add(s0, f64x2.mul(f, v128.load(from)));
    s1 = f64x2.add(s1, f64x2.mul(f, v128.load(from, 16)));
    s2 = f64x2.add(s2, f64x2.mul(f, v128.load(from, 32)));
    place += 4;
    factor += 8;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
}

// @ts-ignore: decorator
@inline
function sumTerms2(modes: usize, place: usize, factor: usize, count: i32, out: usize): void {
  let s0 = f64x2.splat(0.0), s1 = s0;
  for (let n = 0; n < count; n++) {
    const from = modes + <usize>load<u32>(place), f = v128.load64_splat(factor);
    s0 = f64x2.add(s0, f64x2.mul(f, v128.load(from)));
    s1 = f64x2.add(s1, f64x2.mul(f, v128.load(from, 16)));
    place += 4;
    factor += 8;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

/**
 * stiffness[n, m][(i, k), i >= k] from the modes of A (rows [J <= L][i, k]).
 * places, factors: terms for the modes T, S from 1 on; work: room for the transposed modes.
 */
export function formStiffness(dimension: i32, corners: i32, A: usize, places: usize, factors: usize, work: usize, stiffness: usize): void {
  const block = <usize>blockLength(dimension) << 3, line = <usize>corners * block;
  transposeModes(dimension, corners, A, work);
  memory.fill(stiffness, 0, line);
  for (let t = 1; t < corners; t++) {
    const modes = stiffness + <usize>t * line;
    memory.fill(modes, 0, block);
    for (let s = 1; s < corners; s++) {
      const count = popcnt<i32>(t) * popcnt<i32>(s);
      if (dimension == 3) sumTerms3(work, places, factors, count, modes + <usize>s * block);
      else sumTerms2(work, places, factors, count, modes + <usize>s * block);
      places += <usize>count << 2;
      factors += <usize>count << 3;
    }
    walshColumns(corners, modes, block, block);
  }
  walshColumns(corners, stiffness, line, line);
}

/** macro[iJ][k][n] = sum over points of A_iJkL dN_n/dX_L dV from the modes of A. */
export function formCoupling(dimension: i32, corners: i32, A: usize, slopes: usize, volume: f64, macro: usize): void {
  const row = <usize>corners << 3, v = f64x2.splat(volume);
  let out = macro;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      for (let k = 0; k < dimension; k++) {
        memory.fill(out, 0, row);
        for (let l = 0; l < dimension; l++) addSlopes(corners, slopes, l, tangentRow(dimension, A, i, j, k, l), out);
        for (let at: usize = 0; at < row; at += 16) v128.store(out + at, f64x2.mul(v, v128.load(out + at)));
        out += row;
      }
    }
  }
  walshRows(corners, macro, dimension * dimension * dimension);
}

/** sums[iJ][kL] += A_iJkL dV over the points: mode 0. */
export function addMeanTangent(dimension: i32, A: usize, volume: f64, sums: usize): void {
  const macros = dimension * dimension;
  for (let r = 0; r < macros; r++) {
    for (let c = 0; c < macros; c++) {
      add(sums, r * macros + c, volume * get(tangentRow(dimension, A, r / dimension, r % dimension, c / dimension, c % dimension), 0));
    }
  }
}
