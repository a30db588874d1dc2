// Exponentials by 2^(k/128) from a table times a short Taylor series of e^r, |r| < 0.0028 [tang1989].
import { abs, addExponent, at, lowWord } from "./bits";
import { productError, rounder, sumError } from "./twofold";
import { exp2Table, stepHi, stepLo, stepsPerUnit } from "./tables.gen";


/** Low part of the last `expm1Twofold`. */
export let expm1Low: f64 = 0.0;

/** e^r - 1 - r for |r| < 0.0028. */
// @ts-ignore: decorator
@inline
function expTail(r: f64): f64 {
  return r * r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0))));
}

/** 2^shift e^(x + low); every intermediate must be normal, which holds for |x| < 670 with shift 0. */
// @ts-ignore: decorator
@inline
export function expScaled(x: f64, low: f64, shift: i32): f64 {
  const shifted = x * stepsPerUnit + rounder;
  const k = shifted - rounder;
  const n = lowWord(shifted);
  const r = ((x - k * stepHi) - k * stepLo) + low;
  const i = (n & 127) << 1;
  const s = addExponent(at(exp2Table, i + 1), (n >> 7) + shift);
  return s + s * (at(exp2Table, i) + (r + expTail(r)));
}

/** e^(x + low) where the result may overflow, be subnormal or nearly so, or vanish, or x be no number. */
function expEdge(x: f64, low: f64): f64 {
  if (x != x) return x;
  if (x > 710.0) return Infinity;
  if (x < -746.0) return 0.0;
  if (x > 0.0) return 2.0 * expScaled(x, low, -1);
  return expScaled(x, low, 64) * 5.421010862427522e-20;
}

/** e^(x + low), where low is below an ulp of x. */
export function expTwofold(x: f64, low: f64): f64 {
  return abs(x) < 670.0 ? expScaled(x, low, 0) : expEdge(x, low);
}

/** e^x. Error below 0.52 ulp (0.76 where the result is subnormal); exact at 0. */
export function exp(x: f64): f64 {
  return expTwofold(x, 0.0);
}

/** (e^x - 1 - x - x^2/2)/x^3 for |x| < 1/16. */
// @ts-ignore: decorator
@inline
function expm1Series(x: f64): f64 {
  return 1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x * (1.0 / 5040.0
    + x * (1.0 / 40320.0 + x * (1.0 / 362880.0 + x * (1.0 / 3628800.0)))))));
}

/** e^x - 1 without cancellation near 0. Error below 0.62 ulp. */
export function expm1(x: f64): f64 {
  if (abs(x) < 0.0625) {
    if (abs(x) < 5.0e-17) return x;
    const square = x * x;
    return x + (0.5 * square + square * x * expm1Series(x));
  }
  if (!(abs(x) < 44.0)) return x > 0.0 ? exp(x) : x != x ? x : -1.0;
  const shifted = x * stepsPerUnit + rounder;
  const k = shifted - rounder;
  const n = lowWord(shifted);
  const r = (x - k * stepHi) - k * stepLo;
  const i = (n & 127) << 1;
  const s = addExponent(at(exp2Table, i + 1), n >> 7);
  const sum = s - 1.0;
  return sum + (sumError(s, -1.0, sum) + s * (at(exp2Table, i) + (r + expTail(r))));
}

/** e^x - 1 as a sum of two doubles to 2^-62: returns the high part, leaves the low one in `expm1Low`; 1e-9 < |x| < 44. */
export function expm1Twofold(x: f64): f64 {
  return abs(x) < 0.0625 ? expm1TwofoldNear(x) : expm1TwofoldFar(x);
}

/** Rounded sum of a large and a small part, its error left in `expm1Low`. */
// @ts-ignore: decorator
@inline
function normalized(large: f64, small: f64): f64 {
  const sum = large + small;
  expm1Low = (large - sum) + small;
  return sum;
}

function expm1TwofoldNear(x: f64): f64 {
  const square = x * x;
  const half = 0.5 * square;
  const sum = x + half;
  const rest = sumError(x, half, sum) + 0.5 * productError(x, x, square);
  return normalized(sum, rest + square * x * expm1Series(x));
}

function expm1TwofoldFar(x: f64): f64 {
  const shifted = x * stepsPerUnit + rounder;
  const k = shifted - rounder;
  const n = lowWord(shifted);
  const coarse = x - k * stepHi;
  const r = coarse - k * stepLo;
  const rLow = (coarse - r) - k * stepLo;
  const i = (n & 127) << 1;
  const tail = at(exp2Table, i);
  const s = addExponent(at(exp2Table, i + 1), n >> 7);
  const first = s - 1.0;
  const second = s * r;
  const sum = first + second;
  const rest = sumError(s, -1.0, first) + productError(s, r, second) + sumError(first, second, sum);
  return normalized(sum, rest + s * (expTail(r) + (tail + tail * r) + rLow));
}
