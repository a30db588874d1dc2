/**
 * F-bar (desouzaneto1996): the volume change of every point is that of the centroid, F̄ = (J0/J)^(1/3) F; in plane strain, as there,
 * (J0/J)^(1/2) on the in-plane part and F33 = 1. F is that of the displacements without the shear of bending (shear-relief.ts). Forces are those of the Cauchy stress σ(F̄) in the deformed cell, hence the nominal
 * stress r^(1-d) P(F̄) with r = (J0/J)^(1/d). They have no potential: the stiffness is unsymmetric.
 */
import type { Mesh } from "../mesh/mesh.js";
import { deformationAt, determinant, gatherCell } from "./deformation.js";
import { addDyad, blockField, blockVector, contract, createPoint, loadPoint, scale, stretchOf } from "./dilatation.js";
import type { Formulation, Integration, Stress } from "./formulation.js";
import type { GradientField } from "./gradient.js";
import { gradientsAt, type Patch } from "./patch.js";
import { relievedGradient } from "./shear-relief.js";

/** F-bar for 4-node quadrilaterals and 8-node hexahedra, which bend without shear here. */
export const fbar: Formulation = { name: "fbar", elements: ["quad4", "hex8"], kind: "unsymmetric", bind };

/** A patch with what its last deformation left. */
interface FbarPatch {
  readonly patch: Patch;
  readonly gradient: GradientField;
  /** Reference gradients at the centroids `[cells, dimension, nodes]`. */
  readonly central: Float64Array;
  /** r of the points `[cells, points]`. */
  readonly stretch: Float64Array;
  /** d ln J0 / du `[cells, nodes, dimension]`. */
  readonly volumeRate: Float64Array;
  /** F of the points, where the arena keeps F̄. */
  F: Float64Array;
}

function bind(mesh: Mesh, patch: Patch): Integration {
  const { dimension, nodes, points, cells } = patch;
  const gradient = relievedGradient(mesh, patch);
  const own: FbarPatch = {
    patch, gradient, central: gradientsAt(mesh, patch, new Float64Array(dimension)), F: new Float64Array(0),
    stretch: new Float64Array(cells.length * points), volumeRate: new Float64Array(cells.length * nodes * dimension),
  };
  const P = blockField(patch, 9), A = blockField(patch, 81), Q = blockField(patch, 9), rate = blockVector(patch);
  const size = nodes * dimension;
  return {
    patch, gradient, relieved: { kernel: "fbar", geometry: gradient.geometry, central: own.central },
    deform: (u, F) => deformCells(own, u, F),
    computeForces(kernel, first, count, stress) {
      effectiveStress(own, first, count, stress.P, P);
      gradient.computeForces(kernel, first, count, P);
    },
    computeStiffness(kernel, first, count, stress) {
      effectiveStress(own, first, count, stress.P, P);
      effectiveTangent(own, first, count, stress, A, Q);
      gradient.computeForces(kernel, first, count, Q);
      gradient.computeStiffness(kernel, first, count, P, A);
      rate.set(own.volumeRate.subarray(first * size, (first + count) * size));
      for (let c = 0; c < count; c++) addDyad(kernel.stiffness, c, size, kernel.forces, rate, 1);
    },
  };
}

const F0 = new Float64Array(9);
const point = createPoint();

function deformCells(own: FbarPatch, u: Float64Array, F: Float64Array): number {
  const { patch, gradient, central } = own;
  const { dimension, nodes, points, cells, firstPoint } = patch;
  let bad = -1;
  own.F = F;
  for (let c = 0; c < cells.length; c++) {
    gatherCell(patch, c, u);
    deformationAt(central, c * dimension * nodes, dimension, nodes, F0, 0);
    const J0 = determinant(F0, 0);
    gradient.deform(c, u, F);
    for (let q = 0; q < points; q++) {
      const k = c * points + q;
      const inverted = !spread(own, k, J0);
      if (bad < 0 && inverted) bad = firstPoint + k;
    }
    fillVolumeRate(own, c);
  }
  return bad;
}

/** Gives a point the volume change J0 of its centroid; false when the centroid (whose F the point then shows) or the point is inverted. */
function spread(own: FbarPatch, k: number, J0: number): boolean {
  const { F, stretch, patch } = own;
  const at = 9 * (patch.firstPoint + k);
  const J = determinant(F, at);
  if (!(J > 0)) return false;
  if (!(J0 > 0)) {
    F.set(F0, at);
    return false;
  }
  stretch[k] = stretchOf(patch.dimension)(J0 / J);
  scale(F, at, patch.dimension, stretch[k]);
  return true;
}

function fillVolumeRate({ patch, central, volumeRate }: FbarPatch, c: number): void {
  const { dimension, nodes } = patch;
  loadPoint(point, F0, 0, dimension, 1);
  const gradient = c * dimension * nodes;
  for (let a = 0; a < nodes; a++) {
    for (let i = 0; i < dimension; i++) {
      let sum = 0;
      for (let J = 0; J < dimension; J++) sum += point.g[3 * i + J] * central[gradient + J * nodes + a];
      volumeRate[gradient + a * dimension + i] = sum;
    }
  }
}

/** r^(1-d) */
function weight(r: number, dimension: number): number {
  return dimension === 2 ? 1 / r : 1 / (r * r);
}

function effectiveStress({ patch, stretch }: FbarPatch, first: number, count: number, P: Float64Array, out: Float64Array): void {
  const { points, firstPoint, dimension } = patch;
  for (let k = 0; k < count * points; k++) {
    const from = first * points + k, w = weight(stretch[from], dimension);
    for (let m = 0; m < 9; m++) out[9 * k + m] = w * P[9 * (firstPoint + from) + m];
  }
}

/**
 * With dr/r = (d ln J0 - g : dF)/d the derivative of r^(1-d) P(F̄) is A : dF + Q d ln J0 with
 * Q = r^(1-d) (A(F̄) : F̄ - (d-1) P)/d and A = r^(2-d) A(F̄) - Q ⊗ g.
 */
function effectiveTangent({ patch, stretch, F }: FbarPatch, first: number, count: number, { P, A }: Stress, out: Float64Array, Q: Float64Array): void {
  const { points, firstPoint, dimension: d } = patch;
  for (let k = 0; k < count * points; k++) {
    const from = first * points + k, r = stretch[from], w = weight(r, d), at = firstPoint + from;
    loadPoint(point, F, 9 * at, d, r);
    contract(point, A, 81 * at, d);
    for (let m = 0; m < 9; m++) Q[9 * k + m] = (w * (point.right[m] - (d - 1) * P[9 * at + m])) / d;
    for (let iJ = 0; iJ < 9; iJ++) {
      const q = Q[9 * k + iJ], row = 81 * k + 9 * iJ;
      for (let m = 0; m < 9; m++) out[row + m] = r * w * A[81 * at + 9 * iJ + m] - q * point.g[m];
    }
  }
}
