import type { Element } from "./element.js";
import { triangle3 } from "./simplex.js";

/** Six-node quadratic triangle; midside nodes 3, 4, 5 lie on the edges (0,1), (1,2), (2,0). */
export const tri6: Element = {
  type: "tri6",
  dimension: 2,
  nodes: 6,
  referenceNodes: Float64Array.of(0, 0, 1, 0, 0, 1, 0.5, 0, 0.5, 0.5, 0, 0.5),
  quadrature: triangle3,
  shape(xi, out) {
    const x = xi[0], y = xi[1], z = 1 - x - y;
    out[0] = z * (2 * z - 1);
    out[1] = x * (2 * x - 1);
    out[2] = y * (2 * y - 1);
    out[3] = 4 * z * x;
    out[4] = 4 * x * y;
    out[5] = 4 * y * z;
  },
  gradient(xi, out) {
    const x = xi[0], y = xi[1], z = 1 - x - y;
    out[0] = 1 - 4 * z; out[1] = 1 - 4 * z;
    out[2] = 4 * x - 1; out[3] = 0;
    out[4] = 0; out[5] = 4 * y - 1;
    out[6] = 4 * (z - x); out[7] = -4 * x;
    out[8] = 4 * y; out[9] = 4 * x;
    out[10] = -4 * y; out[11] = 4 * (z - y);
  },
};
