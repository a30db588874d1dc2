/** Sparsity of an RVE's system: displacements of unknown nodes, multipliers, macroscopic degrees of freedom, in this order. */
import type { SparsityPattern } from "../sparse/pattern.js";
import type { Unknowns } from "./grid.js";

/** One entry of the constraint of boundary `minimal`: factor of an unknown in the equation of a multiplier. */
export interface ConstantEntry {
  readonly unknown: number;
  readonly multiplier: number;
  readonly value: number;
}

/**
 * Structurally symmetric pattern with sorted columns and a full diagonal.
 * @param cellUnknowns first unknown of each node of each cell, -1 for none `[cells, N]`
 */
export function rvePattern(
  dimension: number, nodes: number, cellUnknowns: Int32Array, unknowns: Unknowns, constants: readonly ConstantEntry[],
): SparsityPattern {
  const macro = unknowns.displacements + unknowns.multipliers;
  const size = macro + dimension * dimension;
  const rows = displacementRows(dimension, nodes, cellUnknowns, unknowns.displacements);
  for (let m = unknowns.displacements; m < macro; m++) rows.push([m]);
  for (const { unknown, multiplier } of constants) {
    rows[unknown].push(multiplier);
    rows[multiplier].push(unknown);
  }
  const macroColumns = Array.from({ length: size - macro }, (_, c) => macro + c);
  for (let u = 0; u < unknowns.displacements; u++) rows[u].push(...macroColumns);
  const dense = [...Array(unknowns.displacements).keys(), ...macroColumns];
  for (let r = macro; r < size; r++) rows.push(dense);
  return compress(rows);
}

function displacementRows(dimension: number, nodes: number, cellUnknowns: Int32Array, count: number): number[][] {
  const neighbours = Array.from({ length: count / dimension }, () => new Set<number>());
  for (let cell = 0; cell < cellUnknowns.length; cell += nodes) {
    const present = cellUnknowns.subarray(cell, cell + nodes).filter((u) => u >= 0);
    for (const u of present) for (const v of present) neighbours[u / dimension].add(v);
  }
  return neighbours.flatMap((set) => {
    const columns = [...set].sort((a, b) => a - b).flatMap((u) => Array.from({ length: dimension }, (_, i) => u + i));
    return Array.from({ length: dimension }, () => [...columns]);
  });
}

function compress(rows: readonly (readonly number[])[]): SparsityPattern {
  const rowStart = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => { rowStart[r + 1] = rowStart[r] + row.length; });
  const columns = new Int32Array(rowStart[rows.length]);
  rows.forEach((row, r) => columns.set(Int32Array.from(row).sort(), rowStart[r]));
  return { size: rows.length, rowStart, columns };
}

/** Place of entry (row, column) among the values; both halves are stored, the lower one is used. */
export function placeOf(pattern: SparsityPattern, row: number, column: number): number {
  let low = pattern.rowStart[row];
  let high = pattern.rowStart[row + 1] - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pattern.columns[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low;
}
