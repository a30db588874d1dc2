/** The symbolic factorisation as one block of 32-bit integers, as assembly/sparse reads it (see layout.ts). */
import { planArena } from "./arena.js";
import * as at from "./layout.js";
import { transposePlaces } from "./pattern.js";
import type { Symbolic } from "./symbolic.js";
import { invert } from "./tree.js";

/** What a numerical factorisation needs: the block of integers, and how much memory. */
export interface SymbolicPlan {
  readonly words: Int32Array;
  readonly factorBytes: number;
  readonly workBytes: number;
}

/** Numbers of panels of four: `w` of pivots, `m` of the other rows of a front. */
interface Shape {
  readonly w: number;
  readonly m: number;
}

/** How one kind of factorisation stores a front. All sizes and places in doubles. */
interface Storage {
  factor(shape: Shape): number;
  update(m: number): number;
  /**
   * Reports the places of the entries (row, column) and (column, row), local and padded, row ≥ column, column a pivot.
   * `lower` and `upper` are their places among the values.
   */
  entries(sink: Sink, shape: Shape, pair: Pair): void;
  /** The same for a pair of the retained block. */
  retainedEntries(sink: Sink, shape: Shape, pair: Pair): void;
  /** Scratch of a factorisation beside the update matrices. */
  scratch(largest: number, widest: number): number;
}

type Sink = (value: number, place: number) => void;
/** One object is reused for all entries. */
interface Pair { row: number; column: number; lower: number; upper: number }

const tile = at.PANEL * at.PANEL;

/** Entries of the first p panels of a lower triangle kept by panels of four rows. */
function triangle(p: number): number {
  return tile * p * (p + 1) / 2;
}

function inTriangle(row: number, column: number): number {
  return triangle(row >> 2) + at.PANEL * column + (row & 3);
}

function inRectangle(panels: number, row: number, column: number): number {
  return (row >> 2) * tile * panels + at.PANEL * column + (row & 3);
}

/** Place in the pivot columns of a front: triangle, then full panels. */
function inPivots(w: number, row: number, column: number): number {
  return row < at.PANEL * w ? inTriangle(row, column) : triangle(w) + inRectangle(w, row - at.PANEL * w, column);
}

const ldlStorage: Storage = {
  factor: ({ w, m }) => triangle(w) + tile * w * m,
  update: triangle,
  // Of the places of (i, j) and (j, i) the larger one is in the lower half, since rows are stored one after the other.
  entries: (sink, { w }, { row, column, lower, upper }) => sink(Math.max(lower, upper), inPivots(w, row, column)),
  retainedEntries: (sink, _shape, { row, column, lower, upper }) => sink(Math.max(lower, upper), inTriangle(row, column)),
  scratch: (largest) => tile * at.BLOCK_PANELS * largest,
};

/** Doubles in front of an LU front that hold its row order. */
function orderDoubles(w: number): number {
  return at.PANEL * Math.ceil(w / 2);
}

/** Pivot rows and columns gather in a square scratch block (negative places), since rows are exchanged there; the rest in L and in the transpose of U. */
const luStorage: Storage = {
  factor: (shape) => orderDoubles(shape.w) + 2 * ldlStorage.factor(shape),
  update: (m) => tile * m * m,
  entries(sink, shape, { row, column, lower, upper }) {
    const { w } = shape;
    if (row >= at.PANEL * w) {
      const place = orderDoubles(w) + inPivots(w, row, column);
      sink(lower, place);
      sink(upper, place + ldlStorage.factor(shape));
      return;
    }
    sink(lower, -1 - inRectangle(w, row, column));
    if (row !== column) sink(upper, -1 - inRectangle(w, column, row));
  },
  retainedEntries(sink, { m }, { row, column, lower, upper }) {
    sink(lower, inRectangle(m, row, column));
    if (row !== column) sink(upper, inRectangle(m, column, row));
  },
  scratch: (largest, widest) => tile * (at.BLOCK_PANELS * (largest + 2 * widest + 3) + widest * widest),
};

/** Block of integers for LDLᵀ: reads the entries with column ≤ row alone. */
export function serialiseLdl(symbolic: Symbolic): SymbolicPlan {
  return serialise(symbolic, ldlStorage);
}

/** Block of integers for LU: reads all entries. */
export function serialiseLu(symbolic: Symbolic): SymbolicPlan {
  return serialise(symbolic, luStorage);
}

/** Memory of a numerical factorisation, in bytes. */
export interface PlanBytes {
  readonly words: number;
  readonly factor: number;
  readonly work: number;
}

/** Memory that LDLᵀ will take, without the work of serialising. */
export function measureLdl(symbolic: Symbolic): PlanBytes {
  const { pattern, size } = symbolic;
  return measure(symbolic, ldlStorage, (pattern.columns.length + size) / 2);
}

/** Memory that LU will take, without the work of serialising. */
export function measureLu(symbolic: Symbolic): PlanBytes {
  return measure(symbolic, luStorage, symbolic.pattern.columns.length);
}

function measure(symbolic: Symbolic, storage: Storage, entriesRead: number): PlanBytes {
  const { fronts, size, retained } = symbolic;
  const words = at.SYMBOLIC_HEADER + fronts.count * at.FRONT_WORDS + 2 * size - retained + 2 * fronts.rows.length + 2 * entriesRead;
  const sizes = fillTable(symbolic, storage, new Int32Array(fronts.count * at.FRONT_WORDS));
  return { words: 4 * words, factor: 8 * sizes.factor, work: workBytes(size, storage, sizes) };
}

function workBytes(size: number, storage: Storage, { arena, largest, widest }: Sizes): number {
  // Solving uses the work area for all right-hand sides of a block, and for those of one front.
  const solving = at.PANEL * (size + 1) + 2 * tile * largest;
  return 8 * Math.max(arena + storage.scratch(largest, widest), solving);
}

function serialise(symbolic: Symbolic, storage: Storage): SymbolicPlan {
  const { fronts, size, retained } = symbolic;
  const table = new Int32Array(fronts.count * at.FRONT_WORDS);
  const sizes = fillTable(symbolic, storage, table);
  const { relative, scatter } = fillLists(symbolic, storage, table);
  const diagonal = Int32Array.from({ length: size - retained }, (_, position) => diagonalPlace(symbolic, fronts.permutation[position]));
  const header = new Int32Array(at.SYMBOLIC_HEADER);
  header.set([size, retained, fronts.count]);
  const parts: [number, Int32Array][] = [
    [at.SYMBOLIC_PERMUTATION, fronts.permutation], [at.SYMBOLIC_FRONT_TABLE, table], [at.SYMBOLIC_ROWS, fronts.rows],
    [at.SYMBOLIC_RELATIVE, relative], [at.SYMBOLIC_SCATTER, scatter], [at.SYMBOLIC_DIAGONAL, diagonal],
  ];
  header.set([sizes.arena, sizes.largest, sizes.widest], at.SYMBOLIC_ARENA);
  return { words: join(header, parts), factorBytes: 8 * sizes.factor, workBytes: workBytes(size, storage, sizes) };
}

function join(header: Int32Array, parts: readonly [number, Int32Array][]): Int32Array {
  const words = new Int32Array(parts.reduce((sum, [, part]) => sum + part.length, header.length));
  let end = header.length;
  for (const [place, part] of parts) {
    header[place] = end;
    words.set(part, end);
    end += part.length;
  }
  words.set(header);
  return words;
}

function diagonalPlace({ pattern }: Symbolic, row: number): number {
  return pattern.columns.subarray(pattern.rowStart[row], pattern.rowStart[row + 1]).indexOf(row) + pattern.rowStart[row];
}

function shapeOf({ fronts }: Symbolic, front: number): Shape {
  const pivots = fronts.first[front + 1] - fronts.first[front];
  const rows = fronts.rowStart[front + 1] - fronts.rowStart[front];
  return { w: Math.ceil(pivots / at.PANEL), m: Math.ceil(rows / at.PANEL) };
}

function linkChildren(parent: Int32Array, table: Int32Array): void {
  for (let front = parent.length - 1; front >= 0; front--) {
    const base = front * at.FRONT_WORDS;
    table[base + at.FRONT_CHILD] = -1;
    table[base + at.FRONT_SIBLING] = -1;
  }
  for (let front = parent.length - 1; front >= 0; front--) {
    if (parent[front] < 0) continue;
    const first = parent[front] * at.FRONT_WORDS + at.FRONT_CHILD;
    table[front * at.FRONT_WORDS + at.FRONT_SIBLING] = table[first];
    table[first] = front;
  }
}

interface Sizes { readonly factor: number; readonly arena: number; readonly largest: number; readonly widest: number }

/** Sizes, places in the factor and in the work area, links to children: all of the table but where the lists of entries begin. */
function fillTable(symbolic: Symbolic, storage: Storage, table: Int32Array): Sizes {
  const { fronts, retained } = symbolic;
  const arena = planArena();
  linkChildren(fronts.parent, table);
  let factor = tile * Math.ceil(retained * retained / tile), largest = 0, widest = 0;
  for (let front = 0; front < fronts.count; front++) {
    const shape = shapeOf(symbolic, front);
    const base = front * at.FRONT_WORDS;
    table[base + at.FRONT_PIVOTS] = fronts.first[front + 1] - fronts.first[front];
    table[base + at.FRONT_PIVOT_PANELS] = shape.w;
    table[base + at.FRONT_ROWS] = fronts.rowStart[front + 1] - fronts.rowStart[front];
    table[base + at.FRONT_ROW_PANELS] = shape.m;
    table[base + at.FRONT_FIRST] = fronts.first[front];
    table[base + at.FRONT_ROW_START] = fronts.rowStart[front];
    table[base + at.FRONT_FACTOR] = factor;
    table[base + at.FRONT_UPDATE] = arena.take(storage.update(shape.m));
    for (let child = table[base + at.FRONT_CHILD]; child >= 0; child = table[child * at.FRONT_WORDS + at.FRONT_SIBLING]) {
      arena.free(table[child * at.FRONT_WORDS + at.FRONT_UPDATE], storage.update(shapeOf(symbolic, child).m));
    }
    factor += storage.factor(shape);
    largest = Math.max(largest, shape.w + shape.m);
    widest = Math.max(widest, shape.w);
  }
  return { factor, arena: arena.extent(), largest, widest };
}

interface Filling {
  readonly symbolic: Symbolic;
  readonly storage: Storage;
  readonly table: Int32Array;
  readonly position: Int32Array;
  readonly transposed: Int32Array;
  /** Padded place of each position in the present front. */
  readonly local: Int32Array;
  readonly pair: Pair;
  readonly sink: Sink;
}

/** Where children's rows go in their parents, and where matrix entries go in their fronts. */
function fillLists(symbolic: Symbolic, storage: Storage, table: Int32Array): { relative: Int32Array; scatter: Int32Array } {
  const { fronts, pattern, size } = symbolic;
  const scatter = new Int32Array(2 * pattern.columns.length);
  let end = 0;
  const sink: Sink = (value, place) => {
    scatter[end++] = value;
    scatter[end++] = place;
  };
  const filling: Filling = {
    symbolic, storage, table, position: invert(fronts.permutation), transposed: transposePlaces(pattern),
    local: new Int32Array(size), pair: { row: 0, column: 0, lower: 0, upper: 0 }, sink,
  };
  const relative = new Int32Array(fronts.rows.length);
  for (let front = 0; front < fronts.count; front++) {
    const base = front * at.FRONT_WORDS;
    numberLocally(filling, front);
    for (let child = table[base + at.FRONT_CHILD]; child >= 0; child = table[child * at.FRONT_WORDS + at.FRONT_SIBLING]) {
      for (let k = fronts.rowStart[child]; k < fronts.rowStart[child + 1]; k++) relative[k] = filling.local[fronts.rows[k]];
    }
    table[base + at.FRONT_SCATTER_START] = end;
    listEntries(filling, front);
    table[base + at.FRONT_SCATTER_END] = end;
  }
  return { relative, scatter: scatter.slice(0, end) };
}

function numberLocally({ symbolic, local }: Filling, front: number): void {
  const { first, rowStart, rows } = symbolic.fronts;
  const padded = at.PANEL * shapeOf(symbolic, front).w;
  for (let p = first[front]; p < first[front + 1]; p++) local[p] = p - first[front];
  for (let k = rowStart[front]; k < rowStart[front + 1]; k++) local[rows[k]] = padded + k - rowStart[front];
}

function listEntries(filling: Filling, front: number): void {
  const { symbolic, storage } = filling;
  const { first, rowStart, rows } = symbolic.fronts;
  const shape = shapeOf(symbolic, front);
  for (let p = first[front]; p < first[front + 1]; p++) listColumn(filling, p, shape, storage.entries);
  if (shape.w > 0) return;
  for (let k = rowStart[front]; k < rowStart[front + 1]; k++) listColumn(filling, rows[k], shape, storage.retainedEntries);
}

/** All pairs of entries that couple position `p` with itself and with later positions. */
function listColumn({ symbolic, position, transposed, local, pair, sink }: Filling, p: number, shape: Shape, entries: Storage["entries"]): void {
  const { pattern, fronts } = symbolic;
  const row = fronts.permutation[p];
  for (let k = pattern.rowStart[row]; k < pattern.rowStart[row + 1]; k++) {
    const other = pattern.columns[k];
    if (position[other] < p) continue;
    pair.row = local[position[other]];
    pair.column = local[p];
    pair.lower = transposed[k];
    pair.upper = k;
    entries(sink, shape, pair);
  }
}
