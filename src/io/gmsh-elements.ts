/** Numbers and node orders of Gmsh's element types (Gmsh reference manual, "Node ordering" and "MSH file format"). */
import type { RawType } from "./raw-mesh.js";

export interface GmshElement {
  readonly number: number;
  readonly type: RawType;
  /** Position in Gmsh's order of each node in VTK's order; absent where both agree. */
  readonly fromGmsh?: readonly number[];
}

/** Supported types. Only tet10 and hex20 order their edges differently from VTK. */
export const gmshElements: readonly GmshElement[] = [
  { number: 15, type: "point" },
  { number: 1, type: "line2" },
  { number: 8, type: "line3" },
  { number: 2, type: "tri3" },
  { number: 9, type: "tri6" },
  { number: 3, type: "quad4" },
  { number: 16, type: "quad8" },
  { number: 4, type: "tet4" },
  { number: 11, type: "tet10", fromGmsh: [0, 1, 2, 3, 4, 5, 6, 7, 9, 8] },
  { number: 5, type: "hex8" },
  { number: 17, type: "hex20", fromGmsh: [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 9, 16, 18, 19, 17, 10, 12, 14, 15] },
];

/** What to do about types that are not supported. */
const advice: Readonly<Record<number, string>> = {
  6: "wedges are not supported: extrude with Recombine for hexahedra, or without it for tetrahedra.",
  7: "pyramids are not supported: use a mesh of tetrahedra or of hexahedra only.",
  10: "9-node quadrilaterals are not supported: set Mesh.SecondOrderIncomplete = 1 for 8 nodes.",
  12: "27-node hexahedra are not supported: set Mesh.SecondOrderIncomplete = 1 for 20 nodes.",
  13: "wedges are not supported: extrude with Recombine for hexahedra.",
  18: "wedges are not supported: extrude with Recombine for hexahedra.",
};

/** The supported element with Gmsh's number, or a sentence that says what to use instead. */
export function gmshElement(number: number): GmshElement | string {
  const known = gmshElements.find((element) => element.number === number);
  return known ?? advice[number] ?? "use Mesh.ElementOrder 1 or 2, with triangles, quadrilaterals, tetrahedra or hexahedra.";
}
