/**
 * Mean dilatation (simo1985): the three fields u, pressure p and volume ratio θ, with p and θ in a space of their own in each cell and condensed:
 * θ is the projection of J on that space, F̄ = (θ/J)^(1/3) F, p the projection of the pressure of the stress at F̄. The space is that of constants,
 * for quadratic tensor cells that of linear functions. Everything derives from the energy ∫ W(F̄) dV, so the stiffness is symmetric.
 * In plane strain the in-plane part takes the square root and F33 stays 1, so that plane models (plane RVEs) serve as well.
 */
import { blockCells, type ElementKernel } from "../kernels/element.js";
import type { Mesh } from "../mesh/mesh.js";
import type { ElementType } from "../mesh/topology.js";
import { determinant } from "./deformation.js";
import { addDyad, blockField, blockVector, contract, createPoint, inner, loadPoint, scale, stretchOf } from "./dilatation.js";
import type { Formulation, Integration, Stress } from "./formulation.js";
import { displacementGradient, evened, type GradientField } from "./gradient.js";
import { arrangeMacroCells, macroPatch } from "./macro-cells.js";
import { type Patch, pointPlace } from "./patch.js";
import { relievedGradient, shearing } from "./shear-relief.js";

/** Displacement, pressure and volume, condensed. Linear simplices have one point: there groups of cells take the place of cells. quad4 and hex8 bend without shear. */
export const mixed: Formulation = {
  name: "mixed", elements: ["tri3", "tri6", "quad4", "quad8", "tet4", "tet10", "hex8", "hex20"], kind: "symmetric",
  arrange: (type) => (grouped.has(type) ? arrangeMacroCells : undefined),
  bind(mesh, patch) {
    const type = patch.element.type as ElementType;
    if (shearing.has(type)) {
      const gradient = relievedGradient(mesh, patch);
      return { ...bind(mesh, patch, gradient), relieved: { kernel: "mixed", geometry: gradient.geometry } };
    }
    const cells = grouped.has(type) ? evened(macroPatch(patch), keptInGroup[patch.dimension]) : patch;
    return bind(mesh, cells, displacementGradient(cells));
  },
};

/** Share of what varies in F within a group of cells that is kept: tetrahedra of constant F bend too stiffly by themselves (puso2006). */
const keptInGroup = { 2: 1, 3: 0.9 } as const;

/** Mean dilatation of quad4 and hex8 alone, with the shear that bending brings: the voxels of RVEs. */
export const meanDilatation: Formulation = {
  name: "mean dilatation", elements: ["quad4", "hex8"], kind: "symmetric", bind: (mesh, patch) => bind(mesh, patch, displacementGradient(patch)),
};

/** Types of which one cell is too little for a pressure of its own. */
const grouped: ReadonlySet<ElementType> = new Set(["tri3", "tet4"]);

/** Types with a linear pressure: with a constant one their many nodes could change volume within a cell at no cost. */
const linearPressure: ReadonlySet<ElementType> = new Set(["quad8", "hex20"]);

/** A patch with what its last deformation left, and memory for a block of cells. */
interface MixedPatch {
  readonly patch: Patch;
  readonly gradient: GradientField;
  readonly modes: number;
  /** Functions of the space of p and θ, orthonormal over each cell `[cells, modes, points]`. */
  readonly basis: Float64Array;
  /** det F, θ and r = (θ/J)^(1/d) of the points `[cells, points]`. */
  readonly J: Float64Array;
  readonly theta: Float64Array;
  readonly stretch: Float64Array;
  /** Pressure by the stress of each point alone, and its projection p `[cells, points]`, of the cell at hand. */
  readonly local: Float64Array;
  readonly pressure: Float64Array;
  /** Effective stress and tangent, and fields whose nodal forces, weighted with the basis, are the vectors below. */
  readonly P: Float64Array;
  readonly A: Float64Array;
  readonly right: Float64Array;
  readonly left: Float64Array;
  readonly cofactor: Float64Array;
  readonly weighted: Float64Array;
  /** Nodal vectors by mode: derivatives of the coefficients of θ, and their factors in the stiffness. */
  readonly rates: readonly Float64Array[];
  readonly rows: readonly Float64Array[];
  readonly columns: readonly Float64Array[];
  /** Second derivatives of the energy with respect to the coefficients of θ `[cells of a block, modes, modes]`. */
  readonly bulk: Float64Array;
  /** F of the points, where the arena keeps F̄. */
  F: Float64Array;
}

function bind(mesh: Mesh, patch: Patch, gradient: GradientField): Integration {
  const basis = fillBasis(mesh, patch), count = patch.cells.length * patch.points, modes = basis.length / count;
  const vectors = (): Float64Array[] => Array.from({ length: modes }, () => blockVector(patch));
  const own: MixedPatch = {
    patch, gradient, modes, basis, J: new Float64Array(count), theta: new Float64Array(count), stretch: new Float64Array(count), local: new Float64Array(count), pressure: new Float64Array(count), F: new Float64Array(0),
    P: blockField(patch, 9), A: blockField(patch, 81), right: blockField(patch, 9), left: blockField(patch, 9), cofactor: blockField(patch, 9),
    weighted: blockField(patch, 9), rates: vectors(), rows: vectors(), columns: vectors(), bulk: new Float64Array(blockCells * modes * modes),
  };
  return {
    patch, gradient,
    deform: (u, F) => deformCells(own, u, F),
    computeForces(kernel, first, count, stress) {
      for (let c = 0; c < count; c++) effectiveStress(own, first + c, c, stress.P);
      gradient.computeForces(kernel, first, count, own.P);
    },
    computeStiffness: (kernel, first, count, stress) => stiffness(own, kernel, first, count, stress),
  };
}

/** Constants, and for some types coordinates, made orthonormal in each cell (Gram–Schmidt, twice for rounding). */
function fillBasis(mesh: Mesh, patch: Patch): Float64Array {
  const { points, dimension, cells, dV, element } = patch;
  const modes = linearPressure.has(element.type as ElementType) ? 1 + dimension : 1;
  const out = new Float64Array(cells.length * modes * points), place = new Float64Array(3);
  for (let c = 0; c < cells.length; c++) {
    const row = (m: number): Float64Array => out.subarray((c * modes + m) * points, (c * modes + m + 1) * points);
    const weights = dV.subarray(c * points, (c + 1) * points);
    for (let q = 0; q < points; q++) {
      if (modes > 1) pointPlace(mesh, patch, c, q, place);
      for (let m = 0; m < modes; m++) row(m)[q] = m === 0 ? 1 : place[m - 1];
    }
    for (let m = 0; m < modes; m++) {
      for (let n = 0; n < 2 * m; n++) subtract(row(m), row(n % m), product(row(m), row(n % m), weights));
      const length = Math.sqrt(product(row(m), row(m), weights));
      for (let q = 0; q < points; q++) row(m)[q] /= length;
    }
  }
  return out;
}

function product(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  return a.reduce((sum, x, q) => sum + weights[q] * x * b[q], 0);
}

function subtract(a: Float64Array, b: Float64Array, share: number): void {
  for (let q = 0; q < a.length; q++) a[q] -= share * b[q];
}

const point = createPoint();

function deformCells(own: MixedPatch, u: Float64Array, F: Float64Array): number {
  const { patch, gradient, J } = own;
  const { points, cells, firstPoint } = patch;
  let bad = -1;
  own.F = F;
  for (let c = 0; c < cells.length; c++) {
    gradient.deform(c, u, F);
    let inverted = -1;
    for (let k = c * points; k < (c + 1) * points; k++) {
      J[k] = determinant(F, 9 * (firstPoint + k));
      if (inverted < 0 && !(J[k] > 0)) inverted = k;
    }
    // An inverted cell keeps the F of the displacements, which shows where.
    if (inverted < 0) inverted = spread(own, c);
    if (bad < 0 && inverted >= 0) bad = firstPoint + inverted;
  }
  return bad;
}

/** Gives the points of a cell the projected volume ratio; returns the first at which it is not positive, or -1. */
function spread(own: MixedPatch, c: number): number {
  const { patch, J, theta, stretch, F } = own;
  const { points, firstPoint, dimension } = patch;
  project(own, c, J, theta);
  for (let k = c * points; k < (c + 1) * points; k++) {
    if (!(theta[k] > 0)) {
      // Shown as an inverted point: det F becomes the projected ratio.
      for (let m = 0; m < 3; m++) F[9 * (firstPoint + k) + m] *= theta[k] / J[k];
      return k;
    }
    stretch[k] = stretchOf(dimension)(theta[k] / J[k]);
    scale(F, 9 * (firstPoint + k), dimension, stretch[k]);
  }
  return -1;
}

/** Projection of values at the points of a cell on the space of p and θ. */
function project({ patch, modes, basis }: MixedPatch, c: number, values: Float64Array, out: Float64Array): void {
  const { points, dV } = patch;
  out.fill(0, c * points, (c + 1) * points);
  for (let m = 0; m < modes; m++) {
    const row = (c * modes + m) * points;
    let coefficient = 0;
    for (let q = 0; q < points; q++) coefficient += dV[c * points + q] * basis[row + q] * values[c * points + q];
    for (let q = 0; q < points; q++) out[c * points + q] += coefficient * basis[row + q];
  }
}

/** Pressure p (tension positive) of the points of a cell: the projection of P : F̄ / (d θ). */
function fillPressure(own: MixedPatch, c: number, P: Float64Array): Float64Array {
  const { patch, theta, F, local, pressure } = own;
  const { points, firstPoint, dimension } = patch;
  for (let k = c * points; k < (c + 1) * points; k++) {
    const at = 9 * (firstPoint + k);
    for (let m = 0; m < 9; m++) point.F[m] = F[at + m];
    local[k] = inner(point.F, P, at, dimension) / (dimension * theta[k]);
  }
  project(own, c, local, pressure);
  return pressure;
}

/** r P + (p J - s) F^-T with s = P : F̄ / d: the derivative of the energy with respect to the F of the displacements. */
function effectiveStress(own: MixedPatch, c: number, slot: number, P: Float64Array): void {
  const { patch, J, stretch, F } = own;
  const { points, firstPoint, dimension } = patch;
  const p = fillPressure(own, c, P);
  for (let q = 0; q < points; q++) {
    const k = c * points + q, at = 9 * (firstPoint + k), to = 9 * (slot * points + q);
    loadPoint(point, F, at, dimension, stretch[k]);
    const change = p[k] * J[k] - inner(point.F, P, at, dimension) / dimension;
    for (let m = 0; m < 9; m++) own.P[to + m] = stretch[k] * P[at + m] + change * point.g[m];
  }
}

/** Local part by the effective tangent; what couples the points of a cell by dyads of nodal vectors, two per mode. */
function stiffness(own: MixedPatch, kernel: ElementKernel, first: number, count: number, stress: Stress): void {
  const { patch, gradient, modes, rates, rows, columns, bulk } = own;
  const size = patch.nodes * patch.dimension;
  for (let c = 0; c < count; c++) {
    effectiveStress(own, first + c, c, stress.P);
    effectiveTangent(own, first + c, c, stress);
  }
  for (let m = 0; m < modes; m++) {
    nodalVector(own, kernel, first, count, m, own.right, rows[m]);
    nodalVector(own, kernel, first, count, m, own.left, columns[m]);
    nodalVector(own, kernel, first, count, m, own.cofactor, rates[m]);
  }
  gradient.computeStiffness(kernel, first, count, own.P, own.A);
  for (let c = 0; c < count; c++) {
    for (let m = 0; m < modes; m++) {
      for (let n = 0; n < modes; n++) {
        const second = bulk[(c * modes + m) * modes + n];
        for (let a = c * size; a < (c + 1) * size; a++) columns[m][a] += second * rates[n][a];
      }
      addDyad(kernel.stiffness, c, size, rows[m], rates[m], 1);
      addDyad(kernel.stiffness, c, size, rates[m], columns[m], 1);
    }
  }
}

/** Nodal forces of a field that is weighted with one function of the basis. */
function nodalVector(own: MixedPatch, kernel: ElementKernel, first: number, count: number, mode: number, field: Float64Array, out: Float64Array): void {
  const { patch, gradient, modes, basis, weighted } = own;
  const { points } = patch;
  for (let k = 0; k < count * points; k++) {
    const q = k % points, c = (k - q) / points, weight = basis[((first + c) * modes + mode) * points + q];
    for (let m = 0; m < 9; m++) weighted[9 * k + m] = weight * field[9 * k + m];
  }
  gradient.computeForces(kernel, first, count, weighted);
  out.set(kernel.forces.subarray(0, count * patch.nodes * patch.dimension));
}

/**
 * Fills the effective tangent and the fields of one cell. With dr/r = (dθ/θ - g : dF)/d, R = r (A : F̄ + P), L = r (F̄ : A + P),
 * c = F̄ : A : F̄ + P : F̄ the derivative of the effective stress is
 * r² A - (R ⊗ g + g ⊗ L)/d + (p J + c/d²) g ⊗ g - (p J - s) g_iL g_kJ  locally,  and  (R - c g/d)/d dθ/θ + J g dp  through the cell; dp is the
 * projection of (L - c g/d) : dF / (d θ) + (c/d² - s) dθ/θ².
 */
function effectiveTangent(own: MixedPatch, c: number, slot: number, { P, A }: Stress): void {
  const { patch, J, theta, stretch, F, right, left, cofactor } = own;
  const { points, firstPoint, dimension: d } = patch;
  const p = fillPressure(own, c, P), { g } = point;
  own.bulk.fill(0, slot * own.modes * own.modes, (slot + 1) * own.modes * own.modes);
  for (let q = 0; q < points; q++) {
    const k = c * points + q, at = firstPoint + k, to = slot * points + q, r = stretch[k];
    loadPoint(point, F, 9 * at, d, r);
    contract(point, A, 81 * at, d);
    const work = inner(point.F, P, 9 * at, d);
    const second = inner(point.F, point.right, 0, d) + work;
    for (let m = 0; m < 9; m++) {
      right[9 * to + m] = r * (point.right[m] + P[9 * at + m]);
      left[9 * to + m] = r * (point.left[m] + P[9 * at + m]);
      cofactor[9 * to + m] = J[k] * g[m];
    }
    fillTangent(own, { A, at, to, r, hydrostatic: p[k] * J[k] + second / (d * d), change: p[k] * J[k] - work / d });
    for (let m = 0; m < 9; m++) {
      right[9 * to + m] = (right[9 * to + m] - (second * g[m]) / d) / (d * theta[k]);
      left[9 * to + m] = (left[9 * to + m] - (second * g[m]) / d) / (d * theta[k]);
    }
    addBulk(own, c, slot, q, (second / (d * d) - work / d) / (theta[k] * theta[k]));
  }
}

/** Adds the share of a point to the second derivatives with respect to the coefficients of θ. */
function addBulk({ patch, modes, basis, bulk }: MixedPatch, c: number, slot: number, q: number, value: number): void {
  const { points, dV } = patch;
  const share = dV[c * points + q] * value;
  for (let m = 0; m < modes; m++) {
    for (let n = 0; n < modes; n++) {
      bulk[(slot * modes + m) * modes + n] += share * basis[(c * modes + m) * points + q] * basis[(c * modes + n) * points + q];
    }
  }
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
