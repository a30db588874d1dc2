/** Compiles an RVE to the flat arrays of the kernels, for the solver that suits it. */
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { isTransformLength } from "../kernels/fft-plan.js";
import type { HybridPlan, PcgPlan, RvePlan } from "../kernels/rve-plan.js";
import { compileDirect } from "./compile-direct.js";
import { compilePcg } from "./compile-pcg.js";
import { stiffnessRatio } from "./formulation.js";
import { phaseContrast } from "./reference-material.js";
import type { Rve } from "./rve.js";
import type { RveSolver } from "./spec.js";

export type { RveSolver } from "./spec.js";

export interface CompileOptions {
  /** Default that of the RVE. */
  readonly solver?: RveSolver;
  /** Whether the state keeps the correctors, from which the next iteration is predicted; default yes. Without them it takes less memory and more iterations. */
  readonly keep?: boolean;
}

const compilers: Readonly<Record<RveSolver, (rve: Rve) => RvePlan>> = {
  direct: compileDirect,
  pcg: (rve) => compilePcg(without(obstacle(rve), rve, "pcg")),
  hybrid: (rve) => compileHybrid(without(obstacle(rve) ?? hybridObstacle(rve), rve, "hybrid")),
  auto: (rve) => compilers[suited(rve)](rve),
};

/**
 * Compiles an RVE for the kernels; the plan is plain data.
 * `auto` takes conjugate gradients for periodic grids of 2^a 3^b 5^c voxels along each axis with at least 6³ (3D) or 64² (2D) voxels, and for smaller
 * ones up to a contrast of 300 in the phases the hybrid. Measured with `npm run bench -- pcg`, one solve with its tangent (docs/performance.md). For the
 * linear boundary it takes them from 12³ or 64² voxels on.
 * @throws CaseError E_RVE for an unknown solver, or for `pcg` on a cell that it cannot solve
 */
export function compileRve(rve: Rve, { solver = rve.solver ?? "auto", keep = true }: CompileOptions = {}): RvePlan {
  if (!Object.hasOwn(compilers, solver)) {
    throw new CaseError("E_RVE", `"${String(solver)}" is no solver of RVEs.`, { hint: suggestion(solver, Object.keys(compilers)) });
  }
  const plan = compilers[solver](rve);
  if (keep) return plan;
  return plan.solver === "hybrid" ? { ...plan, kept: 0, direct: { ...plan.direct, kept: 0 } } : { ...plan, kept: 0 };
}

/** Contrast up to which the corrections of a small cell cost less by conjugate gradients: measured, they gain a third at 100 and lose at 1,000. */
const hybridContrast = 300;

function suited(rve: Rve): "direct" | "pcg" | "hybrid" {
  if (obstacle(rve) !== undefined || isStiffInVolume(rve)) return "direct";
  if (rve.boundary === "linear") return isLargeHeldGrid(rve) ? "pcg" : "direct";
  if (isLargeGrid(rve)) return "pcg";
  return hybridObstacle(rve) === undefined && phaseContrast(rve) <= hybridContrast ? "hybrid" : "direct";
}

function isLargeGrid({ dimension, phaseOfCell }: Rve): boolean {
  return phaseOfCell.length >= (dimension === 3 ? 216 : 4096);
}

/** The same for held faces, where more iterations are needed: measured, conjugate gradients win three- to sevenfold from 12³ and 64² voxels on. */
function isLargeHeldGrid({ dimension, phaseOfCell, formulations }: Rve): boolean {
  return !formulations.includes("mixed") && phaseOfCell.length >= (dimension === 3 ? 1728 : 4096);
}

/**
 * Whether a phase is so much stiffer in volume than in shape (Poisson's ratio beyond 0.4995) that conjugate gradients take thousands of iterations or
 * give up (3D 8³: 2.4 s against 0.3 s), on a grid that still can be factorised.
 */
function isStiffInVolume({ dimension, phaseOfCell, laws, formulations }: Rve): boolean {
  return phaseOfCell.length <= (dimension === 3 ? 1728 : 16384) && laws.some((law, phase) => formulations[phase] === "mixed" && stiffnessRatio(law) > 1000);
}

/** Why conjugate gradients, and with them the GPU, cannot solve a cell; undefined when they can. */
export function obstacle({ boundary, grid }: Rve): string | undefined {
  if (boundary === "minimal") return 'its boundary is "minimal", not "periodic" or "linear"';
  const odd = grid.find((n) => !isTransformLength(n));
  return odd === undefined ? undefined : `${odd} voxels along an axis have a factor other than 2, 3 and 5`;
}

function compileHybrid(rve: Rve): HybridPlan {
  const direct = compileDirect(rve), pcg = compilePcg(rve);
  return { ...pcg, solver: "hybrid", direct, bytes: direct.bytes + pcg.bytes };
}

/** Volume ratios that are unknowns of their own belong to one solver alone. */
function hybridObstacle({ formulations, boundary }: Rve): string | undefined {
  if (boundary !== "periodic") return `its boundary is "${boundary}", not "periodic"`;
  return formulations.includes("mixed") ? "a phase has the formulation mixed" : undefined;
}

function without(reason: string | undefined, rve: Rve, solver: RveSolver): Rve {
  if (reason === undefined) return rve;
  throw new CaseError("E_RVE", `the solver "${solver}" cannot take this RVE: ${reason}.`, { hint: 'use solver "auto" or "direct", or another grid.' });
}

/**
 * Compiles an RVE for the GPU.
 * @throws CaseError E_RVE for a cell that it cannot solve: minimal boundary, other grids than 2^a 3^b 5^c
 */
export function compileForGpu(rve: Rve): PcgPlan {
  const reason = obstacle(rve);
  if (reason === undefined) return { ...compilePcg(rve), kept: 0 };
  throw new CaseError("E_RVE", `the backend webgpu cannot take this RVE: ${reason}.`, { hint: "use backend: wasm (or auto)." });
}
