import { describe, expect, it } from "vitest";
import { readStl, writeStl } from "../../../src/io/index.js";
import { box, type EllipsoidSpec, ellipsoid, facesOf, facesOnSurface, type Mesh } from "../../../src/mesh/index.js";
import type { Triangulated } from "../../../src/mesh/nearest-triangle.js";

const wall = (cells: readonly number[], element: EllipsoidSpec["element"]): Mesh => ellipsoid({ inner: [7, 17], outer: [10, 20], base: 5, cells, element });
const surfaceOf = (mesh: Mesh, set: string): Triangulated => readStl(writeStl(mesh, facesOf(mesh, set)), `${set}.stl`);
const pairs = (faces: Int32Array): string[] => Array.from({ length: faces.length / 2 }, (_, k) => faces.subarray(2 * k, 2 * k + 2).join()).sort();
const found = (mesh: Mesh, surface: Triangulated, tolerance?: number): string[] => pairs(facesOnSurface(mesh, { surface, source: "a.stl", tolerance }));
const coarse = wall([1, 4, 6], "hex8"), fine = wall([1, 12, 18], "hex8");

describe("faces on a surface", () => {
  it.each(["inner", "outer", "base"])("that was taken from the mesh (%s) are those of its set, though STL has single precision", (set) => {
    expect(found(coarse, surfaceOf(coarse, set))).toEqual(pairs(facesOf(coarse, set)));
  });
  it("of another mesh of the same wall are found where both are fine enough, whichever is finer", () => {
    const curved = wall([1, 4, 6], "hex20");
    expect(found(curved, surfaceOf(fine, "inner"))).toEqual(pairs(facesOf(curved, "inner")));
    expect(found(fine, surfaceOf(coarse, "outer"), 0.5)).toEqual(pairs(facesOf(fine, "outer")));
  });
  it("do not care which way the triangles look", () => {
    const { points, triangles } = surfaceOf(coarse, "inner");
    expect(found(coarse, { points, triangles: triangles.toReversed() })).toEqual(pairs(facesOf(coarse, "inner")));
  });
});

describe("a surface that names no faces", () => {
  const cube = box({ size: [1, 1, 1], cells: [4, 4, 4], element: "hex8" }), top = surfaceOf(cube, "z+");
  const moved = (by: number, scale = 1): Triangulated => ({ ...top, points: top.points.map((x, k) => scale * x + (k % 3 === 2 ? by : 0)) });
  it("is told how far it is away", () => {
    expect(() => found(cube, moved(3))).toThrow(/E_SURFACE: a\.stl: no face of the mesh lies within 0\.0125 of the surface; the nearest is 3 away\. Hint: bring both to the same place and unit/);
    expect(() => found(cube, moved(0, 0.001))).toThrow(/E_SURFACE: .*Hint: bring both to the same place and unit/);
  });
  it("is told the tolerance that it takes where it is coarser than the mesh, and that tolerance does", () => {
    const surface = surfaceOf(coarse, "outer");
    const message = ((): string => { try { return String(found(fine, surface).length); } catch (error) { return String(error); } })();
    const [, tolerance] = /no face of the mesh lies within [\d.]+ of the surface; .*Hint: with tolerance: ([\d.]+) all of it has faces: the surface is coarser than the mesh/.exec(message) ?? [];
    // Nine tenths of the area are asked for: what is farthest away may be missing.
    const named = found(fine, surface, Number(tolerance)), wanted = new Set(pairs(facesOf(fine, "outer")));
    expect(named.length).toBeGreaterThan(0.85 * wanted.size);
    expect(named.filter((face) => !wanted.has(face))).toEqual([]);
  });
  it("is told where a tolerance reaches through the body, and where a surface is larger than the body", () => {
    expect(() => found(cube, top, 2)).toThrow(/have 200 % of its area; they must have all of it, and no more\. Hint: lower the tolerance/);
    expect(() => found(box({ size: [1, 0.5, 1], cells: [4, 2, 4], element: "hex8" }), top)).toThrow(/have 50 % of its area; they must have all of it\. Hint: bring both/);
  });
  it("is refused by a plane mesh", () => {
    expect(() => found(box({ size: [1, 1], cells: [1, 1], element: "quad4" }), top)).toThrow(/E_SURFACE: a\.stl is a surface in space, but the mesh is plane/);
  });
});
