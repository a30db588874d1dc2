/**
 * When a surrogate is to be trusted at a point: inside the range of its samples, and while its networks agree.
 *
 * Both measures give one level, 1 at the limit. Below `blendFrom` the surrogate answers alone, from 1 on the RVE does, and in between both
 * do, mixed by a smooth share: the stress is then a continuous function of F, so Newton's method does not meet a jump however a point
 * wanders over the limit (guarded.ts).
 */
import { type Aside, reportSize } from "../kernels/network.js";
import { errorOf, namedOutputs } from "./outputs.js";
import type { Surrogate } from "./surrogate.js";
import { coordinateCount, coordinatesOf } from "./strain.js";

/** Level from which on the RVE is asked. */
export const blendFrom = 0.8;

/** How far beyond the range of the samples a surrogate may go, as a share of half its width. */
const margin = 0.05;

/** What the estimate needs of a surrogate. */
export type Trustworthy = Pick<Surrogate, "dimension" | "range" | "spreadFactor" | "stress" | "outputs">;

/** Levels of distrust of points, given F `[count, 3, 3]`, P `[count, 3, 3]`, and what the networks say aside. */
export type Distrust = (count: number, F: Float64Array, P: Float64Array, aside: Aside, level: Float64Array) => void;

/** Estimated relative error of a stress: stresses below a tenth of the samples' are measured against that. */
export function estimatedError({ spreadFactor, stress }: Pick<Trustworthy, "spreadFactor" | "stress">, spread: number, norm: number): number {
  return (spreadFactor * spread) / (norm + 0.1 * stress);
}

/**
 * The levels of distrust for a tolerance of the relative error of the stress.
 * @param tolerance for instance 0.02
 */
export function distrustOf(surrogate: Trustworthy, tolerance: number): Distrust {
  const { dimension, range: { low, high }, outputs } = surrogate;
  const named = namedOutputs(outputs);
  const x = new Float64Array(coordinateCount(dimension));
  return (count, F, P, { spread, reports }, level) => {
    for (let k = 0; k < count; k++) {
      coordinatesOf(F, dimension, x, 9 * k);
      let beyond = 0;
      for (let i = 0; i < x.length; i++) {
        const half = 0.5 * (high[i] - low[i]);
        beyond = Math.max(beyond, (x[i] - high[i]) / half, (low[i] - x[i]) / half);
      }
      const outside = beyond > 0 ? blendFrom + ((1 - blendFrom) * beyond) / margin : 0;
      let apart = estimatedError(surrogate, spread[k], planeNorm(P, 9 * k, dimension)) / tolerance;
      for (const output of named) {
        const off = errorOf(reports, (k * outputs.length + output.index) * reportSize, output) / (output.change * tolerance);
        apart = off <= apart ? apart : off;
      }
      // A spread that is no number is no reason to trust.
      level[k] = apart >= 0 ? Math.max(outside, apart) : Infinity;
    }
  };
}

/** Share of the surrogate in the answer: 1 below `blendFrom`, 0 from 1 on, smooth in between. */
export function shareOf(level: number): number {
  const t = Math.min(1, Math.max(0, (1 - level) / (1 - blendFrom)));
  return t * t * (3 - 2 * t);
}

/** Norm of a stress; in the plane that of the components in it. */
export function planeNorm(P: Float64Array, at: number, dimension: 2 | 3): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++) for (let j = 0; j < dimension; j++) sum += P[at + 3 * i + j] * P[at + 3 * i + j];
  return Math.sqrt(sum);
}
