/** The one element of a voxel grid: all voxels are alike. */
import { elementOf } from "../element/index.js";
import type { CellPlan } from "../kernels/rve-plan.js";
import type { Rve } from "./rve.js";

/** Shape gradients of one voxel. */
export interface VoxelGeometry {
  readonly nodes: 4 | 8;
  readonly points: number;
  /** `[points, d, N]`. */
  readonly gradients: Float64Array;
  readonly weighted: Float64Array;
  readonly pointVolume: number;
}

/** Shape gradients of the voxels of an RVE, quad4 or hex8 with full integration; lengths in the unit of `rve.size`. */
export function voxelGeometry(rve: Rve): VoxelGeometry {
  const element = elementOf(rve.dimension === 3 ? "hex8" : "quad4");
  const { points, weights } = element.quadrature;
  const d = rve.dimension;
  const count = weights.length;
  const edge = rve.size.map((length, axis) => length / rve.grid[axis]);
  const pointVolume = edge.reduce((product, h) => product * h, 1) / count;
  const gradients = new Float64Array(count * d * element.nodes);
  const local = new Float64Array(element.nodes * d);
  for (let q = 0; q < count; q++) {
    element.gradient(points.subarray(q * d, (q + 1) * d), local);
    for (let a = 0; a < element.nodes; a++) {
      for (let j = 0; j < d; j++) gradients[(q * d + j) * element.nodes + a] = (local[a * d + j] * 2) / edge[j];
    }
  }
  return { nodes: d === 3 ? 8 : 4, points: count, gradients, weighted: gradients.map((g) => g * pointVolume), pointVolume };
}

/** The part of a plan that does not depend on the solver. */
export function cellPlan(rve: Rve, { nodes, points, pointVolume }: VoxelGeometry): Omit<CellPlan, "unknowns" | "places" | "fluctuations" | "size" | "dofs" | "flops" | "bytes"> {
  return {
    dimension: rve.dimension, nodes, points, ...voxelModes(rve, pointVolume),
    cells: rve.phaseOfCell.length,
    kept: (rve.dimension * (rve.dimension + 1)) / 2,
    laws: rve.laws,
    outputs: rve.outputs,
    mixedPhases: rve.formulations.map((name) => name === "mixed"),
    phaseOfCell: rve.phaseOfCell,
    pairs: voxelPairs(rve),
    volumes: Float64Array.of(pointVolume, rve.size.reduce((product, length) => product * length, 1)),
  };
}

/** Voxels of one phase, two by two in their order; those of voids are left out. */
function voxelPairs({ phaseOfCell, laws, voids }: Rve): Int32Array {
  return Int32Array.from(laws.flatMap((_, phase) => {
    const own = [...phaseOfCell.keys()].filter((cell) => phaseOfCell[cell] === phase && !voids[phase]);
    return own.length % 2 === 0 ? own : [...own, own[own.length - 1]];
  }));
}

/**
 * Gradients of the voxel in Walsh modes: dN_n/dX_J at a Gauss point q is the sum over modes R without axis J of
 * slope_J[R] (-1)^|R & q| (-1)^|(R + J) & n|, because corners and points differ by signs only.
 * @param volume volume of one Gauss point
 */
function voxelModes({ dimension, size, grid }: Rve, volume: number): Pick<CellPlan, "slopes" | "termPlaces" | "termFactors"> {
  const corners = 1 << dimension;
  const block = 6;
  const slopes = new Float64Array(dimension * corners);
  for (let j = 0; j < dimension; j++) {
    for (let R = 0; R < corners; R++) {
      const modes = axesOf(R);
      if (!modes.includes(j)) slopes[j * corners + R] = modes.reduce((slope) => slope * Math.sqrt(1 / 3), (-2 * grid[j]) / size[j] / corners);
    }
  }
  const places: number[] = [];
  const factors: number[] = [];
  for (let T = 1; T < corners && dimension === 3; T++) {
    for (let S = 1; S < corners; S++) {
      for (const j of axesOf(T)) {
        for (const l of axesOf(S)) {
          const [R, Q] = [T ^ (1 << j), S ^ (1 << l)];
          places.push(16 * block * ((j * dimension + l) * corners + (R ^ Q)));
          factors.push(volume * slopes[j * corners + R] * slopes[l * corners + Q]);
        }
      }
    }
  }
  return { slopes, termPlaces: Int32Array.from(places), termFactors: Float64Array.from(factors) };
}

/** Axes whose bit is set. */
function axesOf(mode: number): number[] {
  return [0, 1, 2].filter((axis) => (mode & (1 << axis)) !== 0);
}
