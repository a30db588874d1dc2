/** The host is a browser. */
import type { Platform } from "./platform.js";

export const platform: Platform = {
  name: "browser",
  async readResource(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url.href}: HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
  startWorker() {
    const worker = new Worker(new URL("../kernels/worker.browser.js", import.meta.url), { type: "module" });
    return { endpoint: worker, terminate: () => worker.terminate() };
  },
  cores: () => navigator.hardwareConcurrency,
  sharedMemory: () => globalThis.crossOriginIsolated,
};
