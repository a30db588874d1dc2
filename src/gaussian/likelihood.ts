/** Marginal likelihood of a Gaussian process given directional derivatives, the variance of the process at its best value [rasmussen2006, §5.4.1]. */
import { backward, factorise, forward, inverseOf } from "../core/cholesky.js";
import { exp, log } from "../core/math.gen.js";
import { radials, type RadialName } from "./radial.js";
import { covariance, measurePair, type PairRoom, pairRoom, placesOf, type Slopes } from "./slopes.js";

/** What is fitted. */
export interface Hyperparameters {
  /** 1/ℓ² of each input `[inputs]`. */
  readonly W: Float64Array;
  /** Variance of the noise on the data, relative to the mean variance of the data before they were seen. */
  readonly noise: number;
}

/** From the unknowns of the optimiser: log ℓ of each input, then log of the noise above its floor. */
export function hyperparametersOf(unknowns: ArrayLike<number>): Hyperparameters {
  const inputs = unknowns.length - 1;
  return { W: Float64Array.from({ length: inputs }, (_, a) => exp(-2 * unknowns[a])), noise: jitter + exp(unknowns[inputs]) };
}

/** Noise that keeps the factor alive. */
const jitter = 1e-9;

/** How much larger the parts of the mean are than their sum at the data, root mean squares: the digits that rounding takes from an answer. */
export function cancellation(slopes: Slopes, { W }: Hyperparameters, kernel: RadialName, { alpha }: Factored): number {
  const n = slopes.y.length;
  const K = covariance(slopes, W, kernel);
  let parts = 0, data = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(K[i > j ? i * n + j : j * n + i] * alpha[j]);
    parts += sum * sum;
    data += slopes.y[i] * slopes.y[i];
  }
  return Math.sqrt(parts / data);
}

/** The covariance of the data, factorised. */
export interface Factored {
  /** Factor of K + noise, for a process of variance 1 `[n, n]`, lower triangle. */
  readonly L: Float64Array;
  /** (K + noise)⁻¹ y `[n]`. */
  readonly alpha: Float64Array;
  /** Variance of the process: yᵀ alpha / n. */
  readonly variance: number;
  /** Mean of the diagonal of K: the noise is a share of it. */
  readonly diagonal: number;
}

/** Factorises; undefined where rounding leaves no positive definite matrix. */
export function factored(slopes: Slopes, { W, noise }: Hyperparameters, kernel: RadialName): Factored | undefined {
  const n = slopes.y.length;
  const L = covariance(slopes, W, kernel);
  let diagonal = 0;
  for (let i = 0; i < n; i++) diagonal += L[i * n + i] / n;
  for (let i = 0; i < n; i++) L[i * n + i] += noise * diagonal;
  if (!factorise(L, n)) return undefined;
  const alpha = Float64Array.from(slopes.y);
  forward(L, n, alpha);
  backward(L, n, alpha);
  return { L, alpha, variance: slopes.y.reduce((sum, y, i) => sum + y * alpha[i], 0) / n, diagonal };
}

/** Logarithm of the lengths before data are seen: around e, so that none grows until the answer is a small difference of large numbers. */
const priorMean = 1;

/**
 * Negative log of marginal likelihood times prior, and its gradient in the unknowns; as `negativeLogLikelihood`.
 * @param deviation that of the logarithms of the lengths before data are seen
 */
export function negativeLogPosterior(slopes: Slopes, kernel: RadialName, deviation: number, unknowns: Float64Array, gradient: Float64Array): number {
  let value = negativeLogLikelihood(slopes, kernel, unknowns, gradient);
  for (let a = 0; a < slopes.inputs; a++) {
    const off = (unknowns[a] - priorMean) / deviation;
    value += 0.5 * off * off;
    gradient[a] += off / deviation;
  }
  return value;
}

/**
 * Negative log marginal likelihood, up to a constant, and its gradient in the unknowns: n/2 log(yᵀK⁻¹y) + ½ log|K|.
 * @returns Infinity where the covariance cannot be factorised
 */
export function negativeLogLikelihood(slopes: Slopes, kernel: RadialName, unknowns: Float64Array, gradient: Float64Array): number {
  const n = slopes.y.length, inputs = slopes.inputs;
  const parameters = hyperparametersOf(unknowns);
  const found = factored(slopes, parameters, kernel);
  if (!found) return Infinity;
  const { L, alpha, variance, diagonal } = found;
  let value = 0.5 * n * log(variance);
  for (let i = 0; i < n; i++) value += log(L[i * n + i]);
  // M: derivative of the value by the entries of K.
  const M = inverseOf(L, n);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) M[i * n + j] = 0.5 * (M[i * n + j] - (alpha[i] * alpha[j]) / variance);
    trace += M[i * n + i];
  }
  // The noise is a share of the mean diagonal, which the lengths change, too.
  for (let i = 0; i < n; i++) M[i * n + i] += (parameters.noise * trace) / n;
  gradient.fill(0);
  addLengths(slopes, parameters.W, kernel, M, gradient);
  for (let a = 0; a < inputs; a++) gradient[a] *= -2 * parameters.W[a];
  gradient[inputs] = trace * diagonal * (parameters.noise - jitter);
  return value;
}

/** Adds Σ M_ij ∂K_ij/∂W_a. */
function addLengths(slopes: Slopes, W: Float64Array, kernel: RadialName, M: Float64Array, gradient: Float64Array): void {
  const room = pairRoom(slopes);
  const count = placesOf(slopes);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      measurePair(slopes, W, radials[kernel], i, j, room);
      addPair(slopes, W, room, M, i, j, i === j ? 1 : 2, gradient);
    }
  }
}

/** The part of a pair of places; pairs off the diagonal count twice. */
function addPair({ inputs, directions, b, y }: Slopes, W: Float64Array, { delta, f, p, q }: PairRoom, M: Float64Array, i: number, j: number, times: number, gradient: Float64Array): void {
  const n = y.length;
  let along = 0;
  for (let v = 0; v < directions; v++) for (let w = 0; w < directions; w++) along += M[(i * directions + v) * n + j * directions + w] * p[v] * q[w];
  let across = 0;
  const product = new Float64Array(inputs), turn = new Float64Array(inputs);
  for (let a = 0; a < inputs; a++) {
    for (let v = 0; v < directions; v++) {
      const bv = b[(i * directions + v) * inputs + a];
      for (let w = 0; w < directions; w++) {
        const m = M[(i * directions + v) * n + j * directions + w], cw = b[(j * directions + w) * inputs + a];
        product[a] += m * bv * cw;
        turn[a] += m * (bv * q[w] + p[v] * cw);
      }
    }
    across += W[a] * product[a];
  }
  for (let a = 0; a < inputs; a++) {
    const half = 0.5 * delta[a] * delta[a];
    gradient[a] -= times * (f[3] * half * along + f[2] * delta[a] * turn[a] + f[2] * half * across + f[1] * product[a]);
  }
}
