// Bit access and memory of the portable sources in WASM; src/core/bits.ts is the twin with the same names for JavaScript.

/** Address of doubles. */
export type Doubles = usize;

// @ts-ignore: decorator
@inline
export function highWord(x: f64): i32 {
  return <i32>(reinterpret<i64>(x) >> 32);
}

// @ts-ignore: decorator
@inline
export function lowWord(x: f64): i32 {
  return <i32>reinterpret<i64>(x);
}

/** x without the low 32 bits of its significand. */
// @ts-ignore: decorator
@inline
export function truncated(x: f64): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) & 0xffffffff00000000);
}

/** x 2^k by its exponent field; x and the result must be normal. */
// @ts-ignore: decorator
@inline
export function addExponent(x: f64, k: i32): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) + ((<i64>k) << 52));
}

// @ts-ignore: decorator
@inline
export function at(values: Doubles, i: i32): f64 {
  return load<f64>(values + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
export function put(values: Doubles, i: i32, value: f64): void {
  store<f64>(values + ((<usize>i) << 3), value);
}

// @ts-ignore: decorator
@inline
export function abs(x: f64): f64 {
  return Math.abs(x);
}

// @ts-ignore: decorator
@inline
export function sqrt(x: f64): f64 {
  return Math.sqrt(x);
}

// @ts-ignore: decorator
@inline
export function floor(x: f64): f64 {
  return Math.floor(x);
}

/** Integer part of x, which must fit 32 bits. */
// @ts-ignore: decorator
@inline
export function toInt(x: f64): i32 {
  return <i32>x;
}
