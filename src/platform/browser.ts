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
    const worker = new Worker(new URL("../bundle/worker.browser.js", import.meta.url), { type: "module" });
    return { endpoint: worker, terminate: () => worker.terminate() };
  },
  async gpu() {
    if (!("gpu" in navigator)) return { reason: "this browser has none, or the page is not served over https or from localhost" };
    return { api: navigator.gpu, none: "the browser finds no adapter (is hardware acceleration switched off?)" };
  },
  cores: () => navigator.hardwareConcurrency,
  sharedMemory: () => globalThis.crossOriginIsolated,
};
