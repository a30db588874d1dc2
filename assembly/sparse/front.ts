// Access to the serialised symbolic factorisation (src/sparse/layout.ts) and to the storage of a front, in double or in single precision (T).
import { FRONT_FACTOR, FRONT_PIVOT_PANELS, FRONT_ROW_PANELS, FRONT_WORDS, SYMBOLIC_FRONT_TABLE } from "../../src/sparse/layout";
import { numbers, TILE, tileBytes } from "./tile";

// @ts-ignore: decorator
@inline
export function word(base: usize, place: i32): i32 {
  return load<i32>(base + (<usize>place << 2));
}

/** Address of a list whose word offset is kept in the header. */
// @ts-ignore: decorator
@inline
export function list(symbolic: usize, place: i32): usize {
  return symbolic + (<usize>load<u32>(symbolic + (<usize>place << 2)) << 2);
}

/** Address of the row of the front table. */
// @ts-ignore: decorator
@inline
export function frontAt(symbolic: usize, front: i32): usize {
  return list(symbolic, SYMBOLIC_FRONT_TABLE) + (<usize>(front * FRONT_WORDS) << 2);
}

/** Address of a place counted in numbers. */
// @ts-ignore: decorator
@inline
export function placeOf<T>(base: usize, front: usize, place: i32): usize {
  return base + (<usize>load<u32>(front + (<usize>place << 2)) << alignof<T>());
}

/** Bytes in front of panel p of a triangle kept by panels: panel p has p + 1 tiles. */
// @ts-ignore: decorator
@inline
export function triangle<T>(p: i32): usize {
  return <usize>((p * (p + 1)) >> 1) * tileBytes<T>();
}

/** Panel p of the pivot columns of a front with w pivot panels: a triangle, then full panels. */
// @ts-ignore: decorator
@inline
export function pivotPanel<T>(base: usize, w: i32, p: i32): usize {
  return p < w ? base + triangle<T>(p) : base + triangle<T>(w) + <usize>((p - w) * w) * tileBytes<T>();
}

/** Address of pivot k in the diagonal tiles of a triangle. */
// @ts-ignore: decorator
@inline
export function pivotAt<T>(pivots: usize, k: i32): usize {
  return pivots + triangle<T>(k >> 2) + numbers<T>(4 * k + (k & 3));
}

/** Entry (row, 0) of a full matrix kept by panels of `panels` tiles. */
// @ts-ignore: decorator
@inline
export function rectangle(base: usize, panels: i32, row: i32): usize {
  return base + <usize>((row >> 2) * panels) * TILE + (<usize>(row & 3) << 3);
}

/** Bytes in front of an LU front that hold the order of its pivot rows. */
// @ts-ignore: decorator
@inline
export function orderBytes(w: i32): usize {
  return <usize>((w + 1) >> 1) << 5;
}

/** L of an LU front: as the pivot columns of LDLᵀ. */
// @ts-ignore: decorator
@inline
export function lowerOf(factor: usize, front: usize): usize {
  return placeOf<f64>(factor, front, FRONT_FACTOR) + orderBytes(word(front, FRONT_PIVOT_PANELS));
}

/** Transpose of U of an LU front, stored as L is. */
// @ts-ignore: decorator
@inline
export function upperOf(factor: usize, front: usize): usize {
  const w = word(front, FRONT_PIVOT_PANELS);
  return lowerOf(factor, front) + triangle<f64>(w) + <usize>(w * word(front, FRONT_ROW_PANELS)) * TILE;
}
