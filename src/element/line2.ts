import type { Element } from "./element.js";
import { gauss } from "./gauss.js";

/** Two-node line on [-1, 1]. */
export const line2: Element = {
  type: "line2",
  dimension: 1,
  nodes: 2,
  referenceNodes: Float64Array.of(-1, 1),
  quadrature: gauss(1, 2),
  shape(xi, out) {
    out[0] = (1 - xi[0]) / 2;
    out[1] = (1 + xi[0]) / 2;
  },
  gradient(_xi, out) {
    out[0] = -0.5;
    out[1] = 0.5;
  },
};
