/** Ctrl-C: the first ends the run with a checkpoint, the second ends the process. */

/** Reason with which a run is aborted. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A signal that Ctrl-C (SIGINT) and SIGTERM abort; `release` gives both back to the process. */
export function onInterrupt(tellUser: () => void): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const handle = (): void => {
    if (controller.signal.aborted) process.exit(130);
    tellUser();
    controller.abort(new Interrupted("interrupted"));
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, handle);
  return { signal: controller.signal, release: () => { for (const name of signals) process.off(name, handle); } };
}
