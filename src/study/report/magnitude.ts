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
