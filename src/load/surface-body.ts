/** A rigid body bounded by a closed surface of triangles, as a signed distance (baerentzen2005), its nearest triangle found by a tree of boxes. */
import { CaseError } from "../core/errors.js";
import { type Nearest, nearestOn, type Triangulated } from "../mesh/nearest-triangle.js";
import type { Obstacle } from "./obstacle.js";

/**
 * The body inside a surface. Distances are those of the triangles themselves: a smooth body needs fine ones, as its normals jump across edges.
 * @param surface closed
 * @param name of the file, for errors
 * @throws CaseError E_CONTACT when the surface is not closed, or its triangles do not all look outwards
 */
export function surfaceBody(surface: Triangulated, name: string): Obstacle {
  const normals = pseudoNormals(surface, name);
  const nearest = nearestOn(surface), away = new Float64Array(3);
  return {
    distance(x, normal, curvature) {
      const found = nearest(x);
      const { triangle: t, weights, square } = found;
      for (let i = 0; i < 3; i++) away[i] = x[i] - weightedPlace(surface, t, weights, i);
      const zeros = [0, 1, 2].filter((k) => weights[k] === 0), on = normalAt(surface, normals, t, zeros);
      const side = away[0] * on[0] + away[1] * on[1] + away[2] * on[2] < 0 ? -1 : 1, distance = Math.sqrt(square);
      const flat = zeros.length === 0 || distance === 0;
      for (let i = 0; i < 3; i++) normal[i] = flat ? normals.faces[3 * t + i] : (side * away[i]) / distance;
      curve(surface, found, zeros, flat ? 0 : side * distance, normal, curvature);
      return side * distance;
    },
  };
}

function weightedPlace({ points, triangles }: Triangulated, t: number, weights: Float64Array, i: number): number {
  return weights[0] * points[3 * triangles[3 * t] + i] + weights[1] * points[3 * triangles[3 * t + 1] + i] + weights[2] * points[3 * triangles[3 * t + 2] + i];
}

/** Normal of the face, edge or corner that a nearest place lies on, by which of its weights are 0; its sign tells inside from outside. */
function normalAt({ triangles }: Triangulated, { faces, edges, corners }: Normals, t: number, zeros: readonly number[]): Float64Array {
  if (zeros.length === 0) return faces.subarray(3 * t, 3 * t + 3);
  if (zeros.length === 1) return edges.subarray(3 * (3 * t + zeros[0]), 3 * (3 * t + zeros[0]) + 3);
  const node = triangles[3 * t + [0, 1, 2].findIndex((k) => !zeros.includes(k))];
  return corners.subarray(3 * node, 3 * node + 3);
}

/** Second derivatives: none over a face, those of a cylinder over an edge, of a ball over a corner. */
function curve({ points, triangles }: Triangulated, { triangle, weights }: Nearest, zeros: readonly number[], distance: number, n: Float64Array, out: Float64Array): void {
  out.fill(0);
  if (distance === 0) return;
  const along = new Float64Array(3);
  if (zeros.length === 1) {
    const [a, b] = [0, 1, 2].filter((k) => weights[k] !== 0).map((k) => triangles[3 * triangle + k]);
    for (let i = 0; i < 3; i++) along[i] = points[3 * b + i] - points[3 * a + i];
    const length = Math.sqrt(along[0] * along[0] + along[1] * along[1] + along[2] * along[2]);
    for (let i = 0; i < 3; i++) along[i] /= length;
  }
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) out[3 * i + j] = ((i === j ? 1 : 0) - n[i] * n[j] - along[i] * along[j]) / distance;
}

/** Unit normals of faces, and sums of those around each edge (by the corner opposite) and, weighted with angles, around each corner. */
interface Normals { readonly faces: Float64Array; readonly edges: Float64Array; readonly corners: Float64Array }

function pseudoNormals({ points, triangles }: Triangulated, name: string): Normals {
  const count = triangles.length / 3, faces = new Float64Array(3 * count), edges = new Float64Array(9 * count), corners = new Float64Array(points.length);
  const opposite = new Map<string, number>();
  const at = (node: number): number[] => [0, 1, 2].map((i) => points[3 * node + i]);
  for (let t = 0; t < count; t++) {
    const [a, b, c] = [0, 1, 2].map((k) => at(triangles[3 * t + k]));
    faces.set(unit(cross(minus(b, a), minus(c, a))), 3 * t);
    for (let k = 0; k < 3; k++) {
      const key = `${triangles[3 * t + ((k + 1) % 3)]}>${triangles[3 * t + ((k + 2) % 3)]}`;
      if (opposite.has(key)) throw open(name, "has two triangles on the same side of an edge");
      opposite.set(key, 3 * t + k);
      const angle = angleAt(points, triangles, t, k);
      for (let i = 0; i < 3; i++) corners[3 * triangles[3 * t + k] + i] += angle * faces[3 * t + i];
    }
  }
  for (const [key, corner] of opposite) {
    const partner = opposite.get(key.split(">").reverse().join(">"));
    if (partner === undefined) throw open(name, `has a hole: an edge at (${at(triangles[3 * Math.floor(corner / 3) + ((corner + 1) % 3)]).map((x) => Number(x.toPrecision(5))).join(", ")}) has one triangle`);
    for (let i = 0; i < 3; i++) edges[3 * corner + i] = faces[3 * Math.floor(corner / 3) + i] + faces[3 * Math.floor(partner / 3) + i];
  }
  if (volume(points, triangles) <= 0) throw open(name, "is turned inside out");
  return { faces, edges, corners };
}

function open(name: string, what: string): CaseError {
  return new CaseError("E_CONTACT", `the surface ${name} ${what}; a rigid body needs a closed surface whose triangles look outwards.`, { hint: "close and orient it in a mesher (MeshLab, Blender, Gmsh), and save it again." });
}

/** Weights of corners need no more digits than the 1e-4 that this leaves. */
const halvings = 5;

/** Angle of a triangle at its corner k, in radians. */
function angleAt(points: Float64Array, triangles: Int32Array, t: number, k: number): number {
  const [a, b, c] = [0, 1, 2].map((j) => [0, 1, 2].map((i) => points[3 * triangles[3 * t + ((k + j) % 3)] + i]));
  const u = unit(minus(b, a)), v = unit(minus(c, a));
  // Halved until the chord is the arc to rounding of the third power: no inverse function is needed.
  let cosine = dot(u, v);
  for (let k = 0; k < halvings; k++) cosine = Math.sqrt((1 + cosine) / 2);
  return (1 << halvings) * Math.sqrt(2 * (1 - cosine));
}

function volume(points: Float64Array, triangles: Int32Array): number {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => [0, 1, 2].map((i) => points[3 * triangles[t + k] + i])), n = cross(b, c);
    sum += a[0] * n[0] + a[1] * n[1] + a[2] * n[2];
  }
  return sum / 6;
}

type Vector = readonly number[];
const minus = (a: Vector, b: Vector): number[] => a.map((x, i) => x - b[i]);
const dot = (a: Vector, b: Vector): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const cross = ([a, b, c]: Vector, [x, y, z]: Vector): number[] => [b * z - c * y, c * x - a * z, a * y - b * x];
const unit = (v: Vector): number[] => v.map((x) => x / Math.sqrt(dot(v, v)));
