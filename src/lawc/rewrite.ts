/** Functions in the form that keeps its digits near F = I, chosen when the expression is built. */
import { asSum, call, combine, constant, constantValue, integerValue, multiply, powCall, power, scale, squareOf, type Graph, type NodeId, type UnaryName } from "./expression.js";
import { isInteger, one, rational, same, times, zero, type Rational } from "./rational.js";

const half = rational(1, 2);

/** exp(y). */
export function exp(graph: Graph, y: NodeId): NodeId {
  return isZero(graph, y) ? constant(graph, one) : call(graph, "exp", y);
}

/** exp(y) - 1. */
export function expm1(graph: Graph, y: NodeId): NodeId {
  return isZero(graph, y) ? y : call(graph, "expm1", y);
}

/** log(z); as log1p where z is written 1 + y, and ½ log(1+x) for sqrt(1+x). */
export function log(graph: Graph, z: NodeId): NodeId {
  const sum = asSum(graph, z);
  if (same(sum.constant, one)) return log1p(graph, combine(graph, sum.terms));
  const found = graph.nodes[z];
  if (found.kind === "product" && found.factors.length === 1 && squareOf(graph, found.factors[0].node) !== undefined) {
    return scale(graph, rational(found.factors[0].exponent), log(graph, found.factors[0].node));
  }
  return call(graph, "log", z);
}

/** log(1 + y). */
export function log1p(graph: Graph, y: NodeId): NodeId {
  const found = graph.nodes[y];
  if (isZero(graph, y)) return y;
  if (found.kind === "call" && found.name === "sqrt1pm1") return scale(graph, half, log1p(graph, found.argument));
  if (found.kind === "call" && found.name === "expm1") return found.argument;
  return call(graph, "log1p", y);
}

/** sqrt(z); as 1 + (sqrt(1+y) - 1) where z is written 1 + y, so that a following -1 cancels on paper. */
export function sqrt(graph: Graph, z: NodeId): NodeId {
  const sum = asSum(graph, z);
  if (!same(sum.constant, one)) return call(graph, "sqrt", z);
  const y = combine(graph, sum.terms);
  if (isZero(graph, y)) return z;
  return combine(graph, [{ coefficient: one, node: call(graph, "sqrt1pm1", y) }], one);
}

/** base^exponent: products for integers, square roots for halves, exp(exponent log J) for powers of J, pow() else. */
export function pow(graph: Graph, base: NodeId, exponent: NodeId): NodeId {
  const whole = integerValue(graph, exponent);
  if (whole !== undefined) return power(graph, base, whole);
  if (hasLogarithm(graph, base)) return exp(graph, multiply(graph, exponent, log(graph, base)));
  const value = constantValue(graph, exponent);
  const doubled = value === undefined ? undefined : times(value, rational(2));
  if (doubled !== undefined && isInteger(doubled)) return power(graph, sqrt(graph, base), Number(doubled.n));
  return powCall(graph, base, exponent);
}

/** J, and 1 + a held quantity (J² = 1 + (J²-1)): their logarithm is there anyway. */
function hasLogarithm(graph: Graph, base: NodeId): boolean {
  if (squareOf(graph, base) !== undefined) return true;
  const { constant: offset, terms } = asSum(graph, base);
  return same(offset, one) && terms.length === 1 && same(terms[0].coefficient, one) && graph.nodes[terms[0].node].kind === "hold";
}

function isZero(graph: Graph, node: NodeId): boolean {
  return constantValue(graph, node)?.n === 0n;
}

function plain(name: UnaryName): (graph: Graph, argument: NodeId) => NodeId {
  return (graph, argument) => call(graph, name, argument);
}

/** Functions of the formula language with one argument. */
export const unaryFunctions: Readonly<Record<string, (graph: Graph, argument: NodeId) => NodeId>> = {
  exp, expm1, log, log1p, sqrt,
  pos: plain("pos"), heaviside: plain("heaviside"), tanh: plain("tanh"), sin: plain("sin"), cos: plain("cos"),
};

/** Derivative of a function by its argument. */
export const derivatives: Readonly<Record<UnaryName, (graph: Graph, self: NodeId, argument: NodeId) => NodeId>> = {
  exp: (_, self) => self,
  // Not exp(y): the call to expm1 is there already.
  expm1: (graph, self) => shifted(graph, self, one),
  log: (graph, _, argument) => power(graph, argument, -1),
  log1p: (graph, _, argument) => power(graph, shifted(graph, argument, one), -1),
  sqrt: (graph, self) => scale(graph, half, power(graph, self, -1)),
  sqrt1pm1: (graph, self) => scale(graph, half, power(graph, shifted(graph, self, one), -1)),
  pos: (graph, _, argument) => call(graph, "heaviside", argument),
  heaviside: (graph) => constant(graph, zero),
  tanh: (graph, self) => combine(graph, [{ coefficient: rational(-1), node: power(graph, self, 2) }], one),
  sin: (graph, _, argument) => call(graph, "cos", argument),
  cos: (graph, _, argument) => scale(graph, rational(-1), call(graph, "sin", argument)),
};

function shifted(graph: Graph, node: NodeId, offset: Rational): NodeId {
  return combine(graph, [{ coefficient: one, node }], offset);
}
