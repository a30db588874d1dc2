/** Cells numbered through all blocks in order, and nodes of cells and faces. */
import { MeshError } from "../core/errors.js";
import type { CellBlock, Mesh } from "./mesh.js";
import { topology } from "./topology.js";

type Cells = Pick<Mesh, "blocks">;

/** Number of nodes of a mesh. */
export function nodeCount(mesh: Pick<Mesh, "points">): number {
  return mesh.points.length / 3;
}

/** Number of cells of one block. */
export function blockSize(block: CellBlock): number {
  return block.connectivity.length / topology[block.type].nodes;
}

/** Number of the first cell of every block `[blocks + 1]`; the last entry is the number of cells of the mesh. */
export function cellOffsets(mesh: Cells): Int32Array {
  const offsets = new Int32Array(mesh.blocks.length + 1);
  mesh.blocks.forEach((block, b) => { offsets[b + 1] = offsets[b] + blockSize(block); });
  return offsets;
}

/** Number of cells of a mesh. */
export function cellCount(mesh: Cells): number {
  return cellOffsets(mesh)[mesh.blocks.length];
}

/** Where a cell is stored. */
export interface CellPlace {
  readonly block: CellBlock;
  /** Row of the block's connectivity. */
  readonly row: number;
}

/** Block and row of the cell with global number `cell`. Throws MeshError E_MESH_INDEX when there is no such cell. */
export function cellPlace(mesh: Cells, cell: number): CellPlace {
  let first = 0;
  for (const block of mesh.blocks) {
    const size = blockSize(block);
    if (cell >= first && cell < first + size) return { block, row: cell - first };
    first += size;
  }
  throw new MeshError("E_MESH_INDEX", `cell ${cell} does not exist: the mesh has ${first} cells.`, {
    hint: "cells are numbered from 0 through all blocks in order.", details: { cell, cells: first },
  });
}

/** Nodes of the cell with global number `cell` (a view of the connectivity). Throws MeshError E_MESH_INDEX. */
export function cellNodes(mesh: Cells, cell: number): Int32Array {
  const { block, row } = cellPlace(mesh, cell);
  const size = topology[block.type].nodes;
  return block.connectivity.subarray(row * size, (row + 1) * size);
}

/** Nodes of local face `face` of `cell`, corners first, ordered so that the normal points out of the cell. Throws MeshError E_MESH_INDEX. */
export function faceNodes(mesh: Cells, cell: number, face: number): Int32Array {
  const { block, row } = cellPlace(mesh, cell);
  const { nodes, faces } = topology[block.type];
  if (!(face in faces)) {
    throw new MeshError("E_MESH_INDEX", `cell ${cell} (${block.type}) has no face ${face}: its faces are 0 to ${faces.length - 1}.`, {
      hint: "faces are numbered as in topology.ts.", details: { cell, face, faces: faces.length },
    });
  }
  return Int32Array.from(faces[face], (local) => block.connectivity[row * nodes + local]);
}
