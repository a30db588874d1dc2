/** Writes VTK unstructured grids (.vtu): appended, compressed by zlib, doubles. */
import { FormatError } from "../core/errors.js";
import { cellCount, nodeCount, topology, type Mesh } from "../mesh/index.js";
import { joined } from "./vtk-array.js";
import { escapeXml } from "./xml.js";
import { deflate } from "./zlib.js";

/** Values of one field, `[items, components]`. ParaView shows 3 components as a vector and 9 as a tensor. */
export interface VtuField {
  readonly components: number;
  readonly values: Float64Array | Int32Array | Uint8Array;
}

/** What a .vtu file carries beside the mesh. */
export interface VtuData {
  /** Fields on nodes. */
  readonly points?: Readonly<Record<string, VtuField>>;
  /** Fields on cells. */
  readonly cells?: Readonly<Record<string, VtuField>>;
  /** Time of the step, unit of the case; ParaView reads it as TimeValue. */
  readonly time?: number;
}

const blockBytes = 1 << 20;

/**
 * Bytes of a .vtu file with a mesh and fields on it; the same input gives the same bytes everywhere. Opens in ParaView 5.
 * Throws FormatError E_FORMAT_COUNT when a field does not have a value per node or cell, E_FORMAT_VALUE when it holds NaN or infinity.
 */
export function writeVtu(mesh: Mesh, data: VtuData = {}): Uint8Array {
  const nodes = nodeCount(mesh);
  const cells = cellCount(mesh);
  const appended: Uint8Array[] = [];
  const section = (name: string, fields: Readonly<Record<string, VtuField>>, items: number): string[] =>
    [`<${name}>`, ...Object.entries(fields).map(([field, values]) => arrayTag(field, checked(field, values, items), appended)), `</${name}>`];
  const lines = [
    '<?xml version="1.0"?>',
    '<VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" header_type="UInt64" compressor="vtkZLibDataCompressor">',
    "<UnstructuredGrid>",
    ...(data.time === undefined ? [] : ["<FieldData>", arrayTag("TimeValue", { components: 1, values: Float64Array.of(data.time) }, appended), "</FieldData>"]),
    `<Piece NumberOfPoints="${nodes}" NumberOfCells="${cells}">`,
    ...section("PointData", data.points ?? {}, nodes),
    ...section("CellData", data.cells ?? {}, cells),
    ...section("Points", { Points: { components: 3, values: mesh.points } }, nodes),
    "<Cells>", ...Object.entries(cellArrays(mesh)).map(([name, values]) => arrayTag(name, { components: 1, values }, appended)), "</Cells>",
    "</Piece>",
    "</UnstructuredGrid>",
    '<AppendedData encoding="raw">',
    "_",
  ];
  const encoder = new TextEncoder();
  return joined([encoder.encode(lines.join("\n")), ...appended, encoder.encode("\n</AppendedData>\n</VTKFile>\n")]);
}

function checked(name: string, field: VtuField, items: number): VtuField {
  const { components, values } = field;
  if (values.length !== items * components) {
    throw new FormatError("E_FORMAT_COUNT", `field "${name}" has ${values.length} values, expected ${items} x ${components}.`, { hint: "give one row per node or cell.", details: { name } });
  }
  const bad = values.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return field;
  throw new FormatError("E_FORMAT_VALUE", `field "${name}" is ${values[bad]} at item ${Math.floor(bad / components)}.`, {
    hint: "only finite numbers are written; find out where this one comes from.", details: { name, item: Math.floor(bad / components) },
  });
}

function cellArrays(mesh: Mesh): Record<string, Int32Array | Uint8Array> {
  const connectivity = new Int32Array(mesh.blocks.reduce((sum, block) => sum + block.connectivity.length, 0));
  const offsets = new Int32Array(cellCount(mesh));
  const types = new Uint8Array(offsets.length);
  let at = 0;
  let cell = 0;
  for (const block of mesh.blocks) {
    const { nodes, vtkType } = topology[block.type];
    connectivity.set(block.connectivity, at);
    for (const end = at + block.connectivity.length; at < end; cell++) {
      at += nodes;
      offsets[cell] = at;
      types[cell] = vtkType;
    }
  }
  return { connectivity, offsets, types };
}

const typeNames = (values: VtuField["values"]): string => (values instanceof Float64Array ? "Float64" : values instanceof Int32Array ? "Int32" : "UInt8");

/** Tag of an array whose packed bytes go to the end of `appended`. */
function arrayTag(name: string, { components, values }: VtuField, appended: Uint8Array[]): string {
  const offset = appended.reduce((sum, part) => sum + part.length, 0);
  appended.push(packed(littleEndianBytes(values)));
  return `<DataArray type="${typeNames(values)}" Name="${escapeXml(name)}" NumberOfComponents="${components}" NumberOfTuples="${values.length / components}" format="appended" offset="${offset}"/>`;
}

function littleEndianBytes(values: VtuField["values"]): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  if (values instanceof Uint8Array) bytes.set(values);
  else if (values instanceof Int32Array) values.forEach((x, i) => view.setInt32(4 * i, x, true));
  else values.forEach((x, i) => view.setFloat64(8 * i, x, true));
  return bytes;
}

/** Head (number of blocks, size, size of the last, compressed sizes) and compressed blocks. */
function packed(bytes: Uint8Array): Uint8Array {
  const count = Math.ceil(bytes.length / blockBytes);
  const blocks = Array.from({ length: count }, (_, i) => deflate(bytes.subarray(i * blockBytes, (i + 1) * blockBytes)));
  const head = new DataView(new ArrayBuffer(8 * (3 + count)));
  const numbers = [count, blockBytes, bytes.length % blockBytes, ...blocks.map((block) => block.length)];
  numbers.forEach((x, i) => head.setBigUint64(8 * i, BigInt(x), true));
  return joined([new Uint8Array(head.buffer), ...blocks]);
}
