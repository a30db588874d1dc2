/**
 * Bilinear and trilinear cells without the shear that they show when they are bent. F = F̄ (I + K) with F̄ the mean over the cell and K what varies in it,
 * seen from F̄, so that rigid motion does not enter. From K is taken what the transposed enhanced modes of glaser1997 (shear between the directions i and j of
 * the cell that grows along i) can take in the sense of least squares of the deviatoric strain: the condensed enhanced element of an incompressible
 * isotropic solid at rest, with factors that depend on the reference cell alone. So there are no inner unknowns, F is a function of u that no
 * model enters, homogeneous deformations stay what they are, and every inhomogeneous motion of the nodes keeps a stiffness.
 */
import { blockCells, type CellArrays, type CellModes, type ElementKernel } from "../kernels/element.js";
import type { Mesh } from "../mesh/mesh.js";
import type { ElementType } from "../mesh/topology.js";
import { deformationAt, determinant, gatherCell } from "./deformation.js";
import { evened, type GradientField, meanGradients } from "./gradient.js";
import { invert, jacobianAt, type Patch } from "./patch.js";

/** Types that show such shear. */
export const shearing: ReadonlySet<ElementType> = new Set(["quad4", "hex8"]);

/** A patch with its modes. d is the dimension, m = d (d - 1) the number of modes. */
export interface ReliefGeometry {
  readonly patch: Patch;
  /** Mode s is that of the directions (i, j): i J0 e_i ⊗ e_j J0^-1 with J0 = dX/dξ at the origin `[cells, m, 3, 3]`. */
  readonly shapes: Float64Array;
  /** Direction along which mode s grows. */
  readonly along: readonly number[];
  /** ξ_i at point q, times its weight and det J0: what a mode takes of the volume of the point `[cells, d, points]`. */
  readonly weights: Float64Array;
  /** Mean reference gradients `[cells, d, nodes]`, and the vectors of which F̄^-1 u makes the amplitudes `[cells, m, nodes, d]`. */
  readonly mean: Float64Array;
  readonly takers: Float64Array;
}

/** The same with what its last deformation left. */
interface Relief extends ReliefGeometry {
  /** F̄ `[cells, 3, 3]`, amplitudes `[cells, m]` and displacements `[cells, nodes, d]` of the last deformation. */
  readonly F: Float64Array;
  readonly amplitudes: Float64Array;
  readonly u: Float64Array;
  readonly block: Block;
}

/**
 * What forces and stiffness of a block of cells need of their last deformation: dF/du = B - Σ h_s M_s ⊗ rate_s at a point, with the weights h_s over the volume of the point.
 * `dNdX` holds the gradients of B: those of the cell, bent by the shift.
 */
interface Block extends CellArrays {
  readonly modes: CellModes;
  /** F̄^-1 `[block, 3, 3]`. */
  readonly inverses: Float64Array;
  /** Which cell each entry is of, -1 for none since a deformation. */
  readonly cellOf: Int32Array;
}

/**
 * Share of K that is kept. Where volumes are those of the cell, a normal strain that varies costs 2/3 of its square in space and 1/2 in the plane: by this share
 * a solid that is held in plane strain is the plane cell.
 */
const kept = { 2: 1, 3: Math.sqrt(3 / 4) } as const;

/** The gradient of a patch of `shearing` cells without the shear that bending brings. */
export function relievedGradient(mesh: Mesh, cells: Patch): GradientField & { readonly geometry: ReliefGeometry } {
  const patch = evened(cells, kept[cells.dimension]), own = createRelief(mesh, patch);
  return {
    geometry: own,
    deform: (c, u, F) => deform(own, c, u, F),
    computeForces(kernel, first, count, P) {
      for (let c = 0; c < count; c++) prepare(own, first + c, c);
      kernel.computeForces(own.block, 0, count, P, 0);
      for (let c = 0; c < count; c++) addForces(own, kernel, first + c, c, P);
    },
    computeStiffness(kernel, first, count, P, A) {
      for (let c = 0; c < count; c++) prepare(own, first + c, c);
      kernel.computeStiffness(own.block, 0, count, A, 0);
      for (let c = 0; c < count; c++) addStiffness(own, kernel, first + c, c, P, A);
    },
  };
}

function createRelief(mesh: Mesh, patch: Patch): Relief {
  const { cells: { length: cells }, dimension: d, nodes, points } = patch, m = d * (d - 1);
  const own: Relief = {
    patch, along: d === 2 ? [0, 1] : [0, 0, 1, 1, 2, 2],
    shapes: new Float64Array(cells * m * 9), weights: new Float64Array(cells * d * points),
    mean: meanGradients(patch), takers: new Float64Array(cells * m * nodes * d),
    F: new Float64Array(cells * 9), amplitudes: new Float64Array(cells * m), u: new Float64Array(cells * nodes * d),
    block: {
      dimension: d, nodes, points, dNdX: new Float64Array(blockCells * points * d * nodes), dV: new Float64Array(blockCells * points),
      modes: { count: m, moved: new Float64Array(blockCells * m * 9), rates: new Float64Array(blockCells * m * nodes * d), weights: new Float64Array(blockCells * m * points) }, inverses: new Float64Array(blockCells * 9), cellOf: new Int32Array(blockCells).fill(-1),
    },
  };
  for (let c = 0; c < cells; c++) {
    fillShapes(mesh, own, c);
    fillTakers(own, c);
  }
  return own;
}

const J0 = new Float64Array(9), J0inverse = new Float64Array(9);

function fillShapes(mesh: Mesh, { patch, along, shapes, weights }: Relief, c: number): void {
  const { dimension: d, points, element: { quadrature } } = patch, m = along.length;
  jacobianAt(mesh, patch, c, new Float64Array(d), J0);
  const volume = invert(J0, d, J0inverse);
  for (let s = 0; s < m; s++) {
    const i = along[s], j = (i + 1 + (d === 3 ? s % 2 : 0)) % d;
    for (let k = 0; k < d; k++) for (let L = 0; L < d; L++) shapes[9 * (c * m + s) + 3 * k + L] = J0[3 * k + i] * J0inverse[3 * j + L];
  }
  for (let i = 0; i < d; i++) for (let q = 0; q < points; q++) weights[(c * d + i) * points + q] = quadrature.weights[q] * quadrature.points[q * d + i] * volume;
}

/** Symmetric deviatoric parts of the shapes, and products of the modes. */
const strains = new Float64Array(54), gram = new Float64Array(36);

/** Least squares: gram · amplitudes = products of the modes with K. */
function fillTakers(own: Relief, c: number): void {
  const { patch: { dimension: d, points, nodes, dV, dNdX }, along, shapes, weights, mean, takers } = own;
  const m = along.length, size = nodes * d, at = c * m * size;
  for (let s = 0; s < m; s++) deviator(shapes, 9 * (c * m + s), d, strains, 9 * s);
  for (let s = 0; s < m; s++) {
    for (let t = 0; t < m; t++) {
      let sum = 0;
      for (let q = 0; q < points; q++) sum += weights[(c * d + along[s]) * points + q] * weights[(c * d + along[t]) * points + q] / dV[c * points + q];
      let product = 0;
      for (let k = 0; k < 9; k++) product += strains[9 * s + k] * strains[9 * t + k];
      gram[s * m + t] = sum * product;
    }
    for (let a = 0; a < nodes; a++) {
      for (let J = 0; J < d; J++) {
        let sum = 0;
        for (let q = 0; q < points; q++) {
          sum += weights[(c * d + along[s]) * points + q] * (dNdX[((c * points + q) * d + J) * nodes + a] - mean[(c * d + J) * nodes + a]);
        }
        for (let i = 0; i < d; i++) takers[at + s * size + a * d + i] += strains[9 * s + 3 * i + J] * sum;
      }
    }
  }
  solveRows(gram, m, takers.subarray(at, at + m * size), size);
}

/** Symmetric part without its trace, in the given dimensions. */
function deviator(H: Float64Array, from: number, d: number, out: Float64Array, to: number): void {
  let trace = 0;
  for (let i = 0; i < d; i++) trace += H[from + 4 * i];
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) out[to + 3 * i + j] = i < d && j < d ? (H[from + 3 * i + j] + H[from + 3 * j + i]) / 2 - (i === j ? trace / d : 0) : 0;
}

/** Solves G X = B in place by elimination; G [m, m] is positive definite, the columns of B lie `width` numbers apart in rows. */
function solveRows(G: Float64Array, m: number, B: Float64Array, width: number): void {
  const take = (row: number, pivot: number, share: number): void => {
    for (let k = pivot; k < m; k++) G[row * m + k] -= share * G[pivot * m + k];
    for (let k = 0; k < width; k++) B[row * width + k] -= share * B[pivot * width + k];
  };
  for (let pivot = 0; pivot < m; pivot++) for (let row = pivot + 1; row < m; row++) take(row, pivot, G[row * m + pivot] / G[pivot * m + pivot]);
  for (let pivot = m - 1; pivot >= 0; pivot--) {
    for (let k = 0; k < width; k++) B[pivot * width + k] /= G[pivot * m + pivot];
    for (let row = 0; row < pivot; row++) for (let k = 0; k < width; k++) B[row * width + k] -= G[row * m + pivot] * B[pivot * width + k];
  }
}

const inverse = new Float64Array(9), shift = new Float64Array(9);

function deform(own: Relief, c: number, u: Float64Array, out: Float64Array): void {
  const { patch, F, mean } = own;
  const { dimension: d, nodes, points, firstPoint, dNdX } = patch, first = firstPoint + c * points;
  own.block.cellOf.fill(-1);
  gatherCell(patch, c, u);
  deformationAt(mean, c * d * nodes, d, nodes, F, 9 * c);
  if (!(determinant(F, 9 * c) > 0)) {
    for (let q = 0; q < points; q++) out.set(F.subarray(9 * c, 9 * c + 9), 9 * (first + q));
    return;
  }
  fillAmplitudes(own, c, u);
  for (let q = 0; q < points; q++) {
    deformationAt(dNdX, (c * points + q) * d * nodes, d, nodes, out, 9 * (first + q));
    fillShift(own, c, q);
    for (let i = 0; i < d; i++) for (let J = 0; J < d; J++) for (let k = 0; k < d; k++) out[9 * (first + q) + 3 * i + J] -= F[9 * c + 3 * i + k] * shift[3 * k + J];
  }
}

function fillAmplitudes({ patch, along, F, u: kept, takers, amplitudes }: Relief, c: number, u: Float64Array): void {
  const { dimension: d, nodes, connectivity } = patch, m = along.length, size = nodes * d;
  invert(F.subarray(9 * c, 9 * c + 9), d, inverse);
  amplitudes.fill(0, c * m, (c + 1) * m);
  for (let a = 0; a < nodes; a++) {
    const node = connectivity[c * nodes + a] * d;
    for (let k = 0; k < d; k++) kept[c * size + a * d + k] = u[node + k];
    for (let i = 0; i < d; i++) {
      let seen = 0;
      for (let k = 0; k < d; k++) seen += inverse[3 * i + k] * u[node + k];
      for (let s = 0; s < m; s++) amplitudes[c * m + s] += seen * takers[(c * m + s) * size + a * d + i];
    }
  }
}

/** What is taken from K at a point. */
function fillShift({ patch, along, shapes, weights, amplitudes }: Relief, c: number, q: number): void {
  const { dimension: d, points, dV } = patch, m = along.length;
  shift.fill(0);
  for (let s = 0; s < m; s++) {
    const share = amplitudes[c * m + s] * weights[(c * d + along[s]) * points + q] / dV[c * points + q];
    for (let k = 0; k < 9; k++) shift[k] += share * shapes[9 * (c * m + s) + k];
  }
}

const G = new Float64Array(9), V = new Float64Array(9), work = new Float64Array(9);

/** Fills the entry of a cell in the block, unless it is there since the last deformation. */
function prepare(own: Relief, c: number, slot: number): void {
  const { patch: { dimension: d, nodes, points, dNdX, dV }, along, shapes, F, mean, weights, block } = own, m = along.length;
  if (block.cellOf[slot] === c) return;
  block.cellOf[slot] = c;
  invert(F.subarray(9 * c, 9 * c + 9), d, inverse);
  block.inverses.set(inverse, 9 * slot);
  for (let s = 0; s < m; s++) {
    fillRates(own, c, slot, s);
    for (let q = 0; q < points; q++) block.modes.weights[(slot * m + s) * points + q] = weights[(c * d + along[s]) * points + q];
    multiply(F, 9 * c, shapes, 9 * (c * m + s), d, block.modes.moved, 9 * (slot * m + s));
  }
  for (let q = 0; q < points; q++) {
    const from = (c * points + q) * d * nodes, to = (slot * points + q) * d * nodes;
    block.dV[slot * points + q] = dV[c * points + q];
    fillShift(own, c, q);
    for (let J = 0; J < d; J++) {
      for (let b = 0; b < nodes; b++) {
        let sum = dNdX[from + J * nodes + b];
        for (let k = 0; k < d; k++) sum -= mean[(c * d + k) * nodes + b] * shift[3 * k + J];
        block.dNdX[to + J * nodes + b] = sum;
      }
    }
  }
}

/** With F̄^-1 = U and G = Σ u_a ⊗ taker_a the amplitude is tr(U G), its derivative U^T taker_b - (U G U)^T mean_b. */
function fillRates({ patch: { dimension: d, nodes }, along, u, takers, mean, block: { modes: { rates } } }: Relief, c: number, slot: number, s: number): void {
  const m = along.length, size = nodes * d, own = (c * m + s) * size, to = (slot * m + s) * size;
  G.fill(0);
  for (let a = 0; a < nodes; a++) for (let k = 0; k < d; k++) for (let i = 0; i < d; i++) G[3 * k + i] += u[c * size + a * d + k] * takers[own + a * d + i];
  multiply(inverse, 0, G, 0, d, work, 0);
  multiply(work, 0, inverse, 0, d, V, 0);
  for (let b = 0; b < nodes; b++) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += inverse[3 * i + j] * takers[own + b * d + i] - V[3 * i + j] * mean[(c * d + i) * nodes + b];
      rates[to + b * d + j] = sum;
    }
  }
}

/** Product of two matrices within larger arrays. */
function multiply(a: Float64Array, first: number, b: Float64Array, second: number, d: number, out: Float64Array, to: number): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += a[first + 3 * i + k] * b[second + 3 * k + j];
      out[to + 3 * i + j] = sum;
    }
  }
}

/** Σ ξ_i P over the cell `[d, 3, 3]`, and the rates weighted with the work of their modes on the stress `[nodes, d]`. */
const gathered = new Float64Array(27), total = new Float64Array(24);

function fillTotal(own: Relief, c: number, slot: number, P: Float64Array): void {
  const { patch: { dimension: d, nodes }, along, block: { modes: { moved, rates } } } = own, m = along.length, size = nodes * d;
  gather(own, c, slot, P);
  total.fill(0);
  for (let s = 0; s < m; s++) {
    const from = 9 * (slot * m + s), row = (slot * m + s) * size;
    let done = 0;
    for (let i = 0; i < d; i++) for (let J = 0; J < d; J++) done += gathered[9 * along[s] + 3 * i + J] * moved[from + 3 * i + J];
    for (let a = 0; a < size; a++) total[a] += done * rates[row + a];
  }
}

function gather({ patch, weights }: Relief, c: number, slot: number, P: Float64Array): void {
  const { dimension: d, points } = patch;
  gathered.fill(0);
  for (let i = 0; i < d; i++) {
    for (let q = 0; q < points; q++) {
      const share = weights[(c * d + i) * points + q], at = 9 * (slot * points + q);
      for (let k = 0; k < 9; k++) gathered[9 * i + k] += share * P[at + k];
    }
  }
}

function addForces(own: Relief, kernel: ElementKernel, c: number, slot: number, P: Float64Array): void {
  const size = own.patch.nodes * own.patch.dimension;
  fillTotal(own, c, slot, P);
  for (let a = 0; a < size; a++) kernel.forces[slot * size + a] -= total[a];
}

/** What a change of B does to the forces of the modes `[m, nodes, d]`. */
const pulled = new Float64Array(6 * 24);

/** To B^T A B, which is there: what the modes add, and the second derivatives of the amplitudes. */
function addStiffness(own: Relief, kernel: ElementKernel, c: number, slot: number, P: Float64Array, A: Float64Array): void {
  const size = own.patch.nodes * own.patch.dimension;
  fillTotal(own, c, slot, P);
  fillPulled(own, c);
  kernel.addModes(own.block, own.block.modes, slot, A, pulled);
  addTurning(own, c, slot, kernel.stiffness.subarray(slot * size * size, (slot + 1) * size * size));
}

/** Σ P shape^T over the cell, with the mean gradients. */
function fillPulled({ patch: { dimension: d, nodes }, along, shapes, mean }: Relief, c: number): void {
  const m = along.length, size = nodes * d;
  for (let s = 0; s < m; s++) {
    const shape = 9 * (c * m + s);
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < d; k++) {
        work[3 * i + k] = 0;
        for (let J = 0; J < d; J++) work[3 * i + k] += gathered[9 * along[s] + 3 * i + J] * shapes[shape + 3 * k + J];
      }
    }
    for (let a = 0; a < nodes; a++) {
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += work[3 * j + k] * mean[(c * d + k) * nodes + a];
        pulled[s * size + a * d + j] = sum;
      }
    }
  }
}

const turned = new Float64Array(24);

/** Second derivatives of the amplitudes, weighted with the work of the modes. */
function addTurning({ patch: { dimension: d, nodes }, mean, block: { inverses } }: Relief, c: number, slot: number, K: Float64Array): void {
  for (let a = 0; a < nodes; a++) {
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += mean[(c * d + i) * nodes + a] * inverses[9 * slot + 3 * i + k];
      turned[a * d + k] = sum;
    }
  }
  for (let a = 0, to = 0; a < nodes; a++) {
    for (let j = 0; j < d; j++) {
      for (let b = 0; b < nodes; b++) for (let k = 0; k < d; k++) K[to++] += total[b * d + j] * turned[a * d + k] + total[a * d + k] * turned[b * d + j];
    }
  }
}
