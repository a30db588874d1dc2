// Two hex8 cells whose edges lie along the axes, one in each lane of every vector. Their gradients are few modes of Walsh, dN_n/dX_J = d_J sum over R of g^|R| w_RJ(n) w_R(q) with R among the two other axes, w_T(n) = (-1)^|T & n| and
// g = 1 / sqrt 3, so that F, forces and stiffness are sums of transforms over points and corners, both numbered by their bits x y z (assembly/rve/hex.ts does the same for voxels).
import { walsh8, walshAcross, walshColumns8 } from "../rve/walsh";
import { ask, POINT } from "./pair";

const ROOT: f64 = 0.5773502691896258;
const THIRD: f64 = 1.0 / 3.0;

/** Bytes of the lower component pairs (i, k), i >= k. */
const BLOCK: usize = 96;

/** Places in the scratch: displacements by modes [3, 8], F [8, 3, 3], answers as in pair.ts, modes of a row of stresses, of forces [3, 8], of A [J, L, R, (i, k)]. */
const F_AT: usize = 384;
const ANSWERS: usize = F_AT + 1152;
const ROW: usize = ANSWERS + 8 * POINT;
const FORCES: usize = ROW + 128;
const MODES: usize = FORCES + 384;

/** Where the modes of A are of which the stiffness between T and S is the sum, T and S from 1 to 7 and in them J and L: those of (J, L) and R = (T \ J) xor (S \ L). */
const terms: usize = memory.data<u16>([
  6144,
  5376,
  5472, 6336,
  4608,
  4704, 6528,
  4800, 5760,
  4896, 5856, 6720,
  3840,
  3072,
  3168, 4032,
  2304,
  2400, 4224,
  2496, 3456,
  2592, 3552, 4416,
  3936, 6336,
  3168, 5568,
  3072, 4128, 5664, 6144,
  2400, 4800,
  2304, 4320, 4896, 6720,
  2592, 3552, 4608, 5952,
  2496, 3456, 4512, 4704, 6048, 6528,
  1536,
  768,
  864, 1728,
  0,
  96, 1920,
  192, 1152,
  288, 1248, 2112,
  1632, 6528,
  864, 5760,
  768, 1824, 5856, 6720,
  96, 4992,
  0, 2016, 5088, 6144,
  288, 1248, 5184, 5376,
  192, 1152, 2208, 5280, 5472, 6336,
  1728, 4224,
  960, 3456,
  1056, 1536, 3552, 4416,
  192, 2688,
  288, 2112, 2784, 3840,
  0, 1344, 2880, 3072,
  96, 1440, 1920, 2976, 3168, 4032,
  1824, 4320, 6720,
  1056, 3552, 5952,
  960, 1632, 3456, 4512, 6048, 6528,
  288, 2784, 5184,
  192, 2208, 2688, 3936, 5280, 6336,
  96, 1440, 2976, 3168, 4992, 5568,
  0, 1344, 2016, 2880, 3072, 4128, 5088, 5664, 6144
]);

/** An axis and the two others, as bits. */
// @ts-ignore: decorator
@inline
function bitOf(axis: usize): usize {
  return 4 >> axis;
}

// @ts-ignore: decorator
@inline
function otherBit(axis: usize, second: usize): usize {
  return axis == 0 ? 2 >> second : axis == 1 ? 4 >> (2 * second) : 4 >> second;
}

// @ts-ignore: decorator
@inline
function times(factor: f64, v: v128): v128 {
  return f64x2.mul(f64x2.splat(factor), v);
}

/** One entry of F at the eight points: it does not vary along `bit`. u: modes of a component; unit: 1 on the diagonal; out: entry at point 0. */
function placeGradient(slope: v128, unit: f64, u: usize, bit: usize, b: usize, c: usize, out: usize): void {
  const near = times(ROOT, slope), far = times(THIRD, slope);
  const m0 = f64x2.add(f64x2.mul(slope, v128.load(u + (bit << 4))), f64x2.splat(unit)), m1 = f64x2.mul(near, v128.load(u + ((bit | b) << 4)));
  const m2 = f64x2.mul(near, v128.load(u + ((bit | c) << 4))), m3 = f64x2.mul(far, v128.load(u + 112));
  const p = f64x2.add(m0, m1), q = f64x2.sub(m0, m1), r = f64x2.add(m2, m3), s = f64x2.sub(m2, m3);
  storeTwice(out, bit, f64x2.add(p, r));
  storeTwice(out + 144 * b, bit, f64x2.add(q, s));
  storeTwice(out + 144 * c, bit, f64x2.sub(p, r));
  storeTwice(out + 144 * (b | c), bit, f64x2.sub(q, s));
}

// @ts-ignore: decorator
@inline
function storeTwice(at: usize, bit: usize, value: v128): void {
  v128.store(at, value);
  v128.store(at + 144 * bit, value);
}

/** F [8, 3, 3]. */
function deformBrick(slopes: usize, u: usize, work: usize): void {
  for (let i: usize = 0; i < 3; i++) {
    const modes = work + 128 * i;
    walsh8(u + 16 * i, 48, modes, 16);
    for (let j: usize = 0; j < 3; j++) placeGradient(v128.load(slopes + 16 * j), i == j ? 1.0 : 0.0, modes, bitOf(j), otherBit(j, 0), otherBit(j, 1), work + F_AT + 48 * i + 16 * j);
  }
}

/** Forces [8, 3] of all points. */
function formBrick(slopes: usize, volume: v128, work: usize, forces: usize): void {
  memory.fill(work + FORCES, 0, 384);
  for (let i: usize = 0; i < 3; i++) {
    const modes = work + FORCES + 128 * i;
    for (let j: usize = 0; j < 3; j++) {
      const bit = bitOf(j), b = otherBit(j, 0), c = otherBit(j, 1), slope = f64x2.mul(v128.load(slopes + 16 * j), volume), near = times(ROOT, slope);
      walshAcross(work + ANSWERS + 48 * i + 16 * j, POINT, bit, b, c, work + ROW, 16);
      addForce(slope, work + ROW, 0, modes, bit);
      addForce(near, work + ROW, b, modes, bit);
      addForce(near, work + ROW, c, modes, bit);
      addForce(times(THIRD, slope), work + ROW, b | c, modes, bit);
    }
    walsh8(modes, 16, forces + 16 * i, 48);
  }
}

// @ts-ignore: decorator
@inline
function addForce(factor: v128, row: usize, mode: usize, forces: usize, bit: usize): void {
  const at = forces + ((mode | bit) << 4);
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(factor, v128.load(row + (mode << 4)))));
}

/** Modes of A d_J d_L dV by blocks. Block (L, J) holds the entries of (J, L) the other way round. */
function transformTangent(slopes: usize, volume: v128, work: usize): void {
  let row = work + ANSWERS + 144;
  for (let j: usize = 0; j < 3; j++) {
    const slope = f64x2.mul(v128.load(slopes + 16 * j), volume), own = work + MODES + 4 * j * 8 * BLOCK;
    for (let place: usize = 0; place < BLOCK; place += 16, row += 16) walshAcross(row, POINT, bitOf(j), otherBit(j, 0), otherBit(j, 1), own + place, BLOCK);
    scaleModes(own, f64x2.mul(slope, v128.load(slopes + 16 * j)));
    for (let l = j + 1; l < 3; l++) {
      const upper = work + MODES + (3 * j + l) * 8 * BLOCK, lower = work + MODES + (3 * l + j) * 8 * BLOCK, factor = f64x2.mul(slope, v128.load(slopes + 16 * l));
      for (let i: usize = 0; i < 3; i++) {
        for (let k: usize = 0; k < 3; k++, row += 16) walsh8(row, POINT, i >= k ? upper + 8 * i * (i + 1) + 16 * k : lower + 8 * k * (k + 1) + 16 * i, BLOCK);
        copyModes(upper + 8 * i * (i + 1) + 16 * i, lower + 8 * i * (i + 1) + 16 * i);
      }
      scaleModes(upper, factor);
      scaleModes(lower, factor);
    }
  }
}

function scaleModes(at: usize, factor: v128): void {
  for (const end = at + 8 * BLOCK; at < end; at += 16) v128.store(at, f64x2.mul(factor, v128.load(at)));
}

function copyModes(from: usize, to: usize): void {
  for (const end = from + 8 * BLOCK; from < end; from += BLOCK, to += BLOCK) v128.store(to, v128.load(from));
}

/** Lower component pairs between two modes: `factor` times the sum of terms. */
// @ts-ignore: decorator
@inline
function sumTerms(modes: usize, places: usize, end: usize, factor: f64, out: usize): void {
  let s0 = f64x2.splat(0.0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
  for (; places < end; places += 2) {
    const from = modes + <usize>load<u16>(places);
    s0 = f64x2.add(s0, v128.load(from)); s1 = f64x2.add(s1, v128.load(from, 16)); s2 = f64x2.add(s2, v128.load(from, 32));
    s3 = f64x2.add(s3, v128.load(from, 48)); s4 = f64x2.add(s4, v128.load(from, 64)); s5 = f64x2.add(s5, v128.load(from, 80));
  }
  v128.store(out, times(factor, s0)); v128.store(out, times(factor, s1), 16); v128.store(out, times(factor, s2), 32);
  v128.store(out, times(factor, s3), 48); v128.store(out, times(factor, s4), 64); v128.store(out, times(factor, s5), 80);
}

/** g^power. */
// @ts-ignore: decorator
@inline
function rootPower(power: i32): f64 {
  return (power & 1 ? ROOT : 1.0) * (power > 3 ? THIRD * THIRD : power > 1 ? THIRD : 1.0);
}

/** Stiffness [n, m, (i, k)]: between modes from 1 to 7, since 0 does not strain, then between corners. */
function stiffenBrick(slopes: usize, volume: v128, work: usize, stiffness: usize): void {
  transformTangent(slopes, volume, work);
  let places = terms;
  for (let t: usize = 1; t < 8; t++) {
    for (let s: usize = 1; s < 8; s++) {
      const p = popcnt<i32>(<i32>t), r = popcnt<i32>(<i32>s), end = places + <usize>(2 * p * r);
      sumTerms(work + MODES, places, end, rootPower(p + r - 2), stiffness + (8 * t + s) * BLOCK);
      places = end;
    }
  }
  memory.fill(stiffness, 0, 8 * BLOCK);
  for (let t: usize = 1; t < 8; t++) {
    memory.fill(stiffness + 8 * t * BLOCK, 0, BLOCK);
    walshColumns8(stiffness + 8 * t * BLOCK, BLOCK, 6);
  }
  walshColumns8(stiffness, 8 * BLOCK, 48);
}

/**
 * Everything of two cells, arguments as `cellPair` has them, with d_J in place of gradients and corners numbered by their bits; stiffness [8, 8, (i, k)], i >= k, of which the entry (k, i) of (n, m) is (i, k) of (m, n).
 * work: 2048 pairs.
 */
export function brickPair(nodes: i32, count: i32, slot: i32, parameters: usize, directions: usize, u: usize, slopes: usize, volumes: usize, F: usize, W: usize, P: usize, status: usize, work: usize, forces: usize, stiffness: usize): void {
  const volume = v128.load(volumes);
  deformBrick(slopes, u, work);
  for (let q = 0; q < 8; q++) ask(8, q, slot, parameters, directions, work + F_AT + <usize>(144 * q), work + ANSWERS + POINT * <usize>q, F, W, P, status);
  formBrick(slopes, volume, work, forces);
  stiffenBrick(slopes, volume, work, stiffness);
}
