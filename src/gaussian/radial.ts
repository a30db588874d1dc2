/** Covariances of smooth random functions as functions f(s) of half the squared scaled distance, with the derivatives that gradients of such functions need. */
import { exp } from "../core/math.gen.js";

export const radialNames = ["rbf", "matern52"] as const;
export type RadialName = (typeof radialNames)[number];

/** Writes f, f', f'', f''' at s ≥ 0, with f(0) = 1 [rasmussen2006, §4.2.1]. */
export type Radial = (s: number, out: Float64Array) => void;

/** exp(-s) */
function squaredExponential(s: number, out: Float64Array): void {
  const f = exp(-s);
  out[0] = f;
  out[1] = -f;
  out[2] = f;
  out[3] = -f;
}

/** (1 + √5 r + 5/3 r²) exp(-√5 r), r² = 2 s. f''' grows like 1/r, and is only ever multiplied by two distances: at 0 it is left out. */
function matern52(s: number, out: Float64Array): void {
  const r = Math.sqrt(2 * s), t = Math.sqrt(5) * r;
  const e = exp(-t);
  out[0] = (1 + t + (t * t) / 3) * e;
  out[1] = (-5 / 3) * (1 + t) * e;
  out[2] = (25 / 3) * e;
  out[3] = r > 1e-12 ? ((-25 / 3) * Math.sqrt(5) * e) / r : 0;
}

export const radials: Readonly<Record<RadialName, Radial>> = { rbf: squaredExponential, matern52 };
