/** Nodes of a matrix as block rows: three directions each, those that a node lacks are padded. */
import { nodeGraph } from "../sparse/graph.js";
import type { SparsityPattern } from "../sparse/pattern.js";

/** Where the rows of a matrix sit: what aggregation and rigid motions need to know. */
export interface RowGeometry {
  /** Coordinates of mesh nodes `[nodes, 3]`, unit of length. */
  readonly coordinates: Float64Array;
  /** Mesh node of each row. */
  readonly nodeOfRow: Int32Array;
  /** Direction (0, 1, 2) of the displacement of each row. */
  readonly directionOfRow: Int32Array;
}

/** Nodes with their neighbours, rising, themselves excluded. */
export interface Graph {
  readonly nodes: number;
  readonly start: Int32Array;
  readonly neighbours: Int32Array;
  /** `[nodes, 3]`, unit of length. */
  readonly places: Float64Array;
}

/** The finest graph, and where the rows of the matrix are in it. */
export interface FineGraph extends Graph {
  /** Place of each row in a vector of blocks: 3 · node + direction. */
  readonly slotOfRow: Int32Array;
}

/** Groups the rows of a matrix by mesh node. */
export function fineGraph(pattern: SparsityPattern, { coordinates, nodeOfRow, directionOfRow }: RowGeometry): FineGraph {
  const { count, start, neighbours, memberStart, members } = nodeGraph(pattern, 0, nodeOfRow);
  for (let node = 0; node < count; node++) neighbours.subarray(start[node], start[node + 1]).sort();
  const slotOfRow = new Int32Array(pattern.size), places = new Float64Array(3 * count);
  for (let node = 0; node < count; node++) {
    const mesh = nodeOfRow[members[memberStart[node]]];
    places.set(coordinates.subarray(3 * mesh, 3 * mesh + 3), 3 * node);
    for (let k = memberStart[node]; k < memberStart[node + 1]; k++) slotOfRow[members[k]] = 3 * node + directionOfRow[members[k]];
  }
  return { nodes: count, start, neighbours, places, slotOfRow };
}

/** Square of the distance between two nodes. */
export function squareDistance({ places }: Graph, a: number, b: number): number {
  const x = places[3 * a] - places[3 * b], y = places[3 * a + 1] - places[3 * b + 1], z = places[3 * a + 2] - places[3 * b + 2];
  return x * x + y * y + z * z;
}
