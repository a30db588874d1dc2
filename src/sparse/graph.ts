/** Graph of nodes: rows of the matrix that look alike are one node, so that the ordering works on a graph several times smaller. */
import type { SparsityPattern } from "./pattern.js";

/** Undirected graph in compressed rows, without loops. */
export interface Graph {
  readonly count: number;
  readonly start: Int32Array;
  readonly neighbours: Int32Array;
}

/** Nodes of the matrix: the eliminated ones first, then one node for each retained row. */
export interface NodeGraph extends Graph {
  /** Nodes below this number are eliminated. */
  readonly eliminated: number;
  /** First member of each node in `members`, `[count + 1]`. */
  readonly memberStart: Int32Array;
  /** Matrix rows of each node, rising. */
  readonly members: Int32Array;
}

/**
 * Groups rows into nodes and connects the nodes.
 * @param pattern sparsity of the matrix
 * @param retained number of last rows that stay single nodes
 * @param groupOfRow group number of each eliminated row, `[size - retained]`
 */
export function nodeGraph(pattern: SparsityPattern, retained: number, groupOfRow: Int32Array): NodeGraph {
  const nodeOfRow = numberNodes(pattern.size, retained, groupOfRow);
  const count = pattern.size === 0 ? 0 : maximum(nodeOfRow) + 1;
  const { memberStart, members } = collectMembers(nodeOfRow, count);
  const edges = connect(pattern, nodeOfRow, memberStart, members);
  return { count, eliminated: count - retained, memberStart, members, ...edges };
}

function numberNodes(size: number, retained: number, groupOfRow: Int32Array): Int32Array {
  const rows = size - retained;
  const nodeOfGroup = new Int32Array(rows === 0 ? 0 : maximum(groupOfRow.subarray(0, rows)) + 1).fill(-1);
  const nodeOfRow = new Int32Array(size);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const group = groupOfRow[row];
    if (nodeOfGroup[group] < 0) nodeOfGroup[group] = count++;
    nodeOfRow[row] = nodeOfGroup[group];
  }
  for (let row = rows; row < size; row++) nodeOfRow[row] = count++;
  return nodeOfRow;
}

function maximum(values: Int32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -1);
}

function collectMembers(nodeOfRow: Int32Array, count: number): { memberStart: Int32Array; members: Int32Array } {
  const memberStart = new Int32Array(count + 1);
  for (const node of nodeOfRow) memberStart[node + 1]++;
  for (let node = 0; node < count; node++) memberStart[node + 1] += memberStart[node];
  const next = memberStart.slice();
  const members = new Int32Array(nodeOfRow.length);
  for (let row = 0; row < nodeOfRow.length; row++) members[next[nodeOfRow[row]]++] = row;
  return { memberStart, members };
}

function connect(pattern: SparsityPattern, nodeOfRow: Int32Array, memberStart: Int32Array, members: Int32Array): { start: Int32Array; neighbours: Int32Array } {
  const count = memberStart.length - 1;
  const start = new Int32Array(count + 1);
  const seen = new Int32Array(count).fill(-1);
  // Distinct neighbours of a node never outnumber the entries of its rows.
  const neighbours = new Int32Array(pattern.columns.length);
  let end = 0;
  for (let node = 0; node < count; node++) {
    seen[node] = node;
    for (let member = memberStart[node]; member < memberStart[node + 1]; member++) {
      const row = members[member];
      for (let k = pattern.rowStart[row]; k < pattern.rowStart[row + 1]; k++) {
        const other = nodeOfRow[pattern.columns[k]];
        if (seen[other] === node) continue;
        seen[other] = node;
        neighbours[end++] = other;
      }
    }
    start[node + 1] = end;
  }
  return { start, neighbours: neighbours.slice(0, end) };
}

/**
 * Groups eliminated rows that have the same columns (the directions of one mesh node, when no geometry tells).
 * @param pattern sparsity of the matrix
 * @param rows number of leading rows to group
 * @returns group of each row, `[rows]`: the first row that looks like it
 */
export function indistinguishableRows(pattern: SparsityPattern, rows: number): Int32Array {
  const firstOfHash = new Int32Array(hashSize(rows)).fill(-1);
  const nextOfHash = new Int32Array(rows).fill(-1);
  const group = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const slot = hashRow(pattern, row) & (firstOfHash.length - 1);
    let leader = firstOfHash[slot];
    while (leader >= 0 && !sameColumns(pattern, leader, row)) leader = nextOfHash[leader];
    group[row] = leader < 0 ? row : leader;
    if (leader >= 0) continue;
    nextOfHash[row] = firstOfHash[slot];
    firstOfHash[slot] = row;
  }
  return group;
}

function hashSize(rows: number): number {
  let size = 16;
  while (size < 2 * rows) size *= 2;
  return size;
}

function hashRow({ rowStart, columns }: SparsityPattern, row: number): number {
  let hash = 17;
  for (let k = rowStart[row]; k < rowStart[row + 1]; k++) hash = (Math.imul(hash, 31) + columns[k]) | 0;
  return hash ^ (hash >>> 15);
}

function sameColumns({ rowStart, columns }: SparsityPattern, a: number, b: number): boolean {
  const length = rowStart[a + 1] - rowStart[a];
  if (rowStart[b + 1] - rowStart[b] !== length) return false;
  for (let k = 0; k < length; k++) if (columns[rowStart[a] + k] !== columns[rowStart[b] + k]) return false;
  return true;
}
