import type { Element } from "./element.js";
import { tetrahedron1 } from "./simplex.js";

const gradients = Float64Array.of(-1, -1, -1, 1, 0, 0, 0, 1, 0, 0, 0, 1);

/** Four-node tetrahedron (constant strain). */
export const tet4: Element = {
  type: "tet4",
  dimension: 3,
  nodes: 4,
  referenceNodes: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
  quadrature: tetrahedron1,
  shape(xi, out) {
    out[0] = 1 - xi[0] - xi[1] - xi[2];
    out[1] = xi[0];
    out[2] = xi[1];
    out[3] = xi[2];
  },
  gradient(_xi, out) {
    out.set(gradients);
  },
};
