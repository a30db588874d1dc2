import type { Element } from "./element.js";
import { gauss } from "./gauss.js";

/** Three-node quadratic line on [-1, 1]; the third node is the middle. */
export const line3: Element = {
  type: "line3",
  dimension: 1,
  nodes: 3,
  referenceNodes: Float64Array.of(-1, 1, 0),
  quadrature: gauss(1, 3),
  shape(xi, out) {
    const x = xi[0];
    out[0] = (x * (x - 1)) / 2;
    out[1] = (x * (x + 1)) / 2;
    out[2] = (1 - x) * (1 + x);
  },
  gradient(xi, out) {
    const x = xi[0];
    out[0] = x - 0.5;
    out[1] = x + 0.5;
    out[2] = -2 * x;
  },
};
