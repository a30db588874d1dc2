/**
 * Active learning: the RVE is solved where an ensemble trained on the samples so far disagrees (query by committee, seung1992) far from all of them, a
 * batch at a time. What is chosen next is a function of the samples so far alone, so an interrupted sampling goes on as if it had not stopped.
 */
import { pow } from "../core/math.gen.js";
import type { Kernels } from "../kernels/module.js";
import { wasmMachine } from "../kernels/network.js";
import { compare, type Comparison } from "./assess.js";
import { coordinatesOfRows, coverage, squareDistance } from "./coverage.js";
import { fit } from "./fit.js";
import { surrogateModel } from "./model.js";
import { addSamples, beginSamples, type Sampled, type SampleOptions, sequence } from "./sample.js";
import { sampleCount, type SampleSet } from "./samples.js";
import { stretchOf } from "./strain.js";
import { symmetryOf } from "./symmetry.js";
import { targetsOf } from "./targets.js";

export interface ActiveOptions extends SampleOptions {
  /** Samples of the low-discrepancy sequence before the first choice; default a third of `count`, at least 20. */
  readonly start?: number;
  /** Samples between two choices; default a tenth of `count`, at least 4. */
  readonly batch?: number;
}

/** States among which a batch is chosen, for each of its samples. */
const choices = 40;
/** Networks that vote, their neurons, passes of Adam and iterations of L-BFGS: a rough idea of the error is enough. */
const committee = { members: 4, neurons: { 2: 16, 3: 20 }, epochs: 60, iterations: 600 } as const;

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

/**
 * States of a fresh part of the sequence, each where the error that is still expected in the room around it is largest: the mean square distance of
 * the networks beside what they miss at the samples that they were trained on, times the volume up to the nearest sample. Networks that are
 * equally wrong everywhere do not lie apart where they are wrong; then the samples are spread evenly.
 */
async function disputed(set: SampleSet, kernels: Kernels, coordinates: (index: number) => Float64Array, batch: number): Promise<Float64Array[]> {
  const first = 1 + sampleCount(set) * choices, power = set.range.high.length / 2;
  const candidates = Array.from({ length: batch * choices }, (_, k) => coordinates(first + k));
  const doubt = await doubtAt(set, kernels, candidates);
  const samples = coordinatesOfRows(set), distance = squareDistance(set);
  const room = Float64Array.from(candidates, (x) => Math.min(...samples.map((y) => distance(x, y))));
  const score = (k: number): number => doubt[k] * pow(room[k], power);
  return Array.from({ length: batch }, () => {
    const best = candidates.reduce((found, _, k) => (score(k) > score(found) ? k : found), 0);
    candidates.forEach((x, k) => { room[k] = Math.min(room[k], distance(x, candidates[best])); });
    return candidates[best];
  });
}

/** 1 + the mean square distance of the stresses of a committee, in units of what it misses at the samples. */
async function doubtAt(set: SampleSet, kernels: Kernels, states: readonly Float64Array[]): Promise<Float64Array> {
  const { dimension, sampling: { seed } } = set;
  const { members, neurons, epochs, iterations } = committee;
  const mark = kernels.mark();
  const shape = { first: neurons[dimension], second: neurons[dimension] };
  const share = coverage(set);
  const targets = targetsOf(set.rows, dimension, { stress: share, tangent: share });
  const ensemble = await fit(wasmMachine(kernels), targets, { kind: "relaxed", dimension, symmetry: symmetryOf(set), shape, members, epochs, iterations, seed, tangentWeight: 0.1 });
  kernels.release(mark);
  const model = surrogateModel(ensemble, kernels);
  const missed = missedBy(compare(model, set.rows, dimension));
  const count = states.length, aside = model.room(count);
  const F = new Float64Array(9 * count);
  states.forEach((x, k) => F.set(stretchOf(x, dimension), 9 * k));
  model.answer({ count, F }, { W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(0), state: new Float64Array(0), status: new Uint8Array(count), iterations: new Int32Array(count) }, aside, "stress");
  kernels.release(mark);
  return aside.spread.map((spread) => 1 + (spread * spread) / missed);
}

/** Mean square error of the stress. */
function missedBy({ count, answer, truth, places }: Comparison): number {
  const squares = Array.from({ length: count }, (_, k) => places.reduce((sum, place) => {
    const missed = answer.P[9 * k + place] - truth.P[9 * k + place];
    return sum + missed * missed;
  }, 0));
  return squares.reduce((sum, square) => sum + square, 0) / count;
}
