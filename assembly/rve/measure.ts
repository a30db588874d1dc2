// Quantities of a Gauss point that an RVE reports, with their derivatives by the F of the point.
import { mixedTangent } from "../tensor";
import { clear, get, set } from "./plan";
import { E_AT, F_AT, LAW_AT, P_AT } from "./point";
import { CAUCHY_STRESS, ENERGY, FIBRE_STRETCH, NOMINAL_STRESS, VOLUME_RATIO } from "../../src/kernels/rve-layout";

/** Scratch, in bytes from its base: derivative (9), weights of the Cauchy stress (9), weights of P (9), A (81). */
export const GRADIENT_AT: usize = 0;
const WEIGHTS_AT: usize = 72;
const NOMINAL_AT: usize = 144;
const TANGENT_AT: usize = 216;
/** Doubles of the scratch. */
export const MEASURE_SIZE: i32 = 108;

/** Cofactor (i, J) of F: dJ/dF_iJ. */
function cofactor(F: usize, i: i32, j: i32): f64 {
  const i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
  return get(F, 3 * i1 + j1) * get(F, 3 * i2 + j2) - get(F, 3 * i1 + j2) * get(F, 3 * i2 + j1);
}

/** |F a| for a unit direction a. */
function stretch(F: usize, direction: usize, gradient: usize): f64 {
  let square = 0.0;
  for (let i = 0; i < 3; i++) {
    let fibre = 0.0;
    for (let j = 0; j < 3; j++) fibre += get(F, 3 * i + j) * get(direction, j);
    square += fibre * fibre;
    for (let j = 0; j < 3; j++) set(gradient, 3 * i + j, fibre * get(direction, j));
  }
  const length = Math.sqrt(square);
  for (let n = 0; n < 9; n++) set(gradient, n, get(gradient, n) / length);
  return length;
}

function volumeRatio(point: usize, gradient: usize): f64 {
  for (let n = 0; n < 9; n++) set(gradient, n, cofactor(point + F_AT, n / 3, n % 3));
  return get(point + E_AT, 6);
}

function energy(point: usize, gradient: usize): f64 {
  memory.copy(gradient, point + P_AT, 72);
  return get(point + LAW_AT, 0);
}

/** weights : P; the derivative is weights : A. */
function nominal(point: usize, weights: usize, work: usize): f64 {
  const A = work + TANGENT_AT, gradient = work + GRADIENT_AT;
  mixedTangent(point + F_AT, point + LAW_AT + 8, point + LAW_AT + 56, A);
  clear(gradient, 9);
  let sum = 0.0;
  for (let r = 0; r < 9; r++) {
    const weight = get(weights, r);
    sum += weight * get(point + P_AT, r);
    for (let n = 0; n < 9; n++) set(gradient, n, get(gradient, n) + weight * get(A, 9 * r + n));
  }
  return sum;
}

/** weights : sigma with J sigma = P Fᵀ: the nominal stress under the weights (weights F) / J, and what F itself changes. */
function cauchy(point: usize, weights: usize, work: usize): f64 {
  const F = point + F_AT, P = point + P_AT, J = get(point + E_AT, 6), pulled = work + NOMINAL_AT, gradient = work + GRADIENT_AT;
  for (let i = 0; i < 3; i++) {
    for (let m = 0; m < 3; m++) {
      let sum = 0.0;
      for (let j = 0; j < 3; j++) sum += get(weights, 3 * i + j) * get(F, 3 * j + m);
      set(pulled, 3 * i + m, sum / J);
    }
  }
  const value = nominal(point, pulled, work);
  for (let j = 0; j < 3; j++) {
    for (let m = 0; m < 3; m++) {
      let sum = 0.0;
      for (let i = 0; i < 3; i++) sum += get(weights, 3 * i + j) * get(P, 3 * i + m);
      set(gradient, 3 * j + m, get(gradient, 3 * j + m) + (sum - value * cofactor(F, j, m)) / J);
    }
  }
  return value;
}

/** sqrt(3/2 s:s) of the deviator s of the Cauchy stress: its weights are 3/2 s over itself; 0 with derivative 0 without stress. */
function vonMises(point: usize, work: usize): f64 {
  const F = point + F_AT, P = point + P_AT, weights = work + WEIGHTS_AT, J = get(point + E_AT, 6);
  let trace = 0.0, square = 0.0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0.0;
      for (let m = 0; m < 3; m++) sum += get(P, 3 * i + m) * get(F, 3 * j + m);
      set(weights, 3 * i + j, sum / J);
    }
    trace += get(weights, 4 * i);
  }
  for (let i = 0; i < 3; i++) set(weights, 4 * i, get(weights, 4 * i) - trace / 3.0);
  for (let n = 0; n < 9; n++) square += get(weights, n) * get(weights, n);
  const size = Math.sqrt(1.5 * square);
  for (let n = 0; n < 9; n++) set(weights, n, size > 0.0 ? 1.5 * get(weights, n) / size : 0.0);
  return cauchy(point, weights, work);
}

/**
 * Value of a quantity at an evaluated point (point.ts, tangent kernel); its derivative by F (9) goes to GRADIENT_AT of the scratch.
 * components: weights of the stress components (9); direction: unit vector of a fibre (3).
 */
export function measure(point: usize, quantity: i32, components: usize, direction: usize, work: usize): f64 {
  if (quantity == FIBRE_STRETCH) return stretch(point + F_AT, direction, work + GRADIENT_AT);
  if (quantity == VOLUME_RATIO) return volumeRatio(point, work + GRADIENT_AT);
  if (quantity == ENERGY) return energy(point, work + GRADIENT_AT);
  if (quantity == NOMINAL_STRESS) return nominal(point, components, work);
  if (quantity == CAUCHY_STRESS) return cauchy(point, components, work);
  return vonMises(point, work);
}
