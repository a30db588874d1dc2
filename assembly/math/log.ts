// Logarithms: x = 2^k z, z times a rounded 1/z from a table is 1 + r exactly, |r| < 2^-7, then a series in r [tang1990].
import { abs, addExponent, at, highWord, truncated } from "./bits";
import { productError, sumError } from "./twofold";
import { ln2Hi, ln2Lo, logTable } from "./tables.gen";

/** High word of the lowest significand, 0.705: half a step off the grid, so that 1 lies inside an interval. */
const lowest: i32 = 0x3fe69000;

/** Low part of the last `logTwofold`. */
export let logLow: f64 = 0.0;

/** ln(1+r) - r for |r| < 2^-7. */
// @ts-ignore: decorator
@inline
function logTail(r: f64): f64 {
  const square = r * r;
  return square * ((-0.5 + r * (1.0 / 3.0)) + square * ((-0.25 + r * 0.2)
    + square * ((-1.0 / 6.0 + r * (1.0 / 7.0)) + square * -0.125)));
}

/** z*inverse - 1, exact because inverse has 8 bits. */
// @ts-ignore: decorator
@inline
function remainder(z: f64, inverse: f64): f64 {
  const high = truncated(z);
  return (high * inverse - 1.0) + (z - high) * inverse;
}

/** ln(2^exponent x) + extra for a normal positive x; extra must be below an ulp of ln x. */
// @ts-ignore: decorator
@inline
function logOf(x: f64, exponent: f64, extra: f64): f64 {
  const offset = highWord(x) - lowest;
  const row = ((offset >> 13) & 127) * 3;
  const k = exponent + (offset >> 20);
  const r = remainder(addExponent(x, -(offset >> 20)), at(logTable, row));
  const coarse = k * ln2Hi + at(logTable, row + 1);
  const sum = coarse + r;
  return sum + (logTail(r) + (sumError(coarse, r, sum) + (k * ln2Lo + at(logTable, row + 2) + extra)));
}

/** ln x where x is no positive normal number. */
function logEdge(x: f64): f64 {
  if (x == 0.0) return -Infinity;
  if (!(x > 0.0)) return NaN;
  if (x == Infinity) return x;
  return logOf(x * 18014398509481984.0, -54.0, 0.0);
}

/** Natural logarithm; NaN for negative x. Error below 0.52 ulp; exact at 1. */
export function log(x: f64): f64 {
  const high = highWord(x);
  if (high < 0x00100000 || high >= 0x7ff00000) return logEdge(x);
  return logOf(x, 0.0, 0.0);
}

/** ln(1 + x) without cancellation near 0; NaN below -1. Error below 0.53 ulp. */
export function log1p(x: f64): f64 {
  if (abs(x) < 0.0078125) return x + logTail(x);
  if (!(x > -1.0)) return x == -1.0 ? -Infinity : NaN;
  if (x > 18014398509481984.0) return log(x);
  const sum = 1.0 + x;
  return logOf(sum, 0.0, sumError(1.0, x, sum) / sum);
}

/** (ln(1+r) - r + r^2/2)/r^3 for |r| < 2^-7, to the precision that `logTwofold` needs. */
// @ts-ignore: decorator
@inline
function logCubic(r: f64): f64 {
  const square = r * r;
  return (1.0 / 3.0 - r * 0.25) + square * ((0.2 - r * (1.0 / 6.0))
    + square * ((1.0 / 7.0 - r * 0.125) + square * (1.0 / 9.0 - r * 0.1)));
}

/** ln(2^exponent x) of a normal positive x to 2^-67: returns the high part, leaves the low one in `logLow`. */
export function logTwofold(x: f64, exponent: f64): f64 {
  const offset = highWord(x) - lowest;
  const row = ((offset >> 13) & 127) * 3;
  const k = exponent + (offset >> 20);
  const r = remainder(addExponent(x, -(offset >> 20)), at(logTable, row));
  const coarse = k * ln2Hi + at(logTable, row + 1);
  const square = r * r;
  const half = -0.5 * square;
  const first = coarse + r;
  const second = first + half;
  const low = sumError(coarse, r, first) + sumError(first, half, second) - 0.5 * productError(r, r, square)
    + (k * ln2Lo + at(logTable, row + 2)) + square * r * logCubic(r);
  const sum = second + low;
  logLow = (second - sum) + low;
  return sum;
}
