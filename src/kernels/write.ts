/** Writes arrays of plans to the memory of the kernels. */
import type { Kernels } from "./module.js";

/** Header words by their places. */
export type HeaderWords = Readonly<Record<number, number>>;

/** Address of `count` doubles, all zero. */
export function room(kernels: Kernels, count: number): number {
  const pointer = kernels.allocate(8 * count);
  kernels.f64(pointer, count).fill(0);
  return pointer;
}

/** Address of a copy of integers in WASM memory. */
export function writeInts(kernels: Kernels, data: ArrayLike<number>): number {
  const pointer = kernels.allocate(4 * data.length);
  kernels.i32(pointer, data.length).set(data);
  return pointer;
}

/** Address of a copy of doubles in WASM memory. */
export function writeDoubles(kernels: Kernels, data: ArrayLike<number>): number {
  const pointer = kernels.allocate(8 * data.length);
  kernels.f64(pointer, data.length).set(data);
  return pointer;
}
