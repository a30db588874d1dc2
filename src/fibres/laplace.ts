/** Laplace's equation on a mesh with values on two sets of nodes: smooth coordinates from one side of a body to the other. */
import { ConvergenceError } from "../core/errors.js";
import { dofPattern, nodeGraph, placeIn } from "../fe/pattern.js";
import type { Patch } from "../fe/patch.js";
import { nodeCount } from "../mesh/index.js";
import type { SparsityPattern } from "../sparse/index.js";
import { symmetricSolver } from "../solve/direct.js";
import type { MeshPoints } from "./points.js";

/**
 * The harmonic function that is 0 on one set of nodes and 1 on another; no flux through the rest of the boundary.
 * @param zeros node numbers with value 0
 * @param ones node numbers with value 1; nodes of both sets are 0
 * @returns value per node, between 0 and 1 up to the discrete maximum principle
 * @throws ConvergenceError E_SINGULAR when a part of the body touches neither set
 */
export async function laplace(points: MeshPoints, zeros: Int32Array, ones: Int32Array): Promise<Float64Array> {
  const { mesh, patches } = points;
  const nodes = nodeCount(mesh);
  const given = new Float64Array(nodes).fill(NaN);
  for (const node of ones) given[node] = 1;
  for (const node of zeros) given[node] = 0;
  const pattern = dofPattern(nodeGraph(nodes, patches), 1);
  const K = conductivity(pattern, patches);
  const rhs = eliminate(pattern, K, given);
  const solver = await symmetricSolver.create(pattern, { coordinates: mesh.points, nodeOfRow: Int32Array.from({ length: nodes }, (_, node) => node), directionOfRow: new Int32Array(nodes) });
  try {
    if (!solver.factor(K)) {
      throw new ConvergenceError("E_SINGULAR", "the Laplace equation of a fibre rule has no unique solution: a part of the body touches neither of the two sets.", { hint: "give sets that every part of the body reaches." });
    }
    solver.solve(rhs, rhs);
  } finally {
    solver.dispose();
  }
  return rhs;
}

/** Sum over cells of ∫ ∇Na · ∇Nb dV. */
function conductivity(pattern: SparsityPattern, patches: readonly Patch[]): Float64Array {
  const K = new Float64Array(pattern.columns.length);
  for (const patch of patches) {
    for (let c = 0; c < patch.cells.length; c++) addCell(pattern, patch, c, K);
  }
  return K;
}

function addCell(pattern: SparsityPattern, patch: Patch, c: number, K: Float64Array): void {
  const { nodes, points, dimension, dNdX, dV, connectivity } = patch;
  for (let a = 0; a < nodes; a++) {
    for (let b = 0; b < nodes; b++) {
      let sum = 0;
      for (let k = c * points; k < (c + 1) * points; k++) {
        let product = 0;
        for (let J = 0; J < dimension; J++) product += dNdX[(k * dimension + J) * nodes + a] * dNdX[(k * dimension + J) * nodes + b];
        sum += dV[k] * product;
      }
      K[placeIn(pattern.rowStart, pattern.columns, connectivity[c * nodes + a], connectivity[c * nodes + b])] += sum;
    }
  }
}

/** Puts given values (not NaN) into the system: their rows and columns become those of the identity. Returns the right-hand side. */
function eliminate({ size, rowStart, columns }: SparsityPattern, K: Float64Array, given: Float64Array): Float64Array {
  const rhs = new Float64Array(size);
  const isGiven = (node: number): boolean => given[node] === given[node];
  for (let row = 0; row < size; row++) {
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) {
      const column = columns[k];
      if (!isGiven(row) && !isGiven(column)) continue;
      if (!isGiven(row)) rhs[row] -= K[k] * given[column];
      K[k] = row === column ? 1 : 0;
    }
    if (isGiven(row)) rhs[row] = given[row];
  }
  return rhs;
}
