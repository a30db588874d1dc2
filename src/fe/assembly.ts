/** Assembly of internal forces and stiffness (Total Lagrangian, bonet2008 §9) on a fixed pattern, in a fixed order: the same bits at every run. */
import { blockCells, type ElementKernel } from "../kernels/element.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { Integration, Stress } from "./formulation.js";
import { dofPattern, nodeGraph, scatterMap } from "./pattern.js";
import type { Patch } from "./patch.js";

/** Pattern and scatter maps of some patches that are assembled together. */
export interface Assembler {
  readonly integrations: readonly Integration[];
  /** Pattern over all dofs. */
  readonly pattern: SparsityPattern;
  /** Per patch, see `scatterMap`. */
  readonly maps: readonly Int32Array[];
  readonly kernel: ElementKernel;
}

/**
 * Symbolic phase of assembly.
 * @param nodes number of nodes of the mesh
 * @param dimension 2 or 3
 * @param integrations all patches of all regions with their formulations
 * @param kernel inner loops
 */
export function createAssembler(nodes: number, dimension: 2 | 3, integrations: readonly Integration[], kernel: ElementKernel): Assembler {
  const patches = integrations.map(({ patch }) => patch);
  const graph = nodeGraph(nodes, patches);
  return { integrations, kernel, pattern: dofPattern(graph, dimension), maps: patches.map((patch) => scatterMap(graph, patch)) };
}

/**
 * Internal forces.
 * @param stress stress of the region of each patch
 * @param force out: nodal forces `[dofs]`, unit of force
 */
export function assembleForces(assembler: Assembler, stress: readonly Stress[], force: Float64Array): void {
  force.fill(0);
  addForces(assembler, stress, force);
}

/** Adds the forces of some patches, by number; default all. */
export function addForces(assembler: Assembler, stress: readonly Stress[], force: Float64Array, patches?: readonly number[]): void {
  forEachBlock(assembler, patches, (integration, p, first, count) => {
    integration.computeForces(assembler.kernel, first, count, stress[p]);
    scatterForces(integration.patch, first, count, assembler.kernel.forces, force);
  });
}

/**
 * Stiffness.
 * @param stress tangent of the region of each patch
 * @param K out: values on `assembler.pattern`, force per length
 */
export function assembleStiffness(assembler: Assembler, stress: readonly Stress[], K: Float64Array): void {
  K.fill(0);
  addStiffness(assembler, stress, K);
}

/** Adds the stiffness of some patches, by number; default all. */
export function addStiffness(assembler: Assembler, stress: readonly Stress[], K: Float64Array, patches?: readonly number[]): void {
  forEachBlock(assembler, patches, (integration, p, first, count) => {
    integration.computeStiffness(assembler.kernel, first, count, stress[p]);
    for (let c = 0; c < count; c++) scatterStiffness(assembler, p, first + c, c, K);
  });
}

function forEachBlock(assembler: Assembler, patches: readonly number[] | undefined, visit: (integration: Integration, p: number, first: number, count: number) => void): void {
  assembler.integrations.forEach((integration, p) => {
    if (patches && !patches.includes(p)) return;
    const cells = integration.patch.cells.length;
    for (let first = 0; first < cells; first += blockCells) {
      visit(integration, p, first, Math.min(blockCells, cells - first));
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
  const { nodes, dimension, connectivity } = assembler.integrations[p].patch;
  const { rowStart } = assembler.pattern;
  const map = assembler.maps[p], local = assembler.kernel.stiffness, size = nodes * dimension;
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
