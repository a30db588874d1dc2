/** Compiles a periodic RVE for conjugate gradients: fields on the grid, block stencil, Green operator. */
import { planFftAxis } from "../kernels/fft-plan.js";
import { levelBytes } from "../kernels/rve-multigrid.js";
import type { PcgPlan } from "../kernels/rve-plan.js";
import { blockPlace } from "../kernels/rve-stencil.js";
import { greenOperator, sineOperator } from "./green.js";
import { bitCorners, numberUnknowns, solidNodes, type Unknowns, voxelCorners } from "./grid.js";
import { referenceMaterial } from "./reference-material.js";
import type { Rve } from "./rve.js";
import { cellPlan, voxelGeometry } from "./voxel.js";

/** Bytes of a group of lines along x that stay in the first-level cache with their transforms. */
const groupBytes = 8192;

/** Conjugate gradients of one correction at a contrast of about 10, and operations of one of them per lane of the stencil: product and preconditioner. */
const cost = { iterations: 20, perEntry: 8 };

/** Where the nodes of a periodic grid lie in fields `[d, nz, ny, row]` (byte offsets of stencils follow the same order). */
interface Fields {
  readonly dimension: 2 | 3;
  readonly grid: readonly [number, number, number];
  readonly row: number;
}

/**
 * Compiles an RVE for inexact Newton with conjugate gradients. Memory in WASM: about 0.5 KB (2D) or 1.8 KB (3D) per voxel.
 * @param rve with periodic or linear boundary and 2^a 3^b 5^c voxels along every axis (`planFftAxis` throws RangeError otherwise)
 */
export function compilePcg(rve: Rve): PcgPlan {
  const { dimension } = rve;
  const geometry = voxelGeometry(rve);
  const grid = [rve.grid[0], rve.grid[1], rve.grid[2] ?? 1] as const;
  const fields: Fields = { dimension, grid, row: 2 * Math.ceil(grid[0] / 2) };
  const size = dimension * grid[2] * grid[1] * fields.row;
  const stencil = dimension === 3 ? 123 : 19;
  const corners = bitCorners(dimension);
  const unknowns = numberUnknowns(rve);
  return {
    ...cellPlan(rve, geometry),
    solver: "pcg",
    unknowns: unknowns.displacements,
    places: statePlaces(fields, unknowns),
    fluctuations: unknowns.displacements,
    boundary: rve.boundary === "linear" ? "linear" : "periodic",
    held: rve.boundary === "linear" ? 0 : heldPlace(fields, rve),
    size, grid, row: fields.row, stencil,
    dofs: cellDofs(fields, corners),
    stencilBases: stencilBases(fields, corners, stencil),
    stencilList: stencilList(dimension, corners),
    axes: [planFftAxis(grid[0]), planFftAxis(grid[1]), planFftAxis(grid[2])],
    green: greenOperator(dimension, geometry, voxelCorners(dimension), grid, referenceMaterial(rve), rve.formulations.includes("mixed") ? "mixed" : "standard"),
    sines: rve.boundary === "linear" ? sineOperator(dimension, geometry, voxelCorners(dimension), grid, referenceMaterial(rve)) : new Float64Array(0),
    flops: cost.iterations * cost.perEntry * stencil * rve.phaseOfCell.length,
    // Stencil, ten fields of unknowns, one per component of F and one per symmetric one; the levels of multigrid, should it be chosen.
    bytes: 8 * size * (stencil / dimension + 10 + (dimension * (3 * dimension + 1)) / 2) + (dimension === 2 ? levelBytes([grid[0], grid[1]]) : 0),
    group: Math.max(1, Math.floor(groupBytes / (fields.row * (dimension === 3 ? 96 : 32)))),
  };
}

/** Place of a node's first component; coordinates wrap. */
function nodePlace({ grid: [nx, ny, nz], row }: Fields, i: number, j: number, k: number): number {
  return (i % nx) + row * ((j % ny) + ny * (k % nz));
}

/** Visits (i, j, k) of all voxels, x fastest. */
function eachVoxel([nx, ny, nz]: readonly [number, number, number], visit: (i: number, j: number, k: number) => void): void {
  for (let k = 0; k < nz; k++) for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) visit(i, j, k);
}

/** Number of a node on the grid of (nx+1)(ny+1)(nz+1) nodes. */
function gridNumber({ grid: [nx, ny] }: Fields, i: number, j: number, k: number): number {
  return i + (nx + 1) * (j + (ny + 1) * k);
}

/** Places of the unknowns of the state: components of all nodes that have some, x fastest, as `numberUnknowns` counts them. */
function statePlaces(fields: Fields, { ofNode }: Unknowns): Int32Array {
  const component = fields.row * fields.grid[1] * fields.grid[2];
  const places: number[] = [];
  eachVoxel(fields.grid, (i, j, k) => {
    for (let c = 0; c < fields.dimension && ofNode[gridNumber(fields, i, j, k)] >= 0; c++) places.push(c * component + nodePlace(fields, i, j, k));
  });
  return Int32Array.from(places);
}

/** Place of the node whose fluctuation is zero: the first that a voxel with a material has. */
function heldPlace(fields: Fields, rve: Rve): number {
  const solid = solidNodes(rve);
  let place = -1;
  eachVoxel(fields.grid, (i, j, k) => {
    if (place < 0 && solid[gridNumber(fields, i, j, k)] > 0) place = nodePlace(fields, i, j, k);
  });
  return place;
}

/** `[cells, d N]`, node fastest. */
function cellDofs(fields: Fields, corners: readonly (readonly number[])[]): Int32Array {
  const component = fields.row * fields.grid[1] * fields.grid[2];
  const [nx, ny, nz] = fields.grid;
  const dofs = new Int32Array(nx * ny * nz * fields.dimension * corners.length);
  let at = 0;
  eachVoxel(fields.grid, (i, j, k) => {
    for (let c = 0; c < fields.dimension; c++) {
      for (const [a, b, e] of corners) dofs[at++] = c * component + nodePlace(fields, i + a, j + b, k + e);
    }
  });
  return dofs;
}

/** `[cells, N]`: byte offset of a node's stencil; two nodes of a line share one run of lane pairs. */
function stencilBases(fields: Fields, corners: readonly (readonly number[])[], stencil: number): Int32Array {
  const [nx, ny, nz] = fields.grid;
  const bases = new Int32Array(nx * ny * nz * corners.length);
  let at = 0;
  eachVoxel(fields.grid, (i, j, k) => {
    for (const [a, b, e] of corners) {
      const place = nodePlace(fields, i + a, j + b, k + e);
      bases[at++] = Math.floor(place / 2) * stencil * 16 + (place % 2) * 8;
    }
  });
  return bases;
}

/**
 * Which entries of a cell's stiffness go where in the stencil of each of its nodes: first the node's own block (upper half), then the blocks of
 * the neighbours that follow it in (z, y, x).
 */
function stencilList(dimension: 2 | 3, corners: readonly (readonly number[])[]): Int32Array {
  const starts = [0];
  const entries: number[] = [];
  corners.forEach((own, a) => {
    corners.forEach((other, b) => {
      const first = blockPlace(dimension, other.map((x, axis) => x - own[axis]));
      if (first === undefined) return;
      let own0 = 0;
      for (let i = 0; i < dimension; i++) {
        for (let k = a === b ? i : 0; k < dimension; k++) {
          const place = a === b ? own0++ : dimension * i + k;
          entries.push(16 * stiffnessPlace(corners.length, i, a, k, b), 16 * (first + place));
        }
      }
    });
    starts.push(entries.length / 2);
  });
  return Int32Array.from([...starts, ...entries]);
}

/** Place of entry ((i, a), (k, b)) in a cell's stiffness `[N, N]` of lower component pairs. */
function stiffnessPlace(nodes: number, i: number, a: number, k: number, b: number): number {
  const block = nodes === 8 ? 6 : 3;
  return i >= k ? (a * nodes + b) * block + (i * (i + 1)) / 2 + k : (b * nodes + a) * block + (k * (k + 1)) / 2 + i;
}
