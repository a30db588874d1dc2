/** Formulas of the place: numbers that vary over a body. */
import { LawError } from "../core/errors.js";
import { createGraph, input } from "./expression.js";
import { interpreter } from "./interpret.js";
import { meaningOf, type Vocabulary } from "./meaning.js";
import { parseFormula, plainMessage } from "./parse.js";
import { schedule } from "./tape.js";

const axes = ["x", "y", "z"];

/**
 * Compiles formulas in x, y and z: the operators and functions of the formula language, without invariants and parameters.
 * @param formulas texts such as `-y/(x^2 + y^2)`
 * @returns a function that reads a place `[3]`, unit of length, and writes one number per formula
 * @throws LawError E_FORMULA with the position of what has no meaning
 */
export function compilePlaceFormulas(formulas: readonly string[]): (place: Float64Array, out: Float64Array) => void {
  const graph = createGraph();
  const vocabulary: Vocabulary = {
    symbol: (name) => (axes.includes(name) ? input(graph, "X", axes.indexOf(name)) : undefined),
    symbols: axes, functions: {}, repeats: {}, exponents: new Map(),
  };
  const nodes = formulas.map((text) => plainly(() => meaningOf(graph, parseFormula(text), vocabulary)));
  return interpreter(schedule(graph, ["X"], nodes));
}

/** The parser speaks of energies. */
function plainly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LawError)) throw error;
    throw new LawError(error.code, plainMessage(error).replace(/^energy formula/, "formula"), { hint: error.hint, details: error.details, cause: error });
  }
}
