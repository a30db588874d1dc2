/** The frame around a picked cell: WebGL draws lines of one pixel only, so the frame is made of polygons. */
import type { Skin } from "../../engine/messages.js";

/** Points and polygons, as vtk.js takes them. */
export interface MarkerParts {
  readonly points: Float32Array;
  readonly polygons: Uint32Array;
}

/** Width of the frame and its height above the surface, as shares of the polygon's size. */
const width = 0.18;
const lift = 0.03;

/** A frame along the inner side of every visible polygon of a cell. */
export function frameAround(skin: Skin, points: Float32Array, cell: number): MarkerParts {
  const [out, polygons]: [number[], number[]] = [[], []];
  for (let p = 0, at = 0; p < skin.cells.length; at += skin.polygons[at] + 1, p++) {
    if (skin.cells[p] === cell) addFrame([...skin.polygons.subarray(at + 1, at + 1 + skin.polygons[at])].map((v) => points.subarray(3 * v, 3 * v + 3)), out, polygons);
  }
  return { points: Float32Array.from(out), polygons: Uint32Array.from(polygons) };
}

function addFrame(corners: readonly Float32Array[], out: number[], polygons: number[]): void {
  const count = corners.length;
  const centre = [0, 1, 2].map((k) => corners.reduce((sum, x) => sum + x[k], 0) / count);
  const area = areaVector(corners);
  const size = Math.sqrt(Math.hypot(...area));
  const up = area.map((a) => (lift * a) / size);
  const first = out.length / 3;
  for (const x of corners) out.push(...[0, 1, 2].map((k) => x[k] + up[k]), ...[0, 1, 2].map((k) => x[k] + width * (centre[k] - x[k]) + up[k]));
  for (let i = 0; i < count; i++) {
    const [a, b] = [first + 2 * i, first + 2 * ((i + 1) % count)];
    polygons.push(4, a, b, b + 1, a + 1);
  }
}

function areaVector(corners: readonly Float32Array[]): number[] {
  return [0, 1, 2].map((k) => {
    const [u, v] = [(k + 1) % 3, (k + 2) % 3];
    return corners.reduce((sum, a, i) => {
      const b = corners[(i + 1) % corners.length];
      return sum + (a[u] - b[u]) * (a[v] + b[v]) / 2;
    }, 0);
  });
}
