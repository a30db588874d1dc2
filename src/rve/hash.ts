/** Identity of an RVE: what two files must share for their cells to answer alike. */
import { sha256 } from "../core/sha256.js";
import type { RveSpec } from "./spec.js";

/** Keys that came after the first surrogates were trained, with what they default to: left at that they do not count, so that older hashes hold. */
const later: Readonly<Record<string, unknown>> = { formulation: "auto" };

/** Who solves a cell does not change what it answers, but for its last digits. */
const aside = "solver";

/** SHA-256 of the RVE as data (numbers in the unit system of the case), whatever the order of its keys; names of outputs count, too. */
export function rveHash(spec: RveSpec): string {
  const told = Object.fromEntries(Object.entries(spec).filter(([key, value]) => key !== aside && later[key] !== value));
  return sha256(new TextEncoder().encode(JSON.stringify(sorted(told))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]));
}
