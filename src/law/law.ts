/** A constitutive law is data: name, citation, parameters, directions and an energy formula; tools/lawc differentiates it. */

export interface LawParameter {
  readonly name: string;
  /** "stress", "1" (dimensionless) or "deg". */
  readonly unit: "stress" | "1" | "deg";
  readonly meaning: string;
  /** Inclusive limits; a limit that must not be reached is written with `exclusive`. */
  readonly min?: number;
  readonly max?: number;
  readonly exclusive?: boolean;
  readonly default?: number;
  /** A list of numbers (ogden's `mu`, `alpha`) rather than one. */
  readonly list?: boolean;
}

/** A law as the user and the compiler see it. */
export interface Law {
  readonly name: string;
  readonly title: string;
  /** Key of docs/references.bib. */
  readonly citation: string;
  readonly parameters: readonly LawParameter[];
  /** Unit directions the law may take: none, one, or up to `max` families. */
  readonly directions: { readonly min: number; readonly max: number };
  /** Has a volumetric part U(J) chosen by `volumetric` with parameter `bulk`. */
  readonly volumetric: boolean;
}
