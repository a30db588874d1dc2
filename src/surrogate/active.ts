/**
 * Active learning: the RVE is solved where an ensemble trained on the samples so far disagrees most (query by committee, seung1992), a batch at
 * a time. What is chosen next is a function of the samples so far alone, so an interrupted sampling goes on as if it had not stopped.
 */
import type { Kernels } from "../kernels/module.js";
import { wasmMachine } from "../kernels/network.js";
import { fit } from "./fit.js";
import { surrogateModel } from "./model.js";
import { addSamples, beginSamples, type Sampled, type SampleOptions, sequence } from "./sample.js";
import { row, rowSize, sampleCount, type SampleSet } from "./samples.js";
import { coordinatesOf, stretchOf } from "./strain.js";
import { targetsOf } from "./targets.js";
import { symmetryOf } from "./train.js";

export interface ActiveOptions extends SampleOptions {
  /** Samples of the low-discrepancy sequence before the first choice; default a third of `count`, at least 20. */
  readonly start?: number;
  /** Samples between two choices; default a tenth of `count`, at least 4. */
  readonly batch?: number;
}

/** States among which a batch is chosen, for each of its samples. */
const choices = 40;
/** Networks that vote, their neurons, passes of Adam and iterations of L-BFGS: a rough idea of the error is enough. */
const committee = { members: 4, neurons: { 2: 16, 3: 20 }, epochs: 40, iterations: 200 } as const;

/**
 * Samples an RVE where it is known least.
 * @param kernels instance that the committee takes its memory from, and gives it back
 * @throws the reason of `signal`
 */
export async function sampleActively(rve: Sampled, kernels: Kernels, options: ActiveOptions): Promise<SampleSet> {
  const { count } = options;
  const { start, batch } = options.resume?.sampling.active ?? { start: options.start ?? Math.max(20, Math.round(count / 3)), batch: options.batch ?? Math.max(4, Math.round(count / 10)) };
  let set = await beginSamples(rve, { ...options, active: { start, batch } });
  const coordinates = sequence(set.sampling, rve.dimension);
  while (sampleCount(set) < count) {
    options.signal?.throwIfAborted();
    const done = sampleCount(set);
    const states = done < start
      ? Array.from({ length: Math.min(start, count) - done }, (_, k) => coordinates(done + k))
      : (await disputed(set, kernels, coordinates, batch)).slice(0, count - done);
    set = await addSamples(rve, set, states);
    await options.onBatch?.(set);
  }
  return set;
}

/** The states of a fresh part of the sequence at which the networks lie furthest apart, and that are not close to each other or to samples. */
async function disputed(set: SampleSet, kernels: Kernels, coordinates: (index: number) => Float64Array, batch: number): Promise<Float64Array[]> {
  const first = 1 + sampleCount(set) * choices;
  const candidates = Array.from({ length: batch * choices }, (_, k) => coordinates(first + k));
  const spread = await spreadAt(set, kernels, candidates);
  const gap = Float64Array.from(candidates, (x) => Math.min(...coordinatesOfRows(set).map((y) => distance(x, y, set))));
  return Array.from({ length: batch }, () => {
    const best = spread.reduce((found, value, k) => (Math.sqrt(value) * gap[k] > Math.sqrt(spread[found]) * gap[found] ? k : found), 0);
    candidates.forEach((x, k) => { gap[k] = Math.min(gap[k], distance(x, candidates[best], set)); });
    return candidates[best];
  });
}

/** How far the stresses of a committee lie apart at some states. */
async function spreadAt(set: SampleSet, kernels: Kernels, states: readonly Float64Array[]): Promise<Float64Array> {
  const { dimension, sampling: { seed } } = set;
  const { members, neurons, epochs, iterations } = committee;
  const mark = kernels.mark();
  const shape = { first: neurons[dimension], second: neurons[dimension] };
  const ensemble = await fit(wasmMachine(kernels), targetsOf(set.rows, dimension), { kind: "relaxed", dimension, symmetry: symmetryOf(set), shape, members, epochs, iterations, seed, tangentWeight: 0.1 });
  kernels.release(mark);
  const model = surrogateModel(ensemble, kernels);
  const count = states.length, aside = model.room(count);
  const F = new Float64Array(9 * count);
  states.forEach((x, k) => F.set(stretchOf(x, dimension), 9 * k));
  model.answer({ count, F }, { W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(0), state: new Float64Array(0), status: new Uint8Array(count), iterations: new Int32Array(count) }, aside, "stress");
  kernels.release(mark);
  return aside.spread;
}

function coordinatesOfRows({ rows, dimension, range }: SampleSet): Float64Array[] {
  return Array.from({ length: rows.length / rowSize }, (_, k) => {
    const x = new Float64Array(range.high.length);
    coordinatesOf(rows, dimension, x, k * rowSize + row.F);
    return x;
  });
}

/** Distance in units of the range. */
function distance(a: Float64Array, b: Float64Array, { range: { high } }: SampleSet): number {
  return Math.sqrt(a.reduce((sum, x, i) => sum + ((x - b[i]) / high[i]) * ((x - b[i]) / high[i]), 0));
}
