/** What the pass over cells (kernels/sweep.ts) knows of their geometry: a record per pair of cells, as the kernels read it. */
import type { CellKernel, SweepPart } from "../kernels/sweep.js";
import { sharedBytes } from "../platform/memory.js";
import type { Integration, RelievedCells } from "./formulation.js";
import type { Patch } from "./patch.js";

/** Difference of gradients or volumes, against the largest of a cell, that is rounding: that of coordinates grows with their distance from the origin. */
const rounding = 1e-12;

/** What a pass knows of the cells of a patch, and the order in which it takes their nodes. */
export interface SweepShapes extends Pick<SweepPart, "kernel" | "shapes" | "shapeSize" | "gradients" | "volumes"> {
  readonly order: readonly number[];
}

/** The kernel of a patch and the shapes of its pairs of cells. In the standard formulation hex8 cells with edges along the axes, as those of boxes, take less than half of the operations of others. */
export function shapesOf({ patch, relieved }: Integration): SweepShapes {
  const { cells: { length: cells }, points, nodes, dV } = patch, [shapes, firsts] = tellApart(patch);
  const make = (kernel: CellKernel, record: CellRecord, order: readonly number[]): SweepShapes => ({
    kernel, shapes, order, shapeSize: record.size, gradients: interleave(record, cells, firsts), volumes: interleave(rowsOf(dV, points), cells, firsts),
  });
  const asTheyAre = Array.from({ length: nodes }, (_, a) => a);
  if (relieved) return make(relieved.kernel, relievedRecord(relieved), asTheyAre);
  const bricks = firsts.every((pair) => isBrick(patch, 2 * pair) && isBrick(patch, Math.min(2 * pair + 1, cells - 1)));
  return bricks ? make("brick", { size: 3, write: (cell, out) => { for (let J = 0; J < 3; J++) out[J] = slope(patch, cell, J); } }, corners) : make("standard", gradientsOf(patch), asTheyAre);
}

/** Nodes of hex8 by their bits x y z, as its points are numbered. */
const corners: readonly number[] = [0, 4, 3, 7, 1, 5, 2, 6];

/** d_J of assembly/element/brick.ts: the gradient at a point, as its mode along the axis. */
function slope({ points, dNdX }: Pick<Patch, "points" | "dNdX">, cell: number, J: number): number {
  return corners.reduce((sum, a, n) => sum + sign(n, 4 >> J) * dNdX[(cell * points * 3 + J) * 8 + a], 0) / 8;
}

/** Walsh function T at corner or point n. */
function sign(n: number, T: number): number {
  let value = 1;
  for (let bit = 1; bit < 8; bit <<= 1) if (n & T & bit) value = -value;
  return value;
}

/** Whether the edges of a cell lie along the axes, but for rounding. */
function isBrick({ element, points, dNdX, dV }: Patch, cell: number): boolean {
  if (element.type !== "hex8") return false;
  for (let q = 0; q < points; q++) {
    if (Math.abs(dV[cell * points + q] - dV[cell * points]) > rounding * dV[cell * points]) return false;
    for (let J = 0; J < 3; J++) {
      const d = slope({ points, dNdX }, cell, J), row = ((cell * points + q) * 3 + J) * 8;
      if (corners.some((a, n) => Math.abs(dNdX[row + a] - d * brickGradient(J, n, q)) > rounding * Math.abs(8 * d))) return false;
    }
  }
  return true;
}

/** dN_n/dX_J over d_J at point q. */
function brickGradient(J: number, n: number, q: number): number {
  let value = sign(n, 4 >> J);
  for (let axis = 0; axis < 3; axis++) if (axis !== J) value *= 1 + Math.sqrt(1 / 3) * sign(n, 4 >> axis) * sign(q, 4 >> axis);
  return value;
}

/** Shape of each pair of cells, one for neighbouring pairs that agree but for rounding, as those of boxes do; and the first pair of each. */
function tellApart({ cells: { length: cells }, dNdX, dV }: Patch): readonly [Int32Array, readonly number[]] {
  const pairs = Math.ceil(cells / 2), shapes = new Int32Array(sharedBytes(4 * pairs)), firsts: number[] = [];
  const agree = (values: Float64Array, first: number, pair: number): boolean => {
    const size = values.length / cells, from = 2 * first * size, to = 2 * pair * size;
    if (to + 2 * size > values.length) return false;
    let most = 0, off = 0;
    for (let k = 0; k < 2 * size; k++) {
      most = Math.max(most, Math.abs(values[from + k]));
      off = Math.max(off, Math.abs(values[to + k] - values[from + k]));
    }
    return off <= rounding * most;
  };
  for (let pair = 0; pair < pairs; pair++) {
    const last = firsts.at(-1);
    if (last === undefined || !agree(dNdX, last, pair) || !agree(dV, last, pair)) firsts.push(pair);
    shapes[pair] = firsts.length - 1;
  }
  return [shapes, firsts];
}

/** Numbers of a cell that its kernel reads. */
interface CellRecord {
  readonly size: number;
  write(cell: number, out: Float64Array): void;
}

const rowsOf = (values: Float64Array, size: number): CellRecord => ({ size, write: (cell, out) => { out.set(values.subarray(cell * size, (cell + 1) * size)); } });

const gradientsOf = ({ points, nodes, dNdX }: Patch): CellRecord => rowsOf(dNdX, points * 3 * nodes);

/** As assembly/element/relief.ts reads it. Gradients and volumes of the points tell cells apart: the rest follows from them. */
function relievedRecord({ geometry: { patch: { dNdX, dV, points, nodes }, weights, mean, shapes, takers }, central }: RelievedCells): CellRecord {
  const size = 3 * nodes, m = 6;
  return {
    size: points * size + 3 * points + 2 * size + m * (9 + size),
    write(cell, out) {
      let to = 0;
      const put = (values: Float64Array, length: number): void => {
        out.set(values.subarray(cell * length, (cell + 1) * length), to);
        to += length;
      };
      put(dNdX, points * size);
      for (let q = 0; q < points; q++) for (let i = 0; i < 3; i++) out[to++] = weights[(cell * 3 + i) * points + q] / dV[cell * points + q];
      put(mean, size); put(shapes, 9 * m); put(takers, size * m);
      if (central) put(central, size);
    },
  };
}

/** The records of the two cells of some pairs side by side, number by number; a last single cell is its own partner. */
function interleave({ size, write }: CellRecord, cells: number, pairs: readonly number[]): Float64Array {
  const out = new Float64Array(sharedBytes(16 * pairs.length * size)), one = new Float64Array(size);
  pairs.forEach((pair, place) => {
    for (let lane = 0; lane < 2; lane++) {
      write(Math.min(2 * pair + lane, cells - 1), one);
      for (let k = 0, to = 2 * place * size + lane; k < size; k++, to += 2) out[to] = one[k];
    }
  });
  return out;
}
