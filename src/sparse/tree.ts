/** Elimination tree and supernodes: which nodes are eliminated together, and which later nodes they touch. */
import type { NodeGraph } from "./graph.js";

/** Supernodes in postorder. Places are positions in the elimination order. */
export interface Supernodes {
  readonly count: number;
  /** Node at each position (eliminated nodes in order, then the retained ones). */
  readonly nodeAt: Int32Array;
  /** First position of each supernode, `[count + 1]`. */
  readonly first: Int32Array;
  /** Supernode that receives the update, -1 = none. */
  readonly parent: Int32Array;
  /** Later positions touched by each supernode, rising. */
  readonly rows: readonly Int32Array[];
}

/**
 * Fundamental supernodes of an elimination order, and their row structures.
 * @param graph nodes of the matrix
 * @param order eliminated nodes in the order wanted; equivalent orders are chosen so that a supernode's nodes follow each other
 */
export function findSupernodes(graph: NodeGraph, order: Int32Array): Supernodes {
  const wanted = positions(graph, order);
  const sequence = postorder(eliminationTree(graph, wanted));
  const nodeAt = Int32Array.from({ length: graph.count }, (_, place) => (place < sequence.length ? order[sequence[place]] : place));
  return gather(graph, nodeAt, invert(nodeAt));
}

function positions(graph: NodeGraph, order: Int32Array): { readonly nodeAt: Int32Array; readonly place: Int32Array } {
  const nodeAt = Int32Array.from({ length: graph.count }, (_, place) => (place < order.length ? order[place] : place));
  return { nodeAt, place: invert(nodeAt) };
}

/** Inverse of a permutation. */
export function invert(permutation: Int32Array): Int32Array {
  const inverse = new Int32Array(permutation.length);
  permutation.forEach((to, from) => { inverse[to] = from; });
  return inverse;
}

/** Parent of each position among the eliminated ones, -1 for roots ([liu1990], with path compression). */
function eliminationTree(graph: NodeGraph, { nodeAt, place }: { nodeAt: Int32Array; place: Int32Array }): Int32Array {
  const parent = new Int32Array(graph.eliminated).fill(-1);
  const ancestor = new Int32Array(graph.eliminated).fill(-1);
  for (let i = 0; i < graph.eliminated; i++) {
    const node = nodeAt[i];
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      let j = place[graph.neighbours[k]];
      while (j >= 0 && j < i) {
        const next = ancestor[j];
        ancestor[j] = i;
        if (next < 0) parent[j] = i;
        j = next === i ? -1 : next;
      }
    }
  }
  return parent;
}

/** Nodes of a forest, children before parents and each subtree in one piece; siblings keep their order. */
export function postorder(parent: Int32Array): Int32Array {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const sibling = new Int32Array(count).fill(-1);
  for (let node = count - 1; node >= 0; node--) {
    if (parent[node] < 0) continue;
    sibling[node] = firstChild[parent[node]];
    firstChild[parent[node]] = node;
  }
  const order = new Int32Array(count);
  let end = 0;
  for (let root = 0; root < count; root++) {
    if (parent[root] >= 0) continue;
    for (let node = root; node >= 0;) {
      while (firstChild[node] >= 0) node = descend(firstChild, node);
      order[end++] = node;
      node = node === root ? -1 : sibling[node] >= 0 ? sibling[node] : parent[node];
    }
  }
  return order;
}

function descend(firstChild: Int32Array, node: number): number {
  const child = firstChild[node];
  firstChild[node] = -1;
  return child;
}

interface Gathering {
  readonly graph: NodeGraph;
  readonly nodeAt: Int32Array;
  readonly place: Int32Array;
  /** Supernode whose rows were marked last at each position. */
  readonly mark: Int32Array;
  readonly first: number[];
  readonly rows: Int32Array[];
  /** Supernodes that wait for the position they update first: heads and links. */
  readonly waiting: Int32Array;
  readonly nextWaiting: number[];
}

function gather(graph: NodeGraph, nodeAt: Int32Array, place: Int32Array): Supernodes {
  const state: Gathering = {
    graph, nodeAt, place, mark: new Int32Array(graph.count).fill(-1), first: [], rows: [],
    waiting: new Int32Array(graph.count).fill(-1), nextWaiting: [],
  };
  for (let position = 0; position < graph.eliminated; position++) {
    if (!continues(state, position)) begin(state, position);
  }
  closeLast(state, graph.eliminated);
  state.first.push(graph.eliminated);
  const first = Int32Array.from(state.first);
  return { count: state.rows.length, nodeAt, first, parent: parents(first, state.rows), rows: state.rows };
}

/**
 * A position joins the supernode before it when it is the first row of that supernode, no other supernode updates it, and it
 * brings no row of its own.
 */
function continues(state: Gathering, position: number): boolean {
  const supernode = state.rows.length - 1;
  if (supernode < 0) return false;
  const rows = state.rows[supernode];
  const passed = position - state.first[supernode] - 1;
  if (rows[passed] !== position || state.waiting[position] >= 0) return false;
  return laterNeighbours(state, position, (other) => state.mark[other] === supernode);
}

function laterNeighbours({ graph, nodeAt, place }: Gathering, position: number, holds: (other: number) => boolean): boolean {
  const node = nodeAt[position];
  for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
    const other = place[graph.neighbours[k]];
    if (other > position && !holds(other)) return false;
  }
  return true;
}

function begin(state: Gathering, position: number): void {
  closeLast(state, position);
  const supernode = state.rows.length;
  const found: number[] = [];
  const add = (other: number): boolean => {
    if (other > position && state.mark[other] !== supernode) {
      state.mark[other] = supernode;
      found.push(other);
    }
    return true;
  };
  laterNeighbours(state, position, add);
  for (let child = state.waiting[position]; child >= 0; child = state.nextWaiting[child]) state.rows[child].forEach(add);
  state.first.push(position);
  state.rows.push(Int32Array.from(found).sort());
}

/** Ends the last supernode before position `end`: drops the rows that became its pivots, and lets it wait for the position it updates. */
function closeLast(state: Gathering, end: number): void {
  const supernode = state.rows.length - 1;
  if (supernode < 0) return;
  const rows = state.rows[supernode].filter((row) => row >= end);
  state.rows[supernode] = rows;
  state.nextWaiting[supernode] = -1;
  if (rows.length === 0 || rows[0] >= state.graph.eliminated) return;
  state.nextWaiting[supernode] = state.waiting[rows[0]];
  state.waiting[rows[0]] = supernode;
}

function parents(first: Int32Array, rows: readonly Int32Array[]): Int32Array {
  const supernodeOf = new Int32Array(first[first.length - 1]);
  for (let s = 0; s < rows.length; s++) supernodeOf.fill(s, first[s], first[s + 1]);
  return Int32Array.from(rows, (list) => (list.length > 0 && list[0] < supernodeOf.length ? supernodeOf[list[0]] : -1));
}
