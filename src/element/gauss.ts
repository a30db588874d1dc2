/** Gauss–Legendre rules on [-1, 1] and their tensor products; weights of each direction add up to 2. */
import type { Quadrature } from "./element.js";

interface Rule { readonly points: readonly number[]; readonly weights: readonly number[] }

const a2 = Math.sqrt(1 / 3);
const a3 = Math.sqrt(3 / 5);
const rules: Readonly<Record<2 | 3, Rule>> = {
  2: { points: [-a2, a2], weights: [1, 1] },
  3: { points: [-a3, 0, a3], weights: [5 / 9, 8 / 9, 5 / 9] },
};

/**
 * Tensor product of Gauss–Legendre rules, exact to degree 2·count - 1 in each direction.
 * Points come in lexicographic order, the first coordinate outermost.
 * @param dimension of the reference cell [-1, 1]^dimension
 * @param count points per direction
 */
export function gauss(dimension: 1 | 2 | 3, count: 2 | 3): Quadrature {
  const rule = rules[count];
  const total = [0, count, count * count, count * count * count][dimension];
  const points = new Float64Array(total * dimension);
  const weights = new Float64Array(total).fill(1);
  for (let q = 0; q < total; q++) {
    let rest = q;
    for (let i = dimension - 1; i >= 0; i--) {
      const k = rest % count;
      rest = (rest - k) / count;
      points[q * dimension + i] = rule.points[k];
      weights[q] *= rule.weights[k];
    }
  }
  return { degree: 2 * count - 1, points, weights, source: "Gauss–Legendre" };
}
