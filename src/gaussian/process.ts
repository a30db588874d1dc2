/** Fits a Gaussian process to directional derivatives, and answers with it. */
import { inverseOf } from "../core/cholesky.js";
import { lbfgs } from "../network/lbfgs.js";
import { type Factored, factored, type Hyperparameters, hyperparametersOf, negativeLogPosterior } from "./likelihood.js";
import { type RadialName, radialNames, radials } from "./radial.js";
import { placesAt, placesOf, type Slopes } from "./slopes.js";

/** A process conditioned on its data: plain data. */
export interface Process {
  readonly kernel: RadialName;
  readonly inputs: number;
  /** 1/ℓ² of each input `[inputs]`. */
  readonly W: Float64Array;
  /** Noise relative to the variance of the data, and variance of the process, unit of the data squared. */
  readonly noise: number;
  readonly variance: number;
  /** Places of the data `[places, inputs]`, and the sum of their directions weighted by what each explains `[places, inputs]`. */
  readonly x: Float64Array;
  readonly beta: Float64Array;
}

export interface FitProcessOptions {
  /** Iterations of L-BFGS from each start. */
  readonly iterations: number;
  /** Told the share that is done and the value; may throw. */
  readonly onProgress?: (share: number, value: number) => void;
}

/** Logarithms of the lengths that the search starts from, in units of the inputs; deviations of their prior, weak and firm. */
const starts = [0, 1.1, 2.3], deviations = [0.7, 0.35];
const noiseStart = -14;

/** A covariance with its hyperparameters. */
export interface Candidate { readonly kernel: RadialName; readonly parameters: Hyperparameters }

/** Some places in equal distances, or all. */
export function partOf(slopes: Slopes, places: number): Slopes {
  const count = placesOf(slopes);
  return count <= places ? slopes : placesAt(slopes, Array.from({ length: places }, (_, k) => Math.floor((k * count) / places)));
}

/** For each covariance and each prior of the lengths, the hyperparameters with the largest marginal likelihood times the prior over all starts. */
export function maximiseLikelihood(slopes: Slopes, { iterations, onProgress }: FitProcessOptions): Candidate[] {
  const kinds = radialNames.flatMap((kernel) => deviations.map((deviation) => ({ kernel, deviation })));
  return kinds.map(({ kernel, deviation }, kind) => {
    const found = starts.map((start, trial) => {
      const unknowns = new Float64Array(slopes.inputs + 1).fill(start);
      unknowns[slopes.inputs] = noiseStart;
      return lbfgs((at, gradient) => negativeLogPosterior(slopes, kernel, deviation, at, gradient), unknowns, {
        iterations, memory: 10, tolerance: 1e-4,
        onIteration: (k, now) => onProgress?.((kind + (trial + k / iterations) / starts.length) / kinds.length, now),
      });
    });
    return { kernel, parameters: hyperparametersOf(found.reduce((best, one) => (one.value < best.value ? one : best)).x) };
  });
}

/** Conditions a process on all data; undefined where its covariance cannot be factorised. */
export function condition(slopes: Slopes, { kernel, parameters }: Candidate): { readonly process: Process; readonly factored: Factored } | undefined {
  const solved = factored(slopes, parameters, kernel);
  if (!solved) return undefined;
  const { inputs, directions, x, b } = slopes;
  const beta = new Float64Array(x.length);
  for (let i = 0; i < solved.alpha.length; i++) for (let a = 0; a < inputs; a++) beta[Math.floor(i / directions) * inputs + a] += solved.alpha[i] * b[i * inputs + a];
  return { process: { kernel, inputs, ...parameters, variance: solved.variance, x: Float64Array.from(x), beta }, factored: solved };
}

/**
 * Errors that each place would have been predicted with from all others, and the variances of those predictions, without a fit for each [dubrule1983]:
 * with Q the block of K⁻¹ of a place, error = Q⁻¹ alpha and covariance Q⁻¹.
 * @returns errors `[places, directions]` and, summed over the directions of each place, variances `[places]`
 */
export function leaveOneOut({ directions, y }: Slopes, { L, alpha, variance }: Factored): { readonly errors: Float64Array; readonly variances: Float64Array } {
  const n = y.length, count = n / directions;
  const inverse = inverseOf(L, n);
  const errors = new Float64Array(n), variances = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const block = Float64Array.from({ length: directions * directions }, (_, i) => inverse[(k * directions + Math.floor(i / directions)) * n + k * directions + (i % directions)]);
    const own = invertSmall(block, directions);
    for (let v = 0; v < directions; v++) {
      for (let w = 0; w < directions; w++) errors[k * directions + v] += own[v * directions + w] * alpha[k * directions + w];
      variances[k] += variance * own[v * directions + v];
    }
  }
  return { errors, variances };
}

/** Inverse of a small symmetric positive definite matrix by Gauss–Jordan elimination. */
function invertSmall(A: Float64Array, n: number): Float64Array {
  const left = Float64Array.from(A), out = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let i = 0; i < n; i++) {
    const pivot = left[i * n + i];
    for (let c = 0; c < n; c++) {
      left[i * n + c] /= pivot;
      out[i * n + c] /= pivot;
    }
    for (let r = 0; r < n; r++) {
      const factor = left[r * n + i];
      if (r === i || factor === 0) continue;
      for (let c = 0; c < n; c++) {
        left[r * n + c] -= factor * left[i * n + c];
        out[r * n + c] -= factor * out[i * n + c];
      }
    }
  }
  return out;
}

/** Value, gradient `[inputs]` and Hessian `[inputs, inputs]` of the mean of a process. */
export interface MeanRoom { readonly value: Float64Array; readonly gradient: Float64Array; readonly hessian: Float64Array }

/** Room for means over some inputs. */
export function meanRoom(inputs: number): MeanRoom {
  return { value: new Float64Array(1), gradient: new Float64Array(inputs), hessian: new Float64Array(inputs * inputs) };
}

/**
 * The mean of a process at x: -Σ f' t with t = Wδ·beta, over all places, and its derivatives.
 * @returns a function that fills its room
 */
export function meanOf({ kernel, inputs, W, x: places, beta }: Process): (x: Float64Array, out: MeanRoom) => void {
  const radial = radials[kernel];
  const f = new Float64Array(4), d = new Float64Array(inputs), c = new Float64Array(inputs);
  return (x, { value, gradient, hessian }) => {
    let sum = 0, straight = 0;
    gradient.fill(0);
    hessian.fill(0);
    for (let from = 0; from < places.length; from += inputs) {
      let s = 0, t = 0;
      for (let a = 0; a < inputs; a++) {
        const delta = x[a] - places[from + a];
        d[a] = W[a] * delta;
        c[a] = W[a] * beta[from + a];
        s += 0.5 * d[a] * delta;
        t += d[a] * beta[from + a];
      }
      radial(s, f);
      sum -= f[1] * t;
      straight += f[2] * t;
      for (let a = 0; a < inputs; a++) {
        gradient[a] -= f[2] * d[a] * t + f[1] * c[a];
        const da = f[3] * t * d[a] + f[2] * c[a], ca = f[2] * d[a];
        for (let e = 0; e <= a; e++) hessian[a * inputs + e] -= da * d[e] + ca * c[e];
      }
    }
    value[0] = sum;
    for (let a = 0; a < inputs; a++) {
      hessian[a * inputs + a] -= straight * W[a];
      for (let e = 0; e < a; e++) hessian[e * inputs + a] = hessian[a * inputs + e];
    }
  };
}

/** Data that stand for all when a variance is wanted, and the factor of their covariance. */
export interface Witnesses {
  /** Places and directions `[witnesses, inputs]`. */
  readonly x: Float64Array;
  readonly b: Float64Array;
  /** Lower triangle of the factor, row by row. */
  readonly L: Float64Array;
}

/**
 * Chooses witnesses by a Cholesky factorisation that takes the datum with the largest remaining variance next: the variance given them is never
 * smaller than that given all data, and close to it where few directions carry most of it.
 */
export function chooseWitnesses(slopes: Slopes, { kernel, W, noise }: Process, most: number): Witnesses {
  const { inputs, directions, x, b, y } = slopes;
  const n = y.length, m = Math.min(most, n);
  const cov = directionalCovariance(kernel, W, inputs);
  const placeOf = (i: number): Float64Array => x.subarray(Math.floor(i / directions) * inputs, (Math.floor(i / directions) + 1) * inputs);
  const directionOf = (i: number): Float64Array => b.subarray(i * inputs, (i + 1) * inputs);
  const own = Float64Array.from({ length: n }, (_, i) => cov(placeOf(i), directionOf(i), placeOf(i), directionOf(i)));
  const floor = (noise * own.reduce((sum, v) => sum + v, 0)) / n;
  const left = own.map((v) => v + floor);
  const rows = Array.from({ length: n }, () => new Float64Array(m));
  const chosen: number[] = [];
  for (let k = 0; k < m; k++) {
    const pivot = left.reduce((best, v, i) => (v > left[best] ? i : best), 0);
    const root = Math.sqrt(left[pivot]);
    chosen.push(pivot);
    for (let i = 0; i < n; i++) {
      let sum = i === pivot ? left[pivot] : cov(placeOf(i), directionOf(i), placeOf(pivot), directionOf(pivot));
      if (i !== pivot) for (let c = 0; c < k; c++) sum -= rows[i][c] * rows[pivot][c];
      rows[i][k] = sum / root;
      if (i !== pivot) left[i] -= rows[i][k] * rows[i][k];
    }
    left[pivot] = -Infinity;
  }
  const take = (of: (i: number) => Float64Array): Float64Array => Float64Array.from(chosen.flatMap((i) => [...of(i)]));
  return { x: take(placeOf), b: take(directionOf), L: Float64Array.from(chosen.flatMap((i, k) => [...rows[i].subarray(0, k + 1)])) };
}

/** Cov(b·∇g(x), c·∇g(x')) for a process of variance 1. */
function directionalCovariance(kernel: RadialName, W: Float64Array, inputs: number): (x: Float64Array, b: Float64Array, other: Float64Array, c: Float64Array) => number {
  const radial = radials[kernel], f = new Float64Array(4);
  return (x, b, other, c) => {
    let s = 0, p = 0, q = 0, product = 0;
    for (let a = 0; a < inputs; a++) {
      const delta = x[a] - other[a], d = W[a] * delta;
      s += 0.5 * d * delta;
      p += d * b[a];
      q += d * c[a];
      product += W[a] * b[a] * c[a];
    }
    radial(s, f);
    return -f[2] * p * q - f[1] * product;
  };
}

/** Covariance of something with b·∇g at a place. */
type CovarianceWith = (place: Float64Array, b: Float64Array) => number;

/** Variance given witnesses, unit of the data squared, of something whose variance before (for a process of variance 1) and covariance with a slope are known. */
export type Remaining = (before: number, covarianceWith: CovarianceWith) => number;

/** Takes what witnesses explain away from a variance. */
function remainingOf({ inputs, variance }: Pick<Process, "inputs" | "variance">, { x, b, L }: Witnesses): Remaining {
  const count = x.length / inputs;
  const row = (values: Float64Array, k: number): Float64Array => values.subarray(k * inputs, (k + 1) * inputs);
  const places = Array.from({ length: count }, (_, k) => row(x, k)), directions = Array.from({ length: count }, (_, k) => row(b, k));
  const z = new Float64Array(count);
  return (before, covarianceWith) => {
    let left = before;
    for (let k = 0, start = 0; k < count; start += ++k) {
      let sum = covarianceWith(places[k], directions[k]);
      for (let c = 0; c < k; c++) sum -= L[start + c] * z[c];
      z[k] = sum / L[start + k];
      left -= z[k] * z[k];
    }
    return variance * Math.max(0, left);
  };
}

/** Variance of the derivative of a process along a direction, given witnesses. */
export function slopeVariance(process: Process, witnesses: Witnesses): (at: Float64Array, direction: Float64Array) => number {
  const cov = directionalCovariance(process.kernel, process.W, process.inputs);
  const remaining = remainingOf(process, witnesses);
  return (at, direction) => remaining(cov(at, direction, at, direction), (place, b) => cov(at, direction, place, b));
}

/** Variance of the difference of a process between two places, given witnesses. */
export function differenceVariance(process: Process, witnesses: Witnesses): (at: Float64Array, origin: Float64Array) => number {
  const { kernel, W, inputs } = process;
  const radial = radials[kernel], f = new Float64Array(4);
  const remaining = remainingOf(process, witnesses);
  const apart = (x: Float64Array, other: Float64Array): number => {
    let s = 0;
    for (let a = 0; a < inputs; a++) s += 0.5 * W[a] * (x[a] - other[a]) * (x[a] - other[a]);
    return s;
  };
  // Cov(g(x), b·∇g(x')) = -f' b·Wδ
  const withSlope = (x: Float64Array, place: Float64Array, b: Float64Array): number => {
    radial(apart(x, place), f);
    let along = 0;
    for (let a = 0; a < inputs; a++) along += W[a] * (x[a] - place[a]) * b[a];
    return -f[1] * along;
  };
  return (at, origin) => {
    radial(apart(at, origin), f);
    return remaining(2 * (1 - f[0]), (place, b) => withSlope(at, place, b) - withSlope(origin, place, b));
  };
}
