/** Runs of a bench that are collected in a file over several calls: every run is added to what the file holds at that moment, so that no call can overwrite another's. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Runs by name; numbers that were not measured are NaN. */
export type Runs<Sample> = ReadonlyMap<string, readonly Sample[]>;

/** What a file holds; nothing when there is none. */
export function readRuns<Sample>(path: string): Runs<Sample> {
  if (!existsSync(path)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(path, "utf8"), (_, x: unknown) => x ?? NaN) as Record<string, Sample[]>));
}

/** Adds a run to a file by write and rename, and returns what it holds then. */
export function addRun<Sample>(path: string, name: string, sample: Sample): Runs<Sample> {
  const runs = new Map(readRuns<Sample>(path));
  runs.set(name, [...(runs.get(name) ?? []), sample]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(runs), null, 2));
  renameSync(`${path}.new`, path);
  return runs;
}

/** Puts a file aside under a name with its time, so that a collection begins anew; returns that name, or undefined when there was none. */
export function putAside(path: string, time: Date): string | undefined {
  if (!existsSync(path)) return undefined;
  const aside = path.replace(/\.json$/, `-before-${time.toISOString().replace(/[:.]/g, "-")}.json`);
  renameSync(path, aside);
  return aside;
}
