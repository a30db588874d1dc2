/** Small cases for tests of the study and the command line. */
import type { CaseInput } from "../../src/study/create.js";

/** A block of 2 x 2 cells, sheared; one law. */
export const block: CaseInput = {
  title: "Sheared block", dimension: 2,
  mesh: { box: { size: [2, 1], cells: [2, 2], element: "quad4" } },
  materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2 } },
  regions: { all: "tissue" },
  boundary: [{ on: "y-", fix: ["x", "y"] }, { on: "y+", move: { x: 0.2, y: 0 } }],
  steps: { count: 2 },
  solver: { tolerance: 1e-10 },
  probes: { top: { on: "y+", field: "reaction" }, corner: { at: [2, 1], field: "u" }, middle: { cell: 0, field: "J" } },
};

/** The same block with an RVE of 4 x 4 voxels at every Gauss point. */
export const twoScaleBlock: CaseInput = {
  ...block,
  materials: {
    tissue: {
      rve: {
        dimension: 2, size: [1, 1], grid: [4, 4], background: "matrix",
        shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
        phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
      },
    },
  },
};

/** The block as the text of a case file. */
export const blockYaml = `title: Sheared block
dimension: 2
mesh: { box: { size: [2, 1], cells: [2, 2], element: quad4 } }
materials:
  tissue: { law: neo-hookean, mu: 1, lambda: 2 }
regions: { all: tissue }
boundary:
  - { on: y-, fix: [x, y] }
  - { on: y+, move: { x: 0.2, y: 0 } }
steps: { count: 2 }
solver: { tolerance: 1.0e-10 }
probes:
  top: { on: y+, field: reaction }
`;

/** An RVE as the text of a file. */
export const cellYaml = `rve:
  dimension: 2
  size: [1, 1]
  grid: [4, 4]
  background: matrix
  shapes: [ { circle: { center: [0.5, 0.5], radius: 0.3 }, phase: inclusion } ]
  phases:
    matrix: { law: neo-hookean, mu: 1, lambda: 2 }
    inclusion: { law: neo-hookean, mu: 10, lambda: 20 }
`;
