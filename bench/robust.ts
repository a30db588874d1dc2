/**
 * `npm run robust -- [perturbations, default 200] [part of a case's name]`: how many random perturbations of the hard cases finish,
 * with the steps of before (`halving`) and of now (`predicting`). Fixed seeds: the same numbers at every run, on any machine.
 * Ends with 1 when a run ends without a reasoned message.
 */
import { halving, predicting } from "../src/solve/strategy.js";
import { type Ending, hardCases, runPerturbation } from "./robust-cases.js";

const count = Number(process.argv[2] ?? 200);
const part = process.argv[3] ?? "";
const strategies = { before: halving, now: predicting };

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function causes(endings: readonly Ending[]): string {
  const counted = new Map<string, number>();
  for (const { cause } of endings) if (cause !== undefined) counted.set(cause, (counted.get(cause) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1]).map(([cause, n]) => `${n} ${cause}`).join(", ");
}

let unreasoned = 0;
console.log("| case | solver | finished | linear solves, median of finished | CPU s | likely causes of the rest |\n| --- | --- | --- | --- | --- | --- |");
for (const hard of hardCases.filter(({ name }) => name.includes(part))) {
  for (const [label, strategy] of Object.entries(strategies)) {
    const start = process.cpuUsage();
    const endings: Ending[] = [];
    for (let seed = 1; seed <= count; seed++) endings.push(await runPerturbation(hard, seed, strategy));
    const { user, system } = process.cpuUsage(start);
    const finished = endings.filter(({ cause }) => cause === undefined);
    const silent = endings.filter(({ reasoned }) => !reasoned);
    unreasoned += silent.length;
    for (const { message } of silent) console.error(`without a reason: ${message}`);
    console.log(`| ${hard.name} | ${label} | ${finished.length} of ${count} | ${median(finished.map(({ linearSolves }) => linearSolves))} | ${((user + system) / 1e6).toFixed(0)} | ${causes(endings) || "-"} |`);
  }
}
process.exitCode = unreasoned > 0 ? 1 : 0;
