/** Strong ellipticity of answers: a network without polyconvexity may lose it, and is watched. */
import type { Comparison } from "./assess.js";

/** Directions over half a circle or half a sphere (a spiral) in which the acoustic tensor is looked at. */
function directions(dimension: 2 | 3): number[][] {
  const count = dimension === 2 ? 24 : 60;
  return Array.from({ length: count }, (_, k) => {
    if (dimension === 2) {
      // Points of a half circle from a rational parametrization: no sines needed.
      const t = -1 + (2 * (k + 0.5)) / count;
      return [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t), 0];
    }
    const z = (k + 0.5) / count, t = ((k * 0.618033988749895) % 1) * 4 - 2, rim = Math.sqrt(1 - z * z);
    const u = t > 1 ? t - 2 : t < -1 ? t + 2 : t, side = u === t ? 1 : -1;
    return [(side * rim * (1 - u * u)) / (1 + u * u), (side * rim * 2 * u) / (1 + u * u), z];
  });
}

/** Smallest determinant of the acoustic tensor A_iJkL N_J N_L over points and directions, relative to the smallest at the first point. */
export function smallestAcoustic({ count, answer }: Pick<Comparison, "count" | "answer">, dimension: 2 | 3): number {
  const list = directions(dimension);
  const smallest = Array.from({ length: count }, (_, k) => Math.min(...list.map((N) => acousticDeterminant(answer.A, 81 * k, N, dimension))));
  return Math.min(...smallest) / smallest[0];
}

/** det of Q_ik = A_iJkL N_J N_L at a point. */
export function acousticDeterminant(A: Float64Array, start: number, N: readonly number[], dimension: 2 | 3): number {
  const Q = Array.from({ length: 9 }, (_, n) => {
    const [i, k] = [Math.floor(n / 3), n % 3];
    let sum = 0;
    for (let J = 0; J < dimension; J++) for (let L = 0; L < dimension; L++) sum += A[start + 27 * i + 9 * J + 3 * k + L] * N[J] * N[L];
    return sum;
  });
  if (dimension === 2) return Q[0] * Q[4] - Q[1] * Q[3];
  return Q[0] * (Q[4] * Q[8] - Q[5] * Q[7]) - Q[1] * (Q[3] * Q[8] - Q[5] * Q[6]) + Q[2] * (Q[3] * Q[7] - Q[4] * Q[6]);
}
