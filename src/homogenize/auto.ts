/** Which backend solves an RVE here: the WASM kernels, unless a GPU is measured to be faster. */
import { createArena } from "../constitutive/arena.js";
import type { ConstitutiveModel } from "../constitutive/model.js";
import { BackendError } from "../core/errors.js";
import { findAdapter, type Gpu, openGpu } from "../kernels/gpu/device.js";
import { refusal } from "../kernels/gpu/memory.js";
import { compileForGpu, compileRve, obstacle, type RveSolver } from "../rve/compile.js";
import type { Rve } from "../rve/rve.js";
import { homogenizeWasm } from "./wasm.js";
import { homogenizeWebgpu } from "./webgpu.js";

/** What the choice depends on beside the cell. */
export interface AutoOptions {
  readonly threads?: number;
  readonly solver?: RveSolver;
  readonly keep?: boolean;
  /** Points of a batch: a GPU lives on many of them. Default 1. */
  readonly points?: number;
  /** RVEs of the trial batch at most; default 256. */
  readonly trial?: number;
  /** Finds the device; default that of the host. */
  readonly open?: () => Promise<Gpu>;
  /** Seconds per point of a batch of that many; default by the wall clock. */
  readonly measure?: (model: ConstitutiveModel, dimension: 2 | 3, count: number) => Promise<number>;
}

/** Seconds of a batch in WASM, by the operations of its solvers, from which on it is worth asking for a GPU (and 0.1 s of start-up). */
const worthAsking = 1;
/** What the WASM kernels reach, and Newton iterations of a solve with its tangent: an estimate that decides only whether anything is measured. */
const flopsPerSecond = 2e9, newtonIterations = 5;
/** RVEs of the trial batch, and the part of WASM's time that a GPU must stay below: bits that are the same everywhere are worth something. */
const trialPoints = 256, advantage = 0.8;
/** Deformation of the trial. */
const trialF = { 2: [1.06, 0.04, 0, 0.01, 0.97, 0, 0, 0, 1], 3: [1.06, 0.04, 0.02, 0.01, 0.97, 0.03, 0.03, 0.01, 1.03] } as const;

/**
 * Opens the cheaper backend for a cell on this machine; `account().reason` says why.
 * @throws BackendError when not even the WASM kernels can be set up
 */
export async function homogenizeAuto(rve: Rve, options: AutoOptions = {}): Promise<ConstitutiveModel> {
  const plan = compileRve(rve, { solver: options.solver ?? rve.solver ?? "auto", keep: options.keep ?? true });
  const wasm = await homogenizeWasm(plan, options.threads);
  const reason = obstacle(rve) ?? tooLittle(plan.flops, options);
  if (reason !== undefined) return because(wasm, reason);
  try {
    return await compare(rve, wasm, await (options.open ?? openHardware)(), options);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return because(wasm, error.message.replace(/^E_GPU: | Hint: .*$/g, "").replace(/\.$/, ""));
  }
}

/** Names the WASM backend as the one taken. */
export function because(model: ConstitutiveModel, reason: string): ConstitutiveModel {
  return { ...model, account: () => ({ backend: "wasm", reason }) };
}

function tooLittle(flops: number, { points = 1, threads = 1 }: AutoOptions): string | undefined {
  const seconds = (points * newtonIterations * flops) / flopsPerSecond / threads;
  return seconds < worthAsking ? `a batch takes the WASM kernels about ${text(seconds)}, too little to ask for a GPU` : undefined;
}

/** The device of the host, unless it is the processor itself. */
async function openHardware(): Promise<Gpu> {
  const found = await findAdapter();
  if ("reason" in found) throw new BackendError("E_GPU", `there is no WebGPU here: ${found.reason}.`);
  const gpu = await openGpu();
  if (!gpu.adapter.software) return gpu;
  gpu.dispose();
  throw new BackendError("E_GPU", `the only adapter, ${gpu.adapter.name}, is software: the processor in another dress.`);
}

/** Solves a trial batch with both and disposes of the slower. */
async function compare(rve: Rve, wasm: ConstitutiveModel, gpu: Gpu, { points = 1, threads, trial = trialPoints, measure = timePerPoint }: AutoOptions): Promise<ConstitutiveModel> {
  const plan = compileForGpu(rve), small = refusal(gpu, plan), count = Math.min(points, trial);
  try {
    if (small !== undefined) throw new BackendError("E_GPU", `the GPU ${gpu.adapter.name} is too small: ${small}.`);
    const other = await homogenizeWebgpu(plan, threads, gpu);
    const [there, here] = [await measure(other, rve.dimension, count), await measure(wasm, rve.dimension, count)], lost = gpu.lost();
    const reason = lost === undefined ? `measured per RVE in batches of ${count}: GPU ${gpu.adapter.name} ${text(there)}, WASM ${text(here)}` : `the GPU was lost while it was tried: ${lost}`;
    if (lost === undefined && there < advantage * here) {
      wasm.dispose?.();
      return { ...other, account: () => ({ ...other.account!(), reason }), dispose: () => { other.dispose?.(); gpu.dispose(); } };
    }
    other.dispose?.();
    throw new BackendError("E_GPU", `${reason}.`);
  } catch (error) {
    gpu.dispose();
    throw error;
  }
}

/** Seconds per point of a batch, the second of two, so that what is compiled on first use does not count. Infinite where points fail. */
async function timePerPoint(model: ConstitutiveModel, dimension: 2 | 3, count: number): Promise<number> {
  const arena = createArena(model, count);
  for (let k = 0; k < 9 * count; k++) arena.F[k] = trialF[dimension][k % 9];
  await model.evaluate(arena.batch(1), arena.response, "tangent");
  const began = performance.now();
  await model.evaluate(arena.batch(1), arena.response, "tangent");
  return arena.response.status.some((status) => status !== 0) ? Infinity : (performance.now() - began) / 1000 / count;
}

function text(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toPrecision(2)} ms` : `${seconds.toPrecision(2)} s`;
}
