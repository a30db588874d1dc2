import type { Element } from "./element.js";
import { gauss } from "./gauss.js";

const nodes = Float64Array.of(-1, -1, 1, -1, 1, 1, -1, 1);

/** Four-node bilinear quadrilateral on [-1, 1]². */
export const quad4: Element = {
  type: "quad4",
  dimension: 2,
  nodes: 4,
  referenceNodes: nodes,
  quadrature: gauss(2, 2),
  shape(xi, out) {
    for (let a = 0; a < 4; a++) {
      out[a] = ((1 + xi[0] * nodes[2 * a]) * (1 + xi[1] * nodes[2 * a + 1])) / 4;
    }
  },
  gradient(xi, out) {
    for (let a = 0; a < 4; a++) {
      const x = nodes[2 * a], y = nodes[2 * a + 1];
      out[2 * a] = (x * (1 + xi[1] * y)) / 4;
      out[2 * a + 1] = (y * (1 + xi[0] * x)) / 4;
    }
  },
};
