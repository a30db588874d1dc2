/** Assembly of internal forces and stiffness on a fixed pattern, in a fixed order: the same bits at every run. */
import type { SparsityPattern } from "../sparse/pattern.js";
import { type ElementKernel, scalarKernel } from "./kernel.js";
import { dofPattern, nodeGraph, scatterMap } from "./pattern.js";
import type { Patch } from "./patch.js";

/** Pattern and scatter maps of some patches that are assembled together. */
export interface Assembler {
  readonly patches: readonly Patch[];
  /** Pattern over all dofs. */
  readonly pattern: SparsityPattern;
  /** Per patch, see `scatterMap`. */
  readonly maps: readonly Int32Array[];
  readonly kernel: ElementKernel;
  /** Cell forces and stiffnesses of one block of cells. */
  readonly forces: Float64Array;
  readonly stiffness: Float64Array;
}

/** Stress and tangent of the region that a patch belongs to. */
export interface Stress {
  /** `[points, 3, 3]` */
  readonly P: Float64Array;
  /** `[points, 3, 3, 3, 3]` */
  readonly A: Float64Array;
}

/** Cells per kernel call: their stiffnesses stay in cache until they are scattered. */
const blockCells = 16;

/**
 * Symbolic phase of assembly.
 * @param nodes number of nodes of the mesh
 * @param dimension 2 or 3
 * @param patches all patches of all regions
 * @param kernel inner loops; default TypeScript
 */
export function createAssembler(
  nodes: number, dimension: 2 | 3, patches: readonly Patch[], kernel: ElementKernel = scalarKernel,
): Assembler {
  const graph = nodeGraph(nodes, patches);
  const size = Math.max(0, ...patches.map((patch) => patch.nodes * dimension));
  return {
    patches, kernel,
    pattern: dofPattern(graph, dimension),
    maps: patches.map((patch) => scatterMap(graph, patch)),
    forces: new Float64Array(blockCells * size),
    stiffness: new Float64Array(blockCells * size * size),
  };
}

/**
 * Internal forces and stiffness.
 * @param stress stress of the region of each patch
 * @param force out: internal nodal forces `[dofs]`
 * @param K out: values on `assembler.pattern`
 */
export function assembleTangent(assembler: Assembler, stress: readonly Stress[], force: Float64Array, K: Float64Array): void {
  const { kernel, forces, stiffness } = assembler;
  force.fill(0);
  K.fill(0);
  assembler.patches.forEach((patch, p) => {
    for (let first = 0; first < patch.cells.length; first += blockCells) {
      const count = Math.min(blockCells, patch.cells.length - first);
      kernel.tangent(patch, first, count, stress[p].P, stress[p].A, forces, stiffness);
      scatterForces(patch, first, count, forces, force);
      for (let c = 0; c < count; c++) scatterStiffness(assembler, p, first + c, c, K);
    }
  });
}

/** Internal forces alone; arguments as in `assembleTangent`. */
export function assembleForces(assembler: Assembler, stress: readonly Stress[], force: Float64Array): void {
  const { kernel, forces } = assembler;
  force.fill(0);
  assembler.patches.forEach((patch, p) => {
    for (let first = 0; first < patch.cells.length; first += blockCells) {
      const count = Math.min(blockCells, patch.cells.length - first);
      kernel.forces(patch, first, count, stress[p].P, forces);
      scatterForces(patch, first, count, forces, force);
    }
  });
}

function scatterForces(patch: Patch, first: number, count: number, forces: Float64Array, out: Float64Array): void {
  const { nodes, dimension, connectivity } = patch;
  for (let k = 0; k < count * nodes; k++) {
    const node = connectivity[first * nodes + k];
    for (let i = 0; i < dimension; i++) out[node * dimension + i] += forces[k * dimension + i];
  }
}

function scatterStiffness(assembler: Assembler, p: number, cell: number, slot: number, K: Float64Array): void {
  const { nodes, dimension, connectivity } = assembler.patches[p];
  const { rowStart } = assembler.pattern;
  const map = assembler.maps[p], local = assembler.stiffness, size = nodes * dimension;
  let from = slot * size * size;
  for (let a = 0; a < nodes; a++) {
    const dof = connectivity[cell * nodes + a] * dimension;
    const columns = (cell * nodes + a) * nodes;
    for (let i = 0; i < dimension; i++) {
      const row = rowStart[dof + i];
      for (let b = 0; b < nodes; b++) {
        const to = row + map[columns + b];
        for (let j = 0; j < dimension; j++) K[to + j] += local[from++];
      }
    }
  }
}

/** y = K x on a pattern; rows in order. */
export function multiply(pattern: SparsityPattern, K: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let row = 0; row < pattern.size; row++) {
    let sum = 0;
    for (let k = pattern.rowStart[row]; k < pattern.rowStart[row + 1]; k++) sum += K[k] * x[pattern.columns[k]];
    y[row] = sum;
  }
}
