/** The engine in a worker of the page: it reads cases, solves them and prepares pictures; the page only draws. It starts the RVE workers itself. */
import { expose, transfer } from "comlink";
import { estimate, type Iteration, loadCase, memoryFiles, type MemoryFiles, record, type Result, type Step, type Study, TwoscaleError } from "twoscale";
import { createGate } from "./gate.js";
import type { Bundle, Ending, Failure, Frame, IterationNews, Listener, Preview, StartOptions, StepNews, Units } from "./messages.js";
import { quantities } from "./shades.js";
import { deformed, shadeOf, skinOf, type SkinParts, vertexNormals } from "./skin.js";

const gate = createGate();
let stopping = new AbortController();
/** What the run has written, as the command would write it to a folder. */
const results: MemoryFiles = memoryFiles();

/** Reads and checks a case; nothing is solved. Throws a `Failure`. */
async function preview(bundle: Bundle, threads: number): Promise<Preview> {
  const study = await loadCase(bundle.main, memoryFiles(bundle.files)).catch(refuse);
  const { skin } = skinOf(study.mesh);
  const answer: Preview = {
    title: study.title, units: unitsOf(study), skin, estimate: estimate(study, threads), end: study.steps.end,
    material: Object.values(study.materials).map((material) => ("rve" in material ? "RVE" : "law" in material ? String(material.law) : "formula")).join(", "),
    threads, isolated: globalThis.crossOriginIsolated,
  };
  return transfer(answer, [skin.points.buffer, skin.normals.buffer, skin.polygons.buffer, skin.cells.buffer]);
}

function unitsOf({ units }: Study): Units {
  return { length: units.length, stress: units.stress, time: units.time };
}

/** Solves a case from its beginning, or from a checkpoint; resolves when it has ended, whatever the end. */
async function start(bundle: Bundle, { threads, resume }: StartOptions, listener: Listener): Promise<Ending> {
  stopping = new AbortController();
  const ended: { result?: Result } = {};
  try {
    const study = await loadCase(bundle.main, memoryFiles(bundle.files));
    const parts = skinOf(study.mesh);
    const steps = record(study, results, {
      threads, resume, signal: stopping.signal, onEnd: (result) => { ended.result = result; },
      record: { command: commandOf(bundle), versions: { browser: navigator.userAgent } },
      onIteration: reporter(listener),
    });
    await gate.pass();
    for await (const step of steps) {
      send(listener, newsOf(step, parts));
      await gate.pass();
    }
    return { summary: ended.result?.summary, failure: undefined };
  } catch (error) {
    return { summary: ended.result?.summary, failure: stopping.signal.aborted ? undefined : failureOf(error) };
  }
}

/** Milliseconds between two messages about iterations: a law makes hundreds a second, and nobody can read them. */
const iterationInterval = 120;

/** Tells of iterations in batches. */
function reporter(listener: Listener): (iteration: Iteration) => void {
  let [pending, last]: [IterationNews[], number] = [[], 0];
  return ({ time, iteration, residual, relative }) => {
    pending.push({ time, iteration, residual, relative });
    if (performance.now() - last < iterationInterval) return;
    listener.onIterations(pending);
    [pending, last] = [[], performance.now()];
  };
}

function commandOf({ main }: Bundle): string {
  return `twoscale run ${main}`;
}

function newsOf(step: Step, parts: SkinParts): StepNews {
  return { frame: frameOf(step, parts), iterations: step.iterations, residual: step.residual, probes: step.probes };
}

function frameOf(step: Step, parts: SkinParts): Frame {
  const { skin } = parts;
  const points = deformed(parts, step.field("u").values);
  const found = quantities((name) => step.field(name), step.states);
  return {
    index: step.index, time: step.time, points, normals: vertexNormals(skin.polygons, points),
    shades: Object.fromEntries(Object.entries(found).map(([name, values]) => [name, shadeOf(skin, values)])),
    F: Float64Array.from(step.field("F").values),
  };
}

function send(listener: Listener, news: StepNews): void {
  const { points, normals, shades, F } = news.frame;
  const arrays = [points, normals, ...(F ? [F] : []), ...Object.values(shades).flatMap(({ cells, vertices }) => [cells, vertices])];
  listener.onStep(transfer(news, arrays.map(({ buffer }) => buffer as ArrayBuffer)));
}

/** An error as plain data: the bridge to the page keeps no fields of errors. */
function failureOf(error: unknown): Failure {
  return error instanceof TwoscaleError ? { code: error.code, text: error.text, hint: error.hint } : { code: "E_UNEXPECTED", text: String(error), hint: "" };
}

function refuse(error: unknown): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw failureOf(error);
}

const engine = {
  preview, start,
  pause: () => gate.shut(),
  proceed: () => gate.open(),
  single: () => gate.single(),
  stop(): void {
    stopping.abort(new Error("stopped"));
    gate.open();
  },
  /** Bytes of a result file. */
  file: (name: string) => results.read(name),
  fileNames: () => [...results.files.keys()],
};
export type Engine = typeof engine;

expose(engine);
