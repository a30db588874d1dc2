/**
 * The quantities a formula may use, all made from Green–Lagrange strain E (Voigt order 00 11 22 01 12 02) so that
 * nothing cancels near F = I: I1 - 3 = 2 tr E, J² - 1 = det(I+2E) - 1 expanded in E, log J = ½ log1p(J² - 1).
 *
 * A `Measure` is one of the few scalars that the energy is differentiated by; all other names are made of measures.
 * Each knows its derivative by E, whose entries (tensor components) are as few and as simple as they can be written.
 */
import { LawError } from "../core/errors.js";
import { reachable } from "./differentiate.js";
import { add, combine, constant, hold, input, multiply, scale, spectral, subtract, type Graph, type NodeId } from "./expression.js";
import { one, rational, zero, type Rational } from "./rational.js";
import { expm1, log1p, sqrt } from "./rewrite.js";

/** A scalar b(E) with ∂b/∂E = scale · direction (tensor components, Voigt order). */
export interface Measure {
  readonly variable: NodeId;
  readonly scale: Rational;
  readonly direction: readonly NodeId[];
  /** Second derivative by E (tensor components, upper triangle by rows) where it is known without differentiating. */
  readonly second?: readonly NodeId[];
}

/** Names of input arrays of a law. */
export const arrays = { parameters: "p", directions: "d", strain: "E" } as const;

/** Row and column of each Voigt component. */
export const voigt: readonly (readonly [number, number])[] = [[0, 0], [1, 1], [2, 2], [0, 1], [1, 2], [0, 2]];

/** Finds names; remembers the measures that were asked for. */
export interface Invariants {
  find(name: string): NodeId | undefined;
  /** tr C^p - 3 and its isochoric form. */
  readonly functions: Readonly<Record<string, (power: NodeId) => NodeId>>;
  /** Names for hints. */
  readonly names: readonly string[];
  readonly measures: ReadonlyMap<string, Measure>;
}

const two = rational(2);
const three = rational(3);
const half = rational(1, 2);

/**
 * The invariants over a graph.
 * @param directionCount unit directions that the law has; `I4_n` exists for n up to it
 */
export function createInvariants(graph: Graph, directionCount: number): Invariants {
  const measures = new Map<string, Measure>();
  const measure = (name: string, make: () => Measure): NodeId => {
    const found = measures.get(name) ?? make();
    measures.set(name, found);
    return found.variable;
  };
  const base = baseQuantities(graph, measure);
  const table = { ...isotropic(graph, base), ...components(graph, measure), ...directional(graph, base, measure, directionCount) };
  return {
    find: (name) => (Object.hasOwn(table, name) ? table[name]() : undefined),
    functions: {
      trCp: (p) => plus(graph, base.spectral(checkedPower(graph, p)), three),
      trCbp: (p) => isochoricSpectral(graph, base, checkedPower(graph, p)),
    },
    // E10 is known, but E01 is the name to suggest.
    names: Object.keys(table).filter((name) => !/^[EC](?:10|21|20)$/.test(name)),
    measures,
  };
}

type Lookup = Record<string, () => NodeId>;
type MeasureOf = (name: string, make: () => Measure) => NodeId;

/** Measures and their simplest relatives. */
interface Base {
  trE(): NodeId;
  trE2(): NodeId;
  /** J² - 1. */
  volume(): NodeId;
  /** I2 - 3. */
  second(): NodeId;
  logJ(): NodeId;
  /** J^p - 1 with p = n/3. */
  volumePower(n: number): NodeId;
  spectral(power: NodeId): NodeId;
}

function plus(graph: Graph, node: NodeId, offset: Rational): NodeId {
  return combine(graph, [{ coefficient: one, node }], offset);
}

function strain(graph: Graph, i: number, j: number): NodeId {
  return input(graph, arrays.strain, voigt.findIndex(([a, b]) => (a === i && b === j) || (a === j && b === i)));
}

/** C_ij = δ_ij + 2 E_ij. */
function cauchyGreen(graph: Graph, i: number, j: number): NodeId {
  return combine(graph, [{ coefficient: two, node: strain(graph, i, j) }], i === j ? one : zero);
}

function baseQuantities(graph: Graph, measure: MeasureOf): Base {
  const volume = (): NodeId => measure("J2-1", () => volumeMeasure(graph));
  const logJ = (): NodeId => scale(graph, half, log1p(graph, volume()));
  return {
    volume, logJ,
    trE: () => measure("trE", () => traceMeasure(graph)),
    trE2: () => measure("trE2", () => squareMeasure(graph)),
    second: () => measure("I2-3", () => secondMeasure(graph)),
    volumePower: (n) => expm1(graph, scale(graph, rational(n, 3), logJ())),
    spectral: (power) => measure(`trC^${power}`, () => spectralMeasure(graph, power)),
  };
}

function traceMeasure(graph: Graph): Measure {
  const variable = hold(graph, add(graph, strain(graph, 0, 0), strain(graph, 1, 1), strain(graph, 2, 2)));
  return { variable, scale: one, direction: voigt.map(([i, j]) => constant(graph, i === j ? one : zero)) };
}

/** tr E²; derivative 2E. */
function squareMeasure(graph: Graph): Measure {
  const terms = voigt.map(([i, j]) => scale(graph, i === j ? one : two, multiply(graph, strain(graph, i, j), strain(graph, i, j))));
  return { variable: hold(graph, add(graph, ...terms)), scale: two, direction: voigt.map(([i, j]) => strain(graph, i, j)) };
}

/** J² - 1 = 2E00 C0 + C01 K01 + C02 K02 + (K00 - 1) with the cofactors K of C; derivative 2K. */
function volumeMeasure(graph: Graph): Measure {
  const product = (...factors: readonly (readonly [number, number])[]): NodeId => multiply(graph, ...factors.map(([i, j]) => cauchyGreen(graph, i, j)));
  const e = (i: number): NodeId => scale(graph, two, strain(graph, i, i));
  const minor = hold(graph, subtract(graph, add(graph, e(1), e(2), multiply(graph, e(1), e(2))), product([1, 2], [1, 2])));
  const cofactors = [
    plus(graph, minor, one),
    subtract(graph, product([0, 0], [2, 2]), product([0, 2], [0, 2])),
    subtract(graph, product([0, 0], [1, 1]), product([0, 1], [0, 1])),
    subtract(graph, product([0, 2], [1, 2]), product([0, 1], [2, 2])),
    subtract(graph, product([0, 1], [0, 2]), product([0, 0], [1, 2])),
    subtract(graph, product([0, 1], [1, 2]), product([0, 2], [1, 1])),
  ].map((cofactor) => hold(graph, cofactor));
  const value = add(graph, minor, multiply(graph, e(0), cofactors[0]), multiply(graph, cauchyGreen(graph, 0, 1), cofactors[3]), multiply(graph, cauchyGreen(graph, 0, 2), cofactors[5]));
  return { variable: hold(graph, value), scale: two, direction: cofactors };
}

/** I2 - 3 = 4 tr E + 4 (second invariant of E); derivative 2 (I1 δ - C). */
function secondMeasure(graph: Graph): Measure {
  const e = (i: number, j: number): NodeId => strain(graph, i, j);
  const pairs = [[0, 1], [1, 2], [0, 2]].map(([i, j]) => subtract(graph, multiply(graph, e(i, i), e(j, j)), multiply(graph, e(i, j), e(i, j))));
  const value = scale(graph, rational(4), add(graph, e(0, 0), e(1, 1), e(2, 2), ...pairs));
  const others = [[1, 2], [0, 2], [0, 1]].map(([i, j]) => add(graph, cauchyGreen(graph, i, i), cauchyGreen(graph, j, j)));
  const direction = voigt.map(([i, j]) => (i === j ? others[i] : scale(graph, rational(-1), cauchyGreen(graph, i, j))));
  return { variable: hold(graph, value), scale: two, direction: direction.map((node) => hold(graph, node)) };
}

function spectralMeasure(graph: Graph, power: NodeId): Measure {
  return {
    variable: spectral(graph, power, 0), scale: one,
    direction: voigt.map((_, i) => spectral(graph, power, 1 + i)),
    second: Array.from({ length: 21 }, (_, i) => spectral(graph, power, 7 + i)),
  };
}

/** The spectral kernel knows derivatives by strain at fixed p only. */
function checkedPower(graph: Graph, power: NodeId): NodeId {
  const strained = reachable(graph, [power]).some((id) => {
    const node = graph.nodes[id];
    return node.kind === "spectral" || (node.kind === "input" && node.array === arrays.strain);
  });
  if (!strained) return power;
  throw new LawError("E_FORMULA", "the exponent p of trCp(p) depends on strain.", { hint: "use a number or a parameter as exponent of trCp and trCbp." });
}

/** J^(-2p/3) tr C^p = 3 + J^(-2p/3) (tr C^p - 3) + 3 (J^(-2p/3) - 1). */
function isochoricSpectral(graph: Graph, base: Base, power: NodeId): NodeId {
  const shrink = expm1(graph, scale(graph, rational(-2, 3), multiply(graph, power, base.logJ())));
  return plus(graph, isochoric(graph, base.spectral(power), shrink, three), three);
}

/** s (k + x) - k for s = 1 + shrink: the isochoric form of x, where k is what x is the change from. */
function isochoric(graph: Graph, x: NodeId, shrink: NodeId, k: Rational): NodeId {
  return hold(graph, add(graph, scale(graph, k, shrink), x, multiply(graph, shrink, x)));
}

function isotropic(graph: Graph, base: Base): Lookup {
  const i1 = (): NodeId => scale(graph, two, base.trE());
  // J^(-4/3) - 1 = m (m + 2) with m = J^(-2/3) - 1: one exponential for both.
  const twice = (): NodeId => multiply(graph, base.volumePower(-2), plus(graph, base.volumePower(-2), two));
  return {
    I1: () => plus(graph, i1(), three),
    I2: () => plus(graph, base.second(), three),
    I3: () => plus(graph, base.volume(), one),
    J: () => sqrt(graph, plus(graph, base.volume(), one)),
    lnJ: base.logJ,
    I1b: () => plus(graph, isochoric(graph, i1(), base.volumePower(-2), three), three),
    I2b: () => plus(graph, isochoric(graph, base.second(), twice(), three), three),
    trE: base.trE,
    trE2: base.trE2,
    trEb: () => scale(graph, half, isochoric(graph, i1(), base.volumePower(-2), three)),
    trEb2: () => isochoricSquare(graph, base),
  };
}

/** tr Ē² with Ē = s E + ½ m I, m = J^(-2/3) - 1, s = 1 + m. */
function isochoricSquare(graph: Graph, base: Base): NodeId {
  const m = base.volumePower(-2);
  const s = plus(graph, m, one);
  return add(graph, multiply(graph, s, s, base.trE2()), multiply(graph, s, m, base.trE()), scale(graph, rational(3, 4), multiply(graph, m, m)));
}

/** E00 … and C00 …, with the indices in either order. */
function components(graph: Graph, measure: MeasureOf): Lookup {
  const table: Lookup = {};
  voigt.forEach(([i, j], position) => {
    const e = (): NodeId => measure(`E${i}${j}`, () => ({
      variable: strain(graph, i, j), scale: i === j ? one : half,
      direction: voigt.map((_, k) => constant(graph, k === position ? one : zero)),
    }));
    const c = (): NodeId => combine(graph, [{ coefficient: two, node: e() }], i === j ? one : zero);
    for (const name of new Set([`${i}${j}`, `${j}${i}`])) Object.assign(table, { [`E${name}`]: e, [`C${name}`]: c });
  });
  return table;
}

type Vector = readonly NodeId[];

function directional(graph: Graph, base: Base, measure: MeasureOf, count: number): Lookup {
  const vector = (n: number): Vector => [0, 1, 2].map((i) => input(graph, arrays.directions, 3 * (n - 1) + i));
  const table: Lookup = {};
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  for (const n of numbers) Object.assign(table, family(graph, base, measure, vector(n), n));
  for (const a of numbers) for (const b of numbers.filter((other) => other > a)) Object.assign(table, coupling(graph, base, measure, [a, b], [vector(a), vector(b)]));
  return { ...table, ...frame(graph, base, measure, count) };
}

/** I4, I5 of one direction f (a unit vector, so f·C·f = 1 + 2 f·E·f), and their isochoric forms. */
function family(graph: Graph, base: Base, measure: MeasureOf, f: Vector, n: number): Lookup {
  const e4 = (): NodeId => scale(graph, two, stretchAlong(graph, measure, `f${n}`, f, f));
  const e5 = (): NodeId => add(graph, scale(graph, two, e4()), scale(graph, rational(4), squareAlong(graph, measure, `f${n}`, f)));
  const m = (): NodeId => base.volumePower(-2);
  return {
    [`I4_${n}`]: () => plus(graph, e4(), one),
    [`I5_${n}`]: () => plus(graph, e5(), one),
    [`I4b_${n}`]: () => plus(graph, isochoric(graph, e4(), m(), one), one),
    [`I5b_${n}`]: () => plus(graph, isochoric(graph, e5(), multiply(graph, m(), plus(graph, m(), two)), one), one),
  };
}

/** f_a · C · f_b, written I8_12. */
function coupling(graph: Graph, base: Base, measure: MeasureOf, [n, m]: readonly [number, number], [a, b]: readonly [Vector, Vector]): Lookup {
  const change = (): NodeId => scale(graph, two, stretchAlong(graph, measure, `f${n}f${m}`, a, b));
  const dot = (): NodeId => add(graph, ...a.map((x, i) => multiply(graph, x, b[i])));
  const i8 = (): NodeId => add(graph, change(), dot());
  return { [`I8_${n}${m}`]: i8, [`I8b_${n}${m}`]: () => multiply(graph, plus(graph, base.volumePower(-2), one), i8()) };
}

/** a·E·b; derivative sym(a ⊗ b). */
function stretchAlong(graph: Graph, measure: MeasureOf, name: string, a: Vector, b: Vector): NodeId {
  return measure(`E.${name}`, () => {
    const direction = voigt.map(([i, j]) => hold(graph, scale(graph, half, add(graph, multiply(graph, a[i], b[j]), multiply(graph, a[j], b[i])))));
    const terms = voigt.map(([i, j], k) => scale(graph, i === j ? one : two, multiply(graph, direction[k], strain(graph, i, j))));
    return { variable: hold(graph, add(graph, ...terms)), scale: one, direction };
  });
}

/** f·E²·f = |E f|²; derivative 2 sym(f ⊗ E f). */
function squareAlong(graph: Graph, measure: MeasureOf, name: string, f: Vector): NodeId {
  return measure(`E2.${name}`, () => {
    const u = [0, 1, 2].map((i) => hold(graph, add(graph, ...f.map((x, j) => multiply(graph, strain(graph, i, j), x)))));
    const direction = voigt.map(([i, j]) => hold(graph, scale(graph, half, add(graph, multiply(graph, f[i], u[j]), multiply(graph, f[j], u[i])))));
    return { variable: hold(graph, add(graph, ...u.map((x) => multiply(graph, x, x)))), scale: two, direction };
  });
}

/** Components of E in the frame f, s, n = f × s (directions 1 and 2; f alone gives Eff and EEff = f·E²·f). */
function frame(graph: Graph, base: Base, measure: MeasureOf, count: number): Lookup {
  if (count === 0) return {};
  const along = (index: number): Vector => [0, 1, 2].map((i) => input(graph, arrays.directions, 3 * index + i));
  const axes: Record<string, () => Vector> = { f: () => along(0), s: () => along(1), n: () => cross(graph, along(0), along(1)) };
  const table: Lookup = { ...squaredAlongFibre(graph, base, measure, axes.f()) };
  for (const pair of count > 1 ? ["ff", "ss", "nn", "fs", "fn", "sn"] : ["ff"]) {
    const name = pair === "ff" ? "f1" : pair === "ss" ? "f2" : pair === "fs" ? "f1f2" : pair;
    const plain = (): NodeId => stretchAlong(graph, measure, name, axes[pair[0]](), axes[pair[1]]());
    table[`E${pair}`] = plain;
    table[`Eb${pair}`] = () => isochoricComponent(graph, base, plain(), pair[0] === pair[1] ? one : zero);
  }
  return table;
}

/** Ē_ab = s E_ab + ½ m δ_ab. */
function isochoricComponent(graph: Graph, base: Base, plain: NodeId, delta: Rational): NodeId {
  const doubled = isochoric(graph, scale(graph, two, plain), base.volumePower(-2), delta);
  return scale(graph, half, doubled);
}

/** EEff = f·E²·f, and EEbff = f·Ē²·f = s² EEff + s m Eff + ¼ m². */
function squaredAlongFibre(graph: Graph, base: Base, measure: MeasureOf, f: Vector): Lookup {
  const plain = (): NodeId => squareAlong(graph, measure, "f1", f);
  const bar = (): NodeId => {
    const m = base.volumePower(-2);
    const s = plus(graph, m, one);
    const linear = multiply(graph, s, m, stretchAlong(graph, measure, "f1", f, f));
    return add(graph, multiply(graph, s, s, plain()), linear, scale(graph, rational(1, 4), multiply(graph, m, m)));
  };
  return { EEff: plain, EEbff: bar };
}

function cross(graph: Graph, a: Vector, b: Vector): Vector {
  return [[1, 2], [2, 0], [0, 1]].map(([i, j]) => hold(graph, subtract(graph, multiply(graph, a[i], b[j]), multiply(graph, a[j], b[i]))));
}
