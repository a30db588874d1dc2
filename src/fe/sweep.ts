/** Plans of the pass over cells with local laws (kernels/sweep.ts): chunks of cells in colours. */
import type { PointArena } from "../constitutive/arena.js";
import type { BoundLaw } from "../law/bound.js";
import type { SweepPart, SweepPlan } from "../kernels/sweep.js";
import { sharedBytes } from "../platform/memory.js";
import type { Assembler } from "./assembly.js";
import type { Integration } from "./formulation.js";
import { shapesOf } from "./sweep-shapes.js";

/** A patch that the pass does, by its number in the assembler. */
export interface SweptPatch {
  readonly number: number;
  readonly integration: Integration;
  readonly law: BoundLaw;
  readonly arena: PointArena;
}

function sharedIntegers(list: Int32Array): Int32Array {
  const out = new Int32Array(sharedBytes(list.byteLength));
  out.set(list);
  return out;
}

/** Rows of a list with their entries in another order. */
function reorder(list: Int32Array, order: readonly number[]): Int32Array {
  return list.map((_, k) => list[k - (k % order.length) + order[k % order.length]]);
}

/**
 * Lays out a pass over some patches of solids.
 * @param u displacements that it reads `[dofs]`, unit of length
 */
export function planSweep(swept: readonly SweptPatch[], { maps, pattern }: Assembler, u: Float64Array): SweepPlan {
  const parts = swept.map(({ number, integration, law, arena }): SweepPart => {
    const { F, response: { W, P, status } } = arena, { nodes, points, firstPoint, cells, connectivity } = integration.patch, { order, ...shapes } = shapesOf(integration);
    return {
      nodes, points, cells: cells.length, law, firstPoint, F, W, P, status,
      connectivity: sharedIntegers(reorder(connectivity, order)), map: sharedIntegers(reorder(maps[number], order.flatMap((a) => order.map((b) => a * nodes + b)))), ...shapes,
    };
  });
  return { parts, ...colourChunks(parts, u.length / 3), rowStart: sharedIntegers(pattern.rowStart), u, forces: new Float64Array(sharedBytes(8 * u.length)), entries: pattern.columns.length };
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
