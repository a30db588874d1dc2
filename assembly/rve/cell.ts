// One voxel (quad4 or hex8 with 2^d Gauss points): residual and tangent from the unknown fluctuation. Corners and Gauss points are numbered
// by their bits z y x (set: positive side); sums over them are Walsh transforms (modes.ts). Rows over points have 2^d doubles.
import { addMeanTangent, addSlopes, blockLength, formCoupling, formStiffness, takeSlopes, tangentRow } from "./modes";
import { add, address, clear, get, set, word } from "./plan";
import { evaluatePoint, F_AT, LAW_AT, P_AT, POINT_BYTES } from "./point";
import { pushTangents } from "./push";
import { walshRows } from "./walsh";
import { DIMENSION, DOFS, F_PRESENT, NODES, PHASE_OF_CELL, PHASES, SCRATCH, SLOPES, TERM_FACTORS, TERM_PLACES, VOLUMES } from "../../src/kernels/rve-layout";

/** Scratch of a cell, in bytes from its base: fluctuation (d rows), then rows over the points of F (9), P (9), S (6), CC (21), A (54). */
const W_AT: usize = POINT_BYTES;
export const F_ROWS: usize = W_AT + 24 * 8;
export const P_ROWS: usize = F_ROWS + 72 * 8;
const S_ROWS: usize = P_ROWS + 72 * 8;
const CC_ROWS: usize = S_ROWS + 48 * 8;
const A_ROWS: usize = CC_ROWS + 168 * 8;
const MODES_AT: usize = A_ROWS + 432 * 8;
/** Forces [i][n], coupling [iJ][k][n], stiffness [n, m][(i, k), i >= k], padded to lane pairs. */
export const RESIDUAL_AT: usize = MODES_AT + 432 * 8;
export const MACRO_AT: usize = RESIDUAL_AT + 24 * 8;
export const STIFFNESS_AT: usize = MACRO_AT + 216 * 8;
/** Sums over the RVE: W, P (9), A (d² x d²), squared norm of the cell forces. */
export const SUMS_AT: usize = STIFFNESS_AT + 384 * 8;
export const SUM_A: i32 = 10;
export const SUM_FORCES: i32 = 91;
export const SUMS_SIZE: i32 = 92;

/** What to evaluate: forces, with the stiffness, with the coupling to the macroscopic F as well. */
export const FORCES: i32 = 0;
export const STIFFNESS: i32 = 1;
export const COUPLED: i32 = 2;

/** Fluctuation of the corners of a cell, row by component. */
export function gather(plan: usize, cell: i32, unknowns: usize, scratch: usize): void {
  const count = word(plan, DIMENSION) * word(plan, NODES);
  const dofs = address(plan, DOFS) + <usize>(cell * count) * 4;
  for (let i = 0; i < count; i++) {
    const dof = load<i32>(dofs + (<usize>i << 2));
    set(scratch + W_AT, i, dof < 0 ? 0.0 : get(unknowns, dof));
  }
}

// @ts-ignore: decorator
@inline
function addConstant(row: usize, bytes: usize, value: f64): void {
  const v = f64x2.splat(value);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(row + at, f64x2.add(v128.load(row + at), v));
}

/** F at all points: macroscopic F plus the gradient of the fluctuation. */
export function deformation(plan: usize, dimension: i32, corners: i32, scratch: usize): void {
  const row = <usize>corners << 3, slopes = address(plan, SLOPES), macro = address(plan, F_PRESENT);
  walshRows(corners, scratch + W_AT, dimension);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const to = scratch + F_ROWS + <usize>(3 * i + j) * row;
      if (i < dimension && j < dimension) {
        takeSlopes(corners, slopes, j, scratch + W_AT + <usize>i * row, to);
        walshRows(corners, to, 1);
      } else {
        memory.fill(to, 0, row);
      }
      addConstant(to, row, get(macro, 3 * i + j));
    }
  }
}

/** Copies `count` numbers of a point between its scratch and the rows over the points. */
// @ts-ignore: decorator
@inline
function toRows(from: usize, count: i32, rows: usize, row: usize): void {
  for (let n = 0; n < count; n++) {
    store<f64>(rows, get(from, n));
    rows += row;
  }
}

// @ts-ignore: decorator
@inline
export function fromRows(rows: usize, row: usize, count: i32, to: usize): void {
  for (let n = 0; n < count; n++) {
    set(to, n, load<f64>(rows));
    rows += row;
  }
}

/** Laws at all points; returns the status of the first bad one, else 0. */
function evaluatePoints(plan: usize, cell: i32, corners: i32, scratch: usize, level: i32): i32 {
  const phase = address(plan, PHASES) + <usize>load<i32>(address(plan, PHASE_OF_CELL) + (<usize>cell << 2)) * 16;
  const slot = load<i32>(phase + (level >= STIFFNESS ? 4 : 0)), row = <usize>corners << 3;
  let energy = 0.0;
  for (let q: usize = 0; q < row; q += 8) {
    fromRows(scratch + F_ROWS + q, row, 9, scratch + F_AT);
    const status = evaluatePoint(scratch, slot, <usize>load<u32>(phase, 8), <usize>load<u32>(phase, 12));
    if (status != 0) return status;
    energy += get(scratch + LAW_AT, 0);
    toRows(scratch + P_AT, 9, scratch + P_ROWS + q, row);
    if (level == FORCES) continue;
    toRows(scratch + LAW_AT + 8, 6, scratch + S_ROWS + q, row);
    toRows(scratch + LAW_AT + 56, 21, scratch + CC_ROWS + q, row);
  }
  add(scratch + SUMS_AT, 0, energy * get(address(plan, VOLUMES), 0));
  return 0;
}

/** forces[i][n] = sum over points of P_iJ dN_n/dX_J dV, and the sums of P. */
export function formForces(plan: usize, dimension: i32, corners: i32, scratch: usize): void {
  const row = <usize>corners << 3, slopes = address(plan, SLOPES), volume = get(address(plan, VOLUMES), 0);
  walshRows(corners, scratch + P_ROWS, 9);
  for (let i = 0; i < 9; i++) add(scratch + SUMS_AT, 1 + i, volume * load<f64>(scratch + P_ROWS + <usize>i * row));
  clear(scratch + RESIDUAL_AT, dimension * corners);
  for (let i = 0; i < dimension; i++) {
    const out = scratch + RESIDUAL_AT + <usize>i * row;
    for (let j = 0; j < dimension; j++) addSlopes(corners, slopes, j, scratch + P_ROWS + <usize>(3 * i + j) * row, out);
    for (let n = 0; n < corners; n++) set(out, n, volume * get(out, n));
  }
  walshRows(corners, scratch + RESIDUAL_AT, dimension);
}

/**
 * Residual of one cell into the scratch, from level STIFFNESS on its stiffness, at level COUPLED its macroscopic coupling;
 * adds to the sums over the RVE. Returns the status of the first bad Gauss point, else 0.
 */
export function evaluateCell(plan: usize, cell: i32, unknowns: usize, level: i32): i32 {
  const scratch = address(plan, SCRATCH), modes = scratch + A_ROWS;
  const dimension = word(plan, DIMENSION), corners = word(plan, NODES);
  const volume = get(address(plan, VOLUMES), 0);
  gather(plan, cell, unknowns, scratch);
  deformation(plan, dimension, corners, scratch);
  const status = evaluatePoints(plan, cell, corners, scratch, level);
  if (status != 0) return status;
  formForces(plan, dimension, corners, scratch);
  if (level == FORCES) return 0;
  pushTangents(dimension, scratch + F_ROWS, scratch + S_ROWS, scratch + CC_ROWS, modes);
  walshRows(corners, modes, (dimension * (dimension + 1) >> 1) * dimension * dimension);
  formStiffness(dimension, corners, modes, address(plan, TERM_PLACES), address(plan, TERM_FACTORS), scratch + MODES_AT, scratch + STIFFNESS_AT);
  if (level == STIFFNESS) {
    add(scratch + SUMS_AT, SUM_A, volume * get(modes, 0));
    return 0;
  }
  addMeanTangent(dimension, modes, volume, scratch + SUMS_AT + (<usize>SUM_A << 3));
  formCoupling(dimension, corners, modes, address(plan, SLOPES), volume, scratch + MACRO_AT);
  return 0;
}
