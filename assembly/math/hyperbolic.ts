// Hyperbolic functions from e^x - 1 carried as two doubles.
import { abs } from "./bits";
import { productError, sumError } from "./twofold";
import { expm1Low, expm1Twofold, expScaled } from "./exp";

/** Correction of the rounded quotient of two twofold numbers. */
// @ts-ignore: decorator
@inline
function quotientError(n: f64, nLow: f64, d: f64, dLow: f64, quotient: f64): f64 {
  const product = quotient * d;
  return (((n - product) - productError(quotient, d, product)) + (nLow - quotient * dLow)) / d;
}

/** Hyperbolic tangent. Error below 0.56 ulp. */
export function tanh(x: f64): f64 {
  const size = abs(x);
  if (!(size < 21.5)) return x != x ? x : x > 0.0 ? 1.0 : -1.0;
  if (size < 1.0e-9) return x;
  const n = expm1Twofold(2.0 * size);
  const nLow = expm1Low;
  const d = n + 2.0;
  const quotient = n / d;
  const result = quotient + quotientError(n, nLow, d, sumError(n, 2.0, d) + nLow, quotient);
  return x < 0.0 ? -result : result;
}

/** Hyperbolic sine. Error below 0.56 ulp. */
export function sinh(x: f64): f64 {
  const size = abs(x);
  if (size < 1.0e-9 || x != x) return x;
  const result = size < 40.0 ? sinhNear(size) : size < 711.0 ? expScaled(size, 0.0, -1) : Infinity;
  return x < 0.0 ? -result : result;
}

/** (e + e/(1+e))/2 with e = e^x - 1. */
function sinhNear(x: f64): f64 {
  const e = expm1Twofold(x);
  const eLow = expm1Low;
  const d = e + 1.0;
  const quotient = e / d;
  const sum = e + quotient;
  const low = eLow + sumError(e, quotient, sum) + quotientError(e, eLow, d, sumError(e, 1.0, d) + eLow, quotient);
  return 0.5 * (sum + low);
}

/** Hyperbolic cosine. Error below 0.56 ulp. */
export function cosh(x: f64): f64 {
  const size = abs(x);
  if (x != x) return x;
  if (size < 1.0e-9) return 1.0;
  return size < 40.0 ? coshNear(size) : size < 711.0 ? expScaled(size, 0.0, -1) : Infinity;
}

/** (d + 1/d)/2 with d = e^x. */
function coshNear(x: f64): f64 {
  const e = expm1Twofold(x);
  const d = e + 1.0;
  const dLow = sumError(e, 1.0, d) + expm1Low;
  const quotient = 1.0 / d;
  const sum = d + quotient;
  return 0.5 * (sum + (dLow + sumError(d, quotient, sum) + quotientError(1.0, 0.0, d, dLow, quotient)));
}
