/**
 * Expressions as a hash-consed directed acyclic graph: equal expressions are the same node, so common terms are shared
 * from the start. Sums are flat linear combinations with an exact constant, products flat monomials; both are put in a
 * canonical order, so that `(3 + 2 tr E) - 3` *is* `2 tr E` and nothing cancels in floating point.
 */
import { LawError } from "../core/errors.js";
import { integerPower, isInteger, minusOne, one, plus, rational, same, times, zero, type Rational } from "./rational.js";

/** Index of a node in its graph; a node's operands have smaller indices. */
export type NodeId = number;

/** Functions of one argument; `sqrt1pm1` is sqrt(1+x) - 1, `pos` is max(x, 0), `heaviside` is 1 for x > 0, else 0. */
export type UnaryName = "exp" | "expm1" | "log" | "log1p" | "sqrt" | "sqrt1pm1" | "pos" | "heaviside" | "tanh" | "sin" | "cos";

export interface Term {
  readonly coefficient: Rational;
  readonly node: NodeId;
}

export interface Factor {
  readonly node: NodeId;
  readonly exponent: number;
}

export type Node =
  | { readonly kind: "constant"; readonly value: Rational }
  /** Entry `index` of the array `array` that the generated function receives. */
  | { readonly kind: "input"; readonly array: string; readonly index: number }
  /** A value that rewriting must not look into: a quantity to differentiate by, or one that is worth keeping as it is. */
  | { readonly kind: "hold"; readonly value: NodeId }
  | { readonly kind: "sum"; readonly constant: Rational; readonly terms: readonly Term[] }
  | { readonly kind: "product"; readonly factors: readonly Factor[] }
  | { readonly kind: "call"; readonly name: UnaryName; readonly argument: NodeId }
  | { readonly kind: "pow"; readonly base: NodeId; readonly exponent: NodeId }
  /** Part of tr C^p - 3: 0 the value, 1..6 its derivative by E, 7..27 its second derivative. */
  | { readonly kind: "spectral"; readonly power: NodeId; readonly part: number };

/** A growing set of nodes without duplicates. */
export interface Graph {
  readonly nodes: Node[];
  readonly index: Map<string, NodeId>;
}

/** More than any law needs, and still fast; beyond it a formula is refused. */
const nodeLimit = 60_000;
const termLimit = 4_000;
const exponentLimit = 1_000;

/** An empty graph. */
export function createGraph(): Graph {
  return { nodes: [], index: new Map() };
}

function intern(graph: Graph, key: string, node: Node): NodeId {
  const known = graph.index.get(key);
  if (known !== undefined) return known;
  if (graph.nodes.length >= nodeLimit) tooLarge("the formula has too many terms.");
  graph.index.set(key, graph.nodes.length);
  return graph.nodes.push(node) - 1;
}

function tooLarge(what: string): never {
  throw new LawError("E_FORMULA", what, { hint: "write the energy in fewer terms, or in invariants rather than components." });
}

/** The constant `value`. */
export function constant(graph: Graph, value: Rational): NodeId {
  return intern(graph, `k${value.n}/${value.d}`, { kind: "constant", value });
}

/** Entry `index` of input array `array`. */
export function input(graph: Graph, array: string, index: number): NodeId {
  return intern(graph, `i${array}:${index}`, { kind: "input", array, index });
}

/** `value` behind a wall that rewriting does not see through; constants and inputs need none. */
export function hold(graph: Graph, value: NodeId): NodeId {
  const { kind } = graph.nodes[value];
  if (kind === "constant" || kind === "input" || kind === "hold" || kind === "spectral") return value;
  return intern(graph, `h${value}`, { kind: "hold", value });
}

/** Part `part` of tr C^power - 3 (see `Node`). */
export function spectral(graph: Graph, power: NodeId, part: number): NodeId {
  return intern(graph, `t${power}:${part}`, { kind: "spectral", power, part });
}

/** A function call as written; `rewrite.ts` has the constructors that choose the accurate form. */
export function call(graph: Graph, name: UnaryName, argument: NodeId): NodeId {
  return intern(graph, `c${name}:${argument}`, { kind: "call", name, argument });
}

/** base^exponent by the power function, for exponents that are no integer. */
export function powCall(graph: Graph, base: NodeId, exponent: NodeId): NodeId {
  return intern(graph, `p${base}:${exponent}`, { kind: "pow", base, exponent });
}

/** Value of a constant node, else undefined. */
export function constantValue(graph: Graph, node: NodeId): Rational | undefined {
  const found = graph.nodes[node];
  return found.kind === "constant" ? found.value : undefined;
}

/** A node as constant + terms: every node is such a sum, most of them with one term. */
export function asSum(graph: Graph, node: NodeId): { readonly constant: Rational; readonly terms: readonly Term[] } {
  const found = graph.nodes[node];
  if (found.kind === "sum") return found;
  if (found.kind === "constant") return { constant: found.value, terms: [] };
  return { constant: zero, terms: [{ coefficient: one, node }] };
}

/**
 * Linear combination in canonical form: inner sums are opened, equal nodes collected, constants folded, and
 * `c exp(y) - c` becomes `c expm1(y)`.
 */
export function combine(graph: Graph, terms: readonly Term[], offset: Rational = zero): NodeId {
  const collected = new Map<NodeId, Rational>();
  let sum = offset;
  for (const { coefficient, node } of terms) {
    const inner = asSum(graph, node);
    sum = plus(sum, times(coefficient, inner.constant));
    for (const term of inner.terms) {
      collected.set(term.node, plus(collected.get(term.node) ?? zero, times(coefficient, term.coefficient)));
    }
  }
  sum = openPowers(graph, collected, subtractOnes(graph, collected, sum));
  return sumNode(graph, sum, collected);
}

/** c exp(y) + k with k of opposite sign and at least as large loses its digits where exp(y) is near 1: use expm1. */
function subtractOnes(graph: Graph, collected: Map<NodeId, Rational>, sum: Rational): Rational {
  let left = sum;
  for (const [node, coefficient] of [...collected]) {
    const found = graph.nodes[node];
    if (found.kind !== "call" || found.name !== "exp" || !cancels(coefficient, left)) continue;
    const replacement = call(graph, "expm1", found.argument);
    collected.delete(node);
    collected.set(replacement, plus(collected.get(replacement) ?? zero, coefficient));
    left = plus(left, coefficient);
  }
  return left;
}

/** c (k + y)^n - c k^n is expanded in y: I1b² - 9 becomes 6 (I1b-3) + (I1b-3)². */
function openPowers(graph: Graph, collected: Map<NodeId, Rational>, sum: Rational): Rational {
  let left = sum;
  for (const [node, coefficient] of [...collected]) {
    const opened = openedPower(graph, node);
    if (opened === undefined || !cancels(times(coefficient, opened.constant), left)) continue;
    collected.delete(node);
    for (const term of opened.terms) {
      collected.set(term.node, plus(collected.get(term.node) ?? zero, times(coefficient, term.coefficient)));
    }
    left = plus(left, times(coefficient, opened.constant));
  }
  return left;
}

function openedPower(graph: Graph, node: NodeId): { readonly constant: Rational; readonly terms: readonly Term[] } | undefined {
  const found = graph.nodes[node];
  if (found.kind !== "product" || found.factors.length !== 1) return undefined;
  const { node: base, exponent } = found.factors[0];
  const inner = graph.nodes[base];
  if (inner.kind !== "sum" || inner.constant.n === 0n || exponent < 2 || exponent > 8) return undefined;
  const y = combine(graph, inner.terms);
  const terms: Term[] = [];
  let binomial = one;
  for (let j = 1; j <= exponent; j++) {
    binomial = times(binomial, rational(exponent - j + 1, j));
    const front = times(binomial, integerPower(inner.constant, exponent - j));
    terms.push(...asSum(graph, power(graph, y, j)).terms.map((term) => ({ node: term.node, coefficient: times(front, term.coefficient) })));
  }
  return { constant: integerPower(inner.constant, exponent), terms };
}

function cancels(a: Rational, b: Rational): boolean {
  if (a.n < 0n === b.n < 0n || b.n === 0n) return false;
  const [sizeA, sizeB] = [a.n * b.d, b.n * a.d].map((x) => (x < 0n ? -x : x));
  return sizeB >= sizeA;
}

function sumNode(graph: Graph, sum: Rational, collected: ReadonlyMap<NodeId, Rational>): NodeId {
  const terms = [...collected].filter(([, coefficient]) => coefficient.n !== 0n)
    .sort(([a], [b]) => a - b).map(([node, coefficient]) => ({ coefficient, node }));
  if (terms.length > termLimit) tooLarge("a sum of the formula has too many terms.");
  if (terms.length === 0) return constant(graph, sum);
  if (terms.length === 1 && sum.n === 0n && same(terms[0].coefficient, one)) return terms[0].node;
  const key = terms.map(({ coefficient, node }) => `${coefficient.n}/${coefficient.d}*${node}`).join("+");
  return intern(graph, `s${sum.n}/${sum.d}+${key}`, { kind: "sum", constant: sum, terms });
}

/** Sum of nodes. */
export function add(graph: Graph, ...nodes: readonly NodeId[]): NodeId {
  return combine(graph, nodes.map((node) => ({ coefficient: one, node })));
}

/** a - b. */
export function subtract(graph: Graph, a: NodeId, b: NodeId): NodeId {
  return combine(graph, [{ coefficient: one, node: a }, { coefficient: minusOne, node: b }]);
}

/** factor × node with an exact factor. */
export function scale(graph: Graph, factor: Rational, node: NodeId): NodeId {
  return combine(graph, [{ coefficient: factor, node }]);
}

/** Product of nodes in canonical form. */
export function multiply(graph: Graph, ...nodes: readonly NodeId[]): NodeId {
  return monomial(graph, nodes.map((node) => ({ node, exponent: 1 })));
}

/** a / b. */
export function divide(graph: Graph, a: NodeId, b: NodeId): NodeId {
  return monomial(graph, [{ node: a, exponent: 1 }, { node: b, exponent: -1 }]);
}

/** node^exponent for an integer exponent. */
export function power(graph: Graph, node: NodeId, exponent: number): NodeId {
  return monomial(graph, [{ node, exponent }]);
}

/**
 * Product of integer powers in canonical form: inner products are opened, equal factors collected, exact coefficients
 * drawn to the front, J² replaced by 1 + (J² - 1), and ⟨x⟩ H(x) by ⟨x⟩.
 */
export function monomial(graph: Graph, factors: readonly Factor[]): NodeId {
  const collected = new Map<NodeId, number>();
  let coefficient = one;
  const take = ({ node, exponent }: Factor): void => {
    const found = graph.nodes[node];
    if (exponent === 0) return;
    if (found.kind === "constant") {
      coefficient = times(coefficient, integerPower(found.value, exponent));
    } else if (found.kind === "product") {
      for (const factor of found.factors) take({ node: factor.node, exponent: factor.exponent * exponent });
    } else if (found.kind === "sum" && found.terms.length === 1 && found.constant.n === 0n) {
      coefficient = times(coefficient, integerPower(found.terms[0].coefficient, exponent));
      take({ node: found.terms[0].node, exponent });
    } else {
      collected.set(node, (collected.get(node) ?? 0) + exponent);
    }
  };
  factors.forEach(take);
  squareRoots(graph, collected);
  switches(graph, collected);
  if (coefficient.n === 0n) return constant(graph, zero);
  return combine(graph, [{ coefficient, node: productNode(graph, collected) }]);
}

/** An even power of sqrt(1+x) is a power of 1+x. */
function squareRoots(graph: Graph, collected: Map<NodeId, number>): void {
  for (const [node, exponent] of [...collected]) {
    const inside = exponent % 2 === 0 ? squareOf(graph, node) : undefined;
    if (inside === undefined) continue;
    collected.delete(node);
    collected.set(inside, (collected.get(inside) ?? 0) + exponent / 2);
  }
}

/** The node 1+x when `node` is sqrt(1+x), written 1 + sqrt1pm1(x). */
export function squareOf(graph: Graph, node: NodeId): NodeId | undefined {
  const found = graph.nodes[node];
  if (found.kind !== "sum" || found.terms.length !== 1 || !same(found.constant, one) || !same(found.terms[0].coefficient, one)) return undefined;
  const inner = graph.nodes[found.terms[0].node];
  if (inner.kind !== "call" || inner.name !== "sqrt1pm1") return undefined;
  return combine(graph, [{ coefficient: one, node: inner.argument }], one);
}

/** ⟨x⟩^n H(x) = ⟨x⟩^n and H(x)^n = H(x). */
function switches(graph: Graph, collected: Map<NodeId, number>): void {
  for (const [node, exponent] of [...collected]) {
    const found = graph.nodes[node];
    if (found.kind !== "call" || found.name !== "heaviside" || exponent < 0) continue;
    const positivePart = graph.index.get(`cpos:${found.argument}`);
    if (positivePart !== undefined && (collected.get(positivePart) ?? 0) > 0) collected.delete(node);
    else collected.set(node, Math.min(exponent, 1));
  }
}

function productNode(graph: Graph, collected: ReadonlyMap<NodeId, number>): NodeId {
  const factors = [...collected].filter(([, exponent]) => exponent !== 0)
    .sort(([a], [b]) => a - b).map(([node, exponent]) => ({ node, exponent }));
  if (factors.some(({ exponent }) => Math.abs(exponent) > exponentLimit)) {
    throw new LawError("E_FORMULA", `an exponent is beyond ±${exponentLimit}.`, { hint: "use smaller exponents." });
  }
  if (factors.length === 0) return constant(graph, one);
  if (factors.length === 1 && factors[0].exponent === 1) return factors[0].node;
  const key = factors.map(({ node, exponent }) => `${node}^${exponent}`).join("*");
  return intern(graph, `m${key}`, { kind: "product", factors });
}

/** An integer exponent as a number, when the node is one. */
export function integerValue(graph: Graph, node: NodeId): number | undefined {
  const value = constantValue(graph, node);
  return value !== undefined && isInteger(value) ? Number(value.n) : undefined;
}
