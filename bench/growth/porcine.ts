/**
 * The porcine set-up of [han2022] as its authors ran it: 20 × 20 × 2 even hex8, a flat expander of 2.5 mm that counts in the volume, fills of 50, 55 and 60 ml,
 * skin held below along its rim on a strip of 0, 5 or 10 mm, and the rate at its posterior median and 5 and 95 percentiles.
 * `npx tsx bench/growth/porcine.ts [fbar|standard|mixed] [ml …] [--sides]`: 9 runs for each fill, all three by default, some 4 (`standard`) or 7 s of processor time each; `--sides`: without strips.
 * Prints a line of JSON per run and one of percentiles over all.
 */
import type { ExpansionFormulation } from "../../src/index.js";
import { type Outcome, rates, solvePorcine } from "./published.js";

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b), at = share * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

const round = (x: number): number => Number(x.toPrecision(5));
const [formulation = "fbar", ...fills] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const strips = process.argv.includes("--sides") ? [0] : [0, 5, 10];
const runs: Outcome[] = [];
for (const ml of fills.length > 0 ? fills.map(Number) : [50, 55, 60]) {
  for (const attached of strips) {
    for (const [name, rate] of Object.entries(rates)) {
      const result = await solvePorcine(formulation as ExpansionFormulation, 1000 * ml, attached, rate);
      runs.push(result);
      console.log(JSON.stringify({ formulation, ml, attached, rate: name, ...Object.fromEntries(Object.entries(result).map(([key, x]) => [key, typeof x === "number" ? round(x as number) : (x as number[]).map(round)])) }));
    }
  }
}
for (const key of ["centre", "apex", "between", "rim", "total"] as const) console.log(JSON.stringify({ percentiles: key, p5: round(percentile(runs.map((one) => one[key]), 0.05)), p50: round(percentile(runs.map((one) => one[key]), 0.5)), p95: round(percentile(runs.map((one) => one[key]), 0.95)) }));
