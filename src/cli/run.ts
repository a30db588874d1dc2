/** `twoscale run`: solves a case and writes its results. */
import { basename, extname, relative, resolve } from "node:path";
import type { Command } from "commander";
import { solverText } from "../study/solvers.js";
import { folderFiles } from "../platform/files.node.js";
import { arcControl } from "../study/arc.js";
import { loadCase } from "../study/create.js";
import { rvePointCount } from "../study/estimate.js";
import { record } from "../study/record.js";
import { shortNumber } from "../study/report/plot.js";
import type { Study } from "../study/study.js";
import type { Summary } from "../study/summary.js";
import { onInterrupt } from "./interrupt.js";
import { backendOption, type ComputeOptions, given, jsonOption, splitPath, threadsOption } from "./options.js";
import { createProgress, type RunScale } from "./progress.js";
import { data, tell } from "./terminal.js";
import { versions } from "./versions.js";

export interface RunFlags extends ComputeOptions {
  readonly out?: string;
  readonly resume?: boolean;
  readonly quiet?: boolean;
}

/** Adds the verb. */
export function run(program: Command): void {
  program.command("run").argument("<case>", "case file (YAML or JSON)")
    .description("solve a macro problem: one scale or FE²")
    .option("--out <dir>", "folder of the results (default: results/<name of the case>)")
    .addOption(threadsOption()).addOption(backendOption())
    .option("--resume", "continue from the checkpoint in the folder, if there is one")
    .option("--quiet", "no progress")
    .addOption(jsonOption())
    .addHelpText("after", `
Ctrl-C ends the run with a checkpoint; a second Ctrl-C ends it at once.

Examples:
  twoscale run cases/cook.yaml
  twoscale run cases/fe2-strip.yaml --out results/strip --threads 2
  twoscale run cases/fe2-strip.yaml --out results/strip --resume
  twoscale run cases/cook.yaml --json | jq .probes.tip`)
    .action(runCase);
}

/** Solves a case and writes its results, as the verb does. @throws what `record` throws */
export async function runCase(path: string, flags: RunFlags): Promise<void> {
  const { name, files } = splitPath(path);
  const study = await loadCase(name, files);
  const out = flags.out ?? `results/${basename(name, extname(name))}`;
  const scale = { ...extentOf(study), timeUnit: study.units.time, rvePoints: rvePointCount(study) };
  const progress = flags.quiet ? undefined : createProgress(scale);
  let reached: number | undefined;
  const interrupt = onInterrupt(() => tell("\ninterrupted: writing the checkpoint (press again to quit at once)"));
  try {
    const steps = record(study, folderFiles(out), {
      ...given({ threads: flags.threads, backend: flags.backend, resume: flags.resume }), signal: interrupt.signal,
      ...(progress ? { onIteration: progress.onIteration, onCut: progress.onCut, onPrestress: progress.onPrestress } : {}),
      ...(flags.json ? { onEnd: ({ summary }) => data(summary) } : {}),
      record: { command: commandText(path, out, flags), versions: versions(), caseFile: relative(resolve(out), resolve(path)), started: new Date().toISOString() },
    });
    let next = await steps.next();
    for (; !next.done; next = await steps.next()) {
      reached = next.value.time;
      progress?.onStep(next.value);
    }
    progress?.end();
    tell(endText(next.value.summary, out));
  } catch (error) {
    progress?.end();
    if (reached !== undefined && !interrupt.signal.aborted) tell(`results up to t ${shortNumber(reached)} are in ${out} (report.html, result.pvd; summary.json has the failure)`);
    if (interrupt.signal.aborted) tell(`stopped; continue with: ${commandText(path, out, flags)} --resume`);
    throw error;
  } finally {
    interrupt.release();
  }
}

/** What a run is measured by: its time, or the most steps of a path. */
function extentOf(study: Study): Pick<RunScale, "end" | "steps"> {
  const arc = arcControl(study);
  return arc ? { end: arc.count, steps: arc.count } : { end: study.steps.end };
}

/** The command that repeats the run. */
function commandText(path: string, out: string, { threads, backend }: RunFlags): string {
  const parts = ["twoscale run", path, "--out", out, ...(threads === undefined ? [] : [`--threads ${threads}`]), ...(backend === undefined ? [] : [`--backend ${backend}`])];
  return parts.join(" ");
}

function endText({ steps, probes, limitPoints = [], prestress, growth = {}, solvers = {}, timing, counts, hash }: Summary, out: string): string {
  const values = Object.entries(probes).map(([name, value]) => `  ${name}: ${value.map(shortNumber).join(", ")}`);
  const rves = counts.rveSolves > 0 ? `, ${counts.rveSolves} RVE solves` : "";
  const turns = limitPoints.map(({ load, kind }) => `  limit point: ${kind} of the load factor, ${shortNumber(load)}`);
  const free = prestress ? [`  stress-free geometry after ${prestress.iterations} forward solves, the loaded one hit within ${prestress.distance.toExponential(1)}`] : [];
  const snaps = steps.filter(({ snapped }) => snapped).map(({ time }) => `  the body snapped at t ${shortNumber(time)}: no equilibrium was near the one before`);
  const books = Object.entries(growth).map(([name, { volume, grown, imbalance }]) => `  ${name} has grown from ${shortNumber(volume)} to ${shortNumber(grown)} (volume at the start); books closed to ${imbalance.toExponential(0)}`);
  const by = Object.entries(solvers).map(([name, account]) => `  ${solverText(name, account)}`);
  return [`converged: ${steps.length} steps${rves}, ${timing.total.toFixed(1)} s`, ...by, ...free, ...turns, ...snaps, ...values, ...books, `  hash ${hash}`, `  results in ${out} (report.html, result.pvd)`].join("\n");
}
