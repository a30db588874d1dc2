// Access to the header of a level (src/multigrid/layout.ts) and to its block rows.
import { LEVEL_COLUMNS, LEVEL_STARTS } from "../../src/multigrid/layout";

/** Bytes of a block of a vector, of a block, of a pair of blocks, and of a pair in single precision. */
export const BLOCK: usize = 24;
export const SQUARE: usize = 72;
export const PAIR: usize = 144;
export const ROUNDED_PAIR: usize = 72;

// @ts-ignore: decorator
@inline
export function field(level: usize, place: i32): usize {
  return load<u32>(level + (<usize>place << 2));
}

// @ts-ignore: decorator
@inline
export function item(list: usize, index: i32): i32 {
  return load<i32>(list + (<usize>index << 2));
}

/** First pair of a block row. */
// @ts-ignore: decorator
@inline
export function firstPair(level: usize, row: i32): i32 {
  return item(field(level, LEVEL_STARTS), row);
}

/** Address of the two columns of a pair. */
// @ts-ignore: decorator
@inline
export function columnsAt(level: usize, pair: i32): usize {
  return field(level, LEVEL_COLUMNS) + (<usize>pair << 3);
}

/** out (3) = M v (3), M 3 by 3. */
// @ts-ignore: decorator
@inline
export function transform(m: usize, v0: f64, v1: f64, v2: f64, out: usize): void {
  store<f64>(out, load<f64>(m) * v0 + load<f64>(m, 8) * v1 + load<f64>(m, 16) * v2);
  store<f64>(out, load<f64>(m, 24) * v0 + load<f64>(m, 32) * v1 + load<f64>(m, 40) * v2, 8);
  store<f64>(out, load<f64>(m, 48) * v0 + load<f64>(m, 56) * v1 + load<f64>(m, 64) * v2, 16);
}
