/** The deformed mesh as inline SVG: surface faces sorted from back to front (painter's algorithm), coloured by a value per cell. */
import { boundaryFaces, cellCount, cellPlace, faceCorners, faceNodes, type Mesh, topology } from "../../mesh/index.js";
import { gradientStops, litColour } from "./colours.js";
import { escape, round, shortNumber } from "./plot.js";

/** What the picture shows. */
export interface PictureSpec {
  readonly mesh: Mesh;
  /** Displacements `[nodes · dimension]`, unit of length. */
  readonly u: Float64Array;
  /** One value per cell. */
  readonly values: Float64Array;
  /** Name and unit of the value. */
  readonly label: string;
}

type Vector = readonly [number, number, number];

/** A face on paper. */
interface Polygon {
  readonly points: readonly (readonly [number, number])[];
  readonly depth: number;
  /** Share of the light it gets, 0 to 1. */
  readonly light: number;
  readonly cell: number;
}

const width = 760;
const tallest = 460;
const margin = 16;
/** Beyond this many faces the page would be slow to open. */
const faceLimit = 40_000;

/** Camera of 3D pictures: right, up and towards the viewer, orthonormal. */
const camera: { readonly right: Vector; readonly up: Vector; readonly towards: Vector } = (() => {
  const [azimuth, elevation] = [-0.95, 0.45];
  const [ca, sa, ce, se] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(elevation), Math.sin(elevation)];
  return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], towards: [ce * ca, ce * sa, se] };
})();

/** The picture with its colour bar, as a `<figure>`; a sentence when the mesh is too large to draw. */
export function picture(spec: PictureSpec): string {
  const polygons = spec.mesh.dimension === 2 ? planeCells(spec) : surfaceFaces(spec);
  if (polygons.length > faceLimit) return `<p>The mesh has ${polygons.length} visible faces, too many for this page: open result.pvd in ParaView.</p>`;
  const [low, high] = range(spec.values);
  const { height, fit } = fitTo(polygons);
  const shapes = polygons.sort((a, b) => a.depth - b.depth).map(({ points, light, cell }) => {
    const colour = litColour((spec.values[cell] - low) / (high - low), light);
    return `<polygon points="${points.map((point) => fit(point)).join(" ")}" fill="${colour}"/>`;
  });
  const stroke = polygons.length > 6000 ? 0.15 : 0.5;
  return [
    `<figure><svg viewBox="0 0 ${width} ${round(height + 56)}" role="img" aria-label="Deformed mesh, ${escape(spec.label)}">`,
    `<g stroke="#0006" stroke-width="${stroke}" stroke-linejoin="round">`, ...shapes, "</g>",
    colourBar(low, high, spec.label, height), `</svg><figcaption>Deformed mesh at true scale, coloured by ${escape(spec.label)} (mean of each cell)</figcaption></figure>`,
  ].join("\n");
}

function range(values: Float64Array): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function deformed({ mesh, u }: PictureSpec, node: number): Vector {
  const d = mesh.dimension;
  return [0, 1, 2].map((i) => mesh.points[3 * node + i] + (i < d ? u[node * d + i] : 0)) as unknown as Vector;
}

function planeCells(spec: PictureSpec): Polygon[] {
  return Array.from({ length: cellCount(spec.mesh) }, (_, cell) => {
    const { block, row } = cellPlace(spec.mesh, cell);
    const { nodes, corners } = topology[block.type];
    const points = Array.from({ length: corners }, (__, a): [number, number] => {
      const [x, y] = deformed(spec, block.connectivity[row * nodes + a]);
      return [x, -y];
    });
    return { points, depth: 0, light: 1, cell };
  });
}

/** Faces of the surface that are turned towards the viewer. */
function surfaceFaces(spec: PictureSpec): Polygon[] {
  const faces = boundaryFaces(spec.mesh);
  const polygons: Polygon[] = [];
  for (let f = 0; f < faces.length; f += 2) {
    const [cell, local] = [faces[f], faces[f + 1]];
    const type = topology[cellPlace(spec.mesh, cell).block.type].faceType;
    const corners = Array.from(faceNodes(spec.mesh, cell, local).subarray(0, faceCorners[type]), (node) => deformed(spec, node));
    const facing = dot(unit(normal(corners)), camera.towards);
    if (facing <= 0) continue;
    const depth = corners.reduce((sum, x) => sum + dot(x, camera.towards), 0) / corners.length;
    polygons.push({ cell, depth, light: 0.55 + 0.45 * facing, points: corners.map((x): [number, number] => [dot(x, camera.right), -dot(x, camera.up)]) });
  }
  return polygons;
}

/** Normal of a polygon, from its diagonals (quadrilateral) or two sides (triangle). */
function normal(corners: readonly Vector[]): Vector {
  const [a, b, c, d] = corners;
  const [p, q] = d === undefined ? [minus(b, a), minus(c, a)] : [minus(c, a), minus(d, b)];
  return [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function unit(a: Vector): Vector {
  const length = Math.sqrt(dot(a, a)) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** How the picture lies on the page. */
interface Fit {
  readonly height: number;
  /** A point on paper as SVG text. */
  fit(point: readonly [number, number]): string;
}

/** Scales all polygons to the width of the page, with one scale for both directions; tall bodies are limited by their height. */
function fitTo(polygons: readonly Polygon[]): Fit {
  const [left, right, top, bottom] = boundsOf(polygons);
  const [w, h] = [right - left || 1, bottom - top || 1];
  const scale = Math.min((width - 2 * margin) / w, (tallest - 2 * margin) / h);
  const height = scale * h + 2 * margin;
  const [dx, dy] = [(width - scale * (left + right)) / 2, margin - scale * top];
  return { height, fit: ([x, y]) => `${round(scale * x + dx)},${round(scale * y + dy)}` };
}

function boundsOf(polygons: readonly Polygon[]): readonly [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { points } of polygons) {
    for (const [x, y] of points) {
      bounds[0] = Math.min(bounds[0], x);
      bounds[1] = Math.max(bounds[1], x);
      bounds[2] = Math.min(bounds[2], y);
      bounds[3] = Math.max(bounds[3], y);
    }
  }
  return bounds;
}

function colourBar(low: number, high: number, name: string, height: number): string {
  const [x, y, w] = [width / 2 - 150, Math.round(height) + 12, 300];
  return `<defs><linearGradient id="map">${gradientStops()}</linearGradient></defs><rect x="${x}" y="${y}" width="${w}" height="12" fill="url(#map)"/>`
    + `<text class="axis" x="${x}" y="${y + 28}" text-anchor="middle">${shortNumber(low)}</text>`
    + `<text class="axis" x="${x + w}" y="${y + 28}" text-anchor="middle">${shortNumber(high)}</text>`
    + `<text class="axis" x="${x + w / 2}" y="${y + 28}" text-anchor="middle">${escape(name)}</text>`;
}
