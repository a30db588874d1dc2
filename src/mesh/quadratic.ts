/** From straight linear cells to quadratic ones. */
import { nodeCount } from "./cells.js";
import type { CellBlock, Mesh } from "./mesh.js";
import { topology, type ElementType, type LinearType } from "./topology.js";

const quadraticOf: Readonly<Record<LinearType, ElementType>> = { tri3: "tri6", quad4: "quad8", tet4: "tet10", hex8: "hex20" };

/**
 * Adds one node at the middle of every edge, shared between cells, numbered after the corners in the order in which the edges first occur.
 * Takes linear blocks only; returns new points and blocks (tri3 -> tri6, quad4 -> quad8, tet4 -> tet10, hex8 -> hex20).
 */
export function withMidNodes(mesh: Pick<Mesh, "points" | "blocks">): Pick<Mesh, "points" | "blocks"> {
  const points = Array.from(mesh.points);
  const middles = new Map<number, number>();
  const count = nodeCount(mesh);
  const middle = (a: number, b: number): number => {
    const key = Math.min(a, b) * count + Math.max(a, b);
    const known = middles.get(key);
    if (known !== undefined) return known;
    const node = points.length / 3;
    for (let i = 0; i < 3; i++) points.push((points[3 * a + i] + points[3 * b + i]) / 2);
    middles.set(key, node);
    return node;
  };
  const blocks = mesh.blocks.map((block) => quadraticBlock(block, middle));
  return { points: Float64Array.from(points), blocks };
}

function quadraticBlock({ type, connectivity }: CellBlock, middle: (a: number, b: number) => number): CellBlock {
  const { nodes, edges, linear } = topology[type];
  const cells = connectivity.length / nodes;
  const raised = quadraticOf[linear];
  const size = topology[raised].nodes;
  const result = new Int32Array(cells * size);
  for (let cell = 0; cell < cells; cell++) {
    const corners = connectivity.subarray(cell * nodes, (cell + 1) * nodes);
    result.set(corners, cell * size);
    edges.forEach(([a, b], i) => { result[cell * size + nodes + i] = middle(corners[a], corners[b]); });
  }
  return { type: raised, connectivity: result };
}
