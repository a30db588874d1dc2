/** Where a law stands in its case file, for error texts. */
import { LawError } from "../core/errors.js";

export interface Place {
  /** Path of the material, e.g. `materials.tissue`, and the name of the law. */
  readonly text: string;
  readonly law: string;
}

/** Numbers, lists and text as they would be written in a case file, cut to a readable length. */
function written(value: unknown): string {
  const text = typeof value === "string" ? value : value === undefined ? "nothing" : typeof value === "number" ? String(value) : JSON.stringify(value);
  return (text ?? String(value)).slice(0, 80);
}

/**
 * The error for a value of a law that is not allowed.
 * @param allowed what is, as the rest of "is not …"
 */
export function valueError(place: Place, key: string, value: unknown, allowed: string): LawError {
  return new LawError("E_PARAMETER", `${place.text}: ${key} = ${written(value)} is not ${allowed}.`, {
    hint: `set ${key} to ${allowed}.`, details: { law: place.law, parameter: key, value, allowed },
  });
}
