/** From what a mesh file holds (bodies, boundary elements, loose nodes, names) to a checked mesh. */
import { FormatError } from "../core/errors.js";
import { createMesh, faceCorners, faceTable, findFace, topology } from "../mesh/index.js";
import type { CellBlock, ElementType, Mesh, MeshSets } from "../mesh/index.js";

/** Kinds of elements in a file; those below the dimension of the body only mark its boundary. */
export type RawType = ElementType | "point" | "line2" | "line3";

/** Elements of one kind that belong to the same groups. */
export interface RawCells {
  readonly type: RawType;
  /** Rows of `RawMesh.points` `[elements, nodes]`, VTK order. */
  readonly connectivity: Int32Array;
  readonly groups: readonly string[];
}

export interface RawMesh {
  readonly points: Float64Array;
  readonly cells: readonly RawCells[];
}

/** A mesh and where its parts came from. */
export interface Assembled {
  readonly mesh: Mesh;
  /** Row in the file of each node of the mesh. */
  readonly nodeOrigin: Int32Array;
  /** Position in the file, through all elements, of each cell of the mesh. */
  readonly cellOrigin: Int32Array;
}

/** Dimension and numbers of nodes of a kind of element. */
export function rawTopology(type: RawType): { readonly dimension: number; readonly nodes: number; readonly corners: number } {
  if (type === "point") return { dimension: 0, nodes: 1, corners: 1 };
  if (type === "line2" || type === "line3") return { dimension: 1, nodes: type === "line2" ? 2 : 3, corners: faceCorners[type] };
  return topology[type];
}

/**
 * Takes the solids, or the plane cells when there are none, as the body; drops nodes it does not use; turns clockwise plane cells; makes cell sets of its
 * groups, and node sets and face sets of the groups of boundary elements.
 *
 * Throws FormatError E_FORMAT_CELLS (neither solids nor plane cells), E_FORMAT_PLANE (surface mesh out of plane), E_FORMAT_FACES (boundary elements that
 * are faces of no cell), and MeshError as `createMesh` does.
 */
export function assembleMesh(raw: RawMesh, file: string): Assembled {
  const dimension = bodyDimension(raw, file);
  const { rowOf, nodeOrigin } = usedNodes(raw, dimension);
  const points = Float64Array.from({ length: 3 * nodeOrigin.length }, (_, i) => raw.points[3 * nodeOrigin[Math.floor(i / 3)] + (i % 3)]);
  if (dimension === 2) flatten(points, file);
  const { blocks, cellOrigin, cells } = bodyBlocks(raw, dimension, rowOf);
  if (dimension === 2) for (const block of blocks) turnClockwise(block, points);
  const body = createMesh({ dimension, points, blocks, sets: { cells }, source: file });
  const sets = boundarySets(raw, body, rowOf, file);
  const mesh = createMesh({ dimension, points, blocks, sets: { ...sets, cells }, source: file });
  return { mesh, nodeOrigin, cellOrigin };
}

function bodyDimension(raw: RawMesh, file: string): 2 | 3 {
  // Files may hold hundreds of thousands of groups of cells, more than a call takes arguments.
  const highest = raw.cells.reduce((most, { type, connectivity }) => (connectivity.length > 0 ? Math.max(most, rawTopology(type).dimension) : most), -1);
  if (highest >= 2) return highest === 3 ? 3 : 2;
  throw new FormatError("E_FORMAT_CELLS", `${file}: the file has no plane and no solid cells${highest < 0 ? "" : ", only points and lines"}.`, {
    hint: "mesh the surface or volume (gmsh -2 or -3); when physical groups are used, put the body into one too.", details: { file },
  });
}

function usedNodes(raw: RawMesh, dimension: number): { rowOf: Int32Array; nodeOrigin: Int32Array } {
  const rowOf = new Int32Array(raw.points.length / 3).fill(-1);
  for (const { type, connectivity } of raw.cells) {
    if (rawTopology(type).dimension === dimension) for (const node of connectivity) rowOf[node] = 0;
  }
  const nodeOrigin = Int32Array.from({ length: rowOf.length }, (_, node) => node).filter((node) => rowOf[node] === 0);
  nodeOrigin.forEach((node, row) => { rowOf[node] = row; });
  return { rowOf, nodeOrigin };
}

function flatten(points: Float64Array, file: string): void {
  const range = (axis: number): number => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = axis; i < points.length; i += 3) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
    return high - low;
  };
  const thickness = range(2);
  if (thickness > 1e-9 * Math.max(range(0), range(1))) {
    throw new FormatError("E_FORMAT_PLANE", `${file}: the file has no solids, and its surface cells do not lie in a plane z = constant (z spans ${thickness}).`, {
      hint: "give a plane mesh in x, y, or save the solids too (in Gmsh: a Physical Volume).", details: { file, thickness },
    });
  }
  for (let i = 2; i < points.length; i += 3) points[i] = 0;
}

interface Body {
  readonly blocks: CellBlock[];
  readonly cellOrigin: Int32Array;
  readonly cells: Record<string, Int32Array>;
}

function bodyBlocks(raw: RawMesh, dimension: number, rowOf: Int32Array): Body {
  const rows = new Map<ElementType, number[]>();
  const origins = new Map<ElementType, number[]>();
  const members: { name: string; type: ElementType; row: number }[] = [];
  let position = 0;
  for (const { type, connectivity, groups } of raw.cells) {
    const { dimension: own, nodes } = rawTopology(type);
    const count = connectivity.length / nodes;
    if (own === dimension) {
      const body = type as ElementType;
      const into = entry(rows, body);
      const origin = entry(origins, body);
      for (let i = 0; i < count; i++) for (const name of groups) members.push({ name, type: body, row: origin.length + i });
      for (const node of connectivity) into.push(rowOf[node]);
      for (let i = 0; i < count; i++) origin.push(position + i);
    }
    position += count;
  }
  const types = [...rows.keys()].filter((type) => entry(rows, type).length > 0);
  const first = firstCells(types, origins);
  return {
    blocks: types.map((type) => ({ type, connectivity: Int32Array.from(entry(rows, type)) })),
    cellOrigin: Int32Array.from(types.flatMap((type) => entry(origins, type))),
    cells: collect(members.map(({ name, type, row }) => [name, (first.get(type) ?? 0) + row])),
  };
}

function firstCells(types: readonly ElementType[], origins: Map<ElementType, number[]>): Map<ElementType, number> {
  let first = 0;
  return new Map(types.map((type) => {
    const start = first;
    first += entry(origins, type).length;
    return [type, start];
  }));
}

function entry<K>(map: Map<K, number[]>, key: K): number[] {
  const known = map.get(key) ?? [];
  map.set(key, known);
  return known;
}

function collect(pairs: Iterable<readonly [string, number]>): Record<string, Int32Array> {
  const lists = new Map<string, number[]>();
  for (const [name, value] of pairs) entry(lists, name).push(value);
  return Object.fromEntries([...lists].map(([name, list]) => [name, Int32Array.from(list)]));
}

/** Plane cells that run clockwise are turned round their first node, so that every area is positive. */
function turnClockwise({ type, connectivity }: CellBlock, points: Float64Array): void {
  const { nodes, corners } = topology[type];
  for (let start = 0; start < connectivity.length; start += nodes) {
    const cell = connectivity.subarray(start, start + nodes);
    let area = 0;
    for (let a = 0; a < corners; a++) {
      const p = 3 * cell[a];
      const q = 3 * cell[(a + 1) % corners];
      area += points[p] * points[q + 1] - points[q] * points[p + 1];
    }
    if (area >= 0) continue;
    cell.subarray(1, corners).reverse();
    cell.subarray(corners).reverse();
  }
}

function boundarySets(raw: RawMesh, body: Mesh, rowOf: Int32Array, file: string): Partial<MeshSets> {
  const table = faceTable(body);
  const nodes: [string, number][] = [];
  const faces = new Map<string, { found: number[]; lost: number }>();
  for (const { type, connectivity, groups } of raw.cells) {
    const { dimension, nodes: size, corners } = rawTopology(type);
    if (dimension >= body.dimension) continue;
    for (const name of groups) for (const node of connectivity) if (rowOf[node] >= 0) nodes.push([name, rowOf[node]]);
    if (dimension !== body.dimension - 1) continue;
    for (let start = 0; start < connectivity.length; start += size) {
      const face = findFace(table, Array.from(connectivity.subarray(start, start + corners), (node) => rowOf[node]));
      for (const name of groups) record(faces, name, face < 0 ? undefined : [table.cells[face], table.locals[face]]);
    }
  }
  return { nodes: collect(nodes), faces: facePairs(faces, file) };
}

function record(faces: Map<string, { found: number[]; lost: number }>, name: string, pair: readonly number[] | undefined): void {
  const known = faces.get(name) ?? { found: [], lost: 0 };
  faces.set(name, pair ? { found: (known.found.push(...pair), known.found), lost: known.lost } : { ...known, lost: known.lost + 1 });
}

function facePairs(faces: Map<string, { found: number[]; lost: number }>, file: string): Record<string, Int32Array> {
  const complete: [string, Int32Array][] = [];
  for (const [name, { found, lost }] of faces) {
    if (found.length > 0 && lost > 0) {
      throw new FormatError("E_FORMAT_FACES", `${file}: ${lost} elements of group "${name}" are faces of no cell, ${found.length / 2} others are.`, {
        hint: "make the boundary conform to the body (Coherence in Gmsh), or split the group.", details: { file, name, lost, found: found.length / 2 },
      });
    }
    if (found.length > 0) complete.push([name, Int32Array.from(found)]);
  }
  return Object.fromEntries(complete);
}
