/** Model problems for the solver tests and its benchmark: grids with several unknowns per node. */
import type { SparsityPattern } from "../../src/sparse/pattern.js";

interface Geometry {
  readonly coordinates: Float64Array;
  readonly nodeOfRow: Int32Array;
}

export interface Problem {
  readonly pattern: SparsityPattern;
  readonly retained: number;
  readonly geometry: Geometry;
}

/** Pattern from the set of columns of each row. */
export function patternOf(rows: readonly (readonly number[])[]): SparsityPattern {
  const sorted = rows.map((row) => [...new Set(row)].sort((a, b) => a - b));
  const rowStart = new Int32Array(rows.length + 1);
  sorted.forEach((row, i) => { rowStart[i + 1] = rowStart[i] + row.length; });
  return { size: rows.length, rowStart, columns: Int32Array.from(sorted.flat()) };
}

/**
 * Periodic grid of n^d voxels (bilinear or trilinear cells), d unknowns per node, node 0 fixed, d² retained rows coupled with every row.
 */
export function periodicGrid(dimension: number, n: number, retained = dimension * dimension): Problem {
  return grid(Array.from({ length: dimension }, () => n), dimension, (x) => (x + n) % n, 1, retained);
}

/** Box of nodes, d unknowns per node, all nodes free. */
export function boxGrid(counts: readonly number[], unknowns: number, retained = 0): Problem {
  return grid(counts, unknowns, (x, n) => (x < 0 || x >= n ? -1 : x), 0, retained);
}

function grid(counts: readonly number[], unknowns: number, wrap: (x: number, n: number) => number, fixed: number, retained: number): Problem {
  const total = counts.reduce((product, n) => product * n, 1);
  const at = (node: number): number[] => counts.map((n, axis) => Math.floor(node / counts.slice(0, axis).reduce((p, m) => p * m, 1)) % n);
  const size = (total - fixed) * unknowns;
  const rows: number[][] = Array.from({ length: size + retained }, () => []);
  const macro = Array.from({ length: retained }, (_, k) => size + k);
  for (let node = fixed; node < total; node++) {
    const columns = neighboursOf(at(node), counts, wrap).filter((other) => other >= fixed)
      .flatMap((other) => Array.from({ length: unknowns }, (_, c) => (other - fixed) * unknowns + c));
    for (let c = 0; c < unknowns; c++) rows[(node - fixed) * unknowns + c] = [...columns, ...macro];
  }
  for (const row of macro) rows[row] = Array.from({ length: size + retained }, (_, j) => j);
  const coordinates = new Float64Array(3 * total);
  for (let node = 0; node < total; node++) at(node).forEach((x, axis) => { coordinates[3 * node + axis] = x; });
  const nodeOfRow = Int32Array.from({ length: size }, (_, row) => fixed + Math.floor(row / unknowns));
  return { pattern: patternOf(rows), retained, geometry: { coordinates, nodeOfRow } };
}

function neighboursOf(place: readonly number[], counts: readonly number[], wrap: (x: number, n: number) => number): number[] {
  let found = [0];
  let stride = 1;
  place.forEach((x, axis) => {
    const along = [x - 1, x, x + 1].map((y) => wrap(y, counts[axis])).filter((y) => y >= 0);
    found = found.flatMap((base) => along.map((y) => base + y * stride));
    stride *= counts[axis];
  });
  return found;
}

/** Deterministic numbers in [-1, 1). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  };
}

/** Values of a symmetric matrix on a pattern, diagonally dominant, with the given sign of each pivot row. */
export function symmetricValues(pattern: SparsityPattern, random: () => number, sign: (row: number) => number = () => 1): Float64Array {
  return fill(pattern, random, sign, (lower) => lower);
}

/** Values of an unsymmetric, diagonally dominant matrix. */
export function unsymmetricValues(pattern: SparsityPattern, random: () => number): Float64Array {
  return fill(pattern, random, () => 1, random);
}

function fill({ size, rowStart, columns }: SparsityPattern, random: () => number, sign: (row: number) => number, upper: (lower: number) => number): Float64Array {
  const values = new Float64Array(columns.length);
  const sums = new Float64Array(size).fill(0.1);
  const place = (i: number, j: number): number => rowStart[i] + columns.subarray(rowStart[i], rowStart[i + 1]).indexOf(j);
  for (let i = 0; i < size; i++) {
    for (let k = rowStart[i]; columns[k] < i; k++) {
      const j = columns[k], transposed = place(j, i);
      values[k] = random();
      values[transposed] = upper(values[k]);
      sums[i] += Math.abs(values[k]);
      sums[j] += Math.abs(values[transposed]);
    }
  }
  for (let i = 0; i < size; i++) values[place(i, i)] = sign(i) * sums[i];
  return values;
}
