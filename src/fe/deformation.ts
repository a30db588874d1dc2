/** Deformation gradients at Gauss points. */
import type { Patch } from "./patch.js";

/** Displacements of one cell; large enough for every element. */
const local = new Float64Array(60);

/**
 * F = I + Σ u_a ⊗ dN_a/dX at all Gauss points of a patch; plane strain (F33 = 1) in 2D.
 * @param patch cells
 * @param u displacements `[nodes, dimension]`, unit of length
 * @param F out: `[points of the region, 3, 3]`
 * @returns number of the first point of the region with det F <= 0 (or not a number), -1 when there is none
 */
export function deformation(patch: Patch, u: Float64Array, F: Float64Array): number {
  const { dimension, points, nodes, cells } = patch;
  let bad = -1;
  for (let c = 0; c < cells.length; c++) {
    gatherCell(patch, c, u);
    for (let q = 0; q < points; q++) {
      const point = patch.firstPoint + c * points + q;
      deformationAt(patch.dNdX, (c * points + q) * dimension * nodes, dimension, nodes, F, 9 * point);
      if (bad < 0 && !(determinant(F, 9 * point) > 0)) bad = point;
    }
  }
  return bad;
}

/** Loads the displacements of a cell, for the calls of `deformationAt` that follow. */
export function gatherCell(patch: Patch, c: number, u: Float64Array): void {
  const { dimension, nodes, connectivity } = patch;
  for (let a = 0; a < nodes; a++) {
    const node = connectivity[c * nodes + a];
    for (let i = 0; i < dimension; i++) local[i * nodes + a] = u[node * dimension + i];
  }
}

/**
 * F of the cell that was loaded last.
 * @param dNdX reference gradients `[.., dimension, nodes]`, those of the point begin at `gradient`
 * @param F out: nine numbers from `at` on
 */
export function deformationAt(
  dNdX: Float64Array, gradient: number, dimension: number, nodes: number, F: Float64Array, at: number,
): void {
  F[at + 2] = 0; F[at + 5] = 0; F[at + 6] = 0; F[at + 7] = 0; F[at + 8] = 1;
  for (let i = 0; i < dimension; i++) {
    for (let J = 0; J < dimension; J++) {
      let sum = 0;
      for (let a = 0; a < nodes; a++) sum += local[i * nodes + a] * dNdX[gradient + J * nodes + a];
      F[at + 3 * i + J] = i === J ? 1 + sum : sum;
    }
  }
}

/** Determinant of the 3 by 3 matrix at `at`. */
export function determinant(m: Float64Array, at: number): number {
  return m[at] * (m[at + 4] * m[at + 8] - m[at + 5] * m[at + 7])
    + m[at + 1] * (m[at + 5] * m[at + 6] - m[at + 3] * m[at + 8])
    + m[at + 2] * (m[at + 3] * m[at + 7] - m[at + 4] * m[at + 6]);
}
