/**
 * `npm run robust -- [perturbations, default 200] [part of a case's name]`: how many random perturbations of the hard cases finish,
 * by plain Newton iteration in ten equal steps, by steps that are halved and a line search (`halving`, the foundation's), and by today's default (`predicting`). Fixed seeds: the same numbers at every run, on any machine.
 * Ends with 1 when a run ends without a reasoned message.
 */
import { halving, predicting } from "../src/solve/strategy.js";
import { type Ending, hardCases, plainNewton, runPerturbation, type Walking } from "./robust-cases.js";

const count = Number(process.argv[2] ?? 200);
const part = process.argv[3] ?? "";
const ways: Readonly<Record<string, Walking>> = { "ten steps, plain Newton": plainNewton, "halving, line search": { strategy: halving, size: 1 }, today: { strategy: predicting, size: 1 } };

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
  for (const [label, way] of Object.entries(ways)) {
    const start = process.cpuUsage();
    const endings: Ending[] = [];
    for (let seed = 1; seed <= count; seed++) endings.push(await runPerturbation(hard, seed, way));
    const { user, system } = process.cpuUsage(start);
    const finished = endings.filter(({ cause }) => cause === undefined);
    const silent = endings.filter(({ reasoned }) => !reasoned);
    unreasoned += silent.length;
    for (const { message } of silent) console.error(`without a reason: ${message}`);
    console.log(`| ${hard.name} | ${label} | ${finished.length} of ${count} | ${finished.length > 0 ? median(finished.map(({ linearSolves }) => linearSolves)) : "-"} | ${((user + system) / 1e6).toFixed(0)} | ${causes(endings) || "-"} |`);
  }
}
process.exitCode = unreasoned > 0 ? 1 : 0;
