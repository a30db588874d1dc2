/** What grows: an area, two lengths in a plane, a volume, or a length. Kinematics only; how fast is `rate.ts`. */
import { cbrt } from "../core/math.gen.js";

/**
 * Kinematics of growth, Fe = F Fg⁻¹. Each growth variable g (1 before growth) has a total stretch of the same kind, which F gives,
 * so that total / g is the elastic part. Nothing here allocates.
 */
export interface GrowthMode {
  readonly name: string;
  readonly meaning: string;
  /** Key of docs/references.bib. */
  readonly citation: string;
  /** Unit directions that it takes at each point. */
  readonly directions: readonly string[];
  /** Growth variables. */
  readonly variables: 1 | 2;
  /**
   * Total stretch of each variable, and its derivative by F.
   * @param F `[3,3]`
   * @param directions `[directions, 3]`
   * @param total `[variables]`
   * @param gradient `[variables, 3, 3]`
   */
  total(F: Float64Array, directions: Float64Array, total: Float64Array, gradient: Float64Array): void;
  /**
   * Fg⁻¹ (symmetric) and its derivative by each variable.
   * @param g `[variables]`, positive
   * @param inverse `[3,3]`
   * @param slope `[variables, 3, 3]`
   */
  inverse(g: Float64Array, directions: Float64Array, inverse: Float64Array, slope: Float64Array): void;
}

/** ϑ = ‖cof F n‖ of the plane with normal n; Fg = √ϑ I + (1 - √ϑ) n⊗n. */
export const area: GrowthMode = {
  name: "area", meaning: "area of the plane with a normal: skin", citation: "buganzatepole2011", directions: ["normal"], variables: 1,
  total(F, n, total, gradient) {
    // Rows of M: row m of F × n; cof F n = ½ ε M, and its derivative is linear in M.
    const m00 = F[1] * n[2] - F[2] * n[1], m01 = F[2] * n[0] - F[0] * n[2], m02 = F[0] * n[1] - F[1] * n[0];
    const m10 = F[4] * n[2] - F[5] * n[1], m11 = F[5] * n[0] - F[3] * n[2], m12 = F[3] * n[1] - F[4] * n[0];
    const m20 = F[7] * n[2] - F[8] * n[1], m21 = F[8] * n[0] - F[6] * n[2], m22 = F[6] * n[1] - F[7] * n[0];
    const a0 = cofactor(F, 4, 8, 5, 7) * n[0] + cofactor(F, 5, 6, 3, 8) * n[1] + cofactor(F, 3, 7, 4, 6) * n[2];
    const a1 = cofactor(F, 2, 7, 1, 8) * n[0] + cofactor(F, 0, 8, 2, 6) * n[1] + cofactor(F, 1, 6, 0, 7) * n[2];
    const a2 = cofactor(F, 1, 5, 2, 4) * n[0] + cofactor(F, 2, 3, 0, 5) * n[1] + cofactor(F, 0, 4, 1, 3) * n[2];
    const size = Math.sqrt(a0 * a0 + a1 * a1 + a2 * a2);
    const [u0, u1, u2] = [a0 / size, a1 / size, a2 / size];
    total[0] = size;
    gradient[0] = m10 * u2 - m20 * u1; gradient[1] = m11 * u2 - m21 * u1; gradient[2] = m12 * u2 - m22 * u1;
    gradient[3] = m20 * u0 - m00 * u2; gradient[4] = m21 * u0 - m01 * u2; gradient[5] = m22 * u0 - m02 * u2;
    gradient[6] = m00 * u1 - m10 * u0; gradient[7] = m01 * u1 - m11 * u0; gradient[8] = m02 * u1 - m12 * u0;
  },
  inverse(g, n, inverse, slope) {
    const factor = 1 / Math.sqrt(g[0]);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const normal = n[i] * n[j], plane = (i === j ? 1 : 0) - normal;
        inverse[3 * i + j] = factor * plane + normal;
        slope[3 * i + j] = (-0.5 * factor / g[0]) * plane;
      }
    }
  },
};

/** λ_a = ‖F d_a‖ of two directions at right angles; Fg = I + Σ (g_a - 1) d_a⊗d_a. */
export const directional: GrowthMode = {
  name: "directional", meaning: "lengths along two directions at right angles, each with its own rate", citation: "han2022", directions: ["first", "second"], variables: 2,
  total(F, d, total, gradient) {
    for (let a = 0; a < 2; a++) total[a] = stretch(F, d, 3 * a, gradient, 9 * a);
  },
  inverse(g, d, inverse, slope) {
    identity(inverse);
    for (let a = 0; a < 2; a++) shorten(g[a], d, 3 * a, inverse, slope, 9 * a);
  },
};

/** ϑ = det F; Fg = ϑ^(1/3) I. */
export const isotropic: GrowthMode = {
  name: "isotropic", meaning: "volume, the same in all directions", citation: "ambrosi2011", directions: [], variables: 1,
  total(F, _d, total, gradient) {
    gradient[0] = cofactor(F, 4, 8, 5, 7); gradient[1] = cofactor(F, 5, 6, 3, 8); gradient[2] = cofactor(F, 3, 7, 4, 6);
    gradient[3] = cofactor(F, 2, 7, 1, 8); gradient[4] = cofactor(F, 0, 8, 2, 6); gradient[5] = cofactor(F, 1, 6, 0, 7);
    gradient[6] = cofactor(F, 1, 5, 2, 4); gradient[7] = cofactor(F, 2, 3, 0, 5); gradient[8] = cofactor(F, 0, 4, 1, 3);
    total[0] = F[0] * gradient[0] + F[1] * gradient[1] + F[2] * gradient[2];
  },
  inverse(g, _d, inverse, slope) {
    const factor = 1 / cbrt(g[0]);
    inverse.fill(0);
    slope.fill(0);
    for (let i = 0; i < 9; i += 4) {
      inverse[i] = factor;
      slope[i] = -factor / (3 * g[0]);
    }
  },
};

/** λ = ‖F f‖ of a fibre f; Fg = I + (ϑ - 1) f⊗f. */
export const fibre: GrowthMode = {
  name: "fibre", meaning: "length along one direction: muscle", citation: "ambrosi2011", directions: ["direction"], variables: 1,
  total(F, f, total, gradient) {
    total[0] = stretch(F, f, 0, gradient, 0);
  },
  inverse(g, f, inverse, slope) {
    identity(inverse);
    shorten(g[0], f, 0, inverse, slope, 0);
  },
};

function cofactor(F: Float64Array, a: number, b: number, c: number, d: number): number {
  return F[a] * F[b] - F[c] * F[d];
}

function identity(out: Float64Array): void {
  out.fill(0);
  out[0] = out[4] = out[8] = 1;
}

/** ‖F d‖, and its derivative by F. */
function stretch(F: Float64Array, d: Float64Array, from: number, gradient: Float64Array, at: number): number {
  const [d0, d1, d2] = [d[from], d[from + 1], d[from + 2]];
  const a0 = F[0] * d0 + F[1] * d1 + F[2] * d2, a1 = F[3] * d0 + F[4] * d1 + F[5] * d2, a2 = F[6] * d0 + F[7] * d1 + F[8] * d2;
  const size = Math.sqrt(a0 * a0 + a1 * a1 + a2 * a2);
  for (let j = 0; j < 3; j++) {
    const share = d[from + j] / size;
    gradient[at + j] = a0 * share;
    gradient[at + 3 + j] = a1 * share;
    gradient[at + 6 + j] = a2 * share;
  }
  return size;
}

/** Adds (1/g - 1) d⊗d to an inverse, and writes the derivative by g. */
function shorten(g: number, d: Float64Array, from: number, inverse: Float64Array, slope: Float64Array, at: number): void {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const dyad = d[from + i] * d[from + j];
      inverse[3 * i + j] += (1 / g - 1) * dyad;
      slope[at + 3 * i + j] = -dyad / (g * g);
    }
  }
}
