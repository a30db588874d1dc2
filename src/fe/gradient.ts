/** How the F of the points of a cell follows from its displacements, and what forces and stiffness need of that. */
import type { ElementKernel } from "../kernels/element.js";
import { deformationAt, gatherCell } from "./deformation.js";
import type { Patch } from "./patch.js";

/** F of the cells of a patch as a function of their displacements. Remembers what its derivatives need of the last deformation. */
export interface GradientField {
  /**
   * Writes F of the points of cell `c`; a cell that must not reach a model shows det F <= 0.
   * @param u displacements `[nodes, dimension]`, unit of length
   * @param F out: `[points of the region, 3, 3]`
   */
  deform(c: number, u: Float64Array, F: Float64Array): void;
  /**
   * Leaves Σ P : dF/du dV of the cells [first, first + count) in `kernel.forces`.
   * @param P `[count, points, 3, 3]`
   */
  computeForces(kernel: ElementKernel, first: number, count: number, P: Float64Array): void;
  /**
   * Leaves Σ (dF/du : A : dF/du + P : d²F/du²) dV in `kernel.stiffness`.
   * @param P what `computeForces` takes
   * @param A `[count, points, 3, 3, 3, 3]`
   */
  computeStiffness(kernel: ElementKernel, first: number, count: number, P: Float64Array, A: Float64Array): void;
}

/** F = I + ∇u. */
export function displacementGradient(patch: Patch): GradientField {
  const { dimension, nodes, points, firstPoint, dNdX } = patch;
  return {
    deform(c, u, F) {
      gatherCell(patch, c, u);
      for (let k = c * points; k < (c + 1) * points; k++) deformationAt(dNdX, k * dimension * nodes, dimension, nodes, F, 9 * (firstPoint + k));
    },
    computeForces: (kernel, first, count, P) => kernel.computeForces(patch, first, count, P, 0),
    computeStiffness: (kernel, first, count, _P, A) => kernel.computeStiffness(patch, first, count, A, 0),
  };
}

/** Mean reference gradients of the cells of a patch `[cells, dimension, nodes]`, 1/length. */
export function meanGradients({ cells, dimension, nodes, points, dNdX, dV }: Patch): Float64Array {
  const size = dimension * nodes, out = new Float64Array(cells.length * size);
  for (let c = 0; c < cells.length; c++) {
    let volume = 0;
    for (let q = c * points; q < (c + 1) * points; q++) {
      volume += dV[q];
      for (let k = 0; k < size; k++) out[c * size + k] += dV[q] * dNdX[q * size + k];
    }
    for (let k = 0; k < size; k++) out[c * size + k] /= volume;
  }
  return out;
}

/**
 * A patch whose gradients vary less in each cell: their means, and a share of what differs from it.
 * Homogeneous deformations and mean stresses see no difference; with a share above 0 every motion of the nodes keeps a stiffness.
 * @param share of the variation that is kept
 */
export function evened(patch: Patch, share: number): Patch {
  const { dimension, nodes, points, dNdX } = patch, size = dimension * nodes, mean = meanGradients(patch);
  return { ...patch, dNdX: dNdX.map((value, k) => {
    const average = mean[Math.floor(k / (size * points)) * size + (k % size)];
    return average + share * (value - average);
  }) };
}
