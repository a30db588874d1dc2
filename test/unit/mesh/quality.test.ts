import { describe, expect, it } from "vitest";
import { assertNotInverted, box, cellCentroids, cellCount, cellVolumes, createMesh, elementTypes, meshQuality, topology, type CellBlock, type ElementType, type Mesh } from "../../../src/mesh/index.js";
import { elementOf } from "../../../src/element/index.js";

/** One cell with the given corners; mid nodes in the middle of the edges. */
function single(type: ElementType, corners: readonly (readonly number[])[]): Pick<Mesh, "points" | "blocks"> {
  const { edges, nodes } = topology[type];
  const middles = edges.map(([a, b]) => corners[a].map((x, i) => (x + corners[b][i]) / 2));
  const points = [...corners, ...middles].slice(0, nodes).map(([x, y, z = 0]) => [x, y, z]);
  const block: CellBlock = { type, connectivity: Int32Array.from({ length: nodes }, (_, a) => a) };
  return { points: Float64Array.from(points.flat()), blocks: [block] };
}

const h = Math.sqrt(3) / 2;
const equilateral = [[0, 0], [1, 0], [0.5, h]];
const regular = [[1, 1, 1], [-1, -1, 1], [-1, 1, -1], [1, -1, -1]];

describe("scaled Jacobian", () => {
  // Closed forms with a few square roots: 1e-14.
  it.each([
    ["equilateral triangle", "tri3", equilateral, 1],
    ["equilateral triangle", "tri6", equilateral, 1],
    ["regular tetrahedron", "tet4", regular, 1],
    ["regular tetrahedron", "tet10", regular, 1],
    ["square", "quad4", [[0, 0], [2, 0], [2, 2], [0, 2]], 1],
    ["rhombus of 30 degrees", "quad8", [[0, 0], [2, 0], [2 + 2 * h, 1], [2 * h, 1]], 0.5],
  ] as const)("of a %s (%s)", (_, type, corners, expected) => {
    const { scaledMin, scaledMax, inverted } = meshQuality(single(type, corners));
    expect(scaledMin[0]).toBeCloseTo(expected, 13);
    expect(scaledMax[0]).toBeCloseTo(expected, 13);
    expect(inverted).toHaveLength(0);
  });

  it("is 1 for a cube of any size and turns negative when a corner is pushed through", () => {
    const cube = box({ size: [3, 3, 3], cells: [2, 2, 2], element: "hex8" });
    expect(Math.min(...meshQuality(cube).scaledMin)).toBeCloseTo(1, 13);
    const points = cube.points.slice();
    points[3 * 13] = 3.2; // the middle node out of the box
    const { inverted, worst } = meshQuality({ ...cube, points });
    expect(Array.from(inverted)).toEqual([1, 3, 5, 7]);
    expect([1, 3, 5, 7]).toContain(worst.cell);
    expect(worst.value).toBeLessThan(0);
  });

  it("sees a concave quadrilateral whose quadrature points are all fine", () => {
    const concave = single("quad4", [[0, 0], [1, 0], [0.45, 0.45], [0, 1]]);
    expect(cellVolumes(concave)[0]).toBeGreaterThan(0);
    expect(Array.from(meshQuality(concave).inverted)).toEqual([0]);
  });

  it("the error names cell, place and value", () => {
    const wrong = createMesh({ dimension: 2, ...single("tri3", [[0, 0], [0, 3], [3, 0]]) });
    expect(() => assertNotInverted(wrong)).toThrow(/E_INVERTED: cell 0 near \(1, 1, 0\) is inverted: its scaled Jacobian is -1.15/);
    expect(() => assertNotInverted(box({ size: [1, 1], cells: [1, 1], element: "tri6" }))).not.toThrow();
  });
});

describe("volumes and centroids", () => {
  it.each(elementTypes)("add up to those of a sheared and stretched box of %s", (element) => {
    const { dimension } = topology[element];
    const straight = box({ size: [1, 1, 1].slice(0, dimension), cells: [3, 2, 2].slice(0, dimension), element });
    // x = 2X + Y, y = 3Y + 0.5 Z, z = 4Z: determinant 24 (6 in the plane)
    const points = Float64Array.from(straight.points);
    for (let i = 0; i < points.length; i += 3) {
      const [X, Y, Z] = straight.points.subarray(i, i + 3);
      points.set([2 * X + Y, 3 * Y + 0.5 * Z, 4 * Z], i);
    }
    const mesh = { points, blocks: straight.blocks };
    const volumes = cellVolumes(mesh);
    const total = volumes.reduce((a, b) => a + b, 0);
    const centroids = cellCentroids(mesh);
    const middle = [0, 1, 2].map((i) => volumes.reduce((sum, v, cell) => sum + v * centroids[3 * cell + i], 0) / total);
    expect(total).toBeCloseTo(dimension === 3 ? 24 : 6, 11);
    const expected = dimension === 3 ? [1.5, 1.75, 2] : [1.5, 1.5, 0];
    middle.forEach((x, i) => expect(x).toBeCloseTo(expected[i], 12));
  });

  it("a quadratic triangle with one side bent by a parabola has the area under it", () => {
    const { points, blocks } = single("tri6", [[0, 0], [1, 0], [0, 1]]);
    points[3 * 3 + 1] = -0.25; // middle of the lower side: y = x(x - 1), which adds 1/6
    expect(cellVolumes({ points, blocks })[0]).toBeCloseTo(1 / 2 + 1 / 6, 14);
  });

  it("shape functions of the elements are those of the topology", () => {
    for (const type of elementTypes) expect(elementOf(type).nodes).toBe(topology[type].nodes);
    expect(cellCount(box({ size: [1, 1], cells: [2, 2], element: "tri3" }))).toBe(8);
  });
});
