/** Reads VTK unstructured grids (.vtu) as ParaView, VTK and meshio write them. */
import { topology, type Mesh } from "../mesh/index.js";
import { assembleMesh, rawTopology, type Assembled, type RawCells, type RawType } from "./raw-mesh.js";
import { arrayName, countAttribute, isNumeric, readArray, type ArrayStorage, type ArrayValues } from "./vtk-array.js";
import { vtkCells } from "./vtk-cells.js";
import { splitVtkFile, storageOf } from "./vtk-file.js";
import { failXml, type XmlElement } from "./xml.js";

/** Arrays by name. */
export type Arrays = Readonly<Record<string, ArrayValues>>;

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

/** Prefixes of the arrays in which `writeVtuMesh` keeps sets. */
export const setPrefixes = { nodes: "nodes:", faces: "faces:", cells: "cells:" } as const;

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
  return { points, cells: [...withGroups(list, cellData), ...markedFaces(list, cellData), ...markedNodes(pointData)], pointData, cellData };
}

function dataArrays(section: XmlElement | undefined, storage: ArrayStorage, tuples?: number): Arrays {
  const arrays = (section?.children ?? []).filter(isNumeric);
  return Object.fromEntries(arrays.map((element) => [arrayName(element), readArray(element, storage, tuples)]));
}

interface Cell {
  readonly type: RawType;
  readonly nodes: Int32Array;
}

function readCells(section: XmlElement, storage: ArrayStorage, count: number, nodeCount: number): Cell[] {
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

/** Arrays whose name starts with `prefix`, with the rest of the name. */
function marks(arrays: Arrays, prefix: string): (readonly [name: string, values: Float64Array])[] {
  return Object.entries(arrays).filter(([name]) => name.startsWith(prefix)).map(([name, { values }]) => [name.slice(prefix.length), values]);
}

function withGroups(cells: readonly Cell[], cellData: Arrays): RawCells[] {
  const sets = marks(cellData, setPrefixes.cells);
  return cells.map(({ type, nodes }, cell) => ({ type, connectivity: nodes, groups: sets.filter(([, mark]) => mark[cell] !== 0).map(([name]) => name) }));
}

/** Faces marked in the bits of cell arrays, as boundary elements. */
function markedFaces(cells: readonly Cell[], cellData: Arrays): RawCells[] {
  return marks(cellData, setPrefixes.faces).flatMap(([name, bits]) => cells.flatMap(({ type, nodes }, cell) => {
    if (!(type in topology)) return [];
    const { faces, faceType } = topology[type as keyof typeof topology];
    const marked = faces.filter((_, face) => (bits[cell] >> face) & 1);
    return marked.map((face) => ({ type: faceType, connectivity: Int32Array.from(face, (local) => nodes[local]), groups: [name] }));
  }));
}

function markedNodes(pointData: Arrays): RawCells[] {
  return marks(pointData, setPrefixes.nodes).map(([name, mark]) => {
    const nodes = Int32Array.from(mark.keys()).filter((node) => mark[node] !== 0);
    return { type: "point", connectivity: nodes, groups: [name] };
  });
}

function reordered(arrays: Arrays, origin: Assembled["nodeOrigin"]): Arrays {
  const prefixes = Object.values(setPrefixes);
  const kept = Object.entries(arrays).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return Object.fromEntries(kept.map(([name, { components, values }]) => {
    const moved = new Float64Array(origin.length * components);
    origin.forEach((from, to) => moved.set(values.subarray(from * components, (from + 1) * components), to * components));
    return [name, { components, values: moved }];
  }));
}
