/** Units: quantities such as "80 kPa" are converted into the case's consistent unit system at the door, and nowhere else. */
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";

/** Exponents of length, force and time. */
export type Dimension = readonly [length: number, force: number, time: number];

/** Dimensions by the names that the schema and the laws use. */
export const dimensions = {
  length: [1, 0, 0], force: [0, 1, 0], time: [0, 0, 1], stress: [-2, 1, 0], area: [2, 0, 0], volume: [3, 0, 0], forceDensity: [-3, 1, 0], springConstant: [-1, 1, 0], rate: [0, 0, -1], number: [0, 0, 0],
} as const satisfies Record<string, Dimension>;
export type Quantity = keyof typeof dimensions;

/** A unit as an exact fraction of SI base units, so that "80 kPa" is the same double as 0.08 (MPa). */
interface Unit {
  readonly dimension: Dimension;
  readonly over: bigint;
  readonly under: bigint;
}

/** A consistent system: stress is force per length squared. */
export interface UnitSystem {
  /** As written in the case, e.g. "mm-N-MPa". */
  readonly name: string;
  readonly length: string;
  readonly force: string;
  readonly stress: string;
  readonly time: string;
}

const { length, force, time, stress, volume } = dimensions;
const unit = (dimension: Dimension, over: number, under = 1): Unit => ({ dimension, over: BigInt(over), under: BigInt(under) });

const units: Readonly<Record<string, Unit>> = {
  m: unit(length, 1), cm: unit(length, 1, 100), mm: unit(length, 1, 1e3), um: unit(length, 1, 1e6), "µm": unit(length, 1, 1e6), nm: unit(length, 1, 1e9),
  N: unit(force, 1), kN: unit(force, 1e3), mN: unit(force, 1, 1e3), uN: unit(force, 1, 1e6), "µN": unit(force, 1, 1e6), nN: unit(force, 1, 1e9),
  Pa: unit(stress, 1), kPa: unit(stress, 1e3), MPa: unit(stress, 1e6), GPa: unit(stress, 1e9), mmHg: unit(stress, 133322387415, 1e9),
  s: unit(time, 1), ms: unit(time, 1, 1e3), min: unit(time, 60), h: unit(time, 3600), d: unit(time, 86400), day: unit(time, 86400),
  days: unit(time, 86400), week: unit(time, 604800), weeks: unit(time, 604800),
  l: unit(volume, 1, 1e3), ml: unit(volume, 1, 1e6), "1": unit(dimensions.number, 1),
};

/** Unit systems that errors suggest; any consistent `length-force-stress[-time]` is accepted. */
export const commonSystems = ["mm-N-MPa", "m-N-Pa", "mm-mN-kPa", "um-nN-kPa"] as const;

/**
 * Reads a unit system such as "mm-N-MPa" (time in days) or "mm-N-MPa-s".
 * @param where path in the case, for the error
 * @throws CaseError E_UNITS when a unit is not known, is of another kind, or the three do not fit together
 */
export function unitSystem(name: string, where = "units"): UnitSystem {
  const [lengthUnit = "", forceUnit = "", stressUnit = "", timeUnit = "d", ...rest] = name.split("-");
  const kinds = [[lengthUnit, length], [forceUnit, force], [stressUnit, stress], [timeUnit, time]] as const;
  const fail = (reason: string): never => {
    throw new CaseError("E_UNITS", `${where} is "${name}": ${reason}`, {
      hint: `write length-force-stress, for instance ${commonSystems.join(" or ")} (time in days; add -s, -h … for another).`, details: { path: where, value: name },
    });
  };
  if (rest.length > 0) fail("it has more than four parts.");
  for (const [text, dimension] of kinds) {
    if (!Object.hasOwn(units, text) || !sameDimension(units[text].dimension, dimension)) fail(`"${text}" is no unit of ${nameOf(dimension)}.`);
  }
  const [L, F, S] = [units[lengthUnit], units[forceUnit], units[stressUnit]];
  if (F.over * L.under * L.under * S.under !== S.over * F.under * L.over * L.over) fail(`1 ${stressUnit} is not 1 ${forceUnit} per ${lengthUnit}².`);
  return { name, length: lengthUnit, force: forceUnit, stress: stressUnit, time: timeUnit };
}

/** Unit of a quantity in a system, as text: "MPa", "mm", "N", "1". */
export function unitOf(system: UnitSystem, quantity: Quantity): string {
  const { length: L, force: F, stress: S, time: T } = system;
  return { length: L, force: F, time: T, stress: S, area: `${L}^2`, volume: `${L}^3`, forceDensity: `${F}/${L}^3`, springConstant: `${F}/${L}`, rate: `1/${T}`, number: "1" }[quantity];
}

/** Why a text is no quantity, and what to write instead. */
export interface Refusal {
  readonly reason: string;
  readonly hint: string;
}

/**
 * Converts text such as "80 kPa", "3 mm", "0.05 1/h" or "2 N/mm^2" into a number of the unit system;
 * answers with a refusal when it is no number with a unit of the wanted kind.
 */
export function convert(text: string, quantity: Quantity, system: UnitSystem): number | Refusal {
  const match = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$/.exec(text);
  const example = unitOf(system, quantity);
  if (match === null) return { reason: "this is no number with a unit", hint: `write a number in ${example}, or text such as "1 ${example}".` };
  const [, digits, expression] = match;
  const given = parseUnit(expression);
  if (typeof given === "string") return { reason: `"${given}" is no known unit`, hint: suggestion(given, Object.keys(units), 40) };
  if (!sameDimension(given.dimension, dimensions[quantity])) {
    return { reason: `"${expression || "1"}" is no unit of ${quantity}`, hint: `give it in ${example} or a unit of the same kind.` };
  }
  const base = parseUnit(example) as Unit;
  const value = scaled(Number(digits), given.over * base.under, given.under * base.over);
  return Number.isFinite(value) ? value : { reason: "it is beyond the range of numbers", hint: "give a smaller number." };
}

/** One multiplication and one division by whole numbers: rounded as rarely as can be. */
function scaled(value: number, over: bigint, under: bigint): number {
  const common = greatestCommonDivisor(over, under);
  return (value * Number(over / common)) / Number(under / common);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** Reads products and quotients of units with whole powers: "N/mm^2", "1/h"; answers with the name of a unit that is not known. */
function parseUnit(expression: string): Unit | string {
  let product = units["1"];
  let sign = 1;
  for (const part of expression.split(/([*/·])/)) {
    const text = part.trim();
    if (text === "/" || text === "*" || text === "·") {
      sign = text === "/" ? -1 : 1;
      continue;
    }
    if (text === "") continue;
    const [, name, power = "1"] = /^(.*?)(?:\^?([23]))?$/.exec(text.replace("²", "2").replace("³", "3"))!;
    if (!Object.hasOwn(units, name)) return name;
    product = times(product, units[name], sign * Number(power));
  }
  return product;
}

function times(a: Unit, b: Unit, power: number): Unit {
  if (power === 0) return a;
  const [over, under] = power > 0 ? [b.over, b.under] : [b.under, b.over];
  const step = Math.sign(power);
  const next = { dimension: a.dimension.map((x, i) => x + step * b.dimension[i]) as unknown as Dimension, over: a.over * over, under: a.under * under };
  return times(next, b, power - step);
}

function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((x, i) => x === b[i]);
}

function nameOf(dimension: Dimension): string {
  return Object.entries(dimensions).find(([, candidate]) => sameDimension(candidate, dimension))?.[0] ?? dimension.join(", ");
}
