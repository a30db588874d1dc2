/** Plans of the pass over cells with local laws (kernels/sweep.ts): chunks of cells in colours. */
import type { PointArena } from "../constitutive/arena.js";
import type { BoundLaw } from "../law/bound.js";
import type { SweepPart, SweepPlan } from "../kernels/sweep.js";
import { sharedBytes } from "../platform/memory.js";
import type { Assembler } from "./assembly.js";
import type { Integration, RelievedCells } from "./formulation.js";
import type { Patch } from "./patch.js";

/** A patch that the pass does, by its number in the assembler. */
export interface SweptPatch {
  readonly number: number;
  readonly integration: Integration;
  readonly law: BoundLaw;
  readonly arena: PointArena;
}

const sharedDoubles = (length: number): Float64Array => new Float64Array(sharedBytes(8 * length));

function sharedIntegers(list: Int32Array): Int32Array {
  const out = new Int32Array(sharedBytes(list.byteLength));
  out.set(list);
  return out;
}

/**
 * Lays out a pass over some patches of solids.
 * @param u displacements that it reads `[dofs]`, unit of length
 */
export function planSweep(swept: readonly SweptPatch[], { maps, pattern }: Assembler, u: Float64Array): SweepPlan {
  const parts = swept.map(({ number, integration: { patch, relieved }, law, arena }): SweepPart => {
    const { F, response: { W, P, status } } = arena, { nodes, points, firstPoint } = patch;
    return {
      kernel: relieved?.kernel ?? "standard", nodes, points, cells: patch.cells.length, law, firstPoint, F, W, P, status,
      connectivity: sharedIntegers(patch.connectivity), map: sharedIntegers(maps[number]),
      ...shapesOf(patch, relieved ? relievedRecord(relieved) : gradientsOf(patch)),
    };
  });
  return { parts, ...colourChunks(parts, u.length / 3), rowStart: sharedIntegers(pattern.rowStart), u, forces: sharedDoubles(u.length), entries: pattern.columns.length };
}

/** Difference of gradients or volumes, against the largest of a cell, that is rounding: that of coordinates grows with their distance from the origin. */
const rounding = 1e-12;

/** Gradients and volumes of pairs of cells, once for neighbouring pairs that agree but for rounding, as those of boxes do. */
function shapesOf({ cells: { length: cells }, points, dNdX, dV }: Patch, record: CellRecord): Pick<SweepPart, "shapes" | "shapeSize" | "gradients" | "volumes"> {
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
  return { shapes, shapeSize: record.size, gradients: interleave(record, cells, firsts), volumes: interleave(rowsOf(dV, points), cells, firsts) };
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
  const out = sharedDoubles(2 * pairs.length * size), one = new Float64Array(size);
  pairs.forEach((pair, place) => {
    for (let lane = 0; lane < 2; lane++) {
      write(Math.min(2 * pair + lane, cells - 1), one);
      for (let k = 0, to = 2 * place * size + lane; k < size; k++, to += 2) out[to] = one[k];
    }
  });
  return out;
}

/** Pairs of a chunk: enough chunks to share among some threads, few enough to visit most rows of the stiffness once. */
function pairsPerChunk({ cells }: SweepPart): number {
  return Math.max(32, Math.ceil(cells / 32));
}

/** Chunks of neighbouring cells, coloured greedily so that those of one colour share no node. */
function colourChunks(parts: readonly SweepPart[], nodes: number): Pick<SweepPlan, "chunks" | "colours"> {
  const lists: number[][] = [];
  const taken: Uint8Array[] = [];
  parts.forEach((part, index) => {
    for (let first = 0; 2 * first < part.cells; first += pairsPerChunk(part)) {
      const end = Math.min(first + pairsPerChunk(part), Math.ceil(part.cells / 2));
      const own = part.connectivity.subarray(2 * first * part.nodes, Math.min(2 * end, part.cells) * part.nodes);
      let colour = taken.findIndex((marks) => own.every((node) => marks[node] === 0));
      if (colour < 0) {
        colour = taken.push(new Uint8Array(nodes)) - 1;
        lists.push([]);
      }
      for (const node of own) taken[colour][node] = 1;
      lists[colour].push(index, first, end);
    }
  });
  const colours = new Int32Array(sharedBytes(4 * (lists.length + 1)));
  lists.forEach((list, colour) => { colours[colour + 1] = colours[colour] + list.length / 3; });
  return { chunks: sharedIntegers(Int32Array.from(lists.flat())), colours };
}
