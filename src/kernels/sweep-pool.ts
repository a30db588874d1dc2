/** Who does a pass over the cells: this thread, or workers that share its arrays. The order of all sums is that of the plan either way. */
import { platform } from "#platform";
import { kernelModule, loadKernels } from "./module.js";
import { startWorkers } from "./pool.js";
import { createSweeper, type SweepPlan } from "./sweep.js";

/** Does passes; `dispose` ends its workers. */
export interface SweepRunner {
  readonly threads: number;
  /** One pass: forces, stiffness and points of the plan at its displacements. */
  run(): Promise<void>;
  dispose(): void;
}

/** Cells below which workers cost more than they save: a message takes as long as some hundred cells. */
const fewCells = 2000;

/**
 * A runner for a plan.
 * @param threads workers wanted; one, few cells, or no shared memory: this thread does it all
 * @throws BackendError E_WORKER when a worker cannot be set up
 */
export async function createSweepRunner(plan: SweepPlan, threads: number): Promise<SweepRunner> {
  const cells = plan.parts.reduce((sum, part) => sum + part.cells, 0);
  return threads > 1 && cells >= fewCells && platform.sharedMemory() ? shared(plan, threads) : alone(plan);
}

async function alone(plan: SweepPlan): Promise<SweepRunner> {
  const sweep = createSweeper(await loadKernels(), plan), chunks = plan.colours[plan.colours.length - 1];
  return {
    threads: 1,
    run() {
      clear(plan);
      for (let chunk = 0; chunk < chunks; chunk++) sweep(chunk);
      return Promise.resolve();
    },
    dispose: () => undefined,
  };
}

function clear({ forces, K }: SweepPlan): void {
  forces.fill(0);
  K.fill(0);
}

/** Workers claim chunks of one colour; the next colour begins when all of them are done. */
async function shared(plan: SweepPlan, threads: number): Promise<SweepRunner> {
  const module = await kernelModule(), colours = plan.colours.length - 1;
  const workers = await startWorkers(threads, (api) => api.configureSweep(module, plan));
  // Claimed and finished chunks of each colour.
  const counters = new Int32Array(new SharedArrayBuffer(8 * colours));
  return {
    threads,
    async run() {
      clear(plan);
      counters.fill(0);
      await workers.all((api) => api.sweep(counters));
    },
    dispose: () => workers.dispose(),
  };
}
