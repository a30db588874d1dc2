/** The porcine set-up of [han2022] as its authors ran it, and their numbers. */
import { readFileSync } from "node:fs";
import { createStudy, expansion, type ExpansionFormulation, type ExpansionOptions, run, type Step } from "../../src/index.js";

/** Growth on days 0 to 7 by percentile, and the total area stretch on day 7 at 10 × 10 points, rows along the short edge of the expander. */
export interface Published {
  readonly growth: Readonly<Record<"apex" | "between" | "rim", Readonly<Record<string, readonly number[]>>>>;
  readonly points: { readonly first: number; readonly step: number };
  readonly total: readonly (readonly number[])[];
}
export const published = JSON.parse(readFileSync(new URL("../../test/reference/porcine.json", import.meta.url), "utf8")) as Published;

/** Rates per hour at the median and the 5 and 95 percentiles of their posterior. */
export const rates = { "5 %": 0.0311, median: 0.0453, "95 %": 0.0666 } as const;

const cells = 20, edge = 100 / cells;

/** A field of cells in the upper layer at the published points, rows along x. */
function atPoints(values: Float64Array): number[][] {
  const { first, step } = published.points;
  const index = (k: number): number => Math.floor((first + k * step) / edge);
  return published.total.map((row, i) => row.map((_, j) => values[cells * cells + index(j) * cells + index(i)]));
}

/** Mean over the four points round the centre. */
function centre(field: readonly (readonly number[])[]): number {
  return (field[4][4] + field[4][5] + field[5][4] + field[5][5]) / 4;
}

function rootMeanSquare(field: readonly (readonly number[])[]): number {
  const all = field.flatMap((row, i) => row.map((x, j) => (x / published.total[i][j] - 1) ** 2));
  return Math.sqrt(all.reduce((sum, x) => sum + x, 0) / all.length);
}

/** What is compared. */
export interface Outcome {
  /** ϑ at the four points round the centre. */
  readonly centre: number;
  /** Means of ϑ over the zones of the mesh. */
  readonly apex: number;
  readonly between: number;
  readonly rim: number;
  /** Total area stretch round the centre. */
  readonly total: number;
  /** Root mean square of its relative distance from the published one, over the 100 points. */
  readonly off: number;
  /** Largest pressure, and those on days 1, 3 and 7, kPa. */
  readonly peak: number;
  readonly pressures: readonly number[];
}

/** Pressure on a day, between two steps as if it fell by the same share in equal times. @param course times and pressures */
function pressureOn(day: number, course: readonly (readonly [number, number])[]): number {
  const after = course.findIndex(([time]) => time > day - 1e-9), [[t0, p0], [t1, p1]] = [course[after - 1], course[after]];
  return p0 * Math.pow(p1 / p0, (day - t0) / (t1 - t0));
}

/**
 * Seven days.
 * @param formulation `standard` shears when it is bent, like the C3D8 of the authors
 * @param volume mm³, that of the empty expander included @param attached strip along the rim that is held below, mm @param rate per hour
 */
export async function solvePorcine(formulation: ExpansionFormulation, volume: number, attached: number, rate: number): Promise<Outcome> {
  const options: ExpansionOptions = {
    formulation, cells: [cells, cells, 2], depth: 2.5, grading: 1, attached, deflation: 0, load: { fills: [[0, volume]] },
    growth: { law: "area-homeostatic", rate: `${rate} 1/h`, threshold: 1.198, normal: [0, 0, 1] },
  };
  const pressures: [number, number][] = [];
  let last: Step | undefined;
  let theta: number[][] = [], total: number[][] = [];
  for await (const step of run(await createStudy(expansion(options)), { threads: 1 })) {
    pressures.push([step.time, 1000 * step.probes.pressure[0]]);
    if (!step.last) continue;
    last = step;
    const grown = step.field("theta").values, elastic = step.field("thetaE").values;
    [theta, total] = [atPoints(grown), atPoints(grown.map((x, k) => x * elastic[k]))];
  }
  const { probes } = last!;
  return {
    centre: centre(theta), apex: probes.apex[0], between: probes.middle[0], rim: probes.rim[0], total: centre(total), off: rootMeanSquare(total),
    peak: Math.max(...pressures.map(([, p]) => p)), pressures: [1, 3, 7].map((day) => pressureOn(day, pressures)),
  };
}
