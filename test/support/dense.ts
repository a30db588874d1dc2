/** Dense linear algebra for tests: the slow obvious counterpart of the sparse solver. Matrices are `[n, n]`, row after row. */
import type { SparsityPattern } from "../../src/sparse/pattern.js";

export function toDense({ size, rowStart, columns }: SparsityPattern, values: ArrayLike<number>): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let k = rowStart[i]; k < rowStart[i + 1]; k++) matrix[i * size + columns[k]] = values[k];
  return matrix;
}

/** Gauss elimination with row exchanges; `rhs` is `[n, m]`. */
export function denseSolve(matrix: Float64Array, rhs: Float64Array): Float64Array {
  const n = Math.sqrt(matrix.length), m = rhs.length / n;
  const a = matrix.slice(), x = rhs.slice();
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    for (const [array, width] of [[a, n], [x, m]] as const) {
      for (let j = 0; j < width; j++) [array[k * width + j], array[pivot * width + j]] = [array[pivot * width + j], array[k * width + j]];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      for (let j = 0; j < m; j++) x[i * m + j] -= factor * x[k * m + j];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j < m; j++) {
      for (let k = i + 1; k < n; k++) x[i * m + j] -= a[i * n + k] * x[k * m + j];
      x[i * m + j] /= a[i * n + i];
    }
  }
  return x;
}

/** Schur complement of the last `retained` rows. */
export function denseSchur(matrix: Float64Array, retained: number): Float64Array {
  const n = Math.sqrt(matrix.length), e = n - retained;
  const inner = new Float64Array(e * e), coupling = new Float64Array(e * retained);
  for (let i = 0; i < e; i++) {
    inner.set(matrix.subarray(i * n, i * n + e), i * e);
    coupling.set(matrix.subarray(i * n + e, (i + 1) * n), i * retained);
  }
  const carried = denseSolve(inner, coupling);
  const schur = new Float64Array(retained * retained);
  for (let r = 0; r < retained; r++) {
    for (let c = 0; c < retained; c++) {
      let sum = matrix[(e + r) * n + e + c];
      for (let k = 0; k < e; k++) sum -= matrix[(e + r) * n + k] * carried[k * retained + c];
      schur[r * retained + c] = sum;
    }
  }
  return schur;
}

/** Number of negative eigenvalues of a symmetric matrix, by cyclic Jacobi rotations: shares nothing with an elimination. */
export function negativeEigenvalues(matrix: Float64Array): number {
  const n = Math.sqrt(matrix.length), a = matrix.slice();
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, n, p, q);
  }
  return Array.from({ length: n }, (_, i) => a[i * n + i]).filter((value) => value < 0).length;
}

function rotate(a: Float64Array, n: number, p: number, q: number): void {
  if (a[p * n + q] === 0) return;
  const ratio = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
  const c = 1 / Math.sqrt(1 + t * t), s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p], y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k], y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
}

/** Largest |b - A x| of a row, relative to the largest row sum of |A| |x| + |b|: the normwise backward error. */
export function backwardError({ size, rowStart, columns }: SparsityPattern, values: ArrayLike<number>, x: ArrayLike<number>, b: ArrayLike<number>): number {
  let residual = 0, scale = 0;
  for (let i = 0; i < size; i++) {
    let r = b[i], s = Math.abs(b[i]);
    for (let k = rowStart[i]; k < rowStart[i + 1]; k++) {
      r -= values[k] * x[columns[k]];
      s += Math.abs(values[k] * x[columns[k]]);
    }
    residual = Math.max(residual, Math.abs(r));
    scale = Math.max(scale, s);
  }
  return residual / scale;
}
