/** Meshes with their sets in .vtu files: sets travel as marks on nodes and cells, which survive whatever a viewer does to the grid. */
import { cellCount, nodeCount, type Mesh } from "../mesh/index.js";
import { readVtu, setPrefixes } from "./vtu-read.js";
import { writeVtu, type VtuField } from "./vtu-write.js";

/** Mesh of a .vtu file with the sets that `writeVtuMesh` left in it; see `readVtu`. Throws FormatError and MeshError. */
export function readVtuMesh(bytes: Uint8Array, file: string): Mesh {
  return readVtu(bytes, file).mesh;
}

/**
 * A .vtu file of a mesh and its sets: point arrays `nodes:NAME` and cell arrays `cells:NAME` hold 1 for members, cell arrays `faces:NAME` have bit f set
 * for local face f.
 */
export function writeVtuMesh(mesh: Mesh): Uint8Array {
  const { nodes, faces, cells } = mesh.sets;
  const count = cellCount(mesh);
  const partial = Object.entries(cells).filter(([name, set]) => name !== "all" || set.length < count);
  return writeVtu(mesh, {
    points: marked(Object.entries(nodes), setPrefixes.nodes, (set) => members(set, nodeCount(mesh))),
    cells: {
      ...marked(partial, setPrefixes.cells, (set) => members(set, count)),
      ...marked(Object.entries(faces), setPrefixes.faces, (set) => faceBits(set, count)),
    },
  });
}

function marked(sets: readonly (readonly [string, Int32Array])[], prefix: string, mark: (set: Int32Array) => Uint8Array): Record<string, VtuField> {
  return Object.fromEntries(sets.map(([name, set]) => [prefix + name, { components: 1, values: mark(set) }]));
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
