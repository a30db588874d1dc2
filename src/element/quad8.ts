import type { Element } from "./element.js";
import { gauss } from "./gauss.js";

const nodes = Float64Array.of(-1, -1, 1, -1, 1, 1, -1, 1, 0, -1, 1, 0, 0, 1, -1, 0);

/** Eight-node serendipity quadrilateral on [-1, 1]²; midside nodes lie on the edges (0,1), (1,2), (2,3), (3,0). */
export const quad8: Element = {
  type: "quad8",
  dimension: 2,
  nodes: 8,
  referenceNodes: nodes,
  quadrature: gauss(2, 3),
  shape(xi, out) {
    const x = xi[0], y = xi[1];
    for (let a = 0; a < 4; a++) {
      const sx = x * nodes[2 * a], sy = y * nodes[2 * a + 1];
      out[a] = ((1 + sx) * (1 + sy) * (sx + sy - 1)) / 4;
    }
    for (let a = 4; a < 8; a += 2) {
      out[a] = ((1 - x * x) * (1 + y * nodes[2 * a + 1])) / 2;
      out[a + 1] = ((1 + x * nodes[2 * a + 2]) * (1 - y * y)) / 2;
    }
  },
  gradient(xi, out) {
    const x = xi[0], y = xi[1];
    for (let a = 0; a < 4; a++) {
      const xa = nodes[2 * a], ya = nodes[2 * a + 1];
      out[2 * a] = (xa * (1 + y * ya) * (2 * x * xa + y * ya)) / 4;
      out[2 * a + 1] = (ya * (1 + x * xa) * (x * xa + 2 * y * ya)) / 4;
    }
    for (let a = 4; a < 8; a += 2) {
      const ya = nodes[2 * a + 1], xb = nodes[2 * a + 2];
      out[2 * a] = -x * (1 + y * ya);
      out[2 * a + 1] = (ya * (1 - x * x)) / 2;
      out[2 * a + 2] = (xb * (1 - y * y)) / 2;
      out[2 * a + 3] = -y * (1 + x * xb);
    }
  },
};
