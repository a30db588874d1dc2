/** Topology of the element types: node counts, edges and faces. Node order is VTK's. */

export type ElementType = "tri3" | "tri6" | "quad4" | "quad8" | "tet4" | "tet10" | "hex8" | "hex20";
/** Types of faces: edges of plane cells (2D), surface cells of solids (3D). */
export type FaceType = "line2" | "line3" | "tri3" | "tri6" | "quad4" | "quad8";
/** Element types whose nodes are their corners. */
export type LinearType = "tri3" | "quad4" | "tet4" | "hex8";

export interface Topology {
  readonly dimension: 2 | 3;
  readonly nodes: number;
  /** The first so many nodes are corners; node `corners + i` of a quadratic type lies on `edges[i]`. */
  readonly corners: number;
  /** The type with the same corners and no nodes on edges. */
  readonly linear: LinearType;
  readonly vtkType: number;
  /** Pairs of corners, in the order of the mid nodes of the quadratic type. */
  readonly edges: readonly (readonly [number, number])[];
  readonly faceType: FaceType;
  /** Local nodes of each face in the order of `faceType` (corners first), ordered so that the normal points outwards. */
  readonly faces: readonly (readonly number[])[];
}

const triangleEdges: Topology["edges"] = [[0, 1], [1, 2], [2, 0]];
const quadEdges: Topology["edges"] = [[0, 1], [1, 2], [2, 3], [3, 0]];
const tetEdges: Topology["edges"] = [[0, 1], [1, 2], [2, 0], [0, 3], [1, 3], [2, 3]];
const hexEdges: Topology["edges"] = [
  [0, 1], [1, 2], [2, 3], [3, 0], [4, 5], [5, 6], [6, 7], [7, 4], [0, 4], [1, 5], [2, 6], [3, 7],
];
const tetFaces: Topology["faces"] = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]];
const hexFaces: Topology["faces"] = [[0, 4, 7, 3], [1, 2, 6, 5], [0, 1, 5, 4], [3, 7, 6, 2], [0, 3, 2, 1], [4, 5, 6, 7]];

/** Appends to each face the nodes on its edges, in the order of its corners. */
function withMidNodes(faces: Topology["faces"], edges: Topology["edges"], corners: number): number[][] {
  const between = (a: number, b: number) => corners + edges.findIndex(([p, q]) => (p === a && q === b) || (p === b && q === a));
  return faces.map((face) => {
    const sides = face.length === 2 ? [between(face[0], face[1])] : face.map((a, i) => between(a, face[(i + 1) % face.length]));
    return [...face, ...sides];
  });
}

/** Topology by element type. Faces of hex8 come in the order x-, x+, y-, y+, z-, z+ of the reference cube. */
export const topology: Readonly<Record<ElementType, Topology>> = {
  tri3: { dimension: 2, nodes: 3, corners: 3, linear: "tri3", vtkType: 5, edges: triangleEdges, faceType: "line2", faces: triangleEdges },
  tri6: {
    dimension: 2, nodes: 6, corners: 3, linear: "tri3", vtkType: 22, edges: triangleEdges,
    faceType: "line3", faces: withMidNodes(triangleEdges, triangleEdges, 3),
  },
  quad4: { dimension: 2, nodes: 4, corners: 4, linear: "quad4", vtkType: 9, edges: quadEdges, faceType: "line2", faces: quadEdges },
  quad8: {
    dimension: 2, nodes: 8, corners: 4, linear: "quad4", vtkType: 23, edges: quadEdges,
    faceType: "line3", faces: withMidNodes(quadEdges, quadEdges, 4),
  },
  tet4: { dimension: 3, nodes: 4, corners: 4, linear: "tet4", vtkType: 10, edges: tetEdges, faceType: "tri3", faces: tetFaces },
  tet10: {
    dimension: 3, nodes: 10, corners: 4, linear: "tet4", vtkType: 24, edges: tetEdges,
    faceType: "tri6", faces: withMidNodes(tetFaces, tetEdges, 4),
  },
  hex8: { dimension: 3, nodes: 8, corners: 8, linear: "hex8", vtkType: 12, edges: hexEdges, faceType: "quad4", faces: hexFaces },
  hex20: {
    dimension: 3, nodes: 20, corners: 8, linear: "hex8", vtkType: 25, edges: hexEdges,
    faceType: "quad8", faces: withMidNodes(hexFaces, hexEdges, 8),
  },
};

/** All element types. */
export const elementTypes = Object.keys(topology) as readonly ElementType[];

/** Number of corners by face type; the corners are a face's first nodes. */
export const faceCorners: Readonly<Record<FaceType, number>> = { line2: 2, line3: 2, tri3: 3, tri6: 3, quad4: 4, quad8: 4 };
