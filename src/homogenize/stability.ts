/** Microscopic stability of a cell at a deformation gradient: the inertia of its stiffness, and ellipticity of the homogenized tangent. */
import { cos, sin } from "../core/math.gen.js";
import { type ConstitutiveModel, PointStatus, type PointResponse, stride } from "../constitutive/model.js";
import { CaseError, ConvergenceError } from "../core/errors.js";
import { gridNodes, numberUnknowns } from "../rve/grid.js";
import type { Rve } from "../rve/rve.js";
import { homogenize } from "./index.js";

/** What was found. The cell is stable when both counts are 0 and the ellipticity is positive. */
export interface Stability {
  /** Unstable modes with the period of the cell (or, for `linear` and `minimal`, within it). */
  readonly modes: number;
  /** Unstable modes with twice the period along every axis, those of the cell included; absent unless periodic and small enough to be factorised. */
  readonly doubled?: number;
  /** The Bloch sweep, where one was asked for: modes of so many cells along every axis, from one on. */
  readonly waves?: readonly WaveModes[];
  /** Smallest determinant of the acoustic tensor over all directions, over the largest: where it is not positive, modes much longer than the cell are unstable [geymonat1993]. */
  readonly ellipticity: number;
}

/** Unstable modes that repeat after some cells along every axis: the Bloch waves whose lengths divide these, the modes of the cell included. */
export interface WaveModes {
  readonly cells: readonly number[];
  readonly modes: number;
}

/** Voxels of several cells that are still factorised. */
const largest = { 2: 16384, 3: 1728 } as const;
/** Directions that are looked at. */
const directionCount = { 2: 180, 3: 1000 } as const;

/**
 * Looks for unstable modes of a cell at F with the direct solver.
 * @param F `[3, 3]`, row-major; F33 = 1 in 2D
 * @param waves cells along every axis up to which Bloch waves are looked for, at most; default none. By the theorem of Bloch the modes of an infinite medium are waves times functions
 *   of the cell's period [geymonat1993]; those whose length is a whole number of cells are modes of so many cells, and the inertia counts them all.
 * @throws ConvergenceError E_RVE_FAILED when the cell has no answer at F; CaseError E_RVE for waves of too many cells, or of a cell that is not periodic; BackendError as `homogenize`
 */
export async function stability(rve: Rve, F: Float64Array, waves?: readonly number[]): Promise<Stability> {
  if (waves) checkWaves(rve, waves);
  const bare = { ...rve, outputs: [] };
  const answer = await solve(bare, F, undefined), modesOf = (cells: readonly number[]) => countModes(bare, cells, F, answer);
  const twice = Array<number>(rve.dimension).fill(2), fits = rve.boundary === "periodic" && voxelsOf(rve, twice) <= largest[rve.dimension];
  const found: WaveModes[] = [];
  for (const cells of waves ? combinations(waves) : []) found.push({ cells, modes: await modesOf(cells) });
  return { modes: answer.modes, ...(fits ? { doubled: await modesOf(twice) } : {}), ...(waves ? { waves: found } : {}), ellipticity: ellipticity(answer.A, rve.dimension) };
}

/** Unstable modes of several cells in a row that are deformed as the one. */
async function countModes(rve: Rve, cells: readonly number[], F: Float64Array, one: Solved): Promise<number> {
  return cells.every((count) => count === 1) ? one.modes : (await solve(repeatCell(rve, cells), F, { of: one.fluctuation(rve), grid: rve.grid })).modes;
}

function voxelsOf(rve: Rve, cells: readonly number[]): number {
  return cells.reduce((product, count) => product * count, rve.phaseOfCell.length);
}

/** All counts up to the given ones, the first axis fastest. */
function combinations(most: readonly number[]): readonly (readonly number[])[] {
  return most.reduce<readonly (readonly number[])[]>((before, count) => Array.from({ length: count }, (_, n) => before.map((cells) => [...cells, n + 1])).flat(), [[]]);
}

function checkWaves(rve: Rve, waves: readonly number[]): void {
  const fail = (text: string, hint: string): never => { throw new CaseError("E_RVE", text, { hint }); };
  if (rve.boundary !== "periodic") fail(`Bloch waves need a periodic cell, and the boundary of this one is "${rve.boundary}".`, "use boundary: periodic.");
  if (waves.length !== rve.dimension || waves.some((count) => !Number.isInteger(count) || count < 1)) {
    fail(`waves of ${waves.join("x")} cells: the RVE needs ${rve.dimension} whole numbers from 1 on.`, `write for instance ${rve.dimension === 2 ? "4x4" : "2x2x2"}.`);
  }
  const voxels = voxelsOf(rve, waves);
  if (voxels > largest[rve.dimension]) fail(`waves of ${waves.join("x")} cells take ${voxels} voxels, more than the ${largest[rve.dimension]} that are factorised for it.`, "ask for fewer cells, or take a coarser grid.");
}

interface Solved {
  readonly A: Float64Array;
  readonly modes: number;
  /** w at a node of the grid; components beyond the dimension are 0. */
  fluctuation(rve: Rve): (place: readonly number[], component: number) => number;
}

/** A fluctuation that repeats with a grid. */
interface Repeated {
  readonly of: ReturnType<Solved["fluctuation"]>;
  readonly grid: readonly number[];
}

/** Solves a cell, from the fluctuation of another one where that is given. */
async function solve(rve: Rve, F: Float64Array, start: Repeated | undefined): Promise<Solved> {
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
function placeState(rve: Rve, F: Float64Array, start: Repeated, state: Float64Array): void {
  const { ofNode } = numberUnknowns(rve);
  let node = 0;
  state.set(F);
  for (const place of gridNodes(rve)) {
    const first = ofNode[node++];
    const inside = place.map((n, axis) => (axis < rve.dimension ? n % start.grid[axis] : 0));
    for (let c = 0; c < rve.dimension && first >= 0; c++) state[9 + first + c] = start.of(inside, c);
  }
}

/** Several of the same cell along every axis. */
function repeatCell(rve: Rve, cells: readonly number[]): Rve {
  const [nx, ny, nz = 1] = rve.grid, grid = rve.grid.map((n, axis) => n * cells[axis]), [mx, my, mz = 1] = grid;
  const phaseOfCell = Int32Array.from({ length: mx * my * mz }, (_, cell) => {
    const [i, j, k] = [cell % mx, Math.floor(cell / mx) % my, Math.floor(cell / (mx * my))];
    return rve.phaseOfCell[(i % nx) + nx * ((j % ny) + ny * (k % nz))];
  });
  return { ...rve, size: rve.size.map((length, axis) => length * cells[axis]), grid, phaseOfCell };
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
