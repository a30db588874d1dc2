/** An RVE as a constitutive model, its corrections solved on the GPU; what the GPU cannot solve goes to the WASM kernels. */
import type { ConstitutiveModel, GpuAccount, PointBatch, PointResponse } from "../constitutive/model.js";
import { BackendError } from "../core/errors.js";
import { type Chunk, createChunk } from "../kernels/gpu/chunk.js";
import { type Gpu, openGpu } from "../kernels/gpu/device.js";
import { createExact } from "../kernels/gpu/exact.js";
import { refusal } from "../kernels/gpu/memory.js";
import { createNewton, type MixedNewton } from "../kernels/gpu/newton.js";
import { type PcgPlan, stateSize } from "../kernels/rve-plan.js";
import { homogenizeWasm } from "./wasm.js";

/** RVEs on the device at once at most: enough to fill it, few enough that a device with a watchdog keeps its patience. */
const most = 1024;

/**
 * First-order homogenization in mixed precision (FORMULATION §6): the answers are those of the WASM backend to the tolerance of the solvers.
 * When the device is lost, the points of the present batch and of all later ones go to the WASM kernels.
 * @param plan compiled for conjugate gradients
 * @param threads workers for points that are left over; default all cores
 * @param shared an open device that outlives the model; default one of its own
 * @throws BackendError E_GPU when there is no device, or not one RVE fits
 */
export async function homogenizeWebgpu(plan: PcgPlan, threads?: number, shared?: Gpu): Promise<ConstitutiveModel> {
  const gpu = shared ?? await openGpu();
  const close = (): void => { if (!shared) gpu.dispose(); };
  const small = refusal(gpu, plan);
  if (small) {
    close();
    throw new BackendError("E_GPU", `the RVE does not fit on the GPU: ${small}.`, { hint: "use backend: wasm (or auto), or a coarser grid." });
  }
  const wasm = await homogenizeWasm(plan, threads);
  const solver = await openSolver(gpu, plan).catch((error: unknown) => {
    wasm.dispose?.();
    close();
    throw error;
  });
  const rest: Rest = { points: 0, seconds: 0 };
  return {
    ...wasm, name: "rve/webgpu",
    async evaluate(batch, into, want) {
      const left = await solveOnGpu(solver, gpu, batch, into, want);
      if (left.length === 0) return;
      const began = performance.now();
      await solveRest(wasm, stateSize(plan), batch, into, want, left);
      rest.points += left.length;
      rest.seconds += (performance.now() - began) / 1000;
    },
    account: () => ({ backend: "webgpu", reason: "asked for", gpu: accountOf(gpu, solver, rest) }),
    dispose() {
      wasm.dispose?.();
      solver.chunk.dispose();
      close();
    },
  };
}

/** Points that the GPU leaves; all of them when the device is lost, which a run survives without losing its step. */
async function solveOnGpu(solver: MixedNewton, gpu: Gpu, batch: PointBatch, into: PointResponse, want: "stress" | "tangent"): Promise<readonly number[]> {
  const all = Array.from({ length: batch.count }, (_, point) => point);
  if (gpu.lost() !== undefined) return all;
  try {
    return await solver.solve(batch, into, want);
  } catch (error) {
    if (gpu.lost() === undefined) throw error;
    return all;
  }
}

/** What went to the WASM kernels. */
interface Rest {
  points: number;
  seconds: number;
}

function accountOf(gpu: Gpu, { chunk, seconds }: MixedNewton & { readonly chunk: Chunk }, { points, seconds: left }: Rest): GpuAccount {
  const { gpu: waiting, exact } = seconds, all = waiting + exact + left, lost = gpu.lost();
  return {
    adapter: gpu.adapter.name, seconds: { gpu: waiting, exact, left }, exactShare: all > 0 ? (exact + left) / all : 0, ...chunk.counts,
    batch: chunk.capacity, bytes: chunk.bytes, left: points, complaints: gpu.complaints, ...(lost === undefined ? {} : { lost }),
  };
}

async function openSolver(gpu: Gpu, plan: PcgPlan): Promise<MixedNewton & { readonly chunk: Chunk }> {
  const chunk = await createChunk(gpu, plan, most);
  return { ...createNewton(plan, chunk, await createExact(plan)), chunk };
}

/** Solves some points of a batch by another model and puts their answers in place. */
async function solveRest(model: ConstitutiveModel, states: number, batch: PointBatch, into: PointResponse, want: "stress" | "tangent", points: readonly number[]): Promise<void> {
  const count = points.length;
  const part: PointBatch = { count, F: rows(batch.F, points, 9), state0: rows(batch.state0, points, states), fields: new Float64Array(0), dt: batch.dt };
  const answer: PointResponse = {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count),
    state: new Float64Array(states * count), status: new Uint8Array(count), iterations: new Int32Array(count),
  };
  await model.evaluate(part, answer, want);
  points.forEach((point, k) => {
    into.W[point] = answer.W[k];
    into.P.set(answer.P.subarray(9 * k, 9 * k + 9), 9 * point);
    if (want === "tangent") into.A.set(answer.A.subarray(81 * k, 81 * k + 81), 81 * point);
    into.state.set(answer.state.subarray(states * k, states * (k + 1)), states * point);
    into.status[point] = answer.status[k];
    into.iterations[point] = answer.iterations[k];
  });
}

function rows(values: Float64Array, points: readonly number[], size: number): Float64Array {
  const out = new Float64Array(size * points.length);
  points.forEach((point, k) => out.set(values.subarray(size * point, size * (point + 1)), size * k));
  return out;
}
