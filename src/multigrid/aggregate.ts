/** Aggregates: small groups of neighbours that become one node of the next level (vanek1996). */
import { type Graph, squareDistance } from "./graph.js";

/** Aggregate of each node. */
export interface Aggregates {
  readonly count: number;
  readonly of: Int32Array;
}

/** Neighbours this many times further than the nearest one are not grouped with a node: stretched cells coarsen across their short sides first. */
const reach = 3.5;

/**
 * Groups nodes, in their order: first whole neighbourhoods, then what is left joins the aggregate of a neighbour, then what has none stands alone.
 * Depends on the mesh alone, so aggregates serve all matrices of one pattern.
 */
export function aggregate(graph: Graph): Aggregates {
  const strong = strongNeighbours(graph);
  const of = new Int32Array(graph.nodes).fill(-1);
  let count = 0;
  for (let node = 0; node < graph.nodes; node++) {
    if (of[node] >= 0 || strong(node).some((other) => of[other] >= 0)) continue;
    of[node] = count;
    for (const other of strong(node)) of[other] = count;
    count++;
  }
  const joined = of.slice();
  for (let node = 0; node < graph.nodes; node++) if (of[node] < 0) joined[node] = nearest(graph, strong(node), node, of);
  for (let node = 0; node < graph.nodes; node++) {
    if (joined[node] >= 0) continue;
    joined[node] = count;
    for (const other of strong(node)) if (joined[other] < 0) joined[other] = count;
    count++;
  }
  return { count, of: joined };
}

function strongNeighbours(graph: Graph): (node: number) => Int32Array {
  const nearestSquare = new Float64Array(graph.nodes).fill(Infinity);
  for (let node = 0; node < graph.nodes; node++) {
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const square = squareDistance(graph, node, graph.neighbours[k]);
      if (square > 0 && square < nearestSquare[node]) nearestSquare[node] = square;
    }
  }
  return (node) => graph.neighbours.subarray(graph.start[node], graph.start[node + 1])
    .filter((other) => squareDistance(graph, node, other) <= reach * reach * Math.min(nearestSquare[node], nearestSquare[other]));
}

/** Aggregate of the nearest neighbour that has one, -1 when none has. */
function nearest(graph: Graph, neighbours: Int32Array, node: number, of: Int32Array): number {
  let best = -1, least = Infinity;
  for (const other of neighbours) {
    const square = squareDistance(graph, node, other);
    if (of[other] < 0 || square >= least) continue;
    least = square;
    best = of[other];
  }
  return best;
}
