/** Compiles an RVE for the direct solver: unknowns, scatter lists and the symbolic factorisation. */
import type { DirectPlan } from "../kernels/rve-plan.js";
import { analyse, serialiseLdl, type SparsityPattern } from "../sparse/index.js";
import { bitCorners, gridConnectivity, gridNodes, numberUnknowns, type Unknowns, voxelCorners } from "./grid.js";
import { type ConstantEntry, placeOf, rvePattern } from "./pattern.js";
import type { Rve } from "./rve.js";
import { cellPlan, type VoxelGeometry, voxelGeometry } from "./voxel.js";

/**
 * Compiles an RVE for Newton with the multifrontal solver.
 * The plan is plain data; its size grows with the grid, above all by the factor (see `plan.symbolic`).
 */
export function compileDirect(rve: Rve): DirectPlan {
  const geometry = voxelGeometry(rve);
  const unknowns = numberUnknowns(rve);
  const connectivity = gridConnectivity(rve);
  const cellUnknowns = connectivity.map((node) => unknowns.ofNode[node]);
  const constants = unknowns.multipliers > 0 ? meanGradient(rve, geometry, connectivity, unknowns) : [];
  const pattern = rvePattern(rve.dimension, geometry.nodes, cellUnknowns, unknowns, constants);
  const dofs = cellDofs(rve.dimension, geometry.nodes, cellUnknowns);
  const count = pattern.size - rve.dimension * rve.dimension;
  const lists = scatterLists(rve.dimension, geometry.nodes, dofs, pattern, rve.grid.some((n) => n === 1));
  const { symbolic, flops } = symbolicPhase(rve, pattern, unknowns);
  const entries = pattern.columns.length;
  return {
    ...cellPlan(rve, geometry),
    solver: "direct",
    unknowns: count,
    places: Int32Array.from({ length: count }, (_, unknown) => unknown),
    fluctuations: unknowns.displacements,
    size: pattern.size,
    dofs: dofs.map((dof) => (dof < 0 ? pattern.size : dof)),
    root: unknowns.kept + unknowns.multipliers,
    multipliers: unknowns.multipliers,
    ...lists,
    constantPlaces: Int32Array.from(constants, (entry) => placeOf(pattern, entry.multiplier, entry.unknown)),
    constantPairs: Int32Array.from(constants.flatMap((entry) => [entry.unknown, entry.multiplier])),
    constantValues: Float64Array.from(constants, (entry) => entry.value),
    entries, symbolic, flops,
    bytes: symbolic.words.byteLength + symbolic.factorBytes + symbolic.workBytes + lists.scatter.byteLength + lists.scatterMacro.byteLength + 8 * entries,
  };
}

/** Coefficients of ∫ ∇w dV = 0; inner nodes cancel and are left out. */
function meanGradient(rve: Rve, geometry: VoxelGeometry, connectivity: Int32Array, unknowns: Unknowns): ConstantEntry[] {
  const d = rve.dimension;
  const sums = new Float64Array(unknowns.ofNode.length * d);
  connectivity.forEach((node, index) => {
    const a = index % geometry.nodes;
    for (let q = 0; q < geometry.points; q++) {
      for (let j = 0; j < d; j++) sums[node * d + j] += geometry.weighted[(q * d + j) * geometry.nodes + a];
    }
  });
  const entries: ConstantEntry[] = [];
  let node = 0;
  for (const place of gridNodes(rve)) {
    const unknown = unknowns.ofNode[node];
    for (let j = 0; j < d && unknown >= 0; j++) {
      if (place[j] !== 0 && place[j] !== rve.grid[j]) continue;
      for (let i = 0; i < d; i++) {
        entries.push({ unknown: unknown + i, multiplier: unknowns.displacements + i * d + j, value: sums[node * d + j] });
      }
    }
    node++;
  }
  return entries;
}

/** Unknown of (component, corner) of every cell, corner fastest and numbered by its bits. */
function cellDofs(dimension: number, nodes: number, cellUnknowns: Int32Array): Int32Array {
  const dofs = new Int32Array(cellUnknowns.length * dimension);
  const order = vtkOrder(dimension);
  for (let index = 0; index < dofs.length; index++) {
    const cell = Math.floor(index / (nodes * dimension));
    const component = Math.floor(index / nodes) % dimension;
    const first = cellUnknowns[cell * nodes + order[index % nodes]];
    dofs[index] = first < 0 ? -1 : first + component;
  }
  return dofs;
}

/** VTK number of each corner. */
function vtkOrder(dimension: number): number[] {
  const d = dimension === 3 ? 3 : 2;
  const vtk = voxelCorners(d);
  return bitCorners(d).map((corner) => vtk.findIndex((node) => node.every((x, axis) => x === corner[axis])));
}

type Scatter = Pick<DirectPlan, "scatter" | "scatterOffsets" | "scatterMacro" | "macroEntries">;

/** An entry of a voxel's stiffness: corners a, b and components i ≥ k. */
type Entry = readonly [a: number, b: number, i: number, k: number];

/**
 * Entries of a voxel's stiffness that make up the lower half of the matrix: one of every two that are equal. Where a voxel is its own neighbour
 * both count, if they belong to the same unknown.
 */
function usedEntries(d: number, nodes: number, selfNeighbour: boolean): Entry[] {
  const corners = Array.from({ length: nodes }, (_, n) => n);
  return corners.flatMap((a) => corners.flatMap((b) =>
    lowerPairs(d).filter(([i, k]) => i !== k || selfNeighbour || b <= a).map(([i, k]) => [a, b, i, k] as const)));
}

/** Places of the cells' entries in the matrix; entries of fixed nodes go to the bin behind the last value. */
function scatterLists(d: number, nodes: number, dofs: Int32Array, pattern: SparsityPattern, selfNeighbour: boolean): Scatter {
  const cells = dofs.length / (d * nodes);
  const bin = pattern.columns.length;
  const macro = pattern.size - d * d;
  const used = usedEntries(d, nodes, selfNeighbour);
  const scatter = new Int32Array(cells * used.length);
  const scatterMacro = new Int32Array(cells * d * d * d * nodes);
  let at = 0;
  let atMacro = 0;
  for (let cell = 0; cell < cells; cell++) {
    const own = dofs.subarray(cell * d * nodes, (cell + 1) * d * nodes);
    for (const [a, b, i, k] of used) scatter[at++] = lowerPlace(pattern, own[i * nodes + a], own[k * nodes + b], selfNeighbour && i === k) ?? bin;
    for (let m = 0; m < d * d; m++) {
      for (const dof of own) scatterMacro[atMacro++] = dof < 0 ? bin : placeOf(pattern, macro + m, dof);
    }
  }
  const macroEntries = Int32Array.from({ length: d * d * d * d }, (_, n) =>
    placeOf(pattern, macro + Math.max(Math.floor(n / (d * d)), n % (d * d)), macro + Math.min(Math.floor(n / (d * d)), n % (d * d))));
  const scatterOffsets = Int32Array.from(used, ([a, b, i, k]) => 16 * ((a * nodes + b) * lowerPairs(d).length + (i * (i + 1)) / 2 + k));
  return { scatter, scatterOffsets, scatterMacro, macroEntries };
}

function lowerPairs(d: number): (readonly [number, number])[] {
  return Array.from({ length: d }, (_, i) => Array.from({ length: i + 1 }, (__, k) => [i, k] as const)).flat();
}

/** Where entry (row, column) goes in the lower half; `once`: every pair of unknowns comes twice, and one of the two is dropped. */
function lowerPlace(pattern: SparsityPattern, row: number, column: number, once: boolean): number | undefined {
  if (row < 0 || column < 0 || (once && row < column)) return undefined;
  return placeOf(pattern, Math.max(row, column), Math.min(row, column));
}

function symbolicPhase(rve: Rve, pattern: SparsityPattern, unknowns: Unknowns): Pick<DirectPlan, "symbolic" | "flops"> {
  const symbolic = analyse(pattern, {
    retained: unknowns.kept + unknowns.multipliers + rve.dimension * rve.dimension,
    coordinates: unknowns.places,
    dofsPerNode: rve.dimension,
  });
  return { symbolic: serialiseLdl(symbolic), flops: symbolic.flops };
}
