/** Identity of an RVE: what two files must share for their cells to answer alike. */
import { sha256 } from "../core/sha256.js";
import type { RveSpec } from "./spec.js";

/** SHA-256 of the RVE as data (numbers in the unit system of the case), whatever the order of its keys; names of outputs count, too. */
export function rveHash(spec: RveSpec): string {
  return sha256(new TextEncoder().encode(JSON.stringify(sorted(spec))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]));
}
