/** What a user sets up, as plain data, and what the panel says about each number. */

/** A protocol: volume of the expander over time, `[days, ml]`, from [0, 0]. */
export type Protocol = readonly (readonly [number, number])[];

export interface Setup {
  /** Edge of the square sheet, mm. */
  readonly sheet: number;
  readonly thickness: number;
  readonly protocol: Protocol;
  /** Lamé parameters of the skin, MPa. */
  readonly mu: number;
  readonly lambda: number;
  /** Cells along an edge of the sheet. */
  readonly cells: number;
  /** Time steps. */
  readonly steps: number;
}

/** Names of the settings that are one number. */
export type NumberKey = { [K in keyof Setup]: Setup[K] extends number ? K : never }[keyof Setup];

/** A number as the panel shows it. */
export interface NumberField {
  readonly key: NumberKey;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** One sentence that explains it. */
  readonly says: string;
}

/** The numbers of the panel. */
export const numberFields: readonly NumberField[] = [
  { key: "sheet", label: "Sheet", unit: "mm", min: 20, max: 300, step: 5, says: "Edge of the square piece of skin whose rim is held." },
  { key: "thickness", label: "Thickness", unit: "mm", min: 0.5, max: 10, step: 0.1, says: "Epidermis and dermis together." },
  { key: "mu", label: "Shear modulus μ", unit: "MPa", min: 0.001, max: 100, step: 0.01, says: "Stiffness against change of shape." },
  { key: "lambda", label: "Lamé λ", unit: "MPa", min: 0, max: 1000, step: 0.01, says: "Stiffness against change of volume, with μ." },
  { key: "cells", label: "Cells along an edge", unit: "", min: 4, max: 60, step: 2, says: "Resolution of the mesh; two cells lie across the thickness." },
  { key: "steps", label: "Time steps", unit: "", min: 2, max: 200, step: 1, says: "Equal steps from the first day to the last." },
];

export const defaults: Setup = { sheet: 100, thickness: 3, protocol: [[0, 0], [1, 60], [7, 60]], mu: 0.74, lambda: 0.544, cells: 16, steps: 14 };
