/** Springs: an elastic foundation of faces (a Robin condition), or springs at nodes. They pull towards the undeformed place. */
import { facePoints } from "../fe/face-points.js";
import { placeIn } from "../fe/pattern.js";
import type { Constraint } from "../constraint/constraint.js";
import { type TimeFunction, zero } from "../core/time.js";
import type { Mesh } from "../mesh/mesh.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { ConservativeLoad } from "./conservative.js";

/** Linear springs: forces -S u, with the symmetric matrix S as entries sorted by row, then by column. */
export interface Springs {
  /** Dof (node · dimension + component) of each entry. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Force per length (in 2D per unit thickness). */
  readonly values: Float64Array;
  /** Of S over time, no unit; 1 when not given. `heldBySprings` takes it for positive. */
  readonly factor?: TimeFunction;
}

/**
 * Writes the projector onto the directions in which springs act.
 * @param normal of the face, `[3]`; zero at nodes
 * @param out `[3, 3]`
 */
export type SpringDirections = (normal: Float64Array, out: Float64Array) => void;

const one: TimeFunction = () => 1;

/** Springs in all directions. */
export const everyDirection: SpringDirections = (_normal, out) => {
  out.fill(0);
  out[0] = out[4] = out[8] = 1;
};

/** Springs along the normal of the undeformed face; its plane is free. */
export const faceNormal: SpringDirections = (normal, out) => dyad(normal, out);

/** Springs along one direction of any length but 0 `[dimension]`. */
export function along(direction: ArrayLike<number>): SpringDirections {
  const length = Math.sqrt(Array.from(direction).reduce((sum, x) => sum + x * x, 0));
  const unit = Float64Array.from({ length: 3 }, (_, i) => (direction[i] ?? 0) / length);
  return (_normal, out) => dyad(unit, out);
}

function dyad(n: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) out[3 * i + j] = n[i] * n[j];
}

/**
 * Elastic foundation of faces: traction -stiffness · (n·u) n, or -stiffness · u, per reference area.
 * @param faces pairs `[count, 2]` of (cell, local face)
 * @param stiffness stress per length
 * @throws MeshError E_MESH_INDEX when a face does not exist
 */
export function foundation(mesh: Mesh, faces: ArrayLike<number>, stiffness: number, directions: SpringDirections): Springs {
  const entries = new Entries(mesh.dimension);
  const projector = new Float64Array(9);
  for (const { nodes, N, normal, area } of facePoints(mesh, faces)) {
    directions(normal, projector);
    nodes.forEach((a, k) => nodes.forEach((b, l) => entries.add(a, b, stiffness * area * N[k] * N[l], projector)));
  }
  return entries.sorted();
}

/**
 * One spring at each of some nodes.
 * @param stiffness force per length
 */
export function nodeSprings(mesh: Mesh, nodes: ArrayLike<number>, stiffness: number, directions: SpringDirections): Springs {
  const entries = new Entries(mesh.dimension);
  const projector = new Float64Array(9);
  directions(new Float64Array(3), projector);
  for (const node of Array.from(nodes)) entries.add(node, node, stiffness, projector);
  return entries.sorted();
}

/** Sums entries of S that meet at the same place. */
class Entries {
  readonly #rows = new Map<number, Map<number, number>>();
  readonly #dimension: number;

  constructor(dimension: number) {
    this.#dimension = dimension;
  }

  add(a: number, b: number, factor: number, projector: Float64Array): void {
    const d = this.#dimension;
    for (let i = 0; i < d; i++) {
      const row = this.#rows.get(a * d + i) ?? new Map<number, number>();
      this.#rows.set(a * d + i, row);
      for (let j = 0; j < d; j++) {
        const value = factor * projector[3 * i + j];
        if (value !== 0) row.set(b * d + j, (row.get(b * d + j) ?? 0) + value);
      }
    }
  }

  sorted(): Springs {
    const list = [...this.#rows].flatMap(([row, columns]) => [...columns].map(([column, value]) => [row, column, value] as const));
    list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return {
      rows: Int32Array.from(list, ([row]) => row), columns: Int32Array.from(list, ([, column]) => column), values: Float64Array.from(list, ([, , value]) => value),
    };
  }
}

/**
 * Springs on a stiffness.
 * @param pattern of a stiffness over all dofs; every pair of nodes of a face that carries springs must be in it
 */
export function createSprings(springs: Springs, pattern: SparsityPattern): ConservativeLoad {
  const { rows, columns, values, factor = one } = springs;
  const { rowStart } = pattern;
  let scale = 1;
  // A node that no cell uses has no row, and does not move.
  const used = [...rows.keys()].filter((k) => rowStart[rows[k]] < rowStart[rows[k] + 1]);
  const places = Int32Array.from(used, (k) => placeIn(rowStart, pattern.columns, rows[k], columns[k]));
  const forces = new Float64Array(pattern.size);
  return {
    forces,
    respond(u, time) {
      forces.fill(0);
      scale = factor(time);
      for (const k of used) forces[rows[k]] -= scale * values[k] * u[columns[k]];
      let sum = 0;
      for (let dof = 0; dof < u.length; dof++) sum += forces[dof] * u[dof];
      return -sum / 2;
    },
    addStiffness: (K) => used.forEach((k, n) => { K[places[n]] += scale * values[k]; }),
  };
}

/** What springs hold, as equations S u = 0: rigid motions that satisfy them cost the springs no energy. */
export function heldBySprings({ rows, columns, values }: Springs, source: string): Constraint[] {
  const out: Constraint[] = [];
  for (let k = 0, end = 0; k < rows.length; k = end) {
    while (end < rows.length && rows[end] === rows[k]) end++;
    const factors = values.subarray(k + 1, end).map((value) => -value / values[k]);
    out.push({ slave: columns[k], masters: columns.subarray(k + 1, end), factors, value: zero, source });
  }
  return out;
}
