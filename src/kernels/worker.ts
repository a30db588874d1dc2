/** What a worker does: holds one RVE and solves the points that it claims. Entry points: worker.node.ts, worker.browser.ts. */
import type { PointBatch, PointResponse } from "../constitutive/model.js";
import { loadKernels } from "./module.js";
import { layoutRve, type RveKernel } from "./rve-kernel.js";
import type { RvePlan } from "./rve-plan.js";

/** One batch on shared arrays: workers claim runs of points through `next` until it reaches `count`. */
export interface SharedJob {
  readonly batch: Pick<PointBatch, "count" | "F" | "state0">;
  readonly into: PointResponse;
  readonly want: "stress" | "tangent";
  /** Int32 in shared memory: first point that nobody has claimed. */
  readonly next: Int32Array;
  /** Points claimed at once. */
  readonly chunk: number;
}

/** A failure as data: comlink would drop the fields of an error. */
export type Outcome<T> = { readonly ok: T } | { readonly failure: string };

export interface WorkerApi {
  configure(module: WebAssembly.Module, plan: RvePlan): Promise<Outcome<true>>;
  /** Works on shared arrays in place. */
  solveShared(job: SharedJob): Outcome<true>;
  /** Works on copies of some points and sends the answer back. */
  solveCopy(batch: Pick<PointBatch, "count" | "F" | "state0">, want: "stress" | "tangent"): Outcome<PointResponse>;
}

/** The functions that a worker offers to the main thread. */
export function createWorkerApi(): WorkerApi {
  let kernel: RveKernel;
  return {
    async configure(module, plan) {
      try {
        kernel = layoutRve(await loadKernels(module), plan);
        return { ok: true };
      } catch (error) {
        return { failure: messageOf(error) };
      }
    },
    solveShared(job) {
      return attempt((): true => {
        claimAndSolve(kernel, job);
        return true;
      });
    },
    solveCopy(batch, want) {
      return attempt(() => {
        const into = emptyResponse(batch.count, batch.state0.length);
        for (let point = 0; point < batch.count; point++) kernel.solve(batch, into, point, want);
        return into;
      });
    },
  };
}

function claimAndSolve(kernel: RveKernel, { batch, into, want, next, chunk }: SharedJob): void {
  for (let first = Atomics.add(next, 0, chunk); first < batch.count; first = Atomics.add(next, 0, chunk)) {
    const end = Math.min(first + chunk, batch.count);
    for (let point = first; point < end; point++) kernel.solve(batch, into, point, want);
  }
}

function emptyResponse(count: number, stateLength: number): PointResponse {
  return {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count),
    state: new Float64Array(stateLength), status: new Uint8Array(count), iterations: new Int32Array(count),
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
