import type { Element } from "./element.js";
import { gauss } from "./gauss.js";

const nodes = Float64Array.of(-1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, 1);

/** Eight-node trilinear hexahedron on [-1, 1]³. */
export const hex8: Element = {
  type: "hex8",
  dimension: 3,
  nodes: 8,
  referenceNodes: nodes,
  quadrature: gauss(3, 2),
  shape(xi, out) {
    for (let a = 0; a < 8; a++) {
      out[a] = ((1 + xi[0] * nodes[3 * a]) * (1 + xi[1] * nodes[3 * a + 1]) * (1 + xi[2] * nodes[3 * a + 2])) / 8;
    }
  },
  gradient(xi, out) {
    for (let a = 0; a < 8; a++) {
      const x = nodes[3 * a], y = nodes[3 * a + 1], z = nodes[3 * a + 2];
      const fx = 1 + xi[0] * x, fy = 1 + xi[1] * y, fz = 1 + xi[2] * z;
      out[3 * a] = (x * fy * fz) / 8;
      out[3 * a + 1] = (y * fx * fz) / 8;
      out[3 * a + 2] = (z * fx * fy) / 8;
    }
  },
};
