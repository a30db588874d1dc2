/** Dead loads: consistent nodal forces, integrated once over the reference body, scaled over time. */
import type { TimeFunction } from "../core/time.js";
import { elementOf } from "../element/index.js";
import type { Element } from "../element/element.js";
import { cellNodes, cellPlace, faceNodes, nodeCount } from "../mesh/cells.js";
import type { Mesh } from "../mesh/mesh.js";
import { topology } from "../mesh/topology.js";

/** Nodal forces `values · factor(t)` at some dofs. */
export interface Load {
  /** Dofs (node · dimension + component), increasing. */
  readonly dofs: Int32Array;
  /** Force per dof, unit of force (in 2D per unit thickness), same length. */
  readonly values: Float64Array;
  /** Dimensionless factor over time. */
  readonly factor: TimeFunction;
}

/**
 * Concentrated force on one node.
 * @param force components `[dimension]`, unit of force
 */
export function nodalForce(node: number, force: ArrayLike<number>, dimension: 2 | 3, factor: TimeFunction): Load {
  return {
    dofs: Int32Array.from({ length: dimension }, (_, i) => node * dimension + i),
    values: Float64Array.from({ length: dimension }, (_, i) => force[i]),
    factor,
  };
}

/**
 * Dead traction on faces, per reference area.
 * @param faces pairs `[count, 2]` of (cell, local face)
 * @param traction components `[dimension]`, unit of stress
 * @throws MeshError E_MESH_INDEX when a face does not exist
 */
export function traction(mesh: Mesh, faces: ArrayLike<number>, traction: ArrayLike<number>, factor: TimeFunction): Load {
  const weights = new Float64Array(nodeCount(mesh));
  for (let f = 0; 2 * f < faces.length; f++) {
    const { faceType } = topology[cellPlace(mesh, faces[2 * f]).block.type];
    addShares(mesh, elementOf(faceType), faceNodes(mesh, faces[2 * f], faces[2 * f + 1]), weights);
  }
  return spread(weights, traction, mesh.dimension, factor);
}

/**
 * Body force on cells, per reference volume.
 * @param cells mesh cell numbers
 * @param force components `[dimension]`, force per volume
 * @throws MeshError E_MESH_INDEX when a cell does not exist
 */
export function bodyForce(mesh: Mesh, cells: ArrayLike<number>, force: ArrayLike<number>, factor: TimeFunction): Load {
  const weights = new Float64Array(nodeCount(mesh));
  for (let k = 0; k < cells.length; k++) {
    addShares(mesh, elementOf(cellPlace(mesh, cells[k]).block.type), cellNodes(mesh, cells[k]), weights);
  }
  return spread(weights, force, mesh.dimension, factor);
}

/** Adds ∫ N_a dA (or dV) of one face (or cell) to the weight of its nodes. */
function addShares(mesh: Mesh, element: Element, nodes: ArrayLike<number>, weights: Float64Array): void {
  const { quadrature, dimension } = element;
  const N = new Float64Array(element.nodes);
  const dN = new Float64Array(element.nodes * dimension);
  const tangents = new Float64Array(9);
  for (let q = 0; q < quadrature.weights.length; q++) {
    const xi = quadrature.points.subarray(q * dimension, (q + 1) * dimension);
    element.shape(xi, N);
    element.gradient(xi, dN);
    tangents.fill(0);
    for (let a = 0; a < element.nodes; a++) {
      for (let i = 0; i < dimension; i++) {
        for (let J = 0; J < mesh.dimension; J++) tangents[3 * i + J] += mesh.points[3 * nodes[a] + J] * dN[a * dimension + i];
      }
    }
    const size = measure(tangents, dimension) * quadrature.weights[q];
    for (let a = 0; a < element.nodes; a++) weights[nodes[a]] += N[a] * size;
  }
}

/** Length, area or volume spanned by one, two or three tangent vectors (rows of `t`). */
function measure(t: Float64Array, dimension: number): number {
  if (dimension === 1) return Math.sqrt(t[0] * t[0] + t[1] * t[1] + t[2] * t[2]);
  const x = t[1] * t[5] - t[2] * t[4], y = t[2] * t[3] - t[0] * t[5], z = t[0] * t[4] - t[1] * t[3];
  if (dimension === 2) return Math.sqrt(x * x + y * y + z * z);
  return Math.abs(x * t[6] + y * t[7] + z * t[8]);
}

function spread(weights: Float64Array, vector: ArrayLike<number>, dimension: number, factor: TimeFunction): Load {
  const dofs: number[] = [];
  const values: number[] = [];
  for (let node = 0; node < weights.length; node++) {
    if (weights[node] === 0) continue;
    for (let i = 0; i < dimension; i++) {
      dofs.push(node * dimension + i);
      values.push(weights[node] * vector[i]);
    }
  }
  return { dofs: Int32Array.from(dofs), values: Float64Array.from(values), factor };
}

/** External forces of some loads at a time: out `[dofs]`, unit of force. */
export function externalForces(loads: readonly Load[], time: number, out: Float64Array): void {
  out.fill(0);
  for (const load of loads) {
    const factor = load.factor(time);
    for (let k = 0; k < load.dofs.length; k++) out[load.dofs[k]] += factor * load.values[k];
  }
}
