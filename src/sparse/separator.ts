/** Splits a region of a graph into two parts and a small separator between them. */
import { coverScratch, minimumCover, type Cover, type CoverScratch } from "./cover.js";
import type { Graph } from "./graph.js";

/** Roles of nodes while one region is split; nodes of other regions have role `outside`. */
export const outside = 0, left = 1, right = 2, between = 3;

/** What splitting needs, allocated once. */
export interface Splitter {
  readonly graph: Graph;
  readonly role: Int8Array;
  readonly cover: CoverScratch;
}

/** A splitter whose nodes all have role 0, `outside`. */
/** Allocates what splitting regions of a graph needs. */
export function splitter(graph: Graph): Splitter {
  return { graph, role: new Int8Array(graph.count), cover: coverScratch(graph.count) };
}

/** Parts of a region; `between` separates the others. */
export interface Parts {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly between: Int32Array;
}

/** Parts smaller than this share of the region are not accepted when a separator is improved. */
const leastShare = 0.3;
const improvements = 6;

/**
 * Splits a region where a coordinate passes its median, and takes a smallest set of nodes that cuts all crossing edges.
 * @param keys coordinate of each node of `region`, same order
 * @returns undefined when the keys do not divide the region
 */
export function splitByKey(split: Splitter, region: Int32Array, keys: Int32Array): Parts | undefined {
  const threshold = medianThreshold(keys);
  if (threshold === undefined) return undefined;
  region.forEach((node, place) => { split.role[node] = keys[place] < threshold ? left : right; });
  const balance = countRoles(split, region);
  const near = boundary(split, region, left, right);
  settle(split, minimumCover({ graph: split.graph, role: split.role, near, farRole: right }, split.cover), balance, left);
  improve(split, region);
  return collect(split, region);
}

/** Smallest key of the right part, such that the parts are as equal as the ties allow. */
function medianThreshold(keys: Int32Array): number | undefined {
  const sorted = keys.slice().sort();
  const middle = sorted[sorted.length >>> 1];
  const below = sorted.indexOf(middle);
  const above = sorted.lastIndexOf(middle) + 1;
  if (below === 0) return above === sorted.length ? undefined : sorted[above];
  if (above === sorted.length) return middle;
  return sorted.length - 2 * below <= 2 * above - sorted.length ? middle : sorted[above];
}

function countRoles({ role }: Splitter, region: Int32Array): number[] {
  const counts = [0, 0, 0, 0];
  for (const node of region) counts[role[node]]++;
  return counts;
}

function boundary({ graph, role }: Splitter, region: Int32Array, of: number, towards: number): number[] {
  const found: number[] = [];
  for (const node of region) if (role[node] === of && touches(graph, role, node, towards)) found.push(node);
  return found;
}

function touches(graph: Graph, role: Int8Array, node: number, towards: number): boolean {
  for (let k = graph.start[node]; k < graph.start[node + 1]; k++) if (role[graph.neighbours[k]] === towards) return true;
  return false;
}

/** Moves the cover between the parts; where it is free to choose, from the larger part, so that a torus is cut into equal halves. */
function settle({ role }: Splitter, cover: Cover, balance: number[], nearPart: number): void {
  const farPart = left + right - nearPart;
  const take = (node: number): void => {
    balance[role[node]]--;
    balance[between]++;
    role[node] = between;
  };
  cover.fixed.forEach(take);
  for (const group of cover.groups) (balance[nearPart] >= balance[farPart] ? group.near : group.far).forEach(take);
}

/** Replaces the separator by a smaller one next to it, or an equal one that balances better, as long as there is one. */
function improve(split: Splitter, region: Int32Array): void {
  for (let pass = 0; pass < improvements; pass++) {
    const counts = countRoles(split, region);
    if (counts[between] === 0) return;
    const larger = counts[left] >= counts[right] ? left : right;
    if (!shift(split, region, counts, larger) && !shift(split, region, counts, left + right - larger)) return;
  }
}

/** Moves the separator into `part` when that is a gain: its nodes that are no longer needed fall to the other part. */
function shift(split: Splitter, region: Int32Array, counts: readonly number[], part: number): boolean {
  const { graph, role } = split;
  const other = left + right - part;
  const separator = Array.from(region.filter((node) => role[node] === between));
  const near = separator.filter((node) => touches(graph, role, node, part));
  const cover = minimumCover({ graph, role, near, farRole: part }, split.cover);
  const kept = [...cover.fixed, ...cover.groups.flatMap((group) => group.near)];
  const taken = kept.filter((node) => role[node] === part).length;
  const loser = counts[part] - taken;
  const winner = counts[other] + counts[between] - (kept.length - taken);
  const gains = kept.length < counts[between] && loser >= leastShare * region.length
    || kept.length === counts[between] && Math.abs(loser - winner) < Math.abs(counts[part] - counts[other]);
  if (!gains) return false;
  for (const node of separator) role[node] = other;
  for (const node of kept) role[node] = between;
  return true;
}

function collect({ role }: Splitter, region: Int32Array): Parts {
  const parts = {
    left: region.filter((node) => role[node] === left),
    right: region.filter((node) => role[node] === right),
    between: region.filter((node) => role[node] === between),
  };
  for (const node of region) role[node] = outside;
  return parts;
}
