/** What the macro solver is given: mesh, materials by region, constraints, loads and how to step through time. */
import type { ConstitutiveModel } from "../constitutive/model.js";
import type { Constraint } from "../constraint/constraint.js";
import type { BoundLaw } from "../law/bound.js";
import type { Formulation } from "../fe/formulation.js";
import type { ContactLoad } from "../load/contact.js";
import type { Load } from "../load/load.js";
import type { PressureLoad, VolumeControl } from "../load/pressure.js";
import type { Springs } from "../load/spring.js";
import type { Mesh } from "../mesh/mesh.js";
import type { LinearSolverFactory } from "./linear.js";

/**
 * Writes the given fields of one Gauss point (fibre direction, local parameter).
 * @param cell cell number in the mesh
 * @param place reference coordinates x, y, z of the point, unit of length
 * @param out `[stride(model.fields)]`
 * @param point number of the point in its cell
 */
export type PointFields = (cell: number, place: Float64Array, out: Float64Array, point: number) => void;

/** Cells of one material. Every cell of the mesh belongs to exactly one region. */
export interface Region {
  readonly name: string;
  /** Cell numbers, increasing. Gauss points are numbered through these cells in this order. */
  readonly cells: Int32Array;
  readonly model: ConstitutiveModel;
  /** The law, where the model is nothing but it, the same at all points: it may then be evaluated inside the assembly. */
  readonly law?: BoundLaw;
  /** Needed when `model.fields` is not empty. */
  readonly fields?: PointFields;
  /** `standard` when absent. */
  readonly formulation?: Formulation;
}

/** How to walk from time 0 to `end`. */
export interface StepControl {
  readonly end: number;
  /** First step size; after cuts the step grows back, up to `max`. */
  readonly size: number;
  /** A step is never cut below this size; the run fails instead. */
  readonly min: number;
  readonly max: number;
  /** Times in (0, end] that are hit exactly, increasing; `end` always is. */
  readonly stops: readonly number[];
}

/** A number of the state that ends a path: Σ factors · u[dofs] + load · (load factor), which is to become `value`. */
export interface PathTarget {
  readonly dofs: readonly number[];
  readonly factors: readonly number[];
  readonly load: number;
  readonly value: number;
}

/** The load factor itself as the end of a path. */
export function loadTarget(value: number): PathTarget {
  return { dofs: [], factors: [], load: 1, value };
}

/** A displacement as the end of a path. @param dof node · dimension + component @param value unit of length */
export function displacementTarget(dof: number, value: number): PathTarget {
  return { dofs: [dof], factors: [1], load: 0, value };
}

/**
 * How to follow the equilibria of a body past limit points. Loads and motions are taken at a load factor in place of the time, which is unknown; they
 * must be linear in it. Lengths along the path are dimensionless: in the first step they are the change of the load factor (path-equation.ts).
 */
export interface ArcControl {
  /** First, smallest and largest length of a step. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** Most steps; the path ends with them where there is no target, and fails where it was not reached. */
  readonly count: number;
  readonly target?: PathTarget;
}

/** When an equilibrium solve is done, and when it is given up. */
export interface NewtonControl {
  /** |r_free| <= tolerance · max(|f_ext|, |f_int|, |reaction|), Euclidean norms over dofs. */
  readonly tolerance: number;
  /** Linear solves per step. */
  readonly maxIterations: number;
  /**
   * Relative residual to which inner problems are solved on the way, from the relative residual of the iterate before. An accepted step has them solved
   * to their own tolerance. Absent: always.
   */
  readonly inner?: (relative: number) => number;
}

/** A macro problem, ready to be solved by `solve`. */
export interface Problem {
  readonly mesh: Mesh;
  readonly regions: readonly Region[];
  readonly constraints: readonly Constraint[];
  readonly loads: readonly Load[];
  /** Pressures that follow their surfaces; they need an unsymmetric solver. */
  readonly pressures?: readonly PressureLoad[];
  /** Cavities whose volume is given; they need an unsymmetric solver. */
  readonly volumes?: readonly VolumeControl[];
  readonly springs?: readonly Springs[];
  readonly contacts?: readonly ContactLoad[];
  readonly steps: StepControl;
  /** Follows the path of equilibria in place of time; `steps` is then the load factor from 0 to 1. */
  readonly arc?: ArcControl;
  readonly newton: NewtonControl;
  /**
   * Threads for the assembly of regions with a `law`; results do not depend on it. Absent: all regions ask their models, whose tangents then
   * stay in the points' memory for the caller.
   */
  readonly threads?: number;
  /** Called between evaluations, so that the host gets its turn. */
  readonly breathe?: () => Promise<void>;
  /** Solver for the reduced system; symmetric or not is its property. */
  readonly linear: LinearSolverFactory;
}

/** Equal steps that hit k·end/count exactly; cut by up to 2^10 before giving up. */
export function equalSteps(end: number, count: number): StepControl {
  const size = end / count;
  return { end, size, min: size / 1024, max: size, stops: Array.from({ length: count }, (_, k) => (end * (k + 1)) / count) };
}
