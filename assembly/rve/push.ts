// A = dP/dF at all Gauss points of a voxel, two points in the lanes: A_iJkL = F_iM CC_MJNL F_kN + delta_ik S_JL.
// Rows of points: F (9), S (6), CC (21, packed) in; A as [J <= L][i, k] out. In 2D (plane strain) only in-plane entries are formed.

/** Places, in the packed upper triangle of the 6x6 CC (Voigt pairs 00 11 22 01 12 02), of (M, J), (N, L) as [J <= L][M][N]. */
const PLACES_3D: usize = memory.data<u8>([
  0, 3, 5, 3, 15, 17, 5, 17, 20,
  3, 1, 4, 15, 8, 16, 17, 10, 19,
  5, 4, 2, 17, 16, 12, 20, 19, 14,
  15, 8, 16, 8, 6, 9, 16, 9, 18,
  17, 16, 12, 10, 9, 7, 19, 18, 13,
  20, 19, 14, 19, 18, 13, 14, 13, 11,
]);
const PLACES_2D: usize = memory.data<u8>([0, 3, 3, 15, 3, 1, 15, 8, 15, 8, 8, 6]);
/** Voigt places of S_JL for J <= L. */
const STRESS_3D: usize = memory.data<u8>([0, 3, 5, 1, 4, 2]);
const STRESS_2D: usize = memory.data<u8>([0, 3, 1]);

// @ts-ignore: decorator
@inline
function dot3(a: v128, x: v128, b: v128, y: v128, c: v128, z: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(a, x), f64x2.mul(b, y)), f64x2.mul(c, z));
}

// @ts-ignore: decorator
@inline
function plus(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b));
}

/** One (J, L) of two points in 3D: f, c: their first rows, 64 bytes from row to row. */
function block3(f: usize, c: usize, places: usize, s: v128, out: usize): void {
  const zero = f64x2.splat(0.0);
  let a00 = s, a01 = zero, a02 = zero, a10 = zero, a11 = s, a12 = zero, a20 = zero, a21 = zero, a22 = s;
  for (let m: usize = 0; m < 3; m++) {
    const c0 = v128.load(c + (<usize>load<u8>(places) << 6)), c1 = v128.load(c + (<usize>load<u8>(places, 1) << 6));
    const c2 = v128.load(c + (<usize>load<u8>(places, 2) << 6));
    const h0 = dot3(c0, v128.load(f), c1, v128.load(f, 64), c2, v128.load(f, 128));
    const h1 = dot3(c0, v128.load(f, 192), c1, v128.load(f, 256), c2, v128.load(f, 320));
    const h2 = dot3(c0, v128.load(f, 384), c1, v128.load(f, 448), c2, v128.load(f, 512));
    const f0 = v128.load(f + (m << 6)), f1 = v128.load(f + (m << 6), 192), f2 = v128.load(f + (m << 6), 384);
    a00 = plus(a00, f0, h0);
    a01 = plus(a01, f0, h1);
    a02 = plus(a02, f0, h2);
    a10 = plus(a10, f1, h0);
    a11 = plus(a11, f1, h1);
    a12 = plus(a12, f1, h2);
    a20 = plus(a20, f2, h0);
    a21 = plus(a21, f2, h1);
    a22 = plus(a22, f2, h2);
    places += 3;
  }
  v128.store(out, a00);
  v128.store(out, a01, 64);
  v128.store(out, a02, 128);
  v128.store(out, a10, 192);
  v128.store(out, a11, 256);
  v128.store(out, a12, 320);
  v128.store(out, a20, 384);
  v128.store(out, a21, 448);
  v128.store(out, a22, 512);
}

/** One (J, L) of two points in 2D: 32 bytes from row to row. */
function block2(f: usize, c: usize, places: usize, s: v128, out: usize): void {
  const zero = f64x2.splat(0.0);
  let a00 = s, a01 = zero, a10 = zero, a11 = s;
  for (let m: usize = 0; m < 2; m++) {
    const c0 = v128.load(c + (<usize>load<u8>(places) << 5)), c1 = v128.load(c + (<usize>load<u8>(places, 1) << 5));
    const h0 = plus(f64x2.mul(c0, v128.load(f)), c1, v128.load(f, 32));
    const h1 = plus(f64x2.mul(c0, v128.load(f, 96)), c1, v128.load(f, 128));
    const f0 = v128.load(f + (m << 5)), f1 = v128.load(f + (m << 5), 96);
    a00 = plus(a00, f0, h0);
    a01 = plus(a01, f0, h1);
    a10 = plus(a10, f1, h0);
    a11 = plus(a11, f1, h1);
    places += 2;
  }
  v128.store(out, a00);
  v128.store(out, a01, 32);
  v128.store(out, a10, 64);
  v128.store(out, a11, 96);
}

/** Forms A of all points; F, S, CC, A: first rows of each. */
export function pushTangents(dimension: i32, F: usize, S: usize, CC: usize, A: usize): void {
  for (let at: usize = 0; at < (dimension == 3 ? 64 : 32); at += 16) {
    if (dimension == 3) {
      for (let jl: usize = 0; jl < 6; jl++) {
        block3(F + at, CC + at, PLACES_3D + 9 * jl, v128.load(S + at + (<usize>load<u8>(STRESS_3D + jl) << 6)), A + at + 576 * jl);
      }
    } else {
      for (let jl: usize = 0; jl < 3; jl++) {
        block2(F + at, CC + at, PLACES_2D + 4 * jl, v128.load(S + at + (<usize>load<u8>(STRESS_2D + jl) << 5)), A + at + 128 * jl);
      }
    }
  }
}
