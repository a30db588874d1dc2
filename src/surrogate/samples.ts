/** Training data of a surrogate: states of an RVE and its answers. */

/** Where samples lie: bounds of the coordinates of log U (`strain.ts`). */
export interface Range {
  /** `[coordinates]` */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** How the samples of a set were chosen. */
export interface Sampling {
  /** Bound of deviator and shear in log U. */
  readonly range: number;
  /** Bound of ln J. */
  readonly volume: number;
  readonly seed: number;
  /** Where samples were chosen by active learning: how many were not, and how many at a time were. */
  readonly active?: { readonly start: number; readonly batch: number };
  /** How many samples of other sets, for instance of what a guard kept, stand behind them. */
  readonly joined?: number;
}

/** A state that the RVE could not reach. */
export interface FailedSample {
  /** Place in the sequence. */
  readonly index: number;
  /** Largest share of log U that was reached; that state is kept in its stead. */
  readonly reached: number;
  readonly status: string;
}

/** A named output that was sampled, too. */
export interface SampledOutput {
  readonly name: string;
  readonly unit: string;
  /** Value at rest. */
  readonly rest: number;
  /** How much it changes when the observer turns, relative to how much it changes with the states: what is not 0 is no function of the stretch. */
  readonly turned: number;
}

/** Answers of an RVE. Row i holds F `[9]`, W, P `[9]`, A `[81]`; in the plane the rows of A for P33 are its derivatives, as far as they are known. */
export interface SampleSet {
  readonly dimension: 2 | 3;
  /** Hash of the RVE that answered (`rveHash`). */
  readonly rve: string;
  readonly sampling: Sampling;
  readonly range: Range;
  /** Relative change of the stress, or of an output, when a state is mirrored along x, y, z: 0 for an RVE with that mirror plane. */
  readonly mirrors: readonly number[];
  /** Directions of the fibres of the RVE, row by row `[fibres, 3]`. */
  readonly fibres: readonly number[];
  readonly failed: readonly FailedSample[];
  readonly rows: Float64Array;
  readonly outputs: readonly SampledOutput[];
  /** Values of the outputs and their derivatives by F `[count, outputs, 10]`. */
  readonly told: Float64Array;
}

/** Doubles of a row. */
export const rowSize = 100;
export const row = { F: 0, W: 9, P: 10, A: 19 } as const;

/** Number of samples. */
export function sampleCount(set: Pick<SampleSet, "rows">): number {
  return set.rows.length / rowSize;
}
