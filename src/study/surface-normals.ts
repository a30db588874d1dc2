/** Normals of a surface of the mesh, for the points below it. */
import { faceNodes, type Mesh } from "../mesh/index.js";
import type { PointFields } from "../solve/problem.js";

/**
 * Unit normal, out of the undeformed body, of the face that lies nearest to a point (by the middle of its nodes).
 * On a curved surface it is wrong by the angle over half a face at most.
 * @param faces pairs `[count, 2]` of (cell, local face)
 */
export function surfaceNormals(mesh: Mesh, faces: Int32Array): PointFields {
  const count = faces.length / 2;
  const middles = new Float64Array(3 * count), normals = new Float64Array(3 * count);
  for (let f = 0; f < count; f++) describeFace(mesh, faceNodes(mesh, faces[2 * f], faces[2 * f + 1]), middles.subarray(3 * f, 3 * f + 3), normals.subarray(3 * f, 3 * f + 3));
  return (_cell, place, out) => {
    let best = 0, bestSquare = Infinity;
    for (let f = 0; f < count; f++) {
      const [x, y, z] = [middles[3 * f] - place[0], middles[3 * f + 1] - place[1], middles[3 * f + 2] - place[2]];
      const square = x * x + y * y + z * z;
      if (square < bestSquare) [best, bestSquare] = [f, square];
    }
    for (let i = 0; i < 3; i++) out[i] = normals[3 * best + i];
  };
}

/** Middle of the nodes of a face, and its unit normal by the diagonals of its corners (an edge: across it in the plane). */
function describeFace({ points, dimension }: Mesh, nodes: ArrayLike<number>, middle: Float64Array, normal: Float64Array): void {
  const at = (node: number, i: number): number => points[3 * nodes[node] + i];
  for (let a = 0; a < nodes.length; a++) for (let i = 0; i < 3; i++) middle[i] += at(a, i) / nodes.length;
  if (dimension === 2) normal.set([at(1, 1) - at(0, 1), at(0, 0) - at(1, 0), 0]);
  else {
    const quad = nodes.length === 4 || nodes.length === 8 || nodes.length === 9;
    const [p, q] = quad ? [[0, 2], [1, 3]] : [[0, 1], [0, 2]];
    const [a, b] = [p, q].map(([from, to]) => [0, 1, 2].map((i) => at(to, i) - at(from, i)));
    normal.set([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]);
  }
  const length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  for (let i = 0; i < 3; i++) normal[i] /= length;
}
