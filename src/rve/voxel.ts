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
export function cellPlan(rve: Rve, { nodes, points, gradients, weighted, pointVolume }: VoxelGeometry): Omit<CellPlan, "unknowns" | "places" | "size" | "dofs" | "flops" | "bytes"> {
  return {
    dimension: rve.dimension, nodes, points, gradients, weighted,
    cells: rve.phaseOfCell.length,
    laws: rve.laws,
    phaseOfCell: rve.phaseOfCell,
    volumes: Float64Array.of(pointVolume, rve.size.reduce((product, length) => product * length, 1)),
  };
}
