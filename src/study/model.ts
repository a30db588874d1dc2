/** From a material of a study to the model that answers for it: the base that has the stress, then what is wrapped round it. */
import { analytic, analyticWithFibres } from "../constitutive/analytic.js";
import { type ConstitutiveModel, stride } from "../constitutive/model.js";
import { homogenize } from "../homogenize/index.js";
import { type Kernels, loadKernels } from "../kernels/module.js";
import { bindLaw } from "../law/bind.js";
import { defineRve } from "../rve/rve.js";
import { openRve, type RecordedBackends } from "./resumed.js";
import type { PointFields } from "../solve/problem.js";
import { directionWriters, hasFieldDirections, withAxes } from "./directions.js";
import type { StudyFibres } from "./fibres.js";
import { defaultTolerance, guarded, watched } from "../surrogate/guarded.js";
import { type Keeper, keeperOf } from "../surrogate/keep.js";
import { learning, type LearningModel } from "../surrogate/learning.js";
import { surrogateModel } from "../surrogate/model.js";
import { openCell } from "../surrogate/open.js";
import { type Backend, isRve, isSurrogate, type Material, type RveMaterial, type Study, type SurrogateMaterial } from "./study.js";
import { lawOf, wrappersOf } from "./wrappers.js";

/** What models are made with. */
export interface Workshop {
  /** Shared by all laws. */
  readonly kernels: Kernels;
  readonly threads: number;
  readonly backend: Backend | undefined;
  /** Whether RVEs keep their correctors (budget.ts). */
  readonly keep: boolean;
  /** Who solved the RVEs of the checkpoint that is continued, by material. */
  readonly recorded: RecordedBackends;
  /** Gauss points of the mesh: about what a batch has. */
  readonly points: number;
  /** Models that learn while the run goes on, by material. */
  readonly learners: Map<string, LearningModel>;
  /** What guards had solved, by the folder that they name. */
  readonly keepers: Map<string, Keeper>;
  /** Direction fields of the study. */
  readonly fibres: StudyFibres;
}

/** A model, and who writes its given fields: by the name of the field, one writer for each of `model.fields`. */
export interface Equipped {
  readonly model: ConstitutiveModel;
  readonly writers: Readonly<Record<string, PointFields>>;
}

/**
 * Makes the model of a material of a study. Dispose of it to end its workers.
 * @param name name of the material
 * @throws BackendError when workers cannot be set up; LawError, CaseError for a material that `createStudy` has not checked
 */
export async function createModel(study: Study, name: string, workshop: Workshop): Promise<Equipped> {
  const material = study.materials[name];
  const base = await baseModel(name, material, workshop);
  return wrappersOf(material).reduce((inner, { wrapper, spec }) => wrapper.wrap(inner, spec, study, workshop.fibres), base);
}

async function baseModel(name: string, material: Material, workshop: Workshop): Promise<Equipped> {
  const { kernels, fibres } = workshop;
  if (isSurrogate(material)) return { model: await surrogateOf(material, workshop), writers: {} };
  if (isRve(material)) return { model: await rveModel(name, material, workshop), writers: {} };
  const law = lawOf(material);
  if (!hasFieldDirections(law)) return { model: analytic(bindLaw(law), kernels), writers: {} };
  return { model: analyticWithFibres(bindLaw(withAxes(law)), kernels), writers: directionWriters(law, fibres) };
}

async function rveModel(name: string, { rve, backend, learn }: RveMaterial, workshop: Workshop): Promise<ConstitutiveModel> {
  const options = { threads: workshop.threads, points: workshop.points, keep: workshop.keep, backend: workshop.backend ?? backend };
  if (!learn) return openRve(defineRve(rve), workshop.recorded[name], options);
  const cell = await openCell(rve, options);
  const learner = await learning(cell, await loadKernels(), learn, rve.dimension === 2 ? await homogenize(defineRve(rve), options) : cell.model);
  workshop.learners.set(name, learner);
  return learner;
}

/** Each surrogate has an instance of the kernels of its own: its networks stay where they are laid out. */
async function surrogateOf({ surrogate, guard }: SurrogateMaterial, { threads, backend, keepers }: Pick<Workshop, "threads" | "backend" | "keepers">): Promise<ConstitutiveModel> {
  const model = surrogateModel(surrogate, await loadKernels());
  if (!guard) return watched(model, surrogate, defaultTolerance);
  // Few points are asked, and seldom twice: correctors would cost memory at every point.
  const options = { threads, keep: false, backend: backend ?? guard.backend };
  if (guard.save === undefined) return guarded(model, surrogate, await homogenize(defineRve(guard.rve), options), guard.tolerance);
  const cell = await openCell(guard.rve, options);
  const keeper = await keeperOf(cell, surrogate);
  keepers.set(guard.save, keeper);
  return guarded(model, surrogate, cell.model, guard.tolerance, { keeper });
}

/** Writes all given fields of a model, one after the other as `model.fields` lists them; nothing when it has none. */
export function pointFieldsOf({ model, writers }: Equipped): { readonly fields?: PointFields } {
  if (model.fields.length === 0) return {};
  const parts = model.fields.map(({ name, size }, index) => ({ write: writers[name], from: stride(model.fields.slice(0, index)), size }));
  return { fields: (cell, place, out, point) => { for (const { write, from, size } of parts) write(cell, place, out.subarray(from, from + size), point); } };
}
