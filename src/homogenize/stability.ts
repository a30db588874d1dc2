/** Microscopic stability of a cell at a deformation gradient: the inertia of its stiffness, and ellipticity of the homogenized tangent. */
import { cos, sin } from "../core/math.gen.js";
import { type ConstitutiveModel, PointStatus, type PointResponse, stride } from "../constitutive/model.js";
import { ConvergenceError } from "../core/errors.js";
import { gridNodes, numberUnknowns } from "../rve/grid.js";
import type { Rve } from "../rve/rve.js";
import { homogenize } from "./index.js";

/** What was found. The cell is stable when both counts are 0 and the ellipticity is positive. */
export interface Stability {
  /** Unstable modes with the period of the cell (or, for `linear` and `minimal`, within it). */
  readonly modes: number;
  /** Unstable modes with twice the period along every axis, those of the cell included; absent unless periodic and small enough to be factorised. */
  readonly doubled?: number;
  /** Smallest determinant of the acoustic tensor over all directions, over the largest: where it is not positive, modes much longer than the cell are unstable [geymonat1993]. */
  readonly ellipticity: number;
}

/** Voxels of the doubled cell that are still factorised. */
const largestDoubled = { 2: 16384, 3: 1728 } as const;
/** Directions that are looked at. */
const directionCount = { 2: 180, 3: 1000 } as const;

/**
 * Looks for unstable modes of a cell at F with the direct solver.
 * @param F `[3, 3]`, row-major; F33 = 1 in 2D
 * @throws ConvergenceError E_RVE_FAILED when the cell has no answer at F; BackendError as `homogenize`
 */
export async function stability(rve: Rve, F: Float64Array): Promise<Stability> {
  const bare = { ...rve, outputs: [] };
  const answer = await solve(bare, F, undefined);
  const voxels = rve.phaseOfCell.length * (rve.dimension === 3 ? 8 : 4);
  const doubled = rve.boundary === "periodic" && voxels <= largestDoubled[rve.dimension]
    ? { doubled: (await solve(doubleCell(bare), F, answer.fluctuation(bare))).modes } : {};
  return { modes: answer.modes, ...doubled, ellipticity: ellipticity(answer.A, rve.dimension) };
}

interface Solved {
  readonly A: Float64Array;
  readonly modes: number;
  /** w at a node of the grid; components beyond the dimension are 0. */
  fluctuation(rve: Rve): (place: readonly number[], component: number) => number;
}

/** Solves a cell, from the fluctuation of another one where that is given. */
async function solve(rve: Rve, F: Float64Array, start: ReturnType<Solved["fluctuation"]> | undefined): Promise<Solved> {
  const model = await homogenize(rve, { backend: "wasm", solver: "direct", threads: 1 });
  try {
    const size = stride(model.state), state0 = new Float64Array(size);
    model.initialState(state0, 1);
    if (start) placeState(rve, F, start, state0);
    const into: PointResponse = {
      W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(size), status: new Uint8Array(1), iterations: new Int32Array(1),
    };
    await model.evaluate({ count: 1, F, state0, fields: new Float64Array(0), dt: 1 }, into, "tangent");
    if (into.status[0] !== PointStatus.ok) {
      throw new ConvergenceError("E_RVE_FAILED", `the RVE has no answer at F = [${F.join(", ")}].`, { hint: "reduce the deformation, or the contrast of the phases.", details: { F: [...F] } });
    }
    return { A: into.A, modes: into.state[placeOf(model, "instability")], fluctuation: (own) => fluctuationOf(own, into.state) };
  } finally {
    model.dispose?.();
  }
}

function placeOf({ state }: ConstitutiveModel, name: string): number {
  return stride(state.slice(0, state.findIndex((field) => field.name === name)));
}

function fluctuationOf(rve: Rve, state: Float64Array): ReturnType<Solved["fluctuation"]> {
  const { ofNode } = numberUnknowns(rve);
  const [nx, ny] = rve.grid;
  return ([i, j, k], component) => {
    const first = ofNode[i + (nx + 1) * (j + (ny + 1) * k)];
    return first < 0 ? 0 : state[9 + first + component];
  };
}

/** State of a cell whose fluctuation repeats that of a smaller one. */
function placeState(rve: Rve, F: Float64Array, start: ReturnType<Solved["fluctuation"]>, state: Float64Array): void {
  const { ofNode } = numberUnknowns(rve);
  let node = 0;
  state.set(F);
  for (const place of gridNodes(rve)) {
    const first = ofNode[node++];
    const inside = place.map((n, axis) => (axis < rve.dimension ? n % (rve.grid[axis] / 2) : 0));
    for (let c = 0; c < rve.dimension && first >= 0; c++) state[9 + first + c] = start(inside, c);
  }
}

/** Two by two (by two) of the same cell. */
function doubleCell(rve: Rve): Rve {
  const [nx, ny, nz = 1] = rve.grid;
  const [mx, my, mz] = [2 * nx, 2 * ny, rve.dimension === 3 ? 2 * nz : 1];
  const phaseOfCell = Int32Array.from({ length: mx * my * mz }, (_, cell) => {
    const [i, j, k] = [cell % mx, Math.floor(cell / mx) % my, Math.floor(cell / (mx * my))];
    return rve.phaseOfCell[(i % nx) + nx * ((j % ny) + ny * (k % nz))];
  });
  return { ...rve, size: rve.size.map((length) => 2 * length), grid: rve.grid.map((n) => 2 * n), phaseOfCell };
}

/** Smallest over largest determinant of the acoustic tensor N·A·N over directions that are spread evenly. */
function ellipticity(A: Float64Array, d: 2 | 3): number {
  let least = Infinity, most = 0;
  for (const N of directions(d)) {
    const Q = Float64Array.from({ length: 9 }, (_, n) => acoustic(A, N, Math.floor(n / 3), n % 3, d));
    const det = Q[0] * (Q[4] * Q[8] - Q[5] * Q[7]) - Q[1] * (Q[3] * Q[8] - Q[5] * Q[6]) + Q[2] * (Q[3] * Q[7] - Q[4] * Q[6]);
    least = Math.min(least, det);
    most = Math.max(most, Math.abs(det));
  }
  return least / most;
}

/** N_J A_iJkL N_L; 1 on the rest of the diagonal in 2D. */
function acoustic(A: Float64Array, N: readonly number[], i: number, k: number, d: number): number {
  if (i >= d || k >= d) return i === k ? 1 : 0;
  let sum = 0;
  for (let J = 0; J < d; J++) for (let L = 0; L < d; L++) sum += N[J] * A[27 * i + 9 * J + 3 * k + L] * N[L];
  return sum;
}

/** Directions of a half circle, or of half a sphere along a spiral. */
function directions(d: 2 | 3): (readonly number[])[] {
  const count = directionCount[d], golden = 2.399963229728653;
  return Array.from({ length: count }, (_, n) => {
    if (d === 2) return [cos((3.141592653589793 * n) / count), sin((3.141592653589793 * n) / count), 0];
    const z = (n + 0.5) / count, r = Math.sqrt(1 - z * z);
    return [r * cos(golden * n), r * sin(golden * n), z];
  });
}
