/**
 * From energy to stress and tangent by the chain rule over measures b_k(E) (invariants.ts):
 *   S  = Σ_k W_k ∂b_k/∂E
 *   CC = Σ_kl W_kl ∂b_k/∂E ⊗ ∂b_l/∂E + Σ_k W_k ∂²b_k/∂E²
 * with W_k = ∂W/∂b_k, W_kl = ∂²W/∂b_k∂b_l. Few measures and simple ∂b_k/∂E make this about a third of the operations of
 * differentiating by components.
 */
import { combine, constantValue, hold, input, multiply, scale, type Graph, type NodeId, type Term } from "./expression.js";
import { gradient } from "./differentiate.js";
import { arrays, voigt, type Measure } from "./invariants.js";
import { one, rational, times } from "./rational.js";

/** Outputs of a law as nodes, in the order of the kernel contract. */
export interface Response {
  readonly energy: NodeId;
  /** Second Piola–Kirchhoff stress S, 6 tensor components. */
  readonly stress: readonly NodeId[];
  /** ∂S/∂E, 21 tensor components: upper triangle by rows. */
  readonly tangent: readonly NodeId[];
}

/** Pairs (I, J), I ≤ J, of Voigt positions: the upper triangle by rows. */
export const upperTriangle: readonly (readonly [number, number])[] =
  voigt.flatMap((_, i) => voigt.slice(i).map((__, j) => [i, i + j] as const));

/** Derivative by a tensor component: a shear entry of the Voigt list stands for two equal components. */
const tensorFactor = voigt.map(([i, j]) => (i === j ? one : rational(1, 2)));

/**
 * Stress and tangent of an energy.
 * @param measures the measures that `energy` is made of
 */
export function respond(graph: Graph, energy: NodeId, measures: readonly Measure[]): Response {
  const variables = measures.map((measure) => measure.variable);
  const first = gradient(graph, energy, variables);
  const slopes = first.map((node, k) => hold(graph, scale(graph, measures[k].scale, node)));
  const stress = voigt.map((_, i) => weighted(graph, slopes, measures.map((measure) => measure.direction[i])));
  const curvatures = secondDerivatives(graph, first, measures);
  const geometric = measures.map((measure, k) => geometry(graph, measure, first[k]));
  const rows = measures.map((_, k) => voigt.map((__, j) => hold(graph, weighted(graph, curvatures[k], measures.map((measure) => measure.direction[j])))));
  const tangent = upperTriangle.map(([i, j], position) => combine(graph, [
    ...measures.map((measure, k) => ({ coefficient: one, node: multiply(graph, measure.direction[i], rows[k][j]) })),
    ...geometric.map((terms) => ({ coefficient: one, node: terms[position] })),
  ]));
  return { energy, stress, tangent };
}

function weighted(graph: Graph, weights: readonly NodeId[], nodes: readonly NodeId[]): NodeId {
  const terms: Term[] = nodes.map((node, k) => ({ coefficient: one, node: multiply(graph, weights[k], node) }));
  return combine(graph, terms);
}

/** W_kl with the scales of both measures; symmetric, so each is made once. */
function secondDerivatives(graph: Graph, first: readonly NodeId[], measures: readonly Measure[]): NodeId[][] {
  const variables = measures.map((measure) => measure.variable);
  const table = first.map(() => new Array<NodeId>(measures.length));
  first.forEach((node, k) => {
    gradient(graph, node, variables).forEach((derivative, l) => {
      if (l < k) return;
      const factor = times(measures[k].scale, measures[l].scale);
      table[k][l] = hold(graph, scale(graph, factor, derivative));
      table[l][k] = table[k][l];
    });
  });
  return table;
}

/** W_k ∂²b_k/∂E², upper triangle by rows. */
function geometry(graph: Graph, measure: Measure, slope: NodeId): readonly NodeId[] {
  const strains = voigt.map((_, j) => input(graph, arrays.strain, j));
  const rows = measure.second === undefined ? measure.direction.map((node) => gradient(graph, node, strains)) : undefined;
  // ∂²(J²)/∂E² and its like are 4 × entries of C: the 2 that is common to all of them goes into the weight, once.
  const common = rows === undefined ? one : rational(2);
  const weight = hold(graph, scale(graph, times(measure.scale, common), slope));
  return upperTriangle.map(([i, j], position) => {
    const entry = rows === undefined ? (measure.second as readonly NodeId[])[position] : scale(graph, times(tensorFactor[j], rational(common.d, common.n)), rows[i][j]);
    return constantValue(graph, entry)?.n === 0n ? entry : multiply(graph, weight, entry);
  });
}
