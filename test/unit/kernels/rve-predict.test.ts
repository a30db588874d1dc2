import { describe, expect, it } from "vitest";
import { PointStatus } from "../../../src/constitutive/model.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { layoutRve, type RveBatch, type RveKernel } from "../../../src/kernels/rve-kernel.js";
import { keptDoubles, type RvePlan, stateSize } from "../../../src/kernels/rve-plan.js";
import { compileRve, type RveSolver } from "../../../src/rve/compile.js";
import { inclusionCell, unitCell } from "../../support/cells.js";
import { emptyResponse, relativeDifference } from "../../support/points.js";

const cases: readonly (readonly [RveSolver, 2 | 3, number, "periodic" | "linear" | "minimal"])[] = [
  ["direct", 2, 8, "periodic"], ["pcg", 2, 8, "periodic"], ["hybrid", 2, 8, "periodic"], ["direct", 2, 8, "linear"], ["direct", 2, 6, "minimal"], ["direct", 3, 4, "periodic"], ["pcg", 3, 4, "periodic"],
];
const start = { 2: [1.1, 0.1, 0, 0.02, 0.95, 0, 0, 0, 1], 3: [1.1, 0.1, 0.05, 0.02, 0.95, -0.04, 0.03, 0, 1.02] } as const;
const change = { 2: [1, 0.5, 0, -0.3, 0.2, 0, 0, 0, 0], 3: [1, 0.5, -0.2, -0.3, 0.2, 0.4, 0.1, -0.6, 0.3] } as const;

interface Cell { readonly plan: RvePlan; readonly kernel: RveKernel; readonly rest: Float64Array; F(h: number): Float64Array }

async function cell([solver, dimension, n, boundary]: (typeof cases)[number], keep = true): Promise<Cell> {
  const plan = compileRve(inclusionCell(dimension, n, 0.3, boundary), { solver, keep });
  const rest = new Float64Array(stateSize(plan));
  for (let k = 0; k < 9; k += 4) rest[k] = 1;
  return { plan, kernel: layoutRve(await loadKernels(), plan), rest, F: (h) => Float64Array.from(start[dimension], (value, k) => value + h * change[dimension][k]) };
}

function solve({ plan, kernel }: Cell, batch: RveBatch, want: "stress" | "tangent" = "tangent", state?: Float64Array) {
  const into = { ...emptyResponse(1, stateSize(plan)), settled: new Uint8Array(1) };
  if (state) into.state.set(state);
  kernel.solve(batch, into, 0, want);
  expect(into.status[0]).toBe(PointStatus.ok);
  return into;
}

/** P without P33 in the plane, which makes no forces: it is that of the present fluctuation. */
function forcesOf(P: Float64Array, dimension: 2 | 3): Float64Array {
  return dimension === 3 ? P : Float64Array.of(P[0], P[1], P[3], P[4]);
}

describe.each(cases)("%s solver, %i D, n = %i, %s", (...name) => {
  it("begins where the correctors point to: no iteration for a tiny change of F, and no more than without them for a large one", async () => {
    const own = await cell(name), plain = await cell(name, false);
    expect(keptDoubles(own.plan)).toBeGreaterThan(0);
    const [from, plainFrom] = [own, plain].map((one) => solve(one, { F: one.F(0), state0: one.rest }).state);
    // The condition of `minimal` is linear; single precision meets it to 1e-7, which one iteration mends.
    const least = name[3] === "minimal" ? 1 : 0;
    for (const [h, most] of [[1e-7, least], [1e-4, 1], [0.05, 8]] as const) {
      const fast = solve(own, { F: own.F(h), state0: from }), slow = solve(plain, { F: own.F(h), state0: plainFrom });
      expect(fast.iterations[0]).toBeLessThanOrEqual(Math.min(most, slow.iterations[0]));
      expect(relativeDifference(fast.P, slow.P)).toBeLessThan(1e-9);
      // Correctors of conjugate gradients leave an error of this order.
      expect(relativeDifference(fast.A, slow.A)).toBeLessThan(2e-8);
    }
  });

  it("follows a rotation of the solved state without kept fields for it", async () => {
    const own = await cell(name), from = solve(own, { F: own.F(0), state0: own.rest }), [c, s] = [Math.cos(1e-4), Math.sin(1e-4)];
    const F = own.F(0), turned = Float64Array.from(F, (value, k) => (k < 3 ? c * value - s * F[k + 3] : k < 6 ? s * F[k - 3] + c * value : value));
    const after = solve(own, { F: turned, state0: from.state });
    expect(after.iterations[0]).toBeLessThanOrEqual(1);
    expect(Math.abs(after.W[0] - from.W[0])).toBeLessThan(1e-10 * from.W[0]);
  });

  it("goes on from an iterate of the same step, with the answer of the accepted state", async () => {
    const own = await cell(name), near = solve(own, { F: own.F(-1e-6), state0: own.rest });
    const warm = solve(own, { F: own.F(0), state0: own.rest, warm: true }, "tangent", near.state), cold = solve(own, { F: own.F(0), state0: own.rest });
    expect(warm.iterations[0]).toBeLessThan(cold.iterations[0]);
    expect(relativeDifference(warm.P, cold.P)).toBeLessThan(1e-9);
  });

  it("corrects the stress to second order where less accuracy is asked, and says so", async () => {
    const own = await cell(name), from = solve(own, { F: own.F(0), state0: own.rest });
    const accuracy = 0.5, most = name[3] === "minimal" ? 2 : 1;
    for (const [h, tolerance] of [[0.1, 2e-4], [0.025, 2e-6]] as const) {
      const loose = solve(own, { F: own.F(h), state0: from.state, accuracy }), exact = solve(own, { F: own.F(h), state0: from.state });
      expect(loose.iterations[0]).toBeLessThanOrEqual(most);
      // What is off by more than the tolerance of exact answers allows must say so.
      if (relativeDifference(forcesOf(loose.P, name[1]), forcesOf(exact.P, name[1])) > 1e-8) expect(loose.settled[0]).toBe(0);
      expect(exact.settled[0]).toBe(1);
      expect(relativeDifference(forcesOf(loose.P, name[1]), forcesOf(exact.P, name[1]))).toBeLessThan(tolerance);
      const settled = solve(own, { F: own.F(h), state0: from.state, warm: true }, "tangent", loose.state);
      expect(relativeDifference(settled.P, exact.P)).toBeLessThan(1e-9);
    }
    expect(solve(own, { F: own.F(1e-7), state0: from.state, accuracy }).settled[0]).toBe(1);
  });

  it("gives the same bits whatever was solved before", async () => {
    const fresh = await cell(name), used = await cell(name);
    const from = solve(fresh, { F: fresh.F(0), state0: fresh.rest }).state;
    solve(used, { F: used.F(0.1), state0: used.rest });
    for (const want of ["tangent", "stress"] as const) {
      for (const [h, accuracy] of [[0.02, 0], [0.02, 0.5], [0, 0]] as const) {
        const [a, b] = [fresh, used].map((one) => solve(one, { F: one.F(h), state0: from, accuracy }, want));
        expect(b).toEqual(a);
        solve(used, { F: used.F(-0.05), state0: used.rest, accuracy: 0.5 }, "stress");
      }
    }
  });
});

it.each([["direct", 0.4999], ["pcg", 0.49]] as const)("begins at the prediction with a mean dilatation too, where F changes little: %s solver", async (solver, nu) => {
  const phases = { matrix: { law: "neo-hookean", E: 1, nu }, inclusion: { law: "neo-hookean", E: 10, nu: 0.3 } } as const;
  const [own, plain] = await Promise.all([true, false].map(async (keep): Promise<Cell> => {
    const plan = compileRve(unitCell(2, 8, "periodic", { phases, formulation: "mixed", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }] }), { solver, keep });
    const rest = new Float64Array(stateSize(plan));
    for (let k = 0; k < 9; k += 4) rest[k] = 1;
    // Nearly without a change of volume.
    return { plan, kernel: layoutRve(await loadKernels(), plan), rest, F: (h) => Float64Array.of(1.1 + h, 0.1 + 0.5 * h, 0, 0.02 - 0.3 * h, 0.912 - 0.83 * h, 0, 0, 0, 1) };
  }));
  const [from, plainFrom] = [own, plain].map((one) => solve(one, { F: one.F(0), state0: one.rest }).state);
  for (const [h, most] of [[1e-5, 1], [1e-4, 1], [1e-3, 2], [0.1, 8]] as const) {
    const fast = solve(own, { F: own.F(h), state0: from }), slow = solve(plain, { F: own.F(h), state0: plainFrom });
    expect(fast.iterations[0]).toBeLessThanOrEqual(Math.min(most, slow.iterations[0]));
    // 1e-10 of the cell forces, which the bulk modulus makes a thousand times those of the stress.
    expect(relativeDifference(fast.P, slow.P)).toBeLessThan(1e-8);
  }
});

it("reads no memory that is not its own: the same bits where an instance has held something else", async () => {
  const phases = { matrix: { law: "neo-hookean", E: 1, nu: 0.4999 }, inclusion: { law: "neo-hookean", E: 10, nu: 0.3 } } as const;
  const plan = compileRve(unitCell(2, 6, "periodic", { phases, formulation: "mixed", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }] }), { solver: "direct" });
  const rest = new Float64Array(stateSize(plan));
  for (let k = 0; k < 9; k += 4) rest[k] = 1;
  const used = await loadKernels(), mark = used.mark(), count = 1 << 20;
  used.f64(used.allocate(8 * count), count).fill(NaN);
  used.release(mark);
  const [fresh, after] = [await loadKernels(), used].map((kernels) => {
    const into = emptyResponse(1, stateSize(plan));
    layoutRve(kernels, plan).solve({ F: Float64Array.of(1.1, 0.1, 0, 0.02, 0.92, 0, 0, 0, 1), state0: rest }, into, 0, "tangent");
    return into;
  });
  expect(fresh.status[0]).toBe(PointStatus.ok);
  expect(after).toEqual(fresh);
});
