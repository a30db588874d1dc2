/** The tangent of Newton's last factorisation, where the caller is content with a relative error of 1e-6. */
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../src/kernels/module.js";
import { layoutRve, type RveBatch } from "../../../src/kernels/rve-kernel.js";
import { stateSize } from "../../../src/kernels/rve-plan.js";
import { compileRve } from "../../../src/rve/compile.js";
import { inclusionCell } from "../../support/cells.js";
import { emptyResponse, relativeDifference } from "../../support/points.js";

const F = { 2: [1.1, 0.03, 0, 0.02, 1, 0, 0, 0, 1], 3: [1.1, 0.03, 0.01, 0.02, 1, 0, 0, 0.02, 0.98] } as const;

async function cell(dimension: 2 | 3, n: number, boundary: "periodic" | "linear" | "minimal") {
  const plan = compileRve(inclusionCell(dimension, n, 0.3, boundary), { solver: "direct", keep: false }), kernel = layoutRve(await loadKernels(), plan), state0 = new Float64Array(stateSize(plan));
  for (let k = 0; k < 9; k += 4) state0[k] = 1;
  return (share: number, rest: Pick<RveBatch, "accuracy"> = {}) => {
    const into = emptyResponse(1, stateSize(plan));
    kernel.solve({ F: Float64Array.from(F[dimension], (f, k) => (k % 4 === 0 ? 1 : 0) + share * (f - (k % 4 === 0 ? 1 : 0))), state0, ...rest }, into, 0, "tangent");
    expect(into.status[0]).toBe(0);
    return into;
  };
}

const cells: readonly (readonly [2 | 3, number, "periodic" | "linear" | "minimal"])[] = [[2, 12, "periodic"], [2, 8, "linear"], [2, 8, "minimal"], [3, 4, "periodic"]];

describe.each(cells)("%iD, n = %i, %s", (...name) => {
  it.each([0.02, 0.3, 1, 2])("at %f of a stretch of a tenth the tangent errs by less than 1e-6, and the stress by nothing", async (share) => {
    const solve = await cell(...name), exact = solve(share), rough = solve(share, { accuracy: 1e-3 });
    expect(relativeDifference(rough.A, exact.A)).toBeLessThan(1e-6);
    expect([...rough.P]).toEqual([...exact.P]);
    expect(rough.iterations[0]).toBe(exact.iterations[0]);
  });

  it("it is another tangent than that of the solution where Newton has converged quadratically, and the same where all is asked for", async () => {
    const solve = await cell(...name), exact = solve(1);
    expect([...solve(1, { accuracy: 1e-3 }).A]).not.toEqual([...exact.A]);
    expect([...solve(1, { accuracy: 1e-12 }).A]).toEqual([...exact.A]);
  });
});
