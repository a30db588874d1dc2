/** The steps between F and a law as tapes, so that WASM and TypeScript do them in the same order. */
import { add, combine, constant, createGraph, hold, input, multiply, scale, subtract, type Graph, type NodeId } from "./expression.js";
import { voigt } from "./invariants.js";
import { minusOne, one, rational, zero } from "./rational.js";
import { upperTriangle } from "./response.js";
import { schedule, type Tape } from "./tape.js";

const axes = [0, 1, 2] as const;

function voigtIndex(i: number, j: number): number {
  return voigt.findIndex(([a, b]) => (a === i && b === j) || (a === j && b === i));
}

function deformation(graph: Graph, i: number, j: number): NodeId {
  return input(graph, "F", 3 * i + j);
}

/** F (9) -> [E (6), det F]: E = ½ (H + Hᵀ + HᵀH) with H = F - I, so that nothing cancels near F = I. */
export function strainTape(): Tape {
  const graph = createGraph();
  const h = (i: number, j: number): NodeId => hold(graph, combine(graph, [{ coefficient: one, node: deformation(graph, i, j) }], i === j ? minusOne : zero));
  const strains = voigt.map(([i, j]) => {
    const quadratic = add(graph, ...axes.map((k) => multiply(graph, h(k, i), h(k, j))));
    return scale(graph, rational(1, 2), add(graph, h(i, j), h(j, i), quadratic));
  });
  return schedule(graph, ["F"], [...strains, determinant(graph)]);
}

function determinant(graph: Graph): NodeId {
  const f = (i: number, j: number): NodeId => deformation(graph, i, j);
  const minors = axes.map((j) => {
    const [a, b] = [(j + 1) % 3, (j + 2) % 3];
    return multiply(graph, f(0, j), subtract(graph, multiply(graph, f(1, a), f(2, b)), multiply(graph, f(1, b), f(2, a))));
  });
  return add(graph, ...minors);
}

/** F (9), S (6) -> P = F S (9). */
export function firstPiolaTape(): Tape {
  const graph = createGraph();
  const entries = axes.flatMap((i) => axes.map((j) => add(graph, ...axes.map((m) => multiply(graph, deformation(graph, i, m), stress(graph, m, j))))));
  return schedule(graph, ["F", "S"], entries);
}

function stress(graph: Graph, i: number, j: number): NodeId {
  return input(graph, "S", voigtIndex(i, j));
}

/** F (9), S (6), CC (21) -> A_iJkL = δ_ik S_JL + F_iM CC_MJNL F_kN (81), symmetric in (iJ)(kL) by construction. */
export function mixedTangentTape(): Tape {
  const graph = createGraph();
  const pairs = axes.flatMap((i) => axes.map((j) => [i, j] as const));
  const half = pairs.map(([i, j]) => voigt.map((_, nl) => hold(graph, add(graph, ...axes.map((m) => multiply(graph, deformation(graph, i, m), stiffness(graph, voigtIndex(m, j), nl)))))));
  const entry = (row: number, column: number): NodeId => {
    const [i, j] = pairs[row];
    const [k, l] = pairs[column];
    const material = axes.map((n) => multiply(graph, half[row][voigtIndex(n, l)], deformation(graph, k, n)));
    return add(graph, ...material, i === k ? stress(graph, j, l) : constant(graph, zero));
  };
  return schedule(graph, ["F", "S", "CC"], pairs.flatMap((_, row) => pairs.map((__, column) => entry(Math.min(row, column), Math.max(row, column)))));
}

function stiffness(graph: Graph, a: number, b: number): NodeId {
  const [i, j] = [Math.min(a, b), Math.max(a, b)];
  return input(graph, "CC", upperTriangle.findIndex(([x, y]) => x === i && y === j));
}
