// Isotropic power of a symmetric tensor with two derivatives, for laws in principal stretches [ogden1972].
import { abs, at, Doubles, put, sqrt } from "./bits";
import { exp, expm1 } from "./exp";
import { log1p } from "./log";

/** One Jacobi rotation that makes component pq zero; r is the third axis. Tensor in 0..5, eigenvectors in columns of 6..14. */
function rotate(work: Doubles, p: i32, q: i32, pq: i32, pr: i32, qr: i32): void {
  const off = at(work, pq);
  if (off == 0.0) return;
  const ratio = (at(work, q) - at(work, p)) / (2.0 * off);
  const size = 1.0 / (abs(ratio) + sqrt(ratio * ratio + 1.0));
  const tangent = ratio < 0.0 ? -size : size;
  const cosine = 1.0 / sqrt(tangent * tangent + 1.0);
  const sine = tangent * cosine;
  put(work, p, at(work, p) - tangent * off);
  put(work, q, at(work, q) + tangent * off);
  put(work, pq, 0.0);
  turn(work, pr, qr, cosine, sine);
  turn(work, 6 + p, 6 + q, cosine, sine);
  turn(work, 9 + p, 9 + q, cosine, sine);
  turn(work, 12 + p, 12 + q, cosine, sine);
}

// @ts-ignore: decorator
@inline
function turn(work: Doubles, i: i32, j: i32, cosine: f64, sine: f64): void {
  const x = at(work, i);
  const y = at(work, j);
  put(work, i, cosine * x - sine * y);
  put(work, j, sine * x + cosine * y);
}

// @ts-ignore: decorator
@inline
function offDiagonal(work: Doubles): f64 {
  return abs(at(work, 3)) + abs(at(work, 4)) + abs(at(work, 5));
}

/** Eigenvalues of E into 0..2 of work, eigenvectors into the columns of 6..14, by cyclic Jacobi [golub2013, section 8.5]. */
function diagonalize(E: Doubles, work: Doubles): void {
  for (let i = 0; i < 6; i++) put(work, i, at(E, i));
  for (let i = 6; i < 15; i++) put(work, i, 0.0);
  put(work, 6, 1.0);
  put(work, 10, 1.0);
  put(work, 14, 1.0);
  const scale = abs(at(work, 0)) + abs(at(work, 1)) + abs(at(work, 2)) + offDiagonal(work);
  for (let sweep = 0; sweep < 12 && offDiagonal(work) > 1.0e-18 * scale; sweep++) {
    rotate(work, 0, 1, 3, 5, 4);
    rotate(work, 1, 2, 4, 3, 5);
    rotate(work, 0, 2, 5, 3, 4);
  }
}

/** ((1+t)^q - 1)/t, smooth at t = 0. */
function powerQuotient(q: f64, t: f64): f64 {
  return abs(t) < 1.0e-20 ? q : expm1(q * log1p(t)) / t;
}

/** Adds weight b x b to the upper triangle of a 6x6 matrix that starts at 7. */
function addDyad(out: Doubles, weight: f64, b0: f64, b1: f64, b2: f64, b3: f64, b4: f64, b5: f64): void {
  addRow(out, 7, 0, weight * b0, b0, b1, b2, b3, b4, b5);
  addRow(out, 12, 1, weight * b1, b0, b1, b2, b3, b4, b5);
  addRow(out, 16, 2, weight * b2, b0, b1, b2, b3, b4, b5);
  addRow(out, 19, 3, weight * b3, b0, b1, b2, b3, b4, b5);
  addRow(out, 21, 4, weight * b4, b0, b1, b2, b3, b4, b5);
  addRow(out, 22, 5, weight * b5, b0, b1, b2, b3, b4, b5);
}

/** Adds weight b_j for j >= first to what stands at base + j. */
// @ts-ignore: decorator
@inline
function addRow(out: Doubles, base: i32, first: i32, weight: f64, b0: f64, b1: f64, b2: f64, b3: f64, b4: f64, b5: f64): void {
  if (first < 1) add(out, base, weight * b0);
  if (first < 2) add(out, base + 1, weight * b1);
  if (first < 3) add(out, base + 2, weight * b2);
  if (first < 4) add(out, base + 3, weight * b3);
  if (first < 5) add(out, base + 4, weight * b4);
  add(out, base + 5, weight * b5);
}

// @ts-ignore: decorator
@inline
function add(out: Doubles, i: i32, value: f64): void {
  put(out, i, at(out, i) + value);
}

/** Contribution of one eigenvector x: derivatives of its eigenvalue's term less those of the middle one. */
function addPrincipal(out: Doubles, first: f64, second: f64, x0: f64, x1: f64, x2: f64): void {
  addRow(out, 1, 0, first, x0 * x0, x1 * x1, x2 * x2, x0 * x1, x1 * x2, x0 * x2);
  addDyad(out, second, x0 * x0, x1 * x1, x2 * x2, x0 * x1, x1 * x2, x0 * x2);
}

/**
 * Contribution of the rotation of eigenvectors x and y into each other; `second` is the divided difference of the first
 * derivatives, less the second derivative of the middle one.
 */
function addRotation(out: Doubles, second: f64, x0: f64, x1: f64, x2: f64, y0: f64, y1: f64, y2: f64): void {
  addDyad(out, 2.0 * second, x0 * y0, x1 * y1, x2 * y2, 0.5 * (x0 * y1 + x1 * y0), 0.5 * (x1 * y2 + x2 * y1), 0.5 * (x0 * y2 + x2 * y0));
}

/** Adds `first` times the unit tensor to the gradient and `second` times the symmetric fourth-order one to the second derivative. */
function addIdentity(out: Doubles, first: f64, second: f64): void {
  for (let i = 1; i < 4; i++) add(out, i, first);
  add(out, 7, second);
  add(out, 13, second);
  add(out, 18, second);
  add(out, 22, 0.5 * second);
  add(out, 25, 0.5 * second);
  add(out, 27, 0.5 * second);
}

/**
 * f(E) = tr(C^p) - 3 with C = I + 2E, and its first and second derivatives, smooth where eigenvalues are equal.
 *
 * The term of an eigenvalue e is (1+2e)^p - 1, its derivative 2p (1+2e)^(p-1); in the eigenbasis the second derivative has the
 * divided differences of that [miehe1998], here by expm1 and log1p, so nothing cancels at small gaps. Both derivatives are written as
 * those of a tensor with the middle eigenvalue only, plus differences: small components keep their digits at small strain.
 * @param E Green-Lagrange strain, 6 doubles in Voigt order 00 11 22 01 12 02 (tensor components), no unit
 * @param p any real exponent
 * @param out 28 doubles: f; df/dE_IJ as 6 tensor components (df = sum over all nine of g_IJ dE_IJ); d2f/dE_IJ dE_KL as the upper
 *   triangle, row by row, of the 6x6 matrix of tensor components h_IJKL. Must not overlap E. NaN where C is not positive definite.
 */
export function spectralPower(E: Doubles, p: f64, out: Doubles): void {
  diagonalize(E, out);
  const e0 = at(out, 0);
  const e1 = at(out, 1);
  const e2 = at(out, 2);
  const x0 = at(out, 6);
  const y0 = at(out, 7);
  const z0 = at(out, 8);
  const x1 = at(out, 9);
  const y1 = at(out, 10);
  const z1 = at(out, 11);
  const x2 = at(out, 12);
  const y2 = at(out, 13);
  const z2 = at(out, 14);
  const q = p - 1.0;
  const l0 = log1p(2.0 * e0);
  const l1 = log1p(2.0 * e1);
  const l2 = log1p(2.0 * e2);
  const c1 = 1.0 + 2.0 * e1;
  const c2 = 1.0 + 2.0 * e2;
  const power1 = exp(q * l1);
  const h0 = 4.0 * p * exp(q * l0) / (1.0 + 2.0 * e0);
  const h1 = 4.0 * p * power1 / c1;
  const h2 = 4.0 * p * exp(q * l2) / c2;
  const h01 = h1 * powerQuotient(q, 2.0 * (e0 - e1) / c1);
  const h12 = h2 * powerQuotient(q, 2.0 * (e1 - e2) / c2);
  const h02 = h2 * powerQuotient(q, 2.0 * (e0 - e2) / c2);
  const middle = q * h1;
  for (let i = 1; i < 28; i++) put(out, i, 0.0);
  put(out, 0, expm1(p * l0) + expm1(p * l1) + expm1(p * l2));
  addPrincipal(out, h01 * (e0 - e1), q * h0 - middle, x0, x1, x2);
  addPrincipal(out, h12 * (e2 - e1), q * h2 - middle, z0, z1, z2);
  addRotation(out, h01 - middle, x0, x1, x2, y0, y1, y2);
  addRotation(out, h12 - middle, y0, y1, y2, z0, z1, z2);
  addRotation(out, h02 - middle, x0, x1, x2, z0, z1, z2);
  addIdentity(out, 2.0 * p * power1, middle);
}
