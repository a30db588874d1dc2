/** What a file bench/<name>.bench.ts exports as `cases`. */

/** One thing to time. Cases of one file are timed in turns, so that a change of the machine's load meets all of them. */
export interface BenchCase {
  readonly name: string;
  /** Size of the problem, as people say it: "2D 16", "500 cells". */
  readonly size: string;
  /** "wasm", "typescript", "reference", … */
  readonly backend: string;
  readonly threads: number;
  /** How often `run` does the thing; times are divided by it. Choose it so that one `run` takes 0.1 ms or more. Default 1. */
  readonly operations?: number;
  /** Called once before the first `run` (factories, memory, workers). */
  setup?(): void | Promise<void>;
  run(): void | Promise<void>;
  /** Called once after the last `run`. */
  teardown?(): void | Promise<void>;
}

/** The shape of a benchmark file: cases to time, or a comparison with another program that times and prints itself. */
export type BenchFile = { readonly cases: readonly BenchCase[] } | { compare(rounds: number, only?: string): Promise<void> };

/** Seconds of one operation over all samples of a case. */
export interface BenchResult {
  readonly file: string;
  readonly name: string;
  readonly size: string;
  readonly backend: string;
  readonly threads: number;
  readonly samples: number;
  readonly cpu: { readonly min: number; readonly median: number };
  readonly wall: { readonly min: number; readonly median: number };
}
