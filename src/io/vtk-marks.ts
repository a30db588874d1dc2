/** Sets in VTK files: marks on nodes and cells, which survive whatever a viewer does to the grid. */
import { cellCount, nodeCount, topology, type Mesh } from "../mesh/index.js";
import type { Assembled, RawCells, RawType } from "./raw-mesh.js";
import type { ArrayValues } from "./vtk-array.js";

/** Arrays by name. */
export type Arrays = Readonly<Record<string, ArrayValues>>;

/** Prefixes of the arrays in which sets are kept. */
const setPrefixes = { nodes: "nodes:", faces: "faces:", cells: "cells:" } as const;

/** A cell of a file, its nodes in our order. */
export interface VtkFileCell {
  readonly type: RawType;
  readonly nodes: Int32Array;
}

/** The cells with the sets that arrays mark, and elements that mark faces and nodes; see `setMarks`. */
export function markedCells(cells: readonly VtkFileCell[], pointData: Arrays, cellData: Arrays): RawCells[] {
  return [...withGroups(cells, cellData), ...markedFaces(cells, cellData), ...markedNodes(pointData)];
}

/** Arrays whose name starts with `prefix`, with the rest of the name. */
function marks(arrays: Arrays, prefix: string): (readonly [name: string, values: Float64Array])[] {
  return Object.entries(arrays).filter(([name]) => name.startsWith(prefix)).map(([name, { values }]) => [name.slice(prefix.length), values]);
}

function withGroups(cells: readonly VtkFileCell[], cellData: Arrays): RawCells[] {
  const sets = marks(cellData, setPrefixes.cells);
  return cells.map(({ type, nodes }, cell) => ({ type, connectivity: nodes, groups: sets.filter(([, mark]) => mark[cell] !== 0).map(([name]) => name) }));
}

/** Faces marked in the bits of cell arrays, as boundary elements. */
function markedFaces(cells: readonly VtkFileCell[], cellData: Arrays): RawCells[] {
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

/** Values in the order of the mesh, without the arrays that hold sets. */
export function reordered(arrays: Arrays, origin: Assembled["nodeOrigin"]): Arrays {
  const prefixes = Object.values(setPrefixes);
  const kept = Object.entries(arrays).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return Object.fromEntries(kept.map(([name, { components, values }]) => {
    const moved = new Float64Array(origin.length * components);
    origin.forEach((from, to) => moved.set(values.subarray(from * components, (from + 1) * components), to * components));
    return [name, { components, values: moved }];
  }));
}

/** Marks by the name of their array. */
export type Marks = Readonly<Record<string, Uint8Array>>;

/**
 * The sets of a mesh as arrays: `nodes:NAME` on points and `cells:NAME` on cells hold 1 for members, `faces:NAME` on cells has bit f set for local face f.
 * The set of all cells is left out.
 */
export function setMarks(mesh: Mesh): { readonly points: Marks; readonly cells: Marks } {
  const { nodes, faces, cells } = mesh.sets;
  const count = cellCount(mesh);
  const partial = Object.entries(cells).filter(([name, set]) => name !== "all" || set.length < count);
  return {
    points: marked(Object.entries(nodes), setPrefixes.nodes, (set) => members(set, nodeCount(mesh))),
    cells: {
      ...marked(partial, setPrefixes.cells, (set) => members(set, count)),
      ...marked(Object.entries(faces), setPrefixes.faces, (set) => faceBits(set, count)),
    },
  };
}

function marked(sets: readonly (readonly [string, Int32Array])[], prefix: string, mark: (set: Int32Array) => Uint8Array): Marks {
  return Object.fromEntries(sets.map(([name, set]) => [prefix + name, mark(set)]));
}

function members(set: Int32Array, count: number): Uint8Array {
  const marks = new Uint8Array(count);
  for (const item of set) marks[item] = 1;
  return marks;
}

function faceBits(pairs: Int32Array, count: number): Uint8Array {
  const bits = new Uint8Array(count);
  for (let i = 0; i < pairs.length; i += 2) bits[pairs[i]] |= 1 << pairs[i + 1];
  return bits;
}
