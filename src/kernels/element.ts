/** Forces and stiffness of cells by WASM; the loops are in assembly/element. */
import { loadKernels } from "./module.js";

/** Cells of one type with their reference gradients: the part of a patch that the loops need. */
export interface CellArrays {
  readonly dimension: number;
  /** Nodes per cell. */
  readonly nodes: number;
  /** Gauss points per cell. */
  readonly points: number;
  /** `[cells, points, dimension, nodes]`, 1/length. */
  readonly dNdX: Float64Array;
  /** `[cells, points]`, unit of volume. */
  readonly dV: Float64Array;
}

/**
 * Modes that are taken from the F of cells: F = F(dNdX) - Σ h_s M_s a_s at a point, with amplitudes a_s that depend on the displacements and h_s the weight of the mode over the volume
 * of the point. Arrays of a block of cells; the number of modes is even.
 */
export interface CellModes {
  readonly count: number;
  /** M_s `[block, count, 3, 3]`; zero beyond the dimension. */
  readonly moved: Float64Array;
  /** Derivatives of the amplitudes `[block, count, nodes, dimension]`. */
  readonly rates: Float64Array;
  /** Weights of the points `[block, count, points]`, unit of volume. */
  readonly weights: Float64Array;
}

/** Forces and stiffness of runs of at most `blockCells` cells; results stay until the next call. */
export interface ElementKernel {
  /** f_ia = ∫ P_iJ dN_a,J dV of the last run `[count, nodes, dimension]`. */
  readonly forces: Float64Array;
  /** K_iakb = ∫ dN_a,J A_iJkL dN_b,L dV of the last run `[count, nodes·dimension, nodes·dimension]`. */
  readonly stiffness: Float64Array;
  /** Forces of the cells [first, first + count) from stresses `[points, 3, 3]`, of which those of cell `first` begin at point `from`. */
  computeForces(cells: CellArrays, first: number, count: number, P: Float64Array, from: number): void;
  /** Stiffness of these cells from tangents `[points, 3, 3, 3, 3]`, of which those of cell `first` begin at point `from`. */
  computeStiffness(cells: CellArrays, first: number, count: number, A: Float64Array, from: number): void;
  /**
   * Adds to the stiffness in `slot` what modes make of it there: with D = dF/du = B - Σ h_s M_s ⊗ rate_s, Σ D^T A D dV - Σ B^T A B dV, less pulled_s ⊗ rate_s and its transpose.
   * @param cells of a block, of which `slot` is one
   * @param A tangents `[block, points, 3, 3, 3, 3]`
   * @param pulled nodal vectors of the cell `[count, nodes, dimension]`
   */
  addModes(cells: CellArrays, modes: CellModes, slot: number, A: Float64Array, pulled: Float64Array): void;
}

/** Cells per call at most: their stiffnesses stay in cache until they are scattered. */
export const blockCells = 16;

/** Modes of a cell at most. */
const mostModes = 6;

/** Largest number of some quantity over cell types. */
function largest(types: readonly CellArrays[], of: (type: CellArrays) => number): number {
  return types.reduce((most, type) => Math.max(most, of(type)), 0);
}

/**
 * A kernel with memory for the given cell types, in a WASM instance of its own.
 * @throws BackendError E_WASM when the host cannot run the kernels
 */
export async function createElementKernel(types: readonly CellArrays[]): Promise<ElementKernel> {
  const kernels = await loadKernels();
  const points = largest(types, (type) => type.points);
  const gradients = largest(types, (type) => type.points * type.dimension * type.nodes);
  const dofs = largest(types, (type) => type.nodes * type.dimension);
  const allocate = (length: number): number => kernels.allocate(8 * length);
  const at = {
    dNdX: allocate(blockCells * gradients + 2), dV: allocate(blockCells * points), P: allocate(blockCells * 9 * points),
    A: allocate(blockCells * 81 * points), work: allocate(54 * points),
    moved: allocate(9 * mostModes), rates: allocate(dofs * mostModes), weights: allocate(points * mostModes), pulled: allocate(dofs * mostModes),
    modes: allocate(mostModes * (9 + points + 4 * dofs + mostModes) + 36), forces: allocate(blockCells * dofs), stiffness: allocate(blockCells * dofs * dofs),
  };
  // The instance allocates nothing more, so views stay alive.
  const memory = new Float64Array(kernels.memory.buffer);
  const copy = (from: Float64Array, start: number, length: number, to: number): void => memory.set(from.subarray(start, start + length), to / 8);
  const copyCells = ({ dimension, nodes, points: q, dNdX, dV }: CellArrays, first: number, count: number): void => {
    copy(dNdX, first * q * dimension * nodes, count * q * dimension * nodes, at.dNdX);
    copy(dV, first * q, count * q, at.dV);
  };
  return {
    forces: kernels.f64(at.forces, blockCells * dofs),
    stiffness: kernels.f64(at.stiffness, blockCells * dofs * dofs),
    computeForces(cells, first, count, P, from) {
      const { dimension, nodes, points: q } = cells;
      copyCells(cells, first, count);
      copy(P, 9 * from, 9 * count * q, at.P);
      kernels.exports.elementForces(count, dimension, nodes, q, at.dNdX, at.dV, at.P, at.forces);
    },
    computeStiffness(cells, first, count, A, from) {
      const { dimension, nodes, points: q } = cells;
      copyCells(cells, first, count);
      copy(A, 81 * from, 81 * count * q, at.A);
      kernels.exports.elementStiffness(count, dimension, nodes, q, at.dNdX, at.dV, at.A, at.stiffness, at.work);
    },
    addModes({ dimension, nodes, points: q, dNdX, dV }, { count, moved, rates, weights }, slot, A, pulled) {
      const size = nodes * dimension;
      copy(dNdX, slot * q * size, q * size, at.dNdX);
      copy(dV, slot * q, q, at.dV);
      copy(A, 81 * slot * q, 81 * q, at.A);
      copy(moved, 9 * slot * count, 9 * count, at.moved);
      copy(rates, slot * count * size, count * size, at.rates);
      copy(weights, slot * count * q, count * q, at.weights);
      copy(pulled, 0, count * size, at.pulled);
      kernels.exports.modeStiffness(dimension, nodes, q, count, at.dNdX, at.dV, at.A, at.moved, at.rates, at.weights, at.pulled, at.stiffness + 8 * slot * size * size, at.modes);
    },
  };
}
