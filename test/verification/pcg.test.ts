/** The matrix-free solver of periodic cells against the direct one, and the numbers that make it worth having. */
import { describe, expect, it } from "vitest";
import { analyticReference } from "../../src/constitutive/analytic.js";
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import { PointStatus } from "../../src/constitutive/model.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import { loadKernels } from "../../src/kernels/module.js";
import * as at from "../../src/kernels/rve-layout.js";
import { writePcgPlan } from "../../src/kernels/rve-pcg.js";
import { bindLaw } from "../../src/law/bind.js";
import { compileRve, type RveSolver } from "../../src/rve/compile.js";
import { compilePcg } from "../../src/rve/compile-pcg.js";
import type { Rve } from "../../src/rve/rve.js";
import { inclusionCell, phases, unitCell } from "../support/cells.js";
import { disposedAfterAll } from "../support/models.js";
import { answer, embed, inPlane, relativeDifference } from "../support/points.js";

const kept = disposedAfterAll();

async function open(rve: Rve, solver: RveSolver, threads = 1): Promise<ConstitutiveModel> {
  return kept(await homogenizeWasm(compileRve(rve, { solver }), threads));
}

/** Circle or sphere whose moduli are `contrast` times those of the matrix. */
function contrastCell(dimension: 2 | 3, grid: readonly number[], contrast: number): Rve {
  const center = Array<number>(dimension).fill(0.5);
  const shape = dimension === 2 ? { circle: { center, radius: 0.3 } } : { sphere: { center, radius: 0.35 } };
  return unitCell(dimension, 1, "periodic", {
    grid, shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: contrast, lambda: 2 * contrast } },
  });
}

const F2 = [[1.1, 0.05], [-0.02, 0.95]];
const F3 = [[1.1, 0.05, 0.02], [-0.02, 0.95, 0.03], [0.01, 0.04, 1.02]];

describe("the matrix-free solver agrees with the direct one", () => {
  it.each([10, 100, 1000, 0.01].flatMap((contrast) => ([[2, [16, 16]], [3, [6, 6, 6]]] as const).map(([d, grid]) => [contrast, d, grid] as const)))(
    "contrast %d, %iD, grid %j", async (contrast, dimension, grid) => { await agree(contrastCell(dimension, grid, contrast), dimension); },
  );

  it.each([[[5, 9]], [[1, 6]], [[6, 1]], [[15, 2]], [[3, 4, 5]], [[1, 2, 3]], [[5, 1, 2]], [[2, 9, 1]]])("odd and thin grids: %j", async (grid) => {
    await agree(contrastCell(grid.length as 2 | 3, grid, 10), grid.length as 2 | 3);
  });
});

async function agree(rve: Rve, dimension: 2 | 3): Promise<void> {
  const F = [embed(dimension === 2 ? F2 : F3)];
  const direct = await answer(await open(rve, "direct"), F);
  for (const solver of ["pcg", "hybrid"] as const) {
    const fast = await answer(await open(rve, solver), F);
    expect([fast.status[0], direct.status[0]]).toEqual([0, 0]);
    // Both residuals lie below 1e-10 of the forces; the tangent's own tolerance is 1e-10.
    for (const field of ["W", "P", "A"] as const) expect(relativeDifference(fast[field], direct[field])).toBeLessThan(1e-9);
    expect(relativeDifference(fast.state, direct.state)).toBeLessThan(1e-8);
  }
}

/** Iterations of conjugate gradients for one column of the tangent, to 1e-8 of the right-hand side, at 15 % strain. */
async function iterations(dimension: 2 | 3, n: number, contrast: number): Promise<number> {
  const kernels = await loadKernels();
  const plan = compilePcg(contrastCell(dimension, Array<number>(dimension).fill(n), contrast));
  const { header, solve } = writePcgPlan(kernels, plan);
  const words = kernels.i32(header, at.HEADER_SIZE);
  kernels.f64(words[at.F_ACCEPTED], 9).set(embed([]));
  kernels.f64(words[at.F_TARGET], 9).set(embed([[1.15]]));
  const preconditioner = words[at.PRECONDITIONER];
  expect(solve(header, 0)).toBe(PointStatus.ok);
  kernels.f64(words[at.ACCEPTED], plan.size).set(kernels.f64(words[at.UNKNOWNS], plan.size));
  return kernels.exports.probeGrid(header, preconditioner, 1e-8);
}

describe("iterations of conjugate gradients", () => {
  // Limits of the issue; the counts grow as the square root of the contrast at most.
  it.each([[10, 40], [100, 110], [1000, 200]])("contrast %i: at most %i, 2D 16 to 64 and 3D 8 to 16", async (contrast, limit) => {
    for (const [dimension, n] of [[2, 16], [2, 32], [2, 64], [3, 8], [3, 16]] as const) {
      const count = await iterations(dimension, n, contrast);
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(limit);
    }
  });

  it("do not grow with the grid", async () => {
    const [coarse, fine] = [await iterations(2, 32, 10), await iterations(2, 64, 10)];
    expect(fine).toBeLessThanOrEqual(1.1 * coarse);
  });
});

describe("the tangent is as exact as the residual that is asked for deserves", () => {
  it.each([[2, 32, 10], [2, 32, 100], [3, 8, 10], [3, 8, 100]] as const)("%iD %i, contrast %i: to 1e-6 with fewer iterations where 1e-3 is asked", async (dimension, n, contrast) => {
    const answers = [];
    for (const asked of [at.TOLERANCE, 1e-3]) {
      const kernels = await loadKernels(), { header, solve } = writePcgPlan(kernels, compilePcg(contrastCell(dimension, Array<number>(dimension).fill(n), contrast))), words = kernels.i32(header, at.HEADER_SIZE);
      kernels.f64(words[at.F_ACCEPTED], 9).set(embed([]));
      kernels.f64(words[at.F_TARGET], 9).set(embed(dimension === 2 ? F2 : F3));
      kernels.f64(words[at.GOALS], 2)[at.GOAL_ASKED] = asked;
      expect(solve(header, 1)).toBe(PointStatus.ok);
      answers.push({ A: kernels.f64(words[at.RESULT], at.RESULT_SIZE).slice(at.RESULT_A), iterations: words[at.CG_ITERATIONS] });
    }
    const [exact, rough] = answers;
    expect(relativeDifference(rough.A, exact.A)).toBeLessThan(1e-6);
    expect(rough.iterations).toBeLessThan(0.9 * exact.iterations);
  });
});

describe("matrix-free points", () => {
  it("have the same bits whoever solves them", async () => {
    const rve = contrastCell(3, [6, 5, 4], 100);
    const F = [0.05, 0.1, -0.08, 0.2, 0.02].map((e) => embed([[1 + e, e / 2, 0], [0, 1, e], [0, 0, 1 - e / 3]]));
    const [one, two] = [await answer(await open(rve, "pcg", 1), F), await answer(await open(rve, "pcg", 2), F)];
    for (const field of ["W", "P", "A", "state", "status", "iterations"] as const) expect(two[field]).toEqual(one[field]);
  });

  it("are not changed by a point that failed before them", async () => {
    const model = await open(contrastCell(2, [8, 8], 10), "pcg");
    const [fresh, after] = [await answer(model, [embed(F2)]), await answer(model, [embed([[-1]]), embed(F2)])];
    expect(after.status[0]).not.toBe(PointStatus.ok);
    expect(after.P.slice(9)).toEqual(fresh.P);
    expect(after.A.slice(81)).toEqual(fresh.A);
  });

  it.each([[2, F2], [3, F3]] as const)("of a homogeneous cell answer as their law, %iD", async (dimension, F) => {
    const response = await answer(await open(unitCell(dimension, 5, "periodic"), "pcg"), [embed(F)]);
    const law = await answer(analyticReference(bindLaw(phases.matrix)), [embed(F)]);
    expect(relativeDifference(response.P, law.P)).toBeLessThan(1e-13);
    expect(relativeDifference(inPlane(response.A, dimension).flat(), inPlane(law.A, dimension).flat())).toBeLessThan(1e-12);
  });

  it("report a stiffness that is not positive definite", async () => {
    // Saint Venant–Kirchhoff loses its stiffness under compression beyond 1 - 1/√3 and has none to give at 0.35.
    const soft = { law: "saint-venant-kirchhoff", mu: 1, lambda: 0 };
    const rve = unitCell(2, 4, "periodic", { shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }], phases: { matrix: soft, inclusion: { ...soft, mu: 2 } } });
    const { status } = await answer(await open(rve, "pcg"), [embed([[0.35, 0], [0, 1]])]);
    expect([PointStatus.notConverged, PointStatus.unstable]).toContain(status[0]);
  });

  it.each(["pcg", "hybrid"] as const)("go to the direct solver where a factor exists beside them: %s", async (solver) => {
    // Saint Venant–Kirchhoff under strong compression: a tangent that is not positive definite, at a state that the direct solver reaches.
    const soft = { law: "saint-venant-kirchhoff", mu: 1, lambda: 1 };
    const rve = unitCell(2, 6, "periodic", { shapes: [{ circle: { center: [0.4, 0.5], radius: 0.3 }, phase: "inclusion" }], phases: { matrix: soft, inclusion: { ...soft, mu: 2 } } });
    const F = [embed([[0.48, 0.02], [0, 1.01]])];
    const [one, direct] = [await answer(await open(rve, solver), F), await answer(await open(rve, "direct"), F)];
    expect(direct.status[0]).toBe(PointStatus.ok);
    if (solver === "pcg") expect(one.status[0]).toBe(PointStatus.unstable);
    else for (const field of ["status", "W", "P", "A", "state"] as const) expect(one[field]).toEqual(direct[field]);
  });
});

describe("memory", () => {
  it.each([[2, 64, 5e6], [3, 32, 100e6]] as const)("of %iD %i stays below %d bytes and is what the plan says", async (dimension, n, limit) => {
    const kernels = await loadKernels();
    const before = kernels.mark();
    // In the plane at a contrast that takes multigrid, whose levels the plan counts.
    const plan = compilePcg(contrastCell(dimension, Array<number>(dimension).fill(n), dimension === 2 ? 1000 : 10));
    writePcgPlan(kernels, plan);
    const bytes = kernels.mark() - before;
    expect(bytes).toBeLessThan(limit);
    // The plan leaves out what every solver needs: indices and four vectors of unknowns.
    expect(plan.bytes / bytes).toBeGreaterThan(0.75);
    expect(plan.bytes / bytes).toBeLessThan(1);
  });
});

describe("choice of the solver", () => {
  it("auto takes conjugate gradients for large periodic grids that can be transformed", () => {
    const chosen = (rve: Rve): string => compileRve(rve).solver;
    expect(chosen(inclusionCell(3, 8, 0.3, "periodic"))).toBe("pcg");
    expect(chosen(inclusionCell(2, 64, 0.3, "periodic"))).toBe("pcg");
    expect(chosen(inclusionCell(3, 6, 0.3, "periodic"))).toBe("pcg");
    expect(chosen(inclusionCell(3, 5, 0.3, "periodic"))).toBe("hybrid");
    expect(chosen(inclusionCell(2, 32, 0.3, "periodic"))).toBe("hybrid");
    expect(chosen(inclusionCell(2, 64, 0.3, "linear"))).toBe("pcg");
    expect(chosen(inclusionCell(2, 32, 0.3, "linear"))).toBe("direct");
    expect(chosen(contrastCell(2, [32, 32], 1000))).toBe("direct");
    expect(chosen(unitCell(3, 1, "periodic", { grid: [7, 9, 9] }))).toBe("direct");
    expect(chosen(unitCell(3, 1, "linear", { grid: [8, 8, 8] }))).toBe("direct");
  });

  it("pcg is refused where it cannot work, with the reason", () => {
    expect(() => compileRve(inclusionCell(2, 7, 0.3, "periodic"), { solver: "pcg" })).toThrow(/7 voxels.*factor other than 2, 3 and 5/);
    expect(() => compileRve(inclusionCell(2, 8, 0.3, "minimal"), { solver: "pcg" })).toThrow(/boundary is "minimal"/);
    expect(() => compileRve(inclusionCell(2, 8, 0.3, "linear"), { solver: "cg" as RveSolver })).toThrow(/no solver/);
  });
});
