// Two hex8 cells without the shear of bending (src/fe/shear-relief.ts) at once, one in each lane of every vector. F at a point is F = F(dNdX) - Fm sum over s of c_s a_s S_s with the mean Fm and amplitudes a_s of six modes;
// D = dF/du is written out as a matrix of 9 by 24 at each point, so that forces are D^T P and the stiffness is a product of two matrices: D and A D of all points, then rows for what curves.
import { deform, more } from "./pair";

/** Bytes of the record of a pair of cells: gradients [8, 3, 8], shares c of the modes along three axes [8, 3], mean gradients [3, 8], shapes S [6, 3, 3], takers of the amplitudes [6, 8, 3], gradients at the centroid [3, 8]. */
const SHARES: usize = 3072;
const MEAN: usize = 3456;
const SHAPES: usize = 3840;
const TAKERS: usize = 4704;
export const CENTRAL: usize = 7008;

/** Rows of the two factors of the stiffness, of each of the eight nodes: 72 of D or A D, six of the modes' pull, six of their rates, up to eight of the formulation. */
export const OWN_ROWS: usize = 72 * 48;
const PULLED: usize = OWN_ROWS;
const RATES: usize = OWN_ROWS + 288;
export const LAST_ROWS: usize = OWN_ROWS + 576;
export const NODE: usize = 92 * 48;

/** Places in the scratch of a pair. */
export const LEFT: usize = 0;
export const RIGHT: usize = 8 * NODE;
const GROWN: usize = 16 * NODE;
/** F [8, 3, 3] of the displacements. */
export const F_AT: usize = GROWN + 10368;
/** P dV [8, 3, 3] whose nodal forces are wanted, and two more fields of that kind. */
export const STRESS: usize = F_AT + 1152;
export const FIRST: usize = STRESS + 1152;
export const SECOND: usize = FIRST + 1152;
/** A dV [kL, iJ] of a point. */
export const TANGENT: usize = SECOND + 1152;
export const MEAN_F: usize = TANGENT + 1296;
const INVERSE: usize = MEAN_F + 144;
const MOVED: usize = INVERSE + 144;
const AMPLITUDES: usize = MOVED + 864;
const TOTAL: usize = AMPLITUDES + 96;
const TURNED: usize = TOTAL + 384;
const SPARE: usize = TURNED + 384;
/** Scratch of the formulation. */
export const FREE: usize = SPARE + 432;

/** Cofactors dJ/dF of a matrix [3, 3]; returns J. */
export function cofactors(F: usize, out: usize): v128 {
  const f0 = v128.load(F), f1 = v128.load(F, 16), f2 = v128.load(F, 32), f3 = v128.load(F, 48), f4 = v128.load(F, 64), f5 = v128.load(F, 80), f6 = v128.load(F, 96), f7 = v128.load(F, 112), f8 = v128.load(F, 128);
  const c0 = minor(f4, f8, f5, f7), c1 = minor(f5, f6, f3, f8), c2 = minor(f3, f7, f4, f6);
  v128.store(out, c0); v128.store(out, c1, 16); v128.store(out, c2, 32);
  v128.store(out, minor(f2, f7, f1, f8), 48); v128.store(out, minor(f0, f8, f2, f6), 64); v128.store(out, minor(f1, f6, f0, f7), 80);
  v128.store(out, minor(f1, f5, f2, f4), 96); v128.store(out, minor(f2, f3, f0, f5), 112); v128.store(out, minor(f0, f4, f1, f3), 128);
  return more(more(f64x2.mul(f0, c0), f1, c1), f2, c2);
}

// @ts-ignore: decorator
@inline
function minor(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.sub(f64x2.mul(a, b), f64x2.mul(c, d));
}

/** Product of two matrices [3, 3]. */
function multiply(a: usize, b: usize, out: usize): void {
  for (const end = a + 144; a < end; a += 48, out += 48) {
    const x = v128.load(a), y = v128.load(a, 16), z = v128.load(a, 32);
    v128.store(out, more(more(f64x2.mul(x, v128.load(b)), y, v128.load(b, 48)), z, v128.load(b, 96)));
    v128.store(out, more(more(f64x2.mul(x, v128.load(b, 16)), y, v128.load(b, 64)), z, v128.load(b, 112)), 16);
    v128.store(out, more(more(f64x2.mul(x, v128.load(b, 32)), y, v128.load(b, 80)), z, v128.load(b, 128)), 32);
  }
}

/** a : b of matrices [3, 3]. */
export function inner(a: usize, b: usize): v128 {
  let sum = f64x2.splat(0);
  for (const end = a + 144; a < end; a += 16, b += 16) sum = more(sum, v128.load(a), v128.load(b));
  return sum;
}

/** to [3, 3] += sum over rows of left[3] times right[3]; rows of the factors and of the result lie so many bytes apart. */
function addProduct(rows: i32, left: usize, leftStep: usize, right: usize, rightStep: usize, to: usize, step: usize): void {
  let k0 = v128.load(to), k1 = v128.load(to, 16), k2 = v128.load(to, 32), k3 = v128.load(to + step), k4 = v128.load(to + step, 16), k5 = v128.load(to + step, 32);
  let k6 = v128.load(to + 2 * step), k7 = v128.load(to + 2 * step, 16), k8 = v128.load(to + 2 * step, 32);
  for (; rows > 0; rows--, left += leftStep, right += rightStep) {
    const a = v128.load(left), b = v128.load(left, 16), c = v128.load(left, 32), x = v128.load(right), y = v128.load(right, 16), z = v128.load(right, 32);
    k0 = more(k0, a, x); k3 = more(k3, b, x); k6 = more(k6, c, x);
    k1 = more(k1, a, y); k4 = more(k4, b, y); k7 = more(k7, c, y);
    k2 = more(k2, a, z); k5 = more(k5, b, z); k8 = more(k8, c, z);
  }
  v128.store(to, k0); v128.store(to, k1, 16); v128.store(to, k2, 32);
  v128.store(to + step, k3); v128.store(to + step, k4, 16); v128.store(to + step, k5, 32);
  v128.store(to + 2 * step, k6); v128.store(to + 2 * step, k7, 16); v128.store(to + 2 * step, k8, 32);
}

/** Everything that follows from the displacements [8, 3]: F and D of the points. Returns det Fm. */
export function bend(record: usize, u: usize, work: usize): v128 {
  deform(8, u, record + MEAN, work + MEAN_F);
  const J = cofactors(work + MEAN_F, work + SPARE);
  for (let i: usize = 0; i < 3; i++) for (let k: usize = 0; k < 3; k++) v128.store(work + INVERSE + 48 * i + 16 * k, f64x2.div(v128.load(work + SPARE + 48 * k + 16 * i), J));
  for (let s: usize = 0; s < 6; s++) fillMode(record, u, work, s);
  for (let axis: usize = 0; axis < 3; axis++) grow(work, axis);
  for (let q: usize = 0; q < 8; q++) {
    fillShift(record, work, q);
    deform(8, u, record + 384 * q, work + F_AT + 144 * q);
    multiply(work + MEAN_F, work + SPARE, work + SPARE + 144);
    for (let k: usize = 0; k < 144; k += 16) v128.store(work + F_AT + 144 * q + k, f64x2.sub(v128.load(work + F_AT + 144 * q + k), v128.load(work + SPARE + 144 + k)));
    fillOperator(record, work, q);
  }
  return J;
}

/** M_s = Fm S_s, amplitude and its rates: with U = Fm^-1 and G = sum of u_a taker_a the amplitude is tr(U G), its derivative U^T taker_b - (U G U)^T mean_b. */
function fillMode(record: usize, u: usize, work: usize, s: usize): void {
  const takers = record + TAKERS + 384 * s, G = work + SPARE, UG = G + 144, V = UG + 144, U = work + INVERSE;
  multiply(work + MEAN_F, record + SHAPES + 144 * s, work + MOVED + 144 * s);
  memory.fill(G, 0, 144);
  addProduct(8, u, 48, takers, 48, G, 48);
  multiply(U, G, UG);
  v128.store(work + AMPLITUDES + 16 * s, f64x2.add(f64x2.add(v128.load(UG), v128.load(UG, 64)), v128.load(UG, 128)));
  multiply(UG, U, V);
  let mean = record + MEAN, taker = takers, to = work + LEFT + RATES + 48 * s;
  for (let b = 0; b < 8; b++, mean += 16, taker += 48, to += NODE) {
    for (let j: usize = 0; j < 48; j += 16) {
      let sum = f64x2.splat(0);
      for (let i: usize = 0; i < 3; i++) sum = f64x2.sub(more(sum, v128.load(U + 48 * i + j), v128.load(taker + 16 * i)), f64x2.mul(v128.load(V + 48 * i + j), v128.load(mean + 128 * i)));
      v128.store(to + j, sum);
    }
  }
}

/** M times rates of the two modes along an axis [8, iJ, k]. */
function grow(work: usize, axis: usize): void {
  const first = work + MOVED + 288 * axis;
  let to = work + GROWN + 3456 * axis, rates = work + LEFT + RATES + 96 * axis;
  for (let b = 0; b < 8; b++, rates += NODE) {
    const x = v128.load(rates), y = v128.load(rates, 16), z = v128.load(rates, 32), u = v128.load(rates, 48), v = v128.load(rates, 64), w = v128.load(rates, 80);
    for (let k: usize = 0; k < 144; k += 16, to += 48) {
      const one = v128.load(first + k), two = v128.load(first + 144 + k);
      v128.store(to, more(f64x2.mul(one, x), two, u)); v128.store(to, more(f64x2.mul(one, y), two, v), 16); v128.store(to, more(f64x2.mul(one, z), two, w), 32);
    }
  }
}

/** Sum over s of c_s a_s S_s at a point. */
function fillShift(record: usize, work: usize, q: usize): void {
  const out = work + SPARE;
  memory.fill(out, 0, 144);
  for (let s: usize = 0; s < 6; s++) {
    const share = f64x2.mul(v128.load(work + AMPLITUDES + 16 * s), v128.load(record + SHARES + 48 * q + 16 * (s >> 1))), shape = record + SHAPES + 144 * s;
    for (let k: usize = 0; k < 144; k += 16) v128.store(out + k, more(v128.load(out + k), share, v128.load(shape + k)));
  }
}

/** D at a point: gradients that are bent by the shift, less the modes. */
function fillOperator(record: usize, work: usize, q: usize): void {
  const shares = record + SHARES + 48 * q, c0 = v128.load(shares), c1 = v128.load(shares, 16), c2 = v128.load(shares, 32);
  let from = work + GROWN, gradient = record + 384 * q, mean = record + MEAN, to = work + LEFT + 432 * q;
  for (let b = 0; b < 8; b++, gradient += 16, mean += 16, to += NODE) {
    for (let k: usize = 0; k < 432; k += 16, from += 16) {
      v128.store(to + k, f64x2.neg(more(more(f64x2.mul(c0, v128.load(from)), c1, v128.load(from, 3456)), c2, v128.load(from, 6912))));
    }
    const m0 = v128.load(mean), m1 = v128.load(mean, 128), m2 = v128.load(mean, 256);
    for (let J: usize = 0; J < 3; J++) {
      const shift = work + SPARE + 16 * J, bent = f64x2.sub(v128.load(gradient + 128 * J), more(more(f64x2.mul(m0, v128.load(shift)), m1, v128.load(shift, 48)), m2, v128.load(shift, 96)));
      const at = to + 48 * J;
      v128.store(at, f64x2.add(v128.load(at), bent)); v128.store(at, f64x2.add(v128.load(at, 160), bent), 160); v128.store(at, f64x2.add(v128.load(at, 320), bent), 320);
    }
  }
}

/** Nodal forces D^T of a field times dV, of `count` points [count, 3, 3] from the first on; those of a node lie `step` bytes behind those of the last. */
export function pull(work: usize, first: usize, count: usize, field: usize, to: usize, step: usize): void {
  let row = work + LEFT + 432 * first;
  for (let b = 0; b < 8; b++, row += NODE, to += step) {
    let x = f64x2.splat(0), y = x, z = x, at = row;
    for (let f = field, end = field + 144 * count; f < end; f += 16, at += 48) {
      const p = v128.load(f);
      x = more(x, p, v128.load(at)); y = more(y, p, v128.load(at, 16)); z = more(z, p, v128.load(at, 32));
    }
    v128.store(to, x); v128.store(to, y, 16); v128.store(to, z, 32);
  }
}

/** A D dV of a point, whose tangent is in `TANGENT`. */
export function stretch(work: usize, q: usize): void {
  for (let b: usize = 0; b < 8; b++) {
    const from = work + LEFT + NODE * b + 432 * q, to = work + RIGHT + NODE * b + 432 * q;
    memory.fill(to, 0, 432);
    for (let i: usize = 0; i < 3; i++) addProduct(9, work + TANGENT + 48 * i, 144, from, 48, to + 144 * i, 48);
  }
}

/** Rows of the modes, from the stress: what a change of B does to their forces, and the factors of the second derivatives of their amplitudes. */
export function curve(record: usize, work: usize): void {
  const gathered = work + SPARE, turn = work + SPARE + 144;
  memory.fill(work + TOTAL, 0, 384);
  for (let s: usize = 0; s < 6; s++) {
    if ((s & 1) == 0) gather(record + SHARES + 8 * s, work, gathered);
    const done = inner(gathered, work + MOVED + 144 * s), shape = record + SHAPES + 144 * s;
    for (let i: usize = 0; i < 3; i++) for (let k: usize = 0; k < 3; k++) v128.store(turn + 48 * i + 16 * k, dot(gathered + 48 * i, shape + 48 * k, 16));
    for (let b: usize = 0; b < 8; b++) {
      const left = work + LEFT + NODE * b + 48 * s, right = work + RIGHT + NODE * b + 48 * s, mean = record + MEAN + 16 * b, total = work + TOTAL + 48 * b;
      for (let j: usize = 0; j < 3; j++) {
        const rate = v128.load(left + RATES + 16 * j), pulled = dot(turn + 48 * j, mean, 128);
        v128.store(left + PULLED + 16 * j, pulled);
        v128.store(right + PULLED + 16 * j, f64x2.neg(rate));
        v128.store(right + RATES + 16 * j, f64x2.neg(pulled));
        v128.store(total + 16 * j, more(v128.load(total + 16 * j), done, rate));
      }
    }
  }
  for (let b: usize = 0; b < 8; b++) for (let k: usize = 0; k < 3; k++) v128.store(work + TURNED + 48 * b + 16 * k, turnedOf(work + INVERSE + 16 * k, record + MEAN + 16 * b));
}

/** Three numbers side by side times three that lie `step` bytes apart. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, step: usize): v128 {
  return more(more(f64x2.mul(v128.load(a), v128.load(b)), v128.load(a, 16), v128.load(b + step)), v128.load(a, 32), v128.load(b + 2 * step));
}

// @ts-ignore: decorator
@inline
function turnedOf(column: usize, mean: usize): v128 {
  return more(more(f64x2.mul(v128.load(column), v128.load(mean)), v128.load(column, 48), v128.load(mean, 128)), v128.load(column, 96), v128.load(mean, 256));
}

/** Sum of c P dV along an axis. */
function gather(shares: usize, work: usize, out: usize): void {
  memory.fill(out, 0, 144);
  for (let q: usize = 0; q < 8; q++) {
    const share = v128.load(shares + 48 * q), stress = work + STRESS + 144 * q;
    for (let k: usize = 0; k < 144; k += 16) v128.store(out + k, more(v128.load(out + k), share, v128.load(stress + k)));
  }
}

/** Block (a, b) of the stiffness [24, 24]. */
function formBlock(rows: i32, work: usize, a: usize, b: usize, stiffness: usize): void {
  const to = stiffness + 1152 * a + 48 * b, total = work + TOTAL, turned = work + TURNED;
  for (let j: usize = 0; j < 48; j += 16) {
    const x = v128.load(total + 48 * b + j), y = v128.load(turned + 48 * b + j);
    for (let k: usize = 0; k < 48; k += 16) v128.store(to + 24 * j + k, more(f64x2.mul(x, v128.load(turned + 48 * a + k)), y, v128.load(total + 48 * a + k)));
  }
  addProduct(rows, work + LEFT + NODE * a, 48, work + RIGHT + NODE * b, 48, to, 384);
}

/** Stiffness [24, 24] from `rows` rows of both factors, which make a symmetric one. */
export function formStiffness(rows: i32, work: usize, stiffness: usize): void {
  for (let a: usize = 0; a < 8; a++) {
    for (let b: usize = a; b < 8; b++) formBlock(rows, work, a, b, stiffness);
    for (let m = 1152 * a; m < 1152 * a + 1152; m += 384) for (let n = 48 * a + 48; n < 384; n += 16) v128.store(stiffness + 24 * n + m / 24, v128.load(stiffness + m + n));
  }
}

/** Adds what `rows` of the last rows make, which is not symmetric. */
export function addUnsymmetric(rows: i32, work: usize, stiffness: usize): void {
  const left = work + LEFT + LAST_ROWS, right = work + RIGHT + LAST_ROWS;
  for (let a: usize = 0; a < 8; a++) for (let b: usize = 0; b < 8; b++) addProduct(rows, left + NODE * a, 48, right + NODE * b, 48, stiffness + 1152 * a + 48 * b, 384);
}
