// Fills a front of LDLᵀ before its elimination: matrix entries, unit pivots of the padding, updates of the children.
import {
  FRONT_CHILD, FRONT_FACTOR, FRONT_PIVOT_PANELS, FRONT_PIVOTS, FRONT_ROW_PANELS, FRONT_ROW_START, FRONT_ROWS, FRONT_SCATTER_END,
  FRONT_SCATTER_START, FRONT_SIBLING, FRONT_UPDATE, SYMBOLIC_RELATIVE, SYMBOLIC_SCATTER,
} from "../../src/sparse/layout";
import { frontAt, list, pivotAt, pivotPanel, placeOf, triangle, word } from "./front";
import { columns, numbers, tileBytes } from "./tile";

/** Zeroes the front and adds everything that is known before its elimination. */
export function assembleFront<T>(symbolic: usize, front: usize, values: usize, factor: usize, work: usize): void {
  const w = word(front, FRONT_PIVOT_PANELS), m = word(front, FRONT_ROW_PANELS);
  const pivots = placeOf<T>(factor, front, FRONT_FACTOR), update = placeOf<T>(work, front, FRONT_UPDATE);
  memory.fill(pivots, 0, triangle<T>(w) + <usize>(w * m) * tileBytes<T>());
  memory.fill(update, 0, triangle<T>(m));
  scatterValues<T>(symbolic, front, values, w > 0 ? pivots : update);
  for (let row = word(front, FRONT_PIVOTS); row < 4 * w; row++) {
    store<T>(pivotAt<T>(pivots, row), <T>1);
  }
  for (let child = word(front, FRONT_CHILD); child >= 0;) {
    const from = frontAt(symbolic, child);
    addUpdate<T>(symbolic, from, placeOf<T>(work, from, FRONT_UPDATE), pivots, w, update);
    child = word(from, FRONT_SIBLING);
  }
}

function scatterValues<T>(symbolic: usize, front: usize, values: usize, target: usize): void {
  const scatter = list(symbolic, SYMBOLIC_SCATTER);
  const end = scatter + (<usize>word(front, FRONT_SCATTER_END) << 2);
  for (let at = scatter + (<usize>word(front, FRONT_SCATTER_START) << 2); at < end; at += 8) {
    store<T>(target + numbers<T>(load<i32>(at, 4)), load<T>(values + numbers<T>(load<i32>(at))));
  }
}

/** Address of entry (row, 0) of the parent: in its pivot columns. */
// @ts-ignore: decorator
@inline
function pivotRow<T>(pivots: usize, w: i32, row: i32): usize {
  return pivotPanel<T>(pivots, w, row >> 2) + numbers<T>(row & 3);
}

/** Address of entry (row, 0) of the parent, as if its update matrix began at column 0; garbage for pivot rows, which have no such entries. */
// @ts-ignore: decorator
@inline
function updateRow<T>(update: usize, w: i32, row: i32): usize {
  return row < 4 * w ? 0 : update + triangle<T>((row >> 2) - w) + numbers<T>(row & 3) - <usize>w * tileBytes<T>();
}

// @ts-ignore: decorator
@inline
function addTo<T>(at: usize, value: T): void {
  store<T>(at, load<T>(at) + value);
}

/** Adds two neighbouring numbers. */
// @ts-ignore: decorator
@inline
function addTwo<T>(at: usize, from: usize): void {
  if (sizeof<T>() == 8) v128.store(at, f64x2.add(v128.load(at), v128.load(from)));
  else v128.store64_lane(at, f32x4.add(v128.load64_zero(at), v128.load64_zero(from)), 0);
}

/** Adds the update matrix of a child (lower triangle of `rows` rows) to the parent's pivot columns and update matrix. */
function addUpdate<T>(symbolic: usize, child: usize, source: usize, pivots: usize, w: i32, update: usize): void {
  const rows = word(child, FRONT_ROWS);
  const relative = list(symbolic, SYMBOLIC_RELATIVE) + (<usize>word(child, FRONT_ROW_START) << 2);
  let split = 0;
  while (split < rows && word(relative, split) < 4 * w) split++;
  for (let p = 0; 4 * p < rows; p++) {
    const panel = source + triangle<T>(p);
    if (4 * p + 3 < rows) addPanel<T>(relative, panel, p, split, pivots, w, update);
    addCorner<T>(relative, panel, p, min(4, rows - 4 * p), 4 * p + 3 < rows ? 4 * p : 0, pivots, w, update);
  }
}

/** Columns 0 … 4 p - 1 of panel p: all four rows at once. */
function addPanel<T>(relative: usize, panel: usize, p: i32, split: i32, pivots: usize, w: i32, update: usize): void {
  const rows = relative + (<usize>p << 4);
  const r0 = load<i32>(rows), r1 = load<i32>(rows, 4), r2 = load<i32>(rows, 8), r3 = load<i32>(rows, 12);
  const inPivots = relative + (<usize>min(split, 4 * p) << 2);
  const paired = ((r0 | r2) & 1) == 0 && r1 == r0 + 1 && r3 == r2 + 1;
  const end = relative + (<usize>(4 * p) << 2);
  const next = panel + columns<T>(min(split, 4 * p));
  if (paired) {
    addPairs<T>(relative, inPivots, panel, pivotRow<T>(pivots, w, r0), pivotRow<T>(pivots, w, r2));
    addPairs<T>(inPivots, end, next, updateRow<T>(update, w, r0), updateRow<T>(update, w, r2));
  } else {
    addRows<T>(relative, inPivots, panel, pivotRow<T>(pivots, w, r0), pivotRow<T>(pivots, w, r1), pivotRow<T>(pivots, w, r2), pivotRow<T>(pivots, w, r3));
    addRows<T>(inPivots, end, next, updateRow<T>(update, w, r0), updateRow<T>(update, w, r1), updateRow<T>(update, w, r2), updateRow<T>(update, w, r3));
  }
}

// @ts-ignore: decorator
@inline
function addRows<T>(column: usize, end: usize, source: usize, a: usize, b: usize, c: usize, d: usize): void {
  for (; column < end; column += 4, source += columns<T>(1)) {
    const at = columns<T>(load<i32>(column));
    addTo<T>(a + at, load<T>(source));
    addTo<T>(b + at, load<T>(source, sizeof<T>()));
    addTo<T>(c + at, load<T>(source, 2 * sizeof<T>()));
    addTo<T>(d + at, load<T>(source, 3 * sizeof<T>()));
  }
}

/** The same when rows come in pairs that stay neighbours in the parent. */
// @ts-ignore: decorator
@inline
function addPairs<T>(column: usize, end: usize, source: usize, a: usize, c: usize): void {
  for (; column < end; column += 4, source += columns<T>(1)) {
    const at = columns<T>(load<i32>(column));
    addTwo<T>(a + at, source);
    addTwo<T>(c + at, source + numbers<T>(2));
  }
}

/** Entries of `count` rows of panel p from column `start` to the diagonal, one by one. */
function addCorner<T>(relative: usize, panel: usize, p: i32, count: i32, start: i32, pivots: usize, w: i32, update: usize): void {
  for (let r = 0; r < count; r++) {
    const row = word(relative, 4 * p + r);
    const low = pivotRow<T>(pivots, w, row), high = updateRow<T>(update, w, row);
    for (let j = start; j <= 4 * p + r; j++) {
      const column = word(relative, j);
      addTo<T>((column < 4 * w ? low : high) + columns<T>(column), load<T>(panel + numbers<T>(4 * j + r)));
    }
  }
}
