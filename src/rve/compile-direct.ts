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
  const lists = scatterLists(rve.dimension, geometry.nodes, dofs, pattern);
  const { symbolic, flops } = symbolicPhase(rve, pattern, unknowns);
  const entries = pattern.columns.length;
  return {
    ...cellPlan(rve, geometry),
    solver: "direct",
    unknowns: count,
    places: Int32Array.from({ length: count }, (_, unknown) => unknown),
    size: pattern.size,
    dofs,
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

type Scatter = Pick<DirectPlan, "scatter" | "scatterMacro" | "macroEntries">;

/** Places of the cells' entries in the matrix; entries of fixed nodes go to the bin behind the last value. */
function scatterLists(d: number, nodes: number, dofs: Int32Array, pattern: SparsityPattern): Scatter {
  const cells = dofs.length / (d * nodes);
  const bin = pattern.columns.length;
  const macro = pattern.size - d * d;
  const lower = lowerPairs(d);
  const scatter = new Int32Array(cells * lower.length * nodes * nodes);
  const scatterMacro = new Int32Array(cells * d * d * d * nodes);
  let at = 0;
  let atMacro = 0;
  for (let cell = 0; cell < cells; cell++) {
    const own = dofs.subarray(cell * d * nodes, (cell + 1) * d * nodes);
    for (let a = 0; a < nodes; a++) {
      for (let b = 0; b < nodes; b++) {
        for (const [i, k] of lower) scatter[at++] = lowerPlace(pattern, own[i * nodes + a], own[k * nodes + b], i === k) ?? bin;
      }
    }
    for (let m = 0; m < d * d; m++) {
      for (const dof of own) scatterMacro[atMacro++] = dof < 0 ? bin : placeOf(pattern, macro + m, dof);
    }
  }
  const macroEntries = Int32Array.from({ length: d * d * d * d }, (_, n) =>
    placeOf(pattern, macro + Math.max(Math.floor(n / (d * d)), n % (d * d)), macro + Math.min(Math.floor(n / (d * d)), n % (d * d))));
  return { scatter, scatterMacro, macroEntries };
}

function lowerPairs(d: number): (readonly [number, number])[] {
  return Array.from({ length: d }, (_, i) => Array.from({ length: i + 1 }, (__, k) => [i, k] as const)).flat();
}

/**
 * Where entry (row, column) of a component block goes in the lower half. A diagonal block holds every pair of nodes twice:
 * one of the two is dropped, unless both are the same unknown (a cell that is its own neighbour), when both count.
 */
function lowerPlace(pattern: SparsityPattern, row: number, column: number, diagonal: boolean): number | undefined {
  if (row < 0 || column < 0 || (diagonal && row < column)) return undefined;
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
