/**
 * Symmetry of an RVE as inputs of its energy network: polyconvex invariants of C with structural tensors (schroder2003), and mixed ones
 * of fourth order, sums of (a·C a)² and (a·cof C a)² over the directions a that the symmetry makes of one.
 *
 * A dispersed tensor G = κ 1 + (1-3κ) a⊗a needs no input of its own: tr(C G) = κ I1 + (1-3κ) I4 is a sum of inputs with factors that
 * are not negative, so the first layer holds κ, and trains it.
 */
import { cos, sin } from "../core/math.gen.js";
import { type Entry, type FeatureTable, metricOf, type StrainForm } from "../network/layout.js";
import type { Correction } from "../network/train.js";

export const symmetries = ["isotropic", "transverse", "orthotropic", "none"] as const;
export type SymmetryName = (typeof symmetries)[number];

/**
 * Where fibres begin to carry load (recruitment.ts): at I4 - 1 = share (J - 1), over a width of I4. J - 1 is taken to second order in the strain, so that only a share of 0
 * is polyconvex.
 */
export interface Recruitment { readonly share: number; readonly width: number }

/** Fibres that see the full stretch, smoothly. */
export const ofStretch: Recruitment = { share: 0, width: 0.05 };

/** Symmetry class and its axes. */
export interface Symmetry {
  readonly name: SymmetryName;
  /** Orthonormal axes, row by row `[3, 3]`; the first is the axis of transverse isotropy. */
  readonly axes: readonly number[];
  /** Unit vectors along fibres, row by row `[fibres, 3]`: each, with its mirror images, gets inputs of its own. */
  readonly fibres: readonly number[];
  /** Of all fibres; default `ofStretch`. */
  readonly recruitment?: Recruitment;
}

/** Features of a symmetry class, their inputs not yet scaled. */
export interface Structure {
  readonly table: FeatureTable;
  readonly correction: Correction;
  /** Inputs that may enter with any sign: J. */
  readonly free: ReadonlySet<number>;
  /** Places of the terms K/2 (J-1)² and α (J + 1/J - 2)² among the terms. */
  readonly volumetric: number;
  readonly growth: number;
}

type Vector = readonly [number, number, number];

/** Symmetric structural tensors as `[3, 3]`. */
type Tensor = readonly number[];

/** Tensor components of strain that a dimension has, as pairs of indices. */
const pairs = { 2: [[0, 0], [1, 1], [0, 1]], 3: [[0, 0], [1, 1], [2, 2], [0, 1], [1, 2], [0, 2]] } as const;

/** tr(C G) - tr G, tr(cof C G) - tr G, or the first less `volume` (J - 1) to second order. */
interface Form { readonly of: "C" | "cofactor"; readonly tensor: Tensor; readonly volume: number }

/** Sum of forms; of the squares of forms that are not shifted; of the squares of the positive parts of shifted ones, for fibres that only carry tension. */
interface Invariant { readonly kind: "linear" | "square" | "tension"; readonly forms: readonly Form[]; readonly width: number }

const dyad = (a: Vector): Tensor => a.flatMap((x) => a.map((y) => x * y));
const unit: Tensor = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const trace = (G: Tensor): number => G[0] + G[4] + G[8];

/** (1, 0) turned by a share of a full turn. */
function turned(share: number): readonly [number, number] {
  const angle = 6.283185307179586 * share;
  return [cos(angle), sin(angle)];
}

/** Directions at an angle (as a share of a full turn) to the first axis, equally spaced around it. */
function cone(axes: readonly Vector[], tilt: number, count: number): Vector[] {
  const [along, across] = turned(tilt);
  return Array.from({ length: count }, (_, k) => {
    const [c, s] = turned(k / count);
    return [0, 1, 2].map((i) => along * axes[0][i] + across * (c * axes[1][i] + s * axes[2][i])) as unknown as Vector;
  });
}

/** The six axes of an icosahedron: sums of fourth powers over them are isotropic, and their dyads span all symmetric tensors. */
function icosahedron(axes: readonly Vector[]): Vector[] {
  const golden = (1 + Math.sqrt(5)) / 2;
  const length = Math.sqrt(1 + golden * golden);
  const combine = (x: number, i: number, y: number, j: number): Vector => [0, 1, 2].map((n) => (x * axes[i][n] + y * axes[j][n]) / length) as unknown as Vector;
  return [[0, 1], [1, 2], [2, 0]].flatMap(([i, j]) => [combine(1, i, golden, j), combine(1, i, -golden, j)]);
}

/** a, b turned against each other by ± an angle, and its complement. */
function between(a: Vector, b: Vector, share: number): Vector[] {
  const [c, s] = turned(share);
  return [1, -1].map((sign) => [0, 1, 2].map((i) => c * a[i] + sign * s * b[i]) as unknown as Vector);
}

/** What a class is made of: its invariants, and tensors that span the stresses it may have at rest. */
interface Class { readonly invariants: readonly Invariant[]; readonly rest: readonly Tensor[] }

const linear = (of: Form["of"]) => (tensor: Tensor): Invariant => ({ kind: "linear", forms: [{ of, tensor, volume: 0 }], width: 0 });
const squares = (of: Form["of"], directions: readonly Vector[]): Invariant => ({ kind: "square", forms: directions.map((a) => ({ of, tensor: dyad(a), volume: 0 })), width: 0 });
const tension = (directions: readonly Vector[], { share, width }: Recruitment): Invariant => ({ kind: "tension", forms: directions.map((a) => ({ of: "C", tensor: dyad(a), volume: share })), width });
/** The same invariants of C and of its cofactor; in the plane the cofactor of C says nothing new. */
const both = (dimension: 2 | 3, make: (of: Form["of"]) => readonly Invariant[]): Invariant[] => (dimension === 2 ? [...make("C")] : [...make("C"), ...make("cofactor")]);

type MakeClass = (axes: readonly Vector[], dimension: 2 | 3, fibres: readonly Vector[], recruitment: Recruitment) => Class;

const plane = (axes: readonly Vector[], count: number): Vector[] =>
  Array.from({ length: count }, (_, k) => between(axes[0], axes[1], k / (2 * count))[0]);

const classes: Readonly<Record<SymmetryName, MakeClass>> = {
  isotropic: (axes, dimension) => ({
    rest: [dimension === 2 ? [1, 0, 0, 0, 1, 0, 0, 0, 0] : unit],
    invariants: both(dimension, (of) => [linear(of)(dimension === 2 ? [1, 0, 0, 0, 1, 0, 0, 0, 0] : unit), squares(of, dimension === 2 ? plane(axes, 3) : icosahedron(axes))]),
  }),
  transverse: (axes, dimension, fibres, recruitment) => dimension === 2 ? classes.orthotropic(axes, dimension, fibres, recruitment) : {
    rest: [dyad(axes[0]), unit],
    invariants: both(3, (of) => [
      linear(of)(unit), linear(of)(dyad(axes[0])), squares(of, cone(axes, 1 / 8, 5)), squares(of, cone(axes, 1 / 4, 5)),
    ]),
  },
  orthotropic: (axes, dimension, fibres, recruitment) => {
    const own = axes.slice(0, dimension);
    const couples = dimension === 2 ? [[0, 1]] : [[0, 1], [1, 2], [0, 2]];
    const tilts = dimension === 2 ? [1 / 16, 1 / 8, 3 / 16] : [1 / 8];
    return {
      rest: own.map(dyad),
      invariants: [
        ...both(dimension, (of) => [
          ...own.map((a) => linear(of)(dyad(a))),
          ...couples.flatMap(([i, j]) => tilts.map((tilt) => squares(of, between(axes[i], axes[j], tilt)))),
        ]),
        ...orbits(fibres, axes).map((orbit) => tension(orbit, recruitment)),
      ],
    };
  },
  none: (axes, dimension, fibres, recruitment) => {
    const directions = dimension === 2 ? plane(axes, 6) : icosahedron(axes);
    return {
      rest: (dimension === 2 ? plane(axes, 3) : directions).map(dyad),
      invariants: [...both(dimension, (of) => directions.map((a) => linear(of)(dyad(a)))), ...fibres.map((a) => tension([a], recruitment))],
    };
  },
};

/** Fibres with their images in the mirror planes of the axes, every line once; fibres that are images of each other give one orbit. */
function orbits(fibres: readonly Vector[], axes: readonly Vector[]): Vector[][] {
  const found: Vector[][] = [];
  for (const fibre of fibres) {
    if (found.some((orbit) => orbit.some((other) => sameLine(other, fibre)))) continue;
    const images = axes.map((axis) => mirrored(fibre, axis));
    found.push([fibre, ...images].filter((a, i, all) => all.findIndex((b) => sameLine(a, b)) === i));
  }
  return found;
}

function mirrored(a: Vector, normal: Vector): Vector {
  const along = a.reduce((sum, x, i) => sum + x * normal[i], 0);
  return a.map((x, i) => x - 2 * along * normal[i]) as unknown as Vector;
}

function sameLine(a: Vector, b: Vector): boolean {
  return Math.abs(Math.abs(a.reduce((sum, x, i) => sum + x * b[i], 0)) - 1) < 1e-6;
}

/** Features of a symmetry class in 2 (plane strain) or 3 dimensions. */
export function structureOf({ name, axes, fibres, recruitment = ofStretch }: Symmetry, dimension: 2 | 3): Structure {
  const { invariants, rest } = classes[name](vectorsOf(axes), dimension, vectorsOf(fibres), recruitment);
  const terms: Invariant[] = [...invariants, ...rest.flatMap((tensor) => [linear("C")(tensor), linear("cofactor")(tensor)])];
  const forms = orderedForms(terms);
  const J = forms.length;
  const entriesOf = ({ kind, forms: parts, width }: Invariant, scale: number): Entry[] => parts.map((part) => {
    const form = find(forms, part);
    if (kind === "linear") return { form, factor: scale, square: 0, tension: 0, width };
    return kind === "square" ? { form, factor: 2 * trace(part.tensor) * scale, square: scale, tension: 0, width } : { form, factor: 0, square: 0, tension: scale, width };
  });
  const jacobian = (form: number, factor: number, square: number): Entry => ({ form, factor, square, tension: 0, width: 0 });
  const inputs = [...invariants.map((invariant) => entriesOf(invariant, 1)), [jacobian(J, 1, 0)]];
  // Down: ½ tr(C G) pushes a stress G at rest; up: ½ tr(cof C G) - (tr G)(J-1) pulls it down. Both are polyconvex.
  const corrections = rest.flatMap((tensor) => [
    entriesOf(linear("C")(tensor), 0.5),
    [...entriesOf(linear("cofactor")(tensor), 0.5), jacobian(J, -trace(tensor), 0)],
  ]);
  const volumetric = [jacobian(J, 0, 0.5)];
  const growth = [jacobian(J + 1, 0, 1)];
  const table: FeatureTable = {
    strains: dimension === 2 ? 3 : 6, forms: forms.map((form) => strainForm(form, dimension)), terms: [...inputs, ...corrections, volumetric, growth], inputs: inputs.length,
  };
  const last = table.terms.length;
  return { table, correction: correctionOf(table, rest, dimension), free: new Set([inputs.length - 1]), volumetric: last - 2, growth: last - 1 };
}

function vectorsOf(numbers: readonly number[]): Vector[] {
  return Array.from({ length: numbers.length / 3 }, (_, k) => numbers.slice(3 * k, 3 * k + 3) as unknown as Vector);
}

/** The same structure with every input divided by a scale. */
export function scaled(structure: Structure, scales: ArrayLike<number>): Structure {
  const { table, correction } = structure;
  const terms = table.terms.map((entries, a) => (a < table.inputs ? entries.map(({ form, factor, square, tension: pull, width }) => ({ form, factor: factor / scales[a], square: square / scales[a], tension: pull / scales[a], width })) : entries));
  const rest = correction.rest.map((value, i) => value / scales[i % table.inputs]);
  return { ...structure, table: { ...table, terms }, correction: { ...correction, rest } };
}

const same = (a: Form, b: Form): boolean => a.of === b.of && a.volume === b.volume && a.tensor.every((x, i) => Math.abs(x - b.tensor[i]) < 1e-14);
const find = (forms: readonly Form[], form: Form): number => forms.findIndex((other) => same(other, form));

/** Linear in strain. */
const straight = ({ of, volume }: Form): boolean => of === "C" && volume === 0;

/** Every form once, those that are linear in strain first. */
function orderedForms(invariants: readonly Invariant[]): Form[] {
  const all = invariants.flatMap(({ forms }) => forms);
  const unique = all.filter((form, i) => find(all, form) === i);
  return [...unique.filter(straight), ...unique.filter((form) => !straight(form))];
}

/** In strain: tr(C G) - tr G = 2 G:E, J - 1 = tr E + ½ (tr E)² - E:E + …, and tr(cof C G) - tr G = 2 (tr G tr E - G:E) + 4 cof E : G. */
function strainForm(form: Form, dimension: 2 | 3): StrainForm {
  const { of, tensor: G, volume } = form;
  const list = pairs[dimension], basis = list.map(([i, j]) => symmetricUnit(i, j));
  const curvature = (bilinear: (a: Tensor, b: Tensor) => number): number[] => basis.flatMap((a) => basis.map((b) => bilinear(a, b)));
  if (straight(form)) return { slope: list.map(([i, j]) => 2 * G[3 * i + j]) };
  if (of === "C") return { slope: list.map(([i, j]) => 2 * G[3 * i + j] - (i === j ? volume : 0)), curvature: curvature((a, b) => volume * (2 * contract(a, b) - trace(a) * trace(b))) };
  const slope = list.map(([i, j]) => 2 * ((i === j ? trace(G) : 0) - G[3 * i + j]));
  // Second derivative of the quadratic cof E : G by polarization. In the plane, with E33 = 0, only G33 would keep some of it.
  const cof = (E: Tensor): number => contract(cofactor(E), G);
  return { slope, curvature: curvature((a, b) => 4 * (cof(a.map((x, i) => x + b[i])) - cof(a) - cof(b))) };
}

function symmetricUnit(i: number, j: number): Tensor {
  const tensor = Array<number>(9).fill(0);
  tensor[3 * i + j] += 0.5;
  tensor[3 * j + i] += 0.5;
  return tensor;
}

function contract(A: Tensor, B: Tensor): number {
  return A.reduce((sum, x, i) => sum + x * B[i], 0);
}

function cofactor(E: Tensor): Tensor {
  const at = (i: number, j: number): number => E[3 * (i % 3) + (j % 3)];
  return Array.from({ length: 9 }, (_, n) => {
    const [i, j] = [Math.floor(n / 3), n % 3];
    return at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  });
}

/** Slope of every input at rest, taken apart into the tensors that span it. */
function correctionOf(table: FeatureTable, rest: readonly Tensor[], dimension: 2 | 3): Correction {
  const { inputs, terms, forms, strains } = table;
  const metric = metricOf(strains);
  const spans = rest.map((G) => pairs[dimension].map(([i, j]) => G[3 * i + j]));
  const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, v) => sum + metric[v] * x * b[v], 0);
  const gram = spans.map((a) => spans.map((b) => product(a, b)));
  const out = new Float64Array(rest.length * inputs);
  for (let a = 0; a < inputs; a++) {
    const slope = spans[0].map((_, v) => terms[a].reduce((sum, { form, factor, tension: pull, width }) => sum + (factor + 0.5 * width * pull) * (form < forms.length ? forms[form].slope[v] : v < dimension ? 1 : 0), 0));
    solve(gram, spans.map((span) => product(span, slope))).forEach((c, k) => { out[k * inputs + a] = c; });
  }
  return { rest: out, pairs: rest.length };
}

/** A small symmetric positive definite system, by elimination. */
function solve(matrix: readonly (readonly number[])[], rhs: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, rhs[i]]);
  rows.forEach((pivot, i) => {
    for (let r = i + 1; r < rows.length; r++) {
      const factor = rows[r][i] / pivot[i];
      for (let c = i; c < pivot.length; c++) rows[r][c] -= factor * pivot[c];
    }
  });
  const x = Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i--) x[i] = (rows[i][rows.length] - rows[i].reduce((sum, value, c) => sum + (c > i && c < rows.length ? value * x[c] : 0), 0)) / rows[i][i];
  return x;
}
