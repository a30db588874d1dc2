/** From a study to a problem that the macro solver takes. */
import { platform } from "#platform";
import { loadKernels } from "../kernels/module.js";
import { formulations } from "../fe/formulations.js";
import { bindLaw } from "../law/bind.js";
import { cellsOf } from "../mesh/index.js";
import { equalSteps, type Problem, type Region, type StepControl } from "../solve/problem.js";
import { arcControl } from "./arc.js";
import { stateMemory } from "./budget.js";
import { contactsOf, springsOf } from "./bonds.js";
import { createBreath } from "./breathe.js";
import type { Keeper } from "../surrogate/keep.js";
import type { LearningModel } from "../surrogate/learning.js";
import { constraintsOf, kinks, loadsOf } from "./conditions.js";
import { resolveFibres, type StudyFibres } from "./fibres.js";
import { pressuresOf, volumesOf } from "./inflation.js";
import { linearSolver, traitsOf } from "./linear.js";
import { chooseFormulation } from "./locking.js";
import { createModel, type Equipped, pointFieldsOf } from "./model.js";
import { gaussPoints } from "./summary.js";
import type { FormulationName } from "./schema-case.js";
import { type Backend, hasTrust, isRve, isSurrogate, type Study } from "./study.js";
import type { RecordedBackends } from "./resumed.js";
import { lawOf, wrappersOf } from "./wrappers.js";

/** Where the work is done. */
export interface Resources {
  /** Workers; default all cores. */
  readonly threads?: number;
  /** Overrides the backend of every RVE material. */
  readonly backend?: Backend;
  /** Who solved the RVEs of the checkpoint that is continued, by material. */
  readonly recorded?: RecordedBackends;
}

/** A study ready to be solved; owns the workers. */
export interface Prepared {
  readonly study: Study;
  readonly problem: Problem;
  /** Names of the regions that have an RVE solved at every point. */
  readonly rveRegions: ReadonlySet<string>;
  /** Direction fields by name: a unit vector per cell `[cells, 3]`. */
  readonly fibres: StudyFibres["cells"];
  /** Formulation of each material in use. */
  readonly formulations: Readonly<Record<string, FormulationName>>;
  readonly backend: Exclude<Backend, "auto">;
  /** Models that learn while the run goes on, by material. */
  readonly learners: ReadonlyMap<string, LearningModel>;
  /** What guards had solved, by the folder that they name. */
  readonly keepers: ReadonlyMap<string, Keeper>;
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
  const models = new Map<string, Equipped>();
  const learners = new Map<string, LearningModel>(), keepers = new Map<string, Keeper>();
  const dispose = (): void => { for (const { model } of models.values()) model.dispose?.(); };
  try {
    const fibres = await resolveFibres(study), { keep } = stateMemory(study);
    for (const name of new Set(Object.values(study.regions))) models.set(name, await createModel(study, name, { learners, keepers, kernels, threads, backend: resources.backend, keep, recorded: resources.recorded ?? {}, points: gaussPoints(study.mesh), fibres }));
    const chosen: Record<string, FormulationName> = {};
    for (const name of models.keys()) chosen[name] = await chooseFormulation(study, name);
    const spoilt = [...models.values()].some(({ model }) => model.tangent === "unsymmetric");
    const arc = arcControl(study);
    const problem: Problem = {
      mesh: study.mesh, threads, breathe: createBreath(), regions: regionsOf(study, models, chosen), constraints: constraintsOf(study), loads: loadsOf(study),
      pressures: pressuresOf(study), volumes: volumesOf(study), springs: springsOf(study), contacts: contactsOf(study),
      steps: stepControl(study), ...(arc ? { arc } : {}), newton: newtonControl(study), linear: linearSolver(study, traitsOf(study, spoilt, Object.values(chosen))),
    };
    const rveRegions = new Set(problem.regions.map(({ name }) => name).filter((name) => isRve(study.materials[name]) && !hasTrust(study.materials[name])));
    return { study, problem, rveRegions, fibres: fibres.cells, formulations: chosen, backend: backendOf(study, resources, models), learners, keepers, threads, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** One region per material: its Gauss points then share one batch, and the workers of one model are never asked twice at a time. */
function regionsOf(study: Study, models: ReadonlyMap<string, Equipped>, chosen: Prepared["formulations"]): Region[] {
  return [...models].map(([name, equipped]) => {
    const sets = Object.keys(study.regions).filter((set) => study.regions[set] === name);
    const cells = Int32Array.from(sets.flatMap((set) => [...cellsOf(study.mesh, set)])).sort();
    return { name, model: equipped.model, ...lawAlone(study, name, equipped), formulation: formulations[chosen[name]], cells, ...pointFieldsOf(equipped) };
  });
}

/** The law of a material that is nothing else and the same everywhere. */
function lawAlone({ materials }: Study, name: string, { model }: Equipped): Pick<Region, "law"> {
  const material = materials[name], isLaw = "law" in material || "formula" in material;
  if (!isLaw || wrappersOf(material).length > 0 || model.fields.length > 0 || model.state.length > 0) return {};
  return { law: bindLaw(lawOf(material)) };
}

/**
 * Relative residual to which RVEs are solved on the way, from that of the macroscopic iterate before. Stresses are corrected to second order: `nested`
 * stays a decade below what that leaves; `monolithic` takes one linear solve of the micro problem per macroscopic iteration (static condensation
 * [lange2021]) unless half of the residual or more would be left.
 */
const innerAccuracies: Readonly<Record<Study["solver"]["micro"], (relative: number) => number>> = {
  nested: (relative) => Math.min(0.01, 0.1 * relative),
  monolithic: () => 0.5,
};

function newtonControl({ solver: { tolerance, maxIterations, micro } }: Study): Problem["newton"] {
  return { tolerance, maxIterations, inner: innerAccuracies[micro] };
}

/** How a study walks through time. */
export function stepControl(study: Study): StepControl {
  const { end, count, size = end, min = size / 1024, max = size } = study.steps;
  return count === undefined ? { end, size, min, max, stops: [...kinks(study), end] } : equalSteps(end, count);
}

function backendOf(study: Study, resources: Resources, models: ReadonlyMap<string, Equipped>): Prepared["backend"] {
  const [account] = [...models.values()].flatMap(({ model }) => model.account?.() ?? []);
  if (account) return account.backend;
  const [first] = Object.values(study.materials).flatMap((material) => (isRve(material) ? [material] : isSurrogate(material) && material.guard ? [material.guard] : []));
  const chosen = first === undefined ? "wasm" : resources.backend ?? first.backend;
  return chosen === "auto" ? "wasm" : chosen;
}
