/** What modes that are taken from F add to the stiffness of a cell, in TypeScript: the oracle of assembly/element/modes.ts, with the same order of operations. */
import type { CellArrays, CellModes } from "../kernels/element.js";

/** A M_s and M_s A of a point, weighted. */
const right = new Float64Array(9), left = new Float64Array(9);

/**
 * See `ElementKernel.addModes`.
 * @param K stiffness of a block of cells `[block, nodes·dimension, nodes·dimension]`
 */
export function addModes(cells: CellArrays, modes: CellModes, slot: number, A: Float64Array, pulled: Float64Array, K: Float64Array): void {
  const { count, rates } = modes, size = cells.nodes * cells.dimension, first = slot * count * size;
  const before = pulled.slice(0, count * size), behind = before.slice(), between = new Float64Array(count * count);
  addContracted(cells, modes, slot, A, { before, behind, between });
  for (let s = 0; s < count; s++) {
    for (let t = 0; t < count; t++) {
      const half = between[s * count + t] / 2;
      for (let a = 0; a < size; a++) {
        before[t * size + a] -= half * rates[first + s * size + a];
        behind[s * size + a] -= half * rates[first + t * size + a];
      }
    }
  }
  for (let s = 0; s < count; s++) {
    const rate = first + s * size, own = s * size;
    for (let a = 0, to = slot * size * size; a < size; a++) {
      for (let b = 0; b < size; b++) K[to++] -= before[own + a] * rates[rate + b] + rates[rate + a] * behind[own + b];
    }
  }
}

interface Contracted { readonly before: Float64Array; readonly behind: Float64Array; readonly between: Float64Array }

/** Adds Σ w_s B^T A M_s and Σ w_s M_s A B over the points to `before` and `behind`, Σ w_s h_t M_t A M_s to `between`. */
function addContracted(cells: CellArrays, { count, moved, weights }: CellModes, slot: number, A: Float64Array, { before, behind, between }: Contracted): void {
  const { nodes, dimension, points, dV } = cells, size = nodes * dimension;
  for (let q = 0; q < points; q++) {
    for (let s = 0; s < count; s++) {
      contract(A, 81 * (slot * points + q), moved, 9 * (slot * count + s), weights[(slot * count + s) * points + q]);
      for (let t = 0; t < count; t++) {
        let sum = 0;
        for (let k = 0; k < 9; k++) sum += moved[9 * (slot * count + t) + k] * right[k];
        between[t * count + s] += (weights[(slot * count + t) * points + q] / dV[slot * points + q]) * sum;
      }
      addNodal(cells, slot * points + q, right, before, s * size);
      addNodal(cells, slot * points + q, left, behind, s * size);
    }
  }
}

function contract(A: Float64Array, at: number, M: Float64Array, from: number, weight: number): void {
  for (let k = 0; k < 9; k++) {
    let r = 0, l = 0;
    for (let n = 0; n < 9; n++) {
      r += A[at + 9 * k + n] * M[from + n];
      l += A[at + 9 * n + k] * M[from + n];
    }
    right[k] = weight * r;
    left[k] = weight * l;
  }
}

function addNodal({ nodes, dimension, dNdX }: CellArrays, point: number, stress: Float64Array, out: Float64Array, to: number): void {
  for (let J = 0; J < dimension; J++) {
    for (let a = 0; a < nodes; a++) {
      const g = dNdX[(point * dimension + J) * nodes + a];
      for (let i = 0; i < dimension; i++) out[to + a * dimension + i] += g * stress[3 * i + J];
    }
  }
}
