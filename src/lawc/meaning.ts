/** From syntax to expression: looks names up in a vocabulary, expands definitions and sums over families and terms. */
import { LawError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { combine, constant, monomial, type Graph, type NodeId } from "./expression.js";
import { formulaError, plainMessage, type Formula, type Syntax } from "./parse.js";
import { minusOne, one, parseRational, type Rational } from "./rational.js";
import { pow, unaryFunctions } from "./rewrite.js";

/** What names mean to a formula. */
export interface Vocabulary {
  /** Node of a name, undefined when it has no meaning. */
  symbol(name: string): NodeId | undefined;
  /** All names with a meaning, for hints. */
  readonly symbols: readonly string[];
  /** Functions beside the mathematical ones, e.g. `trCp`. */
  readonly functions: Readonly<Record<string, (argument: NodeId) => NodeId>>;
  /** `families(…)` repeats its argument with every `_a` read as `_1`, `_2`, …, and adds up. */
  readonly repeats: Readonly<Record<string, { readonly suffix: string; readonly count: number; readonly hint: string }>>;
  /** Parameters whose value is compiled in where they are an exponent, so that `x^n` has derivatives at x = 0. */
  readonly exponents: ReadonlyMap<string, Rational>;
}

interface Context {
  readonly graph: Graph;
  readonly vocabulary: Vocabulary;
  readonly formula: Formula;
  /** Definitions that may be used: those before the one being read. */
  readonly visible: number;
  /** What `_a` and `_k` stand for at this place. */
  readonly indices: Readonly<Record<string, number>>;
  /** Values of definitions that have been read, by name and indices. */
  readonly known: Map<string, NodeId>;
}

/**
 * The energy of a formula as a node.
 * @throws LawError E_FORMULA with the position of a name that has no meaning, and its nearest known name
 */
export function meaningOf(graph: Graph, formula: Formula, vocabulary: Vocabulary): NodeId {
  checkDefinitions(formula, vocabulary);
  return evaluate({ graph, vocabulary, formula, visible: formula.definitions.length, indices: {}, known: new Map() }, formula.energy);
}

function checkDefinitions(formula: Formula, vocabulary: Vocabulary): void {
  const seen = new Set<string>(vocabulary.symbols);
  for (const { name, at } of formula.definitions) {
    if (seen.has(name) || vocabulary.symbol(name) !== undefined) throw formulaError(formula.text, at, `"${name}" already has a meaning`, "choose another name for the definition.");
    seen.add(name);
  }
}

function evaluate(context: Context, syntax: Syntax): NodeId {
  try {
    return read(context, syntax);
  } catch (error) {
    throw error instanceof LawError && error.details.position === undefined ? located(context, syntax, error) : error;
  }
}

/** Errors of the arithmetic of constants do not know where they are. */
function located(context: Context, syntax: Syntax, error: LawError): LawError {
  return formulaError(context.formula.text, syntax.at, plainMessage(error).replace(/\.$/, ""), error.hint);
}

function read(context: Context, syntax: Syntax): NodeId {
  const { graph } = context;
  switch (syntax.kind) {
    case "number": return constant(graph, parseRational(syntax.text));
    case "name": return named(context, syntax.name, syntax.at);
    case "call": return called(context, syntax);
    case "sum": return combine(graph, syntax.terms.map(({ sign, term }) => ({ coefficient: sign === 1 ? one : minusOne, node: evaluate(context, term) })));
    case "product": return monomial(graph, syntax.factors.map(({ sign, factor }) => ({ node: evaluate(context, factor), exponent: sign })));
    case "power": return pow(graph, evaluate(context, syntax.base), exponentOf(context, syntax.exponent));
  }
}

function exponentOf(context: Context, syntax: Syntax): NodeId {
  const value = syntax.kind === "name" ? context.vocabulary.exponents.get(syntax.name) : undefined;
  return value === undefined ? evaluate(context, syntax) : constant(context.graph, value);
}

function named(context: Context, written: string, at: number): NodeId {
  const name = withIndices(context, written, at);
  const position = context.formula.definitions.findIndex((definition) => definition.name === written);
  if (position >= 0 && position < context.visible) return defined(context, position);
  const node = context.vocabulary.symbol(name);
  if (node === undefined) throw unknown(context, written, at, [...context.vocabulary.symbols, ...definedNames(context)]);
  return node;
}

function definedNames(context: Context): string[] {
  return context.formula.definitions.slice(0, context.visible).map(({ name }) => name);
}

function defined(context: Context, position: number): NodeId {
  const { value } = context.formula.definitions[position];
  const key = `${position}${JSON.stringify(context.indices)}`;
  const node = context.known.get(key) ?? evaluate({ ...context, visible: position }, value);
  context.known.set(key, node);
  return node;
}

/** `I4_a` inside `families(…)` is `I4_1`, `I4_2`, …. */
function withIndices(context: Context, name: string, at: number): string {
  for (const [repeat, { suffix }] of Object.entries(context.vocabulary.repeats)) {
    if (!name.endsWith(suffix)) continue;
    const index = context.indices[suffix];
    if (index !== undefined) return `${name.slice(0, -suffix.length)}_${index}`;
    throw formulaError(context.formula.text, at, `"${name}" stands outside ${repeat}(…)`, `put the part that repeats into ${repeat}(…), or name one, as in ${name.slice(0, -suffix.length)}_1.`);
  }
  return name;
}

function called(context: Context, { name, argument, at }: Syntax & { kind: "call" }): NodeId {
  const { functions, repeats } = context.vocabulary;
  if (Object.hasOwn(repeats, name)) return repeated(context, repeats[name], argument, at);
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  const general = Object.hasOwn(unaryFunctions, name) ? unaryFunctions[name] : undefined;
  if (own !== undefined) return own(evaluate(context, argument));
  if (general !== undefined) return general(context.graph, evaluate(context, argument));
  throw unknown(context, name, at, [...Object.keys(unaryFunctions), ...Object.keys(functions), ...Object.keys(repeats)]);
}

function repeated(context: Context, { suffix, count, hint }: Vocabulary["repeats"][string], argument: Syntax, at: number): NodeId {
  if (count === 0) throw formulaError(context.formula.text, at, "there is nothing to repeat over", hint);
  const each = Array.from({ length: count }, (_, i) => evaluate({ ...context, indices: { ...context.indices, [suffix]: i + 1 } }, argument));
  return combine(context.graph, each.map((node) => ({ coefficient: one, node })));
}

function unknown(context: Context, name: string, at: number, candidates: readonly string[]): LawError {
  return formulaError(context.formula.text, at, `"${name}" has no meaning here`, suggestion(name, candidates, 60));
}
