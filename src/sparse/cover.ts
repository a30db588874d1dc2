/** Smallest vertex cover of the edges between two sets of nodes: the smallest separator that can be taken from them. */
import type { Graph } from "./graph.js";

/** Marks of a node during a search; positive stamps number the searches for augmenting paths. */
const unseen = 0, reachedFromNear = -1, reachedFromFar = -2, grouped = -3, listed = -4;

/** Scratch of the search, allocated once for all regions; each array `[graph.count]`. */
export interface CoverScratch {
  /** Partner in the matching, -1 = single; all -1 between calls. */
  readonly partner: Int32Array;
  /** Node from which a node of the far side was reached; valid where `stamp` is current. */
  readonly from: Int32Array;
  /** All 0 between calls. */
  readonly stamp: Int32Array;
  readonly queue: Int32Array;
}

/** The edges considered: those from nodes of `near` (all of role `nearRole`) to nodes of role `farRole`. */
export interface Crossing {
  readonly graph: Graph;
  readonly role: Int8Array;
  readonly near: readonly number[];
  readonly farRole: number;
}

/** Scratch for a graph of `count` nodes. */
/** Scratch for graphs of `count` nodes. */
export function coverScratch(count: number): CoverScratch {
  return {
    partner: new Int32Array(count).fill(-1), from: new Int32Array(count),
    stamp: new Int32Array(count), queue: new Int32Array(count),
  };
}

/** A smallest cover: nodes in part sure, in part free to be taken from either side, group by group. */
export interface Cover {
  /** In every smallest cover found by König's theorem from either side. */
  readonly fixed: readonly number[];
  /** Pairs of equally large alternatives: taking either list of each group completes the cover. */
  readonly groups: readonly { readonly near: readonly number[]; readonly far: readonly number[] }[];
}

/**
 * Smallest vertex cover by maximum matching [konig1931], with its freedom spelled out by the Dulmage-Mendelsohn parts
 * [ashcraft1998]. Worst case edges × nodes; near-linear on meshes. Deterministic.
 */
export function minimumCover(crossing: Crossing, scratch: CoverScratch): Cover {
  const { near } = crossing;
  const far = farNodes(crossing, scratch.stamp);
  for (const node of near) matchGreedily(crossing, scratch, node);
  let round = 0;
  for (const node of near) if (scratch.partner[node] < 0) augment(crossing, scratch, node, ++round);
  for (const node of far) scratch.stamp[node] = unseen;
  const cover = describeCover(crossing, far, scratch);
  for (const node of near) release(scratch, node);
  for (const node of far) scratch.stamp[node] = unseen;
  return cover;
}

function release({ partner, stamp }: CoverScratch, node: number): void {
  if (partner[node] >= 0) partner[partner[node]] = -1;
  partner[node] = -1;
  stamp[node] = unseen;
}

function matchGreedily({ graph, role, farRole }: Crossing, { partner }: CoverScratch, node: number): void {
  for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
    const other = graph.neighbours[k];
    if (role[other] !== farRole || partner[other] >= 0) continue;
    partner[other] = node;
    partner[node] = other;
    return;
  }
}

/** Breadth-first search for a path that alternates between free and matched edges and ends at a single far node. */
function augment({ graph, role, farRole }: Crossing, { partner, from, stamp, queue }: CoverScratch, root: number, round: number): void {
  let end = 0;
  queue[end++] = root;
  for (let head = 0; head < end; head++) {
    const node = queue[head];
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (role[other] !== farRole || stamp[other] === round) continue;
      stamp[other] = round;
      from[other] = node;
      if (partner[other] >= 0) queue[end++] = partner[other];
      else return flip(partner, from, other);
    }
  }
}

function flip(partner: Int32Array, from: Int32Array, last: number): void {
  let far = last;
  while (far >= 0) {
    const node = from[far];
    const next = partner[node];
    partner[far] = node;
    partner[node] = far;
    far = next;
  }
}

function describeCover(crossing: Crossing, far: readonly number[], scratch: CoverScratch): Cover {
  const { near } = crossing;
  const { partner, stamp } = scratch;
  const sides = bothSides(crossing);
  for (const node of near) if (partner[node] < 0) spread(crossing.graph, scratch, sides.fromNear, node);
  for (const node of far) if (partner[node] < 0) spread(crossing.graph, scratch, sides.fromFar, node);
  const fixed = [
    ...far.filter((node) => stamp[node] === reachedFromNear),
    ...near.filter((node) => stamp[node] === reachedFromFar),
  ];
  const groups = near.filter((node) => stamp[node] === unseen).flatMap((node) =>
    stamp[node] === unseen ? [collectGroup(crossing, scratch, node)] : []);
  return { fixed, groups };
}

interface Spread { readonly far: (other: number) => boolean; readonly mark: number }

function bothSides({ role, farRole, near }: Crossing): { fromNear: Spread; fromFar: Spread } {
  const nearRole = near.length === 0 ? -1 : role[near[0]];
  return {
    fromNear: { far: (other) => role[other] === farRole, mark: reachedFromNear },
    fromFar: { far: (other) => role[other] === nearRole, mark: reachedFromFar },
  };
}

function farNodes({ graph, role, near, farRole }: Crossing, stamp: Int32Array): number[] {
  const found: number[] = [];
    for (const node of near) {
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (role[other] !== farRole || stamp[other] === listed) continue;
      stamp[other] = listed;
      found.push(other);
    }
  }
  for (const node of found) stamp[node] = unseen;
  return found;
}

/** Marks all that alternating paths from the single node `root` reach. */
function spread(graph: Graph, { partner, stamp, queue }: CoverScratch, { far, mark }: Spread, root: number): void {
  if (stamp[root] !== unseen) return;
  let end = 0;
  stamp[root] = mark;
  queue[end++] = root;
  for (let head = 0; head < end; head++) {
    const node = queue[head];
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (!far(other) || stamp[other] !== unseen) continue;
      stamp[other] = mark;
      stamp[partner[other]] = mark;
      queue[end++] = partner[other];
    }
  }
}

/** Connected part of the perfectly matched remainder: its near half and its far half cover it equally well. */
function collectGroup({ graph, role, near, farRole }: Crossing, { stamp, queue }: CoverScratch, root: number): { near: number[]; far: number[] } {
  const nearRole = role[near[0]];
  const group: { near: number[]; far: number[] } = { near: [], far: [] };
  let end = 0;
  stamp[root] = grouped;
  queue[end++] = root;
  for (let head = 0; head < end; head++) {
    const node = queue[head];
    const side = role[node] === farRole ? group.far : group.near;
    side.push(node);
    const opposite = role[node] === farRole ? nearRole : farRole;
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (role[other] !== opposite || stamp[other] !== unseen) continue;
      stamp[other] = grouped;
      queue[end++] = other;
    }
  }
  return group;
}
