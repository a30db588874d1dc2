/** From what the schema found to one error: the first issue with its place, and the number of the others. */
import * as v from "valibot";
import { CaseError } from "../core/errors.js";
import { readMessage } from "./schema-parts.js";
import { type Path, pathText, type Source } from "./source.js";

type Issue = v.BaseIssue<unknown>;

/**
 * Checks data against a schema.
 * @param base path of the data in its source, when it is a part of it
 * @throws CaseError E_KEY (a key that is not known, or one that is missing) or E_VALUE (wrong type or out of range), with path, place and hint
 */
export function validate<Schema extends v.GenericSchema>(schema: Schema, data: unknown, source: Source, base: Path = []): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  throw caseError(result.issues, source, base);
}

function caseError(issues: readonly Issue[], source: Source, base: Path): CaseError {
  // A misspelt key also makes its right spelling missing: the misspelling is what the user wants to hear of.
  const first = issues.find(isUnknownKey) ?? issues[0];
  const path = [...base, ...pathOf(first)];
  const { code, text, hint } = describe(first, path);
  const place = isUnknownKey(first) ? source.placeOfKey(path) : source.placeOfValue(path);
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return new CaseError(code, `${place ? `${place}: ` : ""}${text}${others}.`, { hint, details: { path: pathText(path), place, issues: issues.length } });
}

function isUnknownKey(issue: Issue): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

function pathOf(issue: Issue): Path {
  return (issue.path ?? []).map((item) => item.key as string | number);
}

function describe(issue: Issue, path: Path): { readonly code: string; readonly text: string; readonly hint: string } {
  const { allowed, hint } = readMessage(issue.message);
  const name = path.length === 0 ? "the file" : pathText(path);
  if (isUnknownKey(issue)) return { code: "E_KEY", text: `${name} is not a known key`, hint };
  if (issue.received === "undefined" && typeof path[path.length - 1] === "number") return { code: "E_VALUE", text: `${name} is missing`, hint: hint || "write a pair [time, value]." };
  if (issue.received === "undefined") return { code: "E_KEY", text: `${name} is missing`, hint: hint || `add ${path[path.length - 1]}.` };
  if (issue.type === "raw_transform") return { code: "E_QUANTITY", text: `${name} is ${show(issue.input)}: ${allowed}`, hint };
  return { code: "E_VALUE", text: `${name} is ${show(issue.input)}, but must be ${allowed}`, hint };
}

/** A value in at most 60 characters. */
export function show(value: unknown): string {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) ?? String(value) : typeof value === "string" ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
