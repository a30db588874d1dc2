/** The host is Node. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import type { Platform } from "./platform.js";

/** Dawn dies with its entry object, and with it all devices: it is kept as long as the process. */
let dawn: GPU | undefined;

/** No kernel reads workgroup memory that it has not written, and to zero it costs time in every dispatch (and minutes of compilation on SwiftShader). */
const dawnOptions = ["enable-dawn-features=disable_workgroup_init"];

export const platform: Platform = {
  name: "node",
  async readResource(url) {
    return new Uint8Array(await readFile(url));
  },
  startWorker() {
    // A bundle of its own: loaders that the host was started with have no business there, and their start costs more than that of the worker.
    const worker = new Worker(new URL("../bundle/worker.node.js", import.meta.url), { execArgv: [] });
    return { endpoint: nodeEndpoint(worker), terminate: () => void worker.terminate() };
  },
  async gpu() {
    try {
      const { create, globals } = await import("webgpu");
      Object.assign(globalThis, globals);
      dawn ??= create(dawnOptions);
      return { api: dawn, none: "Dawn finds no adapter (no Vulkan, Metal or Direct3D driver; VK_ICD_FILENAMES names a Vulkan driver)" };
    } catch (cause) {
      return { reason: `the optional npm package "webgpu" cannot be loaded (${cause instanceof Error ? cause.message : String(cause)})` };
    }
  },
  cores: availableParallelism,
  sharedMemory: () => true,
};
