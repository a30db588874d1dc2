/** Compiles an RVE to the flat arrays of the kernels, for the solver that suits it. */
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { isTransformLength } from "../kernels/fft-plan.js";
import type { RvePlan } from "../kernels/rve-plan.js";
import { compileDirect } from "./compile-direct.js";
import { compilePcg } from "./compile-pcg.js";
import { stiffnessRatio } from "./formulation.js";
import type { Rve } from "./rve.js";

/** Who solves the inner problem: a multifrontal factorisation, conjugate gradients with an FFT preconditioner, or the cheaper one. */
export type RveSolver = "auto" | "direct" | "pcg";

export interface CompileOptions {
  readonly solver?: RveSolver;
}

const compilers: Readonly<Record<RveSolver, (rve: Rve) => RvePlan>> = {
  direct: compileDirect,
  pcg: (rve) => compilePcg(transformable(rve)),
  auto: (rve) => (isLargeGrid(rve) && obstacle(rve) === undefined && !isStiffInVolume(rve) ? compilePcg(rve) : compileDirect(rve)),
};

/**
 * Compiles an RVE for the kernels; the plan is plain data.
 * `auto` takes conjugate gradients for periodic grids of 2^a 3^b 5^c voxels along each axis with at least 6³ (3D) or 64² (2D) voxels. Measured, one
 * solve of 10 % strain with its tangent, contrast 10 (bench/pcg.bench.ts): 3D 6³ 5 ms against 12 direct, 8³ 10 against 59, 2D 64² 27 against 55. On
 * 2D 32² it gains less (6 against 10) and loses at a contrast of 1,000, where its cost grows and that of the direct solver does not.
 * @throws CaseError E_RVE for an unknown solver, or for `pcg` on a cell that it cannot solve
 */
export function compileRve(rve: Rve, { solver = "auto" }: CompileOptions = {}): RvePlan {
  if (!Object.hasOwn(compilers, solver)) {
    throw new CaseError("E_RVE", `"${String(solver)}" is no solver of RVEs.`, { hint: suggestion(solver, Object.keys(compilers)) });
  }
  return compilers[solver](rve);
}

function isLargeGrid({ dimension, phaseOfCell }: Rve): boolean {
  return phaseOfCell.length >= (dimension === 3 ? 216 : 4096);
}

/**
 * Whether a phase is so much stiffer in volume than in shape (Poisson's ratio beyond 0.4995) that conjugate gradients take thousands of iterations or
 * give up (3D 8³: 2.4 s against 0.3 s), on a grid that still can be factorised.
 */
function isStiffInVolume({ dimension, phaseOfCell, laws, formulations }: Rve): boolean {
  return phaseOfCell.length <= (dimension === 3 ? 1728 : 16384) && laws.some((law, phase) => formulations[phase] === "mixed" && stiffnessRatio(law) > 1000);
}

/** Why conjugate gradients cannot solve a cell; undefined when they can. */
function obstacle({ boundary, grid }: Rve): string | undefined {
  if (boundary !== "periodic") return `its boundary is "${boundary}", not "periodic"`;
  const odd = grid.find((n) => !isTransformLength(n));
  return odd === undefined ? undefined : `${odd} voxels along an axis have a factor other than 2, 3 and 5`;
}

function transformable(rve: Rve): Rve {
  const reason = obstacle(rve);
  if (reason === undefined) return rve;
  throw new CaseError("E_RVE", `the solver "pcg" cannot take this RVE: ${reason}.`, { hint: 'use solver "auto" or "direct", or another grid.' });
}
