/** Immutable finite-element mesh: points, blocks of cells of one type, and named sets. */
import type { ElementType } from "./topology.js";

/** Cells of one element type, stored together. */
export interface CellBlock {
  readonly type: ElementType;
  /** Node numbers, `[cells, nodesPerCell]`, VTK order. */
  readonly connectivity: Int32Array;
}

/** Named groups. A name may occur in more than one of the three maps. */
export interface MeshSets {
  /** Node numbers, sorted, without repeats. */
  readonly nodes: Readonly<Record<string, Int32Array>>;
  /** Boundary faces as pairs `[faces, 2]` of (cell, local face number of `topology.ts`). */
  readonly faces: Readonly<Record<string, Int32Array>>;
  /** Cell numbers, sorted; cells are numbered through all blocks in order. */
  readonly cells: Readonly<Record<string, Int32Array>>;
}

/** Immutable mesh; changes return another mesh. */
export interface Mesh {
  /** 2 = plane problem in x, y (third coordinate ignored), 3 = solid. */
  readonly dimension: 2 | 3;
  /** Coordinates `[nodes, 3]` in the unit of length of the case, always three per node. */
  readonly points: Float64Array;
  readonly blocks: readonly CellBlock[];
  readonly sets: MeshSets;
}
