// Two cells of one type and one law at once, one in each lane of every vector: from displacements to forces and stiffness, in space.
// Every array is of pairs of doubles. Node pairs outside, points inside, sums in locals; A has major symmetry (a law has an energy), so has the stiffness.
import { strain3, tangent3 } from "../rve/kinematics.gen";

/** E (6) and det F, then the law's answer (28), of the point at hand. */
const strainAt: usize = memory.data(112, 16);
const lawAt: usize = memory.data(448, 16);

/** Pairs of one point in `points`: P (9), then A by blocks J <= L (45, see src/lawc/kinematics.ts). */
export const POINT: usize = 864;
/** Bytes of A_iJkL dN_b,L dV at a point. */
const CONTRACTED: usize = 432;

// @ts-ignore: decorator
@inline
export function more(s: v128, a: v128, b: v128): v128 {
  return f64x2.add(s, f64x2.mul(a, b));
}

/** F [9] at one point. u: [nodes, 3], gradients: [3, nodes]. */
export function deform(nodes: i32, u: usize, gradients: usize, F: usize): void {
  const row = <usize>nodes << 4;
  for (let i = 0; i < 3; i++) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0;
    let ui = u + <usize>(16 * i);
    for (let g = gradients, end = gradients + row; g < end; g += 16, ui += 48) {
      const v = v128.load(ui);
      s0 = more(s0, v, v128.load(g));
      s1 = more(s1, v, v128.load(g + row));
      s2 = more(s2, v, v128.load(g + row * 2));
    }
    const one = f64x2.splat(1);
    v128.store(F, i == 0 ? f64x2.add(s0, one) : s0);
    v128.store(F, i == 1 ? f64x2.add(s1, one) : s1, 16);
    v128.store(F, i == 2 ? f64x2.add(s2, one) : s2, 32);
    F += 48;
  }
}

/** Forces [nodes, 3] of all points. */
function form(nodes: i32, count: i32, gradients: usize, volumes: usize, points: usize, forces: usize): void {
  const row = <usize>nodes << 4;
  for (let a = 0; a < nodes; a++) {
    let f0 = f64x2.splat(0), f1 = f0, f2 = f0;
    let g = gradients + (<usize>a << 4), p = points;
    for (let q = 0; q < count; q++) {
      const volume = v128.load(volumes + (<usize>q << 4));
      const g0 = f64x2.mul(v128.load(g), volume), g1 = f64x2.mul(v128.load(g + row), volume), g2 = f64x2.mul(v128.load(g + row * 2), volume);
      f0 = more(more(more(f0, v128.load(p), g0), v128.load(p, 16), g1), v128.load(p, 32), g2);
      f1 = more(more(more(f1, v128.load(p, 48), g0), v128.load(p, 64), g1), v128.load(p, 80), g2);
      f2 = more(more(more(f2, v128.load(p, 96), g0), v128.load(p, 112), g1), v128.load(p, 128), g2);
      g += row * 3;
      p += POINT;
    }
    v128.store(forces, f0); v128.store(forces, f1, 16); v128.store(forces, f2, 32);
    forces += 48;
  }
}

// @ts-ignore: decorator
@inline
function put(out: usize, to: usize, a: usize, x: usize, y: usize, z: usize, b0: v128, b1: v128, b2: v128): void {
  v128.store(out + to, more(more(f64x2.mul(v128.load(a + x), b0), v128.load(a + y), b1), v128.load(a + z), b2));
}

/** out[i, J, k] = sum over L of A_iJkL dN_b,L dV at one point. */
function contract(a: usize, b0: v128, b1: v128, b2: v128, out: usize): void {
  put(out, 0, a, 144, 240, 384, b0, b1, b2); put(out, 16, a, 160, 256, 400, b0, b1, b2); put(out, 32, a, 192, 272, 416, b0, b1, b2);
  put(out, 48, a, 240, 528, 624, b0, b1, b2); put(out, 64, a, 288, 544, 640, b0, b1, b2); put(out, 80, a, 336, 576, 656, b0, b1, b2);
  put(out, 96, a, 384, 624, 768, b0, b1, b2); put(out, 112, a, 432, 672, 784, b0, b1, b2); put(out, 128, a, 480, 720, 816, b0, b1, b2);
  put(out, 144, a, 160, 288, 432, b0, b1, b2); put(out, 160, a, 176, 304, 448, b0, b1, b2); put(out, 176, a, 208, 320, 464, b0, b1, b2);
  put(out, 192, a, 256, 544, 672, b0, b1, b2); put(out, 208, a, 304, 560, 688, b0, b1, b2); put(out, 224, a, 352, 592, 704, b0, b1, b2);
  put(out, 240, a, 400, 640, 784, b0, b1, b2); put(out, 256, a, 448, 688, 800, b0, b1, b2); put(out, 272, a, 496, 736, 832, b0, b1, b2);
  put(out, 288, a, 192, 336, 480, b0, b1, b2); put(out, 304, a, 208, 352, 496, b0, b1, b2); put(out, 320, a, 224, 368, 512, b0, b1, b2);
  put(out, 336, a, 272, 576, 720, b0, b1, b2); put(out, 352, a, 320, 592, 736, b0, b1, b2); put(out, 368, a, 368, 608, 752, b0, b1, b2);
  put(out, 384, a, 416, 656, 816, b0, b1, b2); put(out, 400, a, 464, 704, 832, b0, b1, b2); put(out, 416, a, 512, 752, 848, b0, b1, b2);
}

/** The block of the nodes a and b [3, 3]; g: gradients of a, work: A contracted with b, point after point. */
function block(count: i32, row: usize, g: usize, work: usize, to: usize): void {
  let k0 = f64x2.splat(0), k1 = k0, k2 = k0, k3 = k0, k4 = k0, k5 = k0, k6 = k0, k7 = k0, k8 = k0;
  for (let q = 0; q < count; q++) {
    const x = v128.load(g), y = v128.load(g + row), z = v128.load(g + row * 2);
    k0 = more(more(more(k0, x, v128.load(work)), y, v128.load(work, 48)), z, v128.load(work, 96));
    k1 = more(more(more(k1, x, v128.load(work, 16)), y, v128.load(work, 64)), z, v128.load(work, 112));
    k2 = more(more(more(k2, x, v128.load(work, 32)), y, v128.load(work, 80)), z, v128.load(work, 128));
    k3 = more(more(more(k3, x, v128.load(work, 144)), y, v128.load(work, 192)), z, v128.load(work, 240));
    k4 = more(more(more(k4, x, v128.load(work, 160)), y, v128.load(work, 208)), z, v128.load(work, 256));
    k5 = more(more(more(k5, x, v128.load(work, 176)), y, v128.load(work, 224)), z, v128.load(work, 272));
    k6 = more(more(more(k6, x, v128.load(work, 288)), y, v128.load(work, 336)), z, v128.load(work, 384));
    k7 = more(more(more(k7, x, v128.load(work, 304)), y, v128.load(work, 352)), z, v128.load(work, 400));
    k8 = more(more(more(k8, x, v128.load(work, 320)), y, v128.load(work, 368)), z, v128.load(work, 416));
    g += row * 3;
    work += CONTRACTED;
  }
  v128.store(to, k0); v128.store(to, k1, 16); v128.store(to, k2, 32);
  v128.store(to, k3, 48); v128.store(to, k4, 64); v128.store(to, k5, 80);
  v128.store(to, k6, 96); v128.store(to, k7, 112); v128.store(to, k8, 128);
}

/** Blocks (a, b) with a <= b, those of one b after the other [nodes (nodes + 1) / 2, 3, 3]. */
function stiffen(nodes: i32, count: i32, gradients: usize, volumes: usize, points: usize, work: usize, stiffness: usize): void {
  const row = <usize>nodes << 4, start = stiffness;
  for (let b = 0; b + 1 < nodes; b++) {
    let g = gradients + (<usize>b << 4);
    for (let q = 0; q < count; q++, g += row * 3) {
      const volume = v128.load(volumes + (<usize>q << 4));
      contract(points + <usize>q * POINT, f64x2.mul(v128.load(g), volume), f64x2.mul(v128.load(g + row), volume), f64x2.mul(v128.load(g + row * 2), volume), work + <usize>q * CONTRACTED);
    }
    for (let a = 0; a <= b; a++, stiffness += 144) block(count, row, gradients + (<usize>a << 4), work, stiffness);
  }
  for (let a = 0; a < nodes; a++) balance(a, nodes - 1, start, stiffness + <usize>(144 * a));
}

/** Block (a, last), since the gradients of all nodes add up to zero: minus the sum of the others in row a, of which those below the diagonal stand transposed. */
function balance(a: i32, last: i32, blocks: usize, out: usize): void {
  let k0 = f64x2.splat(0), k1 = k0, k2 = k0, k3 = k0, k4 = k0, k5 = k0, k6 = k0, k7 = k0, k8 = k0;
  let from = blocks + <usize>(72 * a * (a + 1));
  for (const end = from + <usize>(144 * a); from < end; from += 144) {
    k0 = f64x2.sub(k0, v128.load(from)); k1 = f64x2.sub(k1, v128.load(from, 48)); k2 = f64x2.sub(k2, v128.load(from, 96));
    k3 = f64x2.sub(k3, v128.load(from, 16)); k4 = f64x2.sub(k4, v128.load(from, 64)); k5 = f64x2.sub(k5, v128.load(from, 112));
    k6 = f64x2.sub(k6, v128.load(from, 32)); k7 = f64x2.sub(k7, v128.load(from, 80)); k8 = f64x2.sub(k8, v128.load(from, 128));
  }
  for (let b = a; b < last; b++, from += <usize>(144 * b)) {
    k0 = f64x2.sub(k0, v128.load(from)); k1 = f64x2.sub(k1, v128.load(from, 16)); k2 = f64x2.sub(k2, v128.load(from, 32));
    k3 = f64x2.sub(k3, v128.load(from, 48)); k4 = f64x2.sub(k4, v128.load(from, 64)); k5 = f64x2.sub(k5, v128.load(from, 80));
    k6 = f64x2.sub(k6, v128.load(from, 96)); k7 = f64x2.sub(k7, v128.load(from, 112)); k8 = f64x2.sub(k8, v128.load(from, 128));
  }
  v128.store(out, k0); v128.store(out, k1, 16); v128.store(out, k2, 32);
  v128.store(out, k3, 48); v128.store(out, k4, 64); v128.store(out, k5, 80);
  v128.store(out, k6, 96); v128.store(out, k7, 112); v128.store(out, k8, 128);
}

/** `count` pairs as two runs of doubles, at `one` and at `two`. */
function separate(pairs: usize, count: i32, one: usize, two: usize): void {
  for (const end = pairs + (<usize>count << 4); pairs < end; pairs += 16, one += 8, two += 8) {
    const v = v128.load(pairs);
    v128.store64_lane(one, v, 0);
    v128.store64_lane(two, v, 1);
  }
}

/** Status codes of src/constitutive/model.ts. */
const INVERTED: u8 = 1;
const NOT_FINITE: u8 = 4;

/** Status of one lane of a point: det F, then whether W and P are made of numbers (the difference of an infinite or undefined sum with itself is not 0). */
// @ts-ignore: decorator
@inline
function statusOf(J: f64, sum: f64): u8 {
  return !(J > 0.0) ? INVERTED : sum - sum == 0.0 ? 0 : NOT_FINITE;
}

/** What the law answers at F (9) of point q, in `own` as in `points`, and beside it in the arrays of `cellPair`. */
export function ask(count: i32, q: i32, slot: i32, parameters: usize, directions: usize, f: usize, own: usize, F: usize, W: usize, P: usize, status: usize): void {
  const tensor = <usize>(72 * count), scalar = <usize>count << 3;
  strain3(f, strainAt);
  call_indirect<void>(<u32>slot, parameters, directions, strainAt, lawAt);
  tangent3(f, lawAt, own);
  separate(f, 9, F + <usize>(72 * q), F + tensor + <usize>(72 * q));
  separate(own, 9, P + <usize>(72 * q), P + tensor + <usize>(72 * q));
  separate(lawAt, 1, W + (<usize>q << 3), W + scalar + (<usize>q << 3));
  let sum = v128.load(lawAt);
  for (let k: usize = 0; k < 144; k += 16) sum = f64x2.add(sum, v128.load(own + k));
  store<u8>(status + q, statusOf(load<f64>(strainAt, 96), f64x2.extract_lane(sum, 0)));
  store<u8>(status + count + q, statusOf(load<f64>(strainAt, 104), f64x2.extract_lane(sum, 1)));
}

/**
 * Everything of two cells.
 * slot: lane kernel of the law's tangent; in pairs: u [nodes, 3], gradients [points, 3, nodes], volumes [points];
 * out, cell after cell: F [2, points, 9], W [2, points], P [2, points, 9], status [2, points] bytes; in pairs: forces [nodes, 3], stiffness as in `stiffen`.
 * work: 9 + 54 + 27 pairs per point.
 */
export function cellPair(nodes: i32, count: i32, slot: i32, parameters: usize, directions: usize, u: usize, gradients: usize, volumes: usize, F: usize, W: usize, P: usize, status: usize, work: usize, forces: usize, stiffness: usize): void {
  const row = <usize>(48 * nodes), f = work, points = work + 144, contracted = points + <usize>count * POINT;
  for (let q = 0; q < count; q++) {
    deform(nodes, u, gradients + <usize>q * row, f);
    ask(count, q, slot, parameters, directions, f, points + <usize>q * POINT, F, W, P, status);
  }
  form(nodes, count, gradients, volumes, points, forces);
  stiffen(nodes, count, gradients, volumes, points, contracted, stiffness);
}
