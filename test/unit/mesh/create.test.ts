import { describe, expect, it } from "vitest";
import { MeshError } from "../../../src/core/errors.js";
import { cellNodes, cellPlace, createMesh, faceNodes, type MeshParts } from "../../../src/mesh/index.js";

/** Two triangles and a quadrilateral in a row. */
const points = Float64Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0);
const triangles = { type: "tri3", connectivity: Int32Array.of(0, 1, 3, 1, 4, 3) } as const;
const quad = { type: "quad4", connectivity: Int32Array.of(1, 2, 5, 4) } as const;
const good: MeshParts = { dimension: 2, points, blocks: [triangles, quad] };

function thrown(parts: Partial<MeshParts>): MeshError {
  try {
    createMesh({ ...good, ...parts });
  } catch (error) {
    if (error instanceof MeshError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("createMesh", () => {
  it("sorts sets, drops repeats and adds the set of all cells", () => {
    const mesh = createMesh({ ...good, sets: { nodes: { a: Int32Array.of(3, 0, 3) }, faces: { f: Int32Array.of(2, 1, 0, 2, 2, 1) } } });
    expect(Array.from(mesh.sets.nodes.a)).toEqual([0, 3]);
    expect(Array.from(mesh.sets.faces.f)).toEqual([0, 2, 2, 1]);
    expect(Array.from(mesh.sets.cells.all)).toEqual([0, 1, 2]);
  });

  it("keeps a set named all that is already there, and names that objects have by nature", () => {
    const mesh = createMesh({ ...good, sets: { cells: { all: Int32Array.of(1) }, nodes: Object.fromEntries([["__proto__", Int32Array.of(1)]]) } });
    expect(Array.from(mesh.sets.cells.all)).toEqual([1]);
    expect(Object.keys(mesh.sets.nodes)).toEqual(["__proto__"]);
  });

  it("numbers cells through all blocks", () => {
    const mesh = createMesh(good);
    expect(cellPlace(mesh, 2)).toEqual({ block: quad, row: 0 });
    expect(Array.from(cellNodes(mesh, 1))).toEqual([1, 4, 3]);
    expect(Array.from(faceNodes(mesh, 2, 1))).toEqual([2, 5]);
    expect(() => cellPlace(mesh, 3)).toThrow(/cell 3 does not exist: the mesh has 3 cells/);
    expect(() => faceNodes(mesh, 2, 4)).toThrow(/no face 4: its faces are 0 to 3/);
  });

  it.each([
    ["an index beyond the nodes", { blocks: [triangles, { type: "quad4", connectivity: Int32Array.of(1, 2, 5, 6) }] }, "E_MESH_INDEX", /cell 2 \(quad4\) names node 6, but nodes are 0 to 5/],
    ["a negative index", { blocks: [{ type: "tri3", connectivity: Int32Array.of(0, 1, -1) }] }, "E_MESH_INDEX", /node -1/],
    ["a node twice in a cell", { blocks: [triangles, { type: "quad4", connectivity: Int32Array.of(1, 2, 5, 1) }] }, "E_MESH_REPEATED", /cell 2 .* node 1 twice/],
    ["a node in no cell", { blocks: [triangles] }, "E_MESH_ORPHAN", /node 2 belongs to no cell \(2 such nodes\)/],
    ["solids in a plane mesh", { blocks: [{ type: "tet4", connectivity: Int32Array.of(0, 1, 2, 3) }] }, "E_MESH_MIXED", /tet4 cells in a mesh of dimension 2/],
    ["no cells", { blocks: [] }, "E_MESH_EMPTY", /no cells/],
    ["a cut connectivity", { blocks: [{ type: "quad4", connectivity: Int32Array.of(0, 1, 4) }] }, "E_MESH_SHAPE", /3 numbers, not a multiple of 4/],
    ["points in pairs", { points: new Float64Array(16) }, "E_MESH_SHAPE", /16 numbers/],
    ["a coordinate that is no number", { points: points.with(4, Number.NaN) }, "E_MESH_POINT", /coordinate y of node 1 is NaN/],
    ["an empty set", { sets: { nodes: { tip: new Int32Array(0) } } }, "E_MESH_SET", /node set "tip" is empty/],
    ["a set beyond the nodes", { sets: { nodes: { tip: Int32Array.of(6) } } }, "E_MESH_INDEX", /node set "tip" names number 6; allowed are 0 to 5/],
    ["a set beyond the cells", { sets: { cells: { c: Int32Array.of(3) } } }, "E_MESH_INDEX", /cell set "c" names number 3/],
    ["a face that the cell does not have", { sets: { faces: { f: Int32Array.of(0, 3) } } }, "E_MESH_INDEX", /face set "f" names face 3 of cell 0/],
  ] as const)("refuses %s", (_, parts, code, text) => {
    const error = thrown(parts as Partial<MeshParts>);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    expect(error.hint).not.toBe("");
  });

  it("names the source of the parts in errors", () => {
    expect(thrown({ blocks: [triangles], source: "strip.msh" }).message).toContain("strip.msh: node 2");
    expect(thrown({ blocks: [triangles], source: "strip.msh" }).details).toMatchObject({ source: "strip.msh", node: 2 });
  });
});
