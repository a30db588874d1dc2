/** Distances of samples under symmetry, and the share of the range that each stands for. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.js";
import { coverage, squareDistance } from "../../../src/surrogate/coverage.js";
import { rowSize, type SampleSet } from "../../../src/surrogate/samples.js";
import { stretchOf } from "../../../src/surrogate/strain.js";

type Placed = Pick<SampleSet, "dimension" | "range" | "mirrors" | "fibres" | "rows">;

/** Samples at some coordinates; whoever has mirror planes has all of them. */
function placed(states: readonly (readonly number[])[], dimension: 2 | 3, mirror: number): Placed {
  const rows = new Float64Array(states.length * rowSize), size = dimension === 2 ? 3 : 6;
  states.forEach((x, k) => rows.set(stretchOf(x, dimension), k * rowSize));
  return { dimension, rows, fibres: [], mirrors: Array.from({ length: dimension }, () => mirror), range: { low: Array<number>(size).fill(-0.2), high: Array<number>(size).fill(0.2) } };
}

describe("the distance of states", () => {
  it("is that of the nearest mirror image where the RVE has mirror planes, and only there", () => {
    const a = [0.1, 0.05, 0.02], b = [0.1, -0.05, 0.02];
    expect(squareDistance(placed([], 2, 0))(a, b)).toBe(0);
    expect(squareDistance(placed([], 2, 1))(a, b)).toBeCloseTo((0.1 / 0.2) * (0.1 / 0.2), 12);
    // Mirroring x turns the shears 01 and 02 round, not 12: no image turns one of them alone.
    const c = [0, 0, 0.05, 0.04, 0.03, 0];
    const distance = squareDistance(placed([], 3, 0));
    expect(distance(c, [0, 0, -0.05, 0.04, -0.03, 0])).toBe(0);
    expect(distance(c, [0, 0, -0.05, 0.04, 0.03, 0])).toBeCloseTo((0.06 / 0.2) * (0.06 / 0.2), 12);
  });
});

describe("weights by coverage", () => {
  it("make the mean over samples that crowd in a corner that over the range", () => {
    const random = createRandom(3);
    const crowded = Array.from({ length: 300 }, (_, k) => Array.from({ length: 3 }, () => (k < 200 ? 0.1 + 0.1 * random.uniform() : 0.4 * random.uniform() - 0.2)));
    const weights = coverage(placed(crowded, 2, 1));
    const value = ([x]: readonly number[]): number => 1 + 10 * x;
    const total = weights.reduce((sum, w) => sum + w, 0);
    const plain = crowded.reduce((sum, x) => sum + value(x), 0) / crowded.length;
    const weighed = crowded.reduce((sum, x, k) => sum + weights[k] * value(x), 0) / total;
    // The mean over the range is 1; two thirds of the samples at 2.5 drag the plain mean to 2.
    expect(plain).toBeGreaterThan(1.9);
    expect(Math.abs(weighed - 1)).toBeLessThan(0.35);
    expect(Math.max(...weights)).toBeLessThanOrEqual(4);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0.25);
  });
});
