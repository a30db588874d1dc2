/** `manifest.json`: what a run was made of, so that it can be repeated and checked. */
import type { Prepared } from "./prepare.js";
import type { InputFile } from "./study.js";

/** How a run was started, as its host knows it. */
export interface RunRecord {
  /** Command line that repeats the run. */
  readonly command?: string;
  /** Versions of twoscale and of the engine, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Case file, relative to the folder of results, so that `verify` finds it. */
  readonly caseFile?: string;
  /** Time of the start, ISO 8601. */
  readonly started?: string;
}

/** `manifest.json`. */
export interface Manifest extends RunRecord {
  readonly title: string;
  readonly units: string;
  /** Files that were read, with their SHA-256; names are relative to the case file. */
  readonly inputs: readonly InputFile[];
  /** Random numbers decide nothing in a run. */
  readonly seeds: readonly number[];
  readonly backend: string;
  readonly threads: number;
  readonly materials: Readonly<Record<string, string>>;
}

/** The manifest of a run. */
export function manifestOf({ study, problem, backend, threads }: Prepared, record: RunRecord = {}): Manifest {
  return {
    title: study.title, ...record, units: study.units.name, inputs: study.inputs, seeds: [], backend, threads,
    materials: Object.fromEntries(problem.regions.map(({ name, model }) => [name, model.name])),
  };
}
