/**
 * Bilinear and trilinear cells without the shear that they show when they are bent. F = F̄ (I + K) with F̄ the mean over the cell and K what varies in it,
 * seen from F̄, so that rigid motion does not enter. From K is taken what the transposed enhanced modes of glaser1997 (shear between the directions i and j of
 * the cell that grows along i) can take in the sense of least squares of the deviatoric strain: the condensed enhanced element of an incompressible
 * isotropic solid at rest, with factors that depend on the reference cell alone. So there are no inner unknowns, F is a function of u that no
 * model enters, homogeneous deformations stay what they are, and every inhomogeneous motion of the nodes keeps a stiffness.
 */
import { blockCells, type ElementKernel } from "../kernels/element.js";
import type { Mesh } from "../mesh/mesh.js";
import type { ElementType } from "../mesh/topology.js";
import { deformationAt, determinant, gatherCell } from "./deformation.js";
import { evened, type GradientField, meanGradients } from "./gradient.js";
import { invert, jacobianAt, type Patch } from "./patch.js";

/** Types that show such shear. */
export const shearing: ReadonlySet<ElementType> = new Set(["quad4", "hex8"]);

/** A patch with its modes, and what its last deformation left. d is the dimension, m = d (d - 1) the number of modes. */
interface Relief {
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
  /** F̄ `[cells, 3, 3]`, amplitudes `[cells, m]` and displacements `[cells, nodes, d]` of the last deformation. */
  readonly F: Float64Array;
  readonly amplitudes: Float64Array;
  readonly u: Float64Array;
  /** Derivatives of the amplitudes `[m, nodes, d]` of a block of cells, and of which cell each is since its last deformation, -1 for none. */
  readonly rates: readonly Float64Array[];
  readonly ratesFor: Int32Array;
}

/**
 * Share of K that is kept. Where volumes are those of the cell, a normal strain that varies costs 2/3 of its square in space and 1/2 in the plane: by this share
 * a solid that is held in plane strain is the plane cell.
 */
const kept = { 2: 1, 3: Math.sqrt(3 / 4) } as const;

/** The gradient of a patch of `shearing` cells without the shear that bending brings. */
export function relievedGradient(mesh: Mesh, cells: Patch): GradientField {
  const patch = evened(cells, kept[cells.dimension]), own = createRelief(mesh, patch);
  return {
    deform: (c, u, F) => deform(own, c, u, F),
    computeForces(kernel, first, count, P) {
      kernel.computeForces(patch, first, count, P, 0);
      for (let c = 0; c < count; c++) addForces(own, kernel, first + c, c, P);
    },
    computeStiffness(kernel, first, count, P, A) {
      for (let c = 0; c < count; c++) fillStiffness(own, kernel, first + c, c, P, A);
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
    rates: Array.from({ length: blockCells }, () => new Float64Array(m * nodes * d)), ratesFor: new Int32Array(blockCells).fill(-1),
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
  own.ratesFor[c % blockCells] = -1;
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

/** Σ P shape^T over the cell `[m, 3, 3]`. */
const moments = new Float64Array(54);
const G = new Float64Array(9), V = new Float64Array(9), work = new Float64Array(9);

/** With F̄^-1 = U and G = Σ u_a ⊗ taker_a the amplitude is tr(U G), its derivative U^T taker_b - (U G U)^T mean_b. */
function ratesOf({ patch, along, F, u, takers, mean, rates: block, ratesFor }: Relief, c: number): Float64Array {
  const { dimension: d, nodes } = patch, m = along.length, size = nodes * d, slot = c % blockCells, rates = block[slot];
  invert(F.subarray(9 * c, 9 * c + 9), d, inverse);
  if (ratesFor[slot] === c) return rates;
  ratesFor[slot] = c;
  for (let s = 0; s < m; s++) {
    const own = (c * m + s) * size;
    G.fill(0);
    for (let a = 0; a < nodes; a++) for (let k = 0; k < d; k++) for (let i = 0; i < d; i++) G[3 * k + i] += u[c * size + a * d + k] * takers[own + a * d + i];
    multiply(inverse, G, d, work);
    multiply(work, inverse, d, V);
    for (let b = 0; b < nodes; b++) {
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += inverse[3 * i + j] * takers[own + b * d + i] - V[3 * i + j] * mean[(c * d + i) * nodes + b];
        rates[s * size + b * d + j] = sum;
      }
    }
  }
  return rates;
}

function multiply(a: Float64Array, b: Float64Array, d: number, out: Float64Array): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += a[3 * i + k] * b[3 * k + j];
      out[3 * i + j] = sum;
    }
  }
}

/** Σ ξ_i P over the cell `[d, 3, 3]`. */
const gathered = new Float64Array(27);

/** Moments of the stress with the modes, and the work of the modes on it: P : (F̄ shape), one per mode, whose rates it sums to `total`. */
function fillMoments(own: Relief, c: number, slot: number, P: Float64Array, rates: Float64Array): void {
  const { patch, along, shapes, F } = own, { dimension: d, nodes } = patch, m = along.length, size = nodes * d;
  gather(own, c, slot, P);
  total.fill(0);
  for (let s = 0; s < m; s++) {
    let done = 0;
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < d; k++) {
        let sum = 0;
        for (let J = 0; J < d; J++) sum += gathered[9 * along[s] + 3 * i + J] * shapes[9 * (c * m + s) + 3 * k + J];
        moments[9 * s + 3 * i + k] = sum;
        done += sum * F[9 * c + 3 * i + k];
      }
    }
    for (let a = 0; a < size; a++) total[a] += done * rates[s * size + a];
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

const total = new Float64Array(24), turned = new Float64Array(24), pulled = new Float64Array(6 * 24);

function addForces(own: Relief, kernel: ElementKernel, c: number, slot: number, P: Float64Array): void {
  const { patch: { dimension: d, nodes }, along, amplitudes } = own, m = along.length, size = nodes * d;
  fillMoments(own, c, slot, P, ratesOf(own, c));
  fillPulled(own, c);
  for (let a = 0; a < size; a++) {
    let sum = total[a];
    for (let s = 0; s < m; s++) sum += amplitudes[c * m + s] * pulled[s * size + a];
    kernel.forces[slot * size + a] -= sum;
  }
}

/** Moments times the mean gradients: nodal vectors `[m, nodes, d]`. */
function fillPulled({ patch, along, mean }: Relief, c: number): void {
  const { dimension: d, nodes } = patch, size = nodes * d;
  for (let s = 0; s < along.length; s++) {
    for (let a = 0; a < nodes; a++) {
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += moments[9 * s + 3 * j + k] * mean[(c * d + k) * nodes + a];
        pulled[s * size + a * d + j] = sum;
      }
    }
  }
}

function fillStiffness(own: Relief, kernel: ElementKernel, c: number, slot: number, P: Float64Array, A: Float64Array): void {
  const { patch, along } = own, { dimension: d, nodes } = patch, size = nodes * d, rates = ratesOf(own, c);
  fillMoments(own, c, slot, P, rates);
  fillPulled(own, c);
  fillOperator(own, c, rates, kernel.operator);
  kernel.computeOperatorStiffness(patch, c, slot, A);
  const K = kernel.stiffness.subarray(slot * size * size, (slot + 1) * size * size);
  for (let s = 0; s < along.length; s++) {
    for (let a = 0, to = 0; a < size; a++) {
      const x = pulled[s * size + a], y = rates[s * size + a];
      for (let b = s * size; b < (s + 1) * size; b++) K[to++] -= x * rates[b] + y * pulled[b];
    }
  }
  addTurning(own, c, K);
}

/** Second derivatives of the amplitudes, weighted with the work of the modes. */
function addTurning({ patch, mean }: Relief, c: number, K: Float64Array): void {
  const { dimension: d, nodes } = patch;
  for (let a = 0; a < nodes; a++) {
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += mean[(c * d + i) * nodes + a] * inverse[3 * i + k];
      turned[a * d + k] = sum;
    }
  }
  for (let a = 0, to = 0; a < nodes; a++) {
    for (let j = 0; j < d; j++) {
      for (let b = 0; b < nodes; b++) for (let k = 0; k < d; k++) K[to++] += total[b * d + j] * turned[a * d + k] + total[a * d + k] * turned[b * d + j];
    }
  }
}

/** F̄ shape rate of the modes that grow along each direction, summed `[d, d, d, nodes, d]`. */
const brought = new Float64Array(3 * 9 * 24);

/** dF/du of all points of a cell `[points, d, d, nodes, d]`. */
function fillOperator(own: Relief, c: number, rates: Float64Array, out: Float64Array): void {
  const { patch, weights, mean } = own;
  const { dimension: d, nodes, points, dNdX, dV } = patch, size = nodes * d, count = d * d * size;
  fillBrought(own, c, rates);
  for (let q = 0; q < points; q++) {
    const from = q * count;
    for (let i = 0; i < d; i++) {
      const share = weights[(c * d + i) * points + q] / dV[c * points + q], row = i * count;
      if (i === 0) for (let k = 0; k < count; k++) out[from + k] = -share * brought[k];
      else for (let k = 0; k < count; k++) out[from + k] -= share * brought[row + k];
    }
    fillShift(own, c, q);
    for (let J = 0; J < d; J++) {
      for (let b = 0; b < nodes; b++) {
        let sum = dNdX[((c * points + q) * d + J) * nodes + b];
        for (let k = 0; k < d; k++) sum -= mean[(c * d + k) * nodes + b] * shift[3 * k + J];
        for (let i = 0; i < d; i++) out[from + (i * d + J) * size + b * d + i] += sum;
      }
    }
  }
}

function fillBrought({ patch, along, F, shapes }: Relief, c: number, rates: Float64Array): void {
  const { dimension: d, nodes } = patch, m = along.length, size = nodes * d;
  brought.fill(0);
  for (let s = 0; s < m; s++) {
    for (let i = 0, row = along[s] * d * d * size; i < d; i++) {
      for (let J = 0; J < d; J++, row += size) {
        let share = 0;
        for (let k = 0; k < d; k++) share += F[9 * c + 3 * i + k] * shapes[9 * (c * m + s) + 3 * k + J];
        for (let b = 0; b < size; b++) brought[row + b] += share * rates[s * size + b];
      }
    }
  }
}
