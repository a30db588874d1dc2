/** Starts engines: each is a worker of the page. */
import { type Remote, wrap } from "comlink";
import type { Engine } from "./worker.js";

export interface EngineHandle {
  readonly engine: Remote<Engine>;
  /** Ends the worker and the RVE workers that it started. */
  terminate(): void;
}

/** A new engine. */
export function openEngine(): EngineHandle {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "twoscale engine" });
  return { engine: wrap<Engine>(worker), terminate: () => worker.terminate() };
}
