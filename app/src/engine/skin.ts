/** From meshes to what a graphics card draws: vertices, polygons, normals. */
import { type Mesh, surface, type Surface } from "twoscale";
import type { Shade, Skin } from "./messages.js";

/** A skin, and the mesh node of each of its vertices. */
export interface SkinParts {
  readonly skin: Skin;
  readonly nodes: Int32Array;
}

/** Two polygons that meet at a larger angle (cosine below) keep an edge between them. */
const smoothCosine = 0.75;

/** The skin of a mesh; vertices are shared by polygons whose reference normals are alike. */
export function skinOf(mesh: Mesh): SkinParts {
  const seen = surface(mesh);
  const areas = polygonNormals(seen, (node, axis) => mesh.points[3 * node + axis]);
  const { vertices, nodes } = splitVertices(seen, areas);
  const points = Float32Array.from({ length: 3 * nodes.length }, (_, i) => mesh.points[3 * nodes[Math.floor(i / 3)] + (i % 3)]);
  if (mesh.dimension === 2) for (let i = 2; i < points.length; i += 3) points[i] = 0;
  const cellCount = mesh.blocks.reduce((sum, { connectivity, type }) => sum + connectivity.length / nodesPerCell[type], 0);
  const polygons = withCounts(seen, vertices);
  return { nodes, skin: { points, polygons, normals: vertexNormals(polygons, points), cells: seen.cells, ...footprintOf(mesh, seen, areas), cellCount, dimension: mesh.dimension } };
}

/** The polygons over the footprint of an expander, and the area of those that look up. */
function footprintOf({ sets }: Mesh, { cells }: Surface, areas: Float64Array): Pick<Skin, "footprint" | "footprintArea"> {
  if (!sets.cells.footprint) return { footprint: undefined, footprintArea: 0 };
  const over = new Set(sets.cells.footprint);
  const footprint = Uint8Array.from(cells, (cell) => Number(over.has(cell)));
  return { footprint, footprintArea: footprint.reduce((sum, yes, p) => sum + yes * Math.max(0, areas[3 * p + 2]), 0) };
}

const nodesPerCell = { tri3: 3, tri6: 6, quad4: 4, quad8: 8, tet4: 4, tet10: 10, hex8: 8, hex20: 20 } as const;

/** Area vectors of the polygons `[polygons, 3]`. */
function polygonNormals({ corners, offsets, cells }: Surface, at: (node: number, axis: number) => number): Float64Array {
  const out = new Float64Array(3 * cells.length);
  for (let p = 0; p < cells.length; p++) {
    for (let i = offsets[p]; i < offsets[p + 1]; i++) {
      const [a, b] = [corners[i], corners[i + 1 < offsets[p + 1] ? i + 1 : offsets[p]]];
      for (let k = 0; k < 3; k++) {
        const [u, v] = [(k + 1) % 3, (k + 2) % 3];
        out[3 * p + k] += (at(a, u) - at(b, u)) * (at(a, v) + at(b, v)) / 2;
      }
    }
  }
  return out;
}

/** Gives every corner of every polygon a vertex; polygons around a node share one when their normals are alike. */
function splitVertices({ corners, offsets, cells }: Surface, normals: Float64Array): { readonly vertices: Uint32Array; readonly nodes: Int32Array } {
  const vertices = new Uint32Array(corners.length);
  const nodes: number[] = [];
  const owner: number[] = [];
  const byNode = new Map<number, number[]>();
  for (let p = 0; p < cells.length; p++) {
    for (let i = offsets[p]; i < offsets[p + 1]; i++) {
      const here = byNode.get(corners[i]) ?? [];
      let vertex = here.find((candidate) => alike(normals, owner[candidate], p));
      if (vertex === undefined) {
        vertex = nodes.push(corners[i]) - 1;
        owner.push(p);
        byNode.set(corners[i], [...here, vertex]);
      }
      vertices[i] = vertex;
    }
  }
  return { vertices, nodes: Int32Array.from(nodes) };
}

function alike(normals: Float64Array, p: number, q: number): boolean {
  let [dot, pp, qq] = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    dot += normals[3 * p + k] * normals[3 * q + k];
    pp += normals[3 * p + k] ** 2;
    qq += normals[3 * q + k] ** 2;
  }
  return dot > smoothCosine * Math.sqrt(pp * qq);
}

function withCounts({ offsets, cells }: Surface, vertices: Uint32Array): Uint32Array {
  const out = new Uint32Array(vertices.length + cells.length);
  for (let p = 0, at = 0; p < cells.length; p++) {
    out[at++] = offsets[p + 1] - offsets[p];
    for (let i = offsets[p]; i < offsets[p + 1]; i++) out[at++] = vertices[i];
  }
  return out;
}

/** Deformed positions of the vertices; `u` holds displacements of all nodes `[nodes, 3]`. */
export function deformed({ skin, nodes }: SkinParts, u: Float64Array): Float32Array {
  return skin.points.map((x, i) => x + u[3 * nodes[Math.floor(i / 3)] + (i % 3)]);
}

/** Unit normals of the vertices, weighted by area. */
export function vertexNormals(polygons: Uint32Array, points: Float32Array): Float32Array {
  const out = new Float32Array(points.length);
  for (let at = 0; at < polygons.length; at += polygons[at] + 1) addAreaVector(polygons, at, points, out);
  for (let v = 0; v < out.length; v += 3) {
    const length = Math.sqrt(out[v] ** 2 + out[v + 1] ** 2 + out[v + 2] ** 2) || 1;
    for (let k = 0; k < 3; k++) out[v + k] /= length;
  }
  return out;
}

/** Adds the area vector of the polygon that starts at `at` to its vertices. */
function addAreaVector(polygons: Uint32Array, at: number, points: Float32Array, out: Float32Array): void {
  const count = polygons[at];
  for (let k = 0; k < 3; k++) {
    const [u, v] = [(k + 1) % 3, (k + 2) % 3];
    let area = 0;
    for (let i = 0; i < count; i++) {
      const [a, b] = [3 * polygons[at + 1 + i], 3 * polygons[at + 1 + ((i + 1) % count)]];
      area += (points[a + u] - points[b + u]) * (points[a + v] + points[b + v]) / 2;
    }
    for (let i = 0; i < count; i++) out[3 * polygons[at + 1 + i] + k] += area;
  }
}

/** A quantity of cells, also as means around the vertices. */
export function shadeOf({ polygons, cells, points }: Skin, values: ArrayLike<number>): Shade {
  const sums = new Float64Array(points.length / 3);
  const counts = new Uint16Array(points.length / 3);
  for (let p = 0, at = 0; p < cells.length; p++, at += polygons[at] + 1) {
    for (let i = 1; i <= polygons[at]; i++) {
      sums[polygons[at + i]] += values[cells[p]];
      counts[polygons[at + i]]++;
    }
  }
  return { cells: Float32Array.from(values), vertices: Float32Array.from(sums, (sum, v) => sum / counts[v]) };
}

/** A quantity of nodes; the value of a cell is the mean over its visible corners. */
export function vertexShadeOf({ skin, nodes }: SkinParts, values: ArrayLike<number>): Shade {
  const { polygons, cells, cellCount } = skin;
  const vertices = Float32Array.from(nodes, (node) => values[node]);
  const [sums, counts] = [new Float64Array(cellCount), new Uint16Array(cellCount)];
  for (let p = 0, at = 0; p < cells.length; at += polygons[at] + 1, p++) {
    for (let i = 1; i <= polygons[at]; i++) {
      sums[cells[p]] += vertices[polygons[at + i]];
      counts[cells[p]]++;
    }
  }
  return { vertices, cells: Float32Array.from(sums, (sum, cell) => (counts[cell] > 0 ? sum / counts[cell] : NaN)) };
}
