/**
 * `npm run bench -- [part of a file name] [--seconds 2] [--rounds 5] [--only kernel,…]`: times every bench/*.bench.ts and prints a table.
 *
 * CPU seconds count all threads of the process; on a shared machine they mean more than wall time. The cases of a file take turns in
 * `rounds` rounds. The JSON lies in bench/results/ (not committed).
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Bench } from "tinybench";
import type { BenchCase, BenchFile, BenchResult } from "./case.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "2" }, rounds: { type: "string", default: "5" }, only: { type: "string" } },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version, v8: process.versions.v8,
};

const files = readdirSync(here).filter((name) => name.endsWith(".bench.ts") && positionals.every((part) => name.includes(part))).sort();
if (files.length === 0) throw new Error(`no bench/*.bench.ts has a name that contains "${positionals.join(" ")}".`);
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}; times of one operation, CPU of all threads\n`);
const results: BenchResult[] = [];
for (const file of files) results.push(...(await timeFile(file)));
save(results);

async function timeFile(file: string): Promise<BenchResult[]> {
  const content = (await import(join(here, file))) as BenchFile;
  if ("cases" in content) return timeCases(file, content.cases);
  console.log(`## ${file}`);
  await content.compare(rounds, values.only);
  return [];
}

async function timeCases(file: string, cases: readonly BenchCase[]): Promise<BenchResult[]> {
  for (const one of cases) await one.setup?.();
  const samples = cases.map(() => ({ wall: [] as number[], cpu: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, one] of cases.entries()) await sample(one, samples[i]);
  }
  for (const one of cases) await one.teardown?.();
  const timed = cases.map((one, i) => summarize(file, one, samples[i]));
  printTable(file, timed);
  return timed;
}

/** One turn of one case: its share of the time, in seconds per operation. */
async function sample(one: BenchCase, into: { wall: number[]; cpu: number[] }): Promise<void> {
  const operations = one.operations ?? 1;
  const bench = new Bench({ time: (seconds * 1000) / rounds, iterations: 1, warmup: into.wall.length === 0, warmupTime: 100, warmupIterations: 1, retainSamples: true, throws: true });
  const cpu: number[] = [];
  bench.add(one.name, async () => {
    const before = process.cpuUsage();
    await one.run();
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1e6 / operations);
  });
  await bench.run();
  const result = bench.tasks[0].result;
  if (result.state !== "completed") throw new Error(`${one.name} (${one.size}, ${one.backend}) ${result.state}.`);
  const wall = (result.latency.samples ?? []).map((milliseconds) => milliseconds / 1000 / operations);
  into.wall.push(...wall);
  into.cpu.push(...cpu.slice(-wall.length));
}

function summarize(file: string, one: BenchCase, { wall, cpu }: { wall: number[]; cpu: number[] }): BenchResult {
  const { name, size, backend, threads } = one;
  return { file, name, size, backend, threads, samples: wall.length, cpu: minAndMedian(cpu), wall: minAndMedian(wall) };
}

function minAndMedian(values: readonly number[]): { min: number; median: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)] };
}

function printTable(file: string, timed: readonly BenchResult[]): void {
  const rows = timed.map((r) => [r.name, r.size, r.backend, String(r.threads), ...[r.cpu.median, r.cpu.min, r.wall.median, r.wall.min].map(humanTime), String(r.samples)]);
  const header = ["name", "size", "backend", "threads", "CPU median", "CPU min", "wall median", "wall min", "samples"];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  console.log([`## ${file}`, line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line), ""].join("\n"));
}

function humanTime(value: number): string {
  const [scale, unit] = value >= 1 ? [1, "s"] : value >= 1e-3 ? [1e3, "ms"] : value >= 1e-6 ? [1e6, "µs"] : [1e9, "ns"];
  return `${(value * scale).toPrecision(3)} ${unit}`;
}

function save(timed: readonly BenchResult[]): void {
  const date = new Date().toISOString();
  const path = join(here, "results", `${date.replaceAll(":", "-")}.json`);
  mkdirSync(join(here, "results"), { recursive: true });
  writeFileSync(path, JSON.stringify({ date, machine, seconds, rounds, results: timed }, null, 2));
  console.log(`written: ${path}`);
}
