/** Building blocks of the schemas. Every message says what is allowed and, behind `hintMark`, what to write instead. */
import * as v from "valibot";
import { suggestion } from "../core/nearest.js";
import { convert, type Quantity, type UnitSystem, unitOf } from "./units.js";

/** A value that may change over time: a number reached linearly at the end of the run, or a table of `[time, value]`. */
export type TimeValue = number | readonly (readonly [number, number])[];

const hintMark = "\u0000";

/** A message in two parts: what is allowed, and what to write instead. */
export function says(allowed: string, hint: string): string {
  return allowed + hintMark + hint;
}

/** The two parts of a message made by `says`; messages of valibot itself have no hint. */
export function readMessage(message: string): { readonly allowed: string; readonly hint: string } {
  const [allowed, hint = ""] = message.split(hintMark);
  return { allowed, hint };
}

/** An object with exactly these keys. */
export function exactly<const Entries extends v.ObjectEntries>(entries: Entries) {
  const keys = Object.keys(entries);
  return v.strictObject(entries, (issue) => (issue.expected === "never"
    ? says("", suggestion(String(issue.input), keys))
    : says("a group of keys", `write ${keys.slice(0, 4).join(", ")}${keys.length > 4 ? ", …" : ""} with a colon each.`)));
}

/** Named things of one kind. */
export function named<Value extends v.GenericSchema>(value: Value, example: string) {
  return v.record(v.string(), value, says("a list of names", `write for instance ${example}.`));
}

/** Text that is not empty. */
export function text(example: string) {
  const message = says("text", `write for instance ${example}.`);
  return v.pipe(v.string(message), v.nonEmpty(message));
}

/** One of some words. */
export function oneOf<const Words extends readonly (string | number)[]>(words: Words) {
  return v.picklist(words, (issue) => says(`one of ${words.join(", ")}`, suggestion(String(issue.input), words.map(String))));
}

/** More steps, cells or voxels than anybody computes: beyond this a number is a slip, and arrays of that length cannot be made. */
const largestCount = 1_000_000;

/** A whole number of at least `least`. */
export function whole(least: number, example: number) {
  const message = says(`a whole number from ${least} to ${largestCount}`, `write for instance ${example}.`);
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(largestCount, message));
}

/** Whole numbers, one per direction, whose product is that of a grid. */
export function gridCounts(example: string) {
  return v.pipe(
    v.array(whole(1, 16), says("a list of whole numbers", `write for instance ${example}.`)),
    v.check((counts) => counts.reduce((product, n) => product * n, 1) <= largestCount, says(`a grid of at most ${largestCount} cells`, "use a coarser grid.")),
  );
}

/** A number without unit. */
export function plainNumber(example: string) {
  const message = says("a finite number", `write for instance ${example}.`);
  return v.pipe(v.number(message), v.finite(message));
}

/** A number without unit that is greater than 0. */
export function positiveNumber(example: string) {
  const message = says("a number greater than 0", `write for instance ${example}.`);
  return v.pipe(v.number(message), v.finite(message), v.gtValue(0, message));
}

/** true or false. */
export function yesOrNo() {
  return v.boolean(says("true or false", "write true or false."));
}

/** A number in the case's units, or text with a unit. */
export function quantity(kind: Quantity, system: UnitSystem) {
  const example = unitOf(system, kind);
  return v.pipe(
    v.union([v.number(), v.string()], says(`a number in ${example}, or text with a unit`, `write for instance 2.5 or "2.5 ${example}".`)),
    v.rawTransform<number | string, number>(({ dataset, addIssue, NEVER }) => {
      const answer = typeof dataset.value === "string" ? convert(dataset.value, kind, system) : finite(dataset.value);
      if (typeof answer === "number") return answer;
      addIssue({ message: says(answer.reason, answer.hint), label: "quantity" });
      return NEVER;
    }),
  );
}

function finite(value: number): ReturnType<typeof convert> {
  return Number.isFinite(value) ? value : { reason: "it is not finite", hint: "give a finite number." };
}

/** A quantity greater than 0. */
export function positive(kind: Quantity, system: UnitSystem) {
  return v.pipe(quantity(kind, system), v.gtValue(0, says("greater than 0", `give a positive number in ${unitOf(system, kind)}.`)));
}

/** A list of quantities, of any length; the length is checked where the dimension is known. */
export function quantities(kind: Quantity, system: UnitSystem) {
  return v.array(quantity(kind, system), says("a list of numbers", "write for instance [1, 2]."));
}

/** A number, or a table over time `[[time, value], …]`. */
export function overTime(kind: Quantity, system: UnitSystem) {
  const row = v.strictTuple([quantity("time", system), quantity(kind, system)], says("a pair [time, value]", "write for instance [0.5, 2]."));
  const table = v.pipe(
    v.array(row),
    v.minLength(1, says("a table with at least one pair", "write for instance [[0, 0], [1, 2]].")),
    v.check((rows) => rows.every(([time], i) => i === 0 || time > rows[i - 1][0]), says("a table whose times increase", "sort the table by time and give each time once.")),
  );
  return choose((input) => (Array.isArray(input) ? table : quantity(kind, system)), [quantity(kind, system), table]);
}

/** Picks a schema by looking at the input; `all` is what the JSON Schema shows. */
export function choose<Schema extends v.GenericSchema>(pick: (input: unknown) => Schema, all: readonly Schema[]) {
  return v.lazy((input: unknown): v.GenericSchema<v.InferInput<Schema>, v.InferOutput<Schema>> =>
    (input === undefined ? v.union(all) : pick(input)) as v.GenericSchema<v.InferInput<Schema>, v.InferOutput<Schema>>);
}

/**
 * Objects of several kinds, told apart by the key that only this kind has.
 * @param kinds schema by that key; the first key that occurs decides
 */
export function byKey<Schema extends v.GenericSchema>(kinds: Readonly<Record<string, Schema>>, what: string) {
  const keys = Object.keys(kinds);
  const none = v.custom<never>(() => false, says(`${what} with one of the keys ${keys.join(", ")}`, `add one of ${keys.join(", ")}.`)) as unknown as Schema;
  return choose((input) => {
    const isObject = typeof input === "object" && input !== null;
    const key = isObject ? keys.find((candidate) => Object.hasOwn(input, candidate)) : undefined;
    return key === undefined ? none : kinds[key];
  }, Object.values(kinds));
}
