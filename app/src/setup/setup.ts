/** What a user sets up, as plain data, and what the panel says about each control. */

/** A protocol: volume of the expander over time, `[days, ml]`, from [0, 0]. */
export type Protocol = readonly (readonly [number, number])[];

export const shapes = ["rectangle", "circle", "square", "crescent"] as const;
export const materials = ["neo-hookean", "goh", "fe2", "surrogate"] as const;
export const backends = ["auto", "webgpu"] as const;
export const growthLaws = ["area-homeostatic", "area-kuhl", "none"] as const;

/** The choices of the panel. */
export interface Choices {
  readonly shape: (typeof shapes)[number];
  readonly material: (typeof materials)[number];
  readonly growth: (typeof growthLaws)[number];
  /** Who solves the RVEs. */
  readonly backend: (typeof backends)[number];
}

/** The numbers of the panel, in the units that the panel shows. */
export interface Numbers {
  /** Area of the footprint, cm². */
  readonly area: number;
  readonly aspect: number;
  /** Middle of the footprint from that of the sheet, mm, and its turn from x towards y, degrees. */
  readonly right: number;
  readonly up: number;
  readonly angle: number;
  /** Edge and thickness of the skin, mm. */
  readonly sheet: number;
  readonly thickness: number;
  /** Moduli, MPa. */
  readonly mu: number;
  readonly lambda: number;
  readonly c: number;
  readonly k1: number;
  readonly k2: number;
  readonly kappa: number;
  readonly bulk: number;
  /** Direction of the Langer lines from x, degrees. */
  readonly langer: number;
  readonly ground: number;
  readonly fibre: number;
  /** Radius of the collagen fibres over the edge of their cell. */
  readonly radius: number;
  /** Error of the stress from which on the RVE answers in place of its surrogate. */
  readonly tolerance: number;
  /** Homeostatic growth. */
  readonly rate: number;
  readonly prestretch: number;
  /** Growth above a threshold. */
  readonly tau: number;
  readonly critical: number;
  readonly largest: number;
  readonly gamma: number;
  /** Days that it takes to let the expander empty at the end; 0: it stays. */
  readonly deflate: number;
  readonly cells: number;
  readonly layers: number;
  readonly steps: number;
}

export interface Setup extends Choices, Numbers {
  readonly protocol: Protocol;
}

export type NumberKey = keyof Numbers;
export type ChoiceKey = keyof Choices;

/** A number as the panel shows it. */
export interface NumberField {
  readonly key: NumberKey;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly whole?: boolean;
  /** One sentence that explains it. */
  readonly says: string;
  /** Choices under which it means something. */
  readonly when?: Partial<Choices>;
}

/** A choice as the panel shows it. */
export interface ChoiceField<Key extends ChoiceKey = ChoiceKey> {
  readonly key: Key;
  readonly label: string;
  readonly values: { readonly [Value in Choices[Key]]?: string };
  readonly says: string;
  /** Choices under which it means something. */
  readonly when?: Partial<Choices>;
}

/** A part of the panel; `help` is a heading of the guide. */
export interface Section {
  readonly title: string;
  readonly help: string;
  readonly choices: readonly ChoiceField[];
  readonly numbers: readonly NumberField[];
}

const kuhl: Partial<Choices> = { growth: "area-kuhl" };
const homeostatic: Partial<Choices> = { growth: "area-homeostatic" };
const goh: Partial<Choices> = { material: "goh" };
const cell: Partial<Choices> = { material: "fe2" };
const surrogate: Partial<Choices> = { material: "surrogate" };

export const expander: Section = {
  title: "Expander", help: "expander",
  choices: [{ key: "shape", label: "Shape", values: { rectangle: "Rectangle", circle: "Circle", square: "Square", crescent: "Crescent" }, says: "Outline of the expander below the skin." }],
  numbers: [
    { key: "area", label: "Footprint", unit: "cm²", min: 2, max: 200, step: 1, says: "Area of the outline." },
    { key: "aspect", label: "Length to width", unit: "", min: 0.2, max: 5, step: 0.1, says: "Edge along y over edge along x.", when: { shape: "rectangle" } },
    { key: "right", label: "Place along x", unit: "mm", min: -180, max: 180, step: 1, says: "Middle of the expander from that of the sheet." },
    { key: "up", label: "Place along y", unit: "mm", min: -180, max: 180, step: 1, says: "Middle of the expander from that of the sheet." },
    { key: "angle", label: "Turn", unit: "°", min: -180, max: 180, step: 5, says: "About its middle, from x towards y." },
    { key: "deflate", label: "Deflation", unit: "days", min: 0, max: 5, step: 0.1, says: "Lets the expander empty after the last day, so that what has grown remains; 0 leaves it filled." },
  ],
};

export const skin: Section = {
  title: "Skin", help: "skin",
  choices: [
    {
      key: "material", label: "Material", says: "A law, a microstructure that is solved at every Gauss point (FE²), or a network that has learned the answers of the microstructure.",
      values: { "neo-hookean": "Neo-Hookean", goh: "Fibres along Langer lines (GOH)", fe2: "Collagen microstructure (FE²)", surrogate: "Its surrogate, guarded" },
    },
    { key: "backend", label: "Solved by", says: "WebAssembly gives the bits of the command line; WebGPU gives them to the tolerance of the solver.", values: { auto: "WebAssembly", webgpu: "WebGPU" }, when: cell },
  ],
  numbers: [
    { key: "sheet", label: "Edge of the sheet", unit: "mm", min: 20, max: 400, step: 5, says: "Square piece of skin whose rim is held." },
    { key: "thickness", label: "Thickness", unit: "mm", min: 0.5, max: 10, step: 0.1, says: "Epidermis and dermis together." },
    { key: "mu", label: "Shear modulus μ", unit: "MPa", min: 0.001, max: 100, step: 0.01, says: "Stiffness against change of shape.", when: { material: "neo-hookean" } },
    { key: "lambda", label: "Lamé λ", unit: "MPa", min: 0, max: 1000, step: 0.01, says: "Stiffness against change of volume, with μ.", when: { material: "neo-hookean" } },
    { key: "c", label: "Ground μ", unit: "MPa", min: 0.0001, max: 100, step: 0.01, says: "Shear modulus of the ground substance.", when: goh },
    { key: "k1", label: "Fibres k₁", unit: "MPa", min: 0, max: 100, step: 0.01, says: "Stiffness of the collagen fibres.", when: goh },
    { key: "k2", label: "Stiffening k₂", unit: "", min: 0.001, max: 100, step: 0.01, says: "How fast fibres stiffen when stretched.", when: goh },
    { key: "kappa", label: "Dispersion κ", unit: "", min: 0, max: 0.3333, step: 0.01, says: "0: all fibres aligned; 1/3: no preferred direction.", when: goh },
    { key: "bulk", label: "Bulk modulus", unit: "MPa", min: 0.001, max: 1000, step: 0.01, says: "Stiffness against change of volume.", when: goh },
    { key: "langer", label: "Langer lines", unit: "°", min: -90, max: 90, step: 5, says: "Direction of the fibres, from the x axis.", when: goh },
    { key: "ground", label: "Ground μ", unit: "MPa", min: 0.001, max: 10, step: 0.01, says: "Shear modulus between the fibres.", when: cell },
    { key: "fibre", label: "Fibres k₁", unit: "MPa", min: 0.01, max: 100, step: 0.1, says: "Stiffness of the collagen along its axis.", when: cell },
    { key: "radius", label: "Fibre radius", unit: "", min: 0.1, max: 0.24, step: 0.01, says: "Over the edge of the cell of microstructure.", when: cell },
    { key: "tolerance", label: "Trusted up to", unit: "", min: 0.01, max: 1, step: 0.01, says: "Estimated error of the stress, relative. Where it is larger the microstructure itself is solved: the smaller, the slower.", when: surrogate },
  ],
};

export const growth: Section = {
  title: "Growth", help: "growth",
  choices: [{
    key: "growth", label: "Law", says: "How the area of the skin grows when it is stretched.",
    values: { "area-homeostatic": "Homeostatic", "area-kuhl": "Above a threshold", none: "None: elastic skin" },
  }],
  numbers: [
    { key: "rate", label: "Rate k", unit: "1/day", min: 0, max: 50, step: 0.01, says: "How fast the elastic stretch returns to that of home.", when: homeostatic },
    { key: "prestretch", label: "Prestretch ϑp", unit: "", min: 1, max: 3, step: 0.01, says: "Area stretch of the skin in the body before the expansion.", when: homeostatic },
    { key: "tau", label: "Time scale τ", unit: "days", min: 0.01, max: 1000, step: 0.1, says: "The larger, the slower.", when: kuhl },
    { key: "critical", label: "Critical stretch", unit: "", min: 1, max: 3, step: 0.01, says: "Elastic area stretch from which on skin grows.", when: kuhl },
    { key: "largest", label: "Largest growth", unit: "", min: 1.01, max: 10, step: 0.1, says: "Growth ends here.", when: kuhl },
    { key: "gamma", label: "Exponent γ", unit: "", min: 0, max: 10, step: 0.1, says: "How growth slows down before its end.", when: kuhl },
  ],
};

export const mesh: Section = {
  title: "Mesh and time", help: "mesh-and-time", choices: [],
  numbers: [
    { key: "cells", label: "Cells along an edge", unit: "", min: 4, max: 60, step: 2, whole: true, says: "Resolution of the mesh of hexahedra, finer over the expander." },
    { key: "layers", label: "Layers", unit: "", min: 1, max: 6, step: 1, whole: true, says: "Cells through the thickness." },
    { key: "steps", label: "Time steps", unit: "", min: 2, max: 400, step: 1, whole: true, says: "From the first day to the last; steps that fail are cut." },
  ],
};

export const sections: readonly Section[] = [expander, skin, growth, mesh];
export const numberFields: readonly NumberField[] = sections.flatMap(({ numbers }) => numbers);
export const choiceFields: readonly ChoiceField[] = sections.flatMap(({ choices }) => choices);

/** Whether a control means something for a set-up. */
export function applies({ when = {} }: Pick<NumberField, "when">, setup: Setup): boolean {
  return Object.entries(when).every(([key, value]) => setup[key as ChoiceKey] === value);
}

/** The porcine experiment, with the growth law that was calibrated on it (Han et al. 2022). */
export const defaults: Setup = {
  shape: "rectangle", material: "neo-hookean", growth: "area-homeostatic", backend: "auto",
  area: 24, aspect: 1.5, right: 0, up: 0, angle: 0, sheet: 100, thickness: 3, protocol: [[0, 0], [0.25, 60], [7, 60]], deflate: 0.25,
  mu: 0.74, lambda: 0.544, c: 0.05, k1: 4.97, k2: 2.88, kappa: 0.0498, bulk: 0.24, langer: 0, ground: 0.1, fibre: 4, radius: 0.18, tolerance: 0.1,
  rate: 1.0872, prestretch: 1.198, tau: 5, critical: 1.1, largest: 2.4, gamma: 3,
  cells: 20, layers: 2, steps: 14,
};
