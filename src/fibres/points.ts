/** All Gauss points of a mesh, cell by cell: where direction fields have their values. */
import { createPatches, type Patch, pointCount, pointPlace } from "../fe/patch.js";
import { cellCount, type Mesh } from "../mesh/index.js";

/** Gauss points of all cells, whatever their material. */
export interface MeshPoints {
  readonly mesh: Mesh;
  readonly patches: readonly Patch[];
  readonly count: number;
  /** First point of each cell. */
  readonly firstOfCell: Int32Array;
}

/**
 * Lays the points of a mesh out.
 * @throws MeshError E_INVERTED_CELL
 */
export function meshPoints(mesh: Mesh): MeshPoints {
  const cells = cellCount(mesh);
  const patches = createPatches(mesh, Int32Array.from({ length: cells }, (_, cell) => cell));
  const firstOfCell = new Int32Array(cells);
  for (const patch of patches) patch.cells.forEach((cell, c) => { firstOfCell[cell] = patch.firstPoint + c * patch.points; });
  return { mesh, patches, count: pointCount(patches), firstOfCell };
}

/** A Gauss point on a walk through a mesh. */
export interface PointVisit {
  readonly patch: Patch;
  /** Cell of the patch, and point of the cell. */
  readonly c: number;
  readonly q: number;
  readonly cell: number;
  /** Number of the point in the mesh. */
  readonly point: number;
}

/** Visits all points in order. */
export function forEachPoint({ patches }: MeshPoints, visit: (at: PointVisit) => void): void {
  for (const patch of patches) {
    for (let k = 0; k < patch.cells.length * patch.points; k++) {
      const q = k % patch.points, c = (k - q) / patch.points;
      visit({ patch, c, q, cell: patch.cells[c], point: patch.firstPoint + k });
    }
  }
}

/** Reference coordinates of a point, unit of length; written to `out` `[3]`. */
export function placeOf({ mesh }: MeshPoints, { patch, c, q }: PointVisit, out: Float64Array): Float64Array {
  return pointPlace(mesh, patch, c, q, out);
}
