/** Places a plan of the matrix-free solver in the memory of the kernels. */
import type { FftAxis } from "./fft-plan.js";
import * as fft from "./fft-layout.js";
import type { Kernels } from "./module.js";
import { writeDirectPlan } from "./rve-direct.js";
import type { PlacedPlan } from "./rve-kernel.js";
import * as at from "./rve-layout.js";
import { writeLevels } from "./rve-multigrid.js";
import { placeCells } from "./rve-place.js";
import type { HybridPlan, PcgPlan } from "./rve-plan.js";
import { type HeaderWords, room, writeDoubles, writeInts } from "./write.js";

/** Bytes that the transforms along y and z work on at once, at least 64 per line (assembly/pcg/green.ts). */
const batchBytes = 12288;
/** Deformation of the trial solves that choose the preconditioner: without the symmetries of the undeformed cell, which would flatter both. */
const probeF = { 2: [1.06, 0.04, 0, 0.01, 0.97, 0, 0, 0, 1], 3: [1.06, 0.04, 0.02, 0.01, 0.97, 0.03, 0.03, 0.01, 1.03] } as const;
const probeTolerance = 1e-6;
/** Numbers of the preconditioners (assembly/pcg/precondition.ts). */
const green = 0, jacobiGreen = 1, multigrid = 2;

/**
 * What a solve costs in iterations of Green's. A V-cycle takes six products more and, on small grids, as long for its coarse levels
 * (bench/iterations.bench.ts times whole solves).
 */
function costOf(preconditioner: number, count: number, [nx, ny]: readonly number[]): number {
  if (preconditioner === green) return count;
  return preconditioner === jacobiGreen ? 1.1 * count : (3.7 + 40 / Math.sqrt(nx * ny)) * (count + 1);
}

/**
 * Lays out everything that inexact Newton with conjugate gradients needs, and chooses the preconditioner (Green, Jacobi–Green or, in the plane, multigrid) by a
 * trial solve of the slightly deformed cell with each: the same choice on every worker.
 * @throws BackendError E_MEMORY when the instance has no room
 */
export function writePcgPlan(kernels: Kernels, plan: Omit<PcgPlan, "solver">, own: HeaderWords = {}): PlacedPlan {
  const [nx, ny, nz] = plan.grid;
  const macros = plan.dimension * plan.dimension;
  const symmetric = (macros + plan.dimension) / 2;
  const lines = plan.dimension * ny * nz;
  const header = placeCells(kernels, plan, {
    [at.GRID_X]: nx, [at.GRID_Y]: ny, [at.GRID_Z]: nz, [at.ROW]: plan.row, [at.GHOST_ROW]: plan.row + 4,
    [at.HELD]: plan.held, [at.RIM]: Number(plan.boundary === "linear"), [at.STENCIL]: plan.stencil, [at.STENCIL_BASES]: writeInts(kernels, plan.stencilBases), [at.STENCIL_LIST]: writeInts(kernels, plan.stencilList),
    [at.AXIS_X]: writeAxis(kernels, plan.axes[0]), [at.AXIS_Y]: writeAxis(kernels, plan.axes[1]), [at.AXIS_Z]: writeAxis(kernels, plan.axes[2]),
    [at.GREEN]: writeDoubles(kernels, plan.green), [at.GROUP]: plan.group, [at.FFT_SCRATCH]: kernels.allocate(scratchBytes(plan)),
    [at.VALUES]: kernels.allocate(8 * plan.row * ny * nz * plan.stencil),
    [at.CG_RESIDUAL]: room(kernels, plan.size), [at.CG_PRECONDITIONED]: room(kernels, plan.size), [at.SCALING]: room(kernels, plan.size),
    [at.DIRECTION]: room(kernels, lines * (plan.row + 4)), [at.PRODUCT]: room(kernels, lines * (plan.row + 4)),
    [at.COUPLING]: room(kernels, macros * plan.size), [at.CORRECTORS]: room(kernels, symmetric * plan.size),
    [at.TANGENT_WORK]: room(kernels, 252), ...own,
  });
  choosePreconditioner(kernels, header, plan);
  return { header, solve: kernels.exports.solveGrid };
}

/**
 * Lays out both plans of a small periodic cell.
 * @throws BackendError E_MEMORY when the instance has no room
 */
export function writeHybridPlan(kernels: Kernels, plan: HybridPlan): PlacedPlan {
  const direct = writeDirectPlan(kernels, plan.direct);
  const { header } = writePcgPlan(kernels, plan, {
    [at.DIRECT]: direct.header, [at.DIRECT_COUNT]: plan.places.length, [at.DIRECT_PLACES]: writeInts(kernels, plan.places),
  });
  return { header, solve: kernels.exports.solveHybrid };
}

/** Chooses by trial solves; frees the levels of multigrid where it is not chosen. */
function choosePreconditioner(kernels: Kernels, header: number, plan: Omit<PcgPlan, "solver">): void {
  const before = kernels.mark(), words = placeLevels(kernels, header, plan);
  kernels.f64(words[at.F_TARGET], 9).set(probeF[plan.dimension]);
  let best = Infinity, chosen = green;
  for (const preconditioner of words[at.LEVELS] === 0 ? [green, jacobiGreen] : [green, jacobiGreen, multigrid]) {
    const count = kernels.exports.probeGrid(header, preconditioner, probeTolerance), cost = costOf(preconditioner, count, plan.grid);
    if (count > 0 && cost < best) [best, chosen] = [cost, preconditioner];
  }
  words[at.PRECONDITIONER] = chosen;
  if (chosen === multigrid) return;
  words[at.LEVELS] = 0;
  kernels.release(before);
}

/**
 * Lays out the levels of multigrid for a plane cell whose plan is written, where its grid has enough factors of two.
 * @returns the header, in a view that is alive
 * @throws BackendError E_MEMORY when the instance has no room
 */
export function placeLevels(kernels: Kernels, header: number, { dimension, grid: [nx, ny] }: Pick<PcgPlan, "dimension" | "grid">): Int32Array {
  const { [at.VALUES]: values, [at.RIM]: rim } = kernels.i32(header, at.HEADER_SIZE);
  const levels = dimension === 2 ? writeLevels(kernels, [nx, ny], values, rim) : 0, words = kernels.i32(header, at.HEADER_SIZE);
  words[at.LEVELS] = levels;
  return words;
}

function writeAxis(kernels: Kernels, axis: FftAxis): number {
  const words = new Int32Array(fft.AXIS_FIRST_PASS + axis.passes.length);
  words[fft.AXIS_LENGTH] = axis.length;
  words[fft.AXIS_PASSES] = axis.passes.length / fft.PASS_WORDS;
  words[fft.AXIS_TWIDDLES] = writeDoubles(kernels, axis.twiddles);
  words.set(axis.passes, fft.AXIS_FIRST_PASS);
  return writeInts(kernels, words);
}

/** Two batches of lines along y or z, or three of groups along x. */
function scratchBytes({ grid, dimension, group, row }: Omit<PcgPlan, "solver">): number {
  const batches = grid.map((length) => 2 * length * Math.max(64, Math.floor(batchBytes / length)));
  return Math.max(...batches, 3 * row * group * (dimension === 3 ? 96 : 32));
}
