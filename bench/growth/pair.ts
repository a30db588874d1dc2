/** The same expansion with FE² skin and with its surrogate. */
import { createStudy, expansion, type ExpansionOptions, type FileStore, record, run } from "../../src/index.js";

/** What an expansion is read for on its last day before deflation. */
export interface Outcome {
  /** ϑ of each cell. */
  readonly theta: Float64Array;
  /** Reference volume of each cell is the same on both sides, so that only ratios count. */
  readonly probes: Readonly<Record<string, readonly number[]>>;
  readonly iterations: number;
  readonly rveSolves: number;
  /** Points that a surrogate would not have been trusted at, over all steps, and all points times steps. */
  readonly guarded: number;
  readonly asked: number;
  /** Processor time and wall time of this process, s. */
  readonly cpu: number;
  readonly wall: number;
}

/** How far the surrogate is from the RVE. */
export interface Difference {
  /** Root mean square of ϑ, relative to that of ϑ and of what has grown, ϑ - 1. */
  readonly theta: number;
  readonly growth: number;
  /** Largest relative difference of ϑ in a cell. */
  readonly worst: number;
  /** Relative differences of ∫ϑ over the footprint and of what it is more than the footprint. */
  readonly area: number;
  readonly gain: number;
}

/** How a side is solved. */
export interface PairCourse {
  readonly threads: number;
  /** Size of the steps, days; default that of the generator. */
  readonly steps?: number;
  /** Where results and a checkpoint after each step go, from which a run that was ended continues; default: nowhere. */
  readonly results?: FileStore;
}

/**
 * Solves one side, without deflation.
 * @param files folder of the material's files
 */
export async function solveExpansion(options: ExpansionOptions, files: FileStore, { threads, steps, results }: PairCourse): Promise<Outcome> {
  const { probes = {}, ...input } = expansion({ ...options, deflation: 0 });
  // Zones may be empty on a coarse mesh.
  const { pressure, volume, grown, patch } = probes as Record<string, never>;
  const start = process.cpuUsage(), began = performance.now();
  const sizes = steps === undefined ? {} : { steps: { end: options.days ?? 7, size: steps, min: steps / 64 } };
  const study = await createStudy({ ...input, ...sizes, probes: { pressure, volume, grown, patch } }, files);
  const course = results ? record(study, results, { threads, resume: true, checkpointEvery: 0 }) : run(study, { threads });
  let theta = new Float64Array(0);
  for (;;) {
    const next = await course.next();
    if (next.done) {
      const { summary: { probes: last, counts, steps: all } } = next.value, { user, system } = process.cpuUsage(start);
      const iterations = all.reduce((sum, step) => sum + step.iterations, 0);
      return { theta, probes: last, iterations, rveSolves: counts.rveSolves, guarded: counts.guarded, asked: counts.points * all.length, cpu: (user + system) / 1e6, wall: (performance.now() - began) / 1000 };
    }
    if (next.value.last) theta = next.value.field("theta").values.slice();
  }
}

/** Compares both sides. @param footprint its area, mm² */
export function differences(fast: Outcome, exact: Outcome, footprint: number): Difference {
  const share = (of: (x: number) => number): number => {
    let sum = 0, square = 0;
    exact.theta.forEach((x, k) => { sum += (fast.theta[k] - x) ** 2; square += of(x) ** 2; });
    return Math.sqrt(sum / square);
  };
  const [ours, theirs] = [fast.probes.grown[0], exact.probes.grown[0]];
  return {
    theta: share((x) => x), growth: share((x) => x - 1), worst: exact.theta.reduce((most, x, k) => Math.max(most, Math.abs(fast.theta[k] / x - 1)), 0),
    area: ours / theirs - 1, gain: (ours - footprint) / (theirs - footprint) - 1,
  };
}
