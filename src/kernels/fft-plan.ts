/** Plan of a real transform along one axis: factors 2, 3, 5 and twiddles, computed once and the same everywhere. */
import { cos, sin } from "../core/math.gen.js";

/** Plain data of one axis. */
export interface FftAxis {
  readonly length: number;
  /** `[passes, 3]`: radix, length of the sub-transforms, byte offset of the twiddles. */
  readonly passes: Int32Array;
  readonly twiddles: Float64Array;
}

/** Whether a grid of this many points can be transformed: 2^a 3^b 5^c. */
export function isTransformLength(length: number): boolean {
  return factors(length) !== undefined;
}

/**
 * Plans the transform of `length` real values.
 * Odd factors come first, so that a Nyquist frequency is only ever joined by radix 2 or 4.
 * Source: [sorensen1987] (real split of the mixed-radix algorithm), Stockham's ordering.
 * @param length 2^a 3^b 5^c, at least 1
 * @throws RangeError for other lengths
 */
export function planFftAxis(length: number): FftAxis {
  const radices = factors(length);
  if (!radices) throw new RangeError(`a transform of ${length} values needs factors 2, 3 and 5 only.`);
  const passes: number[] = [];
  const twiddles: number[] = [];
  let m = 1;
  for (const radix of radices) {
    passes.push(radix, m, 8 * twiddles.length);
    for (let k = 1; 2 * k < m; k++) {
      for (let q = 1; q < radix; q++) twiddles.push(...turn(q * k, radix * m));
    }
    m *= radix;
  }
  return { length, passes: Int32Array.from(passes), twiddles: Float64Array.from(twiddles) };
}

/** cos and sin of 2π n / N. */
export function turn(n: number, N: number): [number, number] {
  const angle = (2 * Math.PI * (n % N)) / N;
  return [cos(angle), sin(angle)];
}

function factors(length: number): number[] | undefined {
  const found: number[] = [];
  let rest = length;
  for (const radix of [5, 3, 4, 2]) {
    for (; rest % radix === 0; rest /= radix) found.push(radix);
  }
  return rest === 1 ? found : undefined;
}
