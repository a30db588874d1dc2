// Fills a front of LDLᵀ before its elimination: matrix entries, unit pivots of the padding, updates of the children.
import {
  FRONT_CHILD, FRONT_FACTOR, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, FRONT_ROW_START, FRONT_ROWS, FRONT_SCATTER_END,
  FRONT_SCATTER_START, FRONT_SIBLING, FRONT_UPDATE, SYMBOLIC_RELATIVE, SYMBOLIC_SCATTER,
} from "../../src/sparse/layout";
import { doubles, frontAt, list, pivotPanel, triangle, word } from "./front";
import { TILE } from "./tile";

/** Zeroes the front and adds everything that is known before its elimination. */
export function assembleFront(symbolic: usize, front: usize, values: usize, factor: usize, work: usize): void {
  const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
  const pivots = doubles(factor, front, FRONT_FACTOR), update = doubles(work, front, FRONT_UPDATE);
  memory.fill(pivots, 0, triangle(w) + <usize>(w * m) * TILE);
  memory.fill(update, 0, triangle(m));
  scatterValues(symbolic, front, values, w > 0 ? pivots : update);
  for (let row = word(front, FRONT_PIVOTS); row < 4 * w; row++) {
    store<f64>(pivots + triangle(row >> 2) + (<usize>(4 * row + (row & 3)) << 3), 1.0);
  }
  for (let child = word(front, FRONT_CHILD); child >= 0;) {
    const from = frontAt(symbolic, child);
    addUpdate(symbolic, from, doubles(work, from, FRONT_UPDATE), pivots, w, update);
    child = word(from, FRONT_SIBLING);
  }
}

function scatterValues(symbolic: usize, front: usize, values: usize, target: usize): void {
  const scatter = list(symbolic, SYMBOLIC_SCATTER);
  const end = scatter + (<usize>word(front, FRONT_SCATTER_END) << 2);
  for (let at = scatter + (<usize>word(front, FRONT_SCATTER_START) << 2); at < end; at += 8) {
    store<f64>(target + (<usize>load<u32>(at, 4) << 3), load<f64>(values + (<usize>load<u32>(at) << 3)));
  }
}

/** Address of entry (row, 0) of the parent: in its pivot columns. */
// @ts-ignore: decorator
@inline
function pivotRow(pivots: usize, w: i32, row: i32): usize {
  return pivotPanel(pivots, w, row >> 2) + (<usize>(row & 3) << 3);
}

/** Address of entry (row, 0) of the parent, as if its update matrix began at column 0; garbage for pivot rows, which have no such entries. */
// @ts-ignore: decorator
@inline
function updateRow(update: usize, w: i32, row: i32): usize {
  return row < 4 * w ? 0 : update + triangle((row >> 2) - w) + (<usize>(row & 3) << 3) - <usize>w * TILE;
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** Adds the update matrix of a child (lower triangle of `rows` rows) to the parent's pivot columns and update matrix. */
function addUpdate(symbolic: usize, child: usize, source: usize, pivots: usize, w: i32, update: usize): void {
  const rows = word(child, FRONT_ROWS);
  const relative = list(symbolic, SYMBOLIC_RELATIVE) + (<usize>word(child, FRONT_ROW_START) << 2);
  let split = 0;
  while (split < rows && word(relative, split) < 4 * w) split++;
  for (let p = 0; 4 * p < rows; p++) {
    const panel = source + triangle(p);
    if (4 * p + 3 < rows) addPanel(relative, panel, p, split, pivots, w, update);
    addCorner(relative, panel, p, min(4, rows - 4 * p), 4 * p + 3 < rows ? 4 * p : 0, pivots, w, update);
  }
}

/** Columns 0 … 4 p - 1 of panel p: all four rows at once. */
function addPanel(relative: usize, panel: usize, p: i32, split: i32, pivots: usize, w: i32, update: usize): void {
  const rows = relative + (<usize>p << 4);
  const r0 = load<i32>(rows), r1 = load<i32>(rows, 4), r2 = load<i32>(rows, 8), r3 = load<i32>(rows, 12);
  const inPivots = relative + (<usize>min(split, 4 * p) << 2);
  const paired = ((r0 | r2) & 1) == 0 && r1 == r0 + 1 && r3 == r2 + 1;
  const end = relative + (<usize>(4 * p) << 2);
  const next = panel + (<usize>min(split, 4 * p) << 5);
  if (paired) {
    addPairs(relative, inPivots, panel, pivotRow(pivots, w, r0), pivotRow(pivots, w, r2));
    addPairs(inPivots, end, next, updateRow(update, w, r0), updateRow(update, w, r2));
  } else {
    addRows(relative, inPivots, panel, pivotRow(pivots, w, r0), pivotRow(pivots, w, r1), pivotRow(pivots, w, r2), pivotRow(pivots, w, r3));
    addRows(inPivots, end, next, updateRow(update, w, r0), updateRow(update, w, r1), updateRow(update, w, r2), updateRow(update, w, r3));
  }
}

// @ts-ignore: decorator
@inline
function addRows(column: usize, end: usize, source: usize, a: usize, b: usize, c: usize, d: usize): void {
  for (; column < end; column += 4, source += 32) {
    const at = <usize>load<u32>(column) << 5;
    addTo(a + at, load<f64>(source));
    addTo(b + at, load<f64>(source, 8));
    addTo(c + at, load<f64>(source, 16));
    addTo(d + at, load<f64>(source, 24));
  }
}

/** The same when rows come in pairs that stay neighbours in the parent. */
// @ts-ignore: decorator
@inline
function addPairs(column: usize, end: usize, source: usize, a: usize, c: usize): void {
  for (; column < end; column += 4, source += 32) {
    const at = <usize>load<u32>(column) << 5;
    v128.store(a + at, f64x2.add(v128.load(a + at), v128.load(source)));
    v128.store(c + at, f64x2.add(v128.load(c + at), v128.load(source, 16)));
  }
}

/** Entries of `count` rows of panel p from column `start` to the diagonal, one by one. */
function addCorner(relative: usize, panel: usize, p: i32, count: i32, start: i32, pivots: usize, w: i32, update: usize): void {
  for (let r = 0; r < count; r++) {
    const row = word(relative, 4 * p + r);
    const low = pivotRow(pivots, w, row), high = updateRow(update, w, row);
    for (let j = start; j <= 4 * p + r; j++) {
      const column = word(relative, j);
      addTo((column < 4 * w ? low : high) + (<usize>column << 5), load<f64>(panel + (<usize>(4 * j + r) << 3)));
    }
  }
}
