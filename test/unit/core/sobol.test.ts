/** The scrambled Sobol sequence: what makes it one. */
import { describe, expect, it } from "vitest";
import { createSobol, sobolDimensions } from "../../../src/core/sobol.js";

const points = (dimensions: number, seed: number, count: number): Float64Array[] => Array.from({ length: count }, (_, i) => createSobol(dimensions, seed)(i));

describe("scrambled Sobol sequence", () => {
  it("puts one of the first 2^k points into each of 2^k equal intervals, in every dimension", () => {
    const list = points(sobolDimensions, 5, 64);
    for (let d = 0; d < sobolDimensions; d++) expect(new Set(list.map((x) => Math.floor(64 * x[d]))).size).toBe(64);
  });
  it("is a (0, k, 2)-net in its first two dimensions: one of 64 points in each elementary box", () => {
    const list = points(2, 9, 64);
    for (let a = 0; a <= 6; a++) {
      const boxes = new Set(list.map(([x, y]) => `${Math.floor(x * 2 ** a)} ${Math.floor(y * 2 ** (6 - a))}`));
      expect(boxes.size).toBe(64);
    }
  });
  it("depends on its seed and on nothing else", () => {
    expect(points(3, 1, 8)).toEqual(points(3, 1, 8));
    expect(points(3, 1, 8)).not.toEqual(points(3, 2, 8));
  });
  it("integrates a smooth function better than 1/sqrt(n) would", () => {
    const f = (x: Float64Array): number => x.reduce((product, u) => product * (1 + 0.5 * (u - 0.5)), 1);
    const mean = points(6, 3, 1024).reduce((sum, x) => sum + f(x), 0) / 1024;
    // Standard deviation of f is about 0.36: random points would miss by 0.011.
    expect(Math.abs(mean - 1)).toBeLessThan(5e-4);
  });
});
