/** Writes XDMF 3: a small XML file that says what the datasets of HDF5 files are, for ParaView, VisIt and meshio. */
import { FormatError } from "../core/errors.js";
import { cellCount, nodeCount, type ElementType, type Mesh } from "../mesh/index.js";
import { type H5Array, writeHdf5 } from "./hdf5-write.js";
import { setMarks } from "./vtk-marks.js";
import type { VtuField } from "./vtu-write.js";
import { escapeXml } from "./xml.js";

/** XDMF's name and number of an element type; nodes are in VTK's order, as ParaView and meshio take them. */
const topologies: Readonly<Record<ElementType, readonly [name: string, number: number]>> = {
  tri3: ["Triangle", 4], quad4: ["Quadrilateral", 5], tet4: ["Tetrahedron", 6], hex8: ["Hexahedron", 9],
  tri6: ["Triangle_6", 36], quad8: ["Quadrilateral_8", 37], tet10: ["Tetrahedron_10", 38], hex20: ["Hexahedron_20", 48],
};

/** A dataset that an XDMF file points to. */
interface Pointer {
  readonly file: string;
  readonly dataset: string;
  readonly type: "Float" | "Int" | "UChar";
  readonly shape: readonly number[];
}

/** One field of a step. */
interface XdmfField extends Pointer {
  readonly name: string;
  readonly center: "Node" | "Cell";
}

/** What a step has beside the mesh. */
export interface XdmfStep {
  /** Time, unit of the case; absent for a mesh alone. */
  readonly time?: number;
  readonly fields: readonly XdmfField[];
}

/** A mesh whose arrays lie in an HDF5 file. */
export interface XdmfMesh {
  readonly cells: number;
  readonly topology: string;
  readonly connectivity: Pointer;
  readonly points: Pointer;
}

/** An HDF5 file, and what to write about it. */
export interface StoredMesh {
  readonly bytes: Uint8Array;
  readonly mesh: XdmfMesh;
}

/** An HDF5 file with fields, and what to write about it. */
export interface StoredFields {
  readonly bytes: Uint8Array;
  readonly fields: readonly XdmfField[];
}

/** Datasets, and what an XDMF file says of them. */
interface Datasets<T> {
  readonly arrays: Readonly<Record<string, H5Array>>;
  readonly said: T;
}

/**
 * Points and connectivity as an HDF5 file.
 * @param file name of the HDF5 file, relative to the XDMF file
 */
export async function storeMesh(mesh: Mesh, file: string): Promise<StoredMesh> {
  const { arrays, said } = meshDatasets(mesh, file);
  return { bytes: await writeHdf5(arrays), mesh: said };
}

/** What an XDMF file says of a mesh that `storeMesh` has stored. */
export function describeMesh(mesh: Mesh, file: string): XdmfMesh {
  return meshDatasets(mesh, file).said;
}

function meshDatasets(mesh: Mesh, file: string): Datasets<XdmfMesh> {
  const { topology, connectivity } = connectivityOf(mesh);
  const points = { values: mesh.points, shape: [nodeCount(mesh), 3] };
  return {
    arrays: { points, connectivity },
    said: {
      cells: cellCount(mesh), topology,
      points: { file, dataset: "points", type: "Float", shape: points.shape }, connectivity: { file, dataset: "connectivity", type: "Int", shape: connectivity.shape },
    },
  };
}

function connectivityOf({ blocks }: Mesh): { readonly topology: string; readonly connectivity: H5Array } {
  const [first] = blocks;
  if (blocks.length === 1) {
    const [name] = topologies[first.type], cells = cellCount({ blocks });
    return { topology: name, connectivity: { values: first.connectivity, shape: [cells, first.connectivity.length / cells] } };
  }
  const stream: number[] = [];
  for (const { type, connectivity } of blocks) {
    const cells = cellCount({ blocks: [{ type, connectivity }] }), size = connectivity.length / cells;
    for (let at = 0; at < connectivity.length; at += size) {
      stream.push(topologies[type][1]);
      for (let a = at; a < at + size; a++) stream.push(connectivity[a]);
    }
  }
  return { topology: "Mixed", connectivity: { values: Int32Array.from(stream), shape: [stream.length] } };
}

/** Fields by name, on nodes and on cells. */
export interface XdmfData {
  readonly points: Readonly<Record<string, VtuField>>;
  readonly cells: Readonly<Record<string, VtuField>>;
}

/**
 * Fields of nodes and cells as an HDF5 file.
 * @param file name of the HDF5 file, relative to the XDMF file
 * @throws FormatError E_FORMAT_VALUE when a field holds NaN or infinity
 */
export async function storeFields(data: XdmfData, file: string): Promise<StoredFields> {
  const { arrays, said } = fieldDatasets(data, file);
  return { bytes: await writeHdf5(arrays), fields: said };
}

function fieldDatasets(data: XdmfData, file: string): Datasets<XdmfField[]> {
  const arrays: Record<string, H5Array> = {};
  const add = (center: XdmfField["center"]) => ([name, field]: readonly [string, VtuField]): XdmfField => {
    // A slash would make a group, and a colon ends the name of the file (for meshio).
    const dataset = `${center.toLowerCase()} ${name.replace(/[/:]/g, "_")}`;
    const shape = [field.values.length / field.components, ...(field.components > 1 ? [field.components] : [])];
    arrays[dataset] = { values: finite(name, field).values, shape };
    return { name, center, file, dataset, shape, type: field.values instanceof Float64Array ? "Float" : field.values instanceof Int32Array ? "Int" : "UChar" };
  };
  return { said: [...Object.entries(data.points).map(add("Node")), ...Object.entries(data.cells).map(add("Cell"))], arrays };
}

function finite(name: string, field: VtuField): VtuField {
  const bad = field.values.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return field;
  throw new FormatError("E_FORMAT_VALUE", `field "${name}" is ${field.values[bad]} at item ${Math.floor(bad / field.components)}.`, { hint: "only finite numbers are written; find out where this one comes from.", details: { name } });
}

/**
 * Bytes of an XDMF file: one grid per step over the same mesh.
 * @param steps in the order of time; a single one without time is a mesh
 */
export function writeXdmf(mesh: XdmfMesh, steps: readonly XdmfStep[]): Uint8Array {
  const grids = steps.map(({ time, fields }) => [
    '<Grid Name="mesh" GridType="Uniform">',
    ...(time === undefined ? [] : [`<Time Value="${time}"/>`]),
    `<Topology TopologyType="${mesh.topology}" NumberOfElements="${mesh.cells}">${item(mesh.connectivity)}</Topology>`,
    `<Geometry GeometryType="XYZ">${item(mesh.points)}</Geometry>`,
    ...fields.map((field) => `<Attribute Name="${escapeXml(field.name)}" AttributeType="${kind(field)}" Center="${field.center}">${item(field)}</Attribute>`),
    "</Grid>",
  ].join("\n"));
  const content = steps.some(({ time }) => time !== undefined) ? ['<Grid Name="steps" GridType="Collection" CollectionType="Temporal">', ...grids, "</Grid>"] : grids;
  const lines = ['<?xml version="1.0"?>', '<Xdmf Version="3.0">', "<Domain>", ...content, "</Domain>", "</Xdmf>"];
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

function kind({ shape }: Pointer): string {
  const components = shape[1] ?? 1;
  return components === 1 ? "Scalar" : components === 3 ? "Vector" : components === 9 ? "Tensor" : "Matrix";
}

const precision = { Float: 8, Int: 4, UChar: 1 } as const;

function item({ file, dataset, type, shape }: Pointer): string {
  return `<DataItem DataType="${type}" Dimensions="${shape.join(" ")}" Format="HDF" Precision="${precision[type]}">${escapeXml(`${file}:/${dataset}`)}</DataItem>`;
}

/**
 * A mesh with its sets, which travel as marks on nodes and cells (see `setMarks`).
 * @param file name of the HDF5 file, relative to the XDMF file
 */
export async function writeXdmfMesh(mesh: Mesh, file: string): Promise<{ readonly xdmf: Uint8Array; readonly h5: Uint8Array }> {
  const marks = setMarks(mesh);
  const body = meshDatasets(mesh, file), sets = fieldDatasets({ points: markFields(marks.points), cells: markFields(marks.cells) }, file);
  return { h5: await writeHdf5({ ...body.arrays, ...sets.arrays }), xdmf: writeXdmf(body.said, [{ fields: sets.said }]) };
}

function markFields(marks: Readonly<Record<string, Uint8Array>>): Record<string, VtuField> {
  return Object.fromEntries(Object.entries(marks).map(([name, values]) => [name, { components: 1, values }]));
}
