/** 3 by 3 matrices of growth. */

/** out = A B, all `[3,3]`, out from `at` on. */
export function multiply(A: Float64Array, B: Float64Array, out: Float64Array, at: number): void {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) out[at + 3 * i + j] = A[3 * i] * B[j] + A[3 * i + 1] * B[3 + j] + A[3 * i + 2] * B[6 + j];
  }
}
