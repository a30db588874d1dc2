// Cube root: linear start, two Halley steps, and a last Newton step on the exact remainder.
import { abs, addExponent, floor, highWord, toInt } from "./bits";
import { productError } from "./twofold";

/** Cube root of 1 <= z < 8. */
function cbrtNear(z: f64): f64 {
  let y = 0.9042857142857143 + 0.1507142857142857 * z;
  let cube = y * y * y;
  y *= (cube + 2.0 * z) / (2.0 * cube + z);
  cube = y * y * y;
  y *= (cube + 2.0 * z) / (2.0 * cube + z);
  const square = y * y;
  cube = square * y;
  const error = productError(square, y, cube) + productError(y, y, square) * y;
  return y + ((z - cube) - error) / (3.0 * square);
}

/** Cube root of a normal positive x. */
// @ts-ignore: decorator
@inline
function cbrtNormal(x: f64): f64 {
  const third = toInt(floor(((highWord(x) >> 20) - 1023) * 0.3333333333333333 + 0.1));
  return addExponent(cbrtNear(addExponent(x, -3 * third)), third);
}

/** Cube root, of either sign. Error below 0.51 ulp. */
export function cbrt(x: f64): f64 {
  const size = abs(x);
  if (!(size > 0.0 && size < Infinity)) return x;
  const result = size < 2.2250738585072014e-308 ? cbrtNormal(size * 18014398509481984.0) * 3.814697265625e-06 : cbrtNormal(size);
  return x < 0.0 ? -result : result;
}
