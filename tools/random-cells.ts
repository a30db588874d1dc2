/**
 * `npx tsx tools/random-cells.ts [--count 1000] [--seed 1] [--from 0] [--to 250]`: random cells × F through both solvers, or those of a range of them; prints how many ended how.
 * Exit code 1 when one gives a number that is none, or a status that says nothing.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { judge, randomCell, type Verdict } from "../test/support/random-rve.js";

const { values } = parseArgs({ options: { count: { type: "string", default: "1000" }, seed: { type: "string", default: "1" }, from: { type: "string", default: "0" }, to: { type: "string" } } });
const whole = (name: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} is "${text}", but must be a whole number.`);
  return Number(text);
};
const count = whole("count", values.count), from = whole("from", values.from), to = whole("to", values.to ?? values.count);
if (from >= to || to > count) throw new RangeError(`--from ${from} --to ${to} names no part of ${count} cells.`);
const cells = fc.sample(randomCell, { seed: whole("seed", values.seed), numRuns: count }).slice(from, to);
let bad = 0;
for (const solver of ["direct", "pcg"] as const) {
  const counts = new Map<string, number>();
  for (const cell of cells.filter(({ spec }) => solver === "direct" || spec.boundary === "periodic")) {
    const verdict = await judge(cell, solver);
    counts.set(verdict.status, (counts.get(verdict.status) ?? 0) + 1);
    if (isBad(verdict)) {
      bad++;
      console.log(`${solver}: ${verdict.status}, finite ${verdict.finite}: ${JSON.stringify(cell)}`);
    }
  }
  console.log(`${solver}: ${[...counts].map(([status, count]) => `${status} ${count}`).join(", ")}`);
}
process.exitCode = bad > 0 ? 1 : 0;

function isBad({ status, finite }: Verdict): boolean {
  return !["ok", "inverted", "notConverged", "singular", "notFinite", "unstable"].includes(status) || (status === "ok" && !finite);
}
