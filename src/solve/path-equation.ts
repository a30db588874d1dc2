/** The equation that a path adds to equilibrium: how far a step goes, or where the path ends. */
import type { PathTarget } from "./problem.js";
import type { System } from "./system.js";
import { dot } from "./vector.js";

/** One equation for displacements and load factor. */
export interface PathEquation {
  /**
   * Value of the equation, 0 where it holds, and its derivatives.
   * @param load load factor
   * @param gradient derivatives by the displacements, overwritten `[dofs]`
   */
  linearise(load: number, gradient: Float64Array): { readonly gap: number; readonly byLoad: number };
  /** What of the value may be left. */
  readonly allowed: number;
}

/**
 * Half the sum of displacements relative to their scale and of load factors (spherical: crisfield1981, with the scale of the first tangent for ψ):
 * a step along the first tangent is as long as its change of the load factor.
 */
export function product({ path: { scale } }: System, u: Float64Array, load: number, otherU: Float64Array, otherLoad: number): number {
  return (dot(u, otherU) / (scale * scale) + load * otherLoad) / 2;
}

/** Relative to the square of the length: the path does not care, as any point of it is an equilibrium. */
const exactness = 1e-4;

/** The step from the last accepted state has a length: a sphere round it. Its tangent plane moves with the iteration, so that convergence is quadratic. */
export function sphere(system: System, length: number): PathEquation {
  const { u, u0, path, dofs } = system;
  const increment = new Float64Array(dofs);
  return {
    allowed: exactness * length * length,
    linearise(load, gradient) {
      for (let dof = 0; dof < dofs; dof++) {
        increment[dof] = u[dof] - u0[dof];
        gradient[dof] = increment[dof] / (path.scale * path.scale);
      }
      const change = load - path.load;
      return { gap: product(system, increment, change, increment, change) - length * length, byLoad: change };
    },
  };
}

/** What a target still misses at displacements and a load factor. */
export function missing({ dofs, factors, load: factor, value }: PathTarget, u: Float64Array, load: number): number {
  return dofs.reduce((sum, dof, k) => sum + factors[k] * u[dof], factor * load) - value;
}

/** The step ends where a target is reached. */
export function reach(system: System, target: PathTarget): PathEquation {
  return {
    allowed: 1e-12 * Math.max(Math.abs(target.value), Math.abs(missing(target, system.u0, system.path.load))),
    linearise(load, gradient) {
      gradient.fill(0);
      target.dofs.forEach((dof, k) => { gradient[dof] += target.factors[k]; });
      return { gap: missing(target, system.u, load), byLoad: target.load };
    },
  };
}
