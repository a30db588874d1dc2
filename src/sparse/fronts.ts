/** Fronts of the multifrontal method: relaxed supernodes, in the order in which they are eliminated. */
import type { NodeGraph } from "./graph.js";
import { PANEL } from "./layout.js";
import type { Fronts } from "./symbolic.js";
import type { Supernodes } from "./tree.js";

// Costs in nanoseconds, fitted to the kernels of assembly/sparse (bench/sparse.bench.ts): they only decide which fronts are joined.
const costOfFront = 150;
const costOfPivotEntry = 0.35;
const costOfUpdateEntry = 0.8;
const costOfFlop = 0.06;

/** Modelled time of a front with this many pivots and rows, padding included. */
function cost(pivots: number, rows: number): number {
  const w = Math.ceil(pivots / PANEL) * PANEL;
  const m = Math.ceil(rows / PANEL) * PANEL;
  const flops = w * w * w / 3 + w * m * (w + m);
  return costOfFront + costOfPivotEntry * w * (w + m) + costOfUpdateEntry * m * m / 2 + costOfFlop * flops;
}

interface Merging {
  /** Members of each merged front: supernodes, rising. */
  readonly members: number[][];
  readonly children: number[][];
  readonly pivots: Float64Array;
  /** Rows of the topmost member, counted in matrix rows. */
  readonly rowCount: Float64Array;
}

/** Joins supernodes into fronts where that is faster than keeping them apart, and numbers everything anew. */
export function buildFronts(graph: NodeGraph, supernodes: Supernodes): Fronts {
  const weight = Float64Array.from({ length: graph.count }, (_, node) => graph.memberStart[node + 1] - graph.memberStart[node]);
  const merging = startMerging(supernodes, weight);
  for (let s = 0; s < supernodes.count; s++) absorbChildren(merging, s);
  return numberFronts(graph, supernodes, merging);
}

function startMerging(supernodes: Supernodes, weight: Float64Array): Merging {
  const { count, first, rows, nodeAt, parent } = supernodes;
  const children: number[][] = Array.from({ length: count }, () => []);
  for (let s = 0; s < count; s++) if (parent[s] >= 0) children[parent[s]].push(s);
  const pivots = new Float64Array(count);
  const rowCount = Float64Array.from(rows, (list) => list.reduce((sum, position) => sum + weight[nodeAt[position]], 0));
  for (let s = 0; s < count; s++) for (let p = first[s]; p < first[s + 1]; p++) pivots[s] += weight[nodeAt[p]];
  return { members: Array.from({ length: count }, (_, s) => [s]), children, pivots, rowCount };
}

/** Children of `s` are final; takes in those whose joining saves time, largest update first, and then their children in turn. */
function absorbChildren(merging: Merging, s: number): void {
  const { members, children, pivots, rowCount } = merging;
  const kept: number[] = [];
  const candidates = children[s].sort((a, b) => rowCount[b] - rowCount[a] || a - b);
  for (const child of candidates) {
    const joined = cost(pivots[s] + pivots[child], rowCount[s]);
    if (joined > cost(pivots[s], rowCount[s]) + cost(pivots[child], rowCount[child])) {
      kept.push(child);
      continue;
    }
    pivots[s] += pivots[child];
    members[s].push(...members[child]);
    members[child] = [];
    kept.push(...children[child]);
  }
  children[s] = kept;
}

/** Merged fronts in a postorder that keeps few update matrices alive: the child with the largest surplus first [liu1986]. */
function memoryOrder(supernodes: Supernodes, { members, children, rowCount }: Merging): number[] {
  const peak = new Float64Array(supernodes.count);
  const size = rowCount.map((rows) => rows * rows);
  for (let s = 0; s < supernodes.count; s++) {
    if (members[s].length === 0) continue;
    children[s].sort((a, b) => (peak[b] - size[b]) - (peak[a] - size[a]) || a - b);
    let held = 0;
    for (const child of children[s]) {
      peak[s] = Math.max(peak[s], held + peak[child]);
      held += size[child];
    }
    peak[s] = Math.max(peak[s], held + size[s]);
  }
  const stack = Array.from(supernodes.parent.keys()).filter((s) => supernodes.parent[s] < 0);
  const sequence: number[] = [];
  for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
    sequence.push(s);
    stack.push(...children[s]);
  }
  return sequence.reverse();
}

function numberFronts(graph: NodeGraph, supernodes: Supernodes, merging: Merging): Fronts {
  const sequence = memoryOrder(supernodes, merging);
  const { permutation, positionOf } = numberRows(graph, supernodes, merging, sequence);
  const frontOf = new Int32Array(supernodes.count).fill(-1);
  const parent = new Int32Array(sequence.length).fill(-1);
  sequence.forEach((s, front) => { for (const member of merging.members[s]) frontOf[member] = front; });
  sequence.forEach((s, front) => { for (const child of merging.children[s]) parent[frontOf[child]] = front; });
  const rows = sequence.map((s) => expandRows(graph, supernodes, positionOf, supernodes.rows[s]));
  const first = Int32Array.from({ length: sequence.length + 1 }, () => 0);
  sequence.forEach((s, front) => { first[front + 1] = first[front] + merging.pivots[s]; });
  return appendRetained(graph, { permutation, first, parent, rows });
}

/** Positions of matrix rows: front by front, inside a front in the old order, the retained rows last. */
function numberRows(graph: NodeGraph, supernodes: Supernodes, merging: Merging, sequence: readonly number[]): { permutation: Int32Array; positionOf: Int32Array } {
  const permutation = new Int32Array(graph.members.length);
  const positionOf = new Int32Array(graph.count);
  let end = 0;
  const number = (node: number): void => {
    positionOf[node] = end;
    for (let k = graph.memberStart[node]; k < graph.memberStart[node + 1]; k++) permutation[end++] = graph.members[k];
  };
  for (const s of sequence) {
    for (const member of merging.members[s].sort((a, b) => a - b)) {
      for (let p = supernodes.first[member]; p < supernodes.first[member + 1]; p++) number(supernodes.nodeAt[p]);
    }
  }
  for (let node = graph.eliminated; node < graph.count; node++) number(node);
  return { permutation, positionOf };
}

function expandRows(graph: NodeGraph, { nodeAt }: Supernodes, positionOf: Int32Array, places: Int32Array): Int32Array {
  const rows: number[] = [];
  for (const place of places) {
    const node = nodeAt[place];
    for (let k = 0; k < graph.memberStart[node + 1] - graph.memberStart[node]; k++) rows.push(positionOf[node] + k);
  }
  return Int32Array.from(rows).sort();
}

interface Numbered {
  readonly permutation: Int32Array;
  readonly first: Int32Array;
  readonly parent: Int32Array;
  readonly rows: Int32Array[];
}

/** With retained rows, a last front without pivots gathers what all others leave. */
function appendRetained(graph: NodeGraph, { permutation, first, parent, rows }: Numbered): Fronts {
  const retained = graph.count - graph.eliminated;
  const count = rows.length + (retained > 0 ? 1 : 0);
  const allRows = retained > 0 ? [...rows, Int32Array.from({ length: retained }, (_, k) => permutation.length - retained + k)] : rows;
  const allFirst = retained > 0 ? [...first, first[rows.length]] : first;
  const allParents = [...parent.map((p, front) => (p < 0 && rows[front].length > 0 ? rows.length : p)), ...(retained > 0 ? [-1] : [])];
  const rowStart = new Int32Array(count + 1);
  allRows.forEach((list, front) => { rowStart[front + 1] = rowStart[front] + list.length; });
  const flat = new Int32Array(rowStart[count]);
  allRows.forEach((list, front) => flat.set(list, rowStart[front]));
  return { count, permutation, first: Int32Array.from(allFirst), parent: Int32Array.from(allParents), rowStart, rows: flat };
}
