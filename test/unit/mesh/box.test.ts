import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeshError } from "../../../src/core/errors.js";
import { box, boundaryFaces, cellCount, cellVolumes, elementTypes, facesOf, meshQuality, nodeCount, nodesOf, topology, type ElementType } from "../../../src/mesh/index.js";

const perGridCell: Readonly<Record<string, number>> = { tri3: 2, tri6: 2, quad4: 1, quad8: 1, tet4: 6, tet10: 6, hex8: 1, hex20: 1 };
const facesPerSide: Readonly<Record<string, number>> = { tri3: 1, tri6: 1, quad4: 1, quad8: 1, tet4: 2, tet10: 2, hex8: 1, hex20: 1 };
const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
const sum = (list: Iterable<number>): number => Array.from(list).reduce((a, b) => a + b, 0);

describe.each(elementTypes)("box of %s", (element) => {
  const { dimension } = topology[element];
  const size = [2, 1, 3].slice(0, dimension);
  const cells = [4, 2, 3].slice(0, dimension);
  const origin = [-1, 0.3, 7].slice(0, dimension);
  const mesh = box({ size, cells, element, origin });
  const axes = size.map((_, axis) => axis);

  it("fills the box with cells of positive volume", () => {
    expect(cellCount(mesh)).toBe(product(cells) * perGridCell[element]);
    expect(meshQuality(mesh).inverted).toHaveLength(0);
    // Coordinates near 10 carry rounding of 1e-15 each; volumes of 0.04 to 0.25 are differences of such numbers.
    for (const volume of cellVolumes(mesh)) expect(volume).toBeCloseTo(product(size) / cellCount(mesh), 12);
    expect(sum(cellVolumes(mesh))).toBeCloseTo(product(size), 12);
  });

  it("has sides that hold exactly the nodes and faces on them", () => {
    for (const axis of axes) {
      for (const [sign, value] of [["-", origin[axis]], ["+", origin[axis] + size[axis]]] as const) {
        const name = "xyz"[axis] + sign;
        const on = Array.from({ length: nodeCount(mesh) }, (_, n) => n).filter((n) => Math.abs(mesh.points[3 * n + axis] - value) < 1e-9);
        expect(Array.from(nodesOf(mesh, name))).toEqual(on);
        expect(facesOf(mesh, name).length / 2).toBe((product(cells) / cells[axis]) * facesPerSide[element]);
      }
    }
  });

  it("is conforming: its boundary is its sides and nothing else", () => {
    const sides = sum(axes.flatMap((axis) => ["-", "+"].map((sign) => facesOf(mesh, "xyz"[axis] + sign).length)));
    expect(boundaryFaces(mesh)).toHaveLength(sides);
  });

  it("has the same nodes on opposite sides, as periodic constraints need", () => {
    for (const axis of axes) {
      const across = (name: string) => Array.from(nodesOf(mesh, name), (n) => axes.filter((a) => a !== axis).map((a) => mesh.points[3 * n + a]).join(" ")).sort();
      expect(across("xyz"[axis] + "-")).toEqual(across("xyz"[axis] + "+"));
    }
  });
});

describe("box", () => {
  it("numbers nodes and cells along x first", () => {
    const mesh = box({ size: [3, 2], cells: [3, 2], element: "quad4" });
    expect(Array.from(mesh.points.subarray(0, 15))).toEqual([0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 0, 1, 0]);
    expect(Array.from(mesh.blocks[0].connectivity.subarray(0, 8))).toEqual([0, 1, 5, 4, 1, 2, 6, 5]);
    const solid = box({ size: [1, 1, 1], cells: [1, 1, 2], element: "hex8" });
    expect(Array.from(solid.blocks[0].connectivity)).toEqual([0, 1, 3, 2, 4, 5, 7, 6, 4, 5, 7, 6, 8, 9, 11, 10]);
  });

  it("ends exactly at origin + size, whatever the counts", () => {
    fc.assert(fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.integer({ min: 1, max: 40 }), (length, count) => {
      const mesh = box({ size: [length, 1], cells: [count, 1], element: "quad8" });
      expect(mesh.points[3 * count]).toBe(length);
      expect(nodesOf(mesh, "x+")).toHaveLength(3);
    }));
  });

  it.each([
    [{ size: [1, 1], cells: [1, 1], element: "hex8" }, /hex8 needs 3 entries/],
    [{ size: [1, 1, 1], cells: [1, 1, 1], element: "quad4" }, /quad4 needs 2 entries/],
    [{ size: [1, -1], cells: [1, 1], element: "quad4" }, /size is \[1, -1\]/],
    [{ size: [1, 1], cells: [1, 0], element: "quad4" }, /cells is \[1, 0\]/],
    [{ size: [1, 1], cells: [1.5, 1], element: "quad4" }, /cells is \[1.5, 1\]/],
    [{ size: [1, 1], cells: [1e9, 1e9], element: "quad4" }, /cells is/],
    [{ size: [1, 1], cells: [1, 1], element: "quad4", origin: [0, Infinity] }, /origin is/],
    [{ size: [1, 1], cells: [1, 1], element: "quad9" as ElementType }, /element "quad9" is not known/],
  ] as const)("refuses %j", (spec, text) => {
    expect(() => box(spec)).toThrow(MeshError);
    expect(() => box(spec)).toThrow(text);
  });
});
