/** What the browser offers, and the service worker that makes up for headers which a host does not send. */

/** Whether RVE workers share memory; without it RVEs are copied to them and back. */
export const isolated = globalThis.crossOriginIsolated;

/** WebGPU of this browser. */
export interface WebGpu {
  readonly there: boolean;
  /** Name of the adapter, or why there is none. */
  readonly says: string;
}

let looked: Promise<WebGpu> | undefined;

/** Looks for a WebGPU adapter, once. Only when it is wanted: a browser without one complains on its console. */
export function webGpu(): Promise<WebGpu> {
  looked ??= lookForAdapter();
  return looked;
}

async function lookForAdapter(): Promise<WebGpu> {
  if (!("gpu" in navigator)) return { there: false, says: "this browser has none" };
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  if (!adapter) return { there: false, says: "the browser finds no adapter" };
  const { description, device, vendor } = adapter.info;
  return { there: true, says: description || device || vendor || "unnamed adapter" };
}

/**
 * Where the host does not send the headers of cross-origin isolation, a service worker adds them from the next load on.
 * That load is made at once, unless the user has begun to work.
 */
export function registerIsolation(): void {
  if (isolated || !import.meta.env.PROD || !("serviceWorker" in navigator) || !globalThis.isSecureContext) return;
  let touched = false;
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => { touched = true; }, { once: true, capture: true });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // Once: a browser that isolates nothing even so must not load the page for ever.
    if (touched || sessionStorage.getItem("twoscale-isolated")) return;
    sessionStorage.setItem("twoscale-isolated", "tried");
    location.reload();
  });
  void navigator.serviceWorker.register(new URL("isolate.js", document.baseURI)).catch(() => undefined);
}
