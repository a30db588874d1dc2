/** Minimum-degree ordering of a small region whose surroundings are eliminated later. */
import type { Graph } from "./graph.js";

/**
 * Orders the nodes of a region by exact minimum degree; neighbours outside count in the degree and are never eliminated
 * (halo: [pellegrini2000]). Adjacency is a matrix of bits: meant for regions of up to a few hundred nodes.
 * @param graph the whole graph
 * @param region nodes to order
 * @param limit nodes at or above this number are ignored
 * @param local scratch `[graph.count]`, all -1 on entry and on return
 * @returns the nodes of `region` in elimination order
 */
export function minimumDegree(graph: Graph, region: Int32Array, limit: number, local: Int32Array): Int32Array {
  const halo = numberLocally(graph, region, limit, local);
  const words = (region.length + halo.length + 31) >>> 5;
  const bits = adjacencyBits(graph, region, limit, local, words);
  for (const node of region) local[node] = -1;
  for (const node of halo) local[node] = -1;
  return eliminate(region, bits, words);
}

function numberLocally(graph: Graph, region: Int32Array, limit: number, local: Int32Array): number[] {
  region.forEach((node, place) => { local[node] = place; });
  const halo: number[] = [];
  for (const node of region) {
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (other >= limit || local[other] >= 0) continue;
      local[other] = region.length + halo.length;
      halo.push(other);
    }
  }
  return halo;
}

function adjacencyBits(graph: Graph, region: Int32Array, limit: number, local: Int32Array, words: number): Int32Array {
  const bits = new Int32Array(region.length * words);
  region.forEach((node, place) => {
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (other >= limit) continue;
      const bit = local[other];
      bits[place * words + (bit >>> 5)] |= 1 << (bit & 31);
    }
  });
  return bits;
}

function eliminate(region: Int32Array, bits: Int32Array, words: number): Int32Array {
  const count = region.length;
  const degree = Int32Array.from(region, (_, place) => countBits(bits, place * words, words));
  const order = new Int32Array(count);
  for (let step = 0; step < count; step++) {
    const pivot = leastDegree(degree);
    order[step] = region[pivot];
    degree[pivot] = -1;
    for (let place = 0; place < count; place++) {
      if (degree[place] < 0 || !hasBit(bits, place * words, pivot)) continue;
      mergeBits(bits, place * words, pivot * words, words);
      clearBit(bits, place * words, place);
      clearBit(bits, place * words, pivot);
      degree[place] = countBits(bits, place * words, words);
    }
  }
  return order;
}

function leastDegree(degree: Int32Array): number {
  let best = -1;
  for (let place = 0; place < degree.length; place++) {
    if (degree[place] >= 0 && (best < 0 || degree[place] < degree[best])) best = place;
  }
  return best;
}

function hasBit(bits: Int32Array, row: number, bit: number): boolean {
  return ((bits[row + (bit >>> 5)] >>> (bit & 31)) & 1) === 1;
}

function clearBit(bits: Int32Array, row: number, bit: number): void {
  bits[row + (bit >>> 5)] &= ~(1 << (bit & 31));
}

function mergeBits(bits: Int32Array, into: number, from: number, words: number): void {
  for (let word = 0; word < words; word++) bits[into + word] |= bits[from + word];
}

function countBits(bits: Int32Array, row: number, words: number): number {
  let count = 0;
  for (let word = 0; word < words; word++) {
    let x = bits[row + word];
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    count += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
