/** Limit points of a path: where its load factor turns round. */
import type { StepSummary } from "./summary.js";

/** A limit point, between two steps. */
export interface LimitPoint {
  /** Length of the path. */
  readonly time: number;
  /** Load factor: the largest or smallest there. */
  readonly load: number;
  readonly kind: "maximum" | "minimum";
}

/** The limit points of a path by parabolas through each three steps of which the middle one is the highest or lowest; the error falls with the third power of the steps. */
export function limitPoints(steps: readonly StepSummary[]): LimitPoint[] {
  const points = [{ time: 0, load: 0 }, ...steps].map(({ time, load = 0 }) => ({ time, load }));
  return points.flatMap((middle, k): LimitPoint[] => {
    const before = points[k - 1], after = points[k + 1];
    if (!before || !after) return [];
    const up = middle.load - before.load, down = middle.load - after.load;
    if (!(up * down > 0)) return [];
    const a = middle.time - before.time, b = after.time - middle.time;
    // load(middle + s) = load + slope s - curvature s² through the other two.
    const slope = (up * b * b - down * a * a) / (a * b * (a + b)), curvature = (up * b + down * a) / (a * b * (a + b));
    const s = slope / (2 * curvature);
    return [{ time: middle.time + s, load: middle.load + (slope * s) / 2, kind: up > 0 ? "maximum" : "minimum" }];
  });
}
