/** Rows of the stiffness and forces of the chunks of a pass (sweep.ts) between the memory of a worker's kernels, where adding is quick, and that of all workers. */
import type { SweepPlan } from "./sweep.js";

/** What is summed. */
interface Sums { readonly K: Float64Array; readonly forces: Float64Array }

/** Neighbouring dofs of a chunk [first, end), which chunks of earlier colours share or do not. */
interface Stretch { readonly first: number; end: number; readonly shared: boolean }

/** Moves what belongs to the nodes of a chunk. */
export interface Exchange {
  fetch(chunk: number): void;
  putBack(chunk: number): void;
}

/** Between a worker's sums and those of all; what no earlier chunk has added to begins at zero. */
export function exchangeOf(plan: SweepPlan, own: Sums, all: Sums): Exchange {
  const stretches = stretchesOf(plan), { rowStart } = plan;
  const copy = (from: Sums, to: Sums, { first, end }: Stretch): void => {
    to.K.set(from.K.subarray(rowStart[first], rowStart[end]), rowStart[first]);
    to.forces.set(from.forces.subarray(first, end), first);
  };
  return {
    fetch(chunk) {
      for (const stretch of stretches[chunk]) {
        if (stretch.shared) copy(all, own, stretch);
        else {
          own.K.fill(0, rowStart[stretch.first], rowStart[stretch.end]);
          own.forces.fill(0, stretch.first, stretch.end);
        }
      }
    },
    putBack(chunk) { for (const stretch of stretches[chunk]) copy(own, all, stretch); },
  };
}

/** Stretches of each chunk. Chunks of one colour share no node, so what is taken then was taken by earlier ones. */
function stretchesOf({ parts, chunks, u }: SweepPlan): Stretch[][] {
  const taken = new Uint8Array(u.length / 3), out: Stretch[][] = [];
  for (let k = 0; k < chunks.length; k += 3) {
    const { connectivity, nodes, cells } = parts[chunks[k]];
    const list: Stretch[] = [], own = connectivity.slice(2 * chunks[k + 1] * nodes, Math.min(2 * chunks[k + 2], cells) * nodes).sort();
    for (const node of own) {
      const last = list.at(-1), shared = taken[node] === 1;
      if (last?.end === 3 * node + 3) continue;
      if (last?.end === 3 * node && last.shared === shared) last.end += 3;
      else list.push({ first: 3 * node, end: 3 * node + 3, shared });
    }
    for (const node of own) taken[node] = 1;
    out.push(list);
  }
  return out;
}
