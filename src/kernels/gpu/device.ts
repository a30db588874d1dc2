/** The GPU of the host: found, asked for what it can do, and watched. */
import { platform } from "#platform";
import { BackendError } from "../../core/errors.js";
import { createClock, type KernelClock } from "./clock.js";

/** A device with what a user wants to know of it. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: GpuFacts;
  /** Why the device was lost; undefined while it lives. */
  lost(): string | undefined;
  /** Complaints of the device that nobody was waiting for: always a defect of ours. */
  readonly complaints: readonly string[];
  /** Times kernels, where the device was opened for it. */
  readonly clock?: KernelClock;
  dispose(): void;
}

/** What an adapter says of itself. */
export interface GpuFacts {
  readonly name: string;
  readonly architecture: string;
  /** Whether the adapter is the processor in disguise (SwiftShader, llvmpipe). */
  readonly software: boolean;
  /** Limits that decide what fits. */
  readonly limits: Readonly<Record<(typeof limitNames)[number], number>>;
  readonly features: readonly string[];
}

const limitNames = ["maxStorageBufferBindingSize", "maxBufferSize", "maxComputeWorkgroupStorageSize", "maxComputeInvocationsPerWorkgroup", "maxComputeWorkgroupsPerDimension"] as const;

/** The adapter of this host, or why there is none. */
export async function findAdapter(): Promise<{ readonly adapter: GPUAdapter } | { readonly reason: string }> {
  const gpu = await platform.gpu();
  if ("reason" in gpu) return gpu;
  try {
    const adapter = await gpu.api.requestAdapter({ powerPreference: "high-performance" });
    return adapter ? { adapter } : { reason: gpu.none };
  } catch (cause) {
    return { reason: `the adapter cannot be asked for (${String(cause)})` };
  }
}

/** What an adapter says of itself. */
export function factsOf(adapter: GPUAdapter): GpuFacts {
  const { info, limits, features } = adapter;
  const name = info.description || info.device || info.vendor || "unnamed adapter";
  return {
    name, architecture: info.architecture, software: /swiftshader|llvmpipe|software|basic render/i.test(`${name} ${info.architecture} ${info.device}`),
    limits: Object.fromEntries(limitNames.map((limit) => [limit, limits[limit]])) as GpuFacts["limits"], features: [...features].sort(),
  };
}

/**
 * Opens the device with the largest limits that its adapter grants.
 * @param timed whether kernels are timed, which makes every dispatch a pass of its own
 * @throws BackendError E_GPU when there is no adapter or it gives no device
 */
export async function openGpu(timed: "timed" | "untimed" = "untimed"): Promise<Gpu> {
  const found = await findAdapter();
  if ("reason" in found) throw noGpu(found.reason);
  const facts = factsOf(found.adapter);
  let device: GPUDevice;
  try {
    device = await found.adapter.requestDevice({ requiredLimits: { ...facts.limits }, requiredFeatures: timed === "timed" ? ["timestamp-query"] : [] });
  } catch (cause) {
    throw noGpu(`the adapter ${facts.name} gives no device (${String(cause)})`);
  }
  return watch(device, facts, timed === "timed" ? { clock: createClock(device) } : {});
}

/** Listens to a device: to its loss, and to errors outside of `whileWatched`. */
function watch(device: GPUDevice, adapter: GpuFacts, more: Pick<Gpu, "clock">): Gpu {
  const complaints: string[] = [];
  let lost: string | undefined;
  void device.lost.then(({ reason, message }) => { lost = `${message || "no reason given"} (${reason})`; });
  device.onuncapturederror = ({ error }) => { complaints.push(error.message); };
  return { device, adapter, complaints, lost: () => lost, dispose: () => device.destroy(), ...more };
}

/** The device has not enough memory for what was asked of it; less may do. */
export class GpuMemoryError extends BackendError {}

/**
 * Does something on the device and waits until the device has judged it.
 * @param what for the error text
 * @throws BackendError E_GPU when the device is lost or finds the commands invalid; GpuMemoryError when it has no memory left
 */
export async function whileWatched<T>(gpu: Gpu, what: string, work: () => T | Promise<T>): Promise<T> {
  const { device } = gpu;
  for (const filter of ["internal", "out-of-memory", "validation"] as const) device.pushErrorScope(filter);
  const popped = async (): Promise<(GPUError | null)[]> => [await device.popErrorScope(), await device.popErrorScope(), await device.popErrorScope()];
  let result: T;
  try {
    result = await work();
  } catch (cause) {
    const [invalid] = await popped().catch(() => []);
    if (cause instanceof BackendError) throw cause;
    throw failure(gpu, BackendError, what, gpu.lost() ?? invalid?.message ?? (cause instanceof Error ? cause.message : String(cause)), cause);
  }
  const [invalid, memory, internal] = await popped();
  if (memory) throw failure(gpu, GpuMemoryError, what, memory.message || "out of memory");
  const wrong = invalid ?? internal;
  if (wrong) throw failure(gpu, BackendError, what, wrong.message);
  return result;
}

function failure(gpu: Gpu, Kind: typeof BackendError, what: string, message: string, cause?: unknown): BackendError {
  return new Kind("E_GPU", `the GPU ${gpu.adapter.name} has failed at ${what}: ${message}.`, { hint: "use backend: wasm (or auto).", ...(cause === undefined ? {} : { cause }) });
}

function noGpu(reason: string): BackendError {
  return new BackendError("E_GPU", `there is no WebGPU here: ${reason}.`, { hint: "use backend: wasm (or auto)." });
}
