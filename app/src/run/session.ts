/** What the page shows: a run with its engine, the results of one in a folder, or files that were opened. */
import { proxy } from "comlink";
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type EngineHandle, openEngine } from "../engine/client.js";
import type { Bundle, Ending, IterationNews, Opened, Preview, StepNews } from "../engine/messages.js";

export type Standing = "solving" | "paused" | "converged" | "failed" | "stopped" | "opened" | "watched";

export interface Session {
  readonly id: number;
  readonly label: string;
  /** The case; undefined for results of which only the files are there. */
  readonly bundle: Bundle | undefined;
  readonly preview: ReadonlySignal<Preview>;
  readonly standing: ReadonlySignal<Standing>;
  readonly steps: ReadonlySignal<readonly StepNews[]>;
  readonly iterations: ReadonlySignal<readonly IterationNews[]>;
  readonly ending: ReadonlySignal<Ending | undefined>;
  /** How to steer it, while it can be. */
  readonly controls: Controls | undefined;
}

/** The handles of a run. */
export interface Controls {
  pause(): void;
  proceed(): void;
  single(): void;
  stop(): void;
  /** Bytes of a result file, as the command writes it. */
  file(name: string): Promise<Uint8Array | undefined>;
  fileNames(): Promise<string[]>;
}

interface Parts {
  readonly preview: Signal<Preview>;
  readonly standing: Signal<Standing>;
  readonly steps: Signal<readonly StepNews[]>;
  readonly iterations: Signal<readonly IterationNews[]>;
  readonly ending: Signal<Ending | undefined>;
}

let count = 0;

/** Iterations that are kept for the plot of convergence. */
const iterationsKept = 4000;

function partsOf(preview: Preview, standing: Standing): Parts {
  return { preview: signal(preview), standing: signal(standing), steps: signal<readonly StepNews[]>([]), iterations: signal<readonly IterationNews[]>([]), ending: signal<Ending | undefined>(undefined) };
}

/** How a run is begun. */
export interface RunSpec {
  readonly bundle: Bundle;
  readonly preview: Preview;
  readonly label: string;
  readonly threads: number;
  readonly resume: boolean;
}

/** Starts a run, in an engine of its own. */
export function runSession({ bundle, preview, ...options }: RunSpec): Session {
  const handle = openEngine();
  const parts = partsOf(preview, "solving");
  void handle.engine.start(bundle, options, proxy(listenerOf(parts))).then((ending) => {
    batch(() => {
      parts.ending.value = ending;
      parts.standing.value = ending.failure ? "failed" : ending.summary?.status === "converged" ? "converged" : "stopped";
    });
  });
  return { id: ++count, label: options.label, bundle, ...parts, controls: controlsOf(handle, parts.standing) };
}

/** A session of files that were opened. */
export function openedSession({ preview, steps }: Opened, label: string): Session {
  const parts = partsOf(preview, "opened");
  parts.steps.value = steps;
  return { id: ++count, label, bundle: undefined, ...parts, controls: undefined };
}

/** A session that follows the folder at an address; `onBegin` is called once there is something to show. */
export function watchedSession(base: string, onBegin: (session: Session) => void): void {
  const { engine } = openEngine();
  let parts: Parts | undefined;
  void engine.watch(base, proxy({
    onBegin(preview, bundle) {
      if (parts) return restart(parts, preview);
      parts = partsOf(preview, "watched");
      onBegin({ id: ++count, label: "Results", bundle, ...parts, controls: undefined });
    },
    onStep: (news) => { if (parts) listenerOf(parts).onStep(news); },
    onIterations: (news) => { if (parts) listenerOf(parts).onIterations(news); },
    onEnd: (ending) => { if (parts) parts.ending.value = ending; },
  }));
}

function restart(parts: Parts, preview: Preview): void {
  batch(() => {
    parts.preview.value = preview;
    parts.steps.value = [];
    parts.iterations.value = [];
    parts.ending.value = undefined;
  });
}

/** A resumed run makes steps again that an earlier visit had made after its last checkpoint. */
function listenerOf(parts: Parts): { onStep(news: StepNews): void; onIterations(news: readonly IterationNews[]): void } {
  return {
    onStep: (news) => { parts.steps.value = [...parts.steps.value.filter(({ frame }) => frame.index < news.frame.index), news]; },
    onIterations: (news) => { parts.iterations.value = [...parts.iterations.value, ...news].slice(-iterationsKept); },
  };
}

function controlsOf({ engine }: EngineHandle, standing: Signal<Standing>): Controls {
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
  };
}
