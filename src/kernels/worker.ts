/** What a worker does: holds one RVE and solves the points that it claims. Entry points: worker.node.ts, worker.browser.ts. */
import type { PointBatch, PointResponse } from "../constitutive/model.js";
import { loadKernels } from "./module.js";
import { layoutRve, type RveBatch, type RveKernel } from "./rve-kernel.js";
import { copyAnswer, restAlike } from "./rest.js";
import { type RvePlan, stateSize } from "./rve-plan.js";
import type { Schedule } from "./schedule.js";
import { createSweeper, type SweepPlan } from "./sweep.js";

/** One batch on shared arrays: workers claim chunks of points through `next` until there are no more. */
export interface SharedJob {
  readonly batch: Pick<PointBatch, "count"> & RveBatch;
  readonly into: PointResponse;
  readonly want: "stress" | "tangent";
  /** Int32 in shared memory: first chunk that nobody has claimed. */
  readonly next: Int32Array;
  readonly schedule: Schedule;
  /** In shared memory: takes the milliseconds that every point has cost. */
  readonly costs: Float64Array;
}

/** A failure as data: comlink would drop the fields of an error. */
export type Outcome<T> = { readonly ok: T } | { readonly failure: string };

export interface WorkerApi {
  configure(module: WebAssembly.Module, plan: RvePlan): Promise<Outcome<true>>;
  /** Works on shared arrays in place. */
  solveShared(job: SharedJob): Outcome<true>;
  /** Lays a pass over cells out; K is the stiffness that all workers add to. */
  configureSweep(module: WebAssembly.Module, plan: SweepPlan, K: Float64Array): Promise<Outcome<true>>;
  /** Does its share of a pass on shared arrays; `counters`: chunks claimed, then chunks done, by colour. */
  sweep(counters: Int32Array): Outcome<true>;
  /** Works on copies of some points and sends the answer back; `state`: where a warm batch begins. */
  solveCopy(batch: Pick<PointBatch, "count"> & RveBatch, want: "stress" | "tangent", state: Float64Array): Outcome<PointResponse>;
}

/** Does the chunks of a plan, colour after colour, with other workers; see sweep-pool.ts for the counters. */
function sweepColours(sweep: (chunk: number) => void, { colours }: SweepPlan, counters: Int32Array): void {
  const count = colours.length - 1;
  for (let colour = 0; colour < count; colour++) {
    const first = colours[colour], chunks = colours[colour + 1] - first;
    for (let claim = Atomics.add(counters, colour, 1); claim < chunks; claim = Atomics.add(counters, colour, 1)) {
      sweep(first + claim);
      if (Atomics.add(counters, count + colour, 1) + 1 === chunks) Atomics.notify(counters, count + colour);
    }
    for (let done = Atomics.load(counters, count + colour); done < chunks; done = Atomics.load(counters, count + colour)) Atomics.wait(counters, count + colour, done);
  }
}

/** The RVE of a worker; `size`: doubles of a state. */
interface LaidOut { readonly kernel: RveKernel; readonly size: number }

/** The functions that a worker offers to the main thread. */
export function createWorkerApi(): WorkerApi {
  let laidOut: LaidOut;
  let sweep: ((counters: Int32Array) => void) | undefined;
  return {
    async configureSweep(module, plan, K) {
      try {
        const sweeper = createSweeper(await loadKernels(module), plan, K);
        sweep = (counters) => {
          sweeper.begin();
          sweepColours(sweeper.sweep, plan, counters);
        };
        return { ok: true };
      } catch (error) {
        return { failure: messageOf(error) };
      }
    },
    sweep: (counters) => attempt((): true => {
      sweep?.(counters);
      return true;
    }),
    async configure(module, plan) {
      try {
        laidOut = { kernel: layoutRve(await loadKernels(module), plan), size: stateSize(plan) };
        return { ok: true };
      } catch (error) {
        return { failure: messageOf(error) };
      }
    },
    solveShared(job) {
      return attempt((): true => {
        claimAndSolve(laidOut, job);
        return true;
      });
    },
    solveCopy(batch, want, state) {
      return attempt(() => {
        const into = emptyResponse(batch.count, state);
        for (let point = 0; point < batch.count; point++) laidOut.kernel.solve(batch, into, point, want);
        return into;
      });
    },
  };
}

/** Solves claimed points; the cost of one that is not solved, being at rest like the one before, is that one's: the next batch needs it. */
function claimAndSolve({ kernel, size }: LaidOut, { batch, into, want, next, schedule: { order, starts }, costs }: SharedJob): void {
  let before = performance.now(), last = -1;
  for (let chunk = Atomics.add(next, 0, 1); chunk < starts.length - 1; chunk = Atomics.add(next, 0, 1)) {
    for (const point of order.subarray(starts[chunk], starts[chunk + 1])) {
      if (last >= 0 && restAlike(batch, size, last, point)) {
        copyAnswer(into, size, want, last, point);
        costs[point] = costs[last];
        continue;
      }
      kernel.solve(batch, into, point, want);
      const now = performance.now();
      costs[point] = now - before;
      before = now;
      last = point;
    }
  }
}

function emptyResponse(count: number, state: Float64Array): PointResponse {
  return {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count),
    state, status: new Uint8Array(count), iterations: new Int32Array(count), settled: new Uint8Array(count),
  };
}

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { ok: work() };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
