/** Node sets under refinement: which new nodes belong to a set of old ones. */
import { faceNodes, nodeCount } from "./cells.js";
import { boundaryFaces } from "./faces.js";
import type { CellBlock, Mesh } from "./mesh.js";
import type { NewNodes } from "./refine.js";
import { nodesOfFaces } from "./sets.js";
import { topology } from "./topology.js";

/** What the refined mesh has so far. */
interface Refined {
  readonly blocks: readonly CellBlock[];
  readonly faces: Readonly<Record<string, Int32Array>>;
}

/** Where old edges and nodes lie. */
interface Boundary {
  readonly nodes: Uint8Array;
  readonly edges: ReadonlySet<number>;
}

/**
 * Node sets of the refined mesh. A new node belongs to a set when all corners around it do; for the middle of an edge this is not enough, since an edge
 * through the body may join two nodes of one surface: it must lie on the boundary, end inside, or be a side of a face (plane: a cell) with all corners in the
 * set. A set whose nodes are those of the face set of the same name gets exactly the nodes of its refined faces.
 */
export function refinedNodeSets(mesh: Mesh, made: NewNodes, refined: Refined): Record<string, Int32Array> {
  const boundary = boundaryOf(mesh);
  return Object.fromEntries(Object.entries(mesh.sets.nodes).map(([name, set]) => {
    const faces = Object.hasOwn(mesh.sets.faces, name) ? mesh.sets.faces[name] : undefined;
    const own = faces === undefined ? [] : nodesOfFaces(refined, refined.faces[name]);
    const covered = faces !== undefined && covers(nodesOfFaces(mesh, faces), set);
    return [name, Int32Array.from([...set, ...own, ...(covered ? [] : newMembers(mesh, made, boundary, set))])];
  }));
}

function covers(nodes: Int32Array, set: Int32Array): boolean {
  const known = new Set(nodes);
  return set.every((node) => known.has(node));
}

function edgeKey(count: number, a: number, b: number): number {
  return Math.min(a, b) * count + Math.max(a, b);
}

function boundaryOf(mesh: Mesh): Boundary {
  const count = nodeCount(mesh);
  const nodes = new Uint8Array(count);
  const edges = new Set<number>();
  const pairs = boundaryFaces(mesh);
  for (let i = 0; i < pairs.length; i += 2) {
    const face = faceNodes(mesh, pairs[i], pairs[i + 1]);
    face.forEach((node, k) => {
      nodes[node] = 1;
      edges.add(edgeKey(count, node, face[(k + 1) % face.length]));
    });
  }
  return { nodes, edges };
}

function newMembers(mesh: Mesh, { parents }: NewNodes, boundary: Boundary, set: Int32Array): number[] {
  const count = nodeCount(mesh);
  const inside = new Uint8Array(count);
  for (const node of set) inside[node] = 1;
  const sides = sidesOfWhole(mesh, inside);
  const belongs = (corners: readonly number[]): boolean => {
    if (!corners.every((node) => inside[node] === 1)) return false;
    if (corners.length > 2 || corners.some((node) => boundary.nodes[node] === 0)) return true;
    const key = edgeKey(count, corners[0], corners[1]);
    return boundary.edges.has(key) || sides.has(key);
  };
  return parents.flatMap((corners, i) => (belongs(corners) ? [count + i] : []));
}

/** Edges of the polygons (faces of solids, plane cells) that lie in the set as a whole. */
function sidesOfWhole(mesh: Mesh, inside: Uint8Array): Set<number> {
  const count = nodeCount(mesh);
  const sides = new Set<number>();
  for (const { type, connectivity } of mesh.blocks) {
    const { nodes, faces, dimension } = topology[type];
    const polygons = dimension === 3 ? faces : [Array.from({ length: nodes }, (_, a) => a)];
    for (let start = 0; start < connectivity.length; start += nodes) {
      for (const polygon of polygons) {
        if (!polygon.every((a) => inside[connectivity[start + a]] === 1)) continue;
        polygon.forEach((a, k) => sides.add(edgeKey(count, connectivity[start + a], connectivity[start + polygon[(k + 1) % polygon.length]])));
      }
    }
  }
  return sides;
}
