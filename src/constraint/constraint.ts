/** Constraints are affine equations u_slave = Σ factor · u_master + value(t); they are eliminated, never penalised. */
import { type TimeFunction, zero } from "../core/time.js";

/** One affine equation between degrees of freedom (dof = node · dimension + component). */
export interface Constraint {
  /** Dof to be eliminated; another one of the equation is taken where this one is already spent. */
  readonly slave: number;
  /** Dofs on the right-hand side; empty for a fixed or prescribed dof. */
  readonly masters: ArrayLike<number>;
  /** Factors of the masters, same length. */
  readonly factors: ArrayLike<number>;
  /** Inhomogeneous part over time, unit of length. */
  readonly value: TimeFunction;
  /** Where it was asked for, in the user's words, e.g. `boundary[0] (set "left")`. */
  readonly source: string;
}

const none: readonly number[] = [];

/**
 * Prescribes one component of some nodes.
 * @param nodes node numbers
 * @param component 0 = x, 1 = y, 2 = z
 * @param dimension 2 or 3
 * @param value displacement over time, unit of length
 * @param source where it was asked for, in the user's words
 */
export function prescribe(
  nodes: ArrayLike<number>, component: number, dimension: 2 | 3, value: TimeFunction, source: string,
): Constraint[] {
  return Array.from(nodes, (node) => ({ slave: node * dimension + component, masters: none, factors: none, value, source }));
}

/**
 * Fixes some components of some nodes at zero.
 * @param nodes node numbers
 * @param components 0 = x, 1 = y, 2 = z
 * @param dimension 2 or 3
 * @param source where it was asked for, in the user's words
 */
export function fix(
  nodes: ArrayLike<number>, components: readonly number[], dimension: 2 | 3, source: string,
): Constraint[] {
  return components.flatMap((component) => prescribe(nodes, component, dimension, zero, source));
}
