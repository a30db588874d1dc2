/**
 * Tied faces of meshes that do not match: dual mortar (wohlmuth2000). The weak condition ∫ ψ (u_slave - u_master) dA = 0 with dual functions ψ is
 * solved for each slave node, so that it is eliminated like any other constraint and no multiplier is left.
 */
import { zero } from "../core/time.js";
import { CaseError } from "../core/errors.js";
import { facetArea, type Facet, facetsOf, type OverlapPoint, overlaps } from "../fe/overlap.js";
import type { Mesh } from "../mesh/mesh.js";
import type { Constraint } from "./constraint.js";

/** Faces to be tied: pairs `[count, 2]` of (cell, local face). The finer side is the better slave. */
export interface Tie {
  readonly slave: ArrayLike<number>;
  readonly master: ArrayLike<number>;
  /** Where it was asked for, in the user's words. */
  readonly source: string;
}

/** Share of the area of a slave face that may be without a master. */
const uncovered = 1e-3;

/** A slave face with its integration points; N are the positive shape functions. */
interface Side { readonly facet: Facet; readonly points: readonly OverlapPoint[] }

/**
 * Share of the shape functions of its edges that a corner of a quadratic face in space gets (popp2012): Ñ_corner = N_corner + α Σ N_edge, Ñ_edge = (1 - 2α) N_edge.
 * Without it the corners have no area (tri6) or a negative one (quad8), and no dual functions. They span the same displacements: with the coefficients ũ of Ñ,
 * u_corner = ũ_corner and u_edge = (1 - 2α) ũ_edge + α (ũ of its two corners).
 */
const shared = 1 / 5;

/** Integrals of one slave node: of ψ with its own shape function, and with those of all others. */
interface Row { weight: number; readonly terms: Map<number, number> }

/**
 * Constraints of tied faces, for all components of all slave nodes. A displacement that is linear over a flat interface satisfies them: to rounding
 * on triangles and parallelograms, to the error of the quadrature on other quadrilaterals; so do the forces of a uniform stress. Curved faces are compared
 * where they project on the plane through their corners: an error of the order of that of quadratic cells.
 * @param held dofs that other conditions prescribe; they get no equation, and their share of ψ goes to the other nodes of the face
 * @throws CaseError E_TIE when a part of a slave face has no master face opposite
 */
export function tieFaces(mesh: Mesh, { slave, master, source }: Tie, held: ReadonlySet<number>): Constraint[] {
  const masters = facetsOf(mesh, master);
  const sides = facetsOf(mesh, slave).map((facet): Side => ({ facet, points: overlaps(facet, masters).map((point) => ({ ...point, N: positive(facet, point.N) })) }));
  for (const side of sides) checkSide(side, source);
  return Array.from({ length: mesh.dimension }, (_, i) => tieComponent(mesh.dimension, sides, { i, held, source })).flat();
}

function checkSide({ facet, points }: Side, source: string): void {
  const area = facetArea(facet), covered = points.reduce((sum, point) => sum + point.area, 0);
  if (Math.abs(covered / area - 1) <= uncovered) return;
  throw new CaseError("E_TIE", `${source}: the face with nodes ${[...facet.nodes].join(", ")} has master faces opposite ${(100 * covered / area).toFixed(1)} % of its area; all of it must have one.`, {
    hint: "let the smaller surface be the slave (`on`), and bring both surfaces to the same place.", details: { nodes: [...facet.nodes], covered: covered / area },
  });
}

interface Component { readonly i: number; readonly held: ReadonlySet<number>; readonly source: string }

/** Corners of the middle nodes of a quadratic face in space, by local number; none on other faces. */
function edgesOf({ type, corners }: Facet): ReadonlyMap<number, readonly [number, number]> {
  if (type !== "tri6" && type !== "quad8") return new Map();
  const n = corners.length;
  return new Map(corners.map((_, k) => [n + k, [k, (k + 1) % n] as const] as const));
}

/** Values of the positive shape functions. */
function positive(facet: Facet, N: Float64Array): Float64Array {
  const out = N.slice();
  for (const [edge, ends] of edgesOf(facet)) {
    for (const corner of ends) out[corner] += shared * N[edge];
    out[edge] *= 1 - 2 * shared;
  }
  return out;
}

function tieComponent(d: number, sides: readonly Side[], { i, held, source }: Component): Constraint[] {
  const rows = new Map<number, Row>(), ends = new Map<number, readonly [number, number]>();
  for (const side of sides) {
    addSide(side, (node) => held.has(node * d + i), rows);
    const { nodes } = side.facet;
    for (const [edge, [a, b]] of edgesOf(side.facet)) ends.set(nodes[edge], [nodes[a], nodes[b]]);
  }
  return [...rows].map(([node, row]) => {
    const factors = displacement(node, row, ends);
    return { slave: node * d + i, masters: [...factors.keys()].map((other) => other * d + i), factors: [...factors.values()], value: zero, source };
  });
}

/** What a row says of the displacement of its node, which is not its coefficient where the node is in the middle of an edge. */
function displacement(node: number, { weight, terms }: Row, ends: ReadonlyMap<number, readonly [number, number]>): Map<number, number> {
  const corners = ends.get(node), own = corners ? 1 - 2 * shared : 1;
  const factors = new Map<number, number>();
  for (const [other, term] of terms) add(factors, other, (own * term) / weight);
  for (const corner of corners ?? []) add(factors, corner, shared);
  return factors;
}

/** Adds the integrals of one slave face. */
function addSide({ facet, points }: Side, isHeld: (node: number) => boolean, rows: Map<number, Row>): void {
  const n = facet.nodes.length;
  const free = [...facet.nodes.keys()].filter((a) => !isHeld(facet.nodes[a]));
  const dual = dualCoefficients(n, points);
  for (const { N, otherNodes, otherN, area } of points) {
    const psi = Array.from({ length: n }, (_, a) => N.reduce((sum, value, b) => sum + dual[a * n + b] * value, 0));
    const share = psi.reduce((sum, value, a) => sum + (free.includes(a) ? 0 : value), 0) / free.length;
    for (const a of free) {
      const row = rows.get(facet.nodes[a]) ?? { weight: 0, terms: new Map<number, number>() };
      rows.set(facet.nodes[a], row);
      const value = (psi[a] + share) * area;
      row.weight += value * N[a];
      otherNodes.forEach((other, m) => add(row.terms, other, value * otherN[m]));
      // Held slave nodes, of whose share this node has a part: their coefficients, from their displacements.
      facet.nodes.forEach((_, b) => { if (!free.includes(b)) addCoefficient(facet, b, -value * N[b], row.terms); });
    }
  }
}

/** Adds factor · ũ of a local node in terms of displacements. */
function addCoefficient(facet: Facet, local: number, factor: number, terms: Map<number, number>): void {
  const ends = edgesOf(facet).get(local), own = ends ? 1 / (1 - 2 * shared) : 1;
  add(terms, facet.nodes[local], own * factor);
  for (const corner of ends ?? []) add(terms, facet.nodes[corner], -shared * own * factor);
}

function add(terms: Map<number, number>, key: number, value: number): void {
  terms.set(key, (terms.get(key) ?? 0) + value);
}

/** D M⁻¹ of one face, with M = ∫ N_a N_b and D = diag ∫ N_a over the same points: ψ_a = Σ (D M⁻¹)_ab N_b is orthogonal to all N but its own. */
function dualCoefficients(n: number, points: readonly OverlapPoint[]): Float64Array {
  const M = new Float64Array(n * n), D = new Float64Array(n);
  for (const { N, area } of points) {
    for (let a = 0; a < n; a++) {
      D[a] += N[a] * area;
      for (let b = 0; b < n; b++) M[a * n + b] += N[a] * N[b] * area;
    }
  }
  const inverse = invert(n, M);
  return inverse.map((value, k) => D[Math.floor(k / n)] * value);
}

/** Gauss–Jordan on a small positive definite matrix. */
function invert(n: number, matrix: Float64Array): Float64Array {
  const A = matrix.slice(), out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) out[k * n + k] = 1;
  for (let k = 0; k < n; k++) {
    const pivot = A[k * n + k];
    for (let j = 0; j < n; j++) { A[k * n + j] /= pivot; out[k * n + j] /= pivot; }
    for (let i = 0; i < n; i++) {
      const factor = A[i * n + k];
      if (i === k || factor === 0) continue;
      for (let j = 0; j < n; j++) { A[i * n + j] -= factor * A[k * n + j]; out[i * n + j] -= factor * out[k * n + j]; }
    }
  }
  return out;
}
