/** Workers that share the points of a batch. Every point is solved from its own input alone, so answers do not depend on who solves it. */
import { platform } from "#platform";
import { releaseProxy, type Remote, wrap } from "comlink";
import type { PointBatch, PointResponse } from "../constitutive/model.js";
import { BackendError } from "../core/errors.js";
import { kernelModule } from "./module.js";
import type { RveBatch } from "./rve-kernel.js";
import { type RvePlan, stateSize } from "./rve-plan.js";
import { scheduleChunks } from "./schedule.js";
import type { Outcome, WorkerApi } from "./worker.js";

/** Solves batches of RVEs on workers; `dispose` ends them. */
export interface RvePool {
  readonly threads: number;
  solve(batch: PointBatch, into: PointResponse, want: Want): Promise<void>;
  dispose(): void;
}

interface PoolWorker {
  readonly api: Remote<WorkerApi>;
  end(): void;
}

type Want = "stress" | "tangent";

/** What every point of a batch cost the last time, and the counter of claims; in shared memory where there is some. */
interface Ledger {
  readonly next: Int32Array;
  readonly costs: Record<Want, Float64Array>;
}

/**
 * Starts workers and lays the RVE out in each.
 * @param threads number of workers, at least 1
 * @throws BackendError E_WORKER when a worker cannot be set up, E_MEMORY (in its message) when the RVE does not fit
 */
export async function createRvePool(plan: RvePlan, threads: number): Promise<RvePool> {
  const module = await kernelModule();
  const { workers, dispose } = await startWorkers(threads, (api) => api.configure(module, plan));
  const ledger = openLedger();
  return {
    threads,
    async solve(batch, into, want) {
      if (isShared(batch, into)) await solveShared(workers, batch, into, want, ledger);
      else await solveCopies(workers, plan, batch, into, want);
    },
    dispose,
  };
}

/** Workers that are set up. */
export interface Workers {
  readonly workers: readonly PoolWorker[];
  /** One call on each; returns when all have answered. */
  all(call: (api: Remote<WorkerApi>) => Promise<Outcome<true>>): Promise<void>;
  dispose(): void;
}

/**
 * Starts workers and sets each up.
 * @throws BackendError E_WORKER with the reason of the first that fails; none is left running then
 */
export async function startWorkers(threads: number, configure: (api: Remote<WorkerApi>) => Promise<Outcome<true>>): Promise<Workers> {
  const workers = Array.from({ length: threads }, startWorker);
  const dispose = (): void => { for (const worker of workers) worker.end(); };
  const all: Workers["all"] = async (call) => { for (const outcome of await Promise.all(workers.map(({ api }) => call(api)))) settled(outcome); };
  try {
    await all(configure);
  } catch (error) {
    dispose();
    throw error;
  }
  return { workers, all, dispose };
}

function startWorker(): PoolWorker {
  const handle = platform.startWorker();
  const api = wrap<WorkerApi>(handle.endpoint);
  return { api, end: () => { api[releaseProxy](); handle.terminate(); } };
}

function settled<T>(outcome: Outcome<T>): T {
  if ("ok" in outcome) return outcome.ok;
  throw new BackendError("E_WORKER", `a worker failed: ${outcome.failure}.`, { hint: "run with fewer threads (--threads 1) or a smaller RVE grid." });
}

function isShared(batch: PointBatch, into: PointResponse): boolean {
  if (!platform.sharedMemory()) return false;
  const arrays = [batch.F, batch.state0, into.W, into.P, into.A, into.state, into.status, into.iterations, ...(into.settled ? [into.settled] : [])];
  return arrays.every((array) => array.buffer instanceof SharedArrayBuffer);
}

function openLedger(): Ledger {
  const none = new Float64Array(0);
  return { next: new Int32Array(platform.sharedMemory() ? new SharedArrayBuffer(4) : new ArrayBuffer(4)), costs: { stress: none, tangent: none } };
}

/** Costs of the last batch if it had as many points, else equal ones. */
function costsOf({ costs }: Ledger, count: number, want: Want): Float64Array {
  if (costs[want].length !== count) costs[want] = new Float64Array(new SharedArrayBuffer(8 * count)).fill(1);
  return costs[want];
}

async function solveShared(
  workers: readonly PoolWorker[], batch: PointBatch, into: PointResponse, want: Want, ledger: Ledger,
): Promise<void> {
  Atomics.store(ledger.next, 0, 0);
  const costs = costsOf(ledger, batch.count, want), schedule = scheduleChunks(costs, workers.length);
  const job = { batch: { count: batch.count, F: batch.F, state0: batch.state0, ...startOf(batch, into) }, into: responseOf(into), want, next: ledger.next, schedule, costs };
  for (const outcome of await Promise.all(workers.map(({ api }) => api.solveShared(job)))) settled(outcome);
}

/** Where and how exactly points are solved. */
function startOf(batch: PointBatch, { settled }: PointResponse): Pick<RveBatch, "warm" | "accuracy"> {
  return { warm: batch.warm ?? false, ...(settled && batch.accuracy !== undefined ? { accuracy: batch.accuracy } : {}) };
}

/** The fields of the interface and no others, since the object may carry more that cannot be cloned. */
function responseOf({ W, P, A, state, status, iterations, settled }: PointResponse): PointResponse {
  return { W, P, A, state, status, iterations, ...(settled ? { settled } : {}) };
}

/** Without shared memory: each worker gets a run of points as copies and sends the answers back. */
async function solveCopies(
  workers: readonly PoolWorker[], plan: RvePlan, batch: PointBatch, into: PointResponse, want: Want,
): Promise<void> {
  await Promise.all(workers.map(async ({ api }, index) => {
    const from = Math.floor((index * batch.count) / workers.length);
    const to = Math.floor(((index + 1) * batch.count) / workers.length);
    if (to > from) await solveRun(api, stateSize(plan), batch, into, want, from, to);
  }));
}

async function solveRun(
  api: Remote<WorkerApi>, stride: number, batch: PointBatch, into: PointResponse, want: Want, from: number, to: number,
): Promise<void> {
  const input = { count: to - from, F: batch.F.slice(9 * from, 9 * to), state0: batch.state0.slice(stride * from, stride * to), ...startOf(batch, into) };
  const answer = settled(await api.solveCopy(input, want, input.warm ? into.state.slice(stride * from, stride * to) : new Float64Array(input.state0.length)));
  into.W.set(answer.W, from);
  into.P.set(answer.P, 9 * from);
  if (want === "tangent") into.A.set(answer.A, 81 * from);
  into.state.set(answer.state, stride * from);
  into.status.set(answer.status, from);
  into.iterations.set(answer.iterations, from);
  if (answer.settled) into.settled?.set(answer.settled, from);
}
