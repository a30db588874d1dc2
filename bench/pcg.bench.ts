/** The solvers of the inner problem beside each other: one RVE from the undeformed state in one step, with and without its tangent. */
import { loadKernels } from "../src/kernels/module.js";
import { layoutRve, type RveKernel } from "../src/kernels/rve-kernel.js";
import { stateSize } from "../src/kernels/rve-plan.js";
import { compileRve, type RveSolver } from "../src/rve/compile.js";
import { defineRve } from "../src/rve/rve.js";
import type { BenchCase } from "./case.js";

/** 10 % stretch, contrast 10: the case of the limits. */
const F = [1.1, 0, 0, 0, 1, 0, 0, 0, 1];

function solveCase(dimension: 2 | 3, n: number, solver: RveSolver, want: "stress" | "tangent", operations: number): BenchCase {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  const rve = defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix",
    shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
  let run: () => void;
  return {
    name: `RVE solve, ${want}`, size: `${dimension}D ${n}`, backend: solver, threads: 1, operations,
    async setup() {
      const plan = compileRve(rve, { solver });
      run = createRun(layoutRve(await loadKernels(), plan), stateSize(plan), want, operations);
    },
    run: () => run(),
  };
}

function createRun(kernel: RveKernel, size: number, want: "stress" | "tangent", operations: number): () => void {
  const batch = { F: Float64Array.from(F), state0: new Float64Array(size) };
  for (let n = 0; n < 9; n += 4) batch.state0[n] = 1;
  const into = {
    W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(size), status: new Uint8Array(1), iterations: new Int32Array(1),
  };
  return () => {
    for (let operation = 0; operation < operations; operation++) kernel.solve(batch, into, 0, want);
    if (into.status[0] !== 0) throw new Error(`the RVE of the benchmark has failed with status ${into.status[0]}.`);
  };
}

/** The direct solver stops where one of its solves takes a second. */
const grids = [[2, 16, 16], [2, 32, 4], [2, 64, 1], [3, 8, 4], [3, 16, 1]] as const;

export const cases: readonly BenchCase[] = [
  ...grids.flatMap(([d, n, operations]) => (["stress", "tangent"] as const).map((want) => solveCase(d, n, "pcg", want, operations))),
  ...grids.filter(([d, n]) => d === 2 || n <= 8).flatMap(([d, n, operations]) => (["stress", "tangent"] as const).map((want) => solveCase(d, n, "direct", want, operations))),
  ...grids.filter(([, n]) => n <= 32).filter(([d]) => d === 2).map(([d, n, operations]) => solveCase(d, n, "hybrid", "tangent", operations)),
  solveCase(3, 32, "pcg", "stress", 1),
];
