/** Named sets of a mesh, looked up by name. */
import { MeshError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { cellNodes, faceNodes } from "./cells.js";
import type { Mesh } from "./mesh.js";

/**
 * Node numbers of a set, sorted, without repeats: the node set of that name, else the nodes of the face set, else those of the cell set.
 * Throws MeshError E_SET with the nearest known name and all names when there is none.
 */
export function nodesOf(mesh: Mesh, name: string): Int32Array {
  const { nodes, faces, cells } = mesh.sets;
  if (Object.hasOwn(nodes, name)) return nodes[name];
  if (Object.hasOwn(faces, name)) return nodesOfFaces(mesh, faces[name]);
  if (Object.hasOwn(cells, name)) return sortedUnion(Array.from(cells[name], (cell) => cellNodes(mesh, cell)));
  throw unknownSet(mesh, name, "node set", setNames(mesh));
}

/** Faces of a face set as pairs `[faces, 2]` of (cell, local face number of `topology.ts`). Throws MeshError E_SET. */
export function facesOf(mesh: Mesh, name: string): Int32Array {
  if (Object.hasOwn(mesh.sets.faces, name)) return mesh.sets.faces[name];
  throw unknownSet(mesh, name, "face set", Object.keys(mesh.sets.faces));
}

/** Cell numbers of a cell set, sorted. Throws MeshError E_SET. */
export function cellsOf(mesh: Mesh, name: string): Int32Array {
  if (Object.hasOwn(mesh.sets.cells, name)) return mesh.sets.cells[name];
  throw unknownSet(mesh, name, "cell set", Object.keys(mesh.sets.cells));
}

/** All names of sets of a mesh, without repeats: boundary first, cell sets last. */
export function setNames(mesh: Mesh): readonly string[] {
  const { nodes, faces, cells } = mesh.sets;
  return [...new Set([...Object.keys(faces), ...Object.keys(nodes), ...Object.keys(cells)])];
}

/** Nodes of faces given as pairs `[faces, 2]` of (cell, local face), sorted, without repeats. */
export function nodesOfFaces(mesh: Pick<Mesh, "blocks">, faces: Int32Array): Int32Array {
  return sortedUnion(Array.from({ length: faces.length / 2 }, (_, i) => faceNodes(mesh, faces[2 * i], faces[2 * i + 1])));
}

function sortedUnion(lists: readonly Int32Array[]): Int32Array {
  const union = new Set<number>();
  for (const list of lists) for (const node of list) union.add(node);
  return Int32Array.from(union).sort();
}

function unknownSet(mesh: Mesh, name: string, kind: string, names: readonly string[]): MeshError {
  const elsewhere = setNames(mesh).includes(name);
  const text = elsewhere ? `"${name}" is a set of this mesh, but not a ${kind}.` : `the mesh has no ${kind} "${name}".`;
  return new MeshError("E_SET", text, { hint: suggestion(name, names), details: { name, kind, known: names } });
}
