/** Runs a study and writes its results, step by step; whatever happens, the files that are there are whole. */
import type { SolverAccount } from "../constitutive/model.js";
import { TwoscaleError } from "../core/errors.js";
import { readPvd, writePvd, writeVtu, type PvdEntry, type VtuField } from "../io/index.js";
import type { FileStore } from "../platform/files.js";
import { checkSameInputs, decodeCheckpoint, encodeCheckpoint, type StoredPoint } from "./checkpoint.js";
import { contactFields } from "./fields.js";
import { manifestOf, type RunRecord } from "./manifest.js";
import { inFolder } from "../platform/files.js";
import { prepare } from "./prepare.js";
import { readied } from "./prestress.js";
import { probeCsv } from "./probe-table.js";
import { readSamples, writeSamples } from "../surrogate/data-file.js";
import { joinSamples } from "../surrogate/keep.js";
import { reportHtml } from "./report/html.js";
import { equivalentStress } from "./fields.js";
import { type Course, createCourse, type Iteration, pointOf, recall, type Result, resultOf, type RunOptions, type Step, walk } from "./run.js";
import { backendsOf, solversOf } from "./solvers.js";
import type { Study } from "./study.js";
import type { FailureSummary, RunStatus } from "./summary.js";
import { addXdmfStep, xdmfFiles } from "./xdmf.js";

/** How results are written. */
export interface RecordOptions extends RunOptions {
  /** Continue from `checkpoint.bin` where there is one. */
  readonly resume?: boolean;
  /** What manifest and report say about how the run was started. */
  readonly record?: RunRecord;
  /** Seconds between two checkpoints of a run that goes well; default 20. The last step always leaves one. */
  readonly checkpointEvery?: number;
  /** Called with what the run ended with, also when it failed or was interrupted. */
  readonly onEnd?: (result: Result) => void;
}

const defaultCheckpointEvery = 20;

const files = { summary: "summary.json", log: "log.ndjson", probes: "probes.csv", report: "report.html", manifest: "manifest.json", checkpoint: "checkpoint.bin", collection: "result.pvd" } as const;

/** Names of the fields of a step; nothing else is ever deleted. */
const stepFile = /^step-\d{4,}\.vtu$/;

/** What has been written, and what goes into the next files. */
interface Recorder {
  readonly course: Course;
  readonly store: FileStore;
  readonly options: RecordOptions;
  readonly log: string[];
  readonly written: PvdEntry[];
  lastCheckpoint: number;
  /** Equivalent Cauchy stress per cell at the last accepted step, for the picture of the report. */
  stress: Float64Array | undefined;
}

/**
 * Solves a study and writes `result.pvd`, a `.vtu` per written step, `log.ndjson`, `probes.csv`, `summary.json`, `report.html`, `manifest.json`
 * and `checkpoint.bin` (DESIGN §4). Nothing is written before the first Newton iteration.
 * @param store where files go; each appears at once and whole
 * @returns the result, after a run to its end
 * @throws what `run` throws, after status `failed` or `interrupted`, the results so far and a checkpoint have been written;
 *   CaseError E_CHECKPOINT, FormatError E_CHECKPOINT_FILE when it cannot be resumed
 */
export async function* record(study: Study, store: FileStore, options: RecordOptions = {}): AsyncGenerator<Step, Result> {
  const stored = options.resume ? await readCheckpoint(study, store) : undefined;
  const ready = await readied(study, options);
  const prepared = await prepare(ready.study, { ...options, ...(stored?.backends ? { recorded: stored.backends } : {}) });
  try {
    const recorder: Recorder = {
      course: createCourse(prepared, stored?.point, ready.prestress), store, options, log: [...(stored?.log ?? [])], written: [...(stored?.written ?? [])],
      lastCheckpoint: performance.now(), stress: undefined,
    };
    await recall(recorder.course);
    yield* recordSteps(recorder);
    return await finish(recorder, "converged");
  } finally {
    prepared.dispose();
  }
}

async function readCheckpoint(study: Study, store: FileStore): Promise<StoredPoint | undefined> {
  const bytes = await store.read(files.checkpoint);
  if (bytes === undefined) return undefined;
  const stored = decodeCheckpoint(bytes, files.checkpoint);
  checkSameInputs(stored.inputs, study.inputs, files.checkpoint);
  return stored;
}

async function* recordSteps(recorder: Recorder): AsyncGenerator<Step, void> {
  const { course, options } = recorder;
  const pending: string[] = [];
  let first = true;
  const onIteration = (iteration: Iteration): void => {
    pending.push(logLine(course, iteration, first ? solversOf(course.prepared) : {}));
    first = false;
    options.onIteration?.(iteration);
  };
  try {
    for await (const step of walk(course, { ...options, onIteration })) {
      recorder.log.push(...pending.splice(0));
      await timed(recorder, () => writeStep(recorder, step));
      yield step;
    }
  } catch (error) {
    // Iterations of the attempt that failed belong into the log, but not into the checkpoint: a resumed run makes them again.
    if (pending.length > 0 || course.accepted) await finish(recorder, options.signal?.aborted ? "interrupted" : "failed", { pending, error });
    throw error;
  }
}

/** One line per iteration; `solvers`: on the first line, who solves the RVEs and why. */
function logLine({ accepted, restart }: Course, { seconds, ...iteration }: Iteration, solvers: Readonly<Record<string, SolverAccount>>): string {
  const step = (accepted?.index ?? restart?.solver.index ?? 0) + 1;
  const { constitutive, assembly, linear } = seconds;
  const reasons = Object.entries(solvers).map(([name, { backend, reason }]) => [name, { backend, reason }] as const);
  return JSON.stringify({ step, ...iteration, seconds: { constitutive, assembly, linear }, ...(reasons.length > 0 ? { solvers: Object.fromEntries(reasons) } : {}) });
}

async function timed(recorder: Recorder, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await work();
  recorder.course.ledger.output += (performance.now() - start) / 1000;
}

async function writeStep(recorder: Recorder, step: Step): Promise<void> {
  const { course, store, log, options } = recorder;
  recorder.stress = equivalentStress(step.field("cauchy").values);
  if (step.index === 1) await begin(recorder);
  if (step.last || step.index % course.prepared.study.output.every === 0) await writeFields(recorder, step);
  await writeText(store, files.log, log.map((line) => `${line}\n`).join(""));
  await writeText(store, files.probes, probeCsv(course.ledger.steps));
  const age = performance.now() - recorder.lastCheckpoint;
  if (step.last || age > 1000 * (options.checkpointEvery ?? defaultCheckpointEvery)) await writeCheckpoint(recorder);
}

/** Results of an earlier run in the folder go, so that nobody takes them for those of this one. */
async function begin(recorder: Recorder): Promise<void> {
  const { store } = recorder;
  const collection = await store.read(files.collection);
  const older = (collection === undefined ? [] : readPvd(collection, files.collection).map(({ file }) => file)).filter((file) => stepFile.test(file));
  for (const name of [files.summary, files.report, files.checkpoint, files.collection, files.probes, ...older, ...xdmfFiles(older)]) await store.remove(name);
  await writeText(store, files.manifest, manifestText(recorder));
}

async function writeFields({ course, store, written }: Recorder, step: Step): Promise<void> {
  const { study } = course.prepared;
  const file = `step-${String(step.index).padStart(4, "0")}.vtu`;
  const ofContacts: readonly string[] = study.boundary.some(({ contact }) => contact) ? contactFields : [];
  const groups: Readonly<Record<string, readonly string[]>> = { state: course.states, fibres: step.fibres };
  const names = [...study.output.fields.flatMap((name) => (Object.hasOwn(groups, name) ? groups[name] : [name])), ...ofContacts];
  const isNodal = (name: string): boolean => name === "u" || name === "reaction" || ofContacts.includes(name);
  const fieldsOf = (wanted: readonly string[]): Record<string, VtuField> => Object.fromEntries(wanted.map((name) => [name, step.field(name)]));
  const fields = { points: fieldsOf(names.filter(isNodal)), cells: fieldsOf(names.filter((name) => !isNodal(name))) };
  await store.write(file, writeVtu(study.mesh, { time: step.time, ...fields }));
  written.push({ time: step.time, file });
  await store.write(files.collection, writePvd(written));
  if (study.output.xdmf) await addXdmfStep(store, study.mesh, written, fields);
}

async function writeCheckpoint(recorder: Recorder): Promise<void> {
  const { course, store, log, written } = recorder;
  const point = pointOf(course);
  if (!point) return;
  await store.write(files.checkpoint, encodeCheckpoint({ point, log, written, inputs: course.prepared.study.inputs, backends: backendsOf(course.prepared) }));
  recorder.lastCheckpoint = performance.now();
}

interface Ending {
  /** Log lines of the attempt under way. */
  readonly pending: readonly string[];
  readonly error: unknown;
}

/** Writes what a run leaves behind, `summary.json` last: who sees it sees everything. */
async function finish(recorder: Recorder, status: RunStatus, ending?: Ending): Promise<Result> {
  const { course, store, log, options } = recorder;
  const lines = [...log, ...(ending?.pending ?? [])];
  if (ending) await writeCheckpoint(recorder);
  const failed = ending !== undefined && status === "failed";
  const result = failed ? withFailure(resultOf(course, status), ending.error) : resultOf(course, status);
  await writeText(store, files.log, lines.map((line) => `${line}\n`).join(""));
  await writeText(store, files.manifest, manifestText(recorder));
  await writeSolved(recorder);
  const message = failed ? messageOf(ending.error) : undefined;
  await writeText(store, files.report, reportHtml({ study: course.prepared.study, result, log: lines, record: options.record, message, stress: recorder.stress }));
  await writeText(store, files.summary, `${JSON.stringify(result.summary, undefined, 2)}\n`);
  options.onEnd?.(result);
  return result;
}

/** What guards had solved, in the folders that the case names; a resumed run adds to what is there. */
async function writeSolved({ course: { prepared: { keepers } }, store, options }: Recorder): Promise<void> {
  for (const [folder, keeper] of keepers) {
    const inside = inFolder(store, folder);
    const before = options.resume ? await readSamples(inside) : undefined;
    const solved = keeper.samples();
    await writeSamples(inside, (before && joinSamples([before, solved])) ?? solved);
  }
}

/** The result with the reason in its summary, after the status. */
function withFailure({ summary: { status, ...rest }, ...others }: Result, error: unknown): Result {
  return { ...others, summary: { status, failure: failureOf(error), ...rest } };
}

function failureOf(error: unknown): FailureSummary {
  if (!(error instanceof TwoscaleError)) return { code: "unexpected", message: String(error), hint: "This is a defect of twoscale: report it." };
  const { likely, attempts, points, nodes } = error.details as Partial<FailureSummary>;
  const parts = Object.entries({ likely, attempts, points, nodes }).filter(([, part]) => part !== undefined);
  return { code: error.code, message: error.text, hint: error.hint ?? "", ...(Object.fromEntries(parts) as Partial<FailureSummary>) };
}

function messageOf(error: unknown): string {
  return error instanceof TwoscaleError ? `${error.text} ${error.hint ? `Hint: ${error.hint}` : ""}` : String(error);
}

function manifestText({ course, options }: Recorder): string {
  return `${JSON.stringify(manifestOf(course.prepared, options.record), undefined, 2)}\n`;
}

function writeText(store: FileStore, name: string, text: string): Promise<void> {
  return store.write(name, new TextEncoder().encode(text));
}
