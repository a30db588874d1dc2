// Directions of the macroscopic F as B F with symmetric or skew B: a rotation turns a solved state as a whole, so that only the symmetric ones need solves.
import { address, get, set, word } from "./plan";
import { DIMENSION } from "../../src/kernels/rve-layout";

/** Number of symmetric directions; they come first. */
// @ts-ignore: decorator
@inline
export function symmetricCount(dimension: i32): i32 {
  return (dimension * (dimension + 1)) >> 1;
}

/** row [d²]: the direction (e_k ⊗ e_m + sign e_m ⊗ e_k) F, halved where both are the same; `place` of F in the header. */
export function setDirection(plan: usize, place: i32, row: usize, k: i32, m: i32, sign: f64): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension, F = address(plan, place);
  for (let c = 0; c < macros; c++) set(row, c, 0.0);
  for (let l = 0; l < dimension; l++) {
    set(row, k * dimension + l, get(F, 3 * m + l));
    if (k != m) set(row, m * dimension + l, sign * get(F, 3 * k + l));
  }
}

/** Entry (l, m) of the inverse of F. In 2D F33 = 1 and the rest of its row and column is zero. */
export function inverseEntry(F: usize, l: i32, m: i32): f64 {
  const r0 = (m + 1) % 3, r1 = (m + 2) % 3, c0 = (l + 1) % 3, c1 = (l + 2) % 3;
  let det = 0.0;
  for (let j = 0; j < 3; j++) {
    const a = (j + 1) % 3, b = (j + 2) % 3;
    det += get(F, j) * (get(F, 3 + a) * get(F, 6 + b) - get(F, 3 + b) * get(F, 6 + a));
  }
  return (get(F, 3 * r0 + c0) * get(F, 3 * r1 + c1) - get(F, 3 * r0 + c1) * get(F, 3 * r1 + c0)) / det;
}
