// Where the iteration at a new macroscopic F begins: the fluctuation of an answer before, moved on by its correctors. With F' = (1 + B) F, the symmetric
// part of B moves it by the kept fluctuations of the symmetric directions, the skew part turns it. The error is of second order in B.
import { inverseEntry, setDirection, symmetricCount } from "./directions";
import { ldlBackwardMany } from "../sparse/index";
import { address, clear, get, set, word } from "./plan";
import { solveRootAlong } from "./root";
import {
  DIMENSION, F_PRESENT, F_START, F_TARGET, FACTOR, KEPT, KEPT_FIELDS, KEPT_WORK, NEAR, PREDICTION, ROOT, SIZE, START, STATE_FLUCTUATIONS, STATE_PLACES,
  STATE_SIZE, SYMBOLIC, UNKNOWNS, WORK,
} from "../../src/kernels/rve-layout";

/** Change of F whose prediction is expected to meet the tolerance of the residual, 1e-10: the error is its square, times a contrast. */
const NEAR_CHANGE: f64 = 2e-6;

/** The one direction behind B in PREDICTION. */
const ROW: usize = 72;

/** PREDICTION = B = (F_TARGET - F_START) F_START⁻¹; returns its largest entry. */
function formChange(plan: usize): f64 {
  const from = address(plan, F_START), to = address(plan, F_TARGET), B = address(plan, PREDICTION);
  let largest = 0.0;
  for (let k = 0; k < 3; k++) {
    for (let m = 0; m < 3; m++) {
      let sum = 0.0;
      for (let l = 0; l < 3; l++) sum += (get(to, 3 * k + l) - get(from, 3 * k + l)) * inverseEntry(from, l, m);
      set(B, 3 * k + m, sum);
      largest = max(largest, abs(sum));
    }
  }
  return largest;
}

/** x += factor times a kept corrector. */
function addKept(plan: usize, n: i32, factor: f64, x: usize): void {
  const count = word(plan, STATE_SIZE), places = address(plan, STATE_PLACES), field = address(plan, KEPT_FIELDS) + (<usize>(n * count) << 2);
  for (let u: usize = 0; u < <usize>count << 2; u += 4) {
    const at = x + (<usize>load<u32>(places + u) << 3);
    store<f64>(at, load<f64>(at) + factor * <f64>load<f32>(field + u));
  }
}

/** x += (skew part of B) times the fluctuation at the start, node by node. */
function addRotation(plan: usize, x: usize): void {
  const dimension = word(plan, DIMENSION), B = address(plan, PREDICTION), start = address(plan, START), places = address(plan, STATE_PLACES);
  for (let node = 0; node < word(plan, STATE_FLUCTUATIONS); node += dimension) {
    for (let k = 0; k < dimension; k++) {
      let sum = 0.0;
      for (let m = 0; m < dimension; m++) sum += 0.5 * (get(B, 3 * k + m) - get(B, 3 * m + k)) * get(start, node + m);
      const place = load<i32>(places + (<usize>(node + k) << 2));
      set(x, place, get(x, place) + sum);
    }
  }
}

/** UNKNOWNS = the prediction at F_TARGET from START at F_START; NEAR says whether it is short. Returns the largest entry of B. */
export function predict(plan: usize): f64 {
  const count = word(plan, STATE_SIZE), dimension = word(plan, DIMENSION), places = address(plan, STATE_PLACES), start = address(plan, START);
  const x = address(plan, UNKNOWNS), B = address(plan, PREDICTION);
  clear(x, word(plan, SIZE));
  for (let u = 0; u < count; u++) set(x, load<i32>(places + (<usize>u << 2)), get(start, u));
  const change = formChange(plan);
  store<i32>(plan + (<usize>NEAR << 2), i32(change <= NEAR_CHANGE && (change == 0.0 || word(plan, KEPT) != 0)));
  if (word(plan, KEPT) == 0 || change == 0.0) return change;
  let n = 0;
  for (let k = 0; k < dimension; k++) {
    for (let m = 0; m <= k; m++) addKept(plan, n++, 0.5 * (get(B, 3 * k + m) + get(B, 3 * m + k)), x);
  }
  addRotation(plan, x);
  return change;
}

/**
 * Keeps the correctors of a solution whose matrix the direct solver has factorised: the retained rows hold a direction of F, and the backward
 * substitution answers it.
 * @param out f32 [KEPT, STATE_SIZE]
 */
export function keepFactored(direct: usize, out: usize): void {
  const kept = word(direct, KEPT), size = word(direct, SIZE), count = word(direct, STATE_SIZE), dimension = word(direct, DIMENSION), macros = dimension * dimension;
  if (kept == 0) return;
  const x = address(direct, KEPT_WORK), row = address(direct, PREDICTION) + ROW, places = address(direct, STATE_PLACES);
  clear(x, kept * size);
  let n = 0;
  for (let k = 0; k < dimension; k++) {
    for (let m = 0; m <= k; m++) {
      const retained = x + (<usize>(n++ * size + size - macros - word(direct, ROOT)) << 3);
      setDirection(direct, F_PRESENT, row, k, m, 1.0);
      solveRootAlong(direct, row, retained);
      memory.copy(retained + (<usize>word(direct, ROOT) << 3), row, <usize>macros << 3);
    }
  }
  ldlBackwardMany(address(direct, SYMBOLIC), address(direct, FACTOR), x, symmetricCount(dimension), address(direct, WORK));
  for (n = 0; n < kept; n++) {
    for (let u = 0; u < count; u++) store<f32>(out + (<usize>(n * count + u) << 2), <f32>get(x, n * size + load<i32>(places + (<usize>u << 2))));
  }
}
