/** Multigrid as preconditioner of plane cells: the same answers, and iterations that do not grow with the grid. */
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/module.js";
import * as at from "../../src/kernels/rve-layout.js";
import { placeLevels, writePcgPlan } from "../../src/kernels/rve-pcg.js";
import { compilePcg } from "../../src/rve/compile-pcg.js";
import type { Rve } from "../../src/rve/rve.js";
import { unitCell } from "../support/cells.js";
import { embed, relativeDifference } from "../support/points.js";

const green = 0, multigrid = 2;

function cell(grid: readonly number[], contrast: number, boundary: "periodic" | "linear" = "periodic"): Rve {
  return unitCell(2, 1, boundary, {
    grid, shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: contrast === 0 ? { void: true } : { law: "neo-hookean", mu: contrast, lambda: 2 * contrast } },
  });
}

/** The voxels of a coarser grid on a finer one. */
function refined(coarse: Rve, n: number): Rve {
  const base = coarse.grid[0], shift = n / base;
  return { ...coarse, grid: [n, n], phaseOfCell: Int32Array.from({ length: n * n }, (_, at) => coarse.phaseOfCell[Math.floor((at % n) / shift) + base * Math.floor(Math.floor(at / n) / shift)]) };
}

/** A solve from rest: energy, stress and tangent, iterations of conjugate gradients in it, and those for one column of the tangent to 1e-8. */
async function solveWith(rve: Rve, preconditioner: number, F: Float64Array): Promise<{ status: number; answer: Float64Array; iterations: number; column: number }> {
  const kernels = await loadKernels(), plan = compilePcg(rve), { header, solve } = writePcgPlan(kernels, plan), words = placeLevels(kernels, header, plan);
  expect(words[at.LEVELS]).toBeGreaterThan(0);
  words[at.PRECONDITIONER] = preconditioner;
  kernels.f64(words[at.F_ACCEPTED], 9).set(embed([]));
  kernels.f64(words[at.F_TARGET], 9).set(F);
  const status = solve(header, 1), answer = kernels.f64(words[at.RESULT], at.RESULT_SIZE).slice(), iterations = words[at.CG_ITERATIONS];
  kernels.f64(words[at.ACCEPTED], plan.size).set(kernels.f64(words[at.UNKNOWNS], plan.size));
  return { status, answer, iterations, column: kernels.exports.probeGrid(header, preconditioner, 1e-8) };
}

const F = embed([[1.1, 0.05], [-0.02, 0.95]]), stretch = embed([[1.15, 0.05]]);

describe("multigrid answers as the Green operator", () => {
  it.each([
    [[16, 16], 100, "periodic"], [[24, 40], 10, "periodic"], [[20, 12], 1000, "periodic"], [[64, 8], 10, "periodic"], [[12, 6], 0.01, "periodic"],
    [[16, 16], 0, "periodic"], [[24, 24], 100, "linear"], [[16, 12], 0, "linear"],
  ] as const)("grid %j, contrast %d, %s", async (grid, contrast, boundary) => {
    const rve = cell(grid, contrast, boundary), [one, other] = [await solveWith(rve, multigrid, F), await solveWith(rve, green, F)];
    expect([one.status, other.status]).toEqual([0, 0]);
    // Both residuals lie below 1e-10 of the forces; the tangent's own tolerance is 1e-10.
    expect(relativeDifference(one.answer, other.answer)).toBeLessThan(1e-9);
  });

  it("needs factors of two", async () => {
    const kernels = await loadKernels(), plan = compilePcg(cell([15, 15], 10)), { header } = writePcgPlan(kernels, plan);
    expect(placeLevels(kernels, header, plan)[at.LEVELS]).toBe(0);
  });
});

describe("its iterations", () => {
  it.each([[10, 40], [100, 110], [1000, 200]])("contrast %i: the same voxels at 16 and 64 take as many, far from the limit %i", async (contrast, limit) => {
    const coarse = cell([16, 16], contrast), counts = [];
    for (const n of [16, 32, 64]) counts.push((await solveWith(refined(coarse, n), multigrid, stretch)).column);
    expect(Math.max(...counts)).toBeLessThanOrEqual(1.1 * counts[0] + 0.5);
    expect(Math.max(...counts)).toBeLessThan(limit / 3);
  });

  it.each([[10, green], [1000, multigrid]])("contrast %i: the cheaper preconditioner is chosen at 64", async (contrast, expected) => {
    const kernels = await loadKernels(), { header } = writePcgPlan(kernels, compilePcg(cell([64, 64], contrast)));
    expect(kernels.i32(header, at.HEADER_SIZE)[at.PRECONDITIONER]).toBe(expected);
  });
});

it("a correction that meets negative curvature keeps what was found before, instead of giving the step up", async () => {
  // The exact first correction of this step has an iterate whose stiffness is not positive definite: four sub-steps and 18 iterations without it.
  const rve = cell([16, 16], 1000), solved = await solveWith(rve, multigrid, embed([[1.1]]));
  expect(solved.status).toBe(0);
  expect(solved.iterations).toBeLessThan(100);
});
