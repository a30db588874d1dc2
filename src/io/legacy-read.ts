/** Reads legacy VTK files (.vtk): unstructured grids, text and binary, versions 2 to 5 (VTK User's Guide, "VTK File Formats"). */
import type { Mesh } from "../mesh/index.js";
import { Cursor } from "./cursor.js";
import { binaryNumbers, type LegacyNumbers, textNumbers } from "./legacy-numbers.js";
import { count, decodeName, keywordLine } from "./legacy-words.js";
import { assembleMesh, rawTopology } from "./raw-mesh.js";
import type { ArrayValues } from "./vtk-array.js";
import { vtkCells } from "./vtk-cells.js";
import { type Arrays, markedCells, reordered, type VtkFileCell } from "./vtk-marks.js";

/** What a legacy file holds. */
export interface VtkContent {
  readonly mesh: Mesh;
  /** Values `[nodes, components]` in the order of the mesh's nodes. */
  readonly pointData: Arrays;
  /** Values `[cells, components]` in the order of the mesh's cells. */
  readonly cellData: Arrays;
}

/** Sections as they are gathered. */
interface Gathered {
  readonly cursor: Cursor;
  readonly numbers: LegacyNumbers;
  /** Cells as offsets and connectivity rather than as lists. */
  readonly offsetCells: boolean;
  points: Float64Array | undefined;
  lists: CellLists | undefined;
  types: Float64Array | undefined;
  /** Where arrays go, and how many tuples they have. */
  target: { readonly arrays: Record<string, ArrayValues>; readonly tuples: number } | undefined;
  readonly pointData: Record<string, ArrayValues>;
  readonly cellData: Record<string, ArrayValues>;
}

/** Nodes of cell c are `connectivity[offsets[c] .. offsets[c + 1]]`. */
interface CellLists {
  readonly offsets: Float64Array;
  readonly connectivity: Float64Array;
}

const damaged = "the file is damaged or incomplete: write or copy it again.";

/**
 * Mesh and arrays of a legacy VTK file with an unstructured grid, text or binary. Sets come back as from .vtu files.
 * Nodes that no cell uses are dropped, and cells below the dimension of the body as well; arrays are reordered to match. Field data of the whole file is left out.
 *
 * @param file name for error messages
 * @throws FormatError with line, MeshError when the mesh itself is broken
 */
export function readVtk(bytes: Uint8Array, file: string): VtkContent {
  const cursor = new Cursor(bytes, file);
  const gathered = readHead(cursor);
  for (let words = keywordLine(cursor); words !== undefined; words = keywordLine(cursor)) readSection(gathered, words);
  const { points, lists, types, pointData, cellData } = gathered;
  if (!points || !lists || !types) {
    return cursor.failAtLine("E_FORMAT_SECTION", `the section ${!points ? "POINTS" : !lists ? "CELLS" : "CELL_TYPES"} is missing.`, damaged);
  }
  const cells = markedCells(cellList(gathered, lists, types, points.length / 3), pointData, cellData);
  const assembled = assembleMesh({ points, cells }, file);
  return { mesh: assembled.mesh, pointData: reordered(pointData, assembled.nodeOrigin), cellData: reordered(cellData, assembled.cellOrigin) };
}

/** Mesh of a legacy VTK file; see `readVtk`. Throws FormatError and MeshError. */
export function readVtkMesh(bytes: Uint8Array, file: string): Mesh {
  return readVtk(bytes, file).mesh;
}

function readHead(cursor: Cursor): Gathered {
  const version = /^#\s*vtk\s+DataFile\s+Version\s+(\d+)\.\d+$/i.exec(cursor.left > 0 ? cursor.line("the head") : "")?.[1];
  if (version === undefined) return cursor.failAtLine("E_FORMAT_SECTION", "expected # vtk DataFile Version x.y.", "this is not a legacy VTK file (.vtk).", 0);
  if (Number(version) < 2 || Number(version) > 5) cursor.failAtLine("E_FORMAT_VERSION", `legacy VTK version ${version} is not supported.`, "save as version 2 to 5, or as .vtu.", 0);
  cursor.line("the title");
  const encoding = cursor.line("ASCII or BINARY").toUpperCase();
  if (encoding !== "ASCII" && encoding !== "BINARY") cursor.failAtLine("E_FORMAT_SECTION", `expected ASCII or BINARY, got "${encoding.slice(0, 40)}".`, damaged, cursor.at - 1);
  return {
    cursor, numbers: encoding === "ASCII" ? textNumbers(cursor) : binaryNumbers(cursor), offsetCells: Number(version) >= 5,
    points: undefined, lists: undefined, types: undefined, target: undefined, pointData: {}, cellData: {},
  };
}

function readSection(gathered: Gathered, words: readonly string[]): void {
  const keyword = words[0].toUpperCase();
  if (Object.hasOwn(sections, keyword)) return sections[keyword](gathered, words);
  gathered.cursor.failAtLine("E_FORMAT_SECTION", `"${keyword.slice(0, 40)}" is not known here.`, damaged, gathered.cursor.at - 1);
}

type Section = (gathered: Gathered, words: readonly string[]) => void;

/** An attribute with a fixed number of components: `VECTORS name type`. */
const attribute = (components: number): Section => (gathered, [, name = "", type = ""]) => addArray(gathered, name, components, type);

const sections: Readonly<Record<string, Section>> = {
  DATASET: ({ cursor }, [, kind = ""]) => {
    if (kind.toUpperCase() !== "UNSTRUCTURED_GRID") cursor.failAtLine("E_FORMAT_SECTION", `the dataset is ${kind.slice(0, 40)}, not UNSTRUCTURED_GRID.`, "save it as an unstructured grid (ParaView: Append Datasets).", cursor.at - 1);
  },
  POINTS: (gathered, [, n, type = "float"]) => { gathered.points = gathered.numbers(type, 3 * count(gathered.cursor, n, "the number of points"), "the points"); },
  CELLS: (gathered, words) => { gathered.lists = gathered.offsetCells ? readOffsets(gathered, words) : readLists(gathered, words); },
  CELL_TYPES: (gathered, [, n]) => { gathered.types = gathered.numbers("int", count(gathered.cursor, n, "the number of cell types"), "the cell types"); },
  POINT_DATA: (gathered, [, n]) => {
    const tuples = expectTuples(gathered, n, "points", (gathered.points?.length ?? 0) / 3);
    gathered.target = { arrays: gathered.pointData, tuples };
  },
  CELL_DATA: (gathered, [, n]) => {
    const tuples = expectTuples(gathered, n, "cells", (gathered.lists?.offsets.length ?? 1) - 1);
    gathered.target = { arrays: gathered.cellData, tuples };
  },
  SCALARS: (gathered, [, name = "", type = "", components = "1"]) => {
    const { cursor } = gathered;
    const before = cursor.at;
    if (keywordLine(cursor)?.[0].toUpperCase() !== "LOOKUP_TABLE") cursor.at = before;
    addArray(gathered, name, count(cursor, components, "the number of components"), type);
  },
  VECTORS: attribute(3), NORMALS: attribute(3), TENSORS: attribute(9), TENSORS6: attribute(6),
  TEXTURE_COORDINATES: (gathered, [, name = "", n, type = ""]) => addArray(gathered, name, count(gathered.cursor, n, "the number of components"), type),
  FIELD: readField,
  // A colour table; text and binary have different ranges, and neither is used.
  LOOKUP_TABLE: ({ cursor, numbers }, [, , n]) => { numbers("unsigned_char", 4 * count(cursor, n, "the size of the table"), "the colour table"); },
  METADATA: ({ cursor }) => skipMetadata(cursor),
};

function expectTuples({ cursor }: Gathered, word: string | undefined, what: string, expected: number): number {
  const tuples = count(cursor, word, `the number of ${what}`);
  if (tuples !== expected) cursor.failAtLine("E_FORMAT_COUNT", `data for ${tuples} ${what}, expected ${expected}.`, damaged, cursor.at - 1);
  return tuples;
}

function addArray({ cursor, target, numbers }: Gathered, name: string, components: number, type: string): void {
  if (!target) return cursor.failAtLine("E_FORMAT_SECTION", `the array "${name.slice(0, 40)}" belongs neither to points nor to cells.`, damaged, cursor.at - 1);
  target.arrays[decodeName(name)] = { components, values: numbers(type, components * target.tuples, `the array ${name.slice(0, 40)}`) };
}

/** `FIELD name n`, then n times `name components tuples type` and numbers; those before any POINT_DATA belong to the file and are skipped. */
function readField({ cursor, target, numbers }: Gathered, [, , n]: readonly string[]): void {
  const arrays = count(cursor, n, "the number of arrays");
  for (let i = 0; i < arrays; i++) {
    const [name = "", components, tuples, type = ""] = arrayLine(cursor);
    const size = [count(cursor, components, "the number of components of an array"), count(cursor, tuples, "the number of tuples of an array")];
    if (target && size[1] !== target.tuples) cursor.failAtLine("E_FORMAT_COUNT", `the array "${name.slice(0, 40)}" has ${size[1]} tuples, expected ${target.tuples}.`, damaged, cursor.at - 1);
    const values = numbers(type, size[0] * size[1], `the array ${name.slice(0, 40)}`);
    if (target) target.arrays[decodeName(name)] = { components: size[0], values };
  }
}

/** The next line that is not about metadata, which may follow every array. */
function arrayLine(cursor: Cursor): readonly string[] {
  const words = keywordLine(cursor) ?? [];
  if (words[0] !== "METADATA") return words;
  skipMetadata(cursor);
  return arrayLine(cursor);
}

/** Metadata end at a blank line. */
function skipMetadata(cursor: Cursor): void {
  while (cursor.left > 0 && cursor.line("metadata") !== "");
}

/** Version 5: offsets with one entry more than cells, then the nodes of all cells. */
function readOffsets({ cursor, numbers }: Gathered, [, rows, size]: readonly string[]): CellLists {
  const array = (keyword: string, n: string | undefined): Float64Array => {
    const [found = "", type = ""] = keywordLine(cursor) ?? [];
    if (found.toUpperCase() !== keyword) cursor.failAtLine("E_FORMAT_SECTION", `expected ${keyword}, got "${found.slice(0, 40)}".`, damaged, cursor.at - 1);
    return numbers(type, count(cursor, n, "the size of the cells"), `the cells (${keyword})`);
  };
  return { offsets: array("OFFSETS", rows), connectivity: array("CONNECTIVITY", size) };
}

/** Versions 2 to 4: for each cell its number of nodes and the nodes. */
function readLists({ cursor, numbers }: Gathered, [, n, size]: readonly string[]): CellLists {
  const cells = count(cursor, n, "the number of cells");
  const all = numbers("int", count(cursor, size, "the size of the cells"), "the cells");
  if (cells > all.length) return wrongSizes(cursor);
  const offsets = new Float64Array(cells + 1);
  const connectivity = new Float64Array(all.length - cells);
  let at = 0;
  for (let cell = 0; cell < cells; cell++) {
    const nodes = all[at];
    if (!(nodes >= 0 && offsets[cell] + nodes <= connectivity.length)) return wrongSizes(cursor);
    offsets[cell + 1] = offsets[cell] + nodes;
    connectivity.set(all.subarray(at + 1, at + 1 + nodes), offsets[cell]);
    at += 1 + nodes;
  }
  return offsets[cells] === connectivity.length ? { offsets, connectivity } : wrongSizes(cursor);
}

function wrongSizes(cursor: Cursor): never {
  return cursor.failAtLine("E_FORMAT_COUNT", "the sizes of the cells do not add up to the size of the section CELLS.", damaged, cursor.at - 1);
}

function cellList({ cursor }: Gathered, { offsets, connectivity }: CellLists, types: Float64Array, nodes: number): VtkFileCell[] {
  const fail = (code: string, text: string, hint = damaged): never => cursor.failAtLine(code, text, hint);
  if (types.length !== Math.max(0, offsets.length - 1)) fail("E_FORMAT_COUNT", `there are ${types.length} cell types for ${offsets.length - 1} cells.`);
  return Array.from(types, (number, cell) => {
    const kind = vtkCells.get(number) ?? fail("E_FORMAT_ELEMENT", `cell ${cell} has type ${number}, which is not supported.`,
      `supported are triangles, quadrilaterals, tetrahedra and hexahedra, linear or quadratic without face nodes (types ${[...vtkCells.keys()].join(", ")}).`);
    const size = rawTopology(kind.type).nodes;
    const [start, end] = [offsets[cell], offsets[cell + 1]];
    if (end - start !== size || !(start >= 0) || end > connectivity.length) fail("E_FORMAT_COUNT", `cell ${cell} (${kind.type}) has ${end - start} nodes, expected ${size}.`);
    const own = Float64Array.from({ length: size }, (_, a) => connectivity[start + (kind.order ? kind.order[a] : a)]);
    const bad = own.find((node) => !(node >= 0 && node < nodes && Number.isInteger(node)));
    if (bad !== undefined) fail("E_FORMAT_TAG", `cell ${cell} names node ${bad}; nodes are 0 to ${nodes - 1}.`);
    return { type: kind.type, nodes: Int32Array.from(own) };
  });
}
