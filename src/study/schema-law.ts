/**
 * Schema of a law, made from the law's own data: every law has exactly the keys of its parameters, choices and directions.
 * Which of them must be there, and their ranges, `bindLaw` knows.
 */
import * as v from "valibot";
import { laws } from "../law/catalogue.js";
import type { Law, LawParameter } from "../law/law.js";
import { byKey, choose, exactly, oneOf, plainNumber, quantity, says, text } from "./schema-parts.js";
import type { UnitSystem } from "./units.js";

type Entries = Readonly<Record<string, v.GenericSchema>>;
/** Entries beside those of the law, and those of its directions. */
interface MoreEntries { readonly beside: Entries; readonly directions: Entries }

/**
 * A law of the catalogue, or a user's formula.
 * @param beside entries that it may have beside its own
 * @param directions entries of its directions, where it has any: vectors when absent
 */
export function lawSchema(system: UnitSystem, beside: Entries = {}, directions: Entries = directionEntries) {
  const schemas = Object.fromEntries(laws.map((law) => [law.name, oneLaw(law, system, { beside, directions })]));
  const unknown = v.looseObject({ law: oneOf(Object.keys(schemas)) });
  const named = choose<v.GenericSchema>((input) => {
    const { law } = input as { readonly law: unknown };
    return typeof law === "string" && Object.hasOwn(schemas, law) ? schemas[law] : unknown;
  }, Object.values(schemas));
  return byKey<v.GenericSchema>({ formula: formulaSchema(system, { beside, directions }), law: named }, "a law");
}

function formulaSchema(system: UnitSystem, { beside, directions }: MoreEntries): v.GenericSchema {
  const value = quantity("stress", system);
  return exactly({
    formula: text('"mu/2*(I1 - 3) - mu*log(J) + lambda/2*log(J)^2"'),
    parameters: v.optional(v.record(v.string(), listOrOne(value), says("a map of names to numbers", "write for instance { mu: 1 }."))),
    ...directions, ...beside,
  });
}

function oneLaw(law: Law, system: UnitSystem, { beside, directions }: MoreEntries): v.GenericSchema {
  const parameters = [...law.parameters, ...(law.alternatives ?? []).flatMap((alternative) => alternative.parameters)];
  return exactly({
    law: v.literal(law.name),
    ...Object.fromEntries(parameters.map((parameter) => [parameter.name, v.optional(v.pipe(parameterSchema(parameter, system), v.description(parameter.meaning)))])),
    ...Object.fromEntries(law.choices.map((choice) => [choice.name, v.optional(v.pipe(choiceSchema(choice.values.map(({ value }) => value)), v.description(choice.meaning)))])),
    ...(law.directions.max > 0 ? directions : {}),
    ...(law.angle ? angleEntry : {}),
    ...beside,
  } as Readonly<Record<string, v.GenericSchema>>);
}

function parameterSchema({ unit, list }: LawParameter, system: UnitSystem): v.GenericSchema<unknown, number | number[]> {
  const value = quantity(unit === "stress" ? "stress" : "number", system);
  return list ? listOrOne(value) : value;
}

function listOrOne(value: v.GenericSchema<number | string, number>) {
  return choose<v.GenericSchema<unknown, number | number[]>>((input) => (Array.isArray(input) ? v.array(value) : value), [value, v.array(value)]);
}

function choiceSchema(values: readonly (string | boolean)[]): v.GenericSchema<unknown, string | boolean> {
  const words = values.join(" or ");
  return v.union(values.map((value) => v.literal(value)), says(words, `write ${words}.`));
}

const angleEntry = { angle: v.optional(v.pipe(plainNumber("40"), v.description("two families at ± this angle from x, in degrees"))) };
const vector = v.array(plainNumber("1"), says("a direction", "write for instance [1, 0, 0]."));
const directionEntries: Readonly<Record<string, v.GenericSchema>> = {
  direction: v.optional(vector),
  directions: v.optional(v.array(vector, says("a list of directions", "write for instance [[1, 0, 0], [0, 1, 0]]."))),
};

const fieldOrVector = choose<v.GenericSchema<unknown, string | number[]>>((input) => (typeof input === "string" ? text("fibre") : vector), [vector, text("fibre")]);

/** Entries of directions that may be names of direction fields. */
export const fieldDirectionEntries: Entries = {
  direction: v.optional(fieldOrVector),
  directions: v.optional(v.array(fieldOrVector, says("a list of directions", "write for instance [[1, 0, 0], [0, 1, 0]]."))),
};
