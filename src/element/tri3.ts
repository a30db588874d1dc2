import type { Element } from "./element.js";
import { triangle1 } from "./simplex.js";

const gradients = Float64Array.of(-1, -1, 1, 0, 0, 1);

/** Three-node triangle (constant strain). */
export const tri3: Element = {
  type: "tri3",
  dimension: 2,
  nodes: 3,
  referenceNodes: Float64Array.of(0, 0, 1, 0, 0, 1),
  quadrature: triangle1,
  shape(xi, out) {
    out[0] = 1 - xi[0] - xi[1];
    out[1] = xi[0];
    out[2] = xi[1];
  },
  gradient(_xi, out) {
    out.set(gradients);
  },
};
