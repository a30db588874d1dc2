/** Between the fields of a plan, whose lines are padded, and those of the shaders, which are not. */
import type { PcgPlan } from "../rve-plan.js";

/** Place in a field of the plan of each number of a field `[d, nz, ny, nx]`. */
export function gridPlaces({ dimension, grid: [nx, ny, nz], row }: PcgPlan): Int32Array {
  const lines = dimension * nz * ny;
  return Int32Array.from({ length: lines * nx }, (_, n) => Math.floor(n / nx) * row + (n % nx));
}

/**
 * Symmetric directions (e_k ⊗ e_m + e_m ⊗ e_k) F of the macroscopic F, m <= k, as assembly/pcg/tangent.ts orders them.
 * @param F macroscopic deformation gradient (9)
 * @param out `[d(d+1)/2, d²]`
 */
export function directionsOf(dimension: 2 | 3, F: Float64Array, out: Float32Array): void {
  const macros = dimension * dimension;
  let n = 0;
  for (let k = 0; k < dimension; k++) {
    for (let m = 0; m <= k; m++, n++) {
      out.fill(0, n * macros, (n + 1) * macros);
      for (let l = 0; l < dimension; l++) {
        out[n * macros + k * dimension + l] = F[3 * m + l];
        if (m !== k) out[n * macros + m * dimension + l] = F[3 * k + l];
      }
    }
  }
}
