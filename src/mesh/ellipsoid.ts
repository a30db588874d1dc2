/** Truncated ellipsoids of hexahedra: the idealised left ventricle (land2015). No cell is collapsed, at the apex neither. */
import { cos, sin } from "../core/math.gen.js";
import { MeshError } from "../core/errors.js";
import { faceNodes } from "./cells.js";
import { createMesh } from "./create.js";
import { boundaryFaces } from "./faces.js";
import type { Mesh } from "./mesh.js";
import { withMidNodes } from "./quadratic.js";
import { nodesOfFaces } from "./sets.js";

/** Two ellipsoids of revolution about z, cut off at a plane; the apex is at z = -long. */
export interface EllipsoidSpec {
  /** Half axes `[short, long]` of the inner surface, unit of length. */
  readonly inner: readonly number[];
  /** Half axes `[short, long]` of the outer surface, unit of length. */
  readonly outer: readonly number[];
  /** Height z of the plane of the base, unit of length. */
  readonly base: number;
  /** Cells through the wall, along a quarter of the circumference, and from the rim of the apical cap to the base. */
  readonly cells: readonly number[];
  readonly element: "hex8" | "hex20";
}

/** Half the width of the apical cap, as a share of the way from apex to base. */
const cap = 0.35;
/** How far the sides of the cap bulge from a square (0) towards a circle (1). */
const bulge = 0.6;
const rightAngle = 1.5707963267948966;
const bisections = 60;

/**
 * Mesh of the wall. Every surface of constant depth is covered by a grid over the unit disc: a square cap around the apex, and four blocks around it up to
 * the base. Nodes in the middle of edges lie on the curved surfaces too.
 * Sets: `inner`, `outer` and `base` as node and face sets, `apex` as node set (the line through the wall), `all` as cell set.
 *
 * Throws MeshError E_ELLIPSOID for axes, heights or counts that make no wall.
 */
export function ellipsoid(spec: EllipsoidSpec): Mesh {
  checkSpec(spec);
  const flat = flatGrid(spec);
  const { points, blocks } = spec.element === "hex8" ? flat : withMidNodes(flat);
  const faces = sides(points, blocks);
  toRim(points, nodesOfFaces({ blocks }, faces.base));
  const place = placer(spec);
  const curved = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += 3) curved.set(place(points[at], points[at + 1], points[at + 2]), at);
  const apex = Int32Array.from({ length: points.length / 3 }, (_, node) => node).filter((node) => points[3 * node] === 0 && points[3 * node + 1] === 0);
  const nodes = Object.fromEntries(Object.entries(faces).map(([name, set]) => [name, nodesOfFaces({ blocks }, set)]));
  return createMesh({ dimension: 3, points: curved, blocks, sets: { nodes: { ...nodes, apex }, faces }, source: "ellipsoid" });
}

function checkSpec({ inner, outer, base, cells, element }: EllipsoidSpec): void {
  const fail = (text: string, hint: string): never => {
    throw new MeshError("E_ELLIPSOID", `ellipsoid: ${text}`, { hint, details: { inner, outer, base, cells, element } });
  };
  if (inner.length !== 2 || outer.length !== 2 || ![...inner, ...outer].every((axis) => axis > 0 && Number.isFinite(axis))) {
    fail(`the half axes are [${inner.join(", ")}] and [${outer.join(", ")}].`, "give two positive numbers [short, long] for each surface.");
  }
  if (!(inner[0] < outer[0] && inner[1] < outer[1])) fail(`inner [${inner.join(", ")}] is not inside outer [${outer.join(", ")}].`, "make both axes of outer the larger ones.");
  if (!(Math.abs(base) < inner[1])) fail(`the base at z = ${base} misses the inner surface, whose long half axis is ${inner[1]}.`, `choose a base between ${-inner[1]} and ${inner[1]}.`);
  if (cells.length !== 3 || !cells.every((n) => Number.isInteger(n) && n > 0)) fail(`cells is [${cells.join(", ")}].`, "give three whole numbers from 1: through the wall, per quarter, cap to base.");
  if (cells[1] % 2 !== 0) fail(`cells is [${cells.join(", ")}]: ${cells[1]} along a quarter is odd.`, "take an even number, so that a node lies at the apex.");
}

/** Straight hexahedra over the disc (first two coordinates) and the depth, 0 inside and 1 outside (third). */
function flatGrid({ cells: [layers, n, m] }: EllipsoidSpec): Pick<Mesh, "points" | "blocks"> {
  const disc = discGrid(n, m);
  const count = disc.points.length / 2;
  const points: number[] = [];
  for (let k = 0; k <= layers; k++) for (let i = 0; i < count; i++) points.push(disc.points[2 * i], disc.points[2 * i + 1], k / layers);
  const connectivity: number[] = [];
  for (let k = 0; k < layers; k++) {
    // Depth points away from the cavity and the apex downwards: seen along it, the disc runs the other way round.
    for (const [a, b, c, d] of disc.quads) connectivity.push(...[a, d, c, b].map((i) => i + k * count), ...[a, d, c, b].map((i) => i + (k + 1) * count));
  }
  return { points: Float64Array.from(points), blocks: [{ type: "hex8", connectivity: Int32Array.from(connectivity) }] };
}

/** Quadrilaterals over the unit disc: n × n around the middle, then m rings of 4 n. */
function discGrid(n: number, m: number): { readonly points: readonly number[]; readonly quads: readonly (readonly number[])[] } {
  const points: number[] = [];
  for (let j = 0; j <= n; j++) for (let i = 0; i <= n; i++) points.push(...capPoint((2 * i) / n - 1, (2 * j) / n - 1));
  const quads: (readonly number[])[] = [];
  const inCap = (i: number, j: number): number => i + j * (n + 1);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) quads.push([inCap(i, j), inCap(i + 1, j), inCap(i + 1, j + 1), inCap(i, j + 1)]);
  // Around the cap, counter-clockwise from its lower left corner.
  const start = Array.from({ length: 4 * n }, (_, k) => {
    const along = k % n;
    return [inCap(along, 0), inCap(n, along), inCap(n - along, n), inCap(0, n - along)][Math.floor(k / n)];
  });
  let below = start;
  for (let ring = 1; ring <= m; ring++) {
    const above = start.map((node, k) => {
      const angle = rightAngle * (k / n - 1.5), share = ring / m;
      points.push(...[cos(angle), sin(angle)].map((x, axis) => (1 - share) * points[2 * node + axis] + share * x));
      return points.length / 2 - 1;
    });
    for (let k = 0; k < 4 * n; k++) quads.push([below[k], above[k], above[(k + 1) % (4 * n)], below[(k + 1) % (4 * n)]]);
    below = above;
  }
  return { points, quads };
}

/** A point of the square [-1, 1]² in the cap, whose sides bulge. */
function capPoint(x: number, y: number): [number, number] {
  const radius = Math.sqrt(x * x + y * y), reach = Math.max(Math.abs(x), Math.abs(y));
  const factor = radius === 0 ? cap : cap * (1 - bulge + (bulge * reach) / radius);
  return [factor * x, factor * y];
}

/** Moves nodes of the base, whose middle nodes are on chords, to the unit circle. */
function toRim(points: Float64Array, nodes: Int32Array): void {
  for (const node of nodes) {
    const x = points[3 * node], y = points[3 * node + 1], distance = Math.sqrt(x * x + y * y);
    points[3 * node] = x / distance;
    points[3 * node + 1] = y / distance;
  }
}

/** From disc and depth to the wall: the distance from the middle of the disc becomes the angle of the ellipse, which grows up to the base. */
function placer({ inner, outer, base }: EllipsoidSpec): (x: number, y: number, depth: number) => [number, number, number] {
  return (x, y, depth) => {
    const [short, long] = [0, 1].map((axis) => inner[axis] + depth * (outer[axis] - inner[axis]));
    const distance = Math.sqrt(x * x + y * y);
    const rim = angleWithCosine(-base / long);
    if (distance === 0) return [0, 0, -long];
    const angle = rim * distance, around = (short * sin(angle)) / distance;
    // On the rim the plane is met exactly, not to rounding.
    return [around * x, around * y, Math.abs(distance - 1) < 1e-12 ? base : -long * cos(angle)];
  };
}

/** The angle in (0, π) with a given cosine, by bisection. */
function angleWithCosine(cosine: number): number {
  let low = 0, high = 2 * rightAngle;
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2;
    if (cos(middle) > cosine) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Boundary faces by what their nodes share in disc and depth. */
function sides(points: Float64Array, blocks: Mesh["blocks"]): Record<"inner" | "outer" | "base", Int32Array> {
  const pairs: Record<"inner" | "outer" | "base", number[]> = { inner: [], outer: [], base: [] };
  const boundary = boundaryFaces({ points, blocks });
  for (let i = 0; i < boundary.length; i += 2) {
    const depths = Array.from(faceNodes({ blocks }, boundary[i], boundary[i + 1]), (node) => points[3 * node + 2]);
    const side = depths.every((depth) => depth === 0) ? "inner" : depths.every((depth) => depth === 1) ? "outer" : "base";
    pairs[side].push(boundary[i], boundary[i + 1]);
  }
  return { inner: Int32Array.from(pairs.inner), outer: Int32Array.from(pairs.outer), base: Int32Array.from(pairs.base) };
}
