/** The host is Node. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import type { Platform } from "./platform.js";

export const platform: Platform = {
  name: "node",
  async readResource(url) {
    return new Uint8Array(await readFile(url));
  },
  startWorker() {
    const worker = new Worker(new URL("../kernels/worker.node.js", import.meta.url));
    return { endpoint: nodeEndpoint(worker), terminate: () => void worker.terminate() };
  },
  cores: availableParallelism,
  sharedMemory: () => true,
};
