/** Which linear solver a study gets: by its key `solver.linear`, and under `auto` by what elimination would take. */
import { automaticSolver, costsOf, methodFor } from "../solve/automatic.js";
import { symmetricSolver, unsymmetricSolver } from "../solve/direct.js";
import { conjugateGradientSolver, gmresSolver } from "../solve/iterative.js";
import { hasOneLevel } from "../multigrid/index.js";
import type { LinearMethod, LinearSolverFactory, RowPlaces } from "../solve/linear.js";
import type { Symbolic } from "../sparse/symbolic.js";
import { asymmetryOf } from "./inflation.js";
import type { FormulationName } from "./schema-case.js";
import type { Study } from "./study.js";

/** What decides beside the mesh. */
export interface LinearTraits {
  readonly kind: LinearSolverFactory["kind"];
  /** How many times more iterations the materials ask for than compressible ones, see `costsOf`. */
  readonly stiffness: number;
}

/** Nearly incompressible cells: measured at λ/μ = 1000 in hex8 (mixed, F-bar), 100 to 130 iterations where λ/μ = 10 takes 20. */
const incompressible = 5;

/**
 * Traits of a study.
 * @param spoilt whether a model has an unsymmetric tangent
 * @param formulations formulations in use: those against locking tell nearly incompressible materials
 */
export function traitsOf(study: Study, spoilt: boolean, formulations: readonly FormulationName[]): LinearTraits {
  const { linear } = study.solver;
  const asymmetric = linear === "unsymmetric" || (linear !== "symmetric" && (spoilt || asymmetryOf(study) !== undefined));
  return { kind: asymmetric ? "unsymmetric" : "symmetric", stiffness: formulations.some((name) => name !== "standard") ? incompressible : 1 };
}

/** The solver of a study. */
export function linearSolver({ solver }: Study, { kind, stiffness }: LinearTraits): LinearSolverFactory {
  if (solver.linear === "auto") return automaticSolver(kind, stiffness);
  if (solver.linear === "iterative") return kind === "symmetric" ? conjugateGradientSolver : gmresSolver;
  return kind === "symmetric" ? symmetricSolver : unsymmetricSolver;
}

/**
 * The method that `linearSolver` would come to for a pattern.
 * @param places of its rows
 */
export function linearMethod({ solver }: Study, { kind, stiffness }: LinearTraits, symbolic: Symbolic, places: Pick<RowPlaces, "nodeOfRow">): LinearMethod["name"] {
  const direct = kind === "symmetric" ? "ldl" : "lu";
  const wanted = solver.linear === "auto" ? methodFor(costsOf(symbolic, kind, stiffness), kind) : solver.linear === "iterative" ? (kind === "symmetric" ? "cg" : "gmres") : direct;
  return hasOneLevel(places) ? direct : wanted;
}

/** Names of the methods for people. */
export const methodWords: Readonly<Record<LinearMethod["name"], string>> = {
  ldl: "direct, LDLᵀ", lu: "direct, LU", cg: "iterative, conjugate gradients with multigrid", gmres: "iterative, GMRES with multigrid",
};
