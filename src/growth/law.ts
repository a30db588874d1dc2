/** Growth laws: what grows (`mode.ts`) times how fast (`rate.ts`), with the numbers of a case. */
import { LawError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { area, directional, fibre, type GrowthMode, isotropic } from "./mode.js";
import { constant, type GrowthParameter, type GrowthRate, homeostatic, kuhl } from "./rate.js";

/** Kinds of the numbers of a growth law. */
export type Quantity = "time" | "rate" | "number";

/** What grows, how fast. */
export interface GrowthLaw {
  /** For instance `area-kuhl`. */
  readonly name: string;
  readonly mode: GrowthMode;
  readonly rate: GrowthRate;
}

const modes: readonly GrowthMode[] = [area, directional, isotropic, fibre];
const rates: readonly GrowthRate[] = [kuhl, homeostatic, constant];

/** All growth laws: every mode with every rate. */
export const growthLaws: readonly GrowthLaw[] = modes.flatMap((mode) => rates.map((rate) => ({ name: `${mode.name}-${rate.name}`, mode, rate })));

/**
 * A growth law as the user writes it: its name, its parameters as keys beside it (with two growth variables one number for both, or one
 * each), and the directions of its mode, each `[x, y, z]` of any length, unless they are given at each point.
 */
export interface GrowthSpec {
  readonly law: string;
  /** Name of a state of the material inside that drives growth, in place of the elastic stretch. */
  readonly stimulus?: string;
  readonly [key: string]: unknown;
}

/** A growth law with its numbers. */
export interface BoundGrowth {
  readonly name: string;
  readonly mode: GrowthMode;
  readonly rate: GrowthRate;
  /** `[variables, parameters of the rate]` in the units of the case. */
  readonly parameters: Float64Array;
  /** `[directions, 3]`, unit vectors; undefined: the points have them, as fields `growthNormal` and so on. */
  readonly directions: Float64Array | undefined;
  readonly stimulus: string | undefined;
}

/**
 * Checks a growth law and binds its numbers.
 * @param where path in the case, for error texts
 * @throws LawError E_LAW for an unknown law, E_KEY for an unknown key, E_PARAMETER for a value that is missing or out of range
 */
export function bindGrowth(spec: GrowthSpec, where = "growth"): BoundGrowth {
  const law = growthLaws.find(({ name }) => name === spec.law);
  if (law === undefined) {
    throw new LawError("E_LAW", `${where}: there is no growth law "${spec.law}".`, { hint: suggestion(String(spec.law), growthLaws.map(({ name }) => name)) });
  }
  const { name, mode, rate } = law;
  checkKeys(law, spec, where);
  const fail: Fail = (key, value, allowed) => {
    throw new LawError("E_PARAMETER", `${where} (${name}): ${key} = ${JSON.stringify(value) ?? "nothing"} is not ${allowed}.`, {
      hint: `set ${key} to ${allowed}.`, details: { law: name, parameter: key, value, allowed },
    });
  };
  const columns = rate.parameters.map((parameter) => readParameter(parameter, spec[parameter.name], mode.variables, fail));
  const parameters = Float64Array.from({ length: mode.variables * columns.length }, (_, k) => columns[k % columns.length][Math.floor(k / columns.length)]);
  return { name, mode, rate, parameters, directions: readDirections(mode, spec, fail), stimulus: spec.stimulus };
}

function checkKeys({ name, mode, rate }: GrowthLaw, spec: GrowthSpec, where: string): void {
  const directions = mode.directions.length > 1 ? ["directions"] : mode.directions;
  const known = ["law", ...rate.parameters.map((parameter) => parameter.name), ...directions, ...(mode.variables === 1 ? ["stimulus"] : [])];
  const key = Object.keys(spec).find((given) => spec[given] !== undefined && !known.includes(given));
  if (key === undefined) return;
  throw new LawError("E_KEY", `${where} (${name}): there is no key "${key}".`, { hint: suggestion(key, known), details: { law: name, key } });
}

type Fail = (key: string, value: unknown, allowed: string) => never;

/** The value for each variable. */
function readParameter(parameter: GrowthParameter, given: unknown, variables: number, fail: Fail): readonly number[] {
  const { name, above, least, meaning } = parameter;
  const value = given ?? parameter.default;
  const list: readonly unknown[] = Array.isArray(value) ? value : Array.from({ length: variables }, () => value);
  if (list.length !== variables) fail(name, given, variables === 1 ? "one number" : `one number, or ${variables}`);
  const allowed = `a number${above === undefined ? "" : ` greater than ${above}`}${least === undefined ? "" : ` of at least ${least}`} (${meaning})`;
  return list.map((x) => (typeof x === "number" && Number.isFinite(x) && x > (above ?? -Infinity) && x >= (least ?? -Infinity) ? x : fail(name, x, allowed)));
}

/** Largest cosine of two directions that count as at right angles: rounding of what a user types. */
const rightAngle = 1e-6;

/** Unit directions of a mode, or undefined where none is written. */
function readDirections(mode: GrowthMode, spec: GrowthSpec, fail: Fail): Float64Array | undefined {
  if (mode.directions.length === 0) return new Float64Array(0);
  const [key, list] = mode.directions.length === 1 ? [mode.directions[0], [spec[mode.directions[0]]]] : ["directions", spec.directions];
  if (list === undefined || (Array.isArray(list) && list[0] === undefined)) return undefined;
  const count = mode.directions.length;
  if (!Array.isArray(list) || list.length !== count) return fail(key, list, `${count} directions`);
  const out = new Float64Array(3 * count);
  list.forEach((entry, k) => out.set(unit(entry) ?? fail(key, entry, "a direction such as [0, 0, 1]"), 3 * k));
  if (count === 2 && Math.abs(out[0] * out[3] + out[1] * out[4] + out[2] * out[5]) > rightAngle) fail(key, list, "two directions at right angles");
  return out;
}

/** A vector of two or three numbers at length 1; undefined when it is none. */
function unit(entry: unknown): readonly number[] | undefined {
  if (!Array.isArray(entry) || entry.length < 2 || entry.length > 3 || !entry.every((x) => typeof x === "number")) return undefined;
  const [x, y, z = 0] = entry as readonly number[];
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 && Number.isFinite(length) ? [x / length, y / length, z / length] : undefined;
}
