/** What the engine needs from its host; `#platform` resolves to node.ts or browser.ts by the import condition. */
/// <reference types="@webgpu/types" />
import type { Endpoint } from "comlink";

/** A message endpoint to a worker that comlink can wrap, and the way to end it. */
export interface WorkerHandle {
  readonly endpoint: Endpoint;
  terminate(): void;
}

export interface Platform {
  readonly name: "node" | "browser";
  /** Bytes of a resource that ships with the package (the WASM kernels). */
  readResource(url: URL): Promise<Uint8Array<ArrayBuffer>>;
  /** Starts one RVE worker. */
  startWorker(): WorkerHandle;
  /** Cores that a run may use. */
  cores(): number;
  /** WebGPU and what to say when it has no adapter, or why there is no WebGPU. */
  gpu(): Promise<{ readonly api: GPU; readonly none: string } | { readonly reason: string }>;
  /** Whether memory can be shared between threads (in browsers: cross-origin isolation). */
  sharedMemory(): boolean;
}
