/** Dense Cholesky factors of symmetric positive definite matrices, row-major `[n, n]`; sums in fixed order, for systems of some hundred unknowns. */

/**
 * Replaces the lower triangle of a matrix by its factor L; what lies above is left alone.
 * @returns false when the matrix is not positive definite to rounding; its content is lost then
 */
export function factorise(A: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = A[i * n + j];
      for (let k = 0, a = i * n, b = j * n; k < j; k++) sum -= A[a++] * A[b++];
      if (i > j) A[i * n + j] = sum / A[j * n + j];
      else if (sum > 0) A[j * n + j] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L y = b in place. */
export function forward(L: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0, a = i * n; k < i; k++) sum -= L[a++] * b[k];
    b[i] = sum / L[i * n + i];
  }
}

/** Solves Lᵀ x = y in place. */
export function backward(L: Float64Array, n: number, y: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    y[i] /= L[i * n + i];
    for (let k = 0, a = i * n; k < i; k++) y[k] -= L[a++] * y[i];
  }
}

/** Inverse of L Lᵀ, both triangles. */
export function inverseOf(L: Float64Array, n: number): Float64Array {
  // Row j of `inner` is column j of L⁻¹, so that all sums run along rows.
  const inner = new Float64Array(n * n), out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inner[j * n + j] = 1 / L[j * n + j];
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j, a = i * n + j, b = j * n + j; k < i; k++) sum -= L[a++] * inner[b++];
      inner[j * n + i] = sum / L[i * n + i];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i, a = i * n + i, b = j * n + i; k < n; k++) sum += inner[a++] * inner[b++];
      out[i * n + j] = out[j * n + i] = sum;
    }
  }
  return out;
}
