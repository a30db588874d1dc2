// Homogenized tangent in the symmetric energy form, whose error is quadratic in that of the solves. Directions of the macroscopic F are B F with
// symmetric and skew B: a rotation turns the solved state as a whole, so the skew ones have the closed answer C : (B F) = B P and need no solve.
import { SUM_A, SUM_FORCES, SUMS_AT } from "../rve/scratch";
import { OK } from "../rve/criterion";
import { inverseEntry, setDirection, symmetricCount } from "../rve/directions";
import { formSource, outputAt, outputValues } from "../rve/outputs";
import { address, clear, get, set, word } from "../rve/plan";
import { spread } from "../rve/root";
import {
  CG_PRECONDITIONED, CG_RESIDUAL, CORRECTORS, COUPLING, DIMENSION, F_PRESENT, HELD, KEPT, KEPT_FIELDS, OUTPUTS, RESIDUAL, RESULT, RESULT_A, RESULT_P, ROW, SCRATCH,
  SIZE, STARTS, STATE_PLACES, STATE_SIZE, TANGENT_WORK, TRIAL, VOLUMES,
} from "../../src/kernels/rve-layout";
import { conjugateGradients, energyTolerance, subtractProduct } from "./cg";
import { precondition, preparePreconditioner } from "./precondition";
import { dot, holdRim } from "./lines";

/** Places in TANGENT_WORK: directions in the basis e_k ⊗ e_L (one per row), e_k ⊗ e_L in the basis of the directions, C between directions. */
const DIRECTIONS: i32 = 0;
const COMPONENTS: i32 = 81;
const REDUCED: i32 = 162;
const PRODUCTS: i32 = 243;

/** Coupling forces that are round-off of a homogeneous cell: relative to mean stiffness times volume. */
const FLOOR: f64 = 1e-15;

/** Residual of the solve for the derivative of an output, against the cells' shares in its right-hand side: its error is of this order. */
const SOURCE_TOLERANCE: f64 = 1e-11;

function directionAt(plan: usize, n: i32): usize {
  return address(plan, TANGENT_WORK) + (<usize>(DIRECTIONS + n * word(plan, DIMENSION) * word(plan, DIMENSION)) << 3);
}

function setDirections(plan: usize): void {
  const dimension = word(plan, DIMENSION);
  let symmetric = 0, skew = symmetricCount(dimension);
  for (let k = 0; k < dimension; k++) {
    for (let m = 0; m <= k; m++) {
      setDirection(plan, F_PRESENT, directionAt(plan, symmetric++), k, m, 1.0);
      if (m < k) setDirection(plan, F_PRESENT, directionAt(plan, skew++), k, m, -1.0);
    }
  }
}

/** Row (k, l): the unit direction e_k ⊗ e_l = B F with B = e_k ⊗ F^-T e_l, split into the symmetric and skew directions. */
function setComponents(plan: usize): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension, F = address(plan, F_PRESENT);
  let row = address(plan, TANGENT_WORK) + (<usize>COMPONENTS << 3);
  for (let k = 0; k < dimension; k++) {
    for (let l = 0; l < dimension; l++) {
      let symmetric = 0, skew = symmetricCount(dimension);
      for (let i = 0; i < dimension; i++) {
        for (let m = 0; m <= i; m++) {
          const upper = i == k ? inverseEntry(F, l, m) : 0.0, lower = m == k ? inverseEntry(F, l, i) : 0.0;
          set(row, symmetric++, i == m ? upper : 0.5 * (upper + lower));
          if (m < i) set(row, skew++, 0.5 * (upper - lower));
        }
      }
      row += <usize>macros << 3;
    }
  }
}

/** Replaces the coupling fields of e_k ⊗ e_L by those of the symmetric directions. */
function combineCoupling(plan: usize): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension, size = word(plan, SIZE), count = symmetricCount(dimension);
  const fields = address(plan, COUPLING), directions = address(plan, TANGENT_WORK), present = directions + (<usize>PRODUCTS << 3);
  const bytes = <usize>size << 3;
  for (let i = 0; i < size; i++) {
    const place = fields + (<usize>i << 3);
    for (let c = 0; c < macros; c++) set(present, c, load<f64>(place + <usize>c * bytes));
    for (let n = 0; n < count; n++) {
      let sum = 0.0;
      for (let c = 0; c < macros; c++) sum += get(directions, n * macros + c) * get(present, c);
      store<f64>(place + <usize>n * bytes, sum);
    }
  }
}

/** out[c] = sum_r left[r] matrix[r, c]. */
function multiplyRow(left: usize, matrix: usize, n: i32, out: usize): void {
  for (let c = 0; c < n; c++) {
    let sum = 0.0;
    for (let r = 0; r < n; r++) sum += get(left, r) * get(matrix, r * n + c);
    set(out, c, sum);
  }
}

function product(a: usize, b: usize, n: i32): f64 {
  let sum = 0.0;
  for (let c = 0; c < n; c++) sum += get(a, c) * get(b, c);
  return sum;
}

// @ts-ignore: decorator
@inline
function setReduced(plan: usize, n: i32, m: i32, entry: f64): void {
  const macros = word(plan, DIMENSION) * word(plan, DIMENSION), reduced = address(plan, TANGENT_WORK) + (<usize>REDUCED << 3);
  set(reduced, n * macros + m, entry);
  set(reduced, m * macros + n, entry);
}

/** Finds CORRECTORS[n] with K x = COUPLING[n] and leaves the residual in CG_RESIDUAL; `energy` is the scale of x·K x. Returns a point status. */
export type Corrector = (plan: usize, n: i32, energy: f64) => i32;

/** A corrector by conjugate gradients, from the one that was kept where there is one. */
function solveCorrector(plan: usize, n: i32, energy: f64): i32 {
  const bytes = <usize>word(plan, SIZE) << 3, own = address(plan, CORRECTORS) + <usize>n * bytes, b = address(plan, COUPLING) + <usize>n * bytes;
  const r = address(plan, CG_RESIDUAL);
  memory.copy(r, b, bytes);
  if (word(plan, STARTS) == 0 || word(plan, KEPT) == 0) return conjugateGradients(plan, own, FLOOR * energy, energy);
  takeKept(plan, n, own);
  subtractProduct(plan, own);
  precondition(plan);
  // See takeCorrector in mixed.ts: the preconditioner sees the error of the energy too small by about the ratio of the mean energy to the effective one.
  const effective = energy - dot(plan, b, own) - dot(plan, r, own);
  if (dot(plan, r, address(plan, CG_PRECONDITIONED)) * energy <= energyTolerance(plan) * effective * effective) return OK;
  const more = address(plan, TRIAL), status = conjugateGradients(plan, more, FLOOR * energy, abs(effective));
  for (let i = 0; i < word(plan, SIZE); i++) set(own, i, get(own, i) + get(more, i));
  return status;
}

/** x = the corrector that was kept, with the sign of this file: it answers the forces of a direction. */
function takeKept(plan: usize, n: i32, x: usize): void {
  const count = word(plan, STATE_SIZE), places = address(plan, STATE_PLACES), field = address(plan, KEPT_FIELDS) + (<usize>(n * count) << 2);
  clear(x, word(plan, SIZE));
  for (let u = 0; u < count; u++) set(x, load<i32>(places + (<usize>u << 2)), -<f64>load<f32>(field + (<usize>u << 2)));
}

/** Keeps the correctors as fluctuations, the first node held. */
function keepCorrectors(plan: usize): void {
  const count = word(plan, STATE_SIZE), places = address(plan, STATE_PLACES), dimension = word(plan, DIMENSION), length = word(plan, SIZE) / dimension;
  for (let n = 0; n < word(plan, KEPT); n++) {
    const x = address(plan, CORRECTORS) + (<usize>(n * word(plan, SIZE)) << 3), field = address(plan, KEPT_FIELDS) + (<usize>(n * count) << 2);
    for (let u = 0; u < count; u++) {
      const held = get(x, word(plan, HELD) + (u % dimension) * length);
      store<f32>(field + (<usize>u << 2), <f32>(held - get(x, load<i32>(places + (<usize>u << 2)))));
    }
  }
}

/** Answers symmetric direction n and stores its entries with those before: <A> - b·x - x·r, r the residual that the corrector leaves. */
function solveDirection(plan: usize, n: i32, corrector: Corrector): i32 {
  const macros = word(plan, DIMENSION) * word(plan, DIMENSION), bytes = <usize>word(plan, SIZE) << 3, row = <usize>macros << 3;
  const work = address(plan, TANGENT_WORK), mean = work + (<usize>PRODUCTS << 3), directions = work + (<usize>DIRECTIONS << 3);
  const b = address(plan, COUPLING), x = address(plan, CORRECTORS), r = address(plan, CG_RESIDUAL);
  multiplyRow(directions + <usize>n * row, address(plan, SCRATCH) + SUMS_AT + (<usize>SUM_A << 3), macros, mean);
  const own = x + <usize>n * bytes;
  const energy = abs(product(mean, directions + <usize>n * row, macros));
  const status = corrector(plan, n, energy);
  if (status != OK) return status;
  for (let m = 0; m <= n; m++) {
    const answer = dot(plan, b + <usize>m * bytes, own) + dot(plan, r, x + <usize>m * bytes);
    setReduced(plan, n, m, product(mean, directions + <usize>m * row, macros) - answer);
  }
  return OK;
}

/** Entries of skew direction n = (e_k ⊗ e_m - e_m ⊗ e_k) F with all directions before: their product with B P. */
function rotateDirection(plan: usize, n: i32, k: i32, m: i32): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension;
  const work = address(plan, TANGENT_WORK), turned = work + (<usize>PRODUCTS << 3), P = address(plan, RESULT) + (<usize>RESULT_P << 3);
  const volume = get(address(plan, VOLUMES), 1);
  for (let c = 0; c < macros; c++) set(turned, c, 0.0);
  for (let l = 0; l < dimension; l++) {
    set(turned, k * dimension + l, volume * get(P, 3 * m + l));
    set(turned, m * dimension + l, -volume * get(P, 3 * k + l));
  }
  for (let d = 0; d <= n; d++) setReduced(plan, n, d, product(turned, work + (<usize>(DIRECTIONS + d * macros) << 3), macros));
}

/** From the basis of the directions back to e_k ⊗ e_L, per volume. */
function storeTangent(plan: usize): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension, row = <usize>macros << 3;
  const work = address(plan, TANGENT_WORK), components = work + (<usize>COMPONENTS << 3), left = work + (<usize>PRODUCTS << 3);
  const result = address(plan, RESULT) + (<usize>RESULT_A << 3), volume = get(address(plan, VOLUMES), 1);
  for (let r = 0; r < macros; r++) {
    multiplyRow(components + <usize>r * row, work + (<usize>REDUCED << 3), macros, left);
    for (let c = 0; c <= r; c++) {
      const entry = product(left, components + <usize>c * row, macros) / volume;
      set(result, spread(r, dimension) * 9 + spread(c, dimension), entry);
      set(result, spread(c, dimension) * 9 + spread(r, dimension), entry);
    }
  }
}

/** Derivative of an output by the macroscopic F: with K y = dq/dw, what F itself changes less y times the coupling fields. */
function differentiate(plan: usize, n: i32): i32 {
  const dimension = word(plan, DIMENSION), bytes = <usize>word(plan, SIZE) << 3;
  const source = address(plan, RESIDUAL), y = address(plan, CORRECTORS), sums = address(plan, SCRATCH) + SUMS_AT + 8;
  formSource(plan, outputAt(plan, n));
  memory.copy(address(plan, CG_RESIDUAL), source, bytes);
  holdRim(plan, address(plan, CG_RESIDUAL), <usize>word(plan, ROW) << 3);
  const status = conjugateGradients(plan, y, SOURCE_TOLERANCE * Math.sqrt(get(sums, SUM_FORCES - 1)), -1.0);
  if (status != OK) return status;
  for (let c = 0; c < dimension * dimension; c++) {
    const place = spread(c, dimension);
    set(outputValues(plan, n), 1 + place, get(sums, place) - dot(plan, y, address(plan, COUPLING) + <usize>c * bytes));
  }
  return OK;
}

/**
 * Corrects the stored stress by the present residual r: along a symmetric direction by -x·r with its corrector x, along a skew one so that P Fᵀ is
 * symmetric, as it is in equilibrium. `condenseGrid` has left bases and correctors.
 */
export function correctStress(plan: usize): void {
  const dimension = word(plan, DIMENSION), macros = dimension * dimension, symmetric = symmetricCount(dimension), volume = get(address(plan, VOLUMES), 1);
  const work = address(plan, TANGENT_WORK), along = work + (<usize>PRODUCTS << 3), P = address(plan, RESULT) + (<usize>RESULT_P << 3);
  for (let n = 0; n < macros; n++) {
    let sum = 0.0;
    if (n < symmetric) sum = dot(plan, address(plan, CORRECTORS) + (<usize>(n * word(plan, SIZE)) << 3), address(plan, RESIDUAL)) / volume;
    else for (let c = 0; c < macros; c++) sum += get(work, DIRECTIONS + n * macros + c) * get(P, spread(c, dimension));
    set(along, n, -sum);
  }
  for (let c = 0; c < macros; c++) {
    const place = spread(c, dimension);
    set(P, place, get(P, place) + product(work + (<usize>(COMPONENTS + c * macros) << 3), along, macros));
  }
}

/**
 * Writes the homogenized tangent from the stencil and the coupling fields: with K x_m = b_m, C = (<A> - b·x - x·b + x·K x) / volume, where
 * x_m·K x_n = x_m·(b_n - r_n). The stress must be stored already. Returns a point status.
 */
export function condenseGrid(plan: usize): i32 {
  const status = condenseWith(plan, solveCorrector);
  if (status == OK) keepCorrectors(plan);
  return status;
}

/** The same with other correctors. */
export function condenseWith(plan: usize, corrector: Corrector): i32 {
  const dimension = word(plan, DIMENSION), symmetric = symmetricCount(dimension);
  preparePreconditioner(plan);
  for (let n = 0; n < word(plan, OUTPUTS); n++) {
    const status = differentiate(plan, n);
    if (status != OK) return status;
  }
  setDirections(plan);
  setComponents(plan);
  combineCoupling(plan);
  for (let n = 0; n < symmetric; n++) {
    const status = solveDirection(plan, n, corrector);
    if (status != OK) return status;
  }
  let skew = symmetric;
  for (let k = 0; k < dimension; k++) {
    for (let m = 0; m < k; m++) rotateDirection(plan, skew++, k, m);
  }
  storeTangent(plan);
  return OK;
}
