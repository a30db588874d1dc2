/** FE² on Cook's membrane, the case of the peers in ../shared/peers: 8 × 8 quad4, a periodic cell of 16 × 16 voxels at every Gauss point, two load steps. */
import { box } from "../src/mesh/box.js";
import { createMesh } from "../src/mesh/create.js";
import type { Mesh } from "../src/mesh/mesh.js";
import { createStudy } from "../src/study/create.js";
import type { Study } from "../src/study/study.js";

/** Vertical dead traction on the right edge at the end, unit of stress. */
const traction = 0.1;

function membrane(n: number): Mesh {
  const square = box({ size: [1, 1], cells: [n, n], element: "quad4" });
  const points = square.points.slice();
  for (let at = 0; at < points.length; at += 3) {
    const [s, t] = square.points.subarray(at, at + 2);
    points[at] = 48 * s;
    points[at + 1] = 44 * s + t * (44 - 28 * s);
  }
  return createMesh({ ...square, points, source: "Cook's membrane" });
}

/** The study; probe `tip` is the displacement of the upper right corner. */
export function cookStudy(micro: Study["solver"]["micro"] = "nested"): Promise<Study> {
  const phase = (mu: number) => ({ law: "neo-hookean", mu, lambda: 2 * mu });
  return createStudy({
    title: "Cook's membrane, FE²", dimension: 2, mesh: membrane(8),
    materials: {
      tissue: {
        rve: {
          dimension: 2, size: [1, 1], grid: [16, 16], background: "matrix", boundary: "periodic",
          shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }], phases: { matrix: phase(1), inclusion: phase(10) },
        },
      },
    },
    regions: { all: "tissue" }, formulation: "standard",
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", traction: [0, traction] }],
    steps: { count: 2 }, solver: { tolerance: 1e-9, micro }, probes: { tip: { at: [48, 60], field: "u" } },
  });
}
