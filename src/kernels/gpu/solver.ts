/** Conjugate gradients on the device, for all systems of a batch: in one dispatch where a workgroup holds a system, else over several per iteration. */
import type { PcgPlan } from "../rve-plan.js";
import { type Gpu, whileWatched } from "./device.js";
import { linePlan } from "./fourier.js";
import type { DeviceMemory } from "./memory.js";
import type { Pipelines } from "./programs.js";
import { bind, type Bound, createRecorder, type GpuCounts, type Recorder } from "./recorder.js";
import { outcome, reportSize, sizesOf } from "./sizes.js";

/** How far conjugate gradients go, relative to their right-hand side, and when they are given up. */
export interface CgControl {
  readonly tolerance: number;
  readonly iterations: number;
}

/** Answer of a job: solutions in single precision, and `[systems, 8]` iterations, outcome (0: solved), relative residual, and what does not matter. */
export interface GpuAnswer {
  readonly solution: Float32Array;
  readonly report: Float32Array;
}

/** What a solver works with. */
export interface Work {
  readonly gpu: Gpu;
  readonly plan: PcgPlan;
  readonly pipelines: Pipelines;
  readonly memory: DeviceMemory;
  readonly counts: GpuCounts;
}

/** Solves the systems whose right-hand sides are in `residual`, after `assemble` has recorded how they come there. */
export type Solve = (assemble: (recorder: Recorder) => void, systems: number, control: CgControl) => Promise<GpuAnswer>;

/** One workgroup per system. */
export function workgroupSolver(work: Work): Solve {
  const { gpu, pipelines, memory } = work, most = gpu.adapter.limits.maxComputeWorkgroupsPerDimension;
  const cg = bind(gpu, pipelines, memory, "cg", ["stencil", "symbol", "waves", "residual", "solution", "report", "control"]);
  return (assemble, systems) => {
    const recorder = createRecorder(gpu, work.counts);
    assemble(recorder);
    recorder.dispatch(cg, Math.min(systems, most), Math.ceil(systems / most));
    return readBack(work, recorder, systems);
  };
}

/** Iterations that a submission holds beyond what the last job with as many systems took, and at most. */
const spare = 12;
const longest = 128;

/**
 * Several dispatches per iteration. A submission holds as many iterations as the last job took and some more; systems that are done let theirs pass at
 * the price of a look at their report. Nothing is read back but at the end of a submission, and another one follows only where a system still runs.
 */
export function steppedSolver(work: Work): Solve {
  const { begin, iterate } = bindSteps(work), expected = new Map<number, number>();
  return async (assemble, systems, control) => {
    let recorder = createRecorder(work.gpu, work.counts), length = Math.min(longest, (expected.get(systems) ?? 0) + spare), done = 0;
    assemble(recorder);
    recorder.dispatch(begin, sizesOf(work.plan).groups, systems);
    for (;;) {
      for (let n = 0; n < length; n++) iterate(recorder, systems);
      done += length;
      const answer = await readBack(work, recorder, systems);
      if (done > control.iterations || !outcomes(answer).includes(outcome.running)) {
        expected.set(systems, Math.max(...iterationsOf(answer)));
        return answer;
      }
      recorder = createRecorder(work.gpu, work.counts);
      length = spare;
    }
  };
}

function column({ report }: GpuAnswer, place: number): number[] {
  return Array.from({ length: report.length / reportSize }, (_, system) => report[reportSize * system + place]);
}
const iterationsOf = (answer: GpuAnswer): number[] => column(answer, 0);
const outcomes = (answer: GpuAnswer): number[] => column(answer, 1);

interface Steps {
  readonly begin: Bound;
  /** Records one iteration: precondition and judge the residual, move on. */
  iterate(recorder: Recorder, systems: number): void;
}

function bindSteps({ gpu, plan, pipelines, memory }: Work): Steps {
  const on = (name: string, list: Parameters<typeof bind>[4]): Bound => bind(gpu, pipelines, memory, name, list);
  const axes = plan.dimension === 3 ? [0, 1, 2] as const : [0, 1] as const, { groups } = sizesOf(plan);
  const lines = (vector: "image" | "transformed"): Bound[] => axes.map((axis) => on(`lines-${"xyz"[axis]}`, [vector, "waves", "report"]));
  const first = on("lines-first", ["image", "waves", "report", "residual"]), forth = lines("image"), back = lines("transformed");
  const filter = on("filter", ["image", "symbol", "transformed", "partials", "report"]), judge = on("judge", ["partials", "report", "control"]);
  const direction = on("direction", ["transformed", "direction", "report"]);
  // The product takes the place of the coefficients.
  const product = on("product", ["stencil", "direction", "image", "partials", "report", "control"]);
  const step = on("step", ["direction", "image", "solution", "residual", "partials", "report"]);
  return {
    begin: on("begin", ["residual", "solution", "direction", "partials", "report"]),
    iterate(recorder, systems) {
      const along = (bound: Bound, axis: 0 | 1 | 2): void => recorder.dispatch(bound, linePlan(plan, axis).groups, systems);
      for (const axis of axes) along(axis === 0 ? first : forth[axis], axis);
      recorder.dispatch(filter, groups, systems);
      recorder.dispatch(judge, systems);
      for (const axis of axes) along(back[axis], axis);
      for (const each of [direction, product, step]) recorder.dispatch(each, groups, systems);
    },
  };
}

/** Submits, waits, and reads solutions and reports. */
function readBack({ gpu, plan, memory: { buffers }, counts }: Work, recorder: Recorder, systems: number): Promise<GpuAnswer> {
  const solutionBytes = 4 * systems * sizesOf(plan).size, reportBytes = 4 * systems * reportSize;
  return whileWatched(gpu, "conjugate gradients", async () => {
    recorder.submit((encoder) => {
      // Reports first: mapped ranges begin at multiples of eight bytes.
      encoder.copyBufferToBuffer(buffers.report, 0, buffers.back, 0, reportBytes);
      encoder.copyBufferToBuffer(buffers.solution, 0, buffers.back, reportBytes, solutionBytes);
    });
    await buffers.back.mapAsync(GPUMapMode.READ, 0, solutionBytes + reportBytes);
    const report = new Float32Array(buffers.back.getMappedRange(0, reportBytes).slice(0));
    const solution = new Float32Array(buffers.back.getMappedRange(reportBytes, solutionBytes).slice(0));
    buffers.back.unmap();
    counts.readbacks++;
    await gpu.clock?.read();
    return { solution, report };
  });
}
