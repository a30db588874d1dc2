/** Reverse-mode differentiation on the expression graph (griewank2008, ch. 3): one sweep gives the derivatives by all variables. */
import { combine, constant, monomial, multiply, type Graph, type Node, type NodeId, type Term } from "./expression.js";
import { derivatives, log, pow } from "./rewrite.js";
import { minusOne, one, rational } from "./rational.js";

/**
 * Derivatives of `root` by each of `variables` (held quantities or inputs), in their order.
 * A variable is opaque: the sweep does not look at what it is made of, so derivatives are partial ones.
 */
export function gradient(graph: Graph, root: NodeId, variables: readonly NodeId[]): NodeId[] {
  const stop = new Set(variables);
  const adjoints = new Map<NodeId, Term[]>([[root, [{ coefficient: one, node: constant(graph, one) }]]]);
  const dependent = dependents(graph, root, stop);
  // Operands have smaller indices than what is made of them: descending order visits users first.
  for (const id of [...dependent].sort((a, b) => b - a)) {
    const parts = adjoints.get(id);
    if (parts === undefined || stop.has(id)) continue;
    const adjoint = combine(graph, parts);
    const give = (operand: NodeId, term: Term): void => {
      if (!dependent.has(operand)) return;
      const list = adjoints.get(operand);
      if (list === undefined) adjoints.set(operand, [term]);
      else list.push(term);
    };
    pass(graph, id, adjoint, give);
  }
  return variables.map((variable) => combine(graph, adjoints.get(variable) ?? []));
}

/** Nodes under `root` that depend on a variable. */
function dependents(graph: Graph, root: NodeId, stop: ReadonlySet<NodeId>): Set<NodeId> {
  const order = reachable(graph, [root], stop);
  const result = new Set<NodeId>();
  for (const id of order) {
    if (stop.has(id) || operands(graph.nodes[id]).some((operand) => result.has(operand))) result.add(id);
  }
  return result;
}

/** All nodes that `roots` are made of, operands first; `stop` nodes are included and not opened. */
export function reachable(graph: Graph, roots: readonly NodeId[], stop: ReadonlySet<NodeId> = new Set()): NodeId[] {
  const seen = new Set<NodeId>();
  const open = [...roots];
  while (open.length > 0) {
    const id = open.pop() as NodeId;
    if (seen.has(id)) continue;
    seen.add(id);
    if (!stop.has(id)) open.push(...operands(graph.nodes[id]));
  }
  return [...seen].sort((a, b) => a - b);
}

/** Direct operands of a node. */
export function operands(node: Node): readonly NodeId[] {
  switch (node.kind) {
    case "hold": return [node.value];
    case "sum": return node.terms.map((term) => term.node);
    case "product": return node.factors.map((factor) => factor.node);
    case "call": return [node.argument];
    case "pow": return [node.base, node.exponent];
    case "spectral": return [node.power];
    default: return [];
  }
}

/** Hands the adjoint of a node on to its operands. */
function pass(graph: Graph, id: NodeId, adjoint: NodeId, give: (operand: NodeId, term: Term) => void): void {
  const node = graph.nodes[id];
  if (node.kind === "hold") {
    give(node.value, { coefficient: one, node: adjoint });
  } else if (node.kind === "sum") {
    for (const { coefficient, node: operand } of node.terms) give(operand, { coefficient, node: adjoint });
  } else if (node.kind === "product") {
    for (const factor of node.factors) {
      const rest = node.factors.map((other) => (other === factor ? { node: other.node, exponent: other.exponent - 1 } : other));
      give(factor.node, { coefficient: rational(factor.exponent), node: monomial(graph, [{ node: adjoint, exponent: 1 }, ...rest]) });
    }
  } else if (node.kind === "call") {
    const slope = derivatives[node.name](graph, id, node.argument);
    give(node.argument, { coefficient: one, node: multiply(graph, adjoint, slope) });
  } else if (node.kind === "pow") {
    passPower(graph, node, id, adjoint, give);
  }
}

function passPower(graph: Graph, node: Node & { kind: "pow" }, id: NodeId, adjoint: NodeId, give: (operand: NodeId, term: Term) => void): void {
  const lower = combine(graph, [{ coefficient: one, node: node.exponent }], minusOne);
  give(node.base, { coefficient: one, node: multiply(graph, adjoint, node.exponent, pow(graph, node.base, lower)) });
  give(node.exponent, { coefficient: one, node: multiply(graph, adjoint, id, log(graph, node.base)) });
}
