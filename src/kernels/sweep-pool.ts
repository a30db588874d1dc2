/** Who does a pass over the cells: this thread, or workers that share its arrays. The order of all sums is that of the plan either way. */
import { platform } from "#platform";
import { kernelModule, loadKernels } from "./module.js";
import { startWorkers } from "./pool.js";
import { createSweeper, type SweepPlan } from "./sweep.js";

/** Does passes; `dispose` ends its workers. */
export interface SweepRunner {
  readonly threads: number;
  /** Stiffness on its pattern, where passes leave it. */
  readonly K: Float64Array;
  /** One pass: forces, stiffness and points of the plan at its displacements. */
  run(): Promise<void>;
  dispose(): void;
}

/** Cells below which workers cost more than they save: a message takes as long as some hundred cells in the standard formulation, of which one takes a third of the time of the others. */
const fewCells = 2000;

/**
 * A runner for a plan.
 * @param threads workers wanted; one, few cells, or no shared memory: this thread does it all
 * @throws BackendError E_WORKER when a worker cannot be set up
 */
export async function createSweepRunner(plan: SweepPlan, threads: number): Promise<SweepRunner> {
  const cells = plan.parts.reduce((sum, { kernel, cells: count }) => sum + (kernel === "standard" || kernel === "brick" ? count : 3 * count), 0);
  return threads > 1 && cells >= fewCells && platform.sharedMemory() ? shared(plan, threads) : alone(plan);
}

async function alone(plan: SweepPlan): Promise<SweepRunner> {
  const { K, begin, sweep, end } = createSweeper(await loadKernels(), plan), chunks = plan.colours[plan.colours.length - 1];
  return {
    threads: 1, K,
    run() {
      K.fill(0);
      begin();
      for (let chunk = 0; chunk < chunks; chunk++) sweep(chunk);
      end();
      return Promise.resolve();
    },
    dispose: () => undefined,
  };
}

/** Workers claim chunks of one colour; the next colour begins when all of them are done. */
async function shared(plan: SweepPlan, threads: number): Promise<SweepRunner> {
  const K = new Float64Array(new SharedArrayBuffer(8 * plan.entries));
  const module = await kernelModule(), colours = plan.colours.length - 1;
  const workers = await startWorkers(threads, (api) => api.configureSweep(module, plan, K));
  // Claimed and finished chunks of each colour.
  const counters = new Int32Array(new SharedArrayBuffer(8 * colours));
  return {
    threads, K,
    async run() {
      plan.forces.fill(0);
      K.fill(0);
      counters.fill(0);
      await workers.all((api) => api.sweep(counters));
    },
    dispose: () => workers.dispose(),
  };
}
