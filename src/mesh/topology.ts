/** Topology of the element types: node counts, faces and foreign numberings. Node order is VTK's. */

export type ElementType = "tri3" | "tri6" | "quad4" | "quad8" | "tet4" | "tet10" | "hex8" | "hex20";
/** Types of faces: edges of plane cells (2D), surface cells of solids (3D). */
export type FaceType = "line2" | "line3" | "tri3" | "tri6" | "quad4" | "quad8";

export interface Topology {
  readonly dimension: 2 | 3;
  readonly nodes: number;
  readonly vtkType: number;
  readonly faceType: FaceType;
  /** Local nodes of each face in the order of `faceType`, ordered so that the normal points outwards. */
  readonly faces: readonly (readonly number[])[];
}

const edges = (corners: number, quadratic: "linear" | "quadratic"): number[][] =>
  Array.from({ length: corners }, (_, a) => {
    const b = (a + 1) % corners;
    return quadratic === "quadratic" ? [a, b, corners + a] : [a, b];
  });

/** Topology by element type. Faces of hex8 come in the order x-, x+, y-, y+, z-, z+ of the reference cube. */
export const topology: Readonly<Record<ElementType, Topology>> = {
  tri3: { dimension: 2, nodes: 3, vtkType: 5, faceType: "line2", faces: edges(3, "linear") },
  tri6: { dimension: 2, nodes: 6, vtkType: 22, faceType: "line3", faces: edges(3, "quadratic") },
  quad4: { dimension: 2, nodes: 4, vtkType: 9, faceType: "line2", faces: edges(4, "linear") },
  quad8: { dimension: 2, nodes: 8, vtkType: 23, faceType: "line3", faces: edges(4, "quadratic") },
  tet4: { dimension: 3, nodes: 4, vtkType: 10, faceType: "tri3", faces: [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]] },
  tet10: {
    dimension: 3, nodes: 10, vtkType: 24, faceType: "tri6",
    faces: [[0, 2, 1, 6, 5, 4], [0, 1, 3, 4, 8, 7], [1, 2, 3, 5, 9, 8], [0, 3, 2, 7, 9, 6]],
  },
  hex8: {
    dimension: 3, nodes: 8, vtkType: 12, faceType: "quad4",
    faces: [[0, 4, 7, 3], [1, 2, 6, 5], [0, 1, 5, 4], [3, 7, 6, 2], [0, 3, 2, 1], [4, 5, 6, 7]],
  },
  hex20: {
    dimension: 3, nodes: 20, vtkType: 25, faceType: "quad8",
    faces: [
      [0, 4, 7, 3, 16, 15, 19, 11], [1, 2, 6, 5, 9, 18, 13, 17], [0, 1, 5, 4, 8, 17, 12, 16],
      [3, 7, 6, 2, 19, 14, 18, 10], [0, 3, 2, 1, 11, 10, 9, 8], [4, 5, 6, 7, 12, 13, 14, 15],
    ],
  },
};
