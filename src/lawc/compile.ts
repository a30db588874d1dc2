/** Energy formula -> the two programs of a law. */
import { createGraph, input, type Graph, type NodeId } from "./expression.js";
import { reachable } from "./differentiate.js";
import { arrays, createInvariants, type Invariants } from "./invariants.js";
import { meaningOf, type Vocabulary } from "./meaning.js";
import { parseFormula } from "./parse.js";
import type { Rational } from "./rational.js";
import { respond } from "./response.js";
import { schedule, type Tape } from "./tape.js";
import { interpreter } from "./interpret.js";

/** What the compiler needs to know of a law. */
export interface LawSource {
  /** Energy per reference volume, as a formula. */
  readonly formula: string;
  /** Names of the entries of the parameter array. */
  readonly parameters: readonly string[];
  /** What `terms(…)` repeats over: the length of list parameters. */
  readonly terms: number;
  /** Number of unit directions. */
  readonly directions: number;
  /** Parameters with a value that is compiled in where they are an exponent. */
  readonly exponents?: ReadonlyMap<string, Rational>;
}

/** The two variants of a law kernel; plain data. */
export interface LawProgram {
  /** out = [W, S (6)]. */
  readonly stress: Tape;
  /** out = [W, S (6), ∂S/∂E (21, upper triangle by rows)]. */
  readonly tangent: Tape;
}

const inputs = [arrays.parameters, arrays.directions, arrays.strain];

/**
 * Differentiates an energy twice and orders the operations.
 * @throws LawError E_FORMULA with the position of what has no meaning
 */
export function compileLaw(source: LawSource): LawProgram {
  const graph = createGraph();
  const invariants = createInvariants(graph, source.directions);
  const energy = meaningOf(graph, parseFormula(source.formula), vocabularyOf(graph, source, invariants));
  const used = new Set(reachable(graph, [energy]));
  const measures = [...invariants.measures.values()].filter(({ variable }) => used.has(variable));
  const response = respond(graph, energy, measures);
  return {
    stress: schedule(graph, inputs, [response.energy, ...response.stress]),
    tangent: schedule(graph, inputs, [response.energy, ...response.stress, ...response.tangent]),
  };
}

/** Whether a name is that of an invariant, for a law with `directions` unit directions. */
export function isInvariant(name: string, directions: number): boolean {
  return createInvariants(createGraph(), directions).find(name) !== undefined;
}

function vocabularyOf(graph: Graph, source: LawSource, invariants: Pick<Invariants, "find" | "names" | "functions">): Vocabulary {
  return {
    symbol: (name) => parameter(graph, source.parameters, name) ?? invariants.find(name),
    symbols: [...source.parameters, ...invariants.names],
    functions: invariants.functions,
    repeats: {
      families: { suffix: "_a", count: source.directions, hint: "give the law one direction per fibre family (directions: [[1, 0, 0]])." },
      terms: { suffix: "_k", count: source.terms, hint: "give a parameter as a list (mu: [0.7, 0.2])." },
    },
    exponents: source.exponents ?? new Map(),
  };
}

function parameter(graph: Graph, parameters: readonly string[], name: string): NodeId | undefined {
  const index = parameters.indexOf(name);
  return index < 0 ? undefined : input(graph, arrays.parameters, index);
}

/**
 * Value of an expression in parameters alone, e.g. `E/(2*(1+nu))`.
 * @param source formula and names; invariants have no meaning here
 * @param values one number per name
 * @throws LawError E_FORMULA as `compileLaw`
 */
export function evaluateScalar(source: LawSource, values: Float64Array): number {
  const graph = createGraph();
  const node = meaningOf(graph, parseFormula(source.formula), vocabularyOf(graph, source, { find: () => undefined, names: [], functions: {} }));
  const out = new Float64Array(1);
  interpreter(schedule(graph, [arrays.parameters], [node]))(values, out);
  return out[0];
}
