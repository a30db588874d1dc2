import { describe, expect, it } from "vitest";
import { MeshError } from "../../../src/core/errors.js";
import { box, boundaryFaces, cellNodes, cellCount, createMesh, elementTypes, faceNodes, faceTable, nodeAdjacency, nodeCells, nodeCount, oppositeFace, topology } from "../../../src/mesh/index.js";

describe.each(elementTypes)("graphs of %s", (element) => {
  const { dimension } = topology[element];
  const mesh = box({ size: [1, 1, 1].slice(0, dimension), cells: [3, 2, 2].slice(0, dimension), element });
  const cells = Array.from({ length: cellCount(mesh) }, (_, cell) => Array.from(cellNodes(mesh, cell)));

  it("nodes are adjacent exactly when they share a cell", () => {
    const { offsets, items } = nodeAdjacency(mesh);
    for (let node = 0; node < nodeCount(mesh); node++) {
      const expected = new Set(cells.filter((cell) => cell.includes(node)).flat());
      expect(Array.from(items.subarray(offsets[node], offsets[node + 1]))).toEqual([...expected].sort((a, b) => a - b));
    }
  });

  it("knows the cells at each node", () => {
    const { offsets, items } = nodeCells(mesh);
    for (let node = 0; node < nodeCount(mesh); node++) {
      const expected = cells.flatMap((cell, number) => (cell.includes(node) ? [number] : []));
      expect(Array.from(items.subarray(offsets[node], offsets[node + 1]))).toEqual(expected);
    }
  });

  it("every face of a cell is one of exactly two cells, or lies on the boundary", () => {
    const table = faceTable(mesh);
    const boundary = boundaryFaces(mesh);
    const key = (cell: number, face: number) => Array.from(faceNodes(mesh, cell, face)).sort((a, b) => a - b).join(" ");
    const keys = Array.from({ length: table.count }, (_, f) => key(table.cells[f], table.locals[f]));
    const single = keys.filter((k) => keys.indexOf(k) === keys.lastIndexOf(k));
    expect(Array.from({ length: boundary.length / 2 }, (_, i) => key(boundary[2 * i], boundary[2 * i + 1])).sort()).toEqual(single.sort());
    keys.forEach((k, f) => {
      const other = oppositeFace(table, f);
      if (other < 0) expect(single).toContain(k);
      else expect([keys[other], other === f]).toEqual([k, false]);
    });
  });

  it("has a closed boundary: the area vectors of its faces add up to zero", () => {
    const faces = boundaryFaces(mesh);
    const total = [0, 0, 0];
    for (let i = 0; i < faces.length; i += 2) {
      areaVector(mesh.points, faceNodes(mesh, faces[i], faces[i + 1]), dimension).forEach((x, k) => { total[k] += x; });
    }
    // A sum of some 50 numbers below 1.
    for (const x of total) expect(Math.abs(x)).toBeLessThan(1e-13);
  });
});

function areaVector(points: Float64Array, nodes: Int32Array, dimension: number): number[] {
  const at = (a: number) => Array.from(points.subarray(3 * nodes[a], 3 * nodes[a] + 3));
  const [a, b, c] = [at(0), at(1), dimension === 3 ? at(2) : [0, 0, 0]];
  const u = b.map((x, i) => x - a[i]);
  if (dimension === 2) return [u[1], -u[0], 0];
  const v = c.map((x, i) => x - a[i]);
  const half = nodes.length === 3 || nodes.length === 6 ? 0.5 : 1;
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]].map((x) => x * half);
}

it("a face of three cells is an error that names them", () => {
  const mesh = createMesh({
    dimension: 2,
    points: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, -1, 0, 1, 1, 0),
    blocks: [{ type: "tri3", connectivity: Int32Array.of(0, 1, 2, 1, 0, 3, 0, 1, 4) }],
  });
  expect(() => boundaryFaces(mesh)).toThrow(MeshError);
  expect(() => boundaryFaces(mesh)).toThrow(/cells 0, 1, 2 share the face with nodes 0, 1/);
});
