/** Near-nullspace: the rigid motions, handed from level to level. */
import type { Aggregates } from "./aggregate.js";

/** Values of the six modes at each block row `[rows, 3, 6]`. */
export type Modes = Float64Array;

/** A mode that keeps less than this share of its length beside the others is none of its own in an aggregate. */
const dependent = 1e-9;

/**
 * Rigid motions at the nodes: translations, then rotations about the middle, in units of the body's size so that all modes are of like length.
 * @param places `[nodes, 3]`, unit of length
 * @param present 1 for directions that a node has `[nodes, 3]`; the modes are zero in the others
 */
export function rigidModes(places: Float64Array, present: Uint8Array): Modes {
  const nodes = places.length / 3, modes = new Float64Array(18 * nodes);
  const middle = [0, 1, 2].map((i) => mean(places, i, nodes));
  let size = 0;
  for (let k = 0; k < places.length; k++) size = Math.max(size, Math.abs(places[k] - middle[k % 3]));
  for (let node = 0; node < nodes; node++) {
    const [x, y, z] = middle.map((m, i) => (size > 0 ? (places[3 * node + i] - m) / size : 0));
    // Rotations about z first: in the plane they are the only ones.
    const rows = [[1, 0, 0, -y, 0, z], [0, 1, 0, x, -z, 0], [0, 0, 1, 0, y, -x]];
    rows.forEach((row, i) => { if (present[3 * node + i] === 1) modes.set(row, 18 * node + 6 * i); });
  }
  return modes;
}

function mean(places: Float64Array, i: number, nodes: number): number {
  let sum = 0;
  for (let node = 0; node < nodes; node++) sum += places[3 * node + i];
  return nodes > 0 ? sum / nodes : 0;
}

/** Modes of the next level, and those of this one, orthonormal over each aggregate. */
export interface Tentative {
  /** `[rows, 3, 3, 2]`: per row of a block the modes 0 and 3, 1 and 4, 2 and 5 side by side. */
  readonly values: Float64Array;
  /** Modes of the next level: two block rows per aggregate. */
  readonly coarse: Modes;
}

/**
 * Gram–Schmidt over each aggregate, twice for rounding. Modes that depend on others there vanish.
 * @param modes of this level `[rows, 3, 6]`
 * @param rowsPerNode block rows of a node: 1 on the finest level, 2 on the others
 */
export function orthonormalise(modes: Modes, { count, of }: Aggregates, rowsPerNode: number): Tentative {
  const values = new Float64Array(modes.length), coarse = new Float64Array(36 * count);
  for (const [index, nodes] of membersOf(count, of).entries()) {
    const rows = nodes.flatMap((node) => Array.from({ length: rowsPerNode }, (_, h) => node * rowsPerNode + h));
    const local = Float64Array.from(rows.flatMap((row) => [...modes.subarray(18 * row, 18 * row + 18)]));
    const triangle = factorise(local);
    coarse.set(triangle, 36 * index);
    rows.forEach((row, k) => {
      for (let m = 0; m < 18; m++) values[18 * row + 6 * Math.floor(m / 6) + 2 * (m % 3) + Math.floor((m % 6) / 3)] = local[18 * k + m];
    });
  }
  return { values, coarse };
}

function membersOf(count: number, of: Int32Array): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  of.forEach((index, node) => members[index].push(node));
  return members;
}

/** Makes the six columns of `B` `[n, 6]` orthonormal in place; returns R `[6, 6]` with B = Q R. */
function factorise(B: Float64Array): Float64Array {
  const R = new Float64Array(36), n = B.length / 6;
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += B[6 * k + a] * B[6 * k + b];
    return sum;
  };
  for (let m = 0; m < 6; m++) {
    const length = Math.sqrt(dot(m, m));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < m; j++) {
        const share = dot(j, m);
        R[6 * j + m] += share;
        for (let k = 0; k < n; k++) B[6 * k + m] -= share * B[6 * k + j];
      }
    }
    const rest = Math.sqrt(dot(m, m)), kept = rest > dependent * length;
    R[7 * m] = kept ? rest : 0;
    for (let k = 0; k < n; k++) B[6 * k + m] = kept ? B[6 * k + m] / rest : 0;
  }
  return R;
}
