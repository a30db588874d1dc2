/** What the browser offers, and the service worker that makes up for headers which a host does not send. */

/** Whether RVE workers share memory; without it RVEs are copied to them and back. */
export const isolated = globalThis.crossOriginIsolated;

/** Whether the browser has WebGPU; the engine has no backend for it yet. */
export const hasWebGpu = "gpu" in navigator;

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
