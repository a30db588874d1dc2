/** The inverse of the homogeneous stiffness of a periodic grid in Fourier space: the preconditioner of conjugate gradients. */
import { turn } from "../kernels/fft-plan.js";
import type { PhaseFormulation } from "./formulation.js";
import type { Isotropic } from "./reference-material.js";
import type { VoxelGeometry } from "./voxel.js";

/** Component pairs in the order of the table: diagonal first. */
const pairs = { 2: [[0, 0], [1, 1], [0, 1]], 3: [[0, 0], [1, 1], [2, 2], [0, 1], [0, 2], [1, 2]] } as const;

/**
 * Green operator of the same finite elements with one isotropic material [ladecky2022].
 * The symbol of a voxel stiffness is real: even in every frequency on the diagonal, odd in x and y in the entry xy. Only frequencies from 0 to the
 * Nyquist frequency are stored; the mean is left alone (symbol 0). Scaled by 1 / number of voxels, which two Hartley transforms leave.
 * @param offsets place of each node of the voxel (0 or 1 per axis) `[N][3]`
 * @param formulation of the reference voxels: "mixed" where cells have such phases, since their volume stiffness is that of the mean alone
 * @param grid voxels along x, y, z; 1 along z in 2D
 * @returns `[nz/2 + 1, ny/2 + 1, nx/2 + 1, d(d+1)/2]`
 */
export function greenOperator(
  dimension: 2 | 3, geometry: VoxelGeometry, offsets: readonly (readonly number[])[], grid: readonly number[], material: Isotropic, formulation: PhaseFormulation,
): Float64Array {
  const stiffness = voxelStiffnesses[formulation](dimension, geometry, material);
  const [fx, fy, fz] = grid.map(frequencies);
  const entries = pairs[dimension].length;
  const table = new Float64Array(fx.length * fy.length * fz.length * entries);
  const voxels = grid.reduce((product, n) => product * n, 1);
  let at = 0;
  for (const z of fz) {
    for (const y of fy) {
      for (const x of fx) {
        if (at > 0) invert(symbol(dimension, geometry.nodes, stiffness, offsets, [x, y, z])).forEach((entry, e) => { table[at + e] = entry / voxels; });
        at += entries;
      }
    }
  }
  return table;
}

/**
 * The same for cells whose faces are held: inverse stiffness of each component alone, which sine waves between the faces diagonalise; what couples the
 * components they do not. The condition number stays bounded (Korn), whatever the grid. Scaled by the product of 2 / n, which two sine transforms leave.
 * @param offsets place of each node of the voxel (0 or 1 per axis) `[N][3]`
 * @param grid voxels along x, y, z; 1 along z in 2D
 * @returns `[nz, ny, nx, d]`; zero where a frequency is zero
 */
export function sineOperator(dimension: 2 | 3, geometry: VoxelGeometry, offsets: readonly (readonly number[])[], grid: readonly number[], material: Isotropic): Float64Array {
  const stiffness = voxelStiffness(dimension, geometry, material);
  const [nx, ny, nz] = grid, table = new Float64Array(nx * ny * nz * dimension);
  const scale = grid.slice(0, dimension).reduce((product, n) => (product * 2) / n, 1);
  const wave = (k: number, n: number): Frequency => turn(k, 2 * n);
  for (let at = 0; at < nx * ny * nz; at++) {
    const k = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
    if (k.slice(0, dimension).includes(0)) continue;
    const entries = symbol(dimension, geometry.nodes, stiffness, offsets, k.map((own, axis) => wave(own, grid[axis])));
    for (let i = 0; i < dimension; i++) table[dimension * at + i] = scale / entries[i];
  }
  return table;
}

/** cos and sin of one frequency. */
type Frequency = readonly [number, number];

/** Frequencies 0 to Nyquist; the sine at Nyquist is exactly zero, so that odd entries vanish there. */
function frequencies(length: number): Frequency[] {
  return Array.from({ length: Math.floor(length / 2) + 1 }, (_, k) => {
    const [cosine, sine] = turn(k, length);
    return [cosine, 2 * k === length ? 0 : sine] as const;
  });
}

/** Stiffness of a voxel per entry of `pairs`: `[pair][a, b]`. */
function voxelStiffness(dimension: 2 | 3, { nodes, points, gradients, weighted }: VoxelGeometry, { lambda, mu }: Isotropic): Float64Array[] {
  return pairs[dimension].map(([i, k]) => Float64Array.from({ length: nodes * nodes }, (_, ab) => {
    const [a, b] = [Math.floor(ab / nodes), ab % nodes];
    let sum = 0;
    for (let q = 0; q < points; q++) {
      const g = (j: number): number => weighted[(q * dimension + j) * nodes + a];
      const h = (j: number): number => gradients[(q * dimension + j) * nodes + b];
      sum += lambda * g(i) * h(k) + mu * g(k) * h(i);
      for (let j = 0; j < dimension && i === k; j++) sum += mu * g(j) * h(j);
    }
    return sum;
  }));
}

/** The same with mean dilatation: the stiffness λ + 2μ/d of a volume change acts on its mean over the voxel. */
function mixedStiffness(dimension: 2 | 3, geometry: VoxelGeometry, material: Isotropic): Float64Array[] {
  const { nodes, points, gradients, weighted, pointVolume } = geometry;
  const bulk = material.lambda + (2 * material.mu) / dimension;
  return voxelStiffness(dimension, geometry, material).map((entries, pair) => entries.map((entry, ab) => {
    const [i, k] = pairs[dimension][pair];
    const [a, b] = [Math.floor(ab / nodes), ab % nodes];
    let local = 0, left = 0, right = 0;
    for (let q = 0; q < points; q++) {
      const [g, h] = [weighted[(q * dimension + i) * nodes + a], weighted[(q * dimension + k) * nodes + b]];
      local += g * gradients[(q * dimension + k) * nodes + b];
      left += g;
      right += h;
    }
    return entry + bulk * ((left * right) / (points * pointVolume) - local);
  }));
}

const voxelStiffnesses = { standard: voxelStiffness, mixed: mixedStiffness } as const;

/** Entries of the symbol at one frequency: sum over node pairs of K e^(i ξ·(x_b - x_a)), kept in its even or odd real form. */
function symbol(
  dimension: 2 | 3, nodes: number, stiffness: readonly Float64Array[], offsets: readonly (readonly number[])[], xi: readonly Frequency[],
): number[] {
  return pairs[dimension].map(([i, k], pair) => {
    let sum = 0;
    for (let ab = 0; ab < nodes * nodes; ab++) {
      const [a, b] = [offsets[Math.floor(ab / nodes)], offsets[ab % nodes]];
      let factor = i === k ? 1 : -1;
      for (let axis = 0; axis < dimension; axis++) {
        const shift = b[axis] - a[axis];
        const odd = i !== k && (axis === i || axis === k);
        factor *= odd ? shift * xi[axis][1] : shift === 0 ? 1 : xi[axis][0];
      }
      sum += stiffness[pair][ab] * factor;
    }
    return sum;
  });
}

/** Inverse of a symmetric 2×2 or 3×3 matrix in the order of `pairs`. */
function invert(m: readonly number[]): number[] {
  if (m.length === 3) {
    const [xx, yy, xy] = m;
    const det = xx * yy - xy * xy;
    return [yy / det, xx / det, -xy / det];
  }
  const [xx, yy, zz, xy, xz, yz] = m;
  const [cxx, cxy, cxz] = [yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy];
  const det = xx * cxx + xy * cxy + xz * cxz;
  return [cxx, xx * zz - xz * xz, xx * yy - xy * xy, cxy, cxz, xy * xz - xx * yz].map((c) => c / det);
}
