/** How cells are cut by uniform refinement: children as local nodes of the refined parent. */
import { topology, type LinearType } from "./topology.js";

/** One way to cut a cell. Local nodes: corners, then a node per edge, then per face of a solid with four corners, then the centre of quad4 and hex8. */
export interface Cut {
  readonly children: readonly (readonly number[])[];
  /** For each face of the parent, its parts as (child, local face of the child). */
  readonly faces: readonly (readonly (readonly [child: number, face: number])[])[];
}

/** A tetrahedron leaves an octahedron in its middle, which is cut along one of three diagonals: their ends, and the ring of nodes around them. */
const octahedra = [
  { diagonal: [4, 9], ring: [5, 6, 7, 8] },
  { diagonal: [5, 7], ring: [4, 8, 9, 6] },
  { diagonal: [6, 8], ring: [4, 5, 9, 7] },
] as const;

/** Edges of the tetrahedron whose middles are the ends of each diagonal. */
export const diagonals: readonly (readonly [number, number])[] = octahedra.map(({ diagonal: [a, b] }) => [a - 4, b - 4]);

const tetCorners = [[0, 4, 6, 7], [4, 1, 5, 8], [6, 5, 2, 9], [7, 8, 9, 3]];

function tetChildren({ diagonal: [a, b], ring }: (typeof octahedra)[number]): number[][] {
  return [...tetCorners, ...ring.map((node, i) => [a, b, node, ring[(i + 1) % 4]])];
}

/** Places of a hexahedron's nodes on a grid of 0, 1, 2 per direction: corners, middles of edges and of faces, the centre. */
function hexPlaces(): number[][] {
  const corners = [[0, 0, 0], [2, 0, 0], [2, 2, 0], [0, 2, 0], [0, 0, 2], [2, 0, 2], [2, 2, 2], [0, 2, 2]];
  const mean = (nodes: readonly number[]): number[] => [0, 1, 2].map((axis) => nodes.reduce((sum, node) => sum + corners[node][axis], 0) / nodes.length);
  const { edges, faces } = topology.hex8;
  return [...corners, ...edges.map(mean), ...faces.map(mean), mean(corners.map((_, i) => i))];
}

/** The eight cells of the grid, in the order of the parent's corners that they hold. */
function hexChildren(): number[][] {
  const places = hexPlaces();
  const at = (place: readonly number[]): number => places.findIndex((other) => other.every((x, axis) => x === place[axis]));
  return places.slice(0, 8).map((corner) => places.slice(0, 8).map((other) => at(other.map((x, axis) => (x + corner[axis]) / 2))));
}

function cut(type: LinearType, children: readonly (readonly number[])[]): Cut {
  const { faces } = topology[type];
  return {
    children,
    faces: faces.map((_, face) => {
      const on = nodesOnFace(type, face);
      return children.flatMap((child, c) => faces.flatMap((local, f) => (local.every((a) => on.has(child[a])) ? [[c, f] as const] : [])));
    }),
  };
}

/** Local nodes of the refined parent on one of its faces. */
function nodesOnFace(type: LinearType, face: number): Set<number> {
  const { corners, edges, faces, dimension } = topology[type];
  const own = faces[face];
  const middles = edges.flatMap(([a, b], e) => (own.includes(a) && own.includes(b) ? [corners + e] : []));
  const centre = dimension === 3 && own.length === 4 ? [corners + edges.length + face] : [];
  return new Set([...own, ...middles, ...centre]);
}

/** Ways to cut each type; a tetrahedron has one per diagonal. */
export const cuts: Readonly<Record<LinearType, readonly Cut[]>> = {
  tri3: [cut("tri3", [[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]])],
  quad4: [cut("quad4", [[0, 4, 8, 7], [4, 1, 5, 8], [8, 5, 2, 6], [7, 8, 6, 3]])],
  tet4: octahedra.map((octahedron) => cut("tet4", tetChildren(octahedron))),
  hex8: [cut("hex8", hexChildren())],
};
