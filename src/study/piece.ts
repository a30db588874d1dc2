/** A piece of a mesh: some of its cells, with the nodes of the whole, and supports that hold it without forcing it. */
import { type Constraint, prescribe } from "../constraint/constraint.js";
import { freeMotions } from "../constraint/rigid.js";
import { cellOffsets, type Mesh } from "../mesh/index.js";
import { topology } from "../mesh/topology.js";

/** The cells of a piece as a mesh whose nodes are those of the whole. */
export interface Piece {
  readonly mesh: Mesh;
  /** Number in the whole of each cell of the piece, increasing. */
  readonly cells: Int32Array;
}

/** Takes cells out of a mesh. Nodes without cells stay, so that dofs keep their numbers; sets are gone. @param cells increasing */
export function pieceOf(whole: Mesh, cells: Int32Array): Piece {
  const offsets = cellOffsets(whole);
  const blocks = whole.blocks.flatMap(({ type, connectivity }, b) => {
    const { nodes } = topology[type];
    const own = cells.filter((cell) => cell >= offsets[b] && cell < offsets[b + 1]);
    const kept = Int32Array.from(own.length === 0 ? [] : Array.from(own).flatMap((cell) => Array.from(connectivity.subarray((cell - offsets[b]) * nodes, (cell - offsets[b] + 1) * nodes))));
    return own.length === 0 ? [] : [{ type, connectivity: kept }];
  });
  const all = Int32Array.from(cells, (_, k) => k);
  return { mesh: { ...whole, blocks, sets: { nodes: {}, faces: {}, cells: { all } } }, cells };
}

/**
 * Supports at three nodes that hold every rigid motion and nothing else: whatever balances itself leaves them without force.
 * @param u displacements at which they hold `[dofs]`, unit of length
 * @returns with a constraint per rigid motion of a piece that hangs together
 */
export function supportsOf({ mesh }: Piece, u: Float64Array): Constraint[] {
  const { points, dimension } = mesh;
  const used = [...new Set(mesh.blocks.flatMap(({ connectivity }) => Array.from(connectivity)))].sort((a, b) => a - b);
  const hold = (node: number, axes: readonly number[]): Constraint[] => axes.flatMap((axis) => prescribe([node], axis, dimension, () => u[node * dimension + axis], "excise"));
  const place = (node: number): Float64Array => points.subarray(3 * node, 3 * node + 3);
  const first = used[0], second = farthest(used, (node) => length(minus(place(node), place(first))));
  const along = minus(place(second), place(first));
  // Of the second node all but the component that its line to the first is nearest to; in space one of a third node, across the plane of all three.
  const longest = largest(along), across = [0, 1, 2].slice(0, dimension).filter((axis) => axis !== longest);
  const held = [...hold(first, [0, 1, 2].slice(0, dimension)), ...hold(second, across)];
  if (dimension === 2) return held;
  const normal = (node: number): Float64Array => cross(along, minus(place(node), place(first)));
  const third = farthest(used, (node) => length(normal(node)));
  return [...held, ...hold(third, [largest(normal(third))])];
}

/** Whether a piece hangs together, so that three nodes hold it. */
export function hangsTogether(piece: Piece): boolean {
  return freeMotions(piece.mesh, supportsOf(piece, new Float64Array(piece.mesh.points.length))).length === 0;
}

function farthest(nodes: readonly number[], measure: (node: number) => number): number {
  return nodes.reduce((best, node) => (measure(node) > measure(best) ? node : best), nodes[0]);
}

function largest(v: Float64Array): number {
  return v.reduce((best, x, axis) => (Math.abs(x) > Math.abs(v[best]) ? axis : best), 0);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((x, i) => x - b[i]);
}

function cross([a0, a1, a2]: Float64Array, [b0, b1, b2]: Float64Array): Float64Array {
  return Float64Array.of(a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0);
}

function length([x, y, z]: Float64Array): number {
  return Math.sqrt(x * x + y * y + z * z);
}
