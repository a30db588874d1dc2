/** Uniform refinement of quadratic cells: new nodes lie where the old cells, curved as they are, have them. */
import { elements } from "../element/index.js";
import { nodeCount } from "./cells.js";
import type { CellBlock, Mesh } from "./mesh.js";
import { type Cut, cuts } from "./refine-tables.js";
import { topology, type ElementType, type LinearType } from "./topology.js";

/** What refinement has made so far. */
export interface QuadraticRefinement {
  /** Coordinates of all nodes, the old ones first. */
  readonly points: number[];
  readonly blocks: readonly CellBlock[];
  /** Way in which each cell was cut. */
  readonly chosen: readonly Cut[];
  /** For each new node the old nodes of the edge, face or cell inside which it lies. */
  readonly around: readonly (readonly number[])[];
}

/** A node of a child in the reference cell of its parent. */
interface Place {
  readonly xi: Float64Array;
  /** Linear shape functions there. */
  readonly weights: Float64Array;
  /** Quadratic shape functions there. */
  readonly shape: Float64Array;
}

interface Way {
  readonly cut: Cut;
  /** Places of the nodes of each child. */
  readonly children: readonly (readonly Place[])[];
}

/** Chooses one of the ways to cut a cell by the places of its nodes. */
export type Chooser = (nodes: readonly number[], points: readonly number[]) => number;

/**
 * Cuts every cell of a quadratic mesh.
 * @param choose which diagonal a tetrahedron is cut along
 */
export function refineCells(mesh: Pick<Mesh, "points" | "blocks">, choose: Chooser): QuadraticRefinement {
  const made = { points: Array.from(mesh.points), around: [] as number[][], chosen: [] as Cut[], known: new Map<string, number>(), old: nodeCount(mesh) };
  const blocks = mesh.blocks.map((block) => refinedBlock(block, choose, made));
  return { points: made.points, blocks, chosen: made.chosen, around: made.around };
}

interface Making {
  readonly points: number[];
  readonly around: number[][];
  readonly chosen: Cut[];
  /** New nodes by the corners around them and their weights: the same in all cells that share one. */
  readonly known: Map<string, number>;
  /** Number of old nodes. */
  readonly old: number;
}

function refinedBlock({ type, connectivity }: CellBlock, choose: Chooser, made: Making): CellBlock {
  const { nodes: size } = topology[type];
  const ways = waysOf(type);
  const out: number[] = [];
  for (let start = 0; start < connectivity.length; start += size) {
    const nodes = Array.from(connectivity.subarray(start, start + size));
    const way = ways[ways.length > 1 ? choose(nodes, made.points) : 0];
    made.chosen.push(way.cut);
    for (const child of way.children) for (const place of child) out.push(nodeAt(type, nodes, place, made));
  }
  return { type, connectivity: Int32Array.from(out) };
}

/** The node at a place of a cell: an old one, one that a neighbour has made, or a new one. */
function nodeAt(type: ElementType, nodes: readonly number[], { weights, shape }: Place, made: Making): number {
  const { edges, corners } = topology[type];
  const held = Array.from(weights.keys()).filter((a) => weights[a] > 0);
  if (held.length === 1) return nodes[held[0]];
  if (held.length === 2 && weights[held[0]] === weights[held[1]]) return nodes[corners + edges.findIndex((edge) => held.every((a) => edge.includes(a)))];
  const key = held.map((a) => `${nodes[a]}:${weights[a]}`).sort().join();
  const known = made.known.get(key);
  if (known !== undefined) return known;
  const node = made.points.length / 3;
  for (let axis = 0; axis < 3; axis++) made.points.push(shape.reduce((sum, N, a) => sum + N * made.points[3 * nodes[a] + axis], 0));
  made.around.push([...held, ...edges.flatMap(([a, b], e) => (held.includes(a) && held.includes(b) ? [corners + e] : []))].map((a) => nodes[a]));
  made.known.set(key, node);
  return node;
}

const made = new Map<ElementType, readonly Way[]>();

function waysOf(type: ElementType): readonly Way[] {
  const known = made.get(type) ?? cuts[topology[type].linear].map((cut) => ({ cut, children: cut.children.map((child) => childPlaces(type, child)) }));
  made.set(type, known);
  return known;
}

/** Places of the corners of a child, then of the middles of its edges. */
function childPlaces(type: ElementType, child: readonly number[]): Place[] {
  const { linear, edges } = topology[type];
  const lattice = latticeOf(linear);
  const corners = child.map((local) => lattice[local]);
  const middles = edges.map(([a, b]) => corners[a].map((x, axis) => (x + corners[b][axis]) / 2));
  return [...corners, ...middles].map((xi) => placeAt(type, Float64Array.from(xi)));
}

function placeAt(type: ElementType, xi: Float64Array): Place {
  const own = elements[type], linear = elements[topology[type].linear];
  const weights = new Float64Array(linear.nodes), shape = new Float64Array(own.nodes);
  linear.shape(xi, weights);
  own.shape(xi, shape);
  return { xi, weights, shape };
}

/** Reference coordinates of the local nodes of `Cut`: corners, edges, faces with four corners, and the centre of quad4 and hex8. */
function latticeOf(type: LinearType): number[][] {
  const { edges, faces, dimension, corners } = topology[type];
  const at = (a: number): number[] => Array.from(elements[type].referenceNodes.subarray(a * dimension, (a + 1) * dimension));
  const mean = (list: readonly number[]): number[] => at(0).map((_, axis) => list.reduce((sum, a) => sum + at(a)[axis], 0) / list.length);
  const all = Array.from({ length: corners }, (_, a) => a);
  const quads = dimension === 3 ? faces.filter((face) => face.length === 4) : [];
  const centre = type === "quad4" || type === "hex8" ? [mean(all)] : [];
  return [...all.map(at), ...edges.map(mean), ...quads.map(mean), ...centre];
}

/** Node sets: a new node belongs to a set that holds all old nodes of the edge, face or cell inside which it lies. */
export function quadraticNodeSets(mesh: Mesh, { around }: QuadraticRefinement): Record<string, Int32Array> {
  const count = nodeCount(mesh);
  return Object.fromEntries(Object.entries(mesh.sets.nodes).map(([name, set]) => {
    const held = new Set(set);
    return [name, Int32Array.from([...set, ...around.flatMap((nodes, i) => (nodes.every((node) => held.has(node)) ? [count + i] : []))])];
  }));
}
