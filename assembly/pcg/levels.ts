// Coarser grids below the stencil of a plane cell: Galerkin products PᵀKP of bilinear interpolation, one axis after the other, so that all levels are block
// stencils of the same layout. A level is a plan of its own with the words of a field on its grid; lists of places come from src/kernels/rve-multigrid.ts.
import { address, get, set, word } from "../rve/plan";
import {
  CG_PRECONDITIONED, COARSE, DENSE, GATHER, GRID_X, GRID_Y, HALVE, HALVED, HALVES_X, LEVELS, PRODUCT, RIM, ROW, SCALING, SIZE, STENCIL, VALUES,
} from "../../src/kernels/rve-layout";
import { foldProduct, holdRim, updateDirection } from "./lines";
import { product } from "./product";

/** A pivot this small, relative to the diagonal, is a translation or belongs to a node that nothing holds. */
const NO_PIVOT: f64 = 1e-11;

/** Addresses of the stencils of up to nine nodes around one, of their lines, and byte offsets of the columns before, at and behind it. */
const located: usize = memory.data(36, 16);
const lines: usize = memory.data(36, 16);
const columns: usize = memory.data(12, 16);

/** First stencil of a line, and offset of a node in it; coordinates wrap. */
function lineAt(level: usize, y: i32): usize {
  const ny = word(level, GRID_Y), j = y < 0 ? y + ny : y >= ny ? y - ny : y;
  return address(level, VALUES) + <usize>(j * (word(level, ROW) >> 1) * word(level, STENCIL) * 16);
}

function columnAt(level: usize, x: i32): i32 {
  const nx = word(level, GRID_X), i = x < 0 ? x + nx : x >= nx ? x - nx : x;
  return (i >> 1) * word(level, STENCIL) * 16 + (i & 1) * 8;
}

/** Locates the lines of the nodes of a list [count, shifts (2), …] around line y; returns the place behind its shifts. */
function locateLines(level: usize, list: usize, y: i32): usize {
  const count = load<i32>(list);
  for (let n = 0; n < count; n++) store<u32>(lines + (<usize>n << 2), <u32>lineAt(level, y + load<i32>(list + (<usize>n << 3), 8)));
  return list + 4 + (<usize>count << 3);
}

/** Locates its nodes around (x, y). */
function locateNodes(level: usize, list: usize, x: i32): void {
  const count = load<i32>(list);
  for (let d = -1; d < 2; d++) store<i32>(columns + (<usize>(d + 1) << 2), columnAt(level, x + d));
  for (let n = 0; n < count; n++) {
    const column = load<u32>(columns + (<usize>(load<i32>(list + (<usize>n << 3), 4) + 1) << 2));
    store<u32>(located + (<usize>n << 2), load<u32>(lines + (<usize>n << 2)) + column);
  }
}

/** Matrix of the grid with half the nodes along one axis. The padding of its lines stays zero. */
function halve(level: usize, half: usize): void {
  const nx = word(half, GRID_X), ny = word(half, GRID_Y), alongX = word(level, HALVES_X), list = address(level, HALVE);
  for (let y = 0; y < ny; y++) {
    const groups = locateLines(level, list, alongX != 0 ? y : 2 * y), line = lineAt(half, y);
    for (let x = 0; x < nx; x++) {
      locateNodes(level, list, alongX != 0 ? 2 * x : x);
      sumGroups(groups, line + <usize>columnAt(half, x));
    }
  }
}

/** Groups: how many, then of each the entry of the result in bytes, the number of items and the items: number of the node times 4, entry there in bytes, weight. */
function sumGroups(groups: usize, out: usize): void {
  let at = groups + 8;
  for (let n = load<i32>(groups); n > 0; n--) {
    const to = out + <usize>load<u32>(at), end = at + 8 + (<usize>load<u32>(at, 4) << 4);
    let sum = 0.0;
    for (at += 8; at < end; at += 16) sum += load<f64>(at, 8) * load<f64>(<usize>(load<u32>(located + <usize>load<u32>(at)) + load<u32>(at, 4)));
    store<f64>(to, sum);
  }
}

/** SCALING = 1 / Σ |K|, row by row: no eigenvalue of the scaled matrix exceeds 1 [baker2011]. Zero where there is no stiffness or the node is held. */
export function formRowSums(level: usize): void {
  const nx = word(level, GRID_X), ny = word(level, GRID_Y), row = word(level, ROW), list = address(level, GATHER), scaling = address(level, SCALING);
  for (let y = 0; y < ny; y++) {
    const items = locateLines(level, list, y), count = load<i32>(items) >> 1;
    const first = items + 4, second = first + (<usize>count << 3);
    for (let x = 0; x < nx; x++) {
      locateNodes(level, list, x);
      set(scaling, y * row + x, inverse(sumItems(first, count)));
      set(scaling, (ny + y) * row + x, inverse(sumItems(second, count)));
    }
  }
  holdRim(level, scaling, <usize>row << 3);
}

/** Items: number of the node times 4, entry there in bytes. */
function sumItems(item: usize, count: i32): f64 {
  let sum = 0.0;
  for (const end = item + (<usize>count << 3); item < end; item += 8) sum += abs(load<f64>(<usize>load<u32>(located + <usize>load<u32>(item)) + <usize>load<u32>(item, 4)));
  return sum;
}

// @ts-ignore: decorator
@inline
function inverse(sum: f64): f64 {
  return sum > 0.0 ? 1.0 / sum : 0.0;
}

/** Dense matrix of the coarsest level, column by column, and its factors. */
function formDense(level: usize): void {
  const size = word(level, SIZE), dense = address(level, DENSE), unit = address(level, CG_PRECONDITIONED);
  const row = word(level, ROW), line = <usize>row << 3;
  for (let c = 0; c < size; c++) {
    memory.fill(unit, 0, <usize>size << 3);
    if (c % row < word(level, GRID_X)) set(unit, c, 1.0);
    holdRim(level, unit, line);
    updateDirection(level, 0.0);
    product(level);
    foldProduct(level);
    for (let r = 0; r < size; r++) set(dense, c * size + r, get(address(level, PRODUCT), (r / row) * (row + 4) + 2 + r % row));
  }
  factorDense(dense, size);
}

/** Lower factor with unit diagonal, in place; inverse pivots on the diagonal, zero where there is none. */
function factorDense(a: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const row = a + (<usize>(i * n) << 3), whole = get(row, i);
    let pivot = whole;
    for (let j = 0; j < i; j++) {
      const other = a + (<usize>(j * n) << 3);
      let sum = get(row, j);
      for (let k = 0; k < j; k++) sum -= get(row, k) * get(other, k);
      set(row, j, sum);
    }
    for (let j = 0; j < i; j++) {
      const factor = get(row, j) * get(a, j * n + j);
      pivot -= factor * get(row, j);
      set(row, j, factor);
    }
    set(row, i, pivot > NO_PIVOT * whole ? 1.0 / pivot : 0.0);
  }
}

/** x = right-hand side in, solution out, by the factors of `factorDense`. */
export function solveDense(a: usize, n: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    let sum = get(x, i);
    for (let j = 0; j < i; j++) sum -= get(a, i * n + j) * get(x, j);
    set(x, i, sum);
  }
  for (let i = 0; i < n; i++) set(x, i, get(x, i) * get(a, i * n + i));
  for (let i = n - 1; i >= 0; i--) {
    let sum = get(x, i);
    for (let j = i + 1; j < n; j++) sum -= get(a, j * n + i) * get(x, j);
    set(x, i, sum);
  }
}

/** Matrices and scalings of all levels from the stencil of the cell. */
export function formLevels(plan: usize): void {
  let level = address(plan, LEVELS);
  while (address(level, COARSE) != 0) {
    formRowSums(level);
    const half = address(level, HALVED);
    halve(level, half);
    halve(half, address(level, COARSE));
    level = address(level, COARSE);
  }
  formDense(level);
}
