import { describe, expect, it } from "vitest";
import { box, createMesh, qualityReport } from "../../../src/mesh/index.js";

describe("qualityReport", () => {
  it("of bricks: ideal corners, the ratio of the edges, equal volumes", () => {
    const { scaledJacobian, edgeRatio, volume, histogram } = qualityReport(box({ size: [4, 2, 1], cells: [2, 2, 2], element: "hex20" }));
    expect(scaledJacobian).toEqual({ min: 1, mean: 1, max: 1 });
    expect(edgeRatio).toEqual({ min: 4, mean: 4, max: 4 });
    expect(volume.min).toBeCloseTo(1, 14);
    expect(histogram).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 8]);
  });

  it("finds the worst cells and their places", () => {
    const mesh = box({ size: [3, 1], cells: [3, 1], element: "quad4" });
    // The last upper corner is moved by 1: two corners of the last cell have the sine of 45°, and its upper side doubles.
    const points = mesh.points.map((x, i) => (i % 3 === 0 && mesh.points[i + 1] === 1 && x > 2.5 ? x + 1 : x));
    const { worst, histogram, scaledJacobian } = qualityReport(createMesh({ ...mesh, points }));
    expect(worst[0].cell).toBe(2);
    expect(worst[0].type).toBe("quad4");
    expect(worst[0].scaledJacobian).toBeCloseTo(Math.SQRT1_2, 14);
    // Centre of a trapezium with sides 1 and 2.
    expect(worst[0].place[1]).toBeCloseTo(5 / 9, 14);
    expect(worst[0].edgeRatio).toBeCloseTo(2, 14);
    expect(worst).toHaveLength(3);
    expect(histogram.reduce((a, b) => a + b, 0)).toBe(3);
    expect(scaledJacobian.max).toBeCloseTo(1, 14);
  });
});
