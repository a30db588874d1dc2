/** From the material of a case file to numbers that kernels take. */
import { LawError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { evaluateScalar } from "../lawc/compile.js";
import { kernelId, laws, parameterNames, sourceOf, type LawVariant } from "./catalogue.js";
import { checkKeys, kernelOf, type BoundLaw, type LawSpec } from "./bound.js";
import { readDirections } from "./directions.js";
import { bindFormula } from "./formula.js";
import type { Law, LawAlternative, LawChoice, LawChoiceValue, LawParameter } from "./law.js";
import { valueError, type Place } from "./place.js";

export type { BoundLaw, LawSpec } from "./bound.js";

/**
 * Checks a law and binds its numbers.
 * @param spec the object of the case file; numbers in the units of the case
 * @param where path in the case file, for error texts
 * @throws LawError E_LAW for an unknown law, E_KEY for an unknown key (with the nearest known one), E_PARAMETER for a value
 *   out of range, E_FORMULA for a formula that cannot be read
 */
export function bindLaw(spec: LawSpec, where = "material"): BoundLaw {
  if ((spec.law === undefined) === (spec.formula === undefined)) {
    throw new LawError("E_LAW", `${where}: give either law or formula.`, { hint: `write law: and one of ${laws.map(({ name }) => name).join(", ")}, or formula: and an energy.` });
  }
  if (spec.formula !== undefined) return bindFormula(spec, { text: `${where} (formula)`, law: "formula" });
  const law = laws.find(({ name }) => name === spec.law);
  if (law === undefined) {
    throw new LawError("E_LAW", `${where}: there is no law "${spec.law}".`, { hint: suggestion(String(spec.law), laws.map(({ name }) => name)) });
  }
  return bindNamed(law, spec, { text: `${where} (${law.name})`, law: law.name });
}

function bindNamed(law: Law, spec: LawSpec, place: Place): BoundLaw {
  checkKeys(place, spec, knownKeys(law));
  const choices = law.choices.map((choice) => chosen(place, choice, spec[choice.name]));
  const lists = readLists(law, spec, place);
  const parameters = Float64Array.from(lists.flat());
  const variant: LawVariant = { law, choices, terms: termCount(law, lists), ...readFamilies(law, spec, place) };
  checkStable(variant, parameters, place);
  const directions = readDirections(place, spec);
  return { name: law.name, ...kernelOf(kernelId(variant), () => sourceOf(variant)), parameters, directions, directionCount: variant.directions };
}

function knownKeys(law: Law): string[] {
  const parameters = [law.parameters, ...(law.alternatives ?? []).map((alternative) => alternative.parameters)].flat().map(({ name }) => name);
  const directions = law.directions.max === 0 ? [] : law.directions.max === 1 ? ["direction", "directions"] : ["directions", "direction"];
  return ["law", ...parameters, ...law.choices.map(({ name }) => name), ...directions, ...(law.angle ? ["angle"] : [])];
}

function chosen(place: Place, { name, values }: LawChoice, given: unknown): LawChoiceValue {
  const found = given === undefined ? values[0] : values.find(({ value }) => value === given);
  if (found !== undefined) return found;
  throw valueError(place, name, given, `one of ${values.map(({ value }) => value).join(", ")}`);
}

/** Values of each parameter of the law, in its order; those of an alternative are converted. */
function readLists(law: Law, spec: LawSpec, place: Place): number[][] {
  const alternative = law.alternatives?.find(({ parameters }) => parameters.some(({ name }) => spec[name] !== undefined));
  if (alternative !== undefined) return convert(law, alternative, spec, place);
  return law.parameters.map((parameter) => readParameter(place, parameter, spec[parameter.name]));
}

function convert(law: Law, { parameters, gives }: LawAlternative, spec: LawSpec, place: Place): number[][] {
  const both = law.parameters.find(({ name }) => spec[name] !== undefined);
  const names = parameters.map(({ name }) => name);
  if (both !== undefined) throw new LawError("E_PARAMETER", `${place.text}: ${both.name} is given beside ${names.join(", ")}.`, { hint: `give either ${law.parameters.map(({ name }) => name).join(", ")} or ${names.join(", ")}.` });
  const values = Float64Array.from(parameters.flatMap((parameter) => readParameter(place, parameter, spec[parameter.name])));
  return law.parameters.map(({ name }) => [evaluateScalar({ formula: gives[name], parameters: names, terms: 0, directions: 0 }, values)]);
}

function readParameter(place: Place, parameter: LawParameter, given: unknown): number[] {
  const value = given ?? parameter.default;
  if (value === undefined) {
    throw new LawError("E_PARAMETER", `${place.text}: ${parameter.name} is missing (${parameter.meaning}, ${unitText(parameter)}).`, {
      hint: `add ${parameter.name}: ${allowedText(parameter)}.`, details: { law: place.law, parameter: parameter.name },
    });
  }
  const list: readonly unknown[] = parameter.list && Array.isArray(value) ? value : [value];
  if (list.length === 0) throw valueError(place, parameter.name, value, "a list with at least one number");
  return list.map((entry) => checkRange(place, parameter, entry));
}

function checkRange(place: Place, parameter: LawParameter, value: unknown): number {
  const { min = -Infinity, max = Infinity, exclusive, nonzero } = parameter;
  const inside = typeof value === "number" && Number.isFinite(value) && (exclusive ? value > min && value < max : value >= min && value <= max);
  if (inside && !(nonzero && value === 0)) return value;
  throw valueError(place, parameter.name, value, `${allowedText(parameter)} (${parameter.meaning}, ${unitText(parameter)})`);
}

function allowedText({ min, max, exclusive, nonzero }: LawParameter): string {
  const limits = [min === undefined ? [] : `${exclusive ? ">" : "≥"} ${min}`, max === undefined ? [] : `${exclusive ? "<" : "≤"} ${max}`].flat();
  return ["a finite number", ...limits, ...(nonzero ? ["≠ 0"] : [])].join(" ");
}

function unitText({ unit }: LawParameter): string {
  return unit === "1" ? "dimensionless" : `unit: ${unit}`;
}

function termCount(law: Law, lists: readonly (readonly number[])[]): number {
  return Math.max(1, ...law.parameters.map(({ list }, i) => (list ? lists[i].length : 1)));
}

function readFamilies(law: Law, spec: LawSpec, place: Place): { readonly directions: number } {
  const count = readDirections(place, spec).length / 3;
  const { min, max } = law.directions;
  if (count >= min && count <= max) return { directions: count };
  const allowed = min === max ? `exactly ${min}` : `${min} to ${max}`;
  throw new LawError("E_PARAMETER", `${place.text}: ${count} directions are given, ${allowed} are needed.`, {
    hint: max === 1 ? "give direction: [1, 0, 0]." : `give directions: [[1, 0, 0]]${law.angle ? " or angle: 40 (degrees)" : ""}.`,
    details: { law: place.law, parameter: "directions", value: count, allowed },
  });
}

/** Lists must have one length; combinations that decide stability near F = I must be positive. */
function checkStable({ law, terms }: LawVariant, parameters: Float64Array, place: Place): void {
  const names = parameterNames(law, terms);
  if (names.length !== parameters.length) {
    const listed = law.parameters.filter(({ list }) => list).map(({ name }) => name);
    throw new LawError("E_PARAMETER", `${place.text}: ${listed.join(" and ")} have different lengths.`, { hint: `give as many ${listed[0]} as ${listed[1]}.` });
  }
  for (const { quantity, meaning } of law.checks ?? []) {
    const value = evaluateScalar({ formula: quantity, parameters: names, terms, directions: 0 }, parameters);
    if (value > 0) continue;
    throw new LawError("E_PARAMETER", `${place.text}: the ${meaning} ${quantity.replace(/terms\(mu_k\)/, "Σ mu")} = ${value} is not > 0: the material would be unstable at rest.`, {
      hint: `change ${law.parameters.map(({ name }) => name).filter((name) => quantity.includes(name)).join(", ")} so that the ${meaning} is positive.`,
      details: { law: place.law, parameter: quantity, value, allowed: "> 0" },
    });
  }
}
