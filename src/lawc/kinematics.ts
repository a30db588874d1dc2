/** The steps between F and a law as tapes, so that WASM and TypeScript do them in the same order. */
import { add, combine, constant, createGraph, hold, input, multiply, scale, subtract, type Graph, type NodeId } from "./expression.js";
import { voigt } from "./invariants.js";
import { minusOne, one, rational, zero } from "./rational.js";
import { upperTriangle } from "./response.js";
import { restrictTape } from "./restrict.js";
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

/** Plane strain: F (9) with F02 = F12 = F20 = F21 = 0 -> [E (6), det F]. */
export function planeStrainTape(): Tape {
  return restrictTape(strainTape(), { F: [2, 5, 6, 7] }, [0, 1, 2, 3, 4, 5, 6]);
}

/** What a Gauss point of an RVE reads and answers in two or three dimensions. */
interface PointSpace {
  readonly axes: readonly number[];
  /** Entries of P. */
  readonly stresses: readonly (readonly [number, number])[];
  /** Place of a Voigt component in the law's S. */
  readonly stressPlace: (component: number) => number;
  /** Place of a pair of Voigt components a ≤ b in the law's CC. */
  readonly stiffnessPlace: (a: number, b: number) => number;
}

const solid: PointSpace = {
  axes,
  stresses: axes.flatMap((i) => axes.map((j) => [i, j] as const)),
  stressPlace: (component) => 1 + component,
  stiffnessPlace: (a, b) => 7 + upperTriangle.findIndex(([x, y]) => x === a && y === b),
};

/** Of S the law gives 00, 11, 22, 01; of CC the entries between 00, 11, 01 (lanes.ts). */
const plane: PointSpace = {
  axes: [0, 1],
  stresses: [[0, 0], [0, 1], [1, 0], [1, 1], [2, 2]],
  stressPlace: (component) => 1 + component,
  stiffnessPlace: (a, b) => 5 + [[0, 0], [0, 1], [0, 3], [1, 1], [1, 3], [3, 3]].findIndex(([x, y]) => x === a && y === b),
};

/**
 * F (9), law (its output, lanes.ts) -> P (9; in the plane 00, 01, 10, 11, 22) and, with the tangent, A_iJkL by blocks J ≤ L:
 * i ≥ k where J = L, since the block is symmetric, else all (i, k).
 */
export function responseTape(want: "stress" | "tangent", dimension: 2 | 3): Tape {
  const graph = createGraph();
  const space = dimension === 3 ? solid : plane;
  const stress = space.stresses.map(([i, j]) => add(graph, ...reachedBy(space, i).map((m) => multiply(graph, deformation(graph, i, m), lawStress(graph, space, m, j)))));
  return schedule(graph, ["F", "law"], want === "stress" ? stress : [...stress, ...tangentBlocks(graph, space)]);
}

/** Axes that a row of F couples with. */
function reachedBy({ axes: own }: PointSpace, i: number): readonly number[] {
  return own.includes(i) ? own : [i];
}

function lawStress(graph: Graph, space: PointSpace, i: number, j: number): NodeId {
  return input(graph, "law", space.stressPlace(voigtIndex(i, j)));
}

function tangentBlocks(graph: Graph, space: PointSpace): NodeId[] {
  const own = space.axes;
  const stiff = (m: number, j: number, n: number, l: number): NodeId => {
    const [a, b] = [voigtIndex(m, j), voigtIndex(n, l)].sort((x, y) => x - y);
    return input(graph, "law", space.stiffnessPlace(a, b));
  };
  const half = (i: number, j: number, n: number, l: number): NodeId => hold(graph, add(graph, ...own.map((m) => multiply(graph, deformation(graph, i, m), stiff(m, j, n, l)))));
  const entry = (i: number, j: number, k: number, l: number): NodeId =>
    add(graph, ...own.map((n) => multiply(graph, half(i, j, n, l), deformation(graph, k, n))), i === k ? lawStress(graph, space, j, l) : constant(graph, zero));
  return own.flatMap((j) => own.filter((l) => l >= j).flatMap((l) => own.flatMap((i) => own.filter((k) => l > j || k <= i).map((k) => entry(i, j, k, l)))));
}
