/** Set-ups from the literature, and variations on them. */
import type { Setup } from "./setup.js";

export interface Preset {
  readonly key: string;
  readonly label: string;
  /** Where the numbers come from. */
  readonly source: string;
  readonly doi?: string;
  readonly setup: Partial<Setup>;
}

/** What differs from the defaults, which are the first preset. */
export const presets: readonly Preset[] = [
  {
    key: "porcine", label: "Porcine, 60 ml in 7 days", doi: "10.1016/j.actbio.2021.10.007", setup: {},
    source: "Han et al., Acta Biomaterialia 137 (2022): sheet, rectangular expander, moduli; rate k at its posterior median, 0.0453 per hour.",
  },
  {
    key: "porcine-goh", label: "Porcine, fibres along x", doi: "10.1016/j.actbio.2021.10.007", setup: { material: "goh" },
    source: "Han et al., Acta Biomaterialia 137 (2022): the same with Gasser–Ogden–Holzapfel skin.",
  },
  {
    key: "circle", label: "Round expander, same footprint", doi: "10.1016/j.jmps.2011.05.004", setup: { shape: "circle" },
    source: "Expanders of equal footprint are compared by Buganza Tepole et al., JMPS 59 (2011); here on the porcine set-up.",
  },
  {
    key: "repeated", label: "Three fills in three weeks", setup: { protocol: [[0, 0], [0.25, 20], [7, 20], [7.25, 40], [14, 40], [14.25, 60], [21, 60]], steps: 42 },
    source: "The porcine set-up, filled in three equal parts as in the clinic; not from a study.",
  },
  {
    key: "micro", label: "FE²: collagen at every point",
    setup: { material: "fe2", cells: 8, layers: 2, steps: 6, protocol: [[0, 0], [0.5, 40], [3, 40]] },
    source: "Two crossing families of collagen fibres (cases/skin-cell.yaml) at every Gauss point of a coarse sheet; moduli for a first look, not from a study.",
  },
  {
    key: "surrogate", label: "FE² by its surrogate", setup: { material: "surrogate" },
    source: "The porcine expansion with the same collagen microstructure, answered by five energy networks that were trained on 1,000 solves of it; where they are not to be trusted it is solved.",
  },
];
