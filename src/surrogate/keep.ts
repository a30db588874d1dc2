/** What a guard had its RVE solve, kept as samples that a surrogate can be trained on further. */
import { PointStatus } from "../constitutive/model.js";
import { squareDistance } from "./coverage.js";
import { type Answers, answersOf, beginSamples, joined, type Sampled, type States } from "./sample.js";
import { rowSize, sampleCount, type SampleSet } from "./samples.js";
import { coordinatesOf } from "./strain.js";
import type { Facts } from "./surrogate.js";
import { toldSize } from "./outputs.js";

/** Collects solved states. */
export interface Keeper {
  /** Takes those of some answers with a tangent that lie apart from all that were kept. */
  add(states: States): void;
  /** What was kept so far. */
  samples(): SampleSet;
}

/** States closer than this, in units of the range, tell nothing new; and so many are enough. */
const apart = 0.02, most = 2000;

/**
 * A keeper for the RVE behind a surrogate: of states closer than 2 % of the range it keeps the first, and 2,000 at most.
 * @param cell the RVE, opened for sampling (`openCell`)
 * @param facts of the surrogate: its sampled range (of log U, without unit) and seed are those of the kept samples; the range grows with what is kept
 */
export async function keeperOf(cell: Sampled, { sampling: { range, volume, seed } }: Pick<Facts, "sampling">): Promise<Keeper> {
  const empty = await beginSamples(cell, { count: 0, range, volume, seed });
  const distance = squareDistance(empty), width = empty.outputs.length * toldSize;
  const kept: { readonly x: Float64Array; readonly row: Float64Array; readonly told: Float64Array }[] = [];
  return {
    add(states) {
      const { rows, told }: Answers = answersOf(cell, states);
      for (let k = 0; k < states.status.length && kept.length < most; k++) {
        if (states.status[k] !== PointStatus.ok) continue;
        const x = new Float64Array(empty.range.high.length);
        coordinatesOf(states.F, empty.dimension, x, 9 * k);
        if (kept.some((other) => distance(x, other.x) < apart * apart)) continue;
        kept.push({ x, row: rows.slice(k * rowSize, (k + 1) * rowSize), told: told.slice(k * width, (k + 1) * width) });
      }
    },
    samples: () => ({ ...empty, ...boundsOf(kept.map(({ x }) => x), empty), rows: concatenated(kept.map((one) => one.row)), told: concatenated(kept.map((one) => one.told)) }),
  };
}

function boundsOf(states: readonly Float64Array[], { range }: Pick<SampleSet, "range">): Pick<SampleSet, "range"> {
  const bound = (pick: (...values: number[]) => number, from: readonly number[]): number[] => from.map((value, i) => states.reduce((found, x) => pick(found, x[i]), value));
  return { range: { low: bound(Math.min, range.low), high: bound(Math.max, range.high) } };
}

function concatenated(list: readonly Float64Array[]): Float64Array {
  return list.reduce<Float64Array>(joined, new Float64Array(0));
}

/**
 * Samples of the same RVE from several places: the first set, and behind it the others that differ from it. The range holds the states of all.
 * @returns undefined when they are of another RVE, or tell other outputs
 */
export function joinSamples(sets: readonly SampleSet[]): SampleSet | undefined {
  const [first, ...others] = sets;
  const names = (set: SampleSet): string => set.outputs.map(({ name }) => name).join("\n");
  if (others.some((set) => set.rve !== first.rve || names(set) !== names(first))) return undefined;
  return others.reduce((all, set) => ({
    ...all, range: unionOf(all.range, set.range), rows: joined(all.rows, set.rows), told: joined(all.told, set.told),
    failed: [...all.failed, ...set.failed.map((one) => ({ ...one, index: sampleCount(all) + one.index }))],
    sampling: { ...all.sampling, joined: (all.sampling.joined ?? 0) + sampleCount(set) },
  }), first);
}

function unionOf(a: SampleSet["range"], b: SampleSet["range"]): SampleSet["range"] {
  return { low: a.low.map((value, i) => Math.min(value, b.low[i])), high: a.high.map((value, i) => Math.max(value, b.high[i])) };
}
