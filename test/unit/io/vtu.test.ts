import { describe, expect, it } from "vitest";
import { readPvd, readVtu, readVtuMesh, writePvd, writeVtu, writeVtuMesh } from "../../../src/io/index.js";
import { box, cellCount, cellVolumes, createMesh, elementTypes, nodeCount, topology } from "../../../src/mesh/index.js";
import { contents, fixture, fixtureNames } from "../../support/mesh-files.js";
import { parseVtu } from "../../support/parse-vtu.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

describe("files written by VTK 9.1 and meshio 5.0", () => {
  const names = fixtureNames(".vtu").filter((name) => !/lz4|mixed/.test(name));

  it.each(names)("%s holds two cubes with u = (x, 2y, 3z)", (name) => {
    const { mesh, pointData, cellData, time } = readVtu(fixture(name), name);
    expect(Array.from(cellVolumes(mesh))).toEqual([1, 1]);
    expect(mesh.blocks.map(({ type }) => type)).toEqual(["hex8"]);
    expect(pointData.u.components).toBe(3);
    expect(Array.from(pointData.u.values)).toEqual(Array.from(mesh.points, (x, i) => x * [1, 2, 3][i % 3]));
    expect(Array.from(cellData.id.values)).toEqual([10, 20]);
    expect(time).toBe(name.startsWith("vtk") ? 0.5 : undefined);
  });

  it("reads plane cells of several types with their data, and drops lines and loose nodes", () => {
    const { mesh, pointData, cellData } = readVtu(fixture("meshio-mixed.vtu"), "meshio-mixed.vtu");
    expect(mesh.dimension).toBe(2);
    expect(mesh.blocks.map(({ type }) => type)).toEqual(["quad4", "tri3"]);
    expect(Array.from(cellVolumes(mesh))).toEqual([1, 0.5]);
    expect(Array.from(cellData.id.values)).toEqual([2, 3]);
    expect(Array.from(pointData.x.values)).toEqual(Array.from({ length: 5 }, (_, node) => mesh.points[3 * node]));
  });

  it("names the compressors that it can read", () => {
    expect(() => readVtu(fixture("vtk-appended-lz4.vtu"), "lz4.vtu")).toThrow(/lz4\.vtu, line 2: compressor="vtkLZ4DataCompressor" is not supported.*vtkZLibDataCompressor/);
  });
});

describe.each(elementTypes)("writeVtu of %s", (element) => {
  const { dimension, vtkType, nodes } = topology[element];
  const mesh = box({ size: [1, 2, 3].slice(0, dimension), cells: [3, 2, 2].slice(0, dimension), element });
  const u = Float64Array.from(mesh.points, (x, i) => x / (i + 1));
  const volumes = cellVolumes(mesh);
  const file = writeVtu(mesh, { points: { u: { components: 3, values: u } }, cells: { 'J "<&>"': { components: 1, values: volumes } }, time: 0.1 });

  it("is what an independent reader expects", () => {
    const arrays = parseVtu(file);
    expect(arrays.get("Points/Points")).toEqual({ type: "Float64", components: 3, values: Array.from(mesh.points) });
    expect(arrays.get("PointData/u")).toEqual({ type: "Float64", components: 3, values: Array.from(u) });
    expect(arrays.get("CellData/J &#34;&#60;&#38;&#62;&#34;")?.values).toEqual(Array.from(volumes));
    expect(arrays.get("FieldData/TimeValue")?.values).toEqual([0.1]);
    expect(arrays.get("Cells/connectivity")?.values).toEqual(Array.from(mesh.blocks[0].connectivity));
    expect(arrays.get("Cells/offsets")?.values).toEqual(Array.from({ length: cellCount(mesh) }, (_, cell) => (cell + 1) * nodes));
    expect(arrays.get("Cells/types")?.values).toEqual(new Array(cellCount(mesh)).fill(vtkType));
    expect(text(file)).toContain(`<Piece NumberOfPoints="${nodeCount(mesh)}" NumberOfCells="${cellCount(mesh)}">`);
  });

  it("comes back to the bit", () => {
    const back = readVtu(file, "box.vtu");
    expect(Array.from(back.mesh.points)).toEqual(Array.from(mesh.points));
    expect(back.mesh.blocks).toEqual(mesh.blocks);
    expect(Array.from(back.pointData.u.values)).toEqual(Array.from(u));
    expect(Array.from(back.cellData['J "<&>"'].values)).toEqual(Array.from(volumes));
    expect(back.time).toBe(0.1);
  });

  it("keeps the sets of a mesh", () => {
    expect(contents(readVtuMesh(writeVtuMesh(mesh), "box.vtu"))).toEqual(contents(mesh));
  });
});

describe("writeVtu", () => {
  const mesh = box({ size: [1, 1], cells: [2, 2], element: "quad4" });

  it("writes the same bytes for the same input", () => {
    expect(writeVtu(mesh, { time: 1 })).toEqual(writeVtu(mesh, { time: 1 }));
  });

  it("splits large arrays into blocks that an independent reader puts together", () => {
    const large = box({ size: [1, 1], cells: [249, 249], element: "quad4" });
    expect(parseVtu(writeVtu(large)).get("Points/Points")?.values).toEqual(Array.from(large.points));
    expect(contents(readVtu(writeVtu(large), "a.vtu").mesh)).toEqual(contents({ ...large, sets: { nodes: {}, faces: {}, cells: { all: large.sets.cells.all } } }));
  });

  it("refuses fields that do not fit and numbers that nobody checked", () => {
    const field = (...values: number[]) => ({ cells: { J: { components: 1, values: Float64Array.from(values) } } });
    expect(() => writeVtu(mesh, field(1, 2, 3))).toThrow(/field "J" has 3 values, expected 4 x 1/);
    expect(() => writeVtu(mesh, field(1, 2, Number.NaN, 4))).toThrow(/field "J" is NaN at item 2/);
  });

  it("keeps overlapping sets of cells and sets on faces of mixed types", () => {
    const mixed = createMesh({
      dimension: 2,
      points: Float64Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0),
      blocks: [{ type: "quad4", connectivity: Int32Array.of(1, 2, 5, 4) }, { type: "tri3", connectivity: Int32Array.of(0, 1, 3, 1, 4, 3) }],
      sets: { nodes: { "größe": Int32Array.of(5), low: Int32Array.of(0, 1, 2) }, faces: { low: Int32Array.of(0, 0, 1, 0) }, cells: { one: Int32Array.of(0, 1), two: Int32Array.of(1) } },
    });
    expect(contents(readVtuMesh(writeVtuMesh(mixed), "mixed.vtu"))).toEqual(contents(mixed));
  });
});

describe("readVtu", () => {
  const ascii = text(fixture("meshio-ascii.vtu"));

  it("takes voxels as hexahedra and ignores what lies inside an array", () => {
    const voxels = ascii.replace(/(Name="types"[^>]*>)[^<]*/, "$111 11").replace(/(Name="connectivity"[^>]*>)[^<]*/, "$10 1 3 4 6 7 9 10 1 2 4 5 7 8 10 11");
    expect(voxels).not.toBe(ascii);
    const noisy = voxels.replace("</DataArray>", '<InformationKey name="L2"><Value index="0">7</Value></InformationKey></DataArray>');
    expect(contents(readVtu(bytes(noisy), "a.vtu").mesh)).toEqual(contents(readVtu(bytes(ascii), "a.vtu").mesh));
  });

  it.each([
    ["not XML", "solid cube", /x\.vtu, line 1: expected one XML element/],
    ["another kind of XML", "<html></html>", /expected <VTKFile>, got <html>/],
    ["another kind of grid", ascii.replaceAll("UnstructuredGrid", "PolyData"), /<VTKFile> has no <UnstructuredGrid>/],
    ["a cut file", ascii.slice(0, 900), /x\.vtu, line \d+: .*(not closed|expected a tag)/],
    ["a wrong count", ascii.replace('NumberOfPoints="12"', 'NumberOfPoints="13"'), /array "Points": it holds 36 numbers, expected 39/],
    ["a count that is no number", ascii.replace('NumberOfPoints="12"', 'NumberOfPoints="1e99"'), /NumberOfPoints="1e99" is not a count/],
    ["a cell type that is not supported", ascii.replace(/(Name="types"[^>]*>)[^<]*/, "$113 13"), /cell 0 has type 13, which is not supported/],
    ["a node that is not there", ascii.replace(/(Name="connectivity"[^>]*>\s*)0/, "$199"), /cell 0 names node 99; nodes are 0 to 11/],
    ["offsets that do not fit", ascii.replace(/(Name="offsets"[^>]*>\s*)8/, "$17"), /cell 0 \(hex8\) has 7 nodes, expected 8/],
    ["a word for a number", ascii.replace(/(Name="offsets"[^>]*>\s*)8/, "$1eight"), /array "offsets", line \d+: expected a number, got "eight"/],
    ["two pieces", ascii.replace("</Piece>", '</Piece><Piece NumberOfPoints="0" NumberOfCells="0"></Piece>'), /the grid has 2 pieces, expected 1/],
  ])("refuses %s", (_, data, message) => {
    expect(() => readVtu(bytes(data), "x.vtu")).toThrow(expect.objectContaining({ name: "FormatError", message: expect.stringMatching(message) as string }) as Error);
    expect(() => readVtu(bytes(data), "x.vtu")).toThrow(/Hint: /);
  });
});

describe("pvd", () => {
  it("keeps times and names", () => {
    const entries = [{ time: 0, file: "a.vtu" }, { time: 0.1, file: "dir/b & c.vtu" }, { time: 1e-9, file: "d.vtu" }];
    expect(readPvd(writePvd(entries), "r.pvd")).toEqual(entries);
    expect(readPvd(writePvd([]), "r.pvd")).toEqual([]);
  });

  it("reads the layout of ParaView and refuses others", () => {
    const file = '<?xml version="1.0"?>\n<VTKFile type="Collection" version="0.1">\n <Collection>\n <DataSet timestep="2" part="0" file="x.vtu"/>\n </Collection>\n</VTKFile>';
    expect(readPvd(bytes(file), "r.pvd")).toEqual([{ time: 2, file: "x.vtu" }]);
    expect(() => readPvd(bytes(file.replace('"2"', '"two"')), "r.pvd")).toThrow(/r\.pvd, line 4: a <DataSet> needs a file and a number/);
    expect(() => readPvd(bytes("<VTKFile/>"), "r.pvd")).toThrow(/not a \.pvd file/);
  });
});
