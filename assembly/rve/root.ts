// Dense root of the RVE system: unknowns that the sparse factorisation keeps, solved by LU with row exchanges,
// and the condensation of the macroscopic tangent.
import { address, get, set, word } from "./plan";
import { CORRECTION, DIMENSION, FACTOR, RESULT, RESULT_A, ROOT, ROOT_MATRIX, ROOT_PIVOTS, SIZE, SYMBOLIC, VOLUMES } from "../../src/kernels/rve-layout";
import { ldlSchur } from "../sparse/index";

function schur(plan: usize): usize {
  return ldlSchur(address(plan, SYMBOLIC), address(plan, FACTOR));
}

function pivotRow(matrix: usize, n: i32, k: i32): i32 {
  let best = k, largest = abs<f64>(get(matrix, k * n + k));
  for (let i = k + 1; i < n; i++) {
    const size = abs<f64>(get(matrix, i * n + k));
    if (size > largest) { largest = size; best = i; }
  }
  return largest > 0.0 && largest - largest == 0.0 ? best : -1;
}

function exchange(matrix: usize, n: i32, a: i32, b: i32): void {
  if (a == b) return;
  for (let j = 0; j < n; j++) {
    const value = get(matrix, a * n + j);
    set(matrix, a * n + j, get(matrix, b * n + j));
    set(matrix, b * n + j, value);
  }
}

/** Factors the root block of the Schur complement; returns 0 or 3 (singular). */
export function factorRoot(plan: usize): i32 {
  const n = word(plan, ROOT), stride = n + word(plan, DIMENSION) * word(plan, DIMENSION);
  const source = schur(plan), matrix = address(plan, ROOT_MATRIX), pivots = address(plan, ROOT_PIVOTS);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) set(matrix, i * n + j, get(source, i * stride + j));
  }
  for (let k = 0; k < n; k++) {
    const pivot = pivotRow(matrix, n, k);
    if (pivot < 0) return 3;
    store<i32>(pivots + (<usize>k << 2), pivot);
    exchange(matrix, n, k, pivot);
    for (let i = k + 1; i < n; i++) {
      const factor = get(matrix, i * n + k) / get(matrix, k * n + k);
      set(matrix, i * n + k, factor);
      for (let j = k + 1; j < n; j++) set(matrix, i * n + j, get(matrix, i * n + j) - factor * get(matrix, k * n + j));
    }
  }
  return 0;
}

/** Solves the root system for one right-hand side in place. */
export function solveRoot(plan: usize, x: usize): void {
  const n = word(plan, ROOT), matrix = address(plan, ROOT_MATRIX), pivots = address(plan, ROOT_PIVOTS);
  for (let k = 0; k < n; k++) {
    const pivot = load<i32>(pivots + (<usize>k << 2));
    const value = get(x, pivot);
    set(x, pivot, get(x, k));
    set(x, k, value);
  }
  for (let i = 0; i < n; i++) {
    let sum = get(x, i);
    for (let j = 0; j < i; j++) sum -= get(matrix, i * n + j) * get(x, j);
    set(x, i, sum);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = get(x, i);
    for (let j = i + 1; j < n; j++) sum -= get(matrix, i * n + j) * get(x, j);
    set(x, i, sum / get(matrix, i * n + i));
  }
}

/** Homogenized tangent: the Schur complement on the macroscopic F, condensed once more over the root, per volume. */
export function condenseTangent(plan: usize): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension;
  const root = word(plan, ROOT), stride = root + macros;
  const source = schur(plan), column = address(plan, CORRECTION);
  const result = address(plan, RESULT) + (<usize>RESULT_A << 3);
  const volume = get(address(plan, VOLUMES), 1);
  for (let c = 0; c < macros; c++) {
    for (let r = 0; r < root; r++) set(column, r, get(source, r * stride + root + c));
    solveRoot(plan, column);
    for (let r = 0; r < macros; r++) {
      let sum = get(source, (root + r) * stride + root + c);
      for (let k = 0; k < root; k++) sum -= get(source, (root + r) * stride + k) * get(column, k);
      set(result, spread(r, dimension) * 9 + spread(c, dimension), sum / volume);
    }
  }
}

/** x [ROOT]: root unknowns that answer a direction of the macroscopic F, `row` [d²]. */
export function solveRootAlong(plan: usize, row: usize, x: usize): void {
  const macros = word(plan, DIMENSION) * word(plan, DIMENSION), root = word(plan, ROOT), stride = root + macros, source = schur(plan);
  for (let r = 0; r < root; r++) {
    let sum = 0.0;
    for (let c = 0; c < macros; c++) sum -= get(source, r * stride + root + c) * get(row, c);
    set(x, r, sum);
  }
  solveRoot(plan, x);
}

/** Condenses a row of macroscopic entries over the root: x holds its root entries, destroyed, then the macroscopic ones. */
export function condenseRow(plan: usize, x: usize): void {
  const macros = word(plan, DIMENSION) * word(plan, DIMENSION), root = word(plan, ROOT), stride = root + macros;
  const source = schur(plan);
  solveRoot(plan, x);
  for (let r = 0; r < macros; r++) {
    let sum = get(x, root + r);
    for (let k = 0; k < root; k++) sum -= get(source, (root + r) * stride + k) * get(x, k);
    set(x, root + r, sum);
  }
}

/** (i, J) of a d x d tensor as a place in a 3 x 3 one. */
// @ts-ignore: decorator
@inline
export function spread(place: i32, dimension: i32): i32 {
  return (place / dimension) * 3 + (place % dimension);
}
