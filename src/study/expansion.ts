/** Skin over an expander as a case: what `twoscale expand` writes and what the browser application runs. */
import { CaseError } from "../core/errors.js";
import type { FootprintShape } from "../mesh/index.js";
import type { CaseInput } from "./create.js";

/** Time in days and volume in mm³: what has been filled in by then, all fills before included. */
export type Fill = readonly [day: number, volume: number];

/** What an expansion is made of; everything has a default, that of the porcine set-up of [han2022]. Units mm, N, MPa, days. */
export interface ExpansionOptions {
  /** Footprint of the expander; default `rectangle`. */
  readonly shape?: FootprintShape;
  /** Area of the footprint, mm²; default 2400. */
  readonly area?: number;
  /** Edge along y over edge along x of a rectangle; default 1.5. */
  readonly aspect?: number;
  /** Middle of the footprint from that of the sheet, mm; default [0, 0]. */
  readonly at?: readonly [x: number, y: number];
  /** Degrees that the footprint is turned about its middle, from x towards y; default 0. */
  readonly angle?: number;
  /** How the expander pushes; default a single fill of 60 ml. */
  readonly load?: ExpansionLoad;
  /** Time from the first fill to deflation, days; default 7. */
  readonly days?: number;
  /** Time that a fill takes, days; default 0.1. */
  readonly fillTime?: number;
  /** Time in which the pressure falls to 0 at the end, days; 0: it does not; default 0.1. */
  readonly deflation?: number;
  /** Edges along x and y and thickness of the skin, mm; default 100 × 100 × 3. */
  readonly size?: readonly [number, number, number];
  /** Cells along x, y and through the thickness; default 20 × 20 × 2. */
  readonly cells?: readonly [number, number, number];
  /** Height of the empty expander, mm, which lies below the skin: it counts in the volume of the fills; default 0. */
  readonly depth?: number;
  /** Width of the strip along the rim at which the skin sticks to what lies below, mm; default 0: it is held at its sides alone. */
  readonly attached?: number;
  /** Cells at the rim over those on the footprint; default 1.5, 1: all alike. */
  readonly grading?: number;
  /** How cells turn displacements into strain; `standard` cells bend too stiffly, like those of published models; default `fbar`. */
  readonly formulation?: ExpansionFormulation;
  /** After deflation the skin over the footprint is cut out, and relaxes; default it is not. */
  readonly excision?: "footprint";
  /** Material of the skin without its growth, as in a case file: a law, a formula, an RVE or a surrogate. */
  readonly material?: Readonly<Record<string, unknown>>;
  /** Growth law as in a case file. */
  readonly growth?: Readonly<Record<string, unknown>>;
  /** Springs per area between the skin round the footprint and what lies below, N/mm³, in place of a clamped rim; then `prestretch` must be 1. */
  readonly foundation?: number;
  /** Stretch of the skin along x and y before the first fill, by a rim that slides along itself; 1: a clamped rim; default 1. */
  readonly prestretch?: number;
}

/**
 * `fills`: the expander has these volumes and pushes with the pressure that it takes; `pressure`: it pushes with this pressure (MPa) from the
 * first fill on; `body`: it is a rigid body that rises, a ball for a circle and a rounded box for a square or rectangle, its height times
 * the footprint being these volumes.
 */
export type ExpansionLoad = { readonly fills: readonly Fill[] } | { readonly pressure: number } | { readonly body: readonly Fill[] };

/** Formulations of the skin. */
export const expansionFormulations = ["fbar", "mixed", "standard"] as const;
export type ExpansionFormulation = (typeof expansionFormulations)[number];

/** Neo-Hookean porcine skin of [han2022], MPa. */
export const porcineSkin = { law: "neo-hookean", mu: 0.74, lambda: 0.544 } as const;
/** Growth of porcine skin [han2022] at the posterior median of its rate, 0.0453 per hour. */
export const porcineGrowth = { law: "area-homeostatic", rate: "0.0453 1/h", threshold: 1.198, normal: [0, 0, 1] } as const;

/** Equal fills at equal intervals, the first at time 0. @param volume of all together, mm³ @param interval days */
export function repeatedFills(volume: number, count: number, interval: number): Fill[] {
  return Array.from({ length: count }, (_, k): Fill => [k * interval, (volume * (k + 1)) / count]);
}

/**
 * A ready case, as plain data: `createStudy(expansion({ shape: "circle" }))`, or written to a file as YAML or JSON. The skin is
 * `mesh: { sheet: … }`, with its sets; the expander pushes on the face set `footprint` from below.
 *
 * Probes: `pressure`, `volume` (a rigid body: `force`, and as `pressure` the largest contact pressure); `height` of the apex; areas in mm²: `area` (footprint on the outside, deformed: the dome), `grown` (∫ϑ over the
 * undeformed footprint), `elastic` (∫ϑe) and `growth` (∫dϑ/dt, mm² per day: its sum over the steps is what has been grown); means of ϑ `apex`, `middle` and `rim`, and `patch` of the whole sheet; largest mean of a cell `stress` (von Mises).
 * @throws CaseError E_OPTION for times or volumes that do not fit together; what else does not fit, `createStudy` refuses
 */
export function expansion(options: ExpansionOptions = {}): CaseInput {
  const { at = [0, 0], size = [100, 100, 3], cells = [20, 20, 2], material = porcineSkin, growth = porcineGrowth, prestretch = 1, foundation, attached = 0, grading, formulation = "fbar", excision } = options;
  const shape = options.shape ?? "rectangle";
  check(attached >= 0 && (attached === 0 || (foundation === undefined && prestretch === 1)), `attached is ${attached} mm, beside foundation ${foundation ?? "none"} and prestretch ${prestretch}`, "skin that sticks at its rim has neither springs nor prestretch.");
  const course = courseOf(options);
  return {
    title: `Skin over a ${shape} expander`, units: "mm-N-MPa", dimension: 3,
    mesh: {
      sheet: {
        size: [...size], cells: [...cells], footprint: footprintOf(options, shape),
        ...(grading === undefined ? {} : { grading }), ...(attached > 0 ? { margin: attached } : {}),
      },
    },
    materials: { skin: { ...material, growth } }, regions: { all: "skin" }, formulation,
    boundary: [
      ...(foundation === undefined ? rimOf(prestretch, size, course.begin) : bedOf(foundation, prestretch)), ...(attached > 0 ? [{ on: "margin", fix: ["x", "y", "z"] }] : []),
      course.load, ...(excision === undefined ? [] : [{ on: excision, excise: [course.end, course.end + cutTime(course)] }]),
    ],
    steps: { end: course.end + (excision === undefined ? 0 : cutTime(course)), size: course.fillTime / 4, min: course.fillTime / 4096, max: Math.max(course.fillTime / 4, course.days / 14) },
    solver: { tolerance: 1e-6 },
    probes: { ...("contact" in course.load ? bodyProbes : fluidProbes), ...probesOf([...at, size[2]]) },
    output: { fields: ["u", "cauchy", "vonMises", "J", "state"], every: 1 },
  } as CaseInput;
}

/** What is given of the footprint, without what is left to its defaults. */
function footprintOf({ area = 2400, aspect, at, angle }: ExpansionOptions, shape: FootprintShape): object {
  const given = Object.entries({ aspect, at: at && [...at], angle }).filter(([, value]) => value !== undefined);
  return { shape, area, ...Object.fromEntries(given) };
}

/** Time that a cut takes, days: a hundredth of a fill, so short that growth has no part in it. */
function cutTime({ fillTime }: Course): number {
  return fillTime / 100;
}

interface Course {
  /** When the first fill begins; the prestretch ends there. */
  readonly begin: number;
  readonly fillTime: number;
  readonly days: number;
  readonly end: number;
  readonly load: object;
}

function courseOf(options: ExpansionOptions): Course {
  const { load = { fills: [[0, 60000]] }, days = 7, fillTime = 0.1, deflation = 0.1, prestretch = 1 } = options;
  check(days > 0 && fillTime > 0 && fillTime < days, `days is ${days} and fillTime ${fillTime}`, "a fill must end before the expansion does, for instance days: 7, fillTime: 0.1.");
  check(deflation >= 0, `deflation is ${deflation}`, "give the days that it takes, or 0.");
  const begin = prestretch === 1 ? 0 : fillTime, last = begin + days;
  return { begin, fillTime, days, end: last + deflation, load: loadOf(options, load, { begin, fillTime, days, last, deflation }) };
}

interface Times { readonly begin: number; readonly fillTime: number; readonly days: number; readonly last: number; readonly deflation: number }

function loadOf(options: ExpansionOptions, load: ExpansionLoad, times: Times): object {
  if ("pressure" in load) return pressureLoad(load.pressure, times);
  if ("body" in load) return bodyLoad(options, fillTable(load.body, times), times);
  const { last, deflation } = times, { depth = 0, area = 2400 } = options;
  check(depth >= 0 && depth * area < (load.fills[0]?.[1] ?? Infinity), `depth is ${depth} mm, so that the empty expander has ${depth * area} mm³`, "give a height whose volume is less than the first fill.");
  return { on: "footprint", volume: fillTable(load.fills, times, depth * area), above: { z: depth === 0 ? 0 : -depth }, ...(deflation > 0 ? { release: [last, last + deflation] } : {}) };
}

/** Volumes over time: each fill takes its time, and is held until the next. @param empty volume before the first */
function fillTable(fills: readonly Fill[], { begin, fillTime, days }: Times, empty = 0): number[][] {
  check(fills.length > 0 && fills[0][0] >= 0, "there is no fill, or the first lies before time 0", "give for instance fills: [[0, 60000]].");
  fills.forEach(([day, volume], k) => {
    const [before, full] = k === 0 ? [-fillTime, 0] : fills[k - 1];
    check(volume > 0 && volume >= full, `fill ${k} brings the volume to ${volume} mm³ from ${full}`, "volumes are totals: they must not fall.");
    check(day >= before + fillTime && day + fillTime <= days, `fill ${k} is on day ${day}`, `leave ${fillTime} days for each fill, and end by day ${days}.`);
  });
  const start = begin === 0 && fills[0][0] === 0 ? [] : [[0, empty]];
  const rows = fills.flatMap(([day, volume], k): number[][] => [[begin + day, k === 0 ? empty : fills[k - 1][1]], [begin + day + fillTime, volume]]);
  return [...start, ...rows];
}

/** A rigid body below the underside, which it may touch everywhere. */
function bodyLoad({ shape = "rectangle", area = 2400, aspect = 1.5, at = [0, 0], angle = 0 }: ExpansionOptions, fills: readonly (readonly number[])[], { last, deflation }: Times): object {
  check(shape !== "crescent", "a crescent is no rigid body here", "use a circle, square or rectangle, or fills.");
  check(angle === 0 || shape === "circle", `a rigid box that is turned by ${angle}° is not possible`, "leave angle out, or use fills.");
  const rise = fills.map(([time, volume]) => [time, volume / area]), full = rise[rise.length - 1][1];
  const down = deflation > 0 ? [[last, full], [last + deflation, 0]] : [];
  return { on: "z-", contact: { ...bodyOf({ shape, area, aspect: shape === "square" ? 1 : aspect, at }, full), move: { z: [...rise, ...down] } } };
}

/** The body in its lowest place, where it touches the underside (z = 0) from below. */
function bodyOf({ shape, area, aspect, at }: Required<Pick<ExpansionOptions, "shape" | "area" | "aspect" | "at">>, rise: number): object {
  if (shape === "circle") {
    const radius = Math.sqrt(area / Math.PI);
    return { sphere: { center: [...at, -radius], radius } };
  }
  const size = [Math.sqrt(area / aspect), Math.sqrt(area * aspect)], radius = 0.25 * Math.min(...size), depth = 2 * (rise + radius);
  return { box: { center: [...at, -depth / 2], size: [...size, depth], radius } };
}

function pressureLoad(pressure: number, { begin, fillTime, last, deflation }: Times): object {
  check(pressure > 0, `the pressure is ${pressure} MPa`, "give a positive one, for instance 0.01.");
  const rows = [...(begin > 0 ? [[0, 0]] : []), [begin, 0], [begin + fillTime, pressure], [last, pressure]];
  return { on: "footprint", pressure: deflation > 0 ? [...rows, [last + deflation, 0]] : rows };
}

/** A clamped rim, or one that is pulled outwards until `time`, each side along its normal. */
function rimOf(prestretch: number, [x, y]: readonly number[], time: number): object[] {
  check(prestretch >= 1 && prestretch < 2, `prestretch is ${prestretch}`, "give a stretch from 1 to 2.");
  if (prestretch === 1) return [{ on: "rim", fix: ["x", "y", "z"] }];
  const sides = [["x-", "x", -x], ["x+", "x", x], ["y-", "y", -y], ["y+", "y", y]] as const;
  return [{ on: "rim", fix: ["z"] }, ...sides.map(([on, axis, length]) => ({ on, move: { [axis]: [[0, 0], [time, (0.5 * length * (prestretch - 1))]] } }))];
}

/** Springs in all directions under the skin beside the footprint. */
function bedOf(stiffness: number, prestretch: number): object[] {
  check(stiffness > 0 && prestretch === 1, `foundation is ${stiffness} N/mm³ and prestretch ${prestretch}`, "give a positive stiffness, for instance 0.01, and no prestretch: on a foundation nothing pulls the rim.");
  return [{ on: "around", spring: { stiffness, direction: "all" } }];
}

const fluidProbes = { pressure: { on: "footprint", field: "pressure" }, volume: { on: "footprint", field: "volume" } };
const bodyProbes = { force: { on: "z-", field: "contactForce" }, pressure: { on: "z-", field: "contactPressure" } };

/** @param apex place whose height is read off */
function probesOf(apex: readonly number[]): Record<string, object> {
  const theta = (zone: string): object => ({ mean: zone, field: "theta" });
  return {
    height: { at: [...apex], field: "u" },
    area: { on: "footprint-top", field: "area" }, grown: { integral: "footprint-top", field: "theta" }, elastic: { integral: "footprint-top", field: "thetaE" },
    growth: { integral: "footprint-top", field: "growthRate" },
    apex: theta("zone-apex"), middle: theta("zone-middle"), rim: theta("zone-rim"), patch: theta("all"),
    stress: { peak: "all", field: "vonMises" },
  };
}

function check(holds: boolean, text: string, hint: string): void {
  if (!holds) throw new CaseError("E_OPTION", `expansion: ${text}.`, { hint });
}
