import { describe, expect, it } from "vitest";
import { readMesh, writeMesh, writeMeshText, writeStl, writeStlText } from "../../../src/io/index.js";
import { box, cellVolumes, facesOf, type Mesh } from "../../../src/mesh/index.js";
import { fixture } from "../../support/mesh-files.js";

interface Facet {
  readonly normal: readonly number[];
  /** Nine numbers. */
  readonly corners: readonly number[];
}

function parseBinary(file: Uint8Array): Facet[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  expect(file.length).toBe(84 + 50 * view.getUint32(80, true));
  return Array.from({ length: view.getUint32(80, true) }, (_, i) => {
    const numbers = Array.from({ length: 12 }, (_n, k) => view.getFloat32(84 + 50 * i + 4 * k, true));
    return { normal: numbers.slice(0, 3), corners: numbers.slice(3) };
  });
}

function parseText(file: Uint8Array): Facet[] {
  const text = new TextDecoder().decode(file);
  expect(text).toMatch(/^solid twoscale\n[\s\S]*\nendsolid twoscale\n$/);
  return [...text.matchAll(/facet normal (.*)\nouter loop\nvertex (.*)\nvertex (.*)\nvertex (.*)\nendloop\nendfacet/g)].map(([, normal, ...corners]) => ({
    normal: normal.split(" ").map(Number), corners: corners.flatMap((corner) => corner.split(" ").map(Number)),
  }));
}

/** Volume inside a closed surface: a sixth of the sum of triple products. */
function enclosed(facets: readonly Facet[]): number {
  return facets.reduce((sum, { corners: [a, b, c, d, e, f, g, h, i] }) => sum + (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) / 6, 0);
}

/** Directed edges that have no partner in the other direction. */
function openEdges(facets: readonly Facet[]): number {
  const edges = facets.flatMap(({ corners }) => [0, 3, 6].map((at) => [corners.slice(at, at + 3).join(), corners.slice((at + 3) % 9, ((at + 3) % 9) + 3).join()]));
  const known = new Set(edges.map(([from, to]) => `${from}>${to}`));
  return edges.filter(([from, to]) => !known.has(`${to}>${from}`)).length;
}

const meshes: readonly (readonly [string, Mesh])[] = [
  ...(["tet4", "tet10", "hex8", "hex20"] as const).map((element) => [element, box({ size: [1, 2, 3], cells: [2, 1, 2], element })] as const),
  ...["block-tet10-41.msh", "block-hex20-22.msh"].map((name) => [name, readMesh(fixture(name), name)] as const),
];

describe.each(meshes)("the boundary of %s", (_, mesh) => {
  const volume = cellVolumes(mesh).reduce((sum, v) => sum + v, 0);
  it.each([["binary", parseBinary(writeStl(mesh)), 1e-6], ["text", parseText(writeStlText(mesh)), 1e-12]] as const)("%s is closed, points outwards and holds the volume", (_name, facets, tolerance) => {
    expect(openEdges(facets)).toBe(0);
    // Plane faces: the volume is that of the cells, but for single precision in binary files.
    expect(Math.abs(enclosed(facets) - volume)).toBeLessThan(tolerance * volume);
    for (const { normal: [x, y, z] } of facets) expect(Math.abs(x * x + y * y + z * z - 1)).toBeLessThan(1e-6);
  });
});

describe("STL files", () => {
  const mesh = box({ size: [1, 2, 3], cells: [2, 1, 2], element: "hex8" });
  it("hold the faces of a set", () => {
    const facets = parseText(writeStlText(mesh, facesOf(mesh, "z+")));
    expect(facets.length).toBe(4);
    for (const { normal, corners } of facets) {
      expect(normal).toEqual([0, 0, 1]);
      expect([corners[2], corners[5], corners[8]]).toEqual([3, 3, 3]);
    }
  });
  it("are written by their ending", () => {
    expect(writeMesh(mesh, "a.STL")).toEqual(writeStl(mesh));
    expect(writeMeshText(mesh, "a.stl")).toEqual(writeStlText(mesh));
  });
  it("of plane meshes are refused", () => {
    expect(() => writeMesh(box({ size: [1, 1], cells: [1, 1], element: "quad4" }), "a.stl")).toThrow(/E_FORMAT_SURFACE.*plane/);
  });
  it("are not read, and the error says what to do", () => {
    expect(() => readMesh(writeStl(mesh), "a.stl")).toThrow(/E_FORMAT_DIRECTION: a\.stl: .*not read.*Gmsh/);
  });
});
