/** What binding a law gives, and the steps that named laws and formulas share. */
import { LawError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { compileLaw, type LawProgram, type LawSource } from "../lawc/compile.js";
import { kernelNumbers } from "./kernels.gen.js";
import type { Place } from "./place.js";

/** A law as the user writes it: `{ law: "neo-hookean", mu: 1, lambda: 2 }` or `{ formula: "…", parameters: {…} }`. */
export interface LawSpec {
  /** Name of a law (docs/reference/laws.md); then its parameters are keys beside it. */
  readonly law?: string;
  /** Energy per reference volume, in the formula language. */
  readonly formula?: string;
  /** Parameters of a formula: numbers, or lists for `terms(…)`. */
  readonly parameters?: Readonly<Record<string, number | readonly number[]>>;
  /** Fibre directions, one per family; need not have unit length. */
  readonly directions?: readonly (readonly number[])[];
  readonly direction?: readonly number[];
  readonly [key: string]: unknown;
}

/** A law with its numbers: plain data, can be posted to a worker. */
export interface BoundLaw {
  readonly name: string;
  /** Name of its pair of kernels; the same name means the same kernels. */
  readonly kernel: string;
  /** Stresses in the unit of the case. */
  readonly parameters: Float64Array;
  /** `[directionCount, 3]`, unit vectors. */
  readonly directions: Float64Array;
  readonly directionCount: number;
  /** The programs of a law that was not compiled with the package. */
  readonly program?: LawProgram;
}

/**
 * Refuses keys that a law does not know.
 * @throws LawError E_KEY with the nearest known key
 */
export function checkKeys(place: Place, spec: LawSpec, known: readonly string[]): void {
  for (const key of Object.keys(spec)) {
    if (known.includes(key) || spec[key] === undefined) continue;
    throw new LawError("E_KEY", `${place.text}: unknown key "${key}".`, { hint: suggestion(key, known), details: { key } });
  }
}

const programs = new Map<string, LawProgram>();

/**
 * Kernel of a law: its number when it was compiled with the package, else its program, which is compiled once.
 * @param source asked for only when it must be compiled
 */
export function kernelOf(kernel: string, source: () => LawSource): { readonly kernel: string; readonly program?: LawProgram } {
  if (Object.hasOwn(kernelNumbers, kernel)) return { kernel };
  const program = programs.get(kernel) ?? compileLaw(source());
  programs.set(kernel, program);
  return { kernel, program };
}
