/** From a study to a problem that the macro solver takes. */
import { platform } from "#platform";
import { analytic } from "../constitutive/analytic.js";
import type { ConstitutiveModel } from "../constitutive/model.js";
import { loadKernels, type Kernels } from "../kernels/module.js";
import { formulations } from "../fe/formulations.js";
import { homogenize } from "../homogenize/index.js";
import { bindLaw } from "../law/bind.js";
import { cellsOf } from "../mesh/index.js";
import { defineRve } from "../rve/rve.js";
import { symmetricSolver, unsymmetricSolver } from "../solve/direct.js";
import type { LinearSolverFactory } from "../solve/linear.js";
import { equalSteps, type Problem, type Region, type StepControl } from "../solve/problem.js";
import { breathing } from "./breathe.js";
import { constraintsOf, kinks, loadsOf } from "./conditions.js";
import { asymmetryOf, pressuresOf, volumesOf } from "./inflation.js";
import { type Backend, isRve, type Material, type Study } from "./study.js";

/** Where the work is done. */
export interface Resources {
  /** Workers; default all cores. */
  readonly threads?: number;
  /** Overrides the backend of every RVE material. */
  readonly backend?: Backend;
}

/** A study ready to be solved; owns the workers. */
export interface Prepared {
  readonly study: Study;
  readonly problem: Problem;
  /** Names of the regions whose material is an RVE. */
  readonly rveRegions: ReadonlySet<string>;
  readonly backend: Exclude<Backend, "auto">;
  readonly threads: number;
  dispose(): void;
}

/**
 * Makes the problem of a study: models, constraints, loads, steps. Dispose of it to end the workers.
 * @throws BackendError when workers cannot be set up; LawError, CaseError as `createStudy` for a study that was not made by it
 */
export async function prepare(study: Study, resources: Resources = {}): Promise<Prepared> {
  const threads = resources.threads ?? platform.cores();
  const kernels = await loadKernels();
  const models = new Map<string, ConstitutiveModel>();
  const dispose = (): void => { for (const model of models.values()) model.dispose?.(); };
  try {
    for (const name of new Set(Object.values(study.regions))) models.set(name, breathing(await createModel(study.materials[name], { kernels, threads, backend: resources.backend })));
    const problem: Problem = {
      mesh: study.mesh, regions: regionsOf(study, models), constraints: constraintsOf(study), loads: loadsOf(study),
      pressures: pressuresOf(study), volumes: volumesOf(study),
      steps: stepControl(study), newton: { tolerance: study.solver.tolerance, maxIterations: study.solver.maxIterations }, linear: linearSolver(study),
    };
    const rveRegions = new Set(problem.regions.map(({ name }) => name).filter((name) => isRve(study.materials[name])));
    return { study, problem, rveRegions, backend: backendOf(study, resources), threads, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

interface Workshop {
  /** Shared by all laws. */
  readonly kernels: Kernels;
  readonly threads: number;
  readonly backend: Backend | undefined;
}

async function createModel(material: Material, { kernels, threads, backend }: Workshop): Promise<ConstitutiveModel> {
  if (!isRve(material)) return analytic(bindLaw(material), kernels);
  return homogenize(defineRve(material.rve), { threads, backend: backend ?? material.backend });
}

/** Materials have an energy, hence a symmetric tangent; formulations and loads may spoil that. */
function linearSolver(study: Study): LinearSolverFactory {
  const { linear } = study.solver;
  const symmetric = linear === "auto" ? asymmetryOf(study) === undefined : linear === "symmetric";
  return symmetric ? symmetricSolver : unsymmetricSolver;
}

/** One region per material: its Gauss points then share one batch, and the workers of one model are never asked twice at a time. */
function regionsOf(study: Study, models: ReadonlyMap<string, ConstitutiveModel>): Region[] {
  return [...models].map(([name, model]) => {
    const sets = Object.keys(study.regions).filter((set) => study.regions[set] === name);
    return { name, model, formulation: formulations[study.formulation], cells: Int32Array.from(sets.flatMap((set) => [...cellsOf(study.mesh, set)])).sort() };
  });
}

/** How a study walks through time. */
export function stepControl(study: Study): StepControl {
  const { end, count, size = end, min = size / 1024, max = size } = study.steps;
  return count === undefined ? { end, size, min, max, stops: [...kinks(study), end] } : equalSteps(end, count);
}

function backendOf(study: Study, resources: Resources): Prepared["backend"] {
  const [first] = Object.values(study.materials).filter(isRve);
  const chosen = first === undefined ? "wasm" : resources.backend ?? first.backend;
  return chosen === "auto" ? "wasm" : chosen;
}
