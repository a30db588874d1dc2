/** What the solvers of an RVE cost on this machine, beside what `auto` takes. */
import { type PointBatch, type PointResponse, PointStatus, stride } from "../constitutive/model.js";
import { compileRve, type RveSolver } from "../rve/compile.js";
import { defineRve, type Rve } from "../rve/rve.js";
import { homogenizeWasm } from "./wasm.js";

/** Seconds of one solve with tangent by solver, of one cell. */
export interface SolverTimes {
  /** "2D 16": dimension, voxels along an edge. */
  readonly cell: string;
  readonly seconds: Readonly<Record<"direct" | "pcg" | "hybrid", number>>;
  /** What `auto` takes, by its rule: the same on every machine, so that bits are. */
  readonly auto: string;
}

const cells = [[2, 16], [2, 32], [3, 8]] as const;
const solvers = ["direct", "pcg", "hybrid"] as const satisfies readonly RveSolver[];
/** From rest to 20 % stretch with shear. */
const F = { 2: [1.2, 0.1, 0, 0.05, 0.9, 0, 0, 0, 1], 3: [1.2, 0.1, 0.03, 0.05, 0.9, -0.04, 0.02, 0.06, 1.05] } as const;
/** Solves after which engines have compiled the kernels for good, and timed ones. */
const runs = { warm: 20, timed: 5 } as const;

/** A stiff inclusion in a soft matrix, contrast 10. */
function inclusion(dimension: 2 | 3, n: number): Rve {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  return defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix", shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
}

async function timeOf(rve: Rve, solver: RveSolver): Promise<number> {
  const model = await homogenizeWasm(compileRve(rve, { solver }), 1), size = stride(model.state);
  try {
    const batch: PointBatch = { count: 1, F: Float64Array.from(F[rve.dimension]), state0: new Float64Array(size), fields: new Float64Array(0), dt: 1 };
    model.initialState(batch.state0, 1);
    const into: PointResponse = { W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(size), status: new Uint8Array(1), iterations: new Int32Array(1) };
    let least = Infinity;
    for (let run = 0; run < runs.warm + runs.timed; run++) {
      const start = performance.now();
      await model.evaluate(batch, into, "tangent");
      if (run >= runs.warm) least = Math.min(least, performance.now() - start);
    }
    return into.status[0] === PointStatus.ok ? least / 1000 : NaN;
  } finally {
    model.dispose?.();
  }
}

/**
 * Times every solver on three cells, on one worker: about two seconds. The least of several, the way to the worker (0.1 ms) included.
 * @throws BackendError when a worker cannot be set up
 */
export async function solverTimes(): Promise<readonly SolverTimes[]> {
  const out: SolverTimes[] = [];
  for (const [dimension, n] of cells) {
    const rve = inclusion(dimension, n), seconds = { direct: 0, pcg: 0, hybrid: 0 };
    for (const solver of solvers) seconds[solver] = await timeOf(rve, solver);
    out.push({ cell: `${dimension}D ${n}`, seconds, auto: compileRve(rve).solver });
  }
  return out;
}
