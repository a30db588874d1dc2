/** Forces and stiffness of cells in TypeScript: the oracle of the WASM kernel, with the same order of operations. */
import { blockCells, type CellArrays, type ElementKernel } from "../kernels/element.js";
import { addModes } from "./modes.js";

/** Σ_L A_iJkL dN_b,L dV for all points of a cell; large enough for every element. */
const work = new Float64Array(27 * 27);

/** A kernel with memory for cells of up to `dofs` = nodes · dimension degrees of freedom. */
export function scalarKernel(dofs: number): ElementKernel {
  const forces = new Float64Array(blockCells * dofs), stiffness = new Float64Array(blockCells * dofs * dofs);
  return {
    forces, stiffness,
    computeForces(cells, first, count, P, from) {
      const size = cells.nodes * cells.dimension;
      for (let c = 0; c < count; c++) cellForces(cells, first + c, P, 9 * (from + c * cells.points), forces, c * size);
    },
    computeStiffness(cells, first, count, A, from) {
      const size = cells.nodes * cells.dimension;
      const add = cells.dimension === 3 ? stiffness3 : stiffness2;
      for (let c = 0; c < count; c++) {
        for (let b = 0; b < cells.nodes; b++) add(cells, first + c, b, A, 81 * (from + c * cells.points), stiffness, c * size * size);
      }
    },
    addModes: (cells, modes, slot, A, pulled) => addModes(cells, modes, slot, A, pulled, stiffness),
  };
}

function cellForces(cells: CellArrays, cell: number, P: Float64Array, stress: number, forces: Float64Array, at: number): void {
  const { nodes, dimension, points, dNdX, dV } = cells;
  forces.fill(0, at, at + nodes * dimension);
  for (let q = 0; q < points; q++) {
    const volume = dV[cell * points + q];
    const gradient = (cell * points + q) * dimension * nodes;
    for (let i = 0; i < dimension; i++) {
      for (let J = 0; J < dimension; J++) {
        const p = P[stress + 9 * q + 3 * i + J] * volume;
        for (let a = 0; a < nodes; a++) forces[at + a * dimension + i] += p * dNdX[gradient + J * nodes + a];
      }
    }
  }
}

/** Columns of node b in 3D; the point sum stays in nine locals. */
function stiffness3(cells: CellArrays, cell: number, b: number, A: Float64Array, tangent: number, K: Float64Array, at: number): void {
  const { nodes, points, dNdX, dV } = cells;
  const cellGradient = cell * points * 3 * nodes;
  for (let q = 0; q < points; q++) {
    const v = dV[cell * points + q], g = cellGradient + q * 3 * nodes + b;
    const b0 = dNdX[g] * v, b1 = dNdX[g + nodes] * v, b2 = dNdX[g + 2 * nodes] * v;
    for (let m = 0, t = tangent + 81 * q; m < 27; m++, t += 3) work[27 * q + m] = A[t] * b0 + A[t + 1] * b1 + A[t + 2] * b2;
  }
  for (let a = 0; a < nodes; a++) {
    let k00 = 0, k01 = 0, k02 = 0, k10 = 0, k11 = 0, k12 = 0, k20 = 0, k21 = 0, k22 = 0;
    for (let q = 0, w = 0, g = cellGradient + a; q < points; q++, w += 27, g += 3 * nodes) {
      const a0 = dNdX[g], a1 = dNdX[g + nodes], a2 = dNdX[g + 2 * nodes];
      k00 += a0 * work[w] + a1 * work[w + 3] + a2 * work[w + 6];
      k01 += a0 * work[w + 1] + a1 * work[w + 4] + a2 * work[w + 7];
      k02 += a0 * work[w + 2] + a1 * work[w + 5] + a2 * work[w + 8];
      k10 += a0 * work[w + 9] + a1 * work[w + 12] + a2 * work[w + 15];
      k11 += a0 * work[w + 10] + a1 * work[w + 13] + a2 * work[w + 16];
      k12 += a0 * work[w + 11] + a1 * work[w + 14] + a2 * work[w + 17];
      k20 += a0 * work[w + 18] + a1 * work[w + 21] + a2 * work[w + 24];
      k21 += a0 * work[w + 19] + a1 * work[w + 22] + a2 * work[w + 25];
      k22 += a0 * work[w + 20] + a1 * work[w + 23] + a2 * work[w + 26];
    }
    const row = at + 9 * a * nodes + 3 * b, next = row + 3 * nodes, last = next + 3 * nodes;
    K[row] = k00; K[row + 1] = k01; K[row + 2] = k02;
    K[next] = k10; K[next + 1] = k11; K[next + 2] = k12;
    K[last] = k20; K[last + 1] = k21; K[last + 2] = k22;
  }
}

/** Columns of node b in 2D. */
function stiffness2(cells: CellArrays, cell: number, b: number, A: Float64Array, tangent: number, K: Float64Array, at: number): void {
  const { nodes, points, dNdX, dV } = cells;
  const cellGradient = cell * points * 2 * nodes;
  for (let q = 0; q < points; q++) {
    const v = dV[cell * points + q], g = cellGradient + q * 2 * nodes + b;
    const b0 = dNdX[g] * v, b1 = dNdX[g + nodes] * v;
    for (let i = 0, m = 8 * q; i < 2; i++) {
      for (let J = 0; J < 2; J++) {
        const t = tangent + 81 * q + 27 * i + 9 * J;
        work[m++] = A[t] * b0 + A[t + 1] * b1;
        work[m++] = A[t + 3] * b0 + A[t + 4] * b1;
      }
    }
  }
  for (let a = 0; a < nodes; a++) {
    let k00 = 0, k01 = 0, k10 = 0, k11 = 0;
    for (let q = 0, w = 0, g = cellGradient + a; q < points; q++, w += 8, g += 2 * nodes) {
      const a0 = dNdX[g], a1 = dNdX[g + nodes];
      k00 += a0 * work[w] + a1 * work[w + 2];
      k01 += a0 * work[w + 1] + a1 * work[w + 3];
      k10 += a0 * work[w + 4] + a1 * work[w + 6];
      k11 += a0 * work[w + 5] + a1 * work[w + 7];
    }
    const row = at + 4 * a * nodes + 2 * b, next = row + 2 * nodes;
    K[row] = k00; K[row + 1] = k01;
    K[next] = k10; K[next + 1] = k11;
  }
}
