/** Fields at Gauss points as fields of nodes and of cells, for output. */
import type { Patch } from "./patch.js";

/** A Gauss-point field of one region. */
export interface PointField {
  readonly patches: readonly Patch[];
  /** `[points of the region, size]` */
  readonly values: Float64Array;
}

/**
 * Means over cells, weighted by reference volume.
 * @param fields one per region
 * @param size components per point
 * @param cells number of cells of the mesh
 * @returns `[cells, size]`, the unit of the field; zero in cells of no region
 */
export function cellMeans(fields: readonly PointField[], size: number, cells: number): Float64Array {
  const out = new Float64Array(cells * size);
  for (const { patches, values } of fields) {
    for (const patch of patches) patch.cells.forEach((cell, c) => cellMean(patch, c, values, size, out, cell * size));
  }
  return out;
}

function cellMean(patch: Patch, c: number, values: Float64Array, size: number, out: Float64Array, at: number): void {
  let volume = 0;
  for (let k = c * patch.points; k < (c + 1) * patch.points; k++) {
    volume += patch.dV[k];
    for (let m = 0; m < size; m++) out[at + m] += patch.dV[k] * values[(patch.firstPoint + k) * size + m];
  }
  for (let m = 0; m < size; m++) out[at + m] /= volume;
}

/**
 * Means at nodes over the points of the cells around, weighted by volume and the squared shape function of the node, which is
 * largest near it and never negative. Constant fields are reproduced; extremes of the points are not exceeded.
 * @param fields one per region
 * @param size components per point
 * @param nodes number of nodes of the mesh
 * @returns `[nodes, size]`, the unit of the field; zero at nodes of no region
 */
export function nodeMeans(fields: readonly PointField[], size: number, nodes: number): Float64Array {
  const out = new Float64Array(nodes * size);
  const weights = new Float64Array(nodes);
  for (const { patches, values } of fields) {
    for (const patch of patches) addNodeShares(patch, values, size, out, weights);
  }
  for (let node = 0; node < nodes; node++) {
    if (weights[node] === 0) continue;
    for (let m = 0; m < size; m++) out[node * size + m] /= weights[node];
  }
  return out;
}

function addNodeShares(patch: Patch, values: Float64Array, size: number, out: Float64Array, weights: Float64Array): void {
  const { nodes, points, connectivity, dV } = patch;
  const squares = squaredShapes(patch);
  for (let k = 0; k < patch.cells.length * points; k++) {
    const q = k % points, c = (k - q) / points;
    for (let a = 0; a < nodes; a++) {
      const node = connectivity[c * nodes + a];
      const weight = dV[k] * squares[q * nodes + a];
      weights[node] += weight;
      for (let m = 0; m < size; m++) out[node * size + m] += weight * values[(patch.firstPoint + k) * size + m];
    }
  }
}

/** N_a² at the quadrature points `[points, nodes]`. */
function squaredShapes({ element, nodes, points }: Patch): Float64Array {
  const out = new Float64Array(points * nodes);
  for (let q = 0; q < points; q++) {
    const N = out.subarray(q * nodes, (q + 1) * nodes);
    element.shape(element.quadrature.points.subarray(q * element.dimension, (q + 1) * element.dimension), N);
    for (let a = 0; a < nodes; a++) N[a] *= N[a];
  }
  return out;
}
