import type { Element } from "./element.js";
import { tetrahedron4 } from "./simplex.js";

/** Ten-node quadratic tetrahedron; midside nodes 4..9 lie on the edges (0,1), (1,2), (2,0), (0,3), (1,3), (2,3). */
export const tet10: Element = {
  type: "tet10",
  dimension: 3,
  nodes: 10,
  referenceNodes: Float64Array.of(
    0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1,
    0.5, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0, 0, 0, 0.5, 0.5, 0, 0.5, 0, 0.5, 0.5,
  ),
  quadrature: tetrahedron4,
  shape(xi, out) {
    const x = xi[0], y = xi[1], z = xi[2], w = 1 - x - y - z;
    out[0] = w * (2 * w - 1);
    out[1] = x * (2 * x - 1);
    out[2] = y * (2 * y - 1);
    out[3] = z * (2 * z - 1);
    out[4] = 4 * w * x;
    out[5] = 4 * x * y;
    out[6] = 4 * y * w;
    out[7] = 4 * w * z;
    out[8] = 4 * x * z;
    out[9] = 4 * y * z;
  },
  gradient(xi, out) {
    const x = xi[0], y = xi[1], z = xi[2], w = 1 - x - y - z;
    const dw = 1 - 4 * w;
    out[0] = dw; out[1] = dw; out[2] = dw;
    out[3] = 4 * x - 1; out[4] = 0; out[5] = 0;
    out[6] = 0; out[7] = 4 * y - 1; out[8] = 0;
    out[9] = 0; out[10] = 0; out[11] = 4 * z - 1;
    out[12] = 4 * (w - x); out[13] = -4 * x; out[14] = -4 * x;
    out[15] = 4 * y; out[16] = 4 * x; out[17] = 0;
    out[18] = -4 * y; out[19] = 4 * (w - y); out[20] = -4 * y;
    out[21] = -4 * z; out[22] = -4 * z; out[23] = 4 * (w - z);
    out[24] = 4 * z; out[25] = 0; out[26] = 4 * x;
    out[27] = 0; out[28] = 4 * z; out[29] = 4 * y;
  },
};
