/**
 * What may be wrapped round any material (law, formula, RVE, …) by a key beside its own: one object per key, in a file of its own.
 * This list is the order of wrapping, from the inside out: viscosity, prestrain, growth.
 */
import * as v from "valibot";
import type { LawSpec } from "../law/bind.js";
import { growth } from "./growth.js";
import type { StudyFibres } from "./fibres.js";
import type { Equipped } from "./model.js";
import type { Path, Source } from "./source.js";
import type { Material, Study } from "./study.js";
import type { UnitSystem } from "./units.js";
import { prestrain } from "./prestrain.js";
import { viscosity } from "./viscosity.js";

/** A key of materials that changes what the rest of the material answers. */
export interface Wrapper<Spec = unknown> {
  readonly key: string;
  /** Schema of what stands behind the key. */
  schema(system: UnitSystem): v.GenericSchema<unknown, Spec>;
  /**
   * Refuses what no schema sees, before anything is made or written.
   * @param path path of the key in the source
   * @throws CaseError with path and place
   */
  check?(spec: Spec, study: Study, path: Path, source: Source): void;
  /** Names of the states that it adds to results. */
  states(spec: Spec): readonly string[];
  /** What it does to the major symmetry of the tangent. */
  tangent(spec: Spec): "kept" | "lost";
  /** The model with this round it; it disposes of what is inside. */
  wrap(inner: Equipped, spec: Spec, study: Study, fibres: StudyFibres): Equipped;
}

/** All wrappers, inner ones first. */
export const wrappers: readonly Wrapper[] = [viscosity, prestrain, growth];

/** The entries that every kind of material has in its schema. */
export function wrapperEntries(system: UnitSystem): Record<string, v.GenericSchema> {
  return Object.fromEntries(wrappers.map((wrapper) => [wrapper.key, v.optional(wrapper.schema(system))]));
}

/** The wrappers of a material with what stands behind their keys, inner ones first. */
export function wrappersOf(material: Material): { readonly wrapper: Wrapper; readonly spec: unknown }[] {
  return wrappers.filter(({ key }) => material[key] !== undefined).map((wrapper) => ({ wrapper, spec: material[wrapper.key] }));
}

/** Names of the states that the wrappers of the materials of a study add to results. */
export function wrapperStates({ materials }: Study): string[] {
  return [...new Set(Object.values(materials).flatMap((material) => wrappersOf(material).flatMap(({ wrapper, spec }) => wrapper.states(spec))))];
}

/** The law of a material that is no RVE, without what is wrapped round it. */
export function lawOf(material: LawSpec): LawSpec {
  return Object.fromEntries(Object.entries(material).filter(([key]) => !wrappers.some((wrapper) => wrapper.key === key)));
}
