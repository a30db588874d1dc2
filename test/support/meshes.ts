/** Small meshes for tests, made here so that they do not depend on the generators they might test. */
import type { Mesh } from "../../src/mesh/mesh.js";
import { topology, type ElementType } from "../../src/mesh/topology.js";
import { elementOf } from "../../src/element/index.js";

/** A map from the unit square or cube to space. */
export type Place = (s: number, t: number, r: number) => readonly [number, number, number];

const unit: Place = (s, t, r) => [s, t, r];

/** Kuhl split of a cube into six tetrahedra along its diagonal (0,0,0)-(1,1,1): corners as bit patterns x + 2y + 4z. */
const kuhn = [[1, 2, 4], [1, 4, 2], [2, 1, 4], [2, 4, 1], [4, 1, 2], [4, 2, 1]].map(([a, b]) => [0, a, a + b, 7]);

interface Grid { points: number[]; ids: Map<string, number> }

/** Number of the node at a grid place, made when it is met first. */
function node(grid: Grid, at: readonly number[], place: readonly number[]): number {
  const key = at.join();
  const known = grid.ids.get(key);
  if (known !== undefined) return known;
  grid.ids.set(key, grid.ids.size);
  grid.points.push(...place);
  return grid.ids.size - 1;
}

const bits = (c: number): number[] => [c & 1, (c >> 1) & 1, (c >> 2) & 1];

/** Corner bit patterns of the simplices, or the one tensor cell, that a grid cell is cut into; VTK order, positive volume. */
function corners(type: ElementType): number[][] {
  if (/^quad/.test(type)) return [[0, 1, 3, 2]];
  if (/^hex/.test(type)) return [[0, 1, 3, 2, 4, 5, 7, 6]];
  if (/^tri/.test(type)) return [[0, 1, 3], [0, 3, 2]];
  return kuhn.map(([a, b, c, d]) => (positive(b, c, d) ? [a, b, c, d] : [a, c, b, d]));
}

function positive(b: number, c: number, d: number): boolean {
  const [x, y, z] = [bits(b), bits(c), bits(d)];
  return x[0] * (y[1] * z[2] - y[2] * z[1]) + x[1] * (y[2] * z[0] - y[0] * z[2]) + x[2] * (y[0] * z[1] - y[1] * z[0]) > 0;
}

/** Grid mesh of the unit square or cube, its corner nodes mapped by `place`, midside nodes in the middle (straight edges). */
export function gridMesh(type: ElementType, n: readonly number[], place: Place = unit): Mesh {
  const { dimension } = topology[type];
  const element = elementOf(type);
  const grid: Grid = { points: [], ids: new Map() };
  const connectivity: number[] = [];
  const cells = corners(type);
  for (let z = 0; z < (n[2] ?? 1); z++) for (let y = 0; y < n[1]; y++) for (let x = 0; x < n[0]; x++) {
    for (const cell of cells) {
      const own = cell.map((c) => bits(c).map((b, i) => b + [x, y, z][i]));
      const placed = own.map((p) => place(p[0] / n[0], p[1] / n[1], dimension === 3 ? p[2] / n[2] : 0));
      const linear = elementOf(({ tri: "tri3", quad: "quad4", tet: "tet4", hex: "hex8" } as const)[type.replace(/\d+/, "") as "tri"]);
      const N = new Float64Array(linear.nodes);
      for (let a = 0; a < element.nodes; a++) {
        linear.shape(element.referenceNodes.subarray(a * dimension, (a + 1) * dimension), N);
        const mean = (of: readonly (readonly number[])[]): number[] => [0, 1, 2].map((i) => of.reduce((s, p, c) => s + N[c] * p[i], 0));
        connectivity.push(node(grid, mean(own), mean(placed)));
      }
    }
  }
  return {
    dimension, points: Float64Array.from(grid.points),
    blocks: [{ type, connectivity: Int32Array.from(connectivity) }], sets: { nodes: {}, faces: {}, cells: {} },
  };
}

/** Nodes whose reference place fulfils a condition. */
export function nodesWhere(mesh: Mesh, condition: (x: number, y: number, z: number) => boolean): number[] {
  const out: number[] = [];
  for (let k = 0; 3 * k < mesh.points.length; k++) if (condition(mesh.points[3 * k], mesh.points[3 * k + 1], mesh.points[3 * k + 2])) out.push(k);
  return out;
}

/** Faces of boundary cells all of whose nodes fulfil a condition, as (cell, face) pairs. */
export function facesWhere(mesh: Mesh, condition: (x: number, y: number, z: number) => boolean): number[] {
  const inside = new Set(nodesWhere(mesh, condition));
  const out: number[] = [];
  let cell = 0;
  for (const block of mesh.blocks) {
    const { nodes, faces } = topology[block.type];
    for (let c = 0; c * nodes < block.connectivity.length; c++, cell++) {
      faces.forEach((face, f) => { if (face.every((a) => inside.has(block.connectivity[c * nodes + a]))) out.push(cell, f); });
    }
  }
  return out;
}

/** All cells of a mesh. */
export function allCells(mesh: Mesh): Int32Array {
  const count = mesh.blocks.reduce((sum, block) => sum + block.connectivity.length / topology[block.type].nodes, 0);
  return Int32Array.from({ length: count }, (_, cell) => cell);
}
