/** Sobolev training of one network on stress and tangent, free of stress at rest for any weights (linden2023). */
import { createRandom, shuffled } from "../core/random.js";
import { createAdam } from "./adam.js";
import * as at from "./kernel.gen.js";
import type { Network } from "./layout.js";
import { lbfgs } from "./lbfgs.js";
import { chainGradient, type Signs, weightsOf } from "./weights.js";

/** How the stress at rest of a network is taken away: c = `rest`·(dy/dx at rest), then factors max(0, -c) and max(0, c) of pairs of terms. */
export interface Correction {
  /** `[pairs, inputs]` */
  readonly rest: Float64Array;
  readonly pairs: number;
}

/** A network in a machine with its training records; record 0 is the state at rest, for both of its points. */
export interface Trainee {
  readonly network: Network;
  readonly signs: Signs;
  readonly correction: Correction;
  /** Records after the first one. */
  readonly records: number;
}

export interface Schedule {
  /** Passes of Adam over all records. */
  readonly epochs: number;
  /** Iterations of L-BFGS on all records. */
  readonly iterations: number;
  readonly seed: number;
  /** Told the share of the work that is done, and the loss; false stops. */
  readonly onProgress?: (share: number, loss: number) => boolean | void;
}

/** Records of a step of Adam: 64 points. */
const batch = 32;
const rates = { first: 5e-3, last: 2e-4 };

/** Loss over records `start` … and its gradient in the unknowns. */
export function lossOf(trainee: Trainee, unknowns: Float64Array, gradient: Float64Array, start: number, count: number): number {
  const { network, signs, correction } = trainee;
  const { machine, plan } = network;
  setWeights(trainee, unknowns);
  const memory = machine.memory();
  const lanes = network.place(at.GRADIENT_AT), loss = network.place(at.LOSS_AT);
  memory.fill(0, lanes, lanes + 2 * network.weights);
  memory.fill(0, loss, loss + 4);
  machine.kernels.train(plan, start, count);
  reverseCorrection(network, correction);
  for (let i = 0; i < gradient.length; i++) gradient[i] = memory[lanes + 2 * i] + memory[lanes + 2 * i + 1];
  chainGradient(signs, unknowns, gradient);
  return memory[loss] + memory[loss + 1] + (memory[loss + 2] + memory[loss + 3]);
}

/** Writes the weights of member 0 and the factors that take its stress at rest away. */
export function setWeights({ network, signs, correction }: Trainee, unknowns: Float64Array): void {
  const { machine, plan, inputs, trained } = network;
  const weights = network.place(at.WEIGHT_AT), slope = network.place(at.SLOPE_AT);
  machine.memory().set(weightsOf(signs, unknowns), weights);
  machine.kernels.slopes(plan, 0);
  const memory = machine.memory();
  for (let k = 0; k < correction.pairs; k++) {
    let c = 0;
    for (let a = 0; a < inputs; a++) c += correction.rest[k * inputs + a] * memory[slope + 2 * a];
    memory[weights + trained + 2 * k] = Math.max(0, -c);
    memory[weights + trained + 2 * k + 1] = Math.max(0, c);
  }
}

/** The factors depend on the slopes at rest: their gradient goes back through the state at rest, in the first of its two points. */
function reverseCorrection(network: Network, { rest, pairs }: Correction): void {
  const { machine, plan, inputs, trained, strains } = network;
  const memory = machine.memory();
  const factors = network.place(at.WEIGHT_AT) + trained;
  const lanes = network.place(at.GRADIENT_AT) + 2 * trained;
  const room = network.place(at.TARGET_AT) + 2 * (strains + 1);
  for (let a = 0; a < inputs; a++) {
    let sum = 0;
    for (let k = 0; k < pairs; k++) {
      const down = memory[factors + 2 * k] > 0 ? memory[lanes + 4 * k] + memory[lanes + 4 * k + 1] : 0;
      const up = memory[factors + 2 * k + 1] > 0 ? memory[lanes + 4 * k + 2] + memory[lanes + 4 * k + 3] : 0;
      sum += rest[k * inputs + a] * (up - down);
    }
    memory[room + 2 * a * (strains + 2)] = sum;
    memory[room + 2 * a * (strains + 2) + 1] = 0;
  }
  machine.kernels.reverse(plan, 0);
}

/** Trains from some unknowns and returns the best ones found: Adam in batches, then L-BFGS on all records. */
export function train(trainee: Trainee, start: Float64Array, schedule: Schedule): Float64Array {
  const x = Float64Array.from(start);
  const all = (unknowns: Float64Array, gradient: Float64Array): number => lossOf(trainee, unknowns, gradient, 1, trainee.records);
  const work = schedule.epochs + schedule.iterations;
  if (!descend(trainee, x, schedule, work)) return x;
  const { onProgress } = schedule;
  return lbfgs(all, x, {
    iterations: schedule.iterations, memory: 30,
    ...(onProgress ? { onIteration: (k: number, loss: number) => onProgress((schedule.epochs + k + 1) / work, loss) } : {}),
  }).x;
}

/** Adam with a rate that falls like a cosine; false when it was stopped. */
function descend(trainee: Trainee, x: Float64Array, { epochs, seed, onProgress }: Schedule, work: number): boolean {
  const { records } = trainee;
  const adam = createAdam(x.length);
  const gradient = new Float64Array(x.length);
  const random = createRandom(seed);
  const batches = Math.ceil(records / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = 0;
    for (const [index, b] of shuffled(batches, random).entries()) {
      const share = (epoch + index / batches) / epochs;
      // (1 - share)² (1 + 2 share) falls from 1 to 0 with flat ends, like the cosine.
      const rate = rates.last + (rates.first - rates.last) * (1 - share) * (1 - share) * (1 + 2 * share);
      const first = b * batch, count = Math.min(batch, records - first);
      loss += lossOf(trainee, x, gradient, 1 + first, count);
      const scale = records / count;
      for (let i = 0; i < gradient.length; i++) gradient[i] *= scale;
      adam.step(x, gradient, rate);
    }
    if (onProgress?.((epoch + 1) / work, loss) === false) return false;
  }
  return true;
}
