/** Faces shared by cells: who lies on both sides, and which faces have only one. */
import { MeshError } from "../core/errors.js";
import { nodeCount } from "./cells.js";
import type { Mesh } from "./mesh.js";
import { topology } from "./topology.js";

/** All faces of all cells, with a chained index by their smallest corner node: finding one costs the faces at one node. */
export interface FaceTable {
  readonly count: number;
  /** Cell of each face. */
  readonly cells: Int32Array;
  /** Local face number in that cell. */
  readonly locals: Int32Array;
  /** Corner nodes sorted upwards `[count, 4]`, the rest -1. */
  readonly corners: Int32Array;
  /** First face in the chain of each node, -1 when none. */
  readonly first: Int32Array;
  /** Next face in the same chain, -1 at its end. */
  readonly next: Int32Array;
}

type Cells = Pick<Mesh, "points" | "blocks">;

/** Table of all faces of a mesh; chains run from low to high cell numbers. Memory is about 30 bytes per face. */
export function faceTable(mesh: Cells): FaceTable {
  const table = emptyTable(mesh);
  const key = [0, 0, 0, 0];
  let cell = 0;
  let face = 0;
  for (const { type, connectivity } of mesh.blocks) {
    const { nodes, faces } = topology[type];
    const corners = topology[topology[type].linear].faces;
    for (let start = 0; start < connectivity.length; start += nodes, cell++) {
      for (let local = 0; local < faces.length; local++, face++) {
        const own = corners[local];
        for (let i = 0; i < 4; i++) key[i] = i < own.length ? connectivity[start + own[i]] : -1;
        sortKey(key, own.length);
        table.cells[face] = cell;
        table.locals[face] = local;
        for (let i = 0; i < 4; i++) table.corners[4 * face + i] = key[i];
      }
    }
  }
  // Backwards, so that every chain starts at its lowest cell.
  for (let f = table.count - 1; f >= 0; f--) {
    const node = table.corners[4 * f];
    table.next[f] = table.first[node];
    table.first[node] = f;
  }
  return table;
}

function emptyTable(mesh: Cells): FaceTable {
  const count = mesh.blocks.reduce((sum, { type, connectivity }) => sum + (connectivity.length / topology[type].nodes) * topology[type].faces.length, 0);
  return {
    count,
    cells: new Int32Array(count),
    locals: new Int32Array(count),
    corners: new Int32Array(4 * count),
    first: new Int32Array(nodeCount(mesh)).fill(-1),
    next: new Int32Array(count),
  };
}

/** Sorts the first `length` numbers upwards, by insertion: there are at most four, of very many faces. */
function sortKey(key: number[], length: number): void {
  for (let i = 1; i < length; i++) {
    const node = key[i];
    let at = i;
    for (; at > 0 && key[at - 1] > node; at--) key[at] = key[at - 1];
    key[at] = node;
  }
}

/** First face with these corner nodes (any order) that comes after face `after`, or -1. Start with `after = -1`. */
export function findFace(table: FaceTable, corners: readonly number[], after = -1): number {
  const key = [0, 1, 2, 3].map((i) => corners[i] ?? -1);
  sortKey(key, corners.length);
  let face = after < 0 ? (table.first[key[0]] ?? -1) : table.next[after];
  while (face >= 0 && !key.every((node, i) => table.corners[4 * face + i] === node)) face = table.next[face];
  return face;
}

/** The face on the other side of `face`, or -1 at the boundary. Throws MeshError E_MESH_FACE when more than two cells share it. */
export function oppositeFace(table: FaceTable, face: number): number {
  let other = -1;
  for (let next = table.first[table.corners[4 * face]]; next >= 0; next = table.next[next]) {
    if (next === face || !isSame(table, next, face)) continue;
    if (other >= 0) throw overlap(table, [face, other, next].sort((a, b) => a - b));
    other = next;
  }
  return other;
}

function isSame({ corners }: FaceTable, one: number, two: number): boolean {
  for (let i = 0; i < 4; i++) if (corners[4 * one + i] !== corners[4 * two + i]) return false;
  return true;
}

function overlap(table: FaceTable, faces: readonly number[]): MeshError {
  const corners = Array.from(table.corners.subarray(4 * faces[0], 4 * faces[0] + 4)).filter((node) => node >= 0), cells = faces.map((f) => table.cells[f]);
  return new MeshError("E_MESH_FACE", `cells ${cells.join(", ")} share the face with nodes ${corners.join(", ")}; at most two can.`, {
    hint: "the mesh overlaps itself: remove duplicate volumes or surfaces in the mesher (Coherence in Gmsh).", details: { cells, nodes: corners },
  });
}

/** Faces that belong to one cell only, as pairs `[faces, 2]` of (cell, local face), by cell. Throws MeshError E_MESH_FACE. */
export function boundaryFaces(mesh: Cells): Int32Array {
  const table = faceTable(mesh);
  const pairs: number[] = [];
  for (let face = 0; face < table.count; face++) {
    if (oppositeFace(table, face) < 0) pairs.push(table.cells[face], table.locals[face]);
  }
  return Int32Array.from(pairs);
}
