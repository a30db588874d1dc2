/**
 * Macro cells: groups of neighbouring linear simplices that share one volume change. A single tri3 or tet4 has fewer displacements than
 * volumes to keep, and locks; a group has enough of them (desouzaneto2005). Groups are grown cell by cell, always by the neighbour that
 * adds the fewest nodes, so that they are compact; the order depends on the mesh alone.
 */
import { topology } from "../mesh/topology.js";
import type { Mesh } from "../mesh/mesh.js";
import { cellOffsets } from "../mesh/cells.js";
import type { Arrangement, Patch } from "./patch.js";

/** Cells per group that are aimed at: about one volume per node of a mesh, which is less than a third (half) of its displacements. */
const targetSize = { 2: 4, 3: 12 } as const;

/** Cells of one block, and who shares a side with whom. */
interface Neighbourhood {
  readonly nodes: number;
  readonly target: number;
  /** Node numbers `[cells, nodes]`. */
  readonly connectivity: Int32Array;
  /** Neighbour over each side `[cells, sides]`, -1 where there is none. */
  readonly neighbours: Int32Array;
}

/**
 * Groups the cells of a block, and sorts the groups by their shape so that each arrangement holds equal ones.
 * @param mesh the mesh
 * @param block number of a block of tri3 or tet4
 * @param cells mesh cell numbers of the region in that block, increasing
 */
export function arrangeMacroCells(mesh: Mesh, block: number, cells: Int32Array): Arrangement[] {
  const around = neighbourhood(mesh, block, cells);
  const shapes = new Map<string, { size: number; members: number[] }>();
  for (const group of groupCells(around)) {
    const key = `${group.length},${groupNodes(around.connectivity, around.nodes, group).length}`;
    const shape = shapes.get(key) ?? { size: group.length, members: [] };
    for (const cell of group) shape.members.push(cells[cell]);
    shapes.set(key, shape);
  }
  return [...shapes.values()].map(({ size, members }) => ({ cells: Int32Array.from(members), group: size }));
}

function neighbourhood(mesh: Mesh, block: number, cells: Int32Array): Neighbourhood {
  const { type, connectivity: all } = mesh.blocks[block];
  const { nodes, faces, dimension } = topology[type];
  const offset = cellOffsets(mesh)[block];
  const connectivity = new Int32Array(cells.length * nodes);
  cells.forEach((cell, c) => connectivity.set(all.subarray((cell - offset) * nodes, (cell - offset + 1) * nodes), c * nodes));
  const neighbours = new Int32Array(cells.length * faces.length).fill(-1), open = new Map<string, number>();
  for (let side = 0; side < neighbours.length; side++) {
    const local = side % faces.length, c = (side - local) / faces.length;
    const key = faces[local].map((a) => connectivity[c * nodes + a]).sort((a, b) => a - b).join();
    const other = open.get(key);
    if (other === undefined) open.set(key, side);
    else {
      neighbours[side] = Math.floor(other / faces.length);
      neighbours[other] = c;
    }
  }
  return { nodes, target: targetSize[dimension as 2 | 3], connectivity, neighbours };
}

/** Groups as lists of cells; seeds are the cells met first at the edge of earlier groups, so that no gaps are left behind. */
function groupCells(around: Neighbourhood): number[][] {
  const count = around.connectivity.length / around.nodes;
  const owner = new Int32Array(count).fill(-1), groups: number[][] = [], front: number[] = [];
  let next = 0;
  for (;;) {
    let seed = front.shift();
    while (seed !== undefined && owner[seed] >= 0) seed = front.shift();
    while (seed === undefined && next < count) {
      if (owner[next] < 0) seed = next;
      next++;
    }
    if (seed === undefined) break;
    grow(around, owner, groups, seed);
    for (const cell of groups[groups.length - 1]) front.push(...freeNeighbours(around, owner, cell));
  }
  return mergeSmall(around, owner, groups);
}

function freeNeighbours({ nodes, neighbours }: Neighbourhood, owner: Int32Array, cell: number): number[] {
  return Array.from(neighbours.subarray(cell * nodes, (cell + 1) * nodes)).filter((other) => other >= 0 && owner[other] < 0);
}

/** Starts a group at a seed and adds the best neighbour until the group is full, then all that bring no node of their own. */
function grow(around: Neighbourhood, owner: Int32Array, groups: number[][], seed: number): void {
  const number = groups.length, group: number[] = [], inside = new Set<number>();
  const add = (cell: number): void => {
    owner[cell] = number;
    group.push(cell);
    for (let a = 0; a < around.nodes; a++) inside.add(around.connectivity[cell * around.nodes + a]);
  };
  add(seed);
  for (;;) {
    const best = bestNeighbour(around, owner, group, inside);
    if (best === undefined || (group.length >= around.target && best.missing > 0)) break;
    add(best.cell);
  }
  groups.push(group);
}

/** Free neighbour of a group with the fewest nodes outside, then the most sides in common, then the lowest number. */
function bestNeighbour(around: Neighbourhood, owner: Int32Array, group: readonly number[], inside: ReadonlySet<number>): { cell: number; missing: number } | undefined {
  const sides = new Map<number, number>();
  for (const cell of group) for (const other of freeNeighbours(around, owner, cell)) sides.set(other, (sides.get(other) ?? 0) + 1);
  let best: { cell: number; missing: number; shared: number } | undefined;
  for (const [cell, shared] of sides) {
    let missing = 0;
    for (let a = 0; a < around.nodes; a++) if (!inside.has(around.connectivity[cell * around.nodes + a])) missing++;
    const better = !best || missing < best.missing || (missing === best.missing && (shared > best.shared || (shared === best.shared && cell < best.cell)));
    if (better) best = { cell, missing, shared };
  }
  return best;
}

/** Groups of less than half the target would lock by themselves: they join the smallest group beside them. */
function mergeSmall(around: Neighbourhood, owner: Int32Array, groups: number[][]): number[][] {
  groups.forEach((group, number) => {
    if (group.length >= around.target / 2) return;
    const beside = new Set(group.flatMap((cell) => Array.from(around.neighbours.subarray(cell * around.nodes, (cell + 1) * around.nodes), (other) => (other < 0 ? number : owner[other]))));
    beside.delete(number);
    const [smallest] = [...beside].sort((a, b) => groups[a].length - groups[b].length || a - b);
    if (smallest === undefined) return;
    for (const cell of group) owner[cell] = smallest;
    groups[smallest].push(...group);
    group.length = 0;
  });
  return groups.filter((group) => group.length > 0);
}

/** Nodes of a group, each once, in the order of the cells. */
function groupNodes(connectivity: Int32Array, nodes: number, group: ArrayLike<number>): number[] {
  return [...new Set(Array.from(group).flatMap((cell) => Array.from(connectivity.subarray(cell * nodes, (cell + 1) * nodes))))];
}

/**
 * The groups of a patch as cells of their own: nodes of all members, one point per member.
 * @param patch an arrangement of `arrangeMacroCells`: linear simplices with one point each, members of a group one after the other
 */
export function macroPatch(patch: Patch): Patch {
  const { group, nodes, dimension, cells, connectivity, dNdX } = patch;
  const count = cells.length / group;
  const members = Array.from({ length: group }, (_, q) => q);
  const own = groupNodes(connectivity, nodes, members).length;
  const out: Patch = {
    ...patch, nodes: own, points: group, group: 1,
    cells: Int32Array.from({ length: count }, (_, c) => cells[c * group]),
    connectivity: new Int32Array(count * own), dNdX: new Float64Array(count * group * dimension * own),
  };
  for (let c = 0; c < count; c++) {
    const all = groupNodes(connectivity, nodes, members.map((q) => c * group + q));
    out.connectivity.set(all, c * own);
    for (const q of members) {
      for (let a = 0; a < nodes; a++) {
        const slot = all.indexOf(connectivity[(c * group + q) * nodes + a]);
        for (let J = 0; J < dimension; J++) out.dNdX[((c * group + q) * dimension + J) * own + slot] = dNdX[((c * group + q) * dimension + J) * nodes + a];
      }
    }
  }
  return out;
}
