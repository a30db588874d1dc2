import type { Element } from "./element.js";
import { gauss } from "./gauss.js";

const nodes = Float64Array.of(
  -1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, 1,
  0, -1, -1, 1, 0, -1, 0, 1, -1, -1, 0, -1,
  0, -1, 1, 1, 0, 1, 0, 1, 1, -1, 0, 1,
  -1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0,
);

/** Twenty-node serendipity hexahedron on [-1, 1]³; midside nodes 8..11 below, 12..15 above, 16..19 upright. */
export const hex20: Element = {
  type: "hex20",
  dimension: 3,
  nodes: 20,
  referenceNodes: nodes,
  quadrature: gauss(3, 3),
  shape(xi, out) {
    for (let a = 0; a < 8; a++) {
      const sx = xi[0] * nodes[3 * a], sy = xi[1] * nodes[3 * a + 1], sz = xi[2] * nodes[3 * a + 2];
      out[a] = ((1 + sx) * (1 + sy) * (1 + sz) * (sx + sy + sz - 2)) / 8;
    }
    for (let a = 8; a < 20; a++) out[a] = (factor(xi, a, 0) * factor(xi, a, 1) * factor(xi, a, 2)) / 4;
  },
  gradient(xi, out) {
    for (let a = 0; a < 8; a++) cornerGradient(xi, a, out);
    for (let a = 8; a < 20; a++) {
      const fx = factor(xi, a, 0), fy = factor(xi, a, 1), fz = factor(xi, a, 2);
      out[3 * a] = (slope(xi, a, 0) * fy * fz) / 4;
      out[3 * a + 1] = (slope(xi, a, 1) * fx * fz) / 4;
      out[3 * a + 2] = (slope(xi, a, 2) * fx * fy) / 4;
    }
  },
};

function cornerGradient(xi: ArrayLike<number>, a: number, out: Float64Array): void {
  const x = nodes[3 * a], y = nodes[3 * a + 1], z = nodes[3 * a + 2];
  const sx = xi[0] * x, sy = xi[1] * y, sz = xi[2] * z;
  out[3 * a] = (x * (1 + sy) * (1 + sz) * (2 * sx + sy + sz - 1)) / 8;
  out[3 * a + 1] = (y * (1 + sx) * (1 + sz) * (sx + 2 * sy + sz - 1)) / 8;
  out[3 * a + 2] = (z * (1 + sx) * (1 + sy) * (sx + sy + 2 * sz - 1)) / 8;
}

/** Factor of a midside shape function in direction i: a parabola along its edge, linear across. */
function factor(xi: ArrayLike<number>, a: number, i: number): number {
  const s = nodes[3 * a + i];
  return s === 0 ? 1 - xi[i] * xi[i] : 1 + xi[i] * s;
}

function slope(xi: ArrayLike<number>, a: number, i: number): number {
  const s = nodes[3 * a + i];
  return s === 0 ? -2 * xi[i] : s;
}
