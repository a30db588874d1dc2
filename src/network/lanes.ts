/**
 * Memory and arithmetic of the portable network kernels in JavaScript; assembly/network/lanes.ts is the twin for WASM.
 * An array of lanes holds two points side by side; a run of a kernel here serves one of them.
 */

export type f64 = number;
export type i32 = number;

/** One number of one point. */
export type Lane = number;

/** Index of a double in the memory. */
export type Place = number;

let memory: Float64Array = new Float64Array(0);
let side = 0;

/** Makes the kernels work on a memory, for the first (0) or second (1) of two points. */
export function serve(doubles: Float64Array, point: 0 | 1): void {
  memory = doubles;
  side = point;
}

/** Number i of an array of lanes. */
export function at(p: Place, i: i32): Lane {
  return memory[p + 2 * i + side];
}

/** Sets number i of an array of lanes. */
export function put(p: Place, i: i32, x: Lane): void {
  memory[p + 2 * i + side] = x;
}

/** Place of number i of an array of lanes. */
export function from(p: Place, i: i32): Place {
  return p + 2 * i;
}

/** Number i of an array that both points share. */
export function shared(p: Place, i: i32): Lane {
  return memory[p + i];
}

/** The same as a scalar. */
export function scalar(p: Place, i: i32): f64 {
  return memory[p + i];
}

/** Place of number i of a shared array. */
export function past(p: Place, i: i32): Place {
  return p + i;
}

/** A whole number from 0 to 2^32 as shared arrays hold it: WASM reads the lower half of the double. */
export function stored(n: number): f64 {
  return 2 ** 52 + n;
}

/** Whole number i of a shared array. */
export function whole(p: Place, i: i32): i32 {
  return memory[p + i] - 2 ** 52;
}

/** Place that number i of a shared array names. */
export function place(p: Place, i: i32): Place {
  return memory[p + i] - 2 ** 52;
}

/** The same number for both points. */
export function splat(x: f64): Lane {
  return x;
}

/** a + b */
export function add(a: Lane, b: Lane): Lane {
  return a + b;
}

/** a - b */
export function sub(a: Lane, b: Lane): Lane {
  return a - b;
}

/** a b */
export function mul(a: Lane, b: Lane): Lane {
  return a * b;
}

/** a / b */
export function div(a: Lane, b: Lane): Lane {
  return a / b;
}

export const max = Math.max;
export const sqrt = Math.sqrt;
