/** Solves cases: writes what the command would write, tells the page of every step, and can be stopped. */
import { type Iteration, loadCase, memoryFiles, type MemoryFiles, record, type Result, type Step } from "twoscale";
import { failureOf } from "./failures.js";
import { frameOf } from "./frames.js";
import type { Gate } from "./gate.js";
import type { Bundle, Ending, IterationNews, Listener, StartOptions, StepNews } from "./messages.js";
import { iterationsOf, stepReader } from "./results.js";
import { sendStep } from "./send.js";
import { skinOf, type SkinParts } from "./skin.js";
import { keep, type Kept, keptFiles, note, recallFiles } from "./storage.js";

export interface Runner {
  start(bundle: Bundle, options: StartOptions, listener: Listener): Promise<Ending>;
  stop(): void;
  file(name: string): Promise<Uint8Array | undefined>;
  fileNames(): string[];
}

/** Seconds between two checkpoints: what a reload of the page may cost. */
const checkpointEvery = 1;
/** Milliseconds between two messages about iterations: a law makes hundreds a second, and nobody can read them. */
const iterationInterval = 120;

/** A runner that passes `gate` before every step. */
export function createRunner(gate: Gate): Runner {
  let results: MemoryFiles = memoryFiles();
  const stopping = new AbortController();
  return {
    async start(bundle, options, listener) {
      results = keptFiles(options.resume ? await recallFiles() : {});
      const ended: { result?: Result } = {};
      try {
        if (options.resume) await recount(results, listener);
        await solve(bundle, options, { gate, listener, results, signal: stopping.signal, onEnd: (result) => { ended.result = result; } });
        return { summary: ended.result?.summary, failure: undefined };
      } catch (error) {
        return { summary: ended.result?.summary, failure: stopping.signal.aborted ? undefined : failureOf(error) };
      }
    },
    stop() {
      stopping.abort(new Error("stopped by the user"));
      gate.open();
    },
    file: (name) => results.read(name),
    fileNames: () => [...results.files.keys()],
  };
}

/** Tells the page what an earlier visit has computed. */
async function recount(results: MemoryFiles, listener: Listener): Promise<void> {
  const { news } = await stepReader(results).next();
  listener.onIterations(await iterationsOf(results));
  for (const step of news) listener.onStep(sendStep(step));
}

/** What a run works with. */
interface Task {
  readonly gate: Gate;
  readonly listener: Listener;
  readonly results: MemoryFiles;
  readonly signal: AbortSignal;
  onEnd(result: Result): void;
}

async function solve(bundle: Bundle, { threads, resume, label }: StartOptions, { gate, listener, results, signal, onEnd }: Task): Promise<void> {
  const study = await loadCase(bundle.main, memoryFiles(bundle.files));
  const parts = skinOf(study.mesh);
  let kept: Kept = { bundle, label, time: 0, end: study.steps.end, finished: false };
  if (!resume) await keep(kept);
  const report = iterationReporter(listener);
  const steps = record(study, results, {
    threads, resume, signal, onEnd, checkpointEvery, onIteration: report.onIteration,
    record: { command: `twoscale run ${bundle.main}`, versions: { browser: navigator.userAgent }, caseFile: bundle.main },
  });
  await gate.pass();
  for await (const step of steps) {
    report.flush();
    listener.onStep(sendStep(newsOf(step, parts)));
    kept = { ...kept, time: step.time, finished: step.last };
    await note(kept);
    if (!step.last) await gate.pass();
  }
}

function newsOf(step: Step, parts: SkinParts): StepNews {
  const frame = frameOf({ index: step.index, time: step.time, u: step.field("u").values, cells: (name) => step.field(name), states: step.states, nodes: {} }, parts);
  return { frame, iterations: step.iterations, residual: step.residual, probes: step.probes };
}

interface IterationReporter {
  onIteration(iteration: Iteration): void;
  flush(): void;
}

/** Tells of iterations in batches. */
function iterationReporter(listener: Listener): IterationReporter {
  let [pending, last]: [IterationNews[], number] = [[], 0];
  const flush = (): void => {
    if (pending.length > 0) listener.onIterations(pending);
    [pending, last] = [[], performance.now()];
  };
  return {
    flush,
    onIteration({ time, iteration, residual, relative }) {
      pending.push({ time, iteration, residual, relative });
      if (performance.now() - last > iterationInterval) flush();
    },
  };
}
