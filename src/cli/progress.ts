/** Progress of a run: a bar on a terminal, plain lines elsewhere. */
import cliProgress from "cli-progress";
import type { Cut, Iteration, Step } from "../study/run.js";
import { shortNumber } from "../study/report/plot.js";
import { tell } from "./terminal.js";

/** Told about everything that happens in a run. */
export interface ProgressView {
  onIteration(iteration: Iteration): void;
  onCut(cut: Cut): void;
  onStep(step: Step): void;
  end(): void;
}

/** What a run is measured against. */
export interface RunScale {
  /** Time at the end of the run, and its unit. */
  readonly end: number;
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
      const parts = [`step ${index}`, `t ${shortNumber(iteration.time)}`, `iteration ${iteration.iteration}`, `residual ${iteration.relative.toExponential(2)}`, rate(scale, iteration)];
      tell(`  ${parts.filter((part) => part !== "").join("  ")}`);
    },
    onCut: (cut) => tell(cutText(cut)),
    onStep(step) {
      index = step.index + 1;
      const parts = [`step ${step.index} done`, `t ${shortNumber(step.time)} of ${shortNumber(scale.end)} ${scale.timeUnit}`, `${step.iterations} iterations`, timeLeft(step.time / scale.end, began)];
      tell(parts.filter((part) => part !== "").join("  "));
    },
    end: () => undefined,
  };
}

function cutText({ time, dt, next, result }: Cut): string {
  return `  step to t ${shortNumber(time)} given up (${result.failure?.kind ?? "no convergence"}): size ${shortNumber(dt)} cut to ${shortNumber(next)}`;
}

function barView(scale: RunScale): ProgressView {
  const began = performance.now();
  const format = "{bar} {percentage} %  t {time} of {end}  step {step}  iteration {iteration}  residual {residual}  {rate}  {left}";
  const bar = new cliProgress.SingleBar({ format, hideCursor: true, clearOnComplete: false, fps: 8, barsize: 20 }, cliProgress.Presets.shades_grey);
  let reached = 0;
  bar.start(scale.end, 0, { time: "0", end: `${shortNumber(scale.end)} ${scale.timeUnit}`, step: 1, iteration: 0, residual: "-", rate: "", left: "" });
  return {
    onIteration: (iteration) => bar.update(reached, {
      time: shortNumber(iteration.time), iteration: iteration.iteration, residual: iteration.relative.toExponential(1), rate: rate(scale, iteration),
    }),
    onCut: () => undefined,
    onStep(step) {
      reached = step.time;
      bar.update(reached, { step: step.index + 1, left: timeLeft(step.time / scale.end, began) });
    },
    end: () => bar.stop(),
  };
}
