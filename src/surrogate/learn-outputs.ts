/** The named outputs of an RVE, and in the plane the stress across it, as functions of the stretch that are learned from their derivatives. */
import type { Kernels } from "../kernels/module.js";
import { reportSize, wasmMachine } from "../kernels/network.js";
import { compare } from "./assess.js";
import type { NetworkMachine } from "../network/machine.js";
import { type Ensemble, type FitOptions, fitOutput, type OutputFacts } from "./fit.js";
import { surrogateModel } from "./model.js";
import { acrossName, errorOf, toldSize, valueOf } from "./outputs.js";
import { row, rowSize, type SampledOutput } from "./samples.js";
import type { Fitted } from "./surrogate.js";
import { type Targets, targetsOf } from "./targets.js";

/** Samples with what their outputs said. */
export interface Told {
  readonly rows: Float64Array;
  readonly told: Float64Array;
}

/** What is learned beside the energy: how it is called, and its value and derivative by F at each sample `[count, toldSize]`. */
interface Lesson extends Pick<OutputFacts, "name" | "unit" | "rest"> {
  of(samples: Told): Float64Array;
}

/** An output that turns with the observer by more than this is no function of the stretch. */
const turnTolerance = 1e-6;

/** Whether an output can be learned: a stress component along an axis cannot, it turns with the observer. */
export function learnable({ turned }: SampledOutput): boolean {
  return turned < turnTolerance;
}

/** How the part of an output that depends on the kind of surrogate is learned, as the `index`-th of `count`. */
export type LearnOutput<Fit extends Fitted> = (machine: NetworkMachine, targets: Targets, index: number, count: number) => Promise<Omit<Fit["outputs"][number], keyof OutputFacts>>;

/**
 * A fit with its outputs.
 * @param train samples that are learned from
 * @param test samples that say how far the answers are to be trusted
 */
export async function learnOutputs<Fit extends Fitted>(fit: Fit, kernels: Kernels, { train, test }: { readonly train: Told; readonly test: Told }, outputs: readonly SampledOutput[], learn: LearnOutput<Fit>): Promise<Fit> {
  const lessons = lessonsOf(fit.dimension, train, outputs);
  const learned: object[] = [];
  for (const [index, lesson] of lessons.entries()) {
    const mark = kernels.mark();
    const own = await learn(wasmMachine(kernels), targetsOf(asEnergies(train.rows, lesson.of(train)), fit.dimension), index, lessons.length);
    kernels.release(mark);
    const { name, unit, rest } = lesson;
    const facts: OutputFacts = { name, unit, rest, change: changeOf(lesson.of(train), rest), error: 0, spreadFactor: 1 };
    learned.push({ ...facts, ...own });
  }
  return judged({ ...fit, outputs: learned } as Fit, kernels, lessons, test);
}

/** Networks for each output beside an ensemble of some members: up to three, whose distance is the error; one where nobody asks for an error, as of the stress across. */
export function learnersOf(outputs: readonly SampledOutput[], members: number): number {
  return outputs.some(learnable) ? Math.min(3, members) : 1;
}

/** Networks for outputs, with the inputs and the shape of an ensemble. */
export function networkOutputs(ensemble: Ensemble, options: FitOptions): LearnOutput<Ensemble> {
  return (machine, targets, index, count) => fitOutput(machine, targets, ensemble, {
    ...options, seed: options.seed + 100 * (index + 1), onProgress: (share, loss) => options.onProgress?.((index + share) / count, loss),
  });
}

function lessonsOf(dimension: 2 | 3, { rows }: Told, outputs: readonly SampledOutput[]): Lesson[] {
  const named = outputs.map(({ name, unit, rest }, o): Lesson => ({
    name, unit, rest, of: ({ told }) => told.filter((_, i) => Math.floor(i / toldSize) % outputs.length === o),
  })).filter((_, o) => learnable(outputs[o]));
  const across: Lesson = {
    name: acrossName, unit: "stress", rest: 0, of: (samples) => Float64Array.from({ length: (samples.rows.length / rowSize) * toldSize }, (_, i) => {
      const [k, n] = [Math.floor(i / toldSize), i % toldSize];
      return samples.rows[k * rowSize + (n === 0 ? row.P + 8 : row.A + 72 + n - 1)];
    }),
  };
  const known = dimension === 2 && across.of({ rows, told: new Float64Array(0) }).some((value, i) => i % toldSize > 0 && value !== 0);
  return known ? [...named, across] : named;
}

/** Rows that have the output in the place of the energy and its derivative in that of the stress. */
function asEnergies(rows: Float64Array, told: Float64Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let k = 0; k < rows.length / rowSize; k++) {
    out.set(rows.subarray(k * rowSize, k * rowSize + 9), k * rowSize);
    out.set(told.subarray(k * toldSize, (k + 1) * toldSize), k * rowSize + row.W);
  }
  return out;
}

function changeOf(told: Float64Array, rest: number): number {
  const values = told.filter((_, i) => i % toldSize === 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - rest) * (value - rest), 0) / values.length);
}

/** Errors and factors from the samples that were held out. */
function judged<Fit extends Fitted>(fit: Fit, kernels: Kernels, lessons: readonly Lesson[], test: Told): Fit {
  if (lessons.length === 0) return fit;
  const mark = kernels.mark();
  const { reports, count } = compare(surrogateModel(fit, kernels), test.rows, fit.dimension);
  kernels.release(mark);
  const outputs = fit.outputs.map((output, o) => {
    const told = lessons[o].of(test);
    const errors = Array.from({ length: count }, (_, k) => valueOf(reports, (k * lessons.length + o) * reportSize, output) - told[k * toldSize]);
    const ratios = errors.map((error, k) => Math.abs(error) / Math.max(errorOf(reports, (k * lessons.length + o) * reportSize, output), 1e-300)).sort((a, b) => a - b);
    return {
      ...output, error: Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / count) / changeOf(told, output.rest),
      spreadFactor: Math.min(10, Math.max(1, ratios[Math.floor(0.9 * (count - 1))])),
    };
  });
  return { ...fit, outputs };
}
