/** Fixed sparsity pattern of the stiffness, and where cell stiffnesses go in it. */
import type { SparsityPattern } from "../sparse/pattern.js";
import type { Patch } from "./patch.js";

/** Pattern of the stiffness over nodes: neighbours of each node, itself included. Nodes without cells have none. */
export interface NodeGraph {
  readonly nodes: number;
  readonly start: Int32Array;
  /** Increasing node numbers. */
  readonly neighbours: Int32Array;
}

interface Incidence { readonly start: Int32Array; readonly patch: Int32Array; readonly cell: Int32Array }

/** Neighbours of each node through the cells of some patches. */
export function nodeGraph(nodes: number, patches: readonly Patch[]): NodeGraph {
  const incidence = nodeCells(nodes, patches);
  const start = new Int32Array(nodes + 1);
  const seen = new Int32Array(nodes).fill(-1);
  const rows: Int32Array[] = [];
  for (let node = 0; node < nodes; node++) {
    const row: number[] = [];
    for (let k = incidence.start[node]; k < incidence.start[node + 1]; k++) {
      const patch = patches[incidence.patch[k]];
      for (let a = 0; a < patch.nodes; a++) {
        const other = patch.connectivity[incidence.cell[k] * patch.nodes + a];
        if (seen[other] === node) continue;
        seen[other] = node;
        row.push(other);
      }
    }
    rows.push(Int32Array.from(row).sort());
    start[node + 1] = start[node] + row.length;
  }
  const neighbours = new Int32Array(start[nodes]);
  rows.forEach((row, node) => neighbours.set(row, start[node]));
  return { nodes, start, neighbours };
}

/** Cells of each node, in patch order. */
function nodeCells(nodes: number, patches: readonly Patch[]): Incidence {
  const start = new Int32Array(nodes + 1);
  for (const patch of patches) for (const node of patch.connectivity) start[node + 1]++;
  for (let node = 0; node < nodes; node++) start[node + 1] += start[node];
  const next = start.slice();
  const patchOf = new Int32Array(start[nodes]);
  const cellOf = new Int32Array(start[nodes]);
  patches.forEach((patch, p) => {
    for (let k = 0; k < patch.connectivity.length; k++) {
      const slot = next[patch.connectivity[k]]++;
      patchOf[slot] = p;
      cellOf[slot] = (k - (k % patch.nodes)) / patch.nodes;
    }
  });
  return { start, patch: patchOf, cell: cellOf };
}

/** Pattern over dofs, dof = node · dimension + component. */
export function dofPattern(graph: NodeGraph, dimension: number): SparsityPattern {
  const rows = graph.nodes * dimension;
  const rowStart = new Int32Array(rows + 1);
  const columns = new Int32Array(graph.neighbours.length * dimension * dimension);
  let at = 0;
  for (let node = 0; node < graph.nodes; node++) {
    for (let i = 0; i < dimension; i++) {
      for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
        for (let j = 0; j < dimension; j++) columns[at++] = graph.neighbours[k] * dimension + j;
      }
      rowStart[node * dimension + i + 1] = at;
    }
  }
  return { size: rows, rowStart, columns };
}

/**
 * Where the blocks of a cell stiffness go: the column of node b in the rows of node a, counted from the start of a row.
 * @returns `[cells of the patch, nodes, nodes]`, in entries
 */
export function scatterMap(graph: NodeGraph, patch: Patch): Int32Array {
  const { nodes, connectivity, dimension } = patch;
  const out = new Int32Array(patch.cells.length * nodes * nodes);
  for (let c = 0; c < patch.cells.length; c++) {
    for (let a = 0; a < nodes; a++) {
      const row = connectivity[c * nodes + a];
      for (let b = 0; b < nodes; b++) {
        const place = placeIn(graph.start, graph.neighbours, row, connectivity[c * nodes + b]);
        out[(c * nodes + a) * nodes + b] = dimension * (place - graph.start[row]);
      }
    }
  }
  return out;
}

/** Place of a value in a row of sorted values, by bisection; it must be there. */
export function placeIn(start: Int32Array, sorted: Int32Array, row: number, value: number): number {
  let low = start[row], high = start[row + 1] - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Entries on the diagonal, for the rows that have one. */
export function diagonalEntries(pattern: SparsityPattern): Int32Array {
  const entries: number[] = [];
  for (let row = 0; row < pattern.size; row++) {
    for (let k = pattern.rowStart[row]; k < pattern.rowStart[row + 1]; k++) if (pattern.columns[k] === row) entries.push(k);
  }
  return Int32Array.from(entries);
}
