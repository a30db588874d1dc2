/** Which nodes share a cell: the sparsity of every matrix assembled on the mesh. */
import { nodeCount } from "./cells.js";
import type { Mesh } from "./mesh.js";
import { topology } from "./topology.js";

/** Compressed rows: entries of row i are `items[offsets[i] .. offsets[i + 1]]`. */
export interface Graph {
  readonly offsets: Int32Array;
  readonly items: Int32Array;
}

type Cells = Pick<Mesh, "points" | "blocks">;

/** Cells at each node, as global cell numbers in ascending order. */
export function nodeCells(mesh: Cells): Graph {
  const offsets = new Int32Array(nodeCount(mesh) + 1);
  for (const { connectivity } of mesh.blocks) for (const node of connectivity) offsets[node + 1]++;
  for (let i = 1; i < offsets.length; i++) offsets[i] += offsets[i - 1];
  const items = new Int32Array(offsets[offsets.length - 1]);
  const at = offsets.slice(0, -1);
  let cell = 0;
  for (const { type, connectivity } of mesh.blocks) {
    const { nodes } = topology[type];
    for (let i = 0; i < connectivity.length; i++) items[at[connectivity[i]]++] = cell + Math.floor(i / nodes);
    cell += connectivity.length / nodes;
  }
  return { offsets, items };
}

/** Nodes that share a cell with each node, itself included, in ascending order. Cost grows with the number of pairs. */
export function nodeAdjacency(mesh: Cells): Graph {
  const count = nodeCount(mesh);
  const cells = nodeCells(mesh);
  const { starts, sizes, connectivity } = flatCells(mesh);
  const offsets = new Int32Array(count + 1);
  const seenBy = new Int32Array(count).fill(-1);
  let items = new Int32Array(32 * count);
  let used = 0;
  for (let node = 0; node < count; node++) {
    for (let k = cells.offsets[node]; k < cells.offsets[node + 1]; k++) {
      const cell = cells.items[k];
      if (used + sizes[cell] > items.length) items = doubled(items);
      for (let i = starts[cell]; i < starts[cell] + sizes[cell]; i++) {
        const other = connectivity[i];
        if (seenBy[other] === node) continue;
        seenBy[other] = node;
        items[used++] = other;
      }
    }
    items.subarray(offsets[node], used).sort();
    offsets[node + 1] = used;
  }
  return { offsets, items: items.slice(0, used) };
}

function doubled(items: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * items.length + 32);
  larger.set(items);
  return larger;
}

function flatCells(mesh: Cells): { starts: Int32Array; sizes: Int32Array; connectivity: Int32Array } {
  const starts: number[] = [];
  const sizes: number[] = [];
  const connectivity = new Int32Array(mesh.blocks.reduce((sum, block) => sum + block.connectivity.length, 0));
  let at = 0;
  for (const block of mesh.blocks) {
    const { nodes } = topology[block.type];
    connectivity.set(block.connectivity, at);
    for (let end = at + block.connectivity.length; at < end; at += nodes) {
      starts.push(at);
      sizes.push(nodes);
    }
  }
  return { starts: Int32Array.from(starts), sizes: Int32Array.from(sizes), connectivity };
}
