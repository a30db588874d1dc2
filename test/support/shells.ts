/** Quarter rings and eighths of spherical shells between the radii 1 and 2, with curved quadratic cells. */
import type { Mesh } from "../../src/mesh/mesh.js";
import type { ElementType } from "../../src/mesh/topology.js";
import { gridMesh } from "./meshes.js";

/** Moves all nodes, mid nodes included. */
function mapped(mesh: Mesh, place: (x: number, y: number, z: number) => readonly [number, number, number]): Mesh {
  const points = new Float64Array(mesh.points.length);
  for (let k = 0; k < points.length; k += 3) points.set(place(mesh.points[k], mesh.points[k + 1], mesh.points[k + 2]), k);
  return { ...mesh, points };
}

/** Quarter ring, `n` cells around and `m` through the wall. */
export function quarterRing(type: ElementType, n: number, m: number): Mesh {
  return mapped(gridMesh(type, [m, n]), (s, t) => {
    const angle = (t * Math.PI) / 2;
    return [t === 1 ? 0 : (1 + s) * Math.cos(angle), (1 + s) * Math.sin(angle), 0];
  });
}

/** Corners of the three quadrilaterals that an octant of the sphere is cut into, as directions. */
const patches = [0, 1, 2].map((axis) => {
  const e = (...ones: number[]): number[] => [0, 1, 2].map((i) => (ones.includes(i) ? 1 : 0));
  return [e(axis), e(axis, (axis + 1) % 3), e(axis, (axis + 2) % 3), [1, 1, 1]];
});

/** Eighth of a spherical shell: three patches of `n` × `n` cells around, `m` through the wall. */
export function octant(type: ElementType, n: number, m: number): Mesh {
  const parts = patches.map((corners) => mapped(gridMesh(type, [n, n, m]), (s, t, r) => {
    // On the unit sphere: corners, edge middles and centre in true directions, in between by the projected bilinear map.
    const unit = (v: readonly number[]): number[] => v.map((x) => x / Math.hypot(...v));
    const [a, b, c, d] = corners.map(unit);
    const x = unit([0, 1, 2].map((i) => (1 - s) * (1 - t) * a[i] + s * (1 - t) * b[i] + (1 - s) * t * c[i] + s * t * d[i]));
    return [(1 + r) * x[0], (1 + r) * x[1], (1 + r) * x[2]];
  }));
  return merge(parts, type);
}

/** One mesh of several, nodes at the same place united. */
function merge(parts: readonly Mesh[], type: ElementType): Mesh {
  const ids = new Map<string, number>();
  const points: number[] = [], connectivity: number[] = [];
  for (const part of parts) {
    for (const node of part.blocks[0].connectivity) {
      const place = Array.from(part.points.subarray(3 * node, 3 * node + 3));
      const key = place.map((x) => (Math.abs(x) < 1e-9 ? 0 : x).toFixed(9)).join();
      const known = ids.get(key);
      if (known === undefined) points.push(...place);
      ids.set(key, known ?? ids.size);
      connectivity.push(known ?? ids.size - 1);
    }
  }
  return { dimension: 3, points: Float64Array.from(points), blocks: [{ type, connectivity: Int32Array.from(connectivity) }], sets: { nodes: {}, faces: {}, cells: {} } };
}
