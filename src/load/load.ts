/** Dead loads: consistent nodal forces, integrated once, scaled over time. */
import type { TimeFunction } from "../core/time.js";

/** Nodal forces `values · factor(t)` at some dofs. */
export interface Load {
  /** Dofs (node · dimension + component), without repeats. */
  readonly dofs: Int32Array;
  /** Force per dof, unit of force, same length. */
  readonly values: Float64Array;
  /** Dimensionless factor over time. */
  readonly factor: TimeFunction;
}
