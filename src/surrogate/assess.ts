/** Errors of a surrogate against samples of its RVE, and whether its guard sees them. */
import type { PointResponse } from "../constitutive/model.js";
import type { SurrogateModel } from "./model.js";
import { row, rowSize } from "./samples.js";
import type { Errors } from "./surrogate.js";
import { distrustOf, type Trustworthy } from "./trust.js";

/** What a surrogate answered at samples, beside the truth. */
export interface Comparison {
  readonly count: number;
  readonly F: Float64Array;
  readonly answer: Pick<PointResponse, "W" | "P" | "A">;
  readonly truth: Pick<PointResponse, "W" | "P" | "A">;
  readonly spread: Float64Array;
  /** Outputs `[count, outputs, reportSize]`. */
  readonly reports: Float64Array;
  /** Places of the components that are compared: in the plane those in it. */
  readonly places: readonly number[];
}

/** Asks the surrogate at all samples. */
export function compare(model: SurrogateModel, rows: Float64Array, dimension: 2 | 3): Comparison {
  const count = rows.length / rowSize;
  const column = (at: number, size: number): Float64Array => Float64Array.from({ length: count * size }, (_, i) => rows[Math.floor(i / size) * rowSize + at + (i % size)]);
  const F = column(row.F, 9);
  const answer = {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count), state: new Float64Array(0),
    status: new Uint8Array(count), iterations: new Int32Array(count),
  };
  const aside = model.room(count);
  model.answer({ count, F }, answer, aside, "tangent");
  const places = dimension === 2 ? [0, 1, 3, 4] : [0, 1, 2, 3, 4, 5, 6, 7, 8];
  return { count, F, answer, truth: { W: column(row.W, 1), P: column(row.P, 9), A: column(row.A, 81) }, ...aside, places };
}

/** Relative root-mean-square errors over all samples. */
export function errorsOf({ answer, truth, places }: Comparison): Errors {
  const pairs = places.flatMap((a) => places.map((b) => 9 * a + b));
  return {
    P: relative(answer.P, truth.P, 9, places), A: relative(answer.A, truth.A, 81, pairs), W: relative(answer.W, truth.W, 1, [0]),
  };
}

function relative(values: Float64Array, truth: Float64Array, size: number, places: readonly number[]): number {
  let missed = 0, all = 0;
  for (let at = 0; at < truth.length; at += size) {
    for (const place of places) {
      const d = values[at + place] - truth[at + place];
      missed += d * d;
      all += truth[at + place] * truth[at + place];
    }
  }
  return Math.sqrt(missed / all);
}

/** Relative error of the stress at each sample; stresses below a tenth of `stress` are measured against that. */
export function pointErrors({ count, answer, truth, places }: Comparison, stress: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => {
    let missed = 0, all = 0;
    for (const place of places) {
      const d = answer.P[9 * k + place] - truth.P[9 * k + place];
      missed += d * d;
      all += truth.P[9 * k + place] * truth.P[9 * k + place];
    }
    return Math.sqrt(missed) / (Math.sqrt(all) + 0.1 * stress);
  });
}

/** How the guard judges samples. */
export interface Judgement {
  /** Share of the samples that the surrogate would answer. */
  readonly trusted: number;
  /** Share of the samples with an error above the tolerance that are handed to the RVE; 1 when there is none. */
  readonly caught: number;
  /** Share of the others that are handed to the RVE all the same. */
  readonly falseAlarms: number;
}

/** Compares the guard's decisions with the true errors, for a tolerance of the relative error of the stress. */
export function judge(comparison: Comparison, surrogate: Trustworthy, tolerance: number): Judgement {
  const { count, F, answer } = comparison;
  const level = new Float64Array(count);
  distrustOf(surrogate, tolerance)(count, F, answer.P, comparison, level);
  const wrong = Array.from(pointErrors(comparison, surrogate.stress), (error) => !(error <= tolerance));
  const flagged = Array.from(level, (value) => !(value < 1));
  const share = (part: number, whole: number, empty: number): number => (whole === 0 ? empty : part / whole);
  const counted = (test: (k: number) => boolean): number => wrong.filter((_, k) => test(k)).length;
  return {
    trusted: share(counted((k) => !flagged[k]), count, 0),
    caught: share(counted((k) => wrong[k] && flagged[k]), counted((k) => wrong[k]), 1),
    falseAlarms: share(counted((k) => !wrong[k] && flagged[k]), counted((k) => !wrong[k]), 0),
  };
}
