/** Shape of the cells of a mesh in a few numbers: what `twoscale check` reports. */
import { cellCount, cellNodes, cellPlace } from "./cells.js";
import type { Mesh } from "./mesh.js";
import { cellCentroids, meshQuality } from "./quality.js";
import { topology } from "./topology.js";

/** Smallest and largest value and mean of a measure over the cells. */
export interface Spread {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** Shape of the cells of a mesh. */
export interface QualityReport {
  /** Smallest scaled Jacobian over the corners of a cell: 1 = ideal, 0 = flat (knupp2000). */
  readonly scaledJacobian: Spread;
  /** Longest over shortest edge of a cell, between its corners: 1 = ideal. */
  readonly edgeRatio: Spread;
  /** Volume of a cell; area in 2D. */
  readonly volume: Spread;
  /** Number of cells with a scaled Jacobian in [k/10, (k+1)/10), k = 0 … 9; the first also holds those below 0, the last those of 1. */
  readonly histogram: readonly number[];
  /** The worst cells by scaled Jacobian, the worst first, and where their centres are. */
  readonly worst: readonly { readonly cell: number; readonly type: string; readonly scaledJacobian: number; readonly edgeRatio: number; readonly place: readonly number[] }[];
}

const bins = 10;
const listed = 5;

/** Measures all cells; 2D meshes are judged in x, y. */
export function qualityReport(mesh: Mesh): QualityReport {
  const { scaledMin, volumes } = meshQuality(mesh);
  const ratios = Float64Array.from({ length: cellCount(mesh) }, (_, cell) => edgeRatio(mesh, cell));
  const histogram = new Array<number>(bins).fill(0);
  for (const value of scaledMin) histogram[Math.min(bins - 1, Math.max(0, Math.floor(bins * value)))]++;
  const centres = cellCentroids(mesh);
  const order = Array.from(scaledMin.keys()).sort((a, b) => scaledMin[a] - scaledMin[b] || a - b).slice(0, listed);
  return {
    scaledJacobian: spread(scaledMin), edgeRatio: spread(ratios), volume: spread(volumes), histogram,
    worst: order.map((cell) => ({
      cell, type: cellPlace(mesh, cell).block.type, scaledJacobian: scaledMin[cell], edgeRatio: ratios[cell],
      place: Array.from(centres.subarray(3 * cell, 3 * cell + mesh.dimension)),
    })),
  };
}

function spread(values: Float64Array): Spread {
  let min = Infinity, max = -Infinity, sum = 0;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return { min, mean: sum / values.length, max };
}

function edgeRatio(mesh: Mesh, cell: number): number {
  const nodes = cellNodes(mesh, cell);
  const lengths = topology[cellPlace(mesh, cell).block.type].edges.map(([a, b]) => {
    let square = 0;
    for (let axis = 0; axis < mesh.dimension; axis++) {
      const d = mesh.points[3 * nodes[a] + axis] - mesh.points[3 * nodes[b] + axis];
      square += d * d;
    }
    return Math.sqrt(square);
  });
  return Math.max(...lengths) / Math.min(...lengths);
}
