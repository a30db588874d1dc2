/** Options that several verbs share. */
import { basename, dirname } from "node:path";
import { Option } from "commander";
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { folderFiles, type FileStore } from "../platform/files.node.js";
import { type Backend, backends } from "../study/schema-material.js";

/** Options of verbs that compute. */
export interface ComputeOptions {
  readonly threads?: number;
  readonly backend?: Backend;
  readonly json?: boolean;
}

/** `--threads N` */
export function threadsOption(): Option {
  return new Option("--threads <n>", "workers for RVEs and solids (default: all cores)").argParser((text) => {
    const threads = Number(text);
    if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
    throw new CaseError("E_OPTION", `--threads is "${text}", but must be a whole number from 1 to 256.`, { hint: "write for instance --threads 2." });
  });
}

/** `--backend B` */
export function backendOption(): Option {
  return new Option("--backend <name>", `who solves RVEs: ${backends.join(", ")}`).argParser((text): Backend => {
    const found = backends.find((name) => name === text);
    if (found) return found;
    throw new CaseError("E_OPTION", `--backend is "${text}", which is no backend.`, { hint: suggestion(text, backends) });
  });
}

/** `--json` */
export function jsonOption(): Option {
  return new Option("--json", "print the data as JSON on stdout");
}

/** A file on disk as a name in the store of its folder. */
export function splitPath(path: string): { readonly name: string; readonly files: FileStore } {
  return { name: basename(path), files: folderFiles(dirname(path)) };
}

/** The properties that are there, without those that are undefined. */
export function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Reads a whole number of an option. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new CaseError("E_OPTION", `${option} is "${text}", but must be a whole number from ${least} to ${most}.`, { hint: `write for instance ${option} ${Math.max(least, 1)}.` });
  };
}

/** Reads a number of an option that is greater than 0 and at most `most`. */
export function positiveNumber(option: string, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value > 0 && value <= most) return value;
    throw new CaseError("E_OPTION", `${option} is "${text}", but must be a number greater than 0, at most ${most}.`, { hint: `write for instance ${option} ${Math.min(0.2, most)}.` });
  };
}

const byDefault = (text: string, fallback: string | undefined): string => (fallback === undefined ? text : `${text} (default: ${fallback})`);

/** `--count N` of states of an RVE; default 200 */
export function countOption(text: string): Option {
  return new Option("--count <n>", text).argParser(wholeNumber("--count", 2, 1e6)).default(200);
}

/** `--range X`: how far states of an RVE are stretched. */
export function rangeOption(fallback?: string): Option {
  return new Option("--range <x>", byDefault("bound of deviator and shear in log U", fallback)).argParser(positiveNumber("--range", 2));
}

/** `--volume X`: how much the volume of states of an RVE changes. */
export function volumeOption(fallback: string): Option {
  return new Option("--volume <x>", byDefault("bound of ln J", fallback)).argParser(positiveNumber("--volume", 2));
}

/** `--seed N` */
export function seedOption(text: string, fallback: number): Option {
  return new Option("--seed <n>", text).argParser(wholeNumber("--seed", 0, 2 ** 31 - 1)).default(fallback);
}
