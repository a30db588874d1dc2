/** Writes legacy VTK files (.vtk, version 3.0): unstructured grids with their sets, for programs that do not read .vtu. */
import { cellCount, nodeCount, topology, type Mesh } from "../mesh/index.js";
import { joined } from "./vtk-array.js";
import { type Marks, setMarks } from "./vtk-marks.js";

type Values = Float64Array | Int32Array | Uint8Array;

/** How numbers are written. */
interface Encoding {
  readonly name: "ASCII" | "BINARY";
  /** Numbers of a section; `perLine` of them belong together. */
  encode(values: Values, perLine: number): Uint8Array;
}

const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);

const ascii: Encoding = {
  name: "ASCII",
  encode: (values, perLine) => text(Array.from({ length: Math.ceil(values.length / perLine) }, (_, i) => `${values.subarray(perLine * i, perLine * (i + 1)).join(" ")}\n`).join("")),
};

const binary: Encoding = {
  name: "BINARY",
  encode: (values) => {
    const bytes = new Uint8Array(values.byteLength + 1);
    const view = new DataView(bytes.buffer);
    if (values instanceof Uint8Array) bytes.set(values);
    else if (values instanceof Int32Array) values.forEach((x, i) => view.setInt32(4 * i, x));
    else values.forEach((x, i) => view.setFloat64(8 * i, x));
    bytes[values.byteLength] = 10;
    return bytes;
  },
};

/** A binary legacy VTK file of a mesh; sets travel as marks on nodes and cells, as in .vtu files. */
export function writeVtk(mesh: Mesh): Uint8Array {
  return write(mesh, binary);
}

/** The same as text, all digits kept. */
export function writeVtkText(mesh: Mesh): Uint8Array {
  return write(mesh, ascii);
}

function write(mesh: Mesh, encoding: Encoding): Uint8Array {
  const { points, cells } = setMarks(mesh);
  const lists = cellLists(mesh);
  const count = cellCount(mesh);
  return joined([
    text(`# vtk DataFile Version 3.0\nmesh written by twoscale\n${encoding.name}\nDATASET UNSTRUCTURED_GRID\nPOINTS ${nodeCount(mesh)} double\n`),
    encoding.encode(mesh.points, 3),
    text(`CELLS ${count} ${lists.length}\n`), encoding.encode(lists, 16),
    text(`CELL_TYPES ${count}\n`), encoding.encode(cellTypes(mesh), 1),
    ...field("POINT_DATA", nodeCount(mesh), points, encoding),
    ...field("CELL_DATA", count, cells, encoding),
  ]);
}

function cellLists(mesh: Mesh): Int32Array {
  return Int32Array.from(mesh.blocks.flatMap(({ type, connectivity }) => {
    const { nodes } = topology[type];
    return Array.from({ length: connectivity.length / nodes }, (_, row) => [nodes, ...connectivity.subarray(row * nodes, (row + 1) * nodes)]).flat();
  }));
}

function cellTypes(mesh: Mesh): Int32Array {
  return Int32Array.from(mesh.blocks.flatMap(({ type, connectivity }) => new Array<number>(connectivity.length / topology[type].nodes).fill(topology[type].vtkType)));
}

function field(section: string, count: number, marks: Marks, encoding: Encoding): Uint8Array[] {
  const arrays = Object.entries(marks);
  if (arrays.length === 0) return [];
  const bodies = arrays.flatMap(([name, values]) => [text(`${encodeURIComponent(name)} 1 ${count} unsigned_char\n`), encoding.encode(values, 32)]);
  return [text(`${section} ${count}\nFIELD sets ${arrays.length}\n`), ...bodies];
}
