/** One number per cell of fields that have more: what a picture can show. */
import { cellCount, cellNodes, type Mesh } from "../../mesh/index.js";

/** Mean length of the displacements at the nodes of each cell; `u` `[nodes · dimension]`. */
export function cellMagnitude(mesh: Mesh, u: Float64Array): Float64Array {
  const d = mesh.dimension;
  return Float64Array.from({ length: cellCount(mesh) }, (_, cell) => {
    const nodes = cellNodes(mesh, cell);
    return nodes.reduce((sum, node) => sum + Math.sqrt(u.subarray(node * d, (node + 1) * d).reduce((s, x) => s + x * x, 0)), 0) / nodes.length;
  });
}

/** Equivalent stress after von Mises of tensors `[cells, 3, 3]`. */
export function equivalentStress(tensors: Float64Array): Float64Array {
  return Float64Array.from({ length: tensors.length / 9 }, (_, cell) => {
    const s = tensors.subarray(9 * cell, 9 * cell + 9);
    const mean = (s[0] + s[4] + s[8]) / 3;
    const square = s.reduce((sum, x, i) => sum + (i % 4 === 0 ? (x - mean) * (x - mean) : x * x), 0);
    return Math.sqrt(1.5 * square);
  });
}
