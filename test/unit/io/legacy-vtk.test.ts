import { describe, expect, it } from "vitest";
import { readMesh, readVtk, readVtkMesh, writeMesh, writeMeshText, writeVtk, writeVtkText } from "../../../src/io/index.js";
import { box, cellVolumes, elementTypes, topology } from "../../../src/mesh/index.js";
import { contents, fixture, shippedMesh } from "../../support/mesh-files.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("files written by Gmsh", () => {
  it.each([["block-hex8.vtk", "block-hex8.inp"], ["block-tet10-binary.vtk", "block-tet10-41.msh"]])("%s has the cells of %s", (name, other) => {
    const [ours, theirs] = [readMesh(fixture(name), name), readMesh(fixture(other), other)];
    expect(ours.blocks).toEqual(theirs.blocks);
    // The other file has 14 digits.
    ours.points.forEach((x, i) => expect(Math.abs(x - theirs.points[i])).toBeLessThan(1e-12));
  });
});

describe.each(elementTypes)("%s", (element) => {
  const { dimension } = topology[element];
  const mesh = box({ size: [1, 2, 3].slice(0, dimension), cells: [3, 2, 2].slice(0, dimension), element });
  it.each([["binary", writeVtk], ["text", writeVtkText]] as const)("comes back to the bit with its sets from %s", (_, write) => {
    expect(contents(readVtkMesh(write(mesh), "a.vtk"))).toEqual(contents(mesh));
  });
});

it("shipped meshes survive msh -> vtk -> vtu -> vtk with the names of their groups", () => {
  const mesh = readMesh(shippedMesh("strip.msh"), "strip.msh");
  const once = readMesh(writeMesh(mesh, "a.vtk"), "a.vtk");
  const twice = readMesh(writeMesh(once, "a.vtu"), "a.vtu");
  expect(contents(readMesh(writeMeshText(twice, "b.vtk"), "b.vtk"))).toEqual(contents(mesh));
});

it("names with blanks and colons are kept, encoded as VTK does", () => {
  const square = box({ size: [1, 1], cells: [1, 1], element: "quad4" });
  const mesh = { ...square, sets: { cells: square.sets.cells, faces: {}, nodes: { "a b:c%": Int32Array.of(0, 2) } } };
  expect(new TextDecoder().decode(writeVtkText(mesh))).toContain("\nnodes%3Aa%20b%3Ac%25 1 4 unsigned_char\n1 0 1 0\n");
  expect(readVtkMesh(writeVtk(mesh), "a.vtk").sets.nodes).toEqual(mesh.sets.nodes);
});

/** Two triangles, a quadrilateral and a loose node, in the layout of version 2 with every kind of attribute. */
const old = `# vtk DataFile Version 2.0
a title
ASCII
DATASET UNSTRUCTURED_GRID
FIELD FieldData 1
TIME 1 1 double
0.5
POINTS 7 float
9 9 0
0 0 0 1 0 0 1 1 0
0 1 0 2 0 0 2 1 0
CELLS 3 13
3 1 2 3
3 1 3 4
4 2 5 6 3
CELL_TYPES 3
5 5 9
CELL_DATA 3
SCALARS id int 1
LOOKUP_TABLE default
10 20 30
SCALARS bare float
1 2 3
LOOKUP_TABLE mine 2
0 0 0 1
1 1 1 1
POINT_DATA 7
VECTORS u double
0 0 0  1 0 0  2 0 0  3 0 0  4 0 0  5 0 0  6 0 0
TENSORS t float
${Array.from({ length: 63 }, (_, i) => i).join(" ")}
FIELD more 2
my%20field 2 7 float
0 1 2 3 4 5 6 7 8 9 10 11 12 13
METADATA
INFORMATION 0

last 1 7 double
nan 1 2 3 4 5 6
`;

const modern = `# vtk DataFile Version 5.1
a title
ASCII
DATASET UNSTRUCTURED_GRID
POINTS 4 double
0 0 0 1 0 0 1 1 0 0 1 0
METADATA
INFORMATION 0

CELLS 3 6
OFFSETS vtktypeint64
0 3 6
CONNECTIVITY vtktypeint64
0 1 2 0 2 3
CELL_TYPES 2
5
5
`;

describe("readVtk", () => {
  it("reads version 2 with all kinds of arrays, and drops loose nodes with their values", () => {
    const { mesh, pointData, cellData } = readVtk(bytes(old), "old.vtk");
    expect(mesh.blocks.map(({ type }) => type)).toEqual(["tri3", "quad4"]);
    expect(Array.from(cellVolumes(mesh))).toEqual([0.5, 0.5, 1]);
    expect(Array.from(cellData.id.values)).toEqual([10, 20, 30]);
    expect(Array.from(cellData.bare.values)).toEqual([1, 2, 3]);
    expect(Array.from(pointData.u.values)).toEqual([1, 2, 3, 4, 5, 6].flatMap((x) => [x, 0, 0]));
    expect(pointData.t.components).toBe(9);
    expect(Array.from(pointData["my field"].values.slice(0, 2))).toEqual([2, 3]);
    expect(Array.from(pointData.last.values)).toEqual([1, 2, 3, 4, 5, 6]);
  });
  it("reads version 5 with offsets", () => {
    expect(Array.from(readVtkMesh(bytes(modern), "a.vtk").blocks[0].connectivity)).toEqual([0, 1, 2, 0, 2, 3]);
  });
  it("reads binary single precision and 64-bit ids", () => {
    const block = (size: number, fill: (view: DataView) => void): number[] => {
      const view = new DataView(new ArrayBuffer(size));
      fill(view);
      return [...new Uint8Array(view.buffer), 10];
    };
    const file = Uint8Array.from([
      ...bytes("# vtk DataFile Version 5.1\n\nBINARY\nDATASET UNSTRUCTURED_GRID\nPOINTS 3 float\n"),
      ...block(36, (view) => [0, 0, 0, 1, 0, 0, 0, 1, 0].forEach((x, i) => view.setFloat32(4 * i, x))),
      ...bytes("CELLS 2 3\nOFFSETS vtktypeint64\n"), ...block(16, (view) => view.setBigInt64(8, 3n)),
      ...bytes("CONNECTIVITY vtktypeint64\n"), ...block(24, (view) => [0, 1, 2].forEach((x, i) => view.setBigInt64(8 * i, BigInt(x)))),
      ...bytes("CELL_TYPES 1\n"), ...block(4, (view) => view.setInt32(0, 5)),
    ]);
    expect(Array.from(cellVolumes(readVtkMesh(file, "a.vtk")))).toEqual([0.5]);
  });
  it.each([
    ["another file", () => "solid cube\n", /line 1: expected # vtk DataFile Version/],
    ["version 1", () => modern.replace("5.1", "1.0"), /version 1 is not supported/],
    ["another dataset", () => modern.replace("UNSTRUCTURED_GRID", "POLYDATA"), /POLYDATA, not UNSTRUCTURED_GRID/],
    ["no cells", () => modern.slice(0, modern.indexOf("CELLS 3")), /section CELLS is missing/],
    ["a wrong number of types", () => modern.replace("CELL_TYPES 2\n5\n", "CELL_TYPES 1\n"), /1 cell types for 2 cells/],
    ["a wrong size", () => old.replace("CELLS 3 13", "CELLS 3 12"), /do not add up|not known here/],
    ["a pyramid", () => modern.replace("CELL_TYPES 2\n5", "CELL_TYPES 2\n14"), /cell 0 has type 14/],
    ["an unknown node", () => modern.replace("0 1 2 0 2 3", "0 1 2 0 2 4"), /cell 1 names node 4; nodes are 0 to 3/],
    ["too little data", () => old.replace("POINT_DATA 7", "POINT_DATA 6"), /data for 6 points, expected 7/],
    ["text in a field", () => old.replace("last 1 7 double", "last 1 7 string"), /numbers of type "string"/],
    ["an array of nothing", () => modern.replace("CELLS 3", "SCALARS a int\n1\nCELLS 3"), /belongs neither/],
  ])("refuses %s", (_, text, message) => {
    expect(() => readVtkMesh(bytes(text()), "a.vtk")).toThrow(message);
  });
});

it("reads 200 000 cells, more than a function call takes arguments", () => {
  const mesh = box({ size: [1, 1], cells: [500, 400], element: "quad4" });
  const back = readVtkMesh(writeVtk(mesh), "a.vtk");
  expect(back.blocks[0].connectivity.length).toBe(mesh.blocks[0].connectivity.length);
});
