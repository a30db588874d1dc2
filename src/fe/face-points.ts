/** Integration over undeformed faces: points with their shape functions, normals and areas. */
import type { Element, Quadrature } from "../element/element.js";
import { elementOf } from "../element/index.js";
import { triangle3, triangle6 } from "../element/simplex.js";
import { cellPlace, faceNodes } from "../mesh/cells.js";
import type { Mesh } from "../mesh/mesh.js";
import { topology } from "../mesh/topology.js";

/** A quadrature point of a face. */
export interface FacePoint {
  /** Nodes of its face. */
  readonly nodes: Int32Array;
  /** Shape functions of these nodes. */
  readonly N: Float64Array;
  /** Unit normal out of the body `[3]`. */
  readonly normal: Float64Array;
  /** Share of the reference area, unit of area (2D: of length). */
  readonly area: number;
}

/** Rules that integrate products of two shape functions exactly on a flat face, where that of the element does not. */
const productRules: Partial<Record<Element["type"], Quadrature>> = { tri3: triangle3, tri6: triangle6 };

/** The rule for products of two shape functions of a face. */
export function productRule(element: Element): Quadrature {
  return productRules[element.type] ?? element.quadrature;
}

/** The element of the faces of a cell. */
export function faceElement(mesh: Mesh, cell: number): Element {
  return elementOf(topology[cellPlace(mesh, cell).block.type].faceType);
}

/**
 * Quadrature points of some faces, in their order.
 * @param faces pairs `[count, 2]` of (cell, local face)
 * @throws MeshError E_MESH_INDEX when a face does not exist
 */
export function facePoints(mesh: Mesh, faces: ArrayLike<number>): FacePoint[] {
  const out: FacePoint[] = [];
  for (let f = 0; 2 * f < faces.length; f++) {
    out.push(...pointsOfFace(mesh, faceElement(mesh, faces[2 * f]), faceNodes(mesh, faces[2 * f], faces[2 * f + 1])));
  }
  return out;
}

function pointsOfFace(mesh: Mesh, element: Element, nodes: Int32Array): FacePoint[] {
  const { dimension } = element;
  const { points, weights } = productRule(element);
  const dN = new Float64Array(element.nodes * dimension);
  return Array.from(weights, (weight, q) => {
    const xi = points.subarray(q * dimension, (q + 1) * dimension);
    const N = new Float64Array(element.nodes);
    element.shape(xi, N);
    element.gradient(xi, dN);
    const normal = areaVector(mesh, nodes, dN, dimension);
    const size = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    return { nodes, N, normal: normal.map((n) => n / size), area: size * weight };
  });
}

/** Cross product of the tangents; an edge is a strip of thickness 1 along z. */
function areaVector(mesh: Mesh, nodes: Int32Array, dN: Float64Array, dimension: number): Float64Array {
  const one = new Float64Array(3), two = Float64Array.of(0, 0, dimension === 1 ? 1 : 0);
  nodes.forEach((node, a) => {
    for (let i = 0; i < mesh.dimension; i++) {
      one[i] += dN[a * dimension] * mesh.points[3 * node + i];
      if (dimension === 2) two[i] += dN[2 * a + 1] * mesh.points[3 * node + i];
    }
  });
  return Float64Array.of(one[1] * two[2] - one[2] * two[1], one[2] * two[0] - one[0] * two[2], one[0] * two[1] - one[1] * two[0]);
}
