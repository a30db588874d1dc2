/** The one door through which a mesh comes into being: nothing behind it needs to check indices again. */
import { MeshError } from "../core/errors.js";
import { blockSize, cellCount, cellPlace, nodeCount } from "./cells.js";
import type { CellBlock, Mesh, MeshSets } from "./mesh.js";
import { topology } from "./topology.js";

/** What a mesh is made of; missing sets are empty. */
export interface MeshParts {
  readonly dimension: 2 | 3;
  /** Coordinates `[nodes, 3]`. */
  readonly points: Float64Array;
  readonly blocks: readonly CellBlock[];
  readonly sets?: Partial<MeshSets>;
  /** File or generator that the parts come from; errors name it. */
  readonly source?: string;
}

/**
 * Checks the parts and returns them as a mesh, with sets sorted and free of repeats, and a cell set `all` added where there is none.
 * The arrays are taken over, not copied.
 *
 * Throws MeshError: E_MESH_EMPTY (no cell), E_MESH_SHAPE (array length), E_MESH_POINT (coordinate not finite), E_MESH_MIXED (block of another
 * dimension), E_MESH_INDEX (no such node, cell or face), E_MESH_REPEATED (a node twice in one cell), E_MESH_ORPHAN (node in no cell),
 * E_MESH_SET (empty set). Orientation is not checked here: see `meshQuality`.
 */
export function createMesh(parts: MeshParts): Mesh {
  checkPoints(parts);
  checkBlocks(parts);
  checkConnectivity(parts);
  return { dimension: parts.dimension, points: parts.points, blocks: parts.blocks, sets: normalisedSets(parts) };
}

type Details = Readonly<Record<string, unknown>>;

function fail(parts: MeshParts, code: string, text: string, hint: string, details: Details = {}): never {
  const place = parts.source === undefined ? "" : `${parts.source}: `;
  throw new MeshError(code, place + text, { hint, details: { ...details, source: parts.source } });
}

function checkPoints(parts: MeshParts): void {
  const { points } = parts;
  if (points.length % 3 !== 0) {
    fail(parts, "E_MESH_SHAPE", `points has ${points.length} numbers, which is not a multiple of 3.`, "give x, y and z of every node, z = 0 in 2D.");
  }
  const bad = points.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    const node = Math.floor(bad / 3);
    fail(parts, "E_MESH_POINT", `coordinate ${"xyz"[bad % 3]} of node ${node} is ${points[bad]}.`, "every coordinate must be a finite number.", { node });
  }
}

function checkBlocks(parts: MeshParts): void {
  if (parts.blocks.every((block) => block.connectivity.length === 0)) {
    fail(parts, "E_MESH_EMPTY", "the mesh has no cells.", "mesh the body, not only its boundary, and save it.");
  }
  for (const { type, connectivity } of parts.blocks) {
    const { dimension, nodes } = topology[type];
    if (dimension !== parts.dimension) {
      fail(parts, "E_MESH_MIXED", `${type} cells in a mesh of dimension ${parts.dimension}.`,
        "a mesh holds plane cells or solid cells, not both; boundary faces belong in sets.", { type, dimension });
    }
    if (connectivity.length % nodes !== 0) {
      fail(parts, "E_MESH_SHAPE", `connectivity of ${type} has ${connectivity.length} numbers, not a multiple of ${nodes}.`,
        `give ${nodes} nodes for every cell.`, { type });
    }
  }
}

function checkConnectivity(parts: MeshParts): void {
  const count = nodeCount(parts);
  const used = new Uint8Array(count);
  let first = 0;
  for (const block of parts.blocks) {
    checkCells(parts, block, first, used);
    first += blockSize(block);
  }
  const orphan = used.indexOf(0);
  if (orphan >= 0) {
    const orphans = used.reduce((sum, u) => sum + (1 - u), 0);
    fail(parts, "E_MESH_ORPHAN", `node ${orphan} belongs to no cell (${orphans} such nodes).`,
      "drop nodes that no cell uses: nothing holds them in place.", { node: orphan, orphans });
  }
}

function checkCells(parts: MeshParts, block: CellBlock, firstCell: number, used: Uint8Array): void {
  const { nodes: size } = topology[block.type];
  const { connectivity } = block;
  for (let i = 0; i < connectivity.length; i++) {
    const node = connectivity[i];
    const cell = firstCell + Math.floor(i / size);
    if (node < 0 || node >= used.length) {
      fail(parts, "E_MESH_INDEX", `cell ${cell} (${block.type}) names node ${node}, but nodes are 0 to ${used.length - 1}.`,
        "check that the file is complete.", { cell, node });
    }
    used[node] = 1;
    if (connectivity.indexOf(node, i - (i % size)) < i) {
      fail(parts, "E_MESH_REPEATED", `cell ${cell} (${block.type}) names node ${node} twice.`,
        "remove collapsed cells in the mesher, or use the element type with fewer nodes.", { cell, node });
    }
  }
}

function normalisedSets(parts: MeshParts): MeshSets {
  const { nodes = {}, faces = {}, cells = {} } = parts.sets ?? {};
  const count = cellCount(parts);
  const all = Object.hasOwn(cells, "all") ? {} : { all: Int32Array.from({ length: count }, (_, cell) => cell) };
  return {
    nodes: mapSets(nodes, (set, name) => numbers(parts, `node set "${name}"`, set, nodeCount(parts))),
    faces: mapSets(faces, (set, name) => facePairs(parts, `face set "${name}"`, set, count)),
    cells: mapSets({ ...cells, ...all }, (set, name) => numbers(parts, `cell set "${name}"`, set, count)),
  };
}

function mapSets(sets: Readonly<Record<string, Int32Array>>, f: (set: Int32Array, name: string) => Int32Array): Record<string, Int32Array> {
  return Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, f(set, name)]));
}

function numbers(parts: MeshParts, what: string, set: Int32Array, limit: number): Int32Array {
  if (set.length === 0) fail(parts, "E_MESH_SET", `${what} is empty.`, "leave the set out, or put something in it.");
  const sorted = Int32Array.from(new Set(set)).sort();
  const bad = sorted[0] < 0 ? sorted[0] : sorted[sorted.length - 1];
  if (bad < 0 || bad >= limit) {
    fail(parts, "E_MESH_INDEX", `${what} names number ${bad}; allowed are 0 to ${limit - 1}.`, "numbers in sets start at 0.", { number: bad, limit });
  }
  return sorted;
}

function facePairs(parts: MeshParts, what: string, set: Int32Array, cells: number): Int32Array {
  if (set.length === 0 || set.length % 2 !== 0) {
    fail(parts, "E_MESH_SET", `${what} has ${set.length} numbers.`, "give pairs of (cell, local face), at least one.");
  }
  const pairs = Array.from({ length: set.length / 2 }, (_, i) => [set[2 * i], set[2 * i + 1]] as const);
  for (const [cell, face] of pairs) checkFace(parts, what, cell, face, cells);
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const unique = pairs.filter((pair, i) => i === 0 || pair[0] !== pairs[i - 1][0] || pair[1] !== pairs[i - 1][1]);
  return Int32Array.from(unique.flat());
}

function checkFace(parts: MeshParts, what: string, cell: number, face: number, cells: number): void {
  const faces = cell >= 0 && cell < cells ? topology[cellPlace(parts, cell).block.type].faces.length : 0;
  if (face >= 0 && face < faces) return;
  fail(parts, "E_MESH_INDEX", `${what} names face ${face} of cell ${cell}, which does not exist.`,
    `cells are 0 to ${cells - 1}; local faces are numbered as in topology.ts.`, { cell, face });
}
