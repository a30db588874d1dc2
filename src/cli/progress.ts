/** Progress of a run: a bar on a terminal, plain lines elsewhere. */
import cliProgress from "cli-progress";
import type { Cut, Iteration, Step } from "../study/run.js";
import type { PrestressSummary } from "../study/prestress.js";
import { shortNumber } from "../study/report/plot.js";
import { tell } from "./terminal.js";

/** Told about everything that happens in a run. */
export interface ProgressView {
  onIteration(iteration: Iteration): void;
  onCut(cut: Cut): void;
  onPrestress(iterate: PrestressSummary): void;
  onStep(step: Step): void;
  end(): void;
}

/** What a run is measured against. */
export interface RunScale {
  /** Where the run ends: a time, or the most steps of a path. */
  readonly end: number;
  /** Most steps of a path; absent where a run goes through time. */
  readonly steps?: number;
  readonly timeUnit: string;
  /** Gauss points that have an RVE. */
  readonly rvePoints: number;
}

/** A view for this process: a bar when stderr is a terminal. */
export function createProgress(scale: RunScale): ProgressView {
  return process.stderr.isTTY ? barView(scale) : lineView(scale);
}

/** RVE solves per second, from the time that the last iteration spent in the materials. */
function rate({ rvePoints }: RunScale, { seconds }: Iteration): string {
  return rvePoints === 0 || seconds.constitutive === 0 ? "" : `${Math.round(rvePoints / seconds.constitutive)} RVE/s`;
}

/** How far a run has come, of `scale.end`. */
function reachedBy({ steps }: RunScale, step: Step): number {
  return steps === undefined ? step.time : step.index;
}

/** Where an iterate or a step is: at a time, or at a load factor. */
function place({ time, load }: { readonly time: number; readonly load?: number }): string {
  return load === undefined ? `t ${shortNumber(time)}` : `load ${shortNumber(load)}`;
}

function timeLeft(share: number, began: number): string {
  const spent = (performance.now() - began) / 1000;
  return share > 0 && share < 1 ? `${clock((spent * (1 - share)) / share)} left` : "";
}

/** Minutes and seconds. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}

function lineView(scale: RunScale): ProgressView {
  const began = performance.now();
  let index = 1;
  return {
    onIteration(iteration) {
      const parts = [`step ${index}`, place(iteration), `iteration ${iteration.iteration}`, `residual ${iteration.relative.toExponential(2)}`, rate(scale, iteration)];
      tell(`  ${parts.filter((part) => part !== "").join("  ")}`);
    },
    onCut: (cut) => tell(cutText(cut)),
    onPrestress: (iterate) => tell(prestressText(iterate)),
    onStep(step) {
      index = step.index + 1;
      const parts = [`step ${step.index} done`, scale.steps === undefined ? `${place(step)} of ${shortNumber(scale.end)} ${scale.timeUnit}` : place(step), `${step.iterations} iterations`, scale.steps === undefined ? timeLeft(step.time / scale.end, began) : ""];
      tell(parts.filter((part) => part !== "").join("  "));
    },
    end: () => undefined,
  };
}

function prestressText({ iterations, distance }: PrestressSummary): string {
  return `  stress-free geometry, forward solve ${iterations}: off by ${distance.toExponential(2)}`;
}

function cutText({ time, dt, next, result }: Cut): string {
  return `  step to t ${shortNumber(time)} given up (${result.failure?.kind ?? "no convergence"}): size ${shortNumber(dt)} cut to ${shortNumber(next)}`;
}

function barView(scale: RunScale): ProgressView {
  const began = performance.now();
  const format = "{bar} {percentage} %  {place} of {end}  step {step}  iteration {iteration}  residual {residual}  {rate}  {left}";
  const bar = new cliProgress.SingleBar({ format, hideCursor: true, clearOnComplete: false, fps: 8, barsize: 20 }, cliProgress.Presets.shades_grey);
  let reached = 0;
  bar.start(scale.end, 0, { place: "start", end: scale.steps === undefined ? `${shortNumber(scale.end)} ${scale.timeUnit}` : `at most ${scale.steps} steps`, step: 1, iteration: 0, residual: "-", rate: "", left: "" });
  return {
    onIteration: (iteration) => bar.update(reached, {
      place: place(iteration), iteration: iteration.iteration, residual: iteration.relative.toExponential(1), rate: rate(scale, iteration),
    }),
    onCut: () => undefined,
    onPrestress: ({ distance }) => bar.update(0, { iteration: "prestress", residual: distance.toExponential(1) }),
    onStep(step) {
      reached = reachedBy(scale, step);
      bar.update(reached, { step: step.index + 1, left: scale.steps === undefined ? timeLeft(step.time / scale.end, began) : "" });
    },
    end: () => bar.stop(),
  };
}
