// Access to the serialised symbolic factorisation (src/sparse/layout.ts) and to the storage of a front.
import { FRONT_FACTOR, FRONT_PIVOT_PANELS, FRONT_ROW_PANELS, FRONT_WORDS, SYMBOLIC_FRONT_TABLE } from "../../src/sparse/layout";
import { TILE } from "./tile";

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

/** Address of a place counted in doubles. */
// @ts-ignore: decorator
@inline
export function doubles(base: usize, front: usize, place: i32): usize {
  return base + (<usize>load<u32>(front + (<usize>place << 2)) << 3);
}

/** Bytes in front of panel p of a triangle kept by panels: panel p has p + 1 tiles. */
// @ts-ignore: decorator
@inline
export function triangle(p: i32): usize {
  return <usize>((p * (p + 1)) >> 1) * TILE;
}

/** Panel p of the pivot columns of a front with w pivot panels: a triangle, then full panels. */
// @ts-ignore: decorator
@inline
export function pivotPanel(base: usize, w: i32, p: i32): usize {
  return p < w ? base + triangle(p) : base + triangle(w) + <usize>((p - w) * w) * TILE;
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
  return doubles(factor, front, FRONT_FACTOR) + orderBytes(word(front, FRONT_PIVOT_PANELS));
}

/** Transpose of U of an LU front, stored as L is. */
// @ts-ignore: decorator
@inline
export function upperOf(factor: usize, front: usize): usize {
  const w = word(front, FRONT_PIVOT_PANELS);
  return lowerOf(factor, front) + triangle(w) + <usize>(w * word(front, FRONT_ROW_PANELS)) * TILE;
}
