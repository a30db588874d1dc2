/**
 * The second kind of surrogate: the energy as a Gaussian process of the invariants, conditioned on the stresses of all samples. For few samples
 * (up to some hundreds): its cost at a point grows with their number, and it knows its variance.
 */
import { type Candidate, chooseWitnesses, condition, leaveOneOut, maximiseLikelihood, partOf, type Process, type Witnesses } from "../gaussian/process.js";
import type { Slopes } from "../gaussian/slopes.js";
import { cancellation } from "../gaussian/likelihood.js";
import { SurrogateError } from "../core/errors.js";
import { metricOf } from "../network/layout.js";
import type { NetworkMachine } from "../network/machine.js";
import { featureReader } from "./features.js";
import { inputScales, type OutputFacts, volumetricShare } from "./fit.js";
import { scaled, type Structure, structureOf, type Symmetry } from "./structure.js";
import type { Targets } from "./targets.js";

/** A process and the data that its variance is taken from. */
export interface Conditioned {
  readonly process: Process;
  readonly witnesses: Witnesses;
}

/** An output by a process. */
export type GaussianOutput = OutputFacts & Conditioned;

/** A fitted surrogate of this kind: plain data. */
export interface GaussianFit extends Conditioned {
  readonly kind: "gp";
  readonly dimension: 2 | 3;
  readonly symmetry: Symmetry;
  /** Root mean square of each input over the samples. */
  readonly scales: readonly number[];
  /** Factor of ½ (J-1)², unit of stress. */
  readonly volumetric: number;
  readonly outputs: readonly GaussianOutput[];
}

export interface GaussianOptions {
  readonly dimension: 2 | 3;
  readonly symmetry: Symmetry;
  readonly iterations: number;
  readonly onProgress?: (share: number, value: number) => void;
}

/** Samples more than which a process is refused: the covariance of 3D stresses would have a billion entries. */
export const mostSamples = 500;
/** Parts of the mean may be larger than their sum by this factor: 1e-16 of each then leaves answers exact to 1e-12. */
const mostCancellation = 10000;
/** Samples that the likelihood is maximised on, samples that choose between covariances, and data that a variance is taken from. */
const likelihoodPlaces = { 2: 80, 3: 50 } as const;
const blindPlaces = { 2: 240, 3: 80 } as const;
const witnessCount = { 2: 120, 3: 240 } as const;

/** Conditions a process on stresses; lengths and noise maximise the marginal likelihood, predictions of left-out places choose the covariance. */
export function fitGaussian(machine: NetworkMachine, targets: Targets, options: GaussianOptions): GaussianFit {
  const { dimension, symmetry } = options;
  const plain = structureOf(symmetry, dimension);
  const scales = inputScales(machine, plain, { first: 4, second: 4 }, targets);
  const volumetric = volumetricShare(targets, dimension);
  const structure = scaled(plain, scales);
  return { kind: "gp", dimension, symmetry, scales, volumetric, ...conditionOn(slopesOf(machine, structure, targets, volumetric), options), outputs: [] };
}

/** The energy of a fit conditioned on other targets, for instance on those that were held out, too: the covariance stays, with more noise where rounding asks for it. */
export function reconditioned(machine: NetworkMachine, fit: GaussianFit, targets: Targets): GaussianFit {
  const structure = scaled(structureOf(fit.symmetry, fit.dimension), fit.scales);
  const { kernel, W, noise } = fit.process;
  return { ...fit, ...conditionedFully(slopesOf(machine, structure, targets, fit.volumetric), { kernel, parameters: { W, noise } }, fit.dimension) };
}

/** The process of an output, from its derivatives. */
export function fitGaussianOutput(machine: NetworkMachine, targets: Targets, { dimension, symmetry, scales }: GaussianFit, options: GaussianOptions): Conditioned {
  return conditionOn(slopesOf(machine, scaled(structureOf(symmetry, dimension), scales), targets, 0), options);
}

/** The candidate that predicts each of some places best from the others conditions the process on all data. */
function conditionOn(slopes: Slopes, { dimension, iterations, onProgress }: GaussianOptions): Conditioned {
  const found = maximiseLikelihood(partOf(slopes, likelihoodPlaces[dimension]), { iterations, ...(onProgress ? { onProgress } : {}) });
  // Rounding asks for the more noise the more data there are: what a candidate is worth is only seen on many.
  const many = partOf(slopes, blindPlaces[dimension]);
  const candidates = found.map((candidate) => ({ candidate, error: blindError(many, candidate) }));
  const { candidate } = candidates.reduce((best, one) => (one.error < best.error ? one : best));
  return conditionedFully(slopes, candidate, dimension);
}

function conditionedFully(slopes: Slopes, candidate: Candidate, dimension: 2 | 3): Conditioned {
  const last = conditioned(slopes, candidate);
  if (!last) throw new SurrogateError("E_SAMPLES", "the covariance of the samples cannot be factorised: states are not distinct.", { hint: "sample again with another seed, or train networks (--kind convex)." });
  return { process: last.process, witnesses: chooseWitnesses(slopes, last.process, witnessCount[dimension]) };
}

/**
 * Median error of places predicted from all others, with the noise that rounding asks for; Infinity where there is no factor. Places at the corners
 * of the range are extrapolated then, as they never will be again: they must not decide.
 */
function blindError(part: Slopes, candidate: Candidate): number {
  const found = conditioned(part, candidate);
  if (!found) return Infinity;
  const { errors } = leaveOneOut(part, found.factored);
  const { directions } = part, count = errors.length / directions;
  const squares = Float64Array.from({ length: count }, (_, k) => errors.subarray(k * directions, (k + 1) * directions).reduce((sum, e) => sum + e * e, 0));
  return Math.sqrt(squares.sort()[Math.floor(count / 2)]);
}

/** Conditions with more noise than is likely where the covariance is singular to rounding, or where the mean would be a small sum of large parts. */
function conditioned(slopes: Slopes, { kernel, parameters }: Candidate): ReturnType<typeof condition> {
  for (let noise = parameters.noise; noise < 1e-2; noise *= 10) {
    const trial = { ...parameters, noise };
    const found = condition(slopes, { kernel, parameters: trial });
    if (found && cancellation(slopes, trial, kernel, found.factored) < mostCancellation) return found;
  }
  return undefined;
}

/** Stresses as slopes of the energy in the scaled inputs; shear counts twice, so that errors add up to the norm of S. */
function slopesOf(machine: NetworkMachine, structure: Structure, { E, S, strains, count }: Targets, volumetric: number): Slopes {
  const reader = featureReader(machine, structure);
  const { inputs } = reader;
  const weight = metricOf(strains).slice(0, strains).map(Math.sqrt);
  const slopes: Slopes = { inputs, directions: strains, x: new Float64Array(count * inputs), b: new Float64Array(count * strains * inputs), y: new Float64Array(count * strains) };
  for (let k = 0; k < count; k += 2) {
    const second = Math.min(k + 1, count - 1);
    reader.evaluate(E.subarray(k * strains, (k + 1) * strains), E.subarray(second * strains, (second + 1) * strains));
    for (const point of k === second ? [0] as const : [0, 1] as const) {
      for (let a = 0; a < inputs; a++) slopes.x[(k + point) * inputs + a] = reader.value(point, a);
      for (let v = 0; v < strains; v++) {
        const row = (k + point) * strains + v;
        for (let a = 0; a < inputs; a++) slopes.b[row * inputs + a] = weight[v] * reader.slope(point, a, v);
        slopes.y[row] = weight[v] * (S[row] - volumetric * reader.slope(point, structure.volumetric, v));
      }
    }
  }
  return slopes;
}
