/** What formulations that replace the volume change share: F̄ = r F in the dimensions of the patch (F33 stays 1 in plane strain), with det F̄ shared by the points of a cell. */
import { cbrt } from "../core/math.gen.js";
import { blockCells } from "../kernels/element.js";
import { determinant } from "./deformation.js";
import type { Patch } from "./patch.js";

/** Numbers of a point. Tensors `[3, 3]` and `[3, 3, 3, 3]` are filled in the dimensions of the patch, the rest is zero. */
export interface Point {
  /** F̄ of the model. */
  readonly F: Float64Array;
  /** F^-T of the displacements, not of F̄: dJ = J g : dF. */
  readonly g: Float64Array;
  /** A : F̄, and F̄ : A. */
  readonly right: Float64Array;
  readonly left: Float64Array;
}

/** Memory of one point. */
export function createPoint(): Point {
  return { F: new Float64Array(9), g: new Float64Array(9), right: new Float64Array(9), left: new Float64Array(9) };
}

/** The d-th root, so that (root x)^d = x: by it a volume ratio becomes a stretch. */
export function stretchOf(dimension: 2 | 3): (ratio: number) => number {
  return dimension === 2 ? Math.sqrt : cbrt;
}

/** Memory for one field of a block of cells, `size` numbers per point. */
export function blockField(patch: Patch, size: number): Float64Array {
  return new Float64Array(blockCells * patch.points * size);
}

/** Memory for one nodal vector of a block of cells. */
export function blockVector(patch: Patch): Float64Array {
  return new Float64Array(blockCells * patch.nodes * patch.dimension);
}

/** Multiplies F at `at` by r in the given dimensions. */
export function scale(F: Float64Array, at: number, dimension: number, r: number): void {
  for (let i = 0; i < dimension; i++) for (let J = 0; J < dimension; J++) F[at + 3 * i + J] *= r;
}

/**
 * Loads F̄ from the arena and makes F^-T of the displacements.
 * @param r F̄ = r F
 */
export function loadPoint(point: Point, arenaF: Float64Array, at: number, dimension: number, r: number): void {
  const { F, g } = point;
  for (let m = 0; m < 9; m++) F[m] = arenaF[at + m];
  const J = determinant(F, 0);
  for (let i = 0; i < dimension; i++) {
    const i1 = (i + 1) % 3, i2 = (i + 2) % 3;
    for (let K = 0; K < dimension; K++) {
      const k1 = (K + 1) % 3, k2 = (K + 2) % 3;
      g[3 * i + K] = (r * (F[3 * i1 + k1] * F[3 * i2 + k2] - F[3 * i1 + k2] * F[3 * i2 + k1])) / J;
    }
  }
}

/** Contracts the tangent with the F̄ of the point, from both sides. */
export function contract(point: Point, A: Float64Array, at: number, dimension: number): void {
  const { F, right, left } = point;
  left.fill(0);
  for (let i = 0; i < dimension; i++) {
    for (let J = 0; J < dimension; J++) {
      const f = F[3 * i + J], row = at + 27 * i + 9 * J;
      let sum = 0;
      for (let k = 0; k < dimension; k++) {
        for (let L = 0; L < dimension; L++) {
          sum += A[row + 3 * k + L] * F[3 * k + L];
          left[3 * k + L] += f * A[row + 3 * k + L];
        }
      }
      right[3 * i + J] = sum;
    }
  }
}

/** a : b in the given dimensions; b starts at `at`. */
export function inner(a: Float64Array, b: Float64Array, at: number, dimension: number): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++) for (let J = 0; J < dimension; J++) sum += a[3 * i + J] * b[at + 3 * i + J];
  return sum;
}

/** Adds factor a ⊗ b to the stiffness of cell `slot`; both vectors start at the slot's place. */
export function addDyad(K: Float64Array, slot: number, size: number, a: Float64Array, b: Float64Array, factor: number): void {
  const from = slot * size;
  let to = from * size;
  for (let m = 0; m < size; m++) {
    const x = factor * a[from + m];
    for (let n = 0; n < size; n++) K[to++] += x * b[from + n];
  }
}
