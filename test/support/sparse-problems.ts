/** Model problems for the solver tests and its benchmark: grids with several unknowns per node. */
import { elementOf } from "../../src/element/index.js";
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

/**
 * Stiffness of an elastic RVE on `periodicGrid(dimension, n, 0)`: voxels of λ = 2 μ, μ = 1 outside a ball of radius 0.3 n and `contrast` inside.
 */
export function elasticValues({ pattern: { size, rowStart, columns } }: Problem, dimension: 2 | 3, n: number, contrast: number): Float64Array {
  const values = new Float64Array(columns.length), K = voxelStiffness(dimension), corners = 2 ** dimension;
  const places = (voxel: number, a: number): number[] => offsets(dimension)[a].map((x, i) => (Math.floor(voxel / n ** i) + x) % n);
  for (let voxel = 0; voxel < n ** dimension; voxel++) {
    const middle = places(voxel, 0).map((x) => x + 0.5 - n / 2), factor = middle.reduce((sum, x) => sum + x * x, 0) < (0.3 * n) ** 2 ? contrast : 1;
    // Node 0 is fixed.
    const rows = Array.from({ length: corners * dimension }, (_, k) => places(voxel, Math.floor(k / dimension)).reduceRight((sum, x) => sum * n + x, 0) * dimension - dimension + k % dimension);
    rows.forEach((i, k) => rows.forEach((j, l) => {
      if (i < 0 || j < 0) return;
      const place = rowStart[i] + columns.subarray(rowStart[i], rowStart[i + 1]).indexOf(j);
      values[place] += factor * K[k * rows.length + l];
    }));
  }
  if (rowStart[size] !== values.length) throw new Error("a pattern with retained rows");
  return values;
}

/** Corners of a voxel in the order of quad4 and hex8. */
function offsets(dimension: 2 | 3): number[][] {
  const { nodes, referenceNodes } = elementOf(dimension === 2 ? "quad4" : "hex8");
  return Array.from({ length: nodes }, (_, a) => Array.from(referenceNodes.subarray(a * dimension, (a + 1) * dimension), (x) => (1 + x) / 2));
}

/** ∫ Bᵀ C B over a voxel of edge 1 with μ = 1 and λ = 2, `[nodes · d, nodes · d]`. */
function voxelStiffness(d: 2 | 3): Float64Array {
  const element = elementOf(d === 2 ? "quad4" : "hex8"), { points, weights } = element.quadrature, m = element.nodes * d;
  const K = new Float64Array(m * m), gradient = new Float64Array(m);
  weights.forEach((weight, q) => {
    element.gradient(points.subarray(q * d, (q + 1) * d), gradient);
    const g = gradient.map((x) => 2 * x), volume = weight / 2 ** d;
    for (let k = 0; k < m; k++) {
      for (let l = 0; l < m; l++) {
        const i = k % d, j = l % d, a = k - i, b = l - j;
        const along = i === j ? Array.from({ length: d }, (_, c) => g[a + c] * g[b + c]).reduce((sum, x) => sum + x, 0) : 0;
        K[k * m + l] += volume * (2 * g[k] * g[l] + along + g[a + j] * g[b + i]);
      }
    }
  });
  return K;
}
