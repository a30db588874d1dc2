/** A constitutive law is data: name, citation, parameters, directions and an energy formula; src/lawc differentiates it. */

export interface LawParameter {
  readonly name: string;
  /** "stress", "1" (dimensionless) or "deg". */
  readonly unit: "stress" | "1" | "deg";
  readonly meaning: string;
  /** Inclusive limits; `exclusive` when a limit itself is not allowed. */
  readonly min?: number;
  readonly max?: number;
  readonly exclusive?: boolean;
  readonly nonzero?: boolean;
  readonly default?: number;
  /** A list of numbers (ogden's `mu`, `alpha`) rather than one; a single number is a list of one. */
  readonly list?: boolean;
}

/** One value of a choice, and what it defines for the energy formula. */
export interface LawChoiceValue {
  readonly value: string | boolean;
  /** Part of the kernel id. */
  readonly id: string;
  /** `name = …;` statements before the energy. */
  readonly definitions: string;
}

/** A key of the case file that selects a form of the energy, e.g. `volumetric`. */
export interface LawChoice {
  readonly name: string;
  readonly meaning: string;
  /** The first value is the default. */
  readonly values: readonly [LawChoiceValue, ...LawChoiceValue[]];
}

/** Another set of parameters, with the formulas of those that it stands for. */
export interface LawAlternative {
  readonly parameters: readonly LawParameter[];
  readonly gives: Readonly<Record<string, string>>;
}

/** A combination of parameters that must be positive for the law to be stable near F = I. */
export interface LawCheck {
  readonly quantity: string;
  readonly meaning: string;
}

/** A law as the user and the compiler see it. */
export interface Law {
  readonly name: string;
  readonly title: string;
  /** Key of docs/references.bib. */
  readonly citation: string;
  readonly parameters: readonly LawParameter[];
  readonly alternatives?: readonly LawAlternative[];
  readonly checks?: readonly LawCheck[];
  /** Unit directions the law takes: none, one, or `min` to `max` families. */
  readonly directions: { readonly min: number; readonly max: number };
  /** Two families at ± `angle` degrees from x in the xy plane may be given instead of directions. */
  readonly angle?: boolean;
  readonly choices: readonly LawChoice[];
  /** Energy per reference volume. Language and invariants: docs/reference/formula.md. */
  readonly energy: string;
  /** Keys beside `law` that make a complete material, of the order of tissue or rubber in MPa: for a first look, not for a study. */
  readonly example: Readonly<Record<string, number | readonly number[]>>;
}
