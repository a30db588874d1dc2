/** Where the entries of a matrix go in the block rows of the finest level. */
import type { SparsityPattern } from "../sparse/pattern.js";
import type { FineGraph } from "./graph.js";
import type { LevelRows } from "./hierarchy.js";

/**
 * Places of matrix entries among the doubles of the pairs `[pairs, 3, 3, 2]` and, behind them, of the diagonal blocks `[rows, 3, 3]`.
 * @returns `[entries]`, aligned with the pattern
 */
export function valuePlaces({ rowStart, columns, size }: SparsityPattern, { slotOfRow }: FineGraph, rows: LevelRows): Int32Array {
  const places = new Int32Array(columns.length), lane = new Int32Array(rows.rows), diagonals = 9 * rows.columns.length;
  let numbered = -1;
  for (let row = 0; row < size; row++) {
    const i = slotOfRow[row] % 3, node = (slotOfRow[row] - i) / 3;
    if (node !== numbered) numberLanes(rows, node, lane);
    numbered = node;
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) {
      const j = slotOfRow[columns[k]] % 3, other = (slotOfRow[columns[k]] - j) / 3;
      const half = lane[other] & 1;
      places[k] = other === node ? diagonals + 9 * node + 3 * i + j : 9 * (lane[other] - half) + 2 * (3 * i + j) + half;
    }
  }
  return places;
}

function numberLanes({ starts, columns }: LevelRows, node: number, lane: Int32Array): void {
  for (let k = 2 * starts[node]; k < 2 * starts[node + 1]; k++) lane[columns[k]] = k;
}

/** Places on the diagonal of directions that a node does not have: ones there make their rows rows of the identity. */
export function paddedPlaces({ slotOfRow }: FineGraph, rows: LevelRows): Int32Array {
  const present = new Uint8Array(3 * rows.rows);
  for (const slot of slotOfRow) present[slot] = 1;
  const diagonals = 9 * rows.columns.length;
  const missing = Array.from(present.keys()).filter((slot) => present[slot] === 0);
  return Int32Array.from(missing, (slot) => diagonals + 9 * ((slot - (slot % 3)) / 3) + 4 * (slot % 3));
}

/** Pattern of the last level over its single directions, with the place of each entry as in `valuePlaces`. */
export function scalarPattern({ rows, starts, columns }: LevelRows): { readonly pattern: SparsityPattern; readonly places: Int32Array } {
  const rowStart = new Int32Array(3 * rows + 1), list: number[] = [], places: number[] = [];
  for (let row = 0; row < rows; row++) {
    const blocks = blocksOf({ starts, columns }, row, rows);
    for (let i = 0; i < 3; i++) {
      for (const { column, place, stride } of blocks) {
        for (let j = 0; j < 3; j++) {
          list.push(3 * column + j);
          places.push(place + stride * (3 * i + j));
        }
      }
      rowStart[3 * row + i + 1] = list.length;
    }
  }
  return { pattern: { size: 3 * rows, rowStart, columns: Int32Array.from(list) }, places: Int32Array.from(places) };
}

interface Block { readonly column: number; readonly place: number; readonly stride: number }

/** Blocks of a row by column; lanes that meet the row itself are empty, its block stands on the diagonal. */
function blocksOf({ starts, columns }: Pick<LevelRows, "starts" | "columns">, row: number, rows: number): Block[] {
  const blocks: Block[] = [{ column: row, place: 9 * 2 * starts[rows] + 9 * row, stride: 1 }];
  for (let k = 2 * starts[row]; k < 2 * starts[row + 1]; k++) {
    if (columns[k] !== row) blocks.push({ column: columns[k], place: 9 * (k & ~1) + (k & 1), stride: 2 });
  }
  return blocks.sort((a, b) => a.column - b.column);
}
