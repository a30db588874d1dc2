/** Sobol's low-discrepancy sequence, scrambled. */
import { mixBits } from "./random.js";

/** Primitive polynomials and initial direction numbers of dimensions 2 and up: degree, coefficients, m [joe2008]. */
const primitive: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [1]], [2, 1, [1, 3]], [3, 1, [1, 3, 1]], [3, 2, [1, 1, 1]], [4, 1, [1, 1, 3, 3]], [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]], [5, 4, [1, 1, 5, 5, 5]], [5, 7, [1, 1, 7, 11, 19]],
];

/** Largest dimension of the sequence. */
export const sobolDimensions = primitive.length + 1;

const bits = 32;

/** 32 direction numbers of one dimension. */
function directionNumbers(dimension: number): Int32Array {
  const v = new Int32Array(bits);
  if (dimension === 0) return v.map((_, i) => 1 << (bits - 1 - i));
  const [degree, coefficients, m] = primitive[dimension - 1];
  for (let i = 0; i < bits; i++) {
    if (i < degree) {
      v[i] = m[i] << (bits - 1 - i);
      continue;
    }
    v[i] = v[i - degree] ^ (v[i - degree] >>> degree);
    for (let k = 1; k < degree; k++) if ((coefficients >>> (degree - 1 - k)) & 1) v[i] ^= v[i - k];
  }
  return v;
}

function reversed(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
}

/** Nested uniform (Owen) scrambling by a hash in which lower bits change higher ones only, on the reversed word [burley2020]. */
function scrambled(word: number, seed: number): number {
  let x = reversed(word);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reversed(x);
}

/**
 * Point `index` of the scrambled sequence, in (0, 1) per dimension.
 * @param dimensions 1 to `sobolDimensions`
 * @param seed one seed, one sequence; its lower 32 bits count
 */
export function createSobol(dimensions: number, seed: number): (index: number) => Float64Array {
  const directions = Array.from({ length: dimensions }, (_, d) => directionNumbers(d));
  const seeds = directions.map((_, d) => mixBits(mixBits(seed) + Math.imul(d + 1, 0x9e3779b9)));
  return (index) => Float64Array.from(directions, (v, d) => {
    let word = 0;
    for (let i = 0, rest = index; rest > 0; i++, rest >>>= 1) if (rest & 1) word ^= v[i];
    return ((scrambled(word, seeds[d]) >>> 0) + 0.5) / 4294967296;
  });
}
