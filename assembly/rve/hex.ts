// The voxel in space (cell.ts): modes T = 1 … 7 by their bits z y x.
import { address } from "./plan";
import {
  addSum, F_AT, F_BYTES, lowerPlace, MACRO_AT, MEAN_A, MEAN_P, MODES_AT, POINT_BYTES, POINTS_AT, RESIDUAL_AT, STIFFNESS_AT, volumes, W_AT,
} from "./scratch";
import { F_PRESENT, SLOPES, TERM_FACTORS, TERM_PLACES, VOLUMES } from "../../src/kernels/rve-layout";
import { walsh8, walshAcross, walshColumns8 } from "./walsh";

/** Rows of A among the outputs of a point. */
const A_AT: usize = POINTS_AT + 144;
/** Bytes of the lower component pairs. */
const BLOCK: usize = 96;

/** The two other axes, as bits. */
// @ts-ignore: decorator
@inline
function otherBit(axis: usize, second: usize): usize {
  return axis == 0 ? 2 << second : axis == 1 ? 1 << (2 * second) : 1 << second;
}

/** slope_J[R] v. */
// @ts-ignore: decorator
@inline
function sloped(slopes: usize, mode: usize, v: v128): v128 {
  return f64x2.mul(v128.load64_splat(slopes + (mode << 3)), v);
}

/** One entry of F at the eight points: it does not vary along `bit`. u: modes of a component; out: entry at point 0. */
function placeGradient(slopes: usize, macro: v128, u: usize, bit: usize, b: usize, c: usize, out: usize): void {
  const m0 = f64x2.add(sloped(slopes, 0, v128.load(u + (bit << 4))), macro), m1 = sloped(slopes, b, v128.load(u + ((bit | b) << 4)));
  const m2 = sloped(slopes, c, v128.load(u + ((bit | c) << 4))), m3 = sloped(slopes, b | c, v128.load(u + 112));
  const p = f64x2.add(m0, m1), q = f64x2.sub(m0, m1), r = f64x2.add(m2, m3), s = f64x2.sub(m2, m3);
  storeTwice(out, bit, f64x2.add(p, r));
  storeTwice(out + b * F_BYTES, bit, f64x2.add(q, s));
  storeTwice(out + c * F_BYTES, bit, f64x2.sub(p, r));
  storeTwice(out + (b | c) * F_BYTES, bit, f64x2.sub(q, s));
}

// @ts-ignore: decorator
@inline
function storeTwice(at: usize, bit: usize, value: v128): void {
  v128.store(at, value);
  v128.store(at + bit * F_BYTES, value);
}

/** F at the eight points: the macroscopic one and the gradient of the fluctuation. */
export function deformHex(plan: usize, scratch: usize): void {
  const macro = address(plan, F_PRESENT);
  for (let i: usize = 0; i < 3; i++) {
    const u = scratch + W_AT + (i << 7);
    walsh8(u, 16, u, 16);
    for (let j: usize = 0; j < 3; j++) {
      const entry: usize = 3 * i + j;
      placeGradient(address(plan, SLOPES) + (j << 6), v128.load64_splat(macro + (entry << 3)), u, 1 << j, otherBit(j, 0), otherBit(j, 1), scratch + F_AT + (entry << 4));
    }
  }
}

/** forces[i][n] = sum over points of P_iJ dN_n/dX_J dV, and the sums of P. */
export function forceHex(plan: usize, scratch: usize): void {
  const volume = v128.load64_splat(address(plan, VOLUMES)), weights = volumes(plan, scratch), modes = scratch + MODES_AT;
  memory.fill(scratch + RESIDUAL_AT, 0, 384);
  for (let i: usize = 0; i < 3; i++) {
    const force = scratch + RESIDUAL_AT + (i << 7);
    for (let j: usize = 0; j < 3; j++) {
      const entry: usize = 3 * i + j, bit: usize = 1 << j, b = otherBit(j, 0), c = otherBit(j, 1), slopes = address(plan, SLOPES) + (j << 6);
      walshAcross(scratch + POINTS_AT + (entry << 4), POINT_BYTES, bit, b, c, modes, 16);
      addSum(scratch, MEAN_P + <i32>entry, v128.load(modes), weights);
      addForce(slopes, modes, 0, force, bit, volume);
      addForce(slopes, modes, b, force, bit, volume);
      addForce(slopes, modes, c, force, bit, volume);
      addForce(slopes, modes, b | c, force, bit, volume);
    }
    walsh8(force, 16, force, 16);
  }
}

// @ts-ignore: decorator
@inline
function addForce(slopes: usize, modes: usize, mode: usize, force: usize, bit: usize, volume: v128): void {
  const at = force + ((mode | bit) << 4);
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(volume, sloped(slopes, mode, v128.load(modes + (mode << 4))))));
}

/** Address of block (J, L) of the modes of A: [R][(i, k), i >= k]. */
// @ts-ignore: decorator
@inline
function blockAt(scratch: usize, j: usize, l: usize): usize {
  return scratch + MODES_AT + (3 * j + l) * 8 * BLOCK;
}

/** Modes of A by blocks, and its sums. Block (L, J) holds the entries of (J, L) the other way round. */
function transformTangent(scratch: usize, weights: v128): void {
  let row = scratch + A_AT, sum = MEAN_A;
  for (let j: usize = 0; j < 3; j++) {
    for (let place: usize = 0; place < 6; place++) {
      const out = blockAt(scratch, j, j) + (place << 4);
      walshAcross(row, POINT_BYTES, 1 << j, otherBit(j, 0), otherBit(j, 1), out, BLOCK);
      addSum(scratch, sum++, v128.load(out), weights);
      row += 16;
    }
    for (let l = j + 1; l < 3; l++) {
      for (let i = 0; i < 3; i++) {
        for (let k = 0; k < 3; k++) {
          const out = i >= k ? blockAt(scratch, j, l) + (<usize>lowerPlace(i, k) << 4) : blockAt(scratch, l, j) + (<usize>lowerPlace(k, i) << 4);
          walsh8(row, POINT_BYTES, out, BLOCK);
          if (i == k) copyModes(out, blockAt(scratch, l, j) + (<usize>lowerPlace(i, i) << 4));
          addSum(scratch, sum++, v128.load(out), weights);
          row += 16;
        }
      }
    }
  }
}

function copyModes(from: usize, to: usize): void {
  for (const end = from + 8 * BLOCK; from < end; from += BLOCK) {
    v128.store(to, v128.load(from));
    to += BLOCK;
  }
}

/** All lower component pairs of a mode pair: `count` terms (byte offsets among the modes of A, factors). */
// @ts-ignore: decorator
@inline
function sumTerms(modes: usize, places: usize, factors: usize, count: i32, out: usize): void {
  let s0 = f64x2.splat(0.0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
  for (const end = places + (<usize>count << 2); places < end; places += 4) {
    const from = modes + <usize>load<u32>(places), f = v128.load64_splat(factors);
    s0 = f64x2.add(s0, f64x2.mul(f, v128.load(from)));
    s1 = f64x2.add(s1, f64x2.mul(f, v128.load(from, 16)));
    s2 = f64x2.add(s2, f64x2.mul(f, v128.load(from, 32)));
    s3 = f64x2.add(s3, f64x2.mul(f, v128.load(from, 48)));
    s4 = f64x2.add(s4, f64x2.mul(f, v128.load(from, 64)));
    s5 = f64x2.add(s5, f64x2.mul(f, v128.load(from, 80)));
    factors += 8;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, s5, 80);
}

/** The mixed component pairs of a mode pair; those on the diagonal are the same as in `mirror`. */
// @ts-ignore: decorator
@inline
function sumMixedTerms(modes: usize, places: usize, factors: usize, count: i32, mirror: usize, out: usize): void {
  let s1 = f64x2.splat(0.0), s3 = s1, s4 = s1;
  for (const end = places + (<usize>count << 2); places < end; places += 4) {
    const from = modes + <usize>load<u32>(places), f = v128.load64_splat(factors);
    s1 = f64x2.add(s1, f64x2.mul(f, v128.load(from, 16)));
    s3 = f64x2.add(s3, f64x2.mul(f, v128.load(from, 48)));
    s4 = f64x2.add(s4, f64x2.mul(f, v128.load(from, 64)));
    factors += 8;
  }
  v128.store(out, v128.load(mirror));
  v128.store(out, s1, 16);
  v128.store(out, v128.load(mirror, 32), 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, v128.load(mirror, 80), 80);
}

/** Stiffness between modes T and S from 1 to 7. */
function formModes(plan: usize, scratch: usize): void {
  const modes = scratch + MODES_AT, stiffness = scratch + STIFFNESS_AT;
  let places = address(plan, TERM_PLACES), factors = address(plan, TERM_FACTORS);
  for (let t: usize = 1; t < 8; t++) {
    for (let s: usize = 1; s < 8; s++) {
      const count = popcnt<i32>(<i32>t) * popcnt<i32>(<i32>s), out = stiffness + (8 * t + s) * BLOCK;
      if (s < t) sumMixedTerms(modes, places, factors, count, stiffness + (8 * s + t) * BLOCK, out);
      else sumTerms(modes, places, factors, count, out);
      places += <usize>count << 2;
      factors += <usize>count << 3;
    }
  }
}

/** macro[iJ][k][n]: a unit of F_iJ moves the corners as mode J does, but for its slope. */
function coupleHex(plan: usize, scratch: usize): void {
  const stiffness = scratch + STIFFNESS_AT;
  let out = scratch + MACRO_AT;
  for (let i = 0; i < 3; i++) {
    for (let j: usize = 0; j < 3; j++) {
      const scale = f64x2.splat(1.0 / load<f64>(address(plan, SLOPES) + (j << 6))), t: usize = 1 << j;
      for (let k = 0; k < 3; k++) {
        const place = <usize>lowerPlace(max(i, k), min(i, k)) << 4;
        v128.store(out, f64x2.splat(0.0));
        for (let s: usize = 1; s < 8; s++) {
          const from = stiffness + (i >= k ? 8 * t + s : 8 * s + t) * BLOCK + place;
          v128.store(out + (s << 4), f64x2.mul(scale, v128.load(from)));
        }
        walsh8(out, 16, out, 16);
        out += 128;
      }
    }
  }
}

/** stiffness[n, m][(i, k), i >= k], with `couple` the macroscopic coupling as well; adds to the sums of A. */
export function stiffenHex(plan: usize, scratch: usize, couple: bool): void {
  const stiffness = scratch + STIFFNESS_AT;
  transformTangent(scratch, volumes(plan, scratch));
  formModes(plan, scratch);
  if (couple) coupleHex(plan, scratch);
  memory.fill(stiffness, 0, 8 * BLOCK);
  for (let t: usize = 1; t < 8; t++) {
    memory.fill(stiffness + 8 * t * BLOCK, 0, BLOCK);
    walshColumns8(stiffness + 8 * t * BLOCK, BLOCK, 6);
  }
  walshColumns8(stiffness, 8 * BLOCK, 48);
}
