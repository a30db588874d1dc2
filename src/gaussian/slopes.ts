/**
 * A Gaussian process g(x) seen through derivatives along given directions: b·∇g at x. One number of data per direction [rasmussen2006, §9.4].
 *
 * Cov(b·∇g(x), c·∇g(x')) = -f''(s) (b·Wδ)(c·Wδ) - f'(s) b·Wc with δ = x - x', W = diag(1/ℓ²), s = ½ δ·Wδ, for a process of variance 1.
 */
import { type Radial, radials, type RadialName } from "./radial.js";

/** What was seen: at each place a number of directional derivatives. */
export interface Slopes {
  readonly inputs: number;
  /** Directions at each place. */
  readonly directions: number;
  /** Places `[places, inputs]`. */
  readonly x: Float64Array;
  /** Directions `[places, directions, inputs]`. */
  readonly b: Float64Array;
  /** Derivatives along them `[places, directions]`. */
  readonly y: Float64Array;
}

/** Number of places. */
export function placesOf({ x, inputs }: Pick<Slopes, "x" | "inputs">): number {
  return x.length / inputs;
}

/** Some places, in the order of a list. */
export function placesAt(slopes: Slopes, list: ArrayLike<number>): Slopes {
  const { inputs, directions, x, b, y } = slopes;
  const take = (values: Float64Array, size: number): Float64Array => Float64Array.from({ length: list.length * size }, (_, i) => values[list[Math.floor(i / size)] * size + (i % size)]);
  return { inputs, directions, x: take(x, inputs), b: take(b, directions * inputs), y: take(y, directions) };
}

/** Room for the geometry of a pair of places. */
export interface PairRoom {
  readonly delta: Float64Array;
  readonly f: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** Room for pairs of some slopes. */
export function pairRoom({ inputs, directions }: Pick<Slopes, "inputs" | "directions">): PairRoom {
  return { delta: new Float64Array(inputs), f: new Float64Array(4), p: new Float64Array(directions), q: new Float64Array(directions) };
}

/** δ, f, and the directions' parts along Wδ of the pair (i, j). */
export function measurePair({ inputs, directions, x, b }: Slopes, W: Float64Array, radial: Radial, i: number, j: number, { delta, f, p, q }: PairRoom): void {
  let s = 0;
  for (let a = 0; a < inputs; a++) {
    delta[a] = x[i * inputs + a] - x[j * inputs + a];
    s += 0.5 * W[a] * delta[a] * delta[a];
  }
  radial(s, f);
  for (let v = 0; v < directions; v++) {
    let along = 0, other = 0;
    for (let a = 0; a < inputs; a++) {
      along += W[a] * delta[a] * b[(i * directions + v) * inputs + a];
      other += W[a] * delta[a] * b[(j * directions + v) * inputs + a];
    }
    p[v] = along;
    q[v] = other;
  }
}

/** Lower triangle of the covariance of all data for a process of variance 1, row-major `[n, n]`. */
export function covariance(slopes: Slopes, W: Float64Array, kernel: RadialName): Float64Array {
  const { inputs, directions, b } = slopes;
  const count = placesOf(slopes), n = count * directions;
  const K = new Float64Array(n * n);
  const room = pairRoom(slopes), { f, p, q } = room;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      measurePair(slopes, W, radials[kernel], i, j, room);
      for (let v = 0; v < directions; v++) {
        for (let w = 0; w < directions; w++) {
          let product = 0;
          for (let a = 0; a < inputs; a++) product += W[a] * b[(i * directions + v) * inputs + a] * b[(j * directions + w) * inputs + a];
          K[(i * directions + v) * n + j * directions + w] = -f[2] * p[v] * q[w] - f[1] * product;
        }
      }
    }
  }
  return K;
}
