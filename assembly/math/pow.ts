// x^y = exp(y ln x) with the logarithm and the product carried as two doubles.
import { abs, floor, highWord } from "./bits";
import { productError } from "./twofold";
import { expTwofold } from "./exp";
import { logLow, logTwofold } from "./log";

// @ts-ignore: decorator
@inline
function isOdd(y: f64): boolean {
  return abs(y) < 9007199254740992.0 && floor(y) == y && floor(0.5 * y) != 0.5 * y;
}

/** x^y for 0 < x < Infinity, x != 1 and finite y. */
function powPositive(x: f64, y: f64): f64 {
  if (abs(y) < 2.7e-20) return 1.0;
  if (abs(y) > 3.7e19) return (x > 1.0) == (y > 0.0) ? Infinity : 0.0;
  const tiny = highWord(x) < 0x00100000;
  const high = tiny ? logTwofold(x * 18014398509481984.0, -54.0) : logTwofold(x, 0.0);
  const product = y * high;
  const low = productError(y, high, product) + y * logLow;
  return expTwofold(product, low);
}

/** x^y for x = 0 or x infinite, without the sign. */
function powLimit(x: f64, y: f64): f64 {
  return (x == 0.0) == (y > 0.0) ? 0.0 : Infinity;
}

/** x^y for infinite y. */
function powUnbounded(x: f64, y: f64): f64 {
  const size = abs(x);
  if (size == 1.0) return 1.0;
  return (size > 1.0) == (y > 0.0) ? Infinity : 0.0;
}

/**
 * x^y, special cases as in IEEE 754-2019 and C99 Annex F (so pow(1, NaN) = 1, unlike Math.pow).
 * Error below 0.55 ulp (0.78 where the result is subnormal).
 */
export function pow(x: f64, y: f64): f64 {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y) return NaN;
  if (abs(y) == Infinity) return powUnbounded(x, y);
  const size = abs(x);
  if (x < 0.0 && size != Infinity && floor(y) != y) return NaN;
  const result = size == 0.0 || size == Infinity ? powLimit(size, y) : size == 1.0 ? 1.0 : powPositive(size, y);
  return highWord(x) < 0 && isOdd(y) ? -result : result;
}
