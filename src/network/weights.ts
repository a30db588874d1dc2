/** From the unknowns of the training to the weights of the kernels: which are positive, which are free, how they start. */
import type { Random } from "../core/random.js";
import { type Shape, trainedCount } from "./layout.js";

/** A positive weight is (r + sqrt(r² + 4 b))/2 of its unknown r: smooth, and b = 0.01 puts r = 0 at the size of an initial weight. */
const softness = 0.04;

/** Which weights must not be negative. */
export interface Signs {
  /** 1 where the weight is positive `[trained]`. */
  readonly positive: Uint8Array;
  readonly inputs: number;
  readonly shape: Shape;
}

/**
 * Signs of an input-convex network: all inner weights positive, those of the first layer where its input is not free.
 * @param free inputs whose weights may have any sign
 */
export function convexSigns(inputs: number, shape: Shape, free: ReadonlySet<number>): Signs {
  const { first, second } = shape;
  const positive = new Uint8Array(trainedCount(inputs, shape));
  for (let i = 0; i < first; i++) for (let a = 0; a < inputs; a++) positive[i * inputs + a] = free.has(a) ? 0 : 1;
  positive.fill(1, first * inputs + first, first * inputs + first + second * first);
  positive.fill(1, positive.length - second);
  return { positive, inputs, shape };
}

/** No weight has a sign to keep. */
export function freeSigns(inputs: number, shape: Shape): Signs {
  return { positive: new Uint8Array(trainedCount(inputs, shape)), inputs, shape };
}

/** Weights of the kernels from the unknowns. */
export function weightsOf({ positive }: Signs, unknowns: Float64Array): Float64Array {
  return unknowns.map((r, i) => (positive[i] ? 0.5 * (r + Math.sqrt(r * r + softness)) : r));
}

/** Unknowns that give some weights; those that must be positive are raised to 1e-9 first. */
export function unknownsOf({ positive }: Signs, weights: Float64Array): Float64Array {
  return weights.map((weight, i) => {
    if (!positive[i]) return weight;
    const w = Math.max(weight, 1e-9);
    return w - softness / (4 * w);
  });
}

/** Turns a gradient in the weights into one in the unknowns, in place. */
export function chainGradient({ positive }: Signs, unknowns: Float64Array, gradient: Float64Array): void {
  for (let i = 0; i < gradient.length; i++) {
    if (!positive[i]) continue;
    const r = unknowns[i];
    const root = Math.sqrt(r * r + softness);
    gradient[i] *= (0.5 * (r + root)) / root;
  }
}

/** Initial unknowns: weights of the size that keeps sums at 1, biases spread over the bend of the activation. */
export function initialUnknowns(signs: Signs, random: Random): Float64Array {
  const { positive, inputs, shape: { first, second } } = signs;
  const b1 = first * inputs, W2 = b1 + first, b2 = W2 + second * first, w3 = b2 + second;
  const weights = Float64Array.from(positive, (isPositive, i) => {
    const u = random.uniform();
    if ((i >= b1 && i < W2) || (i >= b2 && i < w3)) return 4 * u - 2.5;
    const fan = i < b1 ? inputs : i < b2 ? first : second;
    return isPositive ? (1.5 * u) / fan + 1e-3 : (2 * u - 1) * Math.sqrt(3 / fan);
  });
  return unknownsOf(signs, weights);
}
