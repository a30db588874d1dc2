/** Symbolic phase of multigrid by smoothed aggregation (vanek1996): everything that depends on the mesh and the pattern alone. */
import type { SparsityPattern } from "../sparse/pattern.js";
import { type Aggregates, aggregate } from "./aggregate.js";
import { fineGraph, type FineGraph, type Graph, type RowGeometry } from "./graph.js";
import { type Modes, orthonormalise, rigidModes } from "./modes.js";

/** Pattern of a level by block rows; see layout.ts for the order of pairs. */
export interface LevelRows {
  readonly rows: number;
  readonly starts: Int32Array;
  readonly middles: Int32Array;
  /** Block rows that the lanes of each pair meet `[pairs, 2]`. */
  readonly columns: Int32Array;
}

/** Rows of lists of aggregates. */
export interface Lists {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** The way to the next level. */
export interface Transfer {
  readonly aggregates: number;
  /** Aggregate of each block row. */
  readonly of: Int32Array;
  /** See `orthonormalise`. */
  readonly tentative: Float64Array;
  /** Pattern of the prolongation and of its product with the matrix, by block row. */
  readonly P: Lists;
  readonly AP: Lists;
  /** Block rows and entries of P that each aggregate takes part in. */
  readonly users: Lists;
}

/** One level; the last one has no transfer. */
export interface Level {
  readonly pattern: LevelRows;
  readonly transfer?: Transfer;
}

/** All levels. */
export interface Hierarchy {
  readonly fine: FineGraph;
  readonly levels: readonly Level[];
  /** Nodes of the last level with their neighbours: for its direct solver. */
  readonly last: Graph;
}

/** Levels of at most this many block rows are solved directly. */
const coarsest = 700;

/** Whether a system would be a single level, solved directly. */
export function hasOneLevel({ nodeOfRow }: Pick<RowGeometry, "nodeOfRow">): boolean {
  return nodeOfRow.length <= 3 * coarsest && new Set(nodeOfRow).size <= coarsest;
}

/** Builds the levels; about a second per 10⁵ rows of a mesh in three dimensions. */
export function createHierarchy(pattern: SparsityPattern, geometry: RowGeometry): Hierarchy {
  const fine = fineGraph(pattern, geometry);
  const present = new Uint8Array(3 * fine.nodes);
  for (const slot of fine.slotOfRow) present[slot] = 1;
  const levels: Level[] = [];
  let graph: Graph = fine, modes: Modes = rigidModes(fine.places, present), rowsPerNode = 1, rows = fineRows(fine);
  for (;;) {
    const groups = aggregate(graph);
    // A graph without edges cannot get smaller.
    if (rows.rows <= coarsest || groups.count === graph.nodes) return { fine, levels: [...levels, { pattern: rows }], last: graph };
    const tentative = orthonormalise(modes, groups, rowsPerNode);
    const P = aggregatesAround(graph, groups), AP = listsAround(graph, P, groups.count);
    levels.push({ pattern: rows, transfer: transferOf(groups, tentative.values, P, AP, rowsPerNode) });
    graph = coarseGraph(graph, groups, P, AP);
    [modes, rowsPerNode, rows] = [tentative.coarse, 2, coarseRows(graph)];
  }
}

function fineRows({ nodes, start, neighbours }: Graph): LevelRows {
  const starts = new Int32Array(nodes + 1), middles = new Int32Array(nodes), columns: number[] = [];
  for (let node = 0; node < nodes; node++) {
    const list = neighbours.subarray(start[node], start[node + 1]);
    const below = list.findIndex((other) => other > node), split = below < 0 ? list.length : below;
    addPairs(list.subarray(0, split), node, columns);
    middles[node] = columns.length / 2;
    addPairs(list.subarray(split), node, columns);
    starts[node + 1] = columns.length / 2;
  }
  return { rows: nodes, starts, middles, columns: Int32Array.from(columns) };
}

/** An odd list is padded by the row itself, whose block there stays zero. */
function addPairs(list: Int32Array, node: number, columns: number[]): void {
  for (const other of list) columns.push(other);
  if (list.length % 2 === 1) columns.push(node);
}

/** Two rows per node, both with the pairs of all neighbours and of the node itself, in rising order. */
function coarseRows({ nodes, start, neighbours }: Graph): LevelRows {
  const starts = new Int32Array(2 * nodes + 1), middles = new Int32Array(2 * nodes), columns = new Int32Array(4 * (neighbours.length + nodes));
  let end = 0;
  for (let row = 0; row < 2 * nodes; row++) {
    const node = row >> 1, list = [...neighbours.subarray(start[node], start[node + 1]), node].sort((a, b) => a - b);
    // The translations of the node lie on the diagonal of the first row, below that of the second.
    middles[row] = end + list.indexOf(node) + (row & 1);
    for (const other of list) columns.set([2 * other, 2 * other + 1], 2 * end++);
    starts[row + 1] = end;
  }
  return { rows: 2 * nodes, starts, middles, columns };
}

/** Aggregates of each node and of its neighbours, rising. */
function aggregatesAround(graph: Graph, { count, of }: Aggregates): Lists {
  return unite(graph.nodes, count, (node, add) => {
    add(of[node]);
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) add(of[graph.neighbours[k]]);
  });
}

/** Union of the lists of each node and of its neighbours. */
function listsAround(graph: Graph, { starts, items }: Lists, count: number): Lists {
  return unite(graph.nodes, count, (node, add) => {
    for (let k = starts[node]; k < starts[node + 1]; k++) add(items[k]);
    for (let n = graph.start[node]; n < graph.start[node + 1]; n++) {
      const other = graph.neighbours[n];
      for (let k = starts[other]; k < starts[other + 1]; k++) add(items[k]);
    }
  });
}

/** Rising lists without repeats. */
function unite(rows: number, count: number, visit: (row: number, add: (item: number) => void) => void): Lists {
  const starts = new Int32Array(rows + 1), seen = new Int32Array(count).fill(-1);
  const parts: Int32Array[] = [];
  for (let row = 0; row < rows; row++) {
    const list: number[] = [];
    visit(row, (item) => {
      if (seen[item] === row) return;
      seen[item] = row;
      list.push(item);
    });
    parts.push(Int32Array.from(list).sort());
    starts[row + 1] = starts[row] + list.length;
  }
  const items = new Int32Array(starts[rows]);
  parts.forEach((part, row) => items.set(part, starts[row]));
  return { starts, items };
}

/** Nodes of the next level: aggregates, at the mean of their nodes, joined where PᵀAP has entries. */
function coarseGraph(graph: Graph, { count, of }: Aggregates, P: Lists, AP: Lists): Graph {
  const users = transpose(P, count);
  const { starts, items } = unite(count, count, (own, add) => {
    for (let u = users.starts[own]; u < users.starts[own + 1]; u++) {
      const node = users.items[2 * u];
      for (let k = AP.starts[node]; k < AP.starts[node + 1]; k++) if (AP.items[k] !== own) add(AP.items[k]);
    }
  });
  const places = new Float64Array(3 * count), members = new Int32Array(count);
  of.forEach((own, node) => {
    members[own]++;
    for (let i = 0; i < 3; i++) places[3 * own + i] += graph.places[3 * node + i];
  });
  return { nodes: count, start: starts, neighbours: items, places: places.map((sum, k) => sum / members[(k - (k % 3)) / 3]) };
}

/** Rows and entries by item; `starts` counts pairs. */
function transpose({ starts, items }: Lists, count: number): Lists {
  const ends = new Int32Array(count + 1);
  for (const item of items) ends[item + 1]++;
  for (let item = 0; item < count; item++) ends[item + 1] += ends[item];
  const next = ends.slice(), out = new Int32Array(2 * items.length);
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let k = starts[row]; k < starts[row + 1]; k++) out.set([row, k], 2 * next[items[k]]++);
  }
  return { starts: ends, items: out };
}

/** The lists of nodes as lists of block rows. */
function transferOf({ count, of }: Aggregates, tentative: Float64Array, P: Lists, AP: Lists, rowsPerNode: number): Transfer {
  const byRow = repeat(P, rowsPerNode);
  return {
    aggregates: count, tentative, P: byRow, AP: repeat(AP, rowsPerNode), users: transpose(byRow, count),
    of: Int32Array.from({ length: of.length * rowsPerNode }, (_, row) => of[(row - (row % rowsPerNode)) / rowsPerNode]),
  };
}

function repeat({ starts, items }: Lists, times: number): Lists {
  if (times === 1) return { starts, items };
  const out = new Int32Array(items.length * times), ends = new Int32Array((starts.length - 1) * times + 1);
  for (let row = 0; row + 1 < ends.length; row++) {
    const from = starts[(row - (row % times)) / times], to = starts[(row - (row % times)) / times + 1];
    out.set(items.subarray(from, to), ends[row]);
    ends[row + 1] = ends[row] + to - from;
  }
  return { starts: ends, items: out };
}
