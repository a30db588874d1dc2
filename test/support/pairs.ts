/** Constraints between node pairs, for tests of the elimination. */
import type { Constraint } from "../../src/constraint/constraint.js";
import type { TimeFunction } from "../../src/core/time.js";

/**
 * Ties all components of node pairs: u_slave = u_master + jump(t).
 * @param pairs node pairs `[count, 2]` of (slave, master)
 * @param dimension 2 or 3
 * @param jump displacement jump over time for a pair and component, unit of length
 * @param source where it was asked for, in the user's words
 */
export function tiePairs(
  pairs: ArrayLike<number>, dimension: 2 | 3, jump: (pair: number, component: number) => TimeFunction, source: string,
): Constraint[] {
  const out: Constraint[] = [];
  for (let p = 0; 2 * p < pairs.length; p++) {
    for (let i = 0; i < dimension; i++) {
      const slave = pairs[2 * p] * dimension + i;
      const master = pairs[2 * p + 1] * dimension + i;
      out.push({ slave, masters: [master], factors: [1], value: jump(p, i), source });
    }
  }
  return out;
}
