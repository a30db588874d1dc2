/** A user's own energy. */
import { LawError } from "../core/errors.js";
import { isInvariant, type LawSource } from "../lawc/compile.js";
import { plainMessage } from "../lawc/parse.js";
import { rational, type Rational } from "../lawc/rational.js";
import { checkKeys, kernelOf, type BoundLaw, type LawSpec } from "./bound.js";
import { checkFrame, readDirections } from "./directions.js";
import { valueError, type Place } from "./place.js";

const directionLimit = 8;
/** `_a` and `_k` end names that families(…) and terms(…) count. */
const namePattern = /^\p{L}[\p{L}\p{N}_]*(?<!_[ak])$/u;
/** Names of strain components that need the second axis of a material frame. */
const framePattern = /\bEb?(?:ss|nn|fs|fn|sn)\b/;

/**
 * Binds a formula law.
 * @param spec `formula`, `parameters` (numbers, or lists of one length for `terms(…)`), `directions` or `direction`
 * @throws LawError E_FORMULA, E_PARAMETER, E_KEY
 */
export function bindFormula(spec: LawSpec, place: Place): BoundLaw {
  checkKeys(place, spec, ["formula", "parameters", "directions", "direction"]);
  if (typeof spec.formula !== "string") throw valueError(place, "formula", spec.formula, "text, as in \"mu/2*(I1 - 3) - mu*log(J) + lambda/2*log(J)^2\"");
  const directions = readDirections(place, spec);
  const directionCount = directions.length / 3;
  if (directionCount > directionLimit) throw valueError(place, "directions", `${directionCount} vectors`, `at most ${directionLimit} vectors`);
  if (directionCount > 1 && framePattern.test(spec.formula)) checkFrame(place, directions);
  const { values, names, terms } = readParameters(spec.parameters ?? {}, place, directionCount);
  const source: LawSource = { formula: spec.formula, parameters: names, terms, directions: directionCount, exponents: integerValues(names, values) };
  const bound = compiled(source, place);
  return { name: "formula", ...bound, parameters: Float64Array.from(values), directions, directionCount };
}

/** A formula's errors, with the place of the law before them. */
function compiled(source: LawSource, place: Place): ReturnType<typeof kernelOf> {
  try {
    return kernelOf(kernelName(source), () => source);
  } catch (error) {
    if (!(error instanceof LawError)) throw error;
    throw new LawError(error.code, `${place.text}: ${plainMessage(error)}`, { hint: error.hint, details: error.details, cause: error });
  }
}

function readParameters(given: unknown, place: Place, directionCount: number) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw valueError(place, "parameters", given, "a map of names to numbers, as in { mu: 1 }");
  const names: string[] = [];
  const values: number[] = [];
  let terms = 0;
  for (const [name, value] of Object.entries(given)) {
    checkName(place, name, directionCount);
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!list.every((entry) => typeof entry === "number" && Number.isFinite(entry)) || list.length === 0) throw valueError(place, `parameters.${name}`, value, "a finite number or a list of them");
    if (Array.isArray(value)) terms = checkTerms(place, name, terms, value.length);
    names.push(...(Array.isArray(value) ? value.map((_, k) => `${name}_${k + 1}`) : [name]));
    values.push(...(list as number[]));
  }
  return { names, values, terms };
}

function checkName(place: Place, name: string, directionCount: number): void {
  if (!namePattern.test(name)) throw valueError(place, "parameters", name, "a name of letters, digits and _ that does not end in _a or _k");
  if (isInvariant(name, directionCount)) throw new LawError("E_PARAMETER", `${place.text}: the parameter name "${name}" is that of an invariant.`, { hint: `rename the parameter "${name}".` });
}

function checkTerms(place: Place, name: string, terms: number, length: number): number {
  if (terms === 0 || terms === length) return length;
  throw valueError(place, `parameters.${name}`, `a list of ${length}`, `a list of ${terms} numbers, like the other lists`);
}

/** Whole numbers are compiled in where they are exponents: `x^n` then has its derivatives at x = 0 too. */
function integerValues(names: readonly string[], values: readonly number[]): Map<string, Rational> {
  const whole = names.map((name, i) => [name, values[i]] as const).filter(([, value]) => Number.isInteger(value) && Math.abs(value) <= 100);
  return new Map(whole.map(([name, value]) => [name, rational(value)]));
}

function kernelName({ formula, parameters, terms, directions, exponents }: LawSource): string {
  const used = [...(exponents ?? [])].filter(([name]) => new RegExp(`\\^[\\s(]*${name}(?![\\p{L}\\p{N}_])`, "u").test(formula));
  return JSON.stringify(["formula", formula, parameters, terms, directions, used.map(([name, { n }]) => [name, String(n)])]);
}
