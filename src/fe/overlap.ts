/** Where two sets of undeformed faces lie on each other: integration points that know the shape functions of both sides. */
import { gauss as gaussRule } from "../element/gauss.js";
import { elementOf } from "../element/index.js";
import { triangle6 } from "../element/simplex.js";
import { cellPlace, faceNodes } from "../mesh/cells.js";
import type { FaceType } from "../mesh/topology.js";
import type { Mesh } from "../mesh/mesh.js";
import { topology } from "../mesh/topology.js";

/** A face with straight sides. */
export interface Facet {
  readonly type: FaceType;
  readonly nodes: Int32Array;
  /** Coordinates of its corners `[corners, 3]`. */
  readonly corners: readonly (readonly number[])[];
  readonly center: readonly number[];
  /** Largest distance of a corner from the centre. */
  readonly radius: number;
}

/** An integration point of an overlap. */
export interface OverlapPoint {
  /** Shape functions of the first face. */
  readonly N: Float64Array;
  readonly otherNodes: Int32Array;
  /** Shape functions of the other face. */
  readonly otherN: Float64Array;
  /** Share of the area, unit of area (2D: of length). */
  readonly area: number;
}

const cornerCount: Readonly<Record<string, number>> = { line2: 2, line3: 2, tri3: 3, tri6: 3, quad4: 4, quad8: 4 };

/**
 * The faces as facets.
 * @param faces pairs `[count, 2]` of (cell, local face)
 * @throws MeshError E_MESH_INDEX when a face does not exist
 */
export function facetsOf(mesh: Mesh, faces: ArrayLike<number>): Facet[] {
  return Array.from({ length: faces.length / 2 }, (_, f) => {
    const nodes = faceNodes(mesh, faces[2 * f], faces[2 * f + 1]);
    const type = topology[cellPlace(mesh, faces[2 * f]).block.type].faceType;
    const corners = Array.from(nodes.subarray(0, cornerCount[type]), (node) => Array.from(mesh.points.subarray(3 * node, 3 * node + 3)));
    const center = [0, 1, 2].map((i) => corners.reduce((sum, x) => sum + x[i], 0) / corners.length);
    return { type, nodes, corners, center, radius: Math.max(...corners.map((x) => norm(minus(x, center)))) };
  });
}

/** Points of a facet that lie on others, projected on the chord or plane of the facet. Others farther away than the facet is large are not opposite. */
export function overlaps(facet: Facet, others: readonly Facet[]): OverlapPoint[] {
  const frame = frameOf(facet);
  const near = others.filter((other) => norm(minus(facet.center, other.center)) <= facet.radius + other.radius
    && Math.abs(dot(frame.normal, minus(other.center, facet.center))) <= facet.radius);
  const own = flat(frame, facet);
  return near.flatMap((other) => {
    const its = flat(frame, other);
    const places = facet.corners.length === 2 ? onChord(own, its) : onPlane(own, its);
    return places.map(({ at, area }) => ({ N: shapeAt(facet.type, own, at), otherNodes: other.nodes, otherN: shapeAt(other.type, its, at), area }));
  });
}

/** Area (2D: length) of a facet in its own plane. */
export function facetArea(facet: Facet): number {
  const own = flat(frameOf(facet), facet);
  return own.length === 2 ? Math.abs(own[1][0] - own[0][0]) : Math.abs(polygonArea(own));
}

type Flat = readonly (readonly [number, number])[];
interface Frame { readonly origin: readonly number[]; readonly one: readonly number[]; readonly two: readonly number[]; readonly normal: readonly number[] }
interface Place { readonly at: readonly [number, number]; readonly area: number }

/** Directions in the plane of a facet and across; of an edge, along and across in the xy plane. */
function frameOf({ corners, center }: Facet): Frame {
  const one = unit(minus(corners[1], corners[0]));
  if (corners.length === 2) return { origin: center, one, two: [0, 0, 1], normal: [one[1], -one[0], 0] };
  const normal = unit(cross(minus(corners[2], corners[0]), minus(corners[corners.length - 1], corners[1])));
  const along = unit(minus(one, normal.map((n) => n * dot(normal, one))));
  return { origin: center, one: along, two: cross(normal, along), normal };
}

function flat({ origin, one, two }: Frame, { corners }: Facet): Flat {
  return corners.map((x) => [dot(one, minus(x, origin)), dot(two, minus(x, origin))] as const);
}

const gauss = gaussRule(1, 3);

function onChord(own: Flat, its: Flat): Place[] {
  const low = Math.max(Math.min(own[0][0], own[1][0]), Math.min(its[0][0], its[1][0]));
  const high = Math.min(Math.max(own[0][0], own[1][0]), Math.max(its[0][0], its[1][0]));
  if (!(high > low)) return [];
  return Array.from(gauss.weights, (weight, q) => ({ at: [(low + high + (high - low) * gauss.points[q]) / 2, 0] as const, area: (weight * (high - low)) / 2 }));
}

/** The polygon common to both, cut into triangles from its first corner. */
function onPlane(own: Flat, its: Flat): Place[] {
  const polygon = clip(polygonArea(its) > 0 ? its : [...its].reverse(), polygonArea(own) > 0 ? own : [...own].reverse());
  const { points, weights } = isAffine(own) && isAffine(its) ? triangle6 : collapsed;
  const out: Place[] = [];
  for (let k = 1; k + 1 < polygon.length; k++) {
    const [a, b, c] = [polygon[0], polygon[k], polygon[k + 1]];
    const double = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    weights.forEach((weight, q) => {
      const [r, s] = points.subarray(2 * q, 2 * q + 2);
      out.push({ at: [a[0] + r * (b[0] - a[0]) + s * (c[0] - a[0]), a[1] + r * (b[1] - a[1]) + s * (c[1] - a[1])], area: weight * double });
    });
  }
  return out;
}

/** How far a quadrilateral may be from a parallelogram, over its edge, for its shape functions to count as polynomials in the plane. */
const affine = 1e-12;

/** Whether a facet is a triangle or a parallelogram. */
function isAffine(own: Flat): boolean {
  if (own.length !== 4) return true;
  return [0, 1].every((i) => Math.abs(own[0][i] - own[1][i] + own[2][i] - own[3][i]) <= affine * norm(minus(own[1], own[0])));
}

/** Gauss–Legendre points and weights of six points on [-1, 1], the positive half. */
const six = [[0.2386191860831969, 0.467913934572691], [0.6612093864662645, 0.3607615730481386], [0.9324695142031521, 0.1713244923791704]] as const;

/**
 * Rule on the triangle (0,0), (1,0), (0,1) by squares that are collapsed at its first corner. Shape functions of other quadrilaterals are no polynomials in the plane (they hold a root), but are
 * smooth there: six points in each direction pass the patch test to 1e-9.
 */
const collapsed = (() => {
  const line = six.flatMap(([x, w]) => [[(1 - x) / 2, w / 2], [(1 + x) / 2, w / 2]] as const);
  const places = line.flatMap(([r, w]) => line.map(([t, v]) => [r * (1 - t), r * t, r * w * v] as const));
  return { points: Float64Array.from(places.flatMap(([r, s]) => [r, s])), weights: Float64Array.from(places, ([, , weight]) => weight) };
})();

/** What is left of a polygon inside a convex one, both counter-clockwise (sutherland1974). */
function clip(polygon: Flat, convex: Flat): Flat {
  return convex.reduce<Flat>((rest, a, k) => {
    const b = convex[(k + 1) % convex.length];
    const inside = (p: readonly [number, number]): number => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
    return rest.flatMap((p, j) => {
      const q = rest[(j + 1) % rest.length], [sp, sq] = [inside(p), inside(q)];
      const crossing = sp * sq < 0 ? [[p[0] + (sp / (sp - sq)) * (q[0] - p[0]), p[1] + (sp / (sp - sq)) * (q[1] - p[1])] as const] : [];
      return [...(sp >= 0 ? [p] : []), ...crossing];
    });
  }, polygon);
}

function polygonArea(polygon: Flat): number {
  return polygon.reduce((sum, p, k) => {
    const q = polygon[(k + 1) % polygon.length];
    return sum + (p[0] * q[1] - p[1] * q[0]) / 2;
  }, 0);
}

/** Shape functions of a face at a place in the plane, by Newton's method on its straight-sided map. */
function shapeAt(type: FaceType, corners: Flat, at: readonly [number, number]): Float64Array {
  const element = elementOf(type), linear = elementOf(corners.length === 2 ? "line2" : corners.length === 3 ? "tri3" : "quad4");
  const xi = new Float64Array(linear.dimension).fill(corners.length === 3 ? 1 / 3 : 0);
  const N = new Float64Array(linear.nodes), dN = new Float64Array(linear.nodes * linear.dimension);
  for (let sweep = 0; sweep < newtonSweeps; sweep++) {
    linear.shape(xi, N);
    linear.gradient(xi, dN);
    const sum = (weight: (a: number) => number, i: number): number => corners.reduce((total, x, a) => total + weight(a) * x[i], 0);
    const r = [at[0] - sum((a) => N[a], 0), at[1] - sum((a) => N[a], 1)];
    if (linear.dimension === 1) xi[0] += r[0] / sum((a) => dN[a], 0);
    else {
      const [a, b, c, d] = [sum((k) => dN[2 * k], 0), sum((k) => dN[2 * k + 1], 0), sum((k) => dN[2 * k], 1), sum((k) => dN[2 * k + 1], 1)];
      const determinant = a * d - b * c;
      xi[0] += (d * r[0] - b * r[1]) / determinant;
      xi[1] += (a * r[1] - c * r[0]) / determinant;
    }
  }
  const out = new Float64Array(element.nodes);
  element.shape(xi, out);
  return out;
}

/** Affine maps need one; bilinear ones converge quadratically. */
const newtonSweeps = 8;

function minus(a: readonly number[], b: readonly number[]): number[] { return a.map((x, i) => x - b[i]); }
function dot(a: readonly number[], b: readonly number[]): number { return a.reduce((sum, x, i) => sum + x * b[i], 0); }
function norm(a: readonly number[]): number { return Math.sqrt(dot(a, a)); }
function unit(a: readonly number[]): number[] { return a.map((x) => x / norm(a)); }
function cross(a: readonly number[], b: readonly number[]): number[] { return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]; }
