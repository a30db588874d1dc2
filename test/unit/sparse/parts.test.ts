import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planArena } from "../../../src/sparse/arena.js";
import { coverScratch, minimumCover } from "../../../src/sparse/cover.js";
import { indistinguishableRows, nodeGraph, type Graph } from "../../../src/sparse/graph.js";
import { minimumDegree } from "../../../src/sparse/minimum-degree.js";
import { splitByKey, splitter } from "../../../src/sparse/separator.js";
import { postorder } from "../../../src/sparse/tree.js";
import { boxGrid, patternOf, periodicGrid } from "../../support/sparse-problems.js";

function graphOf(count: number, edges: readonly (readonly [number, number])[]): Graph {
  const lists: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (const [a, b] of edges) if (a !== b) { lists[a].add(b); lists[b].add(a); }
  const start = new Int32Array(count + 1);
  lists.forEach((list, i) => { start[i + 1] = start[i] + list.size; });
  return { count, start, neighbours: Int32Array.from(lists.flatMap((list) => [...list].sort((a, b) => a - b))) };
}

describe("minimum cover", () => {
  /** Smallest cover by trying all subsets of the near side: whatever is left uncovered needs its far ends. */
  function bruteForce(near: number, edges: readonly (readonly [number, number])[]): number {
    let best = Infinity;
    for (let set = 0; set < 1 << near; set++) {
      const far = new Set(edges.filter(([a]) => ((set >> a) & 1) === 0).map(([, b]) => b));
      best = Math.min(best, far.size + set.toString(2).replaceAll("0", "").length);
    }
    return best;
  }

  it("covers every edge, with as few nodes as possible, whichever alternatives are taken", () => {
    const side = 7;
    const edge = fc.tuple(fc.integer({ min: 0, max: side - 1 }), fc.integer({ min: side, max: 2 * side - 1 }));
    fc.assert(fc.property(fc.array(edge, { minLength: 1, maxLength: 25 }), fc.integer({ min: 0, max: 2 ** 14 - 1 }), (edges, choices) => {
      const graph = graphOf(2 * side, edges);
      const role = Int8Array.from({ length: 2 * side }, (_, node) => (node < side ? 1 : 2));
      const near = [...new Set(edges.map(([a]) => a))].sort((a, b) => a - b);
      const scratch = coverScratch(2 * side);
      const { fixed, groups } = minimumCover({ graph, role, near, farRole: 2 }, scratch);
      const cover = new Set([...fixed, ...groups.flatMap((group, i) => ((choices >> i) & 1 ? group.near : group.far))]);
      expect(edges.filter(([a, b]) => !cover.has(a) && !cover.has(b))).toEqual([]);
      expect(cover.size).toBe(bruteForce(side, edges));
      expect(scratch.partner.every((value) => value === -1) && scratch.stamp.every((value) => value === 0)).toBe(true);
    }));
  });
});

describe("separators", () => {
  it("cut a torus by two planes into equal halves", () => {
    const { pattern, geometry } = periodicGrid(3, 8, 0);
    const graph = nodeGraph(pattern, 0, geometry.nodeOfRow);
    const region = Int32Array.from({ length: graph.count }, (_, node) => node);
    const x = region.map((node) => geometry.coordinates[3 * (node + 1)]);
    const parts = splitByKey(splitter(graph), region, x)!;
    // One node of the 512 is fixed and may lie in a plane.
    expect(parts.between.length).toBeGreaterThanOrEqual(127);
    expect(parts.between.length).toBeLessThanOrEqual(128);
    expect(Math.abs(parts.left.length - parts.right.length)).toBeLessThanOrEqual(1);
  });

  it("leave no edge between the parts, and reset their scratch", () => {
    const { pattern } = boxGrid([13, 9, 5], 1);
    const graph = nodeGraph(pattern, 0, indistinguishableRows(pattern, pattern.size));
    const split = splitter(graph);
    const region = Int32Array.from({ length: graph.count }, (_, node) => node);
    // Rough keys, as of an unstructured mesh.
    const parts = splitByKey(split, region, region.map((node) => (node % 13) * 10 + ((node * 7919) % 17)))!;
    const right = new Set(parts.right);
    const crossing = [...parts.left].filter((node) => graph.neighbours.subarray(graph.start[node], graph.start[node + 1]).some((other) => right.has(other)));
    expect(crossing).toEqual([]);
    expect(parts.left.length + parts.right.length + parts.between.length).toBe(graph.count);
    expect(split.role.every((role) => role === 0)).toBe(true);
  });

  it("give up on keys that are all the same", () => {
    const graph = graphOf(4, [[0, 1], [1, 2], [2, 3]]);
    expect(splitByKey(splitter(graph), Int32Array.of(0, 1, 2, 3), new Int32Array(4))).toBeUndefined();
  });
});

describe("minimum degree", () => {
  it("peels a tree from its leaves", () => {
    const graph = graphOf(7, [[0, 1], [0, 2], [1, 3], [1, 4], [2, 5], [2, 6]]);
    const order = minimumDegree(graph, Int32Array.of(0, 1, 2, 3, 4, 5, 6), 7, new Int32Array(7).fill(-1));
    const eliminated = new Set<number>();
    for (const node of order) {
      const later = [...graph.neighbours.subarray(graph.start[node], graph.start[node + 1])].filter((other) => !eliminated.has(other));
      expect(later.length).toBeLessThanOrEqual(1);
      eliminated.add(node);
    }
    expect(eliminated.size).toBe(7);
  });

  it("counts neighbours that are eliminated later", () => {
    // Node 0 has two halo neighbours, node 1 none: alone, 0 and 1 would tie.
    const graph = graphOf(4, [[0, 1], [0, 2], [0, 3]]);
    expect([...minimumDegree(graph, Int32Array.of(0, 1), 4, new Int32Array(4).fill(-1))]).toEqual([1, 0]);
  });
});

describe("grouping", () => {
  it("finds the directions of one node by their columns", () => {
    const { pattern } = boxGrid([5, 4], 3);
    expect([...indistinguishableRows(pattern, pattern.size)]).toEqual(Array.from({ length: pattern.size }, (_, row) => row - (row % 3)));
  });
  it("keeps apart rows that differ in one column", () => {
    expect([...indistinguishableRows(patternOf([[0, 1, 2], [0, 1], [0, 2]]), 3)]).toEqual([0, 1, 2]);
  });
});

it("postorder puts children first and keeps subtrees together", () => {
  fc.assert(fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (picks) => {
    const count = picks.length;
    const parent = Int32Array.from(picks, (pick, i) => (i === count - 1 || pick % 5 === 0 ? -1 : i + 1 + (pick % (count - i - 1))));
    const place = new Int32Array(count).fill(-1);
    postorder(parent).forEach((node, p) => { place[node] = p; });
    const size = new Int32Array(count).fill(1);
    for (let node = 0; node < count; node++) if (parent[node] >= 0) size[parent[node]] += size[node];
    for (let node = 0; node < count; node++) {
      if (parent[node] < 0) continue;
      expect(place[node]).toBeLessThan(place[parent[node]]);
      expect(place[parent[node]] - place[node]).toBeLessThan(size[parent[node]]);
    }
  }));
});

it("an arena never gives out a place twice, and uses freed places again", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 20 }))), (steps) => {
    const arena = planArena();
    const alive: [number, number][] = [];
    let peak = 0;
    for (const [take, size] of steps) {
      if (take || alive.length === 0) alive.push([arena.take(size), size]);
      else arena.free(...alive.splice(size % alive.length, 1)[0]);
      const sorted = alive.filter(([, length]) => length > 0).sort((a, b) => a[0] - b[0]);
      sorted.forEach(([place], i) => { if (i > 0) expect(place).toBeGreaterThanOrEqual(sorted[i - 1][0] + sorted[i - 1][1]); });
      peak = Math.max(peak, ...alive.map(([place, length]) => place + length));
    }
    expect(arena.extent()).toBe(steps.length === 0 ? 0 : peak);
  }));
});
