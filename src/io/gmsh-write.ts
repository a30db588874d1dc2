/** Writes Gmsh meshes: MSH 4.1, ascii. */
import { MeshError } from "../core/errors.js";
import { cellCount, cellNodes, cellPlace, faceNodes, nodeCount, topology, type Mesh } from "../mesh/index.js";
import { gmshElements } from "./gmsh-elements.js";
import type { RawType } from "./raw-mesh.js";

/** Elements of one type in one entity of the file; an entity stands for one combination of sets. */
interface EntityBlock {
  readonly dimension: number;
  readonly type: RawType;
  /** Names of the sets that hold all of the elements. */
  readonly sets: readonly string[];
  /** Nodes of each element, VTK order. */
  readonly elements: readonly ArrayLike<number>[];
}

/** Physical groups: number by name, per dimension. */
type Groups = readonly Map<string, number>[];

/**
 * Gmsh file (MSH 4.1, ascii) of a mesh. Cell sets and face sets become physical groups; node sets that are not the nodes of a face set of the same
 * name become groups of points. Reading the file again gives the same nodes, cells and sets (cells of several types come in the same order).
 * The set `all` is left out where other cell sets cover every cell.
 *
 * Throws MeshError E_MESH_SET when a name holds a quote or a line break, or when a node set lacks nodes of the face set of its name.
 */
export function writeGmsh(mesh: Mesh): Uint8Array {
  const blocks = [...pointBlocks(mesh), ...faceBlocks(mesh), ...cellBlocks(mesh)];
  const groups = [0, 1, 2, 3].map((dimension) => new Map(namesOf(blocks, dimension).map((name, i) => [name, i + 1])));
  const lines = ["$MeshFormat", "4.1 0 8", "$EndMeshFormat", ...physicalNames(groups), ...entities(mesh, blocks, groups), ...nodes(mesh), ...elements(blocks)];
  return new TextEncoder().encode(lines.join("\n") + "\n");
}

function namesOf(blocks: readonly EntityBlock[], dimension: number): string[] {
  const names = [...new Set(blocks.filter((block) => block.dimension === dimension).flatMap((block) => block.sets))];
  const bad = names.find((name) => /["\r\n]/.test(name));
  if (bad !== undefined) throw new MeshError("E_MESH_SET", `the set name ${JSON.stringify(bad)} cannot stand in a Gmsh file.`, { hint: "rename the set: no quotes, no line breaks.", details: { name: bad } });
  return names;
}

/** Items grouped by the combination of sets that hold them, and by type. */
function byCombination<T>(dimension: number, items: readonly { readonly item: T; readonly type: RawType; readonly sets: readonly string[] }[], nodesOfItem: (item: T) => ArrayLike<number>): EntityBlock[] {
  const blocks = new Map<string, { type: RawType; sets: readonly string[]; elements: ArrayLike<number>[] }>();
  for (const { item, type, sets } of items) {
    const key = JSON.stringify([type, sets]);
    const block = blocks.get(key) ?? { type, sets, elements: [] };
    block.elements.push(nodesOfItem(item));
    blocks.set(key, block);
  }
  return [...blocks.values()].map((block) => ({ dimension, ...block }));
}

/** Names of the sets that hold each key. */
function membership(sets: Iterable<readonly [string, Iterable<string | number>]>): Map<string | number, string[]> {
  const names = new Map<string | number, string[]>();
  for (const [name, keys] of sets) {
    for (const key of keys) {
      const list = names.get(key) ?? [];
      list.push(name);
      names.set(key, list);
    }
  }
  return names;
}

function cellBlocks(mesh: Mesh): EntityBlock[] {
  const count = cellCount(mesh);
  const named = Object.entries(mesh.sets.cells).filter(([name]) => name !== "all");
  const covered = new Set(named.flatMap(([, cells]) => Array.from(cells))).size === count;
  const sets = membership(covered && mesh.sets.cells.all.length === count ? named : Object.entries(mesh.sets.cells));
  // One entity per run, so that the order of the cells survives.
  const runs: { dimension: number; type: RawType; sets: readonly string[]; elements: ArrayLike<number>[] }[] = [];
  for (let cell = 0; cell < count; cell++) {
    const { type } = cellPlace(mesh, cell).block;
    const own = sets.get(cell) ?? [];
    const last = runs.at(-1);
    if (last && last.type === type && last.sets.join("\n") === own.join("\n")) last.elements.push(cellNodes(mesh, cell));
    else runs.push({ dimension: mesh.dimension, type, sets: own, elements: [cellNodes(mesh, cell)] });
  }
  return runs;
}

function faceBlocks(mesh: Mesh): EntityBlock[] {
  const sets = membership(Object.entries(mesh.sets.faces).map(([name, faces]) => [name, pairKeys(faces)] as const));
  const items = [...sets].map(([key, names]) => {
    const [cell, face] = String(key).split(":").map(Number);
    return { item: faceNodes(mesh, cell, face), type: topology[cellPlace(mesh, cell).block.type].faceType, sets: names };
  });
  return byCombination(mesh.dimension - 1, items, (nodes) => nodes);
}

function pairKeys(faces: Int32Array): string[] {
  return Array.from({ length: faces.length / 2 }, (_, i) => `${faces[2 * i]}:${faces[2 * i + 1]}`);
}

function pointBlocks(mesh: Mesh): EntityBlock[] {
  const extra = Object.entries(mesh.sets.nodes).map(([name, set]) => [name, nodesBeyondFaces(mesh, name, set)] as const);
  const items = [...membership(extra)].map(([node, sets]) => ({ item: Number(node), type: "point" as const, sets }));
  return byCombination(0, items, (node) => [node]);
}

/** Nodes of a node set that reading the face set of the same name would not give back. */
function nodesBeyondFaces(mesh: Mesh, name: string, set: Int32Array): number[] {
  if (!Object.hasOwn(mesh.sets.faces, name)) return Array.from(set);
  const faces = mesh.sets.faces[name];
  const onFaces = new Set(Array.from({ length: faces.length / 2 }, (_, i) => Array.from(faceNodes(mesh, faces[2 * i], faces[2 * i + 1]))).flat());
  const own = new Set(set);
  const missing = [...onFaces].find((node) => !own.has(node));
  if (missing === undefined) return Array.from(set).filter((node) => !onFaces.has(node));
  throw new MeshError("E_MESH_SET", `the node set "${name}" lacks node ${missing} of the face set "${name}": a Gmsh file cannot say that.`, {
    hint: "give the two sets different names.", details: { name, node: missing },
  });
}

function physicalNames(groups: Groups): string[] {
  const lines = groups.flatMap((names, dimension) => [...names].map(([name, tag]) => `${dimension} ${tag} "${name}"`));
  return lines.length === 0 ? [] : ["$PhysicalNames", String(lines.length), ...lines, "$EndPhysicalNames"];
}

/** Tags count per dimension, in the order of the blocks. */
function entityTags(blocks: readonly EntityBlock[]): number[] {
  const last = [0, 0, 0, 0];
  return blocks.map(({ dimension }) => ++last[dimension]);
}

function entities(mesh: Mesh, blocks: readonly EntityBlock[], groups: Groups): string[] {
  const tags = entityTags(blocks);
  const lines = blocks.map(({ dimension, sets, elements }, i) => {
    const physical = [sets.length, ...sets.map((name) => groups[dimension].get(name))].join(" ");
    const bounds = dimension === 0 ? coordinates(mesh, elements[0][0]) : `${boundsOf(mesh, elements)}`;
    return `${tags[i]} ${bounds} ${physical}${dimension === 0 ? "" : " 0"}`;
  });
  const counts = [0, 1, 2, 3].map((dimension) => blocks.filter((block) => block.dimension === dimension).length);
  return ["$Entities", counts.join(" "), ...lines, "$EndEntities"];
}

function coordinates(mesh: Mesh, node: number): string {
  return Array.from(mesh.points.subarray(3 * node, 3 * node + 3)).join(" ");
}

function boundsOf(mesh: Mesh, elements: readonly ArrayLike<number>[]): string {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const element of elements) {
    for (const node of Array.from(element)) {
      for (let i = 0; i < 3; i++) {
        low[i] = Math.min(low[i], mesh.points[3 * node + i]);
        high[i] = Math.max(high[i], mesh.points[3 * node + i]);
      }
    }
  }
  return [...low, ...high].join(" ");
}

/** All nodes in one block, classified on the first entity of the body. */
function nodes(mesh: Mesh): string[] {
  const count = nodeCount(mesh);
  const tags = Array.from({ length: count }, (_, node) => String(node + 1));
  const rows = Array.from({ length: count }, (_, node) => coordinates(mesh, node));
  return ["$Nodes", `1 ${count} 1 ${count}`, `${mesh.dimension} 1 0 ${count}`, ...tags, ...rows, "$EndNodes"];
}

function elements(blocks: readonly EntityBlock[]): string[] {
  const tags = entityTags(blocks);
  const count = blocks.reduce((sum, block) => sum + block.elements.length, 0);
  let tag = 0;
  const lines = blocks.flatMap(({ dimension, type, elements: list }, i) => {
    const { number, toGmsh } = gmshOrder(type);
    const rows = list.map((element) => [++tag, ...toGmsh(element)].join(" "));
    return [`${dimension} ${tags[i]} ${number} ${list.length}`, ...rows];
  });
  return ["$Elements", `${blocks.length} ${count} 1 ${count}`, ...lines, "$EndElements"];
}

function gmshOrder(type: RawType): { number: number; toGmsh: (nodes: ArrayLike<number>) => number[] } {
  const { number, fromGmsh } = gmshElements.find((element) => element.type === type) ?? gmshElements[0];
  return {
    number,
    toGmsh: (nodes) => {
      const tags = Array.from(nodes, (node) => node + 1);
      return fromGmsh ? tags.map((_, gmsh) => tags[fromGmsh.indexOf(gmsh)]) : tags;
    },
  };
}
