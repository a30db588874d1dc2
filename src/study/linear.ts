/** Which linear solver a study gets: by its key `solver.linear`, and under `auto` by what elimination would take. */
import { automaticSolver, costsOf, methodFor } from "../solve/automatic.js";
import { unsymmetricSolver } from "../solve/direct.js";
import { conjugateGradientSolver, gmresSolver } from "../solve/iterative.js";
import { hasOneLevel } from "../multigrid/index.js";
import type { LinearMethod, LinearSolverFactory, RowPlaces } from "../solve/linear.js";
import { symmetricSolverOf, takesSingle } from "../solve/single.js";
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
  if (solver.linear === "auto") return automaticSolver(kind, stiffness, solver.precision);
  if (solver.linear === "iterative") return kind === "symmetric" ? conjugateGradientSolver : gmresSolver;
  return kind === "symmetric" ? symmetricSolverOf(solver.precision) : unsymmetricSolver;
}

/** A method, and the precision of its factor when it is not double. */
export interface ChosenMethod {
  readonly method: LinearMethod["name"];
  readonly precision?: "single";
}

/**
 * The method that `linearSolver` would come to for a pattern.
 * @param places of its rows
 */
export function linearMethod({ solver }: Study, { kind, stiffness }: LinearTraits, symbolic: Symbolic, places: Pick<RowPlaces, "nodeOfRow">): ChosenMethod {
  const direct = kind === "symmetric" ? "ldl" : "lu";
  const wanted = solver.linear === "auto" ? methodFor(costsOf(symbolic, kind, stiffness, solver.precision), kind) : solver.linear === "iterative" ? (kind === "symmetric" ? "cg" : "gmres") : direct;
  // A small system that is to be iterated is eliminated as a coarsest level is, in double precision.
  const method = hasOneLevel(places) ? direct : wanted;
  return wanted === "ldl" && takesSingle(symbolic, solver.precision) ? { method, precision: "single" } : { method };
}

/** A method for people. */
export function methodWords({ method, precision }: ChosenMethod): string {
  return precision ? `${words[method]} in ${precision} precision, refined` : words[method];
}

const words: Readonly<Record<LinearMethod["name"], string>> = {
  ldl: "direct, LDLᵀ", lu: "direct, LU", cg: "iterative, conjugate gradients with multigrid", gmres: "iterative, GMRES with multigrid",
};
