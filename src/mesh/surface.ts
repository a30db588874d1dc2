/** What one sees of a mesh: the faces of a solid's boundary, or the cells of a plane mesh, as polygons. */
import { blockSize, cellPlace, faceNodes } from "./cells.js";
import { boundaryFaces } from "./faces.js";
import type { Mesh } from "./mesh.js";
import { faceCorners, topology } from "./topology.js";

/** Polygons with outward normals (plane meshes: towards +z). */
export interface Surface {
  /** Corner nodes of all polygons, one after the other; nodes on edges are left out. */
  readonly corners: Int32Array;
  /** Where each polygon begins in `corners`, and the end of the last: `[polygons + 1]`. */
  readonly offsets: Int32Array;
  /** Cell behind each polygon. */
  readonly cells: Int32Array;
}

/**
 * The visible polygons of a mesh, for pictures: triangles and quadrilaterals with straight sides.
 * @param mesh plane or solid
 * @throws MeshError E_MESH_FACE when more than two cells share a face
 */
export function surface(mesh: Mesh): Surface {
  const polygons = mesh.dimension === 2 ? planeCells(mesh) : solidFaces(mesh);
  const offsets = new Int32Array(polygons.length + 1);
  polygons.forEach(({ corners }, i) => { offsets[i + 1] = offsets[i] + corners.length; });
  return {
    corners: Int32Array.from(polygons.flatMap(({ corners }) => corners)), offsets,
    cells: Int32Array.from(polygons, ({ cell }) => cell),
  };
}

interface Polygon {
  readonly cell: number;
  readonly corners: readonly number[];
}

function planeCells({ blocks }: Mesh): Polygon[] {
  let cell = 0;
  return blocks.flatMap((block) => {
    const { nodes, corners } = topology[block.type];
    return Array.from({ length: blockSize(block) }, (_, row) => (
      { cell: cell++, corners: [...block.connectivity.subarray(row * nodes, row * nodes + corners)] }));
  });
}

function solidFaces(mesh: Mesh): Polygon[] {
  const faces = boundaryFaces(mesh);
  return Array.from({ length: faces.length / 2 }, (_, i) => {
    const [cell, local] = [faces[2 * i], faces[2 * i + 1]];
    const count = faceCorners[topology[cellPlace(mesh, cell).block.type].faceType];
    return { cell, corners: [...faceNodes(mesh, cell, local).subarray(0, count)] };
  });
}
