/** Symbolic factorisation: everything about a sparse factorisation that depends on the pattern alone. Done once, used by every factorisation. */
import { BackendError } from "../core/errors.js";
import { dissect } from "./dissection.js";
import { buildFronts } from "./fronts.js";
import { indistinguishableRows, nodeGraph, type NodeGraph } from "./graph.js";
import { checkPattern, type SparsityPattern } from "./pattern.js";
import type { Fronts, Symbolic } from "./symbolic.js";
import { findSupernodes } from "./tree.js";

/** Optional knowledge about the matrix; coordinates make the elimination order better and its search faster. */
export interface AnalyseOptions {
  /** Number of last rows that are never eliminated; they end up as a dense Schur complement. Default 0. */
  readonly retained?: number;
  /** Coordinates of mesh nodes `[nodes, 3]`, any unit. Default: distances in the graph replace them. */
  readonly coordinates?: Float64Array;
  /** Node of each eliminated row, `[size - retained]`; rows of one node are eliminated together. Default: `dofsPerNode` rows each, in order. */
  readonly nodeOfRow?: Int32Array;
  /** Rows per node when `nodeOfRow` is not given; default 1. */
  readonly dofsPerNode?: number;
}

/**
 * Analyses a sparsity pattern: fill-reducing order, supernodes, fronts. Deterministic: depends on nothing but its arguments.
 * About a second per 10⁵ rows of a mesh in three dimensions.
 * @param pattern full pattern of a structurally symmetric matrix
 * @throws BackendError E_PATTERN when the pattern is unsorted, unsymmetric or lacks a diagonal entry, or the options do not fit it
 */
export function analyse(pattern: SparsityPattern, options: AnalyseOptions = {}): Symbolic {
  const { retained = 0, coordinates } = options;
  checkPattern(pattern);
  const rows = pattern.size - retained;
  if (!(rows >= 0 && retained >= 0)) throw optionError(`${retained} retained rows do not fit a matrix of ${pattern.size}.`);
  const graph = nodeGraph(pattern, retained, coordinates === undefined ? indistinguishableRows(pattern, rows) : nodeNumbers(rows, coordinates, options));
  const order = dissect(graph, coordinates === undefined ? [] : nodeAxes(graph, coordinates, nodeNumbers(rows, coordinates, options)));
  const fronts = buildFronts(graph, findSupernodes(graph, order));
  return { pattern, size: pattern.size, retained, fronts, ...count(fronts) };
}

function nodeNumbers(rows: number, coordinates: Float64Array, { nodeOfRow, dofsPerNode = 1 }: AnalyseOptions): Int32Array {
  const nodes = nodeOfRow ?? Int32Array.from({ length: rows }, (_, row) => Math.floor(row / dofsPerNode));
  if (nodes.length !== rows) throw optionError(`nodeOfRow has ${nodes.length} entries for ${rows} eliminated rows.`);
  const wrong = nodes.findIndex((node) => !(node >= 0 && 3 * node < coordinates.length));
  if (wrong >= 0) throw optionError(`row ${wrong} belongs to node ${nodes[wrong]}, but there are coordinates of ${coordinates.length / 3} nodes.`);
  return nodes;
}

function optionError(message: string): BackendError {
  return new BackendError("E_PATTERN", message, { hint: "retained counts last rows of the matrix; every other row needs one node with coordinates." });
}

/** Coordinates of the eliminated nodes, one array per direction in which they differ. */
function nodeAxes(graph: NodeGraph, coordinates: Float64Array, nodeOfRow: Int32Array): Float64Array[] {
  const axes = [0, 1, 2].map((axis) => Float64Array.from({ length: graph.eliminated }, (_, node) =>
    coordinates[3 * nodeOfRow[graph.members[graph.memberStart[node]]] + axis]));
  return axes.filter((axis) => axis.some((x) => x !== axis[0]));
}

function count({ count, first, rowStart }: Fronts): { factorEntries: number; flops: number } {
  let factorEntries = 0, flops = 0;
  for (let front = 0; front < count; front++) {
    const rows = rowStart[front + 1] - rowStart[front];
    for (let below = first[front + 1] - first[front] - 1 + rows; below >= rows; below--) {
      factorEntries += below + 1;
      flops += below * (below + 2);
    }
  }
  return { factorEntries, flops };
}
