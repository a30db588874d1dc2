// Fills a front of LU before its elimination. Pivot rows and columns gather in a square block, the rest in L, in the transpose of U and
// in the update matrix.
import {
  FRONT_CHILD, FRONT_PIVOTS, FRONT_ROW_PANELS, FRONT_ROW_START, FRONT_ROWS, FRONT_SCATTER_END, FRONT_SCATTER_START,
  FRONT_PIVOT_PANELS, FRONT_SIBLING, FRONT_UPDATE, SYMBOLIC_RELATIVE, SYMBOLIC_SCATTER,
} from "../../src/sparse/layout";
import { frontAt, list, lowerOf, orderBytes, pivotPanel, placeOf, rectangle, triangle, upperOf, word } from "./front";
import { TILE } from "./tile";

/** Zeroes the front and adds everything that is known before its elimination. */
export function assembleLuFront(symbolic: usize, front: usize, values: usize, factor: usize, work: usize, square: usize): void {
  const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
  const update = placeOf<f64>(work, front, FRONT_UPDATE);
  memory.fill(square, 0, <usize>(w * w) * TILE);
  memory.fill(lowerOf(factor, front) + triangle<f64>(w), 0, <usize>(w * m) * TILE);
  memory.fill(upperOf(factor, front) + triangle<f64>(w), 0, <usize>(w * m) * TILE);
  memory.fill(update, 0, <usize>(m * m) * TILE);
  scatterValues(symbolic, front, values, w > 0 ? frontBase(factor, front) : update, square);
  for (let row = word(front, FRONT_PIVOTS); row < 4 * w; row++) store<f64>(rectangle(square, w, row) + (<usize>row << 5), 1.0);
  for (let child = word(front, FRONT_CHILD); child >= 0;) {
    const from = frontAt(symbolic, child);
    addUpdate(symbolic, from, placeOf<f64>(work, from, FRONT_UPDATE), factor, front, square, update);
    child = word(from, FRONT_SIBLING);
  }
}

// @ts-ignore: decorator
@inline
function frontBase(factor: usize, front: usize): usize {
  return lowerOf(factor, front) - orderBytes(word(front, FRONT_PIVOT_PANELS));
}

/** Places below zero lie in the square block. */
function scatterValues(symbolic: usize, front: usize, values: usize, target: usize, square: usize): void {
  const scatter = list(symbolic, SYMBOLIC_SCATTER);
  const end = scatter + (<usize>word(front, FRONT_SCATTER_END) << 2);
  for (let at = scatter + (<usize>word(front, FRONT_SCATTER_START) << 2); at < end; at += 8) {
    const place = load<i32>(at, 4);
    const to = place < 0 ? square + (<usize>(-1 - place) << 3) : target + (<usize>place << 3);
    store<f64>(to, load<f64>(values + (<usize>load<u32>(at) << 3)));
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** Adds the square update matrix of a child, panel by panel, where its rows and columns belong in the parent. */
function addUpdate(symbolic: usize, child: usize, source: usize, factor: usize, front: usize, square: usize, update: usize): void {
  const rows = word(child, FRONT_ROWS), panels = word(child, FRONT_ROW_PANELS);
  const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
  const relative = list(symbolic, SYMBOLIC_RELATIVE) + (<usize>word(child, FRONT_ROW_START) << 2);
  const lower = lowerOf(factor, front), upper = upperOf(factor, front);
  let split = 0;
  while (split < rows && word(relative, split) < 4 * w) split++;
  for (let i = 0; i < rows; i++) {
    const row = word(relative, i), from = rectangle(source, panels, i);
    if (i < split) {
      addRow(relative, 0, split, from, rectangle(square, w, row));
      addTransposed(relative, split, rows, from, upper, w, <usize>row << 5);
    } else {
      addRow(relative, 0, split, from, pivotPanel<f64>(lower, w, row >> 2) + (<usize>(row & 3) << 3));
      addRow(relative, split, rows, from, rectangle(update, m, row - 4 * w) - <usize>w * TILE);
    }
  }
}

// @ts-ignore: decorator
@inline
function addRow(relative: usize, start: i32, end: i32, from: usize, to: usize): void {
  for (let j = start; j < end; j++) addTo(to + (<usize>word(relative, j) << 5), load<f64>(from + (<usize>j << 5)));
}

/** A pivot row of the parent beyond its pivot columns: kept as a column of panels of U. */
// @ts-ignore: decorator
@inline
function addTransposed(relative: usize, start: i32, end: i32, from: usize, upper: usize, w: i32, column: usize): void {
  for (let j = start; j < end; j++) {
    const row = word(relative, j);
    addTo(pivotPanel<f64>(upper, w, row >> 2) + (<usize>(row & 3) << 3) + column, load<f64>(from + (<usize>j << 5)));
  }
}
