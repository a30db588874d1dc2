/** Uniform refinement: every cell into 4 (plane) or 8 (solid) of its type. */
import { MeshError } from "../core/errors.js";
import { cellCount, nodeCount } from "./cells.js";
import { createMesh } from "./create.js";
import type { CellBlock, Mesh } from "./mesh.js";
import { quadraticNodeSets, type QuadraticRefinement, refineCells } from "./refine-quadratic.js";
import { refinedNodeSets } from "./refine-sets.js";
import { cuts, diagonals, type Cut } from "./refine-tables.js";
import { topology, type ElementType, type LinearType } from "./topology.js";

const mostCells = 20_000_000;
const refinable: readonly ElementType[] = ["tri3", "quad4", "tet4", "hex8", "tri6", "quad8", "tet10", "hex20"];

/** Nodes that refinement adds, and what they are the middle of. */
export interface NewNodes {
  /** Coordinates of all nodes, the old ones first. */
  readonly points: number[];
  /** Corners around each new node: 2 for an edge, 4 for a quadrilateral, 8 for a hexahedron. */
  readonly parents: (readonly number[])[];
}

/**
 * Cuts every cell at the middles of its edges. Linear cells stay straight, so curved boundaries are not followed more closely than before; quadratic cells
 * are cut as curved as they are, and keep their type.
 * Old nodes keep their numbers; child c of cell k is cell 4 k + c (plane) or 8 k + c (solid). Tetrahedra leave an octahedron that is cut along its shortest
 * diagonal (zhang1995), which keeps their shapes from degenerating over many levels; the cut lies inside, so neighbours stay conforming.
 * Cell and face sets are cut with their cells and faces. A node set gets the middles of its edges and faces; see `refinedNodeSets`.
 *
 * @param mesh cells tri3, quad4, tet4, hex8, or tri6, quad8, tet10, hex20
 * @throws MeshError E_REFINE for other cells or a mix of linear and quadratic ones, or when more than 20 million cells would come out
 */
export function refine(mesh: Mesh): Mesh {
  const factor = mesh.dimension === 2 ? 4 : 8;
  checkRefinable(mesh, factor);
  if (isQuadratic(mesh.blocks[0])) {
    const refined = refineCells(mesh, shortestDiagonal);
    return whole(mesh, refined, () => quadraticNodeSets(mesh, refined), factor);
  }
  const made: NewNodes = { points: Array.from(mesh.points), parents: [] };
  const middle = middleMaker(made, nodeCount(mesh));
  const chosen: Cut[] = [];
  const blocks = mesh.blocks.map((block) => refinedBlock(block, middle, made.points, chosen));
  return whole(mesh, { points: made.points, blocks, chosen }, (faces) => refinedNodeSets(mesh, made, { blocks, faces }), factor);
}

const isQuadratic = ({ type }: CellBlock): boolean => topology[type].linear !== type;

type FaceSets = Readonly<Record<string, Int32Array>>;

/** The refined mesh with its sets. */
function whole(mesh: Mesh, { points, blocks, chosen }: Pick<QuadraticRefinement, "points" | "blocks" | "chosen">, nodeSets: (faces: FaceSets) => Record<string, Int32Array>, factor: number): Mesh {
  const faces = mapValues(mesh.sets.faces, (set) => refinedFaces(set, chosen, factor));
  const cells = mapValues(mesh.sets.cells, (set) => Int32Array.from({ length: factor * set.length }, (_, i) => factor * set[Math.floor(i / factor)] + (i % factor)));
  return createMesh({ dimension: mesh.dimension, points: Float64Array.from(points), blocks, sets: { nodes: nodeSets(faces), faces, cells }, source: "refine" });
}

function mapValues<T>(sets: Readonly<Record<string, Int32Array>>, f: (set: Int32Array) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, f(set)]));
}

function checkRefinable(mesh: Mesh, factor: number): void {
  const first = isQuadratic(mesh.blocks[0]);
  const other = mesh.blocks.find((block) => !refinable.includes(block.type) || isQuadratic(block) !== first);
  if (other) {
    throw new MeshError("E_REFINE", `${other.type} cells cannot be refined here; ${refinable.slice(0, 4).join(", ")} can, or ${refinable.slice(4).join(", ")}.`, {
      hint: "use a mesh of these types, either all linear or all quadratic, or ask the mesher for smaller cells.", details: { type: other.type },
    });
  }
  const count = factor * cellCount(mesh);
  if (count > mostCells) throw new MeshError("E_REFINE", `refinement would make ${count} cells; at most ${mostCells} are allowed.`, { hint: "refine fewer times.", details: { count } });
}

/** The node in the middle of some corners: made once, found again by every cell that shares it. */
type Middle = (corners: readonly number[]) => number;

function middleMaker({ points, parents }: NewNodes, count: number): Middle {
  const edges = new Map<number, number>();
  const others = new Map<string, number>();
  const make = (corners: readonly number[]): number => {
    const node = points.length / 3;
    for (let axis = 0; axis < 3; axis++) points.push(corners.reduce((sum, corner) => sum + points[3 * corner + axis], 0) / corners.length);
    parents.push(corners);
    return node;
  };
  return (corners) => {
    if (corners.length === 2) return found(edges, Math.min(...corners) * count + Math.max(...corners), () => make(corners));
    return found(others, [...corners].sort((a, b) => a - b).join(), () => make(corners));
  };
}

function found<K>(known: Map<K, number>, key: K, make: () => number): number {
  const node = known.get(key) ?? make();
  known.set(key, node);
  return node;
}

/** Children of all cells of a block; notes the way in which each was cut. */
function refinedBlock({ type, connectivity }: CellBlock, middle: Middle, points: readonly number[], chosen: Cut[]): CellBlock {
  const { nodes: size } = topology[type];
  const ways = cuts[type as LinearType];
  const children = ways[0].children.length;
  const result = new Int32Array(connectivity.length * children);
  let at = 0;
  for (let start = 0; start < connectivity.length; start += size) {
    const local = localNodes(type as LinearType, Array.from(connectivity.subarray(start, start + size)), middle);
    const way = ways[ways.length > 1 ? shortestDiagonal(local, points) : 0];
    chosen.push(way);
    for (const child of way.children) for (const a of child) result[at++] = local[a];
  }
  return { type, connectivity: result };
}

/** Nodes of a refined cell in the order of `Cut`. */
function localNodes(type: LinearType, corners: readonly number[], middle: Middle): number[] {
  const { edges, faces, dimension } = topology[type];
  const quads = dimension === 3 ? faces.filter((face) => face.length === 4) : [];
  const centre = type === "quad4" || type === "hex8" ? [middle(corners)] : [];
  return [...corners, ...edges.map(([a, b]) => middle([corners[a], corners[b]])), ...quads.map((face) => middle(face.map((a) => corners[a]))), ...centre];
}

/** Share by which a later diagonal must be shorter, so that rounding does not choose in regular meshes. */
const margin = 1e-9;

function shortestDiagonal(local: readonly number[], points: readonly number[]): number {
  let best = 0;
  let shortest = Infinity;
  diagonals.forEach(([a, b], way) => {
    const [p, q] = [3 * local[4 + a], 3 * local[4 + b]];
    let square = 0;
    for (let axis = 0; axis < 3; axis++) square += (points[p + axis] - points[q + axis]) * (points[p + axis] - points[q + axis]);
    if (square >= shortest * (1 - margin)) return;
    shortest = square;
    best = way;
  });
  return best;
}

function refinedFaces(set: Int32Array, chosen: readonly Cut[], factor: number): Int32Array {
  const pairs: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    for (const [child, face] of chosen[set[i]].faces[set[i + 1]]) pairs.push(factor * set[i] + child, face);
  }
  return Int32Array.from(pairs);
}
