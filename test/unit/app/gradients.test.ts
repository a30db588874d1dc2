import { describe, expect, it } from "vitest";
import { fittedGradients } from "../../../app/src/engine/gradients.js";
import { box, type ElementType } from "../../../src/mesh/index.js";

/** An affine motion, x = F X + c. */
const F = [1.2, 0.1, -0.05, 0.03, 0.9, 0.2, -0.1, 0.07, 1.05];

function displacements(points: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: points.length }, (_, k) => {
    const node = Math.floor(k / 3), i = k % 3;
    return [0, 1, 2].reduce((sum, j) => sum + (F[3 * i + j] - Number(i === j)) * points[3 * node + j], 0.7 * i);
  });
}

describe("gradients fitted to displacements", () => {
  it.each(["tet4", "tet10", "hex8", "hex20"] as const satisfies readonly ElementType[])("are F of an affine motion in every %s", (element) => {
    const mesh = box({ size: [1, 2, 0.5], cells: [2, 2, 1], element });
    const found = fittedGradients(mesh, displacements(mesh.points));
    found.forEach((x, k) => expect(x).toBeCloseTo(F[k % 9], 12));
  });

  it("are 1 across a plane mesh", () => {
    const mesh = box({ size: [1, 2], cells: [2, 2], element: "quad4" });
    const found = fittedGradients(mesh, displacements(mesh.points));
    [0, 1, 3, 4].forEach((k) => expect(found[k]).toBeCloseTo(F[k], 12));
    expect(found[8]).toBe(1);
  });
});
