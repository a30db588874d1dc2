/** Writes surfaces as triangles in STL files. */
import { FormatError } from "../core/errors.js";
import type { TriangleSurface } from "./stl-read.js";
import { boundaryFaces, faceNodes, topology, cellPlace, type FaceType, type Mesh } from "../mesh/index.js";

/** Triangles of a face by its local nodes; curved faces keep the nodes on their edges. */
const cuts: Partial<Readonly<Record<FaceType, readonly (readonly number[])[]>>> = {
  tri3: [[0, 1, 2]],
  quad4: [[0, 1, 2], [0, 2, 3]],
  tri6: [[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]],
  quad8: [[0, 4, 7], [4, 1, 5], [5, 2, 6], [6, 3, 7], [4, 5, 7], [5, 6, 7]],
};

/**
 * A binary STL file of faces of a solid, normals pointing out of their cells. Numbers are single precision, as the format wants.
 * @param faces pairs `[faces, 2]` of (cell, local face), such as `facesOf(mesh, "endo")`; default: the whole boundary
 * @throws FormatError E_FORMAT_SURFACE for a plane mesh, MeshError E_MESH_FACE, E_MESH_INDEX
 */
export function writeStl(mesh: Mesh, faces: Int32Array = boundaryFaces(mesh)): Uint8Array {
  return binary(triangulate(mesh, faces));
}

/** A binary STL file of a surface. */
export function writeSurfaceStl(surface: TriangleSurface): Uint8Array {
  return binary(cornersOf(surface));
}

/** The same as text. */
export function writeSurfaceStlText(surface: TriangleSurface): Uint8Array {
  return text(cornersOf(surface));
}

function cornersOf({ points, triangles }: TriangleSurface): number[][] {
  return Array.from({ length: triangles.length / 3 }, (_, t) => Array.from(triangles.subarray(3 * t, 3 * t + 3)).flatMap((node) => Array.from(points.subarray(3 * node, 3 * node + 3))));
}

function binary(triangles: readonly number[][]): Uint8Array {
  const bytes = new Uint8Array(84 + 50 * triangles.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("surface written by twoscale"));
  view.setUint32(80, triangles.length, true);
  triangles.forEach((corners, i) => {
    [...normal(corners), ...corners].forEach((x, k) => view.setFloat32(84 + 50 * i + 4 * k, x, true));
  });
  return bytes;
}

/** The same as text. Parameters and errors as `writeStl`. */
export function writeStlText(mesh: Mesh, faces: Int32Array = boundaryFaces(mesh)): Uint8Array {
  return text(triangulate(mesh, faces));
}

function text(triangles: readonly number[][]): Uint8Array {
  const vector = (x: readonly number[]): string => x.map((value) => value.toExponential()).join(" ");
  const facets = triangles.map((corners) => [
    `facet normal ${vector(normal(corners))}`, "outer loop",
    ...[0, 3, 6].map((at) => `vertex ${vector(corners.slice(at, at + 3))}`),
    "endloop", "endfacet",
  ].join("\n"));
  return new TextEncoder().encode(["solid twoscale", ...facets, "endsolid twoscale", ""].join("\n"));
}

/** Coordinates of the corners, nine numbers for each triangle. */
function triangulate(mesh: Mesh, faces: Int32Array): number[][] {
  if (mesh.dimension === 2) {
    throw new FormatError("E_FORMAT_SURFACE", "STL holds surfaces of solids, but the mesh is plane.", { hint: "write .vtu or .msh." });
  }
  return Array.from({ length: faces.length / 2 }, (_, i) => {
    const nodes = faceNodes(mesh, faces[2 * i], faces[2 * i + 1]);
    const { faceType } = topology[cellPlace(mesh, faces[2 * i]).block.type];
    return (cuts[faceType] ?? []).map((corners) => corners.flatMap((corner) => [...mesh.points.subarray(3 * nodes[corner], 3 * nodes[corner] + 3)]));
  }).flat();
}

/** Unit normal of a triangle; zero where it has no area. */
function normal([ax, ay, az, bx, by, bz, cx, cy, cz]: readonly number[]): number[] {
  const [ux, uy, uz, vx, vy, vz] = [bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az];
  const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  return length > 0 ? n.map((x) => x / length) : n;
}
