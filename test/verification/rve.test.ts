/** Homogenized answers against independent codes, closed forms and mathematics (FORMULATION §3). */
import { describe, expect, it } from "vitest";
import { compileRve, type RveSolver } from "../../src/rve/compile.js";
import type { Rve } from "../../src/rve/rve.js";
import type { RveBoundary } from "../../src/rve/spec.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import rve2d from "../reference/rve-2d.json" with { type: "json" };
import rve3d from "../reference/rve-3d.json" with { type: "json" };
import smallStrain from "../reference/small-strain.json" with { type: "json" };
import { inclusionCell, phases, unitCell } from "../support/cells.js";
import { microAverages } from "../support/micro.js";
import { disposedAfterAll } from "../support/models.js";
import { neoHookeanP } from "../support/neo-hookean.js";
import { answer, embed, inPlane, relativeDifference } from "../support/points.js";

const boundaries: readonly RveBoundary[] = ["periodic", "linear", "minimal"];
const kept = disposedAfterAll();

async function open(rve: Rve, solver: RveSolver = "direct"): Promise<ConstitutiveModel> {
  return kept(await homogenizeWasm(compileRve(rve, { solver }), 1));
}

function microLaw(phase: number, F: Float64Array): Float64Array {
  const { mu, lambda } = Object.values(phases)[phase];
  return neoHookeanP(mu, lambda, F);
}

/** Every solver with the cells that it can solve. */
function withSolvers<C extends { readonly bc: string }>(cases: readonly C[]): (readonly [RveSolver, C])[] {
  const periodic = cases.filter(({ bc }) => bc === "periodic");
  return [...cases.map((one) => ["direct", one] as const), ...periodic.map((one) => ["pcg", one] as const), ...periodic.map((one) => ["hybrid", one] as const)];
}

const referenceCases = withSolvers([...rve2d.cases, ...rve3d.cases]).map(([solver, reference]) => ({ solver, ...reference }));
const stiffnessCases = withSolvers(smallStrain.cases)
  .filter(([solver, { n, dim }]) => (solver === "pcg" ? n ** dim <= 4096 : n ** dim <= 1024))
  .map(([solver, reference]) => ({ solver, ...reference }));

describe("reference cells of independent codes", () => {
  // 1e-8 relative: the codes of the reference agree among themselves to 1e-13, their residual is 1e-12.
  it.each(referenceCases)("$solver, $dim D, n = $n, $bc, F = $F", async (reference) => {
    const dimension = reference.dim as 2 | 3;
    const model = await open(inclusionCell(dimension, reference.n, reference.radius, reference.bc as RveBoundary), reference.solver);
    const response = await answer(model, [embed(reference.F)]);
    expect(response.status[0]).toBe(0);
    const P = embed(reference.P);
    if (dimension === 2) P[8] = (reference as { P33_average?: number }).P33_average!;
    expect(relativeDifference(response.P, P)).toBeLessThan(1e-8);
    expect(Math.abs(response.W[0] / reference.energy_density - 1)).toBeLessThan(1e-8);
    expect(relativeDifference(inPlane(response.A, dimension).flat(), reference.tangent.flat())).toBeLessThan(1e-8);
  });

  it.each(stiffnessCases)("stiffness at F = I: $solver, $dim D, n = $n, $bc", async (reference) => {
    const dimension = reference.dim as 2 | 3;
    const model = await open(inclusionCell(dimension, reference.n, dimension === 2 ? 0.25 : 0.3, reference.bc as RveBoundary), reference.solver);
    const { A } = await answer(model, [embed([])]);
    expect(relativeDifference(inPlane(A, dimension).flat(), reference.tangent_at_identity.flat())).toBeLessThan(1e-8);
  });
});

const F2 = [[1.15, 0.08], [-0.05, 0.93]];
const F3 = [[1.12, 0.06, 0.02], [-0.04, 0.95, 0.05], [0.01, 0.03, 1.05]];

describe.each(boundaries)("mathematics, boundary %s", (boundary) => {
  it.each([[2, 8, F2], [3, 4, F3]] as const)("Hill–Mandel and the averages of F and P, %i D", async (dimension, n, F) => {
    const rve = inclusionCell(dimension, n, 0.3, boundary);
    const response = await answer(await open(rve), [embed(F)], "stress");
    const average = microAverages(rve, embed(F), response.state.subarray(9), microLaw);
    const macroPower = embed(F).reduce((sum, f, i) => sum + f * response.P[i], 0);
    // Newton stops at 1e-10 of the cell forces and has converged quadratically beyond it.
    expect(Math.abs(average.power - macroPower)).toBeLessThan(1e-10 * Math.abs(macroPower));
    expect(relativeDifference(average.F, embed(F))).toBeLessThan(1e-12);
    expect(relativeDifference(average.P, response.P)).toBeLessThan(1e-12);
  });

  it.each([[2, 8, F2], [3, 4, F3]] as const)("tangent = differences of P, P = differences of W, %i D", async (dimension, n, F) => {
    const model = await open(inclusionCell(dimension, n, 0.3, boundary));
    const h = 1e-5;
    const places = Array.from({ length: dimension ** 2 }, (_, m) => Math.floor(m / dimension) * 3 + (m % dimension));
    const shifted = places.flatMap((place) => [h, -h].map((step) => embed(F).map((f, i) => (i === place ? f + step : f))));
    const all = await answer(model, [embed(F), ...shifted]);
    const { A, P, W } = all;
    const scale = Math.max(...A.subarray(0, 81).map(Math.abs));
    places.forEach((place, m) => {
      const [plus, minus] = [1 + 2 * m, 2 + 2 * m];
      // Central differences: error h² |P'''| ~ 1e-9, plus the residual 1e-10 / h.
      expect(Math.abs((W[plus] - W[minus]) / (2 * h) - P[place])).toBeLessThan(1e-8 * scale);
      for (const row of places) {
        expect(Math.abs((P[9 * plus + row] - P[9 * minus + row]) / (2 * h) - A[9 * row + place])).toBeLessThan(1e-7 * scale);
      }
    });
  });

  it("a homogeneous cell answers as its law", async () => {
    const model = await open(unitCell(3, 3, boundary));
    const response = await answer(model, [embed(F3)]);
    expect(relativeDifference(response.P, neoHookeanP(1, 2, embed(F3)))).toBeLessThan(1e-13);
    const h = 1e-6;
    for (let place = 0; place < 9; place++) {
      const [plus, minus] = [h, -h].map((step) => neoHookeanP(1, 2, embed(F3).map((f, i) => (i === place ? f + step : f))));
      for (let row = 0; row < 9; row++) expect(response.A[9 * row + place]).toBeCloseTo((plus![row] - minus![row]) / (2 * h), 7);
    }
  });
});

describe("laminate", () => {
  it.each([2, 3] as const)("normal x, two layers: closed form, %i D", async (dimension) => {
    const rve = unitCell(dimension, 4, "periodic", { shapes: [{ laminate: { axis: "x", from: 0.25, to: 0.5 }, phase: "inclusion" }] });
    const F = embed(dimension === 2 ? F2 : F3);
    const response = await answer(await open(rve), [F]);
    // Layers deform by F + a⊗e_x, F - a⊗e_x c/(1-c) with equal traction P e_x: solved here by Newton with differences.
    expect(relativeDifference(response.P, laminateStress(F, 0.25))).toBeLessThan(1e-9);
  });

  it.each([[16, 1], [1, 16]])("a grid of %i × %i voxels is the same laminate as 16 × 16", async (nx, ny) => {
    const axis = nx > 1 ? "x" : "y";
    const shapes = [{ laminate: { axis, from: 0.25, to: 0.75 }, phase: "inclusion" }] as const;
    const thin = await answer(await open(unitCell(2, 16, "periodic", { grid: [nx, ny], shapes })), [embed(F2)]);
    const full = await answer(await open(unitCell(2, 16, "periodic", { shapes })), [embed(F2)]);
    expect(relativeDifference(thin.P, full.P)).toBeLessThan(1e-10);
    expect(relativeDifference(thin.A, full.A)).toBeLessThan(1e-10);
  });
});

/** Average stress of a two-layer laminate with normal x; `c` is the share of the inclusion. */
function laminateStress(F: Float64Array, c: number): Float64Array {
  const layers = (a: readonly number[]): [Float64Array, Float64Array] => {
    const shifted = (factor: number): Float64Array => F.map((f, n) => (n % 3 === 0 ? f + factor * a[n / 3] : f));
    return [neoHookeanP(10, 20, shifted(1)), neoHookeanP(1, 2, shifted(-c / (1 - c)))];
  };
  const jump = (a: readonly number[]): number[] => {
    const [inner, outer] = layers(a);
    return [0, 3, 6].map((n) => inner[n] - outer[n]);
  };
  let a = [0, 0, 0];
  for (let iteration = 0; iteration < 30; iteration++) {
    const h = 1e-7;
    const r = jump(a);
    const columns = a.map((_, k) => jump(a.map((x, n) => (n === k ? x + h : x))).map((value, i) => (value - r[i]) / h));
    a = a.map((x, k) => x - solve3(columns, r)[k]);
  }
  const [inner, outer] = layers(a);
  return inner.map((p, n) => c * p + (1 - c) * outer[n]);
}

/** Solves Σ_k columns[k] x_k = b by Cramer's rule. */
function solve3(columns: readonly number[][], b: readonly number[]): number[] {
  const det = (m: readonly (readonly number[])[]): number =>
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
    + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  return columns.map((_, k) => det(columns.map((column, n) => (n === k ? b : column))) / det(columns));
}

describe("order of boundary conditions", () => {
  it("linear ≥ periodic ≥ minimal in energy and stiffness, between Reuss and Voigt", async () => {
    const responses = await Promise.all(boundaries.map(async (boundary) => answer(await open(inclusionCell(2, 16, 0.25, boundary)), [embed([]), embed(F2)])));
    const [periodic, linear, minimal] = responses;
    expect(linear.W[1]).toBeGreaterThan(periodic.W[1]);
    expect(periodic.W[1]).toBeGreaterThan(minimal.W[1]);
    const fraction = 52 / 256;
    const energy = (A: Float64Array, e: readonly number[]): number =>
      inPlane(A, 2).reduce((sum, row, i) => sum + row.reduce((s, value, j) => s + value * e[i] * e[j], 0), 0);
    for (const e of [[1, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 1], [1, 0, 0, -1], [0, 0.5, 0.5, 0]]) {
      const [p, l, m] = [periodic, linear, minimal].map(({ A }) => energy(A, e));
      expect(l).toBeGreaterThanOrEqual(p);
      expect(p).toBeGreaterThanOrEqual(m);
      // Plane strain splits into a bulk modulus λ + μ = 3, 30 and a shear modulus μ = 1, 10; Voigt averages them, Reuss their inverses.
      const trace = e[0] + e[3];
      const deviator = (e[0] - e[3]) ** 2 / 2 + (e[1] + e[2]) ** 2 / 2;
      const bound = (K: number, G: number): number => K * trace ** 2 + 2 * G * deviator;
      expect(l).toBeLessThan(bound(fraction * 30 + (1 - fraction) * 3, fraction * 10 + (1 - fraction)));
      expect(m).toBeGreaterThan(bound(1 / (fraction / 30 + (1 - fraction) / 3), 1 / (fraction / 10 + (1 - fraction))));
    }
  });
});
