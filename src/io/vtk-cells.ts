/** Numbers of VTK's cell types. */
import { elementTypes, topology, type ElementType } from "../mesh/index.js";
import type { RawType } from "./raw-mesh.js";

export interface VtkCell {
  readonly type: RawType;
  /** Position in the file's order of each node in ours; absent where both agree. */
  readonly order?: readonly number[];
}

const ownTypes = elementTypes.map((type: ElementType) => [topology[type].vtkType, { type }] as const);

/** Supported cells by VTK's number; pixels and voxels are quadrilaterals and hexahedra in raster order. */
export const vtkCells: ReadonlyMap<number, VtkCell> = new Map<number, VtkCell>([
  [1, { type: "point" }],
  [3, { type: "line2" }],
  [21, { type: "line3" }],
  ...ownTypes,
  [8, { type: "quad4", order: [0, 1, 3, 2] }],
  [11, { type: "hex8", order: [0, 1, 3, 2, 4, 5, 7, 6] }],
]);
