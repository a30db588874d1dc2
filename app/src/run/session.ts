/** A run of the page: its engine, what it has computed so far, and how it stands. */
import { proxy } from "comlink";
import { type ReadonlySignal, signal } from "@preact/signals";
import { type EngineHandle, openEngine } from "../engine/client.js";
import type { Bundle, Ending, IterationNews, Preview, StepNews } from "../engine/messages.js";

export type Standing = "solving" | "paused" | "converged" | "failed" | "stopped";

/** A Newton iteration, and when it came: the page shows how long a run has been at it. */
export interface Session {
  readonly id: number;
  readonly label: string;
  readonly bundle: Bundle;
  readonly preview: Preview;
  readonly standing: ReadonlySignal<Standing>;
  readonly steps: ReadonlySignal<readonly StepNews[]>;
  readonly iterations: ReadonlySignal<readonly IterationNews[]>;
  readonly ending: ReadonlySignal<Ending | undefined>;
  /** Milliseconds since the page was opened. */
  readonly began: number;
  pause(): void;
  proceed(): void;
  single(): void;
  stop(): void;
  /** Bytes of a result file, as the command writes it. */
  file(name: string): Promise<Uint8Array | undefined>;
  fileNames(): Promise<string[]>;
  /** Ends the worker; what the page has stays. */
  close(): void;
}

let count = 0;

/** Iterations that are kept for the plot of convergence. */
const iterationsKept = 4000;

/** How a session is begun. */
export interface SessionOptions {
  readonly label: string;
  readonly threads: number;
  readonly resume: boolean;
}

/** Starts a run. */
export function openSession(bundle: Bundle, preview: Preview, { label, threads, resume }: SessionOptions): Session {
  const handle = openEngine();
  const parts = {
    standing: signal<Standing>("solving"), steps: signal<readonly StepNews[]>([]),
    iterations: signal<readonly IterationNews[]>([]), ending: signal<Ending | undefined>(undefined),
  };
  void begin(handle, bundle, parts, { threads, resume });
  return { id: ++count, label, bundle, preview, began: performance.now(), ...parts, ...controls(handle, parts) };
}

type Parts = { readonly [K in "standing" | "steps" | "iterations" | "ending"]: { value: Session[K]["value"] } };

async function begin({ engine }: EngineHandle, bundle: Bundle, parts: Parts, options: { readonly threads: number; readonly resume: boolean }): Promise<void> {
  const ending = await engine.start(bundle, options, proxy({
    onStep: (news) => { parts.steps.value = [...parts.steps.value, news]; },
    onIterations: (news) => { parts.iterations.value = [...parts.iterations.value, ...news].slice(-iterationsKept); },
  }));
  parts.ending.value = ending;
  parts.standing.value = ending.failure ? "failed" : ending.summary?.status === "converged" ? "converged" : "stopped";
}

function controls({ engine, terminate }: EngineHandle, { standing }: Parts): Pick<Session, "pause" | "proceed" | "single" | "stop" | "file" | "fileNames" | "close"> {
  return {
    pause() {
      standing.value = "paused";
      void engine.pause();
    },
    proceed() {
      standing.value = "solving";
      void engine.proceed();
    },
    single() {
      standing.value = "paused";
      void engine.single();
    },
    stop: () => void engine.stop(),
    file: (name) => engine.file(name),
    fileNames: () => engine.fileNames(),
    close: terminate,
  };
}
