import { describe, expect, it } from "vitest";
import { MeshError } from "../../../src/core/errors.js";
import { boundaryFaces, cellCount, ellipsoid, type EllipsoidSpec, faceNodes, meshQuality, nodesOf } from "../../../src/mesh/index.js";

const ventricle: EllipsoidSpec = { inner: [7, 17], outer: [10, 20], base: 5, cells: [2, 4, 6], element: "hex20" };

/** Volume below z = base of an ellipsoid of revolution. */
const volumeBelow = ([short, long]: readonly number[], base: number): number =>
  Math.PI * short ** 2 * (base + long - (base ** 3 + long ** 3) / (3 * long ** 2));
const wall = volumeBelow(ventricle.outer, ventricle.base) - volumeBelow(ventricle.inner, ventricle.base);
const sum = (list: Iterable<number>): number => Array.from(list).reduce((a, b) => a + b, 0);

describe("ellipsoid", () => {
  it("fills the wall: the volume converges to the closed form, by order 2 with straight cells and 4 with curved ones", () => {
    const error = (element: "hex8" | "hex20", level: number): number =>
      Math.abs(sum(meshQuality(ellipsoid({ ...ventricle, element, cells: ventricle.cells.map((n) => level * n) })).volumes) - wall) / wall;
    for (const [element, order] of [["hex8", 2], ["hex20", 4]] as const) {
      const rate = Math.log2(error(element, 1) / error(element, 2));
      expect(rate).toBeGreaterThan(order - 0.3);
      expect(error(element, 1)).toBeLessThan(element === "hex8" ? 0.05 : 1e-3);
    }
  });

  it.each(["hex8", "hex20"] as const)("of %s has sound cells, also at the apex, and sides that are its whole boundary", (element) => {
    const mesh = ellipsoid({ ...ventricle, element });
    const { inverted, worst } = meshQuality(mesh);
    expect(inverted).toHaveLength(0);
    expect(worst.value).toBeGreaterThan(0.5);
    expect(cellCount(mesh)).toBe(2 * (4 * 4 + 6 * 16));
    expect(sum(["inner", "outer", "base"].map((name) => mesh.sets.faces[name].length))).toBe(boundaryFaces(mesh).length);
  });

  it("puts every node of its sides on the ellipsoids and in the plane", () => {
    const mesh = ellipsoid(ventricle);
    const at = (node: number): number[] => [...mesh.points.subarray(3 * node, 3 * node + 3)];
    for (const [name, [short, long]] of [["inner", ventricle.inner], ["outer", ventricle.outer]] as const) {
      for (const [x, y, z] of Array.from(nodesOf(mesh, name), at)) expect((x * x + y * y) / short ** 2 + (z / long) ** 2).toBeCloseTo(1, 12);
    }
    for (const [, , z] of Array.from(nodesOf(mesh, "base"), at)) expect(z).toBe(5);
    expect(Array.from(nodesOf(mesh, "apex"), at).sort((a, b) => b[2] - a[2])).toEqual([17, 17.75, 18.5, 19.25, 20].map((depth) => [0, 0, -depth]));
    // Faces of the base join the two surfaces.
    for (let i = 0; i < mesh.sets.faces.base.length; i += 2) expect(Array.from(faceNodes(mesh, mesh.sets.faces.base[i], mesh.sets.faces.base[i + 1]), (node) => at(node)[2])).toEqual(Array(8).fill(5));
  });

  it.each<[string, Partial<EllipsoidSpec>, RegExp]>([
    ["axes that cross", { inner: [11, 17] }, /not inside outer/], ["a base above the cavity", { base: 18 }, /base/],
    ["an odd number along a quarter", { cells: [2, 3, 4] }, /odd/], ["no cells", { cells: [0, 2, 2] }, /cells/], ["one axis", { outer: [10] }, /half axes/],
  ])("refuses %s", (_, change, text) => {
    expect(() => ellipsoid({ ...ventricle, ...change })).toThrow(MeshError);
    expect(() => ellipsoid({ ...ventricle, ...change })).toThrow(text);
  });
});
