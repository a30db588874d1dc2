/** All laws that a case file can name, and the variants that are compiled ahead. */
import { arrudaBoyce } from "./arruda-boyce.law.js";
import { fung } from "./fung.law.js";
import { gent } from "./gent.law.js";
import { goh } from "./goh.law.js";
import type { Law, LawChoiceValue } from "./law.js";
import { mooneyRivlin } from "./mooney-rivlin.law.js";
import { neoHookean } from "./neo-hookean.law.js";
import { ogden } from "./ogden.law.js";
import { saintVenantKirchhoff } from "./saint-venant-kirchhoff.law.js";
import { yeoh } from "./yeoh.law.js";
import type { LawSource } from "../lawc/compile.js";

export const laws: readonly Law[] = [neoHookean, saintVenantKirchhoff, mooneyRivlin, yeoh, ogden, arrudaBoyce, gent, goh, fung];

/** A law with its choices made and its lists counted: what one pair of kernels computes. */
export interface LawVariant {
  readonly law: Law;
  readonly choices: readonly LawChoiceValue[];
  /** Length of list parameters. */
  readonly terms: number;
  readonly directions: number;
}

/** Stable name of a variant's kernels, e.g. `goh-mixed-isochoric-2`. */
export function kernelId({ law, choices, terms, directions }: LawVariant): string {
  const counts = [hasLists(law) ? [terms] : [], law.directions.max > 1 ? [directions] : []].flat();
  return [law.name, ...choices.map(({ id }) => id), ...counts].join("-");
}

/** What the compiler needs for a variant. */
export function sourceOf({ law, choices, terms, directions }: LawVariant): LawSource {
  return { formula: choices.map(({ definitions }) => definitions).join(" ") + law.energy, parameters: parameterNames(law, terms), terms, directions };
}

/** Names of the entries of the parameter array: lists are spread, `mu_1 mu_2 alpha_1 alpha_2`. */
export function parameterNames(law: Law, terms: number): string[] {
  return law.parameters.flatMap(({ name, list }) => (list ? Array.from({ length: terms }, (_, k) => `${name}_${k + 1}`) : [name]));
}

function hasLists(law: Law): boolean {
  return law.parameters.some(({ list }) => list);
}

/** Compiled with the package; every other variant is emitted when a case asks for it, to the same bits. */
export function prebuiltVariants(): LawVariant[] {
  return laws.flatMap((law) => {
    const choices = law.choices.map(({ values }) => values[0]);
    const terms = hasLists(law) ? [1, 2, 3] : [1];
    const families = law.directions.max > 1 ? [1, 2] : [law.directions.min];
    return terms.flatMap((count) => families.map((directions) => ({ law, choices, terms: count, directions })));
  });
}
