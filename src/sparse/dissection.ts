/** Nested dissection: a fill-reducing elimination order [george1973], on coordinates where there are any, else on graph distances. */
import type { Graph, NodeGraph } from "./graph.js";
import { minimumDegree } from "./minimum-degree.js";
import { splitByKey, splitter, type Parts, type Splitter } from "./separator.js";

/** Regions of at most this many nodes are ordered by minimum degree. */
const leafNodes = 48;
/** Regions that no coordinate divides: up to here minimum degree, beyond in natural order (they are nearly complete graphs). */
const denseNodes = 512;
/** Coordinates are compared in this many steps of the extent, so that round-off does not tear grid planes apart. */
const keySteps = 1e6;
/** A node joined to more than this many times the square root of the count is eliminated last. */
const denseFactor = 10;

interface Dissection {
  readonly graph: NodeGraph;
  readonly split: Splitter;
  /** Keys by axis: `[axes][eliminated]`. */
  readonly axes: readonly Int32Array[];
  readonly local: Int32Array;
  readonly distance: Int32Array;
  readonly order: Int32Array;
}

/**
 * Elimination order of the eliminated nodes.
 * @param graph nodes; those from `eliminated` on are not ordered
 * @param axes coordinates of the eliminated nodes by direction, any unit; empty = none known
 * @returns nodes in elimination order, `[eliminated]`
 */
export function dissect(graph: NodeGraph, axes: readonly Float64Array[]): Int32Array {
  const state: Dissection = {
    graph, split: splitter(graph), axes: axes.map(quantise),
    local: new Int32Array(graph.count).fill(-1), distance: new Int32Array(graph.count).fill(-1),
    order: new Int32Array(graph.eliminated),
  };
  const { ordinary, dense } = setDenseAside(graph);
  state.order.set(dense, ordinary.length);
  order(state, ordinary, 0);
  return state.order;
}

function quantise(coordinates: Float64Array): Int32Array {
  let low = Infinity, high = -Infinity;
  for (const x of coordinates) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  const scale = high > low ? keySteps / (high - low) : 0;
  return Int32Array.from(coordinates, (x) => Math.floor((x - low) * scale + 0.5));
}

function setDenseAside(graph: NodeGraph): { ordinary: Int32Array; dense: Int32Array } {
  const limit = Math.max(64, denseFactor * Math.sqrt(graph.eliminated));
  const all = Int32Array.from({ length: graph.eliminated }, (_, node) => node);
  const isDense = (node: number): boolean => graph.start[node + 1] - graph.start[node] > limit;
  return { ordinary: all.filter((node) => !isDense(node)), dense: all.filter(isDense) };
}

/** Writes the order of `region` at `place` and after: both parts, then what separates them. */
function order(state: Dissection, region: Int32Array, place: number): void {
  const parts = region.length > leafNodes ? bisect(state, region) : undefined;
  if (parts === undefined) {
    state.order.set(orderLeaf(state, region), place);
    return;
  }
  order(state, parts.left, place);
  order(state, parts.right, place + parts.left.length);
  state.order.set(parts.between, place + parts.left.length + parts.right.length);
}

function orderLeaf(state: Dissection, region: Int32Array): Int32Array {
  return region.length > denseNodes ? region : minimumDegree(state.graph, region, state.graph.eliminated, state.local);
}

function bisect(state: Dissection, region: Int32Array): Parts | undefined {
  let best: Parts | undefined;
  for (const axis of state.axes) best = better(best, splitByKey(state.split, region, keysOf(axis, region)));
  best ??= splitByDistance(state, region);
  return best !== undefined && best.left.length > 0 && best.right.length > 0 ? best : undefined;
}

function keysOf(axis: Int32Array, region: Int32Array): Int32Array {
  return region.map((node) => axis[node]);
}

/** Prefers the smaller separator in relation to what it separates; ties go to the earlier. */
function better(a: Parts | undefined, b: Parts | undefined): Parts | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return quality(b) < quality(a) ? b : a;
}

function quality(parts: Parts): number {
  const smaller = Math.min(parts.left.length, parts.right.length);
  return smaller === 0 ? Infinity : parts.between.length * (1 + (parts.left.length + parts.right.length) / smaller);
}

/** Without coordinates: the difference of distances to two far ends of the region serves as one. */
function splitByDistance(state: Dissection, region: Int32Array): Parts | undefined {
  const { graph, distance } = state;
  for (const node of region) distance[node] = unreached;
  const reached = spreadDistance(graph, distance, region[0]);
  const parts = reached.length < region.length ? splitComponents(distance, region) : splitBetweenEnds(state, region, reached[reached.length - 1]);
  for (const node of region) distance[node] = outsideRegion;
  return parts;
}

const unreached = -2, outsideRegion = -1;

function splitComponents(distance: Int32Array, region: Int32Array): Parts {
  return {
    left: region.filter((node) => distance[node] !== unreached),
    right: region.filter((node) => distance[node] === unreached),
    between: new Int32Array(0),
  };
}

function splitBetweenEnds({ graph, distance, split }: Dissection, region: Int32Array, first: number): Parts | undefined {
  for (const node of region) distance[node] = unreached;
  const reached = spreadDistance(graph, distance, first);
  const keys = region.map((node) => distance[node]);
  for (const node of region) distance[node] = unreached;
  spreadDistance(graph, distance, reached[reached.length - 1]);
  return splitByKey(split, region, keys.map((near, place) => near - distance[region[place]]));
}

/** Breadth-first distances from `root` within the nodes marked unreached; returns the nodes in the order reached. */
function spreadDistance(graph: Graph, distance: Int32Array, root: number): number[] {
  const queue = [root];
  distance[root] = 0;
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head];
    for (let k = graph.start[node]; k < graph.start[node + 1]; k++) {
      const other = graph.neighbours[k];
      if (distance[other] !== unreached) continue;
      distance[other] = distance[node] + 1;
      queue.push(other);
    }
  }
  return queue;
}
