// Homogenized tangent in the symmetric energy form, whose error is quadratic in that of the solves.
import { SUM_A, SUMS_AT } from "../rve/cell";
import { OK } from "../rve/criterion";
import { address, get, set, word } from "../rve/plan";
import { CG_RESIDUAL, CORRECTORS, COUPLING, DIMENSION, RESULT, RESULT_A, SCRATCH, SIZE, VOLUMES } from "../../src/kernels/rve-layout";
import { conjugateGradients, formScaling } from "./cg";
import { dot } from "./lines";

/** Entry (r, c) of the volume integral of A. */
function meanEntry(plan: usize, r: i32, c: i32): f64 {
  return get(address(plan, SCRATCH) + SUMS_AT, SUM_A + r * word(plan, DIMENSION) * word(plan, DIMENSION) + c);
}

/** (i, J) of a d x d tensor as a place in a 3 x 3 one. */
// @ts-ignore: decorator
@inline
function spread(place: i32, dimension: i32): i32 {
  return (place / dimension) * 3 + (place % dimension);
}

/** Row and column n of C = <A> - b·x - x·r up to n; r is the residual that the solve of x_n has left. */
function storeEntries(plan: usize, n: i32): void {
  const dimension = word(plan, DIMENSION), bytes = <usize>word(plan, SIZE) << 3;
  const result = address(plan, RESULT) + (<usize>RESULT_A << 3), volume = get(address(plan, VOLUMES), 1);
  const x = address(plan, CORRECTORS) + <usize>n * bytes, r = address(plan, CG_RESIDUAL);
  for (let m = 0; m <= n; m++) {
    const answer = dot(plan, address(plan, COUPLING) + <usize>m * bytes, x) + dot(plan, r, address(plan, CORRECTORS) + <usize>m * bytes);
    const entry = (meanEntry(plan, n, m) - answer) / volume;
    set(result, spread(n, dimension) * 9 + spread(m, dimension), entry);
    set(result, spread(m, dimension) * 9 + spread(n, dimension), entry);
  }
}

/**
 * Writes the homogenized tangent from the stencil and the coupling fields: with K x_m = b_m, C = (<A> - b·x - x·b + x·K x) / volume, where
 * x_m·K x_n = x_m·(b_n - r_n). Returns a point status.
 */
export function condenseGrid(plan: usize): i32 {
  const macros = word(plan, DIMENSION) * word(plan, DIMENSION), bytes = <usize>word(plan, SIZE) << 3;
  formScaling(plan);
  for (let m = 0; m < macros; m++) {
    memory.copy(address(plan, CG_RESIDUAL), address(plan, COUPLING) + <usize>m * bytes, bytes);
    const status = conjugateGradients(plan, address(plan, CORRECTORS) + <usize>m * bytes, -1.0, meanEntry(plan, m, m));
    if (status != OK) return status;
    storeEntries(plan, m);
  }
  return OK;
}
