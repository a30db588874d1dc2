/** The GPU of the host: found, asked for what it can do, and watched. */
import { platform } from "#platform";
import { BackendError } from "../../core/errors.js";

/** A device with what a user wants to know of it. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: GpuFacts;
  /** Why the device was lost; undefined while it lives. */
  lost(): string | undefined;
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
 * @throws BackendError E_GPU when there is no adapter or it gives no device
 */
export async function openGpu(): Promise<Gpu> {
  const found = await findAdapter();
  if ("reason" in found) throw noGpu(found.reason);
  const facts = factsOf(found.adapter);
  let device: GPUDevice;
  try {
    device = await found.adapter.requestDevice({ requiredLimits: { ...facts.limits } });
  } catch (cause) {
    throw noGpu(`the adapter ${facts.name} gives no device (${String(cause)})`);
  }
  let lost: string | undefined;
  void device.lost.then(({ reason, message }) => { lost = `${message || "no reason given"} (${reason})`; });
  return { device, adapter: facts, lost: () => lost, dispose: () => device.destroy() };
}

/**
 * Does something on the device and waits until the device has judged it.
 * @param what for the error text
 * @throws BackendError E_GPU when the device is lost, has no memory left, or finds the commands invalid
 */
export async function whileWatched<T>(gpu: Gpu, what: string, work: () => T | Promise<T>): Promise<T> {
  const { device } = gpu;
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  try {
    const result = await work();
    const scopes = [await device.popErrorScope(), await device.popErrorScope()];
    const wrong = scopes.find((error) => error !== null);
    if (wrong) throw new Error(wrong.message);
    return result;
  } catch (cause) {
    const message = gpu.lost() ?? (cause instanceof Error ? cause.message : String(cause));
    throw new BackendError("E_GPU", `the GPU ${gpu.adapter.name} has failed at ${what}: ${message}.`, { hint: "use backend: wasm (or auto).", cause });
  }
}

function noGpu(reason: string): BackendError {
  return new BackendError("E_GPU", `there is no WebGPU here: ${reason}.`, { hint: "use backend: wasm (or auto)." });
}
