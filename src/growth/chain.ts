/** Stress and tangent of the material inside, pulled back through Fe = F Fg⁻¹(g(F)). */
import type { PointResponse } from "../constitutive/model.js";

/** Growth of a point, and how it follows F. */
export interface GrowthOfPoint {
  readonly F: Float64Array;
  /** Fg⁻¹, symmetric, and its derivative by each growth variable `[variables, 3, 3]`. */
  readonly inverse: Float64Array;
  readonly slope: Float64Array;
  /** Derivative of each growth variable by F `[variables, 3, 3]`. */
  readonly dg: Float64Array;
}

/** P = Pe Fg⁻ᵀ of one point, in place. */
export function pullBackStress(P: Float64Array, point: number, inverse: Float64Array): void {
  for (let i = 0; i < 3; i++) transform(P, 9 * point + 3 * i, 1, inverse);
}

// Overwritten at every point; nothing waits in between.
const dFe = new Float64Array(9), dP = new Float64Array(18);

/**
 * A_iJkL = Fg⁻¹_JA Ae_iAkB Fg⁻¹_LB + Σ_a (dP/dg_a)_iJ (dg_a/dF)_kL of one point, in place; P still holds Pe.
 */
export function pullBackTangent({ P, A }: Pick<PointResponse, "P" | "A">, point: number, growth: GrowthOfPoint): void {
  const { inverse, dg } = growth;
  for (let a = 0; 9 * a < dg.length; a++) stressByGrowth(P, A, point, growth, 9 * a);
  const at = 81 * point;
  for (let row = at; row < at + 81; row += 3) transform(A, row, 1, inverse);
  for (let i = 0; i < 81; i += 27) for (let kL = 0; kL < 9; kL++) transform(A, at + i + kL, 9, inverse);
  for (let a = 0; 9 * a < dg.length; a++) {
    for (let iJ = 0; iJ < 9; iJ++) for (let kL = 0; kL < 9; kL++) A[at + 9 * iJ + kL] += dP[9 * a + iJ] * dg[9 * a + kL];
  }
}

/** dP/dg = (Ae : F dFg⁻¹/dg) Fg⁻ᵀ + Pe dFg⁻ᵀ/dg of the variable whose slope starts at `from`. */
function stressByGrowth(P: Float64Array, A: Float64Array, point: number, { F, inverse, slope }: GrowthOfPoint, from: number): void {
  for (let k = 0; k < 3; k++) {
    for (let B = 0; B < 3; B++) dFe[3 * k + B] = F[3 * k] * slope[from + B] + F[3 * k + 1] * slope[from + 3 + B] + F[3 * k + 2] * slope[from + 6 + B];
  }
  for (let iA = 0; iA < 9; iA++) {
    let sum = 0;
    for (let kB = 0; kB < 9; kB++) sum += A[81 * point + 9 * iA + kB] * dFe[kB];
    dP[from + iA] = sum;
  }
  for (let i = 0; i < 9; i += 3) {
    transform(dP, from + i, 1, inverse);
    for (let J = 0; J < 3; J++) for (let B = 0; B < 3; B++) dP[from + i + J] += P[9 * point + i + B] * slope[from + 3 * B + J];
  }
}

/** Three numbers of an array, `step` apart, times a symmetric matrix. */
function transform(values: Float64Array, at: number, step: number, M: Float64Array): void {
  const v0 = values[at], v1 = values[at + step], v2 = values[at + 2 * step];
  for (let J = 0; J < 3; J++) values[at + J * step] = v0 * M[J] + v1 * M[3 + J] + v2 * M[6 + J];
}
