/** Outer iterations on a preconditioner: conjugate gradients and GMRES (saad2003), with every way to fail named. */
import type { Kernels } from "./module.js";

/** A matrix and something close to its inverse, on vectors in the memory of the kernels. */
export interface Preconditioned {
  readonly kernels: Kernels;
  /** Doubles of a vector. */
  readonly size: number;
  /** Place of each matrix row in a vector. */
  readonly slotOfRow: Int32Array;
  /** y = A x. */
  product(x: number, y: number): void;
  /** z ≈ A⁻¹ r; symmetric where A is. */
  apply(r: number, z: number): void;
}

/**
 * `solved`; `indefinite`: a direction of negative curvature; `stalled`: too many iterations, or a recurrence that has lost the true residual.
 */
export type KrylovStatus = "solved" | "indefinite" | "stalled";

/** What an iteration did. */
export interface KrylovResult {
  readonly status: KrylovStatus;
  readonly iterations: number;
  /** |b - A x| / |b| as measured at the end, not as the recurrence has it. */
  readonly residual: number;
}

/** An outer iteration with its memory: takes `b` and writes `x`, both in the numbering of the matrix. */
export type Krylov = (b: Float64Array, x: Float64Array, tolerance: number) => KrylovResult;

/** Iterations before a solve is given up: a multigrid that works takes a tenth. */
const maxIterations = 300;
/** The true residual may be this many times what the recurrence says, by rounding. */
const drift = 2;

/**
 * Conjugate gradients for symmetric positive definite matrices.
 * @param most iterations before a solve is given up
 */
export function conjugateGradients(system: Preconditioned, most = maxIterations): Krylov {
  const { kernels, size } = system, { vectorDot, vectorCombine, vectorScale } = kernels.exports;
  const [x, b, r, z, p, q] = Array.from({ length: 6 }, () => kernels.allocate(8 * size));
  const dot = (a: number, c: number): number => vectorDot(size, a, c);
  return vectors(system, x, b, (tolerance) => {
    const target = tolerance * Math.sqrt(dot(b, b));
    vectorScale(size, 0, b, x);
    vectorScale(size, 1, b, r);
    let rz = 0, norm = Math.sqrt(dot(r, r)), iterations = 0;
    for (; norm > target && iterations < most; iterations++) {
      system.apply(r, z);
      const next = dot(r, z);
      if (!(next > 0)) return { status: "indefinite", iterations };
      if (iterations === 0) vectorScale(size, 1, z, p);
      else vectorCombine(size, 1, z, next / rz, p);
      system.product(p, q);
      const curvature = dot(p, q);
      if (!(curvature > 0)) return { status: "indefinite", iterations };
      rz = next;
      vectorCombine(size, rz / curvature, p, 1, x);
      vectorCombine(size, -rz / curvature, q, 1, r);
      norm = Math.sqrt(dot(r, r));
    }
    return { status: norm <= target ? "solved" : "stalled", iterations };
  });
}

/** Columns kept before GMRES starts anew. */
const restart = 40;

/** Restarted GMRES, preconditioned from the right, so that it works on the true residual. */
export function gmres(system: Preconditioned): Krylov {
  const { kernels, size } = system;
  const [x, b, r, z] = Array.from({ length: 4 }, () => kernels.allocate(8 * size));
  const basis = Array.from({ length: restart + 1 }, () => kernels.allocate(8 * size));
  const { vectorDot, vectorCombine, vectorScale } = kernels.exports;
  const length = (a: number): number => Math.sqrt(vectorDot(size, a, a));
  return vectors(system, x, b, (tolerance) => {
    const target = tolerance * length(b);
    vectorScale(size, 0, b, x);
    vectorScale(size, 1, b, r);
    let norm = length(r), iterations = 0;
    while (norm > target && iterations < maxIterations) {
      const { y, steps } = arnoldi(system, basis, { r, z, norm, target, most: Math.min(restart, maxIterations - iterations) });
      iterations += steps;
      vectorScale(size, 0, r, z);
      y.forEach((share, k) => vectorCombine(size, share, basis[k], 1, z));
      system.apply(z, r);
      vectorCombine(size, 1, r, 1, x);
      const before = norm;
      norm = trueResidual(system, x, b, r);
      if (!(norm < 0.5 * before)) break;
    }
    return { status: norm <= target ? "solved" : "stalled", iterations };
  });
}

interface Cycle { readonly r: number; readonly z: number; readonly norm: number; readonly target: number; readonly most: number }

/** One cycle of GMRES from the residual r: the combination of basis vectors with the smallest residual. */
function arnoldi(system: Preconditioned, basis: readonly number[], { r, z, norm, target, most }: Cycle): { readonly y: Float64Array; readonly steps: number } {
  const { kernels, size } = system, { vectorDot, vectorCombine, vectorScale } = kernels.exports;
  const H: Float64Array[] = [], cosines: number[] = [], sines: number[] = [], g = [norm];
  vectorScale(size, 1 / norm, r, basis[0]);
  let k = 0;
  while (k < most && Math.abs(g[k]) > target) {
    const w = basis[k + 1], column = new Float64Array(k + 2);
    system.apply(basis[k], z);
    system.product(z, w);
    for (let j = 0; j <= k; j++) {
      column[j] = vectorDot(size, w, basis[j]);
      vectorCombine(size, -column[j], basis[j], 1, w);
    }
    column[k + 1] = Math.sqrt(vectorDot(size, w, w));
    const rest = column[k + 1];
    rotate(column, cosines, sines, g);
    H.push(column);
    k++;
    if (!(rest > 0)) break;
    vectorScale(size, 1 / rest, w, w);
  }
  return { y: backSubstitute(H, g), steps: k };
}

/** Givens rotations of the new column of H and of the residual g. */
function rotate(column: Float64Array, cosines: number[], sines: number[], g: number[]): void {
  const k = column.length - 2;
  for (let j = 0; j < k; j++) {
    const upper = cosines[j] * column[j] + sines[j] * column[j + 1];
    column[j + 1] = cosines[j] * column[j + 1] - sines[j] * column[j];
    column[j] = upper;
  }
  const length = Math.sqrt(column[k] * column[k] + column[k + 1] * column[k + 1]);
  cosines.push(column[k] / length);
  sines.push(column[k + 1] / length);
  column[k] = length;
  g.push(-sines[k] * g[k]);
  g[k] *= cosines[k];
}

function backSubstitute(H: readonly Float64Array[], g: readonly number[]): Float64Array {
  const y = new Float64Array(H.length);
  for (let i = H.length - 1; i >= 0; i--) {
    let sum = g[i];
    for (let j = i + 1; j < H.length; j++) sum -= H[j][i] * y[j];
    y[i] = sum / H[i][i];
  }
  return y;
}

/** r = b - A x and its length. */
function trueResidual({ kernels, size, product }: Preconditioned, x: number, b: number, r: number): number {
  product(x, r);
  kernels.exports.vectorCombine(size, 1, b, -1, r);
  return Math.sqrt(kernels.exports.vectorDot(size, r, r));
}

/** Wraps an iteration on padded vectors: copies in and out, and measures the residual of what it found. */
function vectors(
  system: Preconditioned, x: number, b: number, iterate: (tolerance: number) => { readonly status: KrylovStatus; readonly iterations: number },
): Krylov {
  const { kernels, size, slotOfRow } = system;
  const scratch = kernels.allocate(8 * size);
  return (rhs, solution, tolerance) => {
    const given = kernels.f64(b, size), found = kernels.f64(x, size);
    given.fill(0);
    for (let row = 0; row < slotOfRow.length; row++) given[slotOfRow[row]] = rhs[row];
    const { status, iterations } = iterate(tolerance);
    for (let row = 0; row < slotOfRow.length; row++) solution[row] = found[slotOfRow[row]];
    const length = Math.sqrt(kernels.exports.vectorDot(size, b, b));
    const residual = length > 0 ? trueResidual(system, x, b, scratch) / length : 0;
    return { status: status === "solved" && !(residual <= drift * tolerance) ? "stalled" : status, iterations, residual };
  };
}
