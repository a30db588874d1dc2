import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMesh } from "../../../src/io/index.js";
import { boundaryFaces, box, cellVolumes, createMesh, faceNodes, facesOf, type Mesh, meshQuality, nodeCount, nodesOf, refine, topology } from "../../../src/mesh/index.js";
import { fixture, shippedMesh } from "../../support/mesh-files.js";

const types = ["tri3", "quad4", "tet4", "hex8"] as const;
const boxOf = (element: (typeof types)[number], cells: readonly number[] = [2, 1, 2]): Mesh => {
  const { dimension } = topology[element];
  return box({ size: [1, 2, 3].slice(0, dimension), cells: cells.slice(0, dimension), element });
};
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Area of faces (3D) or length of edges (2D), each face cut into triangles from its first corner. */
function measure(mesh: Mesh, faces: Int32Array): number {
  let total = 0;
  for (let i = 0; i < faces.length; i += 2) {
    const [first, ...rest] = Array.from(faceNodes(mesh, faces[i], faces[i + 1]), (node) => Array.from(mesh.points.subarray(3 * node, 3 * node + 3)));
    const sides = rest.map((corner) => corner.map((x, axis) => x - first[axis]));
    if (sides.length === 1) total += Math.hypot(...sides[0]);
    for (let k = 1; k < sides.length; k++) {
      const [[a, b, c], [d, e, f]] = [sides[k - 1], sides[k]];
      total += Math.hypot(b * f - c * e, c * d - a * f, a * e - b * d) / 2;
    }
  }
  return total;
}

function expectNear(found: number, expected: number): void {
  // Sums of some thousand positive terms.
  expect(Math.abs(found - expected)).toBeLessThan(1e-12 * Math.abs(expected));
}

describe.each(types)("%s", (element) => {
  const mesh = boxOf(element);
  const fine = refine(mesh);
  const factor = mesh.dimension === 2 ? 4 : 8;

  it("gives the nodes of the box with twice the cells per direction, and equal parts of every cell in order", () => {
    const direct = boxOf(element, [4, 2, 4]);
    const sorted = (one: Mesh): string[] => Array.from({ length: nodeCount(one) }, (_, node) => Array.from(one.points.subarray(3 * node, 3 * node + 3), (x) => x.toFixed(9)).join()).sort();
    expect(sorted(fine)).toEqual(sorted(direct));
    expect(Array.from(fine.points.subarray(0, mesh.points.length))).toEqual(Array.from(mesh.points));
    const parents = cellVolumes(mesh);
    cellVolumes(fine).forEach((volume, cell) => expectNear(volume, parents[Math.floor(cell / factor)] / factor));
  });

  it("is conforming: the boundary has the measure and the refined faces of the old one, with nothing open inside", () => {
    const [old, now] = [boundaryFaces(mesh), boundaryFaces(fine)];
    expect(now.length).toBe((factor / 2) * old.length);
    expectNear(measure(fine, now), measure(mesh, old));
  });

  it("cuts the sets: sides keep their place and measure, as node sets and as face sets", () => {
    const direct = boxOf(element, [4, 2, 4]);
    for (const name of Object.keys(mesh.sets.faces)) {
      expectNear(measure(fine, facesOf(fine, name)), measure(mesh, facesOf(mesh, name)));
      expect(facesOf(fine, name).length).toBe((factor / 2) * facesOf(mesh, name).length);
      expect(nodesOf(fine, name).length).toBe(nodesOf(direct, name).length);
      const axis = "xyz".indexOf(name[0]);
      const at = name[1] === "-" ? 0 : axis + 1;
      expect(Array.from(nodesOf(fine, name)).every((node) => fine.points[3 * node + axis] === at)).toBe(true);
    }
  });

  it("does not need the face sets for that", () => {
    const bare = refine({ ...mesh, sets: { ...mesh.sets, faces: {} } });
    for (const name of Object.keys(mesh.sets.nodes)) expect(nodesOf(bare, name)).toEqual(nodesOf(fine, name));
  });

  it("cuts cell sets into the children of their cells", () => {
    const half = { ...mesh, sets: { ...mesh.sets, cells: { ...mesh.sets.cells, second: Int32Array.of(1) } } };
    expect(Array.from(refine(half).sets.cells.second)).toEqual(Array.from({ length: factor }, (_, i) => factor + i));
    expect(refine(half).sets.cells.all.length).toBe(cellVolumes(fine).length);
  });

  it("keeps volume and positive cells on distorted meshes, over two levels", () => {
    const shift = fc.double({ min: -0.08, max: 0.08, noNaN: true });
    fc.assert(fc.property(fc.array(shift, { minLength: mesh.points.length, maxLength: mesh.points.length }), (shifts) => {
      const points = mesh.points.map((x, i) => (mesh.dimension === 2 && i % 3 === 2 ? 0 : x + shifts[i]));
      const distorted = createMesh({ ...mesh, points });
      const twice = refine(refine(distorted));
      expect(meshQuality(twice).inverted.length).toBe(0);
      // The faces of distorted hexahedra are curved (bilinear), and halves of bilinear faces are bilinear: nothing is lost.
      expect(Math.abs(sum(cellVolumes(twice)) - sum(cellVolumes(distorted)))).toBeLessThan(1e-10);
      expect(meshQuality(twice).worst.value).toBeGreaterThan(0.3 * meshQuality(distorted).worst.value);
    }), { numRuns: 15 });
  });
});

describe("node sets", () => {
  it("an edge through the body does not bring its middle into a set on the surface", () => {
    // A corner cut off by the edge 1-3 of two triangles; the set is the boundary curve.
    const mesh = createMesh({
      dimension: 2, points: Float64Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0, 2, 1, 0), blocks: [{ type: "tri3", connectivity: Int32Array.of(0, 1, 3, 1, 2, 3, 1, 4, 2, 4, 5, 2) }],
      sets: { nodes: { curve: Int32Array.of(0, 1, 3), whole: Int32Array.of(0, 1, 2, 3, 4, 5) } },
    });
    const set = { ...mesh, sets: { ...mesh.sets, nodes: { ...mesh.sets.nodes, two: Int32Array.of(1, 3) } } };
    const fine = refine(set);
    expect(Array.from(nodesOf(fine, "two"))).toEqual([1, 3]);
    expect(nodesOf(fine, "whole").length).toBe(nodeCount(fine));
  });
  it("single points stay single", () => {
    const mesh = boxOf("hex8");
    const fine = refine({ ...mesh, sets: { ...mesh.sets, nodes: { corners: Int32Array.of(0, 2, 3, 17) } } });
    // 0 and 3 share an edge of the boundary, the others are apart.
    expect(nodesOf(fine, "corners").length).toBe(5);
  });
  it("the interface between two regions of a Gmsh mesh stays an interface", () => {
    const mesh = readMesh(fixture("block-tet4-22-binary.msh"), "block.msh");
    const fine = refine(mesh);
    for (const node of nodesOf(fine, "interface")) expect(Math.abs(fine.points[3 * node + 2] - 0.5)).toBeLessThan(1e-12);
    expectNear(measure(fine, facesOf(fine, "interface")), measure(mesh, facesOf(mesh, "interface")));
    expect(Object.keys(fine.sets.nodes).sort()).toEqual(Object.keys(mesh.sets.nodes).sort());
    const volumes = cellVolumes(fine);
    expectNear(Array.from(fine.sets.cells.lower).reduce((total, cell) => total + volumes[cell], 0), 0.5);
  });
});

describe("refine", () => {
  it("keeps a shipped mesh conforming and its names", () => {
    const mesh = readMesh(shippedMesh("strip.msh"), "strip.msh");
    const fine = refine(mesh);
    expect(boundaryFaces(fine).length).toBe(4 * boundaryFaces(mesh).length);
    for (const kind of ["nodes", "faces", "cells"] as const) expect(Object.keys(fine.sets[kind]).sort()).toEqual(Object.keys(mesh.sets[kind]).sort());
  });
  it("takes plane meshes of triangles and quadrilaterals", () => {
    const mesh = createMesh({
      dimension: 2, points: Float64Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0.5, 0),
      blocks: [{ type: "quad4", connectivity: Int32Array.of(0, 1, 2, 3) }, { type: "tri3", connectivity: Int32Array.of(1, 4, 2) }],
    });
    const fine = refine(mesh);
    expect(fine.blocks.map(({ connectivity }) => connectivity.length)).toEqual([16, 12]);
    expect(boundaryFaces(fine).length).toBe(2 * boundaryFaces(mesh).length);
  });
  it("refuses quadratic cells and says what to do", () => {
    const mixed = createMesh({
      dimension: 2, points: Float64Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0, 1.5, 0, 0, 1.5, 0.5, 0, 1, 0.5, 0),
      blocks: [{ type: "quad4", connectivity: Int32Array.of(0, 1, 2, 3) }, { type: "tri6", connectivity: Int32Array.of(1, 4, 2, 5, 6, 7) }],
    });
    expect(() => refine(mixed)).toThrow(/E_REFINE: tri6 cells cannot be refined here/);
  });
});

describe.each(["tri6", "quad8", "tet10", "hex20"] as const)("%s", (element) => {
  const { dimension } = topology[element];
  const spec = { size: [1, 2, 3].slice(0, dimension), element };
  const mesh = box({ ...spec, cells: [2, 1, 2].slice(0, dimension) }), direct = box({ ...spec, cells: [4, 2, 4].slice(0, dimension) });
  const fine = refine(mesh);
  /** A quadratic map of space, which quadratic cells hold exactly. */
  const bend = (points: Float64Array): Float64Array => points.map((x, i) => {
    const [X, Y, Z] = points.subarray(i - (i % 3), i - (i % 3) + 3);
    return dimension === 2 && i % 3 === 2 ? 0 : x + [0.05 * Y * Y - 0.03 * X * Y, 0.04 * X * X + 0.02 * Y, 0.03 * X * Y + 0.02 * Z * Z][i % 3];
  });

  it("keeps type, volume and nodes, and is conforming", () => {
    expect(fine.blocks.map(({ type }) => type)).toEqual([element]);
    expect(nodeCount(fine)).toBe(nodeCount(direct));
    expectNear(sum(cellVolumes(fine)), sum(cellVolumes(mesh)));
    expect(boundaryFaces(fine).length).toBe((dimension === 2 ? 2 : 4) * boundaryFaces(mesh).length);
    expect(Array.from(fine.points.subarray(0, mesh.points.length))).toEqual(Array.from(mesh.points));
  });

  it("follows curved cells: refining a bent mesh is bending a refined one", () => {
    const bent = refine(createMesh({ ...mesh, points: bend(mesh.points) }));
    const expected = bend(fine.points);
    // The shortest diagonal of a bent tetrahedron may be another one, and then other nodes come out.
    if (element === "tet10") expect(Math.abs(sum(cellVolumes(bent)) / sum(cellVolumes(createMesh({ ...mesh, points: bend(mesh.points) }))) - 1)).toBeLessThan(1e-4);
    else bent.points.forEach((x, i) => expect(Math.abs(x - expected[i])).toBeLessThan(1e-14));
    expect(meshQuality(bent).inverted).toHaveLength(0);
  });

  it("cuts node, face and cell sets", () => {
    for (const name of Object.keys(mesh.sets.faces)) {
      const axis = "xyz".indexOf(name[0]), at = name[1] === "-" ? 0 : axis + 1;
      const nodes = Array.from(nodesOf(fine, name));
      expect(nodes.length).toBe(nodesOf(direct, name).length);
      expect(nodes.every((node) => fine.points[3 * node + axis] === at)).toBe(true);
      expect(facesOf(fine, name).length).toBe((dimension === 2 ? 2 : 4) * facesOf(mesh, name).length);
      for (let i = 0; i < facesOf(fine, name).length; i += 2) expect(Array.from(faceNodes(fine, facesOf(fine, name)[i], facesOf(fine, name)[i + 1])).every((node) => fine.points[3 * node + axis] === at)).toBe(true);
    }
    const part = { ...mesh, sets: { ...mesh.sets, cells: { ...mesh.sets.cells, second: Int32Array.of(1) } } };
    expect(refine(part).sets.cells.second).toHaveLength(dimension === 2 ? 4 : 8);
  });
});
