/** Recomputes a finished run and compares. */
import { CaseError, FormatError } from "../core/errors.js";
import type { FileStore } from "../platform/files.js";
import type { Manifest } from "./manifest.js";
import { run, type RunOptions } from "./run.js";
import type { InputFile, Study } from "./study.js";
import type { Summary } from "./summary.js";

/** One number that is not what it was. */
export interface Difference {
  readonly what: string;
  readonly stored: unknown;
  readonly computed: unknown;
}

export interface Verification {
  readonly identical: boolean;
  readonly differences: readonly Difference[];
}

/** What a run left behind. */
export interface Stored {
  readonly manifest: Manifest;
  readonly summary: Summary;
}

/**
 * Reads what a finished run left behind.
 * @throws CaseError E_FILE when there is none, E_UNFINISHED when it did not converge; FormatError E_RESULT when a file is damaged
 */
export async function readStored(store: FileStore): Promise<Stored> {
  const [manifest, summary] = [await readJson(store, "manifest.json"), await readJson(store, "summary.json")] as [Manifest, Summary];
  if (summary.status !== "converged") {
    throw new CaseError("E_UNFINISHED", `the run has status "${summary.status}"; only a converged one can be verified.`, { hint: "finish it with twoscale run … --resume." });
  }
  return { manifest, summary };
}

/**
 * Reads how a run was made, finished or not.
 * @throws CaseError E_FILE, FormatError E_RESULT
 */
export async function readManifest(store: FileStore): Promise<Manifest> {
  return await readJson(store, "manifest.json") as Manifest;
}

async function readJson(store: FileStore, name: string): Promise<unknown> {
  const bytes = await store.read(name);
  if (bytes === undefined) throw new CaseError("E_FILE", `${name} does not exist in this folder.`, { hint: "name the folder that twoscale run --out wrote." });
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new FormatError("E_RESULT", `${name} is not JSON.`, { hint: "the file is damaged: run the case again.", cause });
  }
}

/**
 * Runs a study again and compares inputs, steps, probes and hash with what was stored.
 * @throws what `run` throws
 */
export async function verify(stored: Stored, study: Study, options: RunOptions = {}): Promise<Verification> {
  const inputs = inputDifferences(stored.manifest.inputs, study.inputs);
  if (inputs.length > 0) return { identical: false, differences: inputs };
  const steps = run(study, { backend: stored.summary.backend as "wasm" | "reference", ...options });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const differences = compare(stored.summary, next.value.summary);
  return { identical: differences.length === 0, differences };
}

function inputDifferences(stored: readonly InputFile[], current: readonly InputFile[]): Difference[] {
  const now = new Map(current.map((file) => [file.name, file.sha256]));
  return stored.filter((file) => now.get(file.name) !== file.sha256)
    .map((file) => ({ what: `input ${file.name}`, stored: file.sha256, computed: now.get(file.name) ?? "not used" }));
}

/** JSON keeps doubles exactly, so equal text is equal bits (but for the sign of zero). */
function compare(stored: Summary, computed: Summary): Difference[] {
  const parts = (summary: Summary): Record<string, unknown> => ({
    hash: summary.hash, steps: summary.steps.length, solutionNorm: summary.solutionNorm,
    ...Object.fromEntries(Object.entries(summary.probes).map(([name, value]) => [`probe ${name}`, value])),
  });
  const [before, after] = [parts(stored), parts(computed)];
  return Object.keys(before).filter((what) => JSON.stringify(before[what]) !== JSON.stringify(after[what]))
    .map((what) => ({ what, stored: before[what], computed: after[what] }));
}
