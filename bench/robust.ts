/**
 * `npm run robust -- [perturbations, default 200] [part of a case's name] [--way PART] [--collect FILE] [--seconds N]`: how many random perturbations of the hard cases finish,
 * by plain Newton iteration in ten equal steps, by steps that are halved and a line search (`halving`, the foundation's), and by today's default (`predicting`). Fixed seeds: the same numbers at every run, on any machine.
 * `--collect` keeps the endings in a JSON file and runs only what is not there yet, for at most `--seconds` of CPU time: long cases are run in pieces.
 * Where a case can be refined, what today gives up is tried once more with every cell cut into eight, as the messages advise.
 * `--way` runs only the solvers whose label contains a word. Ends with 1 when a run ends without a reasoned message.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { halving, predicting } from "../src/solve/strategy.js";
import { type Ending, type HardCase, hardCases, plainNewton, runPerturbation, type Walking } from "./robust-cases.js";

/** An ending with what it cost. */
interface Costed extends Ending { readonly seconds: number }
/** Endings by case, solver and seed. */
type Collection = Record<string, Record<string, Record<string, Costed>>>;

const { positionals, values } = parseArgs({
  allowPositionals: true, options: { way: { type: "string", default: "" }, collect: { type: "string" }, seconds: { type: "string", default: "Infinity" } },
});
const count = Number(positionals[0] ?? 200), part = positionals[1] ?? "", budget = Number(values.seconds);
const ways: Readonly<Record<string, Walking>> = { "ten steps, plain Newton": plainNewton, "halving, line search": { strategy: halving, size: 1 }, today: { strategy: predicting, size: 1 } };
const collection = values.collect !== undefined && existsSync(values.collect) ? (JSON.parse(readFileSync(values.collect, "utf8")) as Collection) : {};

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

function causes(endings: readonly Ending[]): string {
  const counted = new Map<string, number>();
  for (const { cause } of endings) if (cause !== undefined) counted.set(cause, (counted.get(cause) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1]).map(([cause, n]) => `${n} ${cause}`).join(", ");
}

function save(): void {
  if (values.collect === undefined) return;
  writeFileSync(`${values.collect}.part`, JSON.stringify(collection));
  renameSync(`${values.collect}.part`, values.collect);
}

const seeds: readonly number[] = Array.from({ length: count }, (_, k) => k + 1);

/** Endings of some seeds, as far as the budget goes. */
async function endingsOf(hard: HardCase, label: string, way: Walking, of: readonly number[]): Promise<Costed[]> {
  const known = ((collection[hard.name] ??= {})[label] ??= {});
  for (const seed of of) {
    if (seed in known || cpuSeconds() > budget) continue;
    const start = cpuSeconds(), ending = await runPerturbation(hard, seed, way);
    known[seed] = { ...ending, seconds: cpuSeconds() - start };
    save();
  }
  return of.flatMap((seed) => (seed in known ? [known[seed]] : []));
}

function line(hard: HardCase, label: string, endings: readonly Costed[]): string {
  const finished = endings.filter(({ cause }) => cause === undefined), seconds = endings.reduce((sum, ending) => sum + ending.seconds, 0);
  const solves = finished.length > 0 ? median(finished.map(({ linearSolves }) => linearSolves)) : "-";
  return `| ${hard.name} | ${label} | ${finished.length} of ${endings.length} | ${solves} | ${seconds.toFixed(0)} | ${causes(endings) || "-"} |`;
}

let unreasoned = 0;
console.log("| case | solver | finished | linear solves, median of finished | CPU s | likely causes of the rest |\n| --- | --- | --- | --- | --- | --- |");
for (const hard of hardCases.filter(({ name }) => name.includes(part))) {
  for (const [label, way] of Object.entries(ways).filter(([name]) => name.includes(values.way))) await report(hard, label, way, seeds);
  const known = collection[hard.name]?.today ?? {}, givenUp = seeds.filter((seed) => known[seed]?.cause !== undefined);
  if (hard.refinable && "today, refined".includes(values.way)) await report(hard, "today, refined", { strategy: predicting, size: 1, refinements: 1 }, givenUp);
}
process.exitCode = unreasoned > 0 ? 1 : 0;

/** Runs and prints one line of the table. */
async function report(hard: HardCase, label: string, way: Walking, of: readonly number[]): Promise<void> {
  const endings = await endingsOf(hard, label, way, of);
  const silent = endings.filter(({ reasoned }) => !reasoned);
  unreasoned += silent.length;
  for (const { message } of silent) console.error(`without a reason: ${message}`);
  console.log(line(hard, label, endings));
}
