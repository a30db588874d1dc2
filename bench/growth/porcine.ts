/**
 * The porcine set-up of [han2022] as its authors ran it: 20 × 20 × 2 even hex8, a flat expander of 2.5 mm that counts in the volume, fills of 50, 55 and 60 ml,
 * skin held below along its rim on a strip of 0, 5 or 10 mm, and the rate at its posterior median and 5 and 95 percentiles.
 * `npx tsx bench/growth/porcine.ts` (27 runs, some 4 s of processor time each). Prints a line of JSON per run and one of percentiles over all.
 */
import { readFileSync } from "node:fs";
import { createStudy, expansion, type ExpansionOptions, run, type Step } from "../../src/index.js";

interface Published { readonly points: { readonly first: number; readonly step: number }; readonly total: readonly (readonly number[])[] }
const published = JSON.parse(readFileSync(new URL("../../test/reference/porcine.json", import.meta.url), "utf8")) as Published;

const rates = { "5 %": 0.0311, median: 0.0453, "95 %": 0.0666 } as const;
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

interface Run { readonly centre: number; readonly apex: number; readonly between: number; readonly rim: number; readonly total: number; readonly off: number; readonly peak: number; readonly pressures: readonly number[] }

async function solve(volume: number, attached: number, rate: number): Promise<Run> {
  const options: ExpansionOptions = {
    depth: 2.5, grading: 1, attached, deflation: 0, load: { fills: [[0, volume]] },
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
  const near = (day: number): number => pressures.reduce((best, next) => (Math.abs(next[0] - day) < Math.abs(best[0] - day) ? next : best))[1];
  return {
    centre: centre(theta), apex: probes.apex[0], between: probes.middle[0], rim: probes.rim[0], total: centre(total), off: rootMeanSquare(total),
    peak: Math.max(...pressures.map(([, p]) => p)), pressures: [1, 3, 7].map(near),
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b), at = share * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

const round = (x: number): number => Number(x.toPrecision(5));
const runs: Run[] = [];
for (const volume of [50000, 55000, 60000]) {
  for (const attached of [0, 5, 10]) {
    for (const [name, rate] of Object.entries(rates)) {
      const result = await solve(volume, attached, rate);
      runs.push(result);
      console.log(JSON.stringify({ ml: volume / 1000, attached, rate: name, ...Object.fromEntries(Object.entries(result).map(([key, x]) => [key, typeof x === "number" ? round(x as number) : (x as number[]).map(round)])) }));
    }
  }
}
for (const key of ["centre", "apex", "between", "rim", "total"] as const) console.log(JSON.stringify({ percentiles: key, p5: round(percentile(runs.map((one) => one[key]), 0.05)), p50: round(percentile(runs.map((one) => one[key]), 0.5)), p95: round(percentile(runs.map((one) => one[key]), 0.95)) }));
