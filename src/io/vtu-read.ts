/** Reads VTK unstructured grids (.vtu) as ParaView, VTK and meshio write them. */
import type { Mesh } from "../mesh/index.js";
import { assembleMesh, rawTopology, type RawCells } from "./raw-mesh.js";
import { arrayName, countAttribute, isNumeric, readArray, type ArrayStorage } from "./vtk-array.js";
import { vtkCells } from "./vtk-cells.js";
import { splitVtkFile, storageOf } from "./vtk-file.js";
import { type Arrays, markedCells, reordered, type VtkFileCell } from "./vtk-marks.js";
import { failXml, type XmlElement } from "./xml.js";

export interface VtuContent {
  readonly mesh: Mesh;
  /** Values `[nodes, components]` in the order of the mesh's nodes. */
  readonly pointData: Arrays;
  /** Values `[cells, components]` in the order of the mesh's cells. */
  readonly cellData: Arrays;
  /** Arrays that belong to the whole file. */
  readonly fieldData: Arrays;
  /** The array TimeValue, where there is one. */
  readonly time: number | undefined;
}

const damaged = "the file is damaged or incomplete: write or copy it again.";

/**
 * Mesh and arrays of a .vtu file: ascii, inline base64 or appended (raw or base64), plain or compressed by zlib, either byte order, one piece.
 * Nodes that no cell uses are dropped, and cells below the dimension of the body as well; arrays are reordered to match.
 *
 * @param file name for error messages
 * @throws FormatError with line and array, MeshError when the mesh itself is broken
 */
export function readVtu(bytes: Uint8Array, file: string): VtuContent {
  const parts = splitVtkFile(bytes, file);
  const storage = storageOf(parts, file);
  const grid = child(parts.root, "UnstructuredGrid", file);
  const pieces = grid.children.filter(({ name }) => name === "Piece");
  if (pieces.length !== 1) failXml(file, grid.line, "E_FORMAT_XML", `the grid has ${pieces.length} pieces, expected 1.`, "merge the pieces before saving (ParaView: Merge Blocks).");
  const [piece] = pieces;
  const raw = readPiece(piece, storage);
  const assembled = assembleMesh(raw, file);
  const fieldData = dataArrays(grid.children.find(({ name }) => name === "FieldData"), storage);
  return {
    mesh: assembled.mesh,
    pointData: reordered(raw.pointData, assembled.nodeOrigin),
    cellData: reordered(raw.cellData, assembled.cellOrigin),
    fieldData,
    time: fieldData.TimeValue?.values[0],
  };
}

function child(element: XmlElement, name: string, file: string): XmlElement {
  const found = element.children.find((candidate) => candidate.name === name);
  return found ?? failXml(file, element.line, "E_FORMAT_XML", `<${element.name}> has no <${name}>.`, "this is not an unstructured grid (.vtu), or it is incomplete.");
}

interface RawPiece {
  readonly points: Float64Array;
  readonly cells: readonly RawCells[];
  readonly pointData: Arrays;
  readonly cellData: Arrays;
}

function readPiece(piece: XmlElement, storage: ArrayStorage): RawPiece {
  const { file } = storage;
  const nodes = countAttribute(piece, "NumberOfPoints", 0, file);
  const cells = countAttribute(piece, "NumberOfCells", 0, file);
  const coordinates = child(child(piece, "Points", file), "DataArray", file);
  const { values: points, components } = readArray(coordinates, storage, nodes);
  if (components !== 3) failXml(file, coordinates.line, "E_FORMAT_COUNT", `points have ${components} components, expected 3.`, damaged);
  const pointData = dataArrays(piece.children.find(({ name }) => name === "PointData"), storage, nodes);
  const cellData = dataArrays(piece.children.find(({ name }) => name === "CellData"), storage, cells);
  const list = readCells(child(piece, "Cells", file), storage, cells, nodes);
  return { points, cells: markedCells(list, pointData, cellData), pointData, cellData };
}

function dataArrays(section: XmlElement | undefined, storage: ArrayStorage, tuples?: number): Arrays {
  const arrays = (section?.children ?? []).filter(isNumeric);
  return Object.fromEntries(arrays.map((element) => [arrayName(element), readArray(element, storage, tuples)]));
}

function readCells(section: XmlElement, storage: ArrayStorage, count: number, nodeCount: number): VtkFileCell[] {
  const { file } = storage;
  const fail = (code: string, text: string, hint: string) => failXml(file, section.line, code, text, hint);
  const array = (name: string, tuples?: number): Float64Array => {
    const element = section.children.find((candidate) => arrayName(candidate) === name);
    return element ? readArray(element, storage, tuples).values : fail("E_FORMAT_XML", `the cells have no array "${name}".`, damaged);
  };
  const types = array("types", count);
  const offsets = array("offsets", count);
  const connectivity = array("connectivity");
  return Array.from({ length: count }, (_, cell) => {
    const kind = vtkCells.get(types[cell]) ?? fail("E_FORMAT_ELEMENT", `cell ${cell} has type ${types[cell]}, which is not supported.`,
      `supported are triangles, quadrilaterals, tetrahedra and hexahedra, linear or quadratic without face nodes (types ${[...vtkCells.keys()].join(", ")}).`);
    const size = rawTopology(kind.type).nodes;
    const start = cell === 0 ? 0 : offsets[cell - 1];
    if (offsets[cell] - start !== size || offsets[cell] > connectivity.length) fail("E_FORMAT_COUNT", `cell ${cell} (${kind.type}) has ${offsets[cell] - start} nodes, expected ${size}.`, damaged);
    const nodes = Int32Array.from({ length: size }, (_n, a) => connectivity[start + (kind.order ? kind.order[a] : a)]);
    const bad = nodes.find((node) => !(node >= 0 && node < nodeCount));
    if (bad !== undefined) fail("E_FORMAT_TAG", `cell ${cell} names node ${bad}; nodes are 0 to ${nodeCount - 1}.`, damaged);
    return { type: kind.type, nodes };
  });
}
