/** An element is data and two functions; every element has a file of its own. */
import type { ElementType, FaceType } from "../mesh/topology.js";

/** A quadrature rule on a reference domain. */
export interface Quadrature {
  /** Polynomials up to this total degree (tensor domains: per direction) are integrated exactly. */
  readonly degree: number;
  /** Points `[count, dimension]` in reference coordinates. */
  readonly points: Float64Array;
  /** Weights `[count]`; they add up to the reference volume. */
  readonly weights: Float64Array;
  /** Where the rule comes from (key of docs/references.bib, or a name everybody knows). */
  readonly source: string;
}

/** Reference cells: lines, quads and hexes on [-1,1]^d; triangles and tetrahedra on the unit simplex. Node order is VTK's. */
export interface Element {
  readonly type: ElementType | FaceType;
  readonly dimension: 1 | 2 | 3;
  readonly nodes: number;
  /** Reference coordinates of the nodes `[nodes, dimension]`. */
  readonly referenceNodes: Float64Array;
  /** The rule used for stiffness and internal forces. */
  readonly quadrature: Quadrature;
  /** Writes N_a(xi) to `out[a]`, a < nodes. */
  shape(xi: ArrayLike<number>, out: Float64Array): void;
  /** Writes dN_a/dxi_i to `out[a*dimension + i]`. */
  gradient(xi: ArrayLike<number>, out: Float64Array): void;
}
