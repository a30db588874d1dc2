/** Nodes, cells and unknowns of a voxel grid. Grid nodes are numbered x fastest on (nx+1)(ny+1)(nz+1) places. */
import type { Rve } from "./rve.js";

/** Where the fluctuation of a node is looked up. */
export interface Unknowns {
  /** First unknown of each grid node, -1 where its fluctuation is zero `[gridNodes]`. */
  readonly ofNode: Int32Array;
  /** Place of each unknown node in units of voxels `[unknownNodes, 3]`, for the elimination order. */
  readonly places: Float64Array;
  /** Unknown displacements; all but the last `kept` are eliminated by the sparse factorisation. */
  readonly displacements: number;
  readonly kept: number;
  /** Lagrange multipliers of ⟨∇w⟩ = 0, numbered after the displacements. */
  readonly multipliers: number;
}

const corners2 = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]];
const corners3 = [...corners2, ...corners2.map(([i, j]) => [i!, j!, 1])];

/** Grid extents with nz = 0 in 2D, so that one formula numbers the nodes of both. */
function extents(rve: Rve): [number, number, number] {
  return [rve.grid[0], rve.grid[1], rve.dimension === 3 ? rve.grid[2] : 0];
}

/** Place of each corner of a voxel, 0 or 1 per axis `[N][3]`, numbered by its bits z y x: the order of the kernels. */
export function bitCorners(dimension: 2 | 3): readonly (readonly number[])[] {
  return Array.from({ length: 1 << dimension }, (_, n) => [n & 1, (n >> 1) & 1, n >> 2]);
}

/** Place of each node of a voxel, 0 or 1 per axis `[N][3]`, VTK order. */
export function voxelCorners(dimension: 2 | 3): readonly (readonly number[])[] {
  return dimension === 3 ? corners3 : corners2;
}

/** Grid nodes of every voxel `[cells, N]`, VTK order. */
export function gridConnectivity(rve: Rve): Int32Array {
  const [nx, ny, nz] = extents(rve);
  const corners = voxelCorners(rve.dimension);
  const nodes = new Int32Array(rve.phaseOfCell.length * corners.length);
  let at = 0;
  for (let k = 0; k < Math.max(nz, 1); k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        for (const [a, b, c] of corners) nodes[at++] = i + a! + (nx + 1) * (j + b! + (ny + 1) * (k + c!));
      }
    }
  }
  return nodes;
}

/** (i, j, k) of every grid node, in node order. */
export function* gridNodes(rve: Rve): Generator<readonly [number, number, number]> {
  const [nx, ny, nz] = extents(rve);
  for (let k = 0; k <= nz; k++) for (let j = 0; j <= ny; j++) for (let i = 0; i <= nx; i++) yield [i, j, k];
}

/** Node that a grid node takes its fluctuation from; -1 where the fluctuation is zero. */
type Owner = (i: number, j: number, k: number) => number;

/**
 * Numbers the unknowns for the boundary condition of the RVE (FORMULATION §3).
 * One node is held at zero in `periodic` and `minimal`: its translation is arbitrary. Nodes in voids alone have no unknowns.
 */
export function numberUnknowns(rve: Rve): Unknowns {
  const [nx, ny, nz] = extents(rve);
  const number = (i: number, j: number, k: number): number => i + (nx + 1) * (j + (ny + 1) * k);
  const solid = solidNodes(rve);
  const held = solid.indexOf(1);
  const free = (node: number): number => (solid[node] === 0 || node === held ? -1 : node);
  const owners: Record<Rve["boundary"], Owner> = {
    periodic: (i, j, k) => free(periodicOwner(rve, i, j, k)),
    linear: (i, j, k) => {
      const inside = i > 0 && i < nx && j > 0 && j < ny && (rve.dimension === 2 || (k > 0 && k < nz));
      return inside && solid[number(i, j, k)] > 0 ? number(i, j, k) : -1;
    },
    minimal: (i, j, k) => free(number(i, j, k)),
  };
  // Two (three) corners are kept for the root: without them the eliminated block could still rotate freely.
  const kept = rve.boundary === "minimal" ? [number(nx, 0, 0), ...(rve.dimension === 3 ? [number(0, ny, 0)] : [])] : [];
  return assign(rve, owners[rve.boundary], kept);
}

/** The node that a grid node is the same as on a periodic grid: the first of its images. */
function periodicOwner(rve: Rve, i: number, j: number, k: number): number {
  const [nx, ny, nz] = extents(rve);
  return (i % nx) + (nx + 1) * ((j % ny) + (ny + 1) * (nz > 0 ? k % nz : 0));
}

/** 1 for grid nodes that a voxel with a material has, on a periodic grid for the first of their images; 0 for those in voids alone. */
export function solidNodes(rve: Rve): Uint8Array {
  const places = [...gridNodes(rve)];
  const solid = new Uint8Array(places.length);
  const connectivity = gridConnectivity(rve), nodes = connectivity.length / rve.phaseOfCell.length;
  connectivity.forEach((node, index) => {
    if (rve.voids[rve.phaseOfCell[Math.floor(index / nodes)]]) return;
    solid[rve.boundary === "periodic" ? periodicOwner(rve, ...places[node]) : node] = 1;
  });
  return solid;
}

function assign(rve: Rve, owner: Owner, keptNodes: readonly number[]): Unknowns {
  const places = [...gridNodes(rve)];
  const owners = places.map((place) => owner(...place));
  const free = [...new Set(owners)].filter((node) => node >= 0 && !keptNodes.includes(node)).sort((a, b) => a - b);
  const ordered = [...free, ...keptNodes];
  const first = new Map(ordered.map((node, index) => [node, index * rve.dimension]));
  return {
    ofNode: Int32Array.from(owners, (node) => (node < 0 ? -1 : first.get(node)!)),
    places: Float64Array.from(ordered.flatMap((node) => places[node])),
    displacements: ordered.length * rve.dimension,
    kept: keptNodes.length * rve.dimension,
    multipliers: rve.boundary === "minimal" ? rve.dimension * rve.dimension : 0,
  };
}
