// One voxel (quad4 or hex8): residual and tangent from the unknown fluctuation, written as small matrix products on lane pairs.
// Index order inside a cell is (component, node), node fastest; N = 4 or 8 nodes.
import { A_AT, evaluatePoint, F_AT, LAW_AT, P_AT, POINT_BYTES, pushTangent, rowLength } from "./point";
import { add, address, clear, get, set, word } from "./plan";
import {
  CELLS, DIMENSION, DOFS, F_PRESENT, GRADIENTS, NODES, PHASE_OF_CELL, PHASES, POINTS, SCRATCH, VOLUMES, WEIGHTED,
} from "../../src/kernels/rve-layout";

/** Scratch of a cell, in bytes from its base. */
const W_AT: usize = POINT_BYTES;
export const RESIDUAL_AT: usize = W_AT + 24 * 8;
export const MACRO_AT: usize = RESIDUAL_AT + 24 * 8;
export const STIFFNESS_AT: usize = MACRO_AT + 216 * 8;
const T_AT: usize = STIFFNESS_AT + 384 * 8;
/** Sums over the RVE: W, P (9), A (108, rows as in the point), squared norm of the cell forces. */
export const SUMS_AT: usize = T_AT + 1728 * 8;
export const SUM_FORCES: i32 = 118;
export const SUMS_SIZE: i32 = 119;

/** What to evaluate: forces, with the stiffness, with the coupling to the macroscopic F as well. */
export const FORCES: i32 = 0;
export const STIFFNESS: i32 = 1;
export const COUPLED: i32 = 2;

function gather(plan: usize, cell: i32, unknowns: usize, scratch: usize): void {
  const count = word(plan, DIMENSION) * word(plan, NODES);
  const dofs = address(plan, DOFS) + <usize>(cell * count) * 4;
  for (let i = 0; i < count; i++) {
    const dof = load<i32>(dofs + (<usize>i << 2));
    set(scratch + W_AT, i, dof < 0 ? 0.0 : get(unknowns, dof));
  }
}

/** F of Gauss point q: macroscopic F plus the gradient of the fluctuation. */
function deformation(plan: usize, q: i32, scratch: usize): void {
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES);
  const macro = address(plan, F_PRESENT);
  for (let i = 0; i < 9; i++) set(scratch + F_AT, i, get(macro, i));
  const gradients = address(plan, GRADIENTS) + <usize>(q * dimension * nodes) * 8;
  for (let i = 0; i < dimension; i++) {
    const w = scratch + W_AT + <usize>(i * nodes) * 8;
    for (let j = 0; j < dimension; j++) {
      const g = gradients + <usize>(j * nodes) * 8;
      let sum = f64x2.splat(0.0);
      for (let at: usize = 0; at < <usize>nodes << 3; at += 16) {
        sum = f64x2.add(sum, f64x2.mul(v128.load(w + at), v128.load(g + at)));
      }
      add(scratch + F_AT, 3 * i + j, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    }
  }
}

/** residual[i][a] += P_iJ dN_a/dX_J dV. */
function addForces(plan: usize, q: i32, scratch: usize): void {
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES);
  const weighted = address(plan, WEIGHTED) + <usize>(q * dimension * nodes) * 8;
  for (let i = 0; i < dimension; i++) {
    const out = scratch + RESIDUAL_AT + <usize>(i * nodes) * 8;
    for (let j = 0; j < dimension; j++) {
      const p = f64x2.splat(get(scratch + P_AT, 3 * i + j));
      const g = weighted + <usize>(j * nodes) * 8;
      for (let at: usize = 0; at < <usize>nodes << 3; at += 16) {
        v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(p, v128.load(g + at))));
      }
    }
  }
}

/** T[i][q d + J][k][b] = sum_L A_iJkL dN_b/dX_L. */
function formT(plan: usize, q: i32, scratch: usize): void {
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES);
  const rows = word(plan, POINTS) * dimension;
  const span = <usize>nodes << 3;
  const length = <usize>dimension * span;
  const gradients = address(plan, GRADIENTS) + <usize>(q * dimension) * span;
  const group: usize = dimension == 3 ? 32 : 16;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      let a = scratch + A_AT + <usize>((i * dimension + j) * rowLength(dimension)) * 8;
      let out = scratch + T_AT + <usize>(i * rows + q * dimension + j) * length;
      for (let k = 0; k < dimension; k++) {
        for (let at: usize = 0; at < span; at += 16) {
          let sum = f64x2.mul(v128.load64_splat(a), v128.load(gradients + at));
          sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(a + 8), v128.load(gradients + span + at)));
          if (dimension == 3) {
            sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(a + 16), v128.load(gradients + 2 * span + at)));
          }
          v128.store(out + at, sum);
        }
        a += group;
        out += span;
      }
    }
  }
}

/** macro[iJ][k][b] += dV T[i][q d + J][k][b]: coupling of the cell with the macroscopic F. */
function addMacro(plan: usize, q: i32, scratch: usize): void {
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES);
  const rows = word(plan, POINTS) * dimension;
  const length = <usize>(dimension * nodes) * 8;
  const volume = f64x2.splat(get(address(plan, VOLUMES), 0));
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      const t = scratch + T_AT + <usize>(i * rows + q * dimension + j) * length;
      const out = scratch + MACRO_AT + <usize>(i * dimension + j) * length;
      for (let at: usize = 0; at < length; at += 16) {
        v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(volume, v128.load(t + at))));
      }
    }
  }
}

/** Four rows a.. by four columns b.. of one component block: sum over (q, J) of weighted[qJ][a] T[qJ][b]. */
// @ts-ignore: decorator
@inline
function tile(left: usize, leftStride: usize, right: usize, rightStride: usize, count: i32, out: usize, outStride: usize): void {
  let c00 = f64x2.splat(0.0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let n = 0; n < count; n++) {
    const b0 = v128.load(right), b1 = v128.load(right, 16);
    let a = v128.load64_splat(left);
    c00 = f64x2.add(c00, f64x2.mul(a, b0));
    c01 = f64x2.add(c01, f64x2.mul(a, b1));
    a = v128.load64_splat(left, 8);
    c10 = f64x2.add(c10, f64x2.mul(a, b0));
    c11 = f64x2.add(c11, f64x2.mul(a, b1));
    a = v128.load64_splat(left, 16);
    c20 = f64x2.add(c20, f64x2.mul(a, b0));
    c21 = f64x2.add(c21, f64x2.mul(a, b1));
    a = v128.load64_splat(left, 24);
    c30 = f64x2.add(c30, f64x2.mul(a, b0));
    c31 = f64x2.add(c31, f64x2.mul(a, b1));
    left += leftStride;
    right += rightStride;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out + outStride, c10);
  v128.store(out + outStride, c11, 16);
  v128.store(out + 2 * outStride, c20);
  v128.store(out + 2 * outStride, c21, 16);
  v128.store(out + 3 * outStride, c30);
  v128.store(out + 3 * outStride, c31, 16);
}

/** stiffness[block (i,k), k <= i][a][b] from T and the weighted gradients. */
function formStiffness(plan: usize, scratch: usize): void {
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES);
  const rows = word(plan, POINTS) * dimension;
  const span = <usize>nodes << 3;
  const length = <usize>dimension * span;
  const weighted = address(plan, WEIGHTED);
  let block = scratch + STIFFNESS_AT;
  for (let i = 0; i < dimension; i++) {
    const t = scratch + T_AT + <usize>(i * rows) * length;
    for (let k = 0; k <= i; k++) {
      for (let a: usize = 0; a < span; a += 32) {
        for (let b: usize = 0; b < span; b += 32) {
          tile(weighted + a, span, t + <usize>k * span + b, length, rows, block + (a >> 3) * span + b, span);
        }
      }
      block += <usize>nodes * span;
    }
  }
}

function addSums(plan: usize, scratch: usize, volume: f64): void {
  const sums = scratch + SUMS_AT;
  add(sums, 0, get(scratch + LAW_AT, 0) * volume);
  for (let i = 0; i < 9; i++) add(sums, 1 + i, get(scratch + P_AT, i) * volume);
}

/** Sums A over the points; without the coupling only its first entry, the scale of the stiffness. */
function addTangentSum(scratch: usize, count: i32, volume: f64): void {
  const sums = scratch + SUMS_AT + 80, a = scratch + A_AT, v = f64x2.splat(volume);
  for (let at: usize = 0; at < <usize>count << 3; at += 16) {
    v128.store(sums + at, f64x2.add(v128.load(sums + at), f64x2.mul(v128.load(a + at), v)));
  }
}

/**
 * Residual of one cell into the scratch, from level STIFFNESS on its stiffness, at level COUPLED its macroscopic coupling;
 * adds to the sums over the RVE. Returns the status of the first bad Gauss point, else 0.
 */
export function evaluateCell(plan: usize, cell: i32, unknowns: usize, level: i32): i32 {
  const scratch = address(plan, SCRATCH);
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES), points = word(plan, POINTS);
  const phase = address(plan, PHASES) + <usize>load<i32>(address(plan, PHASE_OF_CELL) + (<usize>cell << 2)) * 16;
  const slot = load<i32>(phase + (level >= STIFFNESS ? 4 : 0));
  const volume = get(address(plan, VOLUMES), 0);
  gather(plan, cell, unknowns, scratch);
  clear(scratch + RESIDUAL_AT, dimension * nodes);
  if (level == COUPLED) clear(scratch + MACRO_AT, dimension * dimension * dimension * nodes);
  for (let q = 0; q < points; q++) {
    deformation(plan, q, scratch);
    const status = evaluatePoint(scratch, slot, <usize>load<u32>(phase, 8), <usize>load<u32>(phase, 12));
    if (status != 0) return status;
    addSums(plan, scratch, volume);
    addForces(plan, q, scratch);
    if (level == FORCES) continue;
    pushTangent(scratch, dimension);
    formT(plan, q, scratch);
    addTangentSum(scratch, level == COUPLED ? dimension * dimension * rowLength(dimension) : 2, volume);
    if (level == COUPLED) addMacro(plan, q, scratch);
  }
  if (level >= STIFFNESS) formStiffness(plan, scratch);
  return 0;
}
