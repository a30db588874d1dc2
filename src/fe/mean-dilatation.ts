/**
 * Mean dilatation (simo1985): the three fields u, pressure p and volume ratio θ, with p and θ constant in a cell and condensed:
 * θ = ∫ J dV / V, F̄ = (θ/J)^(1/3) F, p from the stress of F̄. Everything derives from the energy ∫ W(F̄) dV, so the stiffness is symmetric.
 * In plane strain the in-plane part takes the square root and F33 stays 1, so that plane models (plane RVEs) serve as well.
 */
import type { ElementKernel } from "../kernels/element.js";
import { deformationAt, determinant, gatherCell } from "./deformation.js";
import { addDyad, blockField, blockVector, contract, createPoint, inner, loadPoint, scale, stretchOf } from "./dilatation.js";
import type { Formulation, Integration, Stress } from "./formulation.js";
import type { Patch } from "./patch.js";

/** Displacement, pressure and volume, condensed; linear simplices have one point and would gain nothing. */
export const mixed: Formulation = {
  name: "mixed", elements: ["quad4", "hex8", "tri6", "tet10"], kind: "symmetric", bind: (_mesh, patch) => bind(patch),
};

/** A patch with what its last deformation left, and memory for a block of cells. */
interface MixedPatch {
  readonly patch: Patch;
  /** det F and r = (θ/J)^(1/d) of the points `[cells, points]`. */
  readonly J: Float64Array;
  readonly stretch: Float64Array;
  /** ∫ J dV `[cells]`: the volume of the deformed cell. */
  readonly volume: Float64Array;
  /** Effective stress and tangent, and fields whose nodal forces are the vectors below. */
  readonly P: Float64Array;
  readonly A: Float64Array;
  readonly right: Float64Array;
  readonly left: Float64Array;
  readonly cofactor: Float64Array;
  /** Nodal vectors: derivative of the volume of the cell, and its factors in the stiffness. */
  readonly rate: Float64Array;
  readonly row: Float64Array;
  readonly column: Float64Array;
  /** F of the points, where the arena keeps F̄. */
  F: Float64Array;
}

function bind(patch: Patch): Integration {
  const count = patch.cells.length * patch.points;
  const own: MixedPatch = {
    patch, J: new Float64Array(count), stretch: new Float64Array(count), volume: new Float64Array(patch.cells.length), F: new Float64Array(0),
    P: blockField(patch, 9), A: blockField(patch, 81), right: blockField(patch, 9), left: blockField(patch, 9), cofactor: blockField(patch, 9),
    rate: blockVector(patch), row: blockVector(patch), column: blockVector(patch),
  };
  return {
    patch,
    deform: (u, F) => deformCells(own, u, F),
    computeForces(kernel, first, count, stress) {
      for (let c = 0; c < count; c++) effectiveStress(own, first + c, c, stress.P);
      kernel.computeForces(patch, first, count, own.P, 0);
    },
    computeStiffness: (kernel, first, count, stress) => stiffness(own, kernel, first, count, stress),
  };
}

const point = createPoint();

function deformCells(own: MixedPatch, u: Float64Array, F: Float64Array): number {
  const { patch, J, volume } = own;
  const { dimension, nodes, points, cells, firstPoint, dV } = patch;
  let bad = -1;
  own.F = F;
  for (let c = 0; c < cells.length; c++) {
    gatherCell(patch, c, u);
    let sum = 0, inverted = false;
    for (let q = 0; q < points; q++) {
      const k = c * points + q, at = 9 * (firstPoint + k);
      deformationAt(patch.dNdX, k * dimension * nodes, dimension, nodes, F, at);
      J[k] = determinant(F, at);
      if (!(J[k] > 0)) inverted = true;
      if (bad < 0 && inverted) bad = firstPoint + k;
      sum += J[k] * dV[k];
    }
    volume[c] = sum;
    // An inverted cell keeps the F of the displacements, which shows where.
    if (!inverted) spread(own, c);
  }
  return bad;
}

/** Gives the points of a cell its mean volume ratio. */
function spread({ patch, J, stretch, volume, F }: MixedPatch, c: number): void {
  const { points, firstPoint, dimension } = patch;
  const theta = volume[c] / referenceVolume(patch, c);
  for (let k = c * points; k < (c + 1) * points; k++) {
    stretch[k] = stretchOf(dimension)(theta / J[k]);
    scale(F, 9 * (firstPoint + k), dimension, stretch[k]);
  }
}

function referenceVolume({ dV, points }: Patch, c: number): number {
  let sum = 0;
  for (let k = c * points; k < (c + 1) * points; k++) sum += dV[k];
  return sum;
}

/** Cauchy pressure of a cell (tension positive): ∫ P : F̄ / d dV over its deformed volume. */
function meanPressure({ patch, F, volume }: MixedPatch, c: number, P: Float64Array): number {
  const { points, firstPoint, dimension, dV } = patch;
  let sum = 0;
  for (let k = c * points; k < (c + 1) * points; k++) {
    const at = 9 * (firstPoint + k);
    for (let m = 0; m < 9; m++) point.F[m] = F[at + m];
    sum += (dV[k] * inner(point.F, P, at, dimension)) / dimension;
  }
  return sum / volume[c];
}

/** r P + (p J - s) F^-T with s = P : F̄ / d: the derivative of the energy with respect to the F of the displacements. */
function effectiveStress(own: MixedPatch, c: number, slot: number, P: Float64Array): void {
  const { patch, J, stretch, F } = own;
  const { points, firstPoint, dimension } = patch;
  const pressure = meanPressure(own, c, P);
  for (let q = 0; q < points; q++) {
    const k = c * points + q, at = 9 * (firstPoint + k), to = 9 * (slot * points + q);
    loadPoint(point, F, at, dimension, stretch[k]);
    const change = pressure * J[k] - inner(point.F, P, at, dimension) / dimension;
    for (let m = 0; m < 9; m++) own.P[to + m] = stretch[k] * P[at + m] + change * point.g[m];
  }
}

/** Local part by the effective tangent; what couples the points of a cell by dyads of nodal vectors. */
function stiffness(own: MixedPatch, kernel: ElementKernel, first: number, count: number, stress: Stress): void {
  const { patch, volume } = own;
  const size = patch.nodes * patch.dimension;
  const bulk = new Float64Array(count);
  for (let c = 0; c < count; c++) bulk[c] = effectiveTangent(own, first + c, c, stress);
  for (const [field, vector] of [[own.right, own.row], [own.left, own.column], [own.cofactor, own.rate]]) {
    kernel.computeForces(patch, first, count, field, 0);
    vector.set(kernel.forces.subarray(0, count * size));
  }
  kernel.computeStiffness(patch, first, count, own.A, 0);
  for (let c = 0; c < count; c++) {
    const v = volume[first + c];
    addDyad(kernel.stiffness, c, size, own.row, own.rate, 1 / v);
    addDyad(kernel.stiffness, c, size, own.rate, own.column, 1 / v);
    addDyad(kernel.stiffness, c, size, own.rate, own.rate, bulk[c] / v);
  }
}

/**
 * Fills the effective tangent and the fields of one cell and returns C/v - p. With dr/r = (dv/v - g : dF)/d, R = r (A : F̄ + P),
 * L = r (F̄ : A + P), c = F̄ : A : F̄ + P : F̄, C = ∫ c/d² dV, the derivative of the effective stress is
 * r² A - (R ⊗ g + g ⊗ L)/d + (p J + c/d²) g ⊗ g - (p J - s) g_iL g_kJ  locally,  and  (R - c g/d)/d dv/v + J g dp  through the cell,
 * v dp = ∫ (L - c g/d)/d : dF dV + (C/v - p) dv.
 */
function effectiveTangent(own: MixedPatch, c: number, slot: number, { P, A }: Stress): number {
  const { patch, J, stretch, F, right, left, cofactor, volume } = own;
  const { points, firstPoint, dimension: d, dV } = patch;
  const pressure = meanPressure(own, c, P);
  const { g } = point;
  let curvature = 0;
  for (let q = 0; q < points; q++) {
    const k = c * points + q, at = firstPoint + k, to = slot * points + q, r = stretch[k];
    loadPoint(point, F, 9 * at, d, r);
    contract(point, A, 81 * at, d);
    const work = inner(point.F, P, 9 * at, d);
    const second = inner(point.F, point.right, 0, d) + work;
    curvature += (dV[k] * second) / (d * d);
    for (let m = 0; m < 9; m++) {
      const p = P[9 * at + m];
      right[9 * to + m] = r * (point.right[m] + p);
      left[9 * to + m] = r * (point.left[m] + p);
    }
    fillTangent(own, { A, at, to, r, hydrostatic: pressure * J[k] + second / (d * d), change: pressure * J[k] - work / d });
    for (let m = 0; m < 9; m++) {
      right[9 * to + m] = (right[9 * to + m] - (second * g[m]) / d) / d;
      left[9 * to + m] = (left[9 * to + m] - (second * g[m]) / d) / d;
      cofactor[9 * to + m] = J[k] * g[m];
    }
  }
  return curvature / volume[c] - pressure;
}

interface TangentPart {
  /** Tangent of the region, number of the point in the region and in the block. */
  readonly A: Float64Array;
  readonly at: number;
  readonly to: number;
  readonly r: number;
  /** Factors of g ⊗ g and of -g_iL g_kJ. */
  readonly hydrostatic: number;
  readonly change: number;
}

/** Local part of the tangent; `right` and `left` of the point hold R and L. */
function fillTangent({ patch, A: out, right, left }: MixedPatch, { A, at, to, r, hydrostatic, change }: TangentPart): void {
  const d = patch.dimension, { g } = point;
  for (let i = 0; i < d; i++) {
    for (let J = 0; J < d; J++) {
      const iJ = 3 * i + J;
      for (let k = 0; k < d; k++) {
        for (let L = 0; L < d; L++) {
          const kL = 3 * k + L;
          out[81 * to + 9 * iJ + kL] = r * r * A[81 * at + 9 * iJ + kL] - (right[9 * to + iJ] * g[kL] + g[iJ] * left[9 * to + kL]) / d
            + hydrostatic * g[iJ] * g[kL] - change * g[3 * i + L] * g[3 * k + J];
        }
      }
    }
  }
}
