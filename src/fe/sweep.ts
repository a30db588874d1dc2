/** Plans of the pass over cells with local laws (kernels/sweep.ts): chunks of cells in colours. */
import type { PointArena } from "../constitutive/arena.js";
import type { BoundLaw } from "../law/bound.js";
import type { SweepPart, SweepPlan } from "../kernels/sweep.js";
import { sharedBytes } from "../platform/memory.js";
import type { Assembler } from "./assembly.js";
import type { Patch } from "./patch.js";

/** A patch that the pass does, by its number in the assembler. */
export interface SweptPatch {
  readonly number: number;
  readonly patch: Patch;
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
  const parts = swept.map(({ number, patch, law, arena }): SweepPart => {
    const { F, response: { W, P, status } } = arena, { nodes, points, firstPoint } = patch;
    return {
      nodes, points, cells: patch.cells.length, law, firstPoint, F, W, P, status,
      connectivity: sharedIntegers(patch.connectivity), map: sharedIntegers(maps[number]),
      ...shapesOf(patch),
    };
  });
  return { parts, ...colourChunks(parts, u.length / 3), rowStart: sharedIntegers(pattern.rowStart), u, forces: sharedDoubles(u.length), entries: pattern.columns.length };
}

/** Difference of gradients or volumes, against the largest of a cell, that is rounding: that of coordinates grows with their distance from the origin. */
const rounding = 1e-12;

/** Gradients and volumes of pairs of cells, once for neighbouring pairs that agree but for rounding, as those of boxes do. */
function shapesOf({ cells: { length: cells }, points, nodes, dNdX, dV }: Patch): Pick<SweepPart, "shapes" | "gradients" | "volumes"> {
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
  return { shapes, gradients: interleave(dNdX, points * 3 * nodes, firsts), volumes: interleave(dV, points, firsts) };
}

/** The two cells of some pairs side by side, number by number; a last single cell is its own partner. */
function interleave(values: Float64Array, perCell: number, pairs: readonly number[]): Float64Array {
  const cells = values.length / perCell, out = sharedDoubles(2 * pairs.length * perCell);
  pairs.forEach((pair, place) => {
    for (let lane = 0; lane < 2; lane++) {
      const from = Math.min(2 * pair + lane, cells - 1) * perCell, to = 2 * place * perCell + lane;
      for (let k = 0; k < perCell; k++) out[to + 2 * k] = values[from + k];
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
