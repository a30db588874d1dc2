/** Surfaces that move with the body: their area vectors, the volume they enclose, and the derivatives of both (bonet2008, §8.5). */
import { elementOf } from "../element/index.js";
import type { Element, Quadrature } from "../element/element.js";
import { triangle6 } from "../element/simplex.js";
import { cellPlace, faceNodes } from "../mesh/cells.js";
import type { Mesh } from "../mesh/mesh.js";
import { topology } from "../mesh/topology.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import { placeIn } from "./pattern.js";

/** Faces of one type. */
export interface FacePatch {
  /** Nodes per face. */
  readonly nodes: number;
  /** `[faces, nodes]` */
  readonly connectivity: Int32Array;
  readonly weights: Float64Array;
  /** Shape functions and their two reference derivatives at the points `[points, nodes]`; an edge has no second. */
  readonly N: Float64Array;
  readonly dN1: Float64Array;
  readonly dN2: Float64Array;
}

/** A set of faces. Normals point out of the body. */
export interface Surface {
  readonly dimension: 2 | 3;
  readonly patches: readonly FacePatch[];
  /** Reference coordinates `[nodes of the mesh, 3]`. */
  readonly X: Float64Array;
}

/**
 * Groups faces by their type.
 * @param faces pairs `[count, 2]` of (cell, local face)
 * @throws MeshError E_MESH_INDEX when a face does not exist
 */
export function createSurface(mesh: Mesh, faces: ArrayLike<number>): Surface {
  const byElement = new Map<Element, number[]>();
  for (let f = 0; 2 * f < faces.length; f++) {
    const element = elementOf(topology[cellPlace(mesh, faces[2 * f]).block.type].faceType);
    const nodes = faceNodes(mesh, faces[2 * f], faces[2 * f + 1]);
    byElement.set(element, [...(byElement.get(element) ?? []), ...nodes]);
  }
  const patches = [...byElement].map(([element, connectivity]) => facePatch(element, Int32Array.from(connectivity)));
  return { dimension: mesh.dimension, patches, X: mesh.points };
}

/** Rules that integrate x · n exactly on a deformed face, where that of the element does not. */
const exactRules: Partial<Record<Element["type"], Quadrature>> = { tri6: triangle6 };

function facePatch(element: Element, connectivity: Int32Array): FacePatch {
  const { nodes, dimension } = element;
  const quadrature = exactRules[element.type] ?? element.quadrature;
  const points = quadrature.weights.length;
  const N = new Float64Array(points * nodes), dN1 = new Float64Array(points * nodes), dN2 = new Float64Array(points * nodes);
  const gradient = new Float64Array(nodes * dimension);
  for (let q = 0; q < points; q++) {
    const xi = quadrature.points.subarray(q * dimension, (q + 1) * dimension);
    element.shape(xi, N.subarray(q * nodes, (q + 1) * nodes));
    element.gradient(xi, gradient);
    for (let a = 0; a < nodes; a++) {
      dN1[q * nodes + a] = gradient[a * dimension];
      if (dimension === 2) dN2[q * nodes + a] = gradient[a * dimension + 1];
    }
  }
  return { nodes, connectivity, weights: quadrature.weights, N, dN1, dN2 };
}

/** Tangents of a face at a point, and their cross product; an edge is a strip of thickness 1 along z. */
const tangent1 = new Float64Array(3);
const tangent2 = new Float64Array(3);
const normal = new Float64Array(3);

function fillNormal(surface: Surface, patch: FacePatch, face: number, q: number, u: Float64Array): void {
  const { dimension: d, X } = surface;
  const { nodes, connectivity, dN1, dN2 } = patch;
  tangent1.fill(0);
  tangent2.fill(0);
  if (d === 2) tangent2[2] = 1;
  for (let a = 0; a < nodes; a++) {
    const node = connectivity[face * nodes + a];
    for (let i = 0; i < d; i++) {
      const x = X[3 * node + i] + u[node * d + i];
      tangent1[i] += dN1[q * nodes + a] * x;
      tangent2[i] += dN2[q * nodes + a] * x;
    }
  }
  for (let i = 0; i < 3; i++) {
    const j = (i + 1) % 3, k = (i + 2) % 3;
    normal[i] = tangent1[j] * tangent2[k] - tangent1[k] * tangent2[j];
  }
}

/**
 * Adds factor ∫ N_a n da over the deformed faces: with factor = -p the nodal forces of a pressure p on the body.
 * @param u displacements `[dofs]`
 * @param out `[dofs]`
 */
export function addAreas(surface: Surface, u: Float64Array, factor: number, out: Float64Array): void {
  const d = surface.dimension;
  for (const patch of surface.patches) {
    const { nodes, connectivity, weights, N } = patch;
    for (let face = 0; face * nodes < connectivity.length; face++) {
      for (let q = 0; q < weights.length; q++) {
        fillNormal(surface, patch, face, q, u);
        for (let a = 0; a < nodes; a++) {
          const node = connectivity[face * nodes + a], share = factor * weights[q] * N[q * nodes + a];
          for (let i = 0; i < d; i++) out[node * d + i] += share * normal[i];
        }
      }
    }
  }
}

/** Area of the deformed faces (2D: length of the edges). @param u displacements `[dofs]` */
export function deformedArea(surface: Surface, u: Float64Array): number {
  let sum = 0;
  for (const patch of surface.patches) {
    for (let face = 0; face * patch.nodes < patch.connectivity.length; face++) {
      for (let q = 0; q < patch.weights.length; q++) {
        fillNormal(surface, patch, face, q, u);
        sum += patch.weights[q] * Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
      }
    }
  }
  return sum;
}

/** Σ at a point: w N_a (dN_b,1 t2 - dN_b,2 t1); ∂A_ai/∂x_bj = ε_ijk spin_k. */
const spin = new Float64Array(3);

/** Visits all node pairs a, b of all faces at all points, with `spin` filled. */
function eachPair(surface: Surface, u: Float64Array, visit: (p: number, face: number, a: number, b: number) => void): void {
  surface.patches.forEach((patch, p) => {
    const { nodes, connectivity, weights, N, dN1, dN2 } = patch;
    for (let face = 0; face * nodes < connectivity.length; face++) {
      for (let q = 0; q < weights.length; q++) {
        fillNormal(surface, patch, face, q, u);
        for (let a = 0; a < nodes; a++) {
          const share = weights[q] * N[q * nodes + a];
          for (let b = 0; b < nodes; b++) {
            for (let k = 0; k < 3; k++) spin[k] = share * (dN1[q * nodes + b] * tangent2[k] - dN2[q * nodes + b] * tangent1[k]);
            visit(p, face, a, b);
          }
        }
      }
    }
  });
}

/** Places of the blocks of node pairs in a pattern, per patch `[faces, nodes, nodes]`: offset of the block's first column in the rows of node a. */
export function surfaceMaps(surface: Surface, pattern: SparsityPattern): Int32Array[] {
  const d = surface.dimension;
  return surface.patches.map(({ nodes, connectivity }) => {
    const map = new Int32Array(connectivity.length * nodes);
    for (let k = 0; k < connectivity.length; k++) {
      const row = connectivity[k] * d, face = k - (k % nodes);
      for (let b = 0; b < nodes; b++) {
        map[k * nodes + b] = placeIn(pattern.rowStart, pattern.columns, row, connectivity[face + b] * d) - pattern.rowStart[row];
      }
    }
    return map;
  });
}

/** Adds factor ∂A/∂x to a stiffness on the pattern that `maps` were made for. */
export function addAreaDerivatives(
  surface: Surface, maps: readonly Int32Array[], u: Float64Array, factor: number, pattern: SparsityPattern, K: Float64Array,
): void {
  const d = surface.dimension;
  eachPair(surface, u, (p, face, a, b) => {
    const { nodes, connectivity } = surface.patches[p];
    const place = face * nodes + a, offset = maps[p][place * nodes + b];
    for (let i = 0; i < d; i++) {
      const j = (i + 1) % 3, k = (i + 2) % 3, row = pattern.rowStart[connectivity[place] * d + i] + offset;
      if (j < d) K[row + j] += factor * spin[k];
      if (k < d) K[row + k] -= factor * spin[j];
    }
  });
}

/**
 * How the rim of a surface is closed, by the divergence theorem: what closes it must not contribute to ∫ (x_i - at_i) n_i da in the directions that
 * are used. With one direction it is closed by a plane x_i = at_i and by walls along i; with all of them, by straight lines to `at`.
 */
export interface Closure {
  readonly at: Float64Array;
  /** Share of each direction `[3]`; they add up to 1. */
  readonly shares: Float64Array;
}

/**
 * Volume between the faces and what closes their rim: -Σ_i share_i ∫ (x_i - at_i) n_i da (normals point out of the body, hence into the cavity).
 * Does not depend on the closure when the surface is closed.
 * @param areas ∫ N_a n da `[dofs]`
 * @returns unit of volume (2D: area)
 */
export function enclosedVolume(surface: Surface, u: Float64Array, { at, shares }: Closure, areas: Float64Array): number {
  const d = surface.dimension;
  let sum = 0;
  for (let dof = 0; dof < areas.length; dof++) {
    if (areas[dof] === 0) continue;
    const i = dof % d, node = (dof - i) / d;
    sum += shares[i] * (surface.X[3 * node + i] + u[dof] - at[i]) * areas[dof];
  }
  return -sum;
}

/** Derivative of the enclosed volume with respect to the displacements `[dofs]`: that of the factors x_i, and that of the areas. */
export function volumeGradient(surface: Surface, u: Float64Array, { at, shares }: Closure, areas: Float64Array, out: Float64Array): void {
  const d = surface.dimension;
  for (let dof = 0; dof < areas.length; dof++) out[dof] = -shares[dof % d] * areas[dof];
  eachPair(surface, u, (p, face, a, b) => {
    const { nodes, connectivity } = surface.patches[p];
    const node = connectivity[face * nodes + a], to = connectivity[face * nodes + b] * d;
    for (let i = 0; i < d; i++) {
      const j = (i + 1) % 3, k = (i + 2) % 3, arm = shares[i] * (surface.X[3 * node + i] + u[node * d + i] - at[i]);
      if (j < d) out[to + j] -= arm * spin[k];
      if (k < d) out[to + k] += arm * spin[j];
    }
  });
}

/** Nodes on the rim: those of edges (2D: end nodes) that belong to one face only. */
export function rimNodes(surface: Surface): Set<number> {
  const sides = new Map<string, { count: number; nodes: number[] }>();
  for (const { nodes, connectivity } of surface.patches) {
    for (let k = 0; k < connectivity.length; k += nodes) {
      for (const side of faceSides(surface.dimension, nodes)) {
        const own = side.map((a) => connectivity[k + a]);
        const key = own.slice(0, 2).sort((a, b) => a - b).join();
        sides.set(key, { count: (sides.get(key)?.count ?? 0) + 1, nodes: own });
      }
    }
  }
  return new Set([...sides.values()].filter(({ count }) => count === 1).flatMap(({ nodes }) => nodes));
}

/** Local nodes of the sides of a face: corners first, then the node between them where there is one. */
function faceSides(dimension: 2 | 3, nodes: number): number[][] {
  if (dimension === 2) return [[0], [1]];
  const corners = nodes === 3 || nodes === 6 ? 3 : 4;
  return Array.from({ length: corners }, (_, c) => [c, (c + 1) % corners, ...(nodes > corners ? [corners + c] : [])]);
}
