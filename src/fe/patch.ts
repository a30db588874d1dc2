/** Patches: the cells of one element type in one region, with reference gradients and volumes that never change. */
import { MeshError } from "../core/errors.js";
import { elementOf } from "../element/index.js";
import type { Element } from "../element/element.js";
import { cellOffsets } from "../mesh/cells.js";
import type { Mesh } from "../mesh/mesh.js";

/** Cells of one element type in one region. Total Lagrangian: nothing here depends on the displacement. */
export interface Patch {
  readonly element: Element;
  readonly dimension: 2 | 3;
  /** Nodes per cell. */
  readonly nodes: number;
  /** Gauss points per cell. */
  readonly points: number;
  /** Mesh cell numbers `[count]`; increasing unless the formulation arranges them otherwise. */
  readonly cells: Int32Array;
  /** Number of consecutive cells that a formulation treats as one; 1 for most. */
  readonly group: number;
  /** Node numbers `[count, nodes]`. */
  readonly connectivity: Int32Array;
  /** Number of the patch's first Gauss point in its region. */
  readonly firstPoint: number;
  /** Reference gradients dN_a/dX_J `[count, points, dimension, nodes]` (node fastest), 1/length. */
  readonly dNdX: Float64Array;
  /** Reference volume of the points `[count, points]`; in 2D per unit thickness. */
  readonly dV: Float64Array;
}

/** Cells of one block that become a patch, in the order they will have there. */
export interface Arrangement {
  readonly cells: Int32Array;
  /** Number of consecutive cells that belong together. */
  readonly group: number;
}

/** Splits and orders the cells of a region in a block. */
export type Arrange = (mesh: Mesh, block: number, cells: Int32Array) => readonly Arrangement[];

const asTheyAre: Arrange = (_mesh, _block, cells) => [{ cells, group: 1 }];

/**
 * Patches of a region, in block order, with gradients at the quadrature points of each element.
 * @param mesh the mesh
 * @param cells mesh cell numbers of the region, increasing
 * @param arrange order of the cells of each block; default as they are
 * @throws MeshError E_INVERTED_CELL when a cell has a Gauss point with non-positive Jacobian
 */
export function createPatches(mesh: Mesh, cells: Int32Array, arrange: Arrange = asTheyAre): Patch[] {
  const offsets = cellOffsets(mesh);
  const patches: Patch[] = [];
  let firstPoint = 0;
  for (let b = 0; b < mesh.blocks.length; b++) {
    const own = cells.filter((cell) => cell >= offsets[b] && cell < offsets[b + 1]);
    if (own.length === 0) continue;
    for (const arrangement of arrange(mesh, b, own)) {
      const patch = createPatch(mesh, b, offsets[b], arrangement, firstPoint);
      patches.push(patch);
      firstPoint += patch.cells.length * patch.points;
    }
  }
  return patches;
}

function createPatch(mesh: Mesh, blockNumber: number, offset: number, { cells, group }: Arrangement, firstPoint: number): Patch {
  const block = mesh.blocks[blockNumber];
  const element = elementOf(block.type);
  const { nodes, dimension } = element;
  const points = element.quadrature.weights.length;
  const connectivity = new Int32Array(cells.length * nodes);
  cells.forEach((cell, c) => {
    const start = (cell - offset) * nodes;
    connectivity.set(block.connectivity.subarray(start, start + nodes), c * nodes);
  });
  const patch: Patch = {
    element, dimension: dimension as 2 | 3, nodes, points, cells, group, connectivity, firstPoint,
    dNdX: new Float64Array(cells.length * points * dimension * nodes),
    dV: new Float64Array(cells.length * points),
  };
  fillGradients(mesh, patch);
  return patch;
}

/** Reference derivatives dN_a/dxi_i at all quadrature points `[points, nodes, dimension]`. */
function tabulate(element: Element): Float64Array {
  const { nodes, dimension, quadrature } = element;
  const size = nodes * dimension;
  const out = new Float64Array(quadrature.weights.length * size);
  for (let q = 0; q < quadrature.weights.length; q++) {
    element.gradient(quadrature.points.subarray(q * dimension, (q + 1) * dimension), out.subarray(q * size, (q + 1) * size));
  }
  return out;
}

function fillGradients(mesh: Mesh, patch: Patch): void {
  const { nodes, points, dimension, dNdX, dV, element } = patch;
  const reference = tabulate(element);
  const jacobian = new Float64Array(9);
  const inverse = new Float64Array(9);
  for (let c = 0; c < patch.cells.length; c++) {
    for (let q = 0; q < points; q++) {
      const table = q * nodes * dimension;
      fillJacobian(mesh.points, patch, c, reference, table, jacobian);
      const det = invert(jacobian, dimension, inverse);
      if (!(det > 0)) throw inverted(mesh, patch, c, q, det);
      dV[c * points + q] = det * element.quadrature.weights[q];
      pushForward(patch, reference, table, inverse, dNdX, (c * points + q) * dimension * nodes);
    }
  }
}

/** dN_a/dX_J `[dimension, nodes]` from the reference derivatives and dxi/dX. */
function pushForward(patch: Patch, reference: Float64Array, table: number, inverse: Float64Array, out: Float64Array, at: number): void {
  const { nodes, dimension } = patch;
  for (let J = 0; J < dimension; J++) {
    for (let a = 0; a < nodes; a++) {
      let sum = 0;
      for (let i = 0; i < dimension; i++) sum += reference[table + a * dimension + i] * inverse[3 * i + J];
      out[at + J * nodes + a] = sum;
    }
  }
}

/**
 * Reference gradients of all cells at one place of the reference cell.
 * @param xi reference coordinates `[dimension]`
 * @returns `[cells, dimension, nodes]`, 1/length
 */
export function gradientsAt(mesh: Mesh, patch: Patch, xi: ArrayLike<number>): Float64Array {
  const { nodes, dimension, element, cells } = patch;
  const size = nodes * dimension;
  const reference = new Float64Array(size), jacobian = new Float64Array(9), inverse = new Float64Array(9);
  const out = new Float64Array(cells.length * size);
  element.gradient(xi, reference);
  for (let c = 0; c < cells.length; c++) {
    fillJacobian(mesh.points, patch, c, reference, 0, jacobian);
    invert(jacobian, dimension, inverse);
    pushForward(patch, reference, 0, inverse, out, c * size);
  }
  return out;
}

/** dX_J/dxi_i, in a 3 by 3 array that is the identity outside the dimension. */
function fillJacobian(
  X: Float64Array, patch: Patch, c: number, reference: Float64Array, table: number, out: Float64Array,
): void {
  const { nodes, dimension, connectivity } = patch;
  out.fill(0);
  out[8] = 1;
  for (let a = 0; a < nodes; a++) {
    const node = connectivity[c * nodes + a];
    for (let J = 0; J < dimension; J++) {
      for (let i = 0; i < dimension; i++) {
        if (a === 0) out[3 * J + i] = 0;
        out[3 * J + i] += X[3 * node + J] * reference[table + a * dimension + i];
      }
    }
  }
}

/**
 * dX_J/dxi_i of a cell at one place of the reference cell.
 * @param xi reference coordinates `[dimension]`
 * @param out `[3, 3]`, unit of length; the identity outside the dimension
 */
export function jacobianAt(mesh: Mesh, patch: Patch, c: number, xi: ArrayLike<number>, out: Float64Array): void {
  const reference = new Float64Array(patch.nodes * patch.dimension);
  patch.element.gradient(xi, reference);
  fillJacobian(mesh.points, patch, c, reference, 0, out);
}

/** Writes the inverse of a matrix `[3, 3]`, which is the identity outside the dimension, and returns the determinant. */
export function invert(m: Float64Array, dimension: number, out: Float64Array): number {
  const c0 = m[4] * m[8] - m[5] * m[7];
  const c1 = m[5] * m[6] - m[3] * m[8];
  const c2 = m[3] * m[7] - m[4] * m[6];
  const det = dimension === 2 ? m[0] * m[4] - m[1] * m[3] : m[0] * c0 + m[1] * c1 + m[2] * c2;
  out[0] = c0 / det; out[1] = (m[2] * m[7] - m[1] * m[8]) / det; out[2] = (m[1] * m[5] - m[2] * m[4]) / det;
  out[3] = c1 / det; out[4] = (m[0] * m[8] - m[2] * m[6]) / det; out[5] = (m[2] * m[3] - m[0] * m[5]) / det;
  out[6] = c2 / det; out[7] = (m[1] * m[6] - m[0] * m[7]) / det; out[8] = (m[0] * m[4] - m[1] * m[3]) / det;
  return det;
}

function inverted(mesh: Mesh, patch: Patch, c: number, q: number, det: number): MeshError {
  const cell = patch.cells[c];
  const place = pointPlace(mesh, patch, c, q, new Float64Array(3));
  const at = Array.from(place.subarray(0, patch.dimension), (x) => x.toPrecision(6)).join(", ");
  return new MeshError("E_INVERTED_CELL",
    `det(dX/dxi) = ${det.toPrecision(3)} in cell ${cell} (${patch.element.type}), point ${q}, at (${at}); it must be positive.`,
    {
      hint: "order the nodes of the cell as VTK does (counter-clockwise in 2D), or repair the mesh there.",
      details: { cell, point: q, place: Array.from(place), determinant: det },
    });
}

/**
 * Reference coordinates of a Gauss point.
 * @param c cell of the patch
 * @param q Gauss point of the cell
 * @param out `[3]`, unit of length; returned
 */
export function pointPlace(mesh: Mesh, patch: Patch, c: number, q: number, out: Float64Array): Float64Array {
  const { element, nodes, dimension } = patch;
  const N = new Float64Array(nodes);
  element.shape(element.quadrature.points.subarray(q * dimension, (q + 1) * dimension), N);
  out.fill(0);
  for (let a = 0; a < nodes; a++) {
    const node = patch.connectivity[c * nodes + a];
    for (let J = 0; J < dimension; J++) out[J] += N[a] * mesh.points[3 * node + J];
  }
  return out;
}

/** Number of Gauss points of some patches. */
export function pointCount(patches: readonly Patch[]): number {
  return patches.reduce((sum, patch) => sum + patch.cells.length * patch.points, 0);
}
