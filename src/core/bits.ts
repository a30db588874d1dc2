/** Bit access and memory of the portable sources in JavaScript; assembly/math/bits.ts is the twin for WASM. */

export type f64 = number;
export type i32 = number;

/** Flat doubles. */
export type Doubles = Float64Array;

/** Words in little-endian order: low, high. */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** Upper 32 bits of a double, as a signed integer. */
export function highWord(x: f64): i32 {
  double[0] = x;
  return words[1]!;
}

/** Lower 32 bits of a double, as a signed integer. */
export function lowWord(x: f64): i32 {
  double[0] = x;
  return words[0]!;
}

/** x without the low 32 bits of its significand. */
export function truncated(x: f64): f64 {
  double[0] = x;
  words[0] = 0;
  return double[0];
}

/** x 2^k by its exponent field; x and the result must be normal. */
export function addExponent(x: f64, k: i32): f64 {
  double[0] = x;
  words[1] = (words[1]! + (k << 20)) | 0;
  return double[0];
}

/** Element i. */
export function at(values: Doubles, i: i32): f64 {
  return values[i]!;
}

/** Sets element i. */
export function put(values: Doubles, i: i32, value: f64): void {
  values[i] = value;
}

export const abs = Math.abs;
export const sqrt = Math.sqrt;
export const floor = Math.floor;

/** Integer part of x, which must fit 32 bits. */
export function toInt(x: f64): i32 {
  return x | 0;
}
