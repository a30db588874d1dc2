/** Random periodic cells and deformations: the matrix-free solver answers as the direct one, or says why not. */
import { describe, expect, it } from "vitest";
import { type PointResponse, PointStatus } from "../../src/constitutive/model.js";
import { loadKernels } from "../../src/kernels/module.js";
import { layoutRve } from "../../src/kernels/rve-kernel.js";
import { stateSize } from "../../src/kernels/rve-plan.js";
import { compileRve, type RveSolver } from "../../src/rve/compile.js";
import type { Rve } from "../../src/rve/rve.js";
import { unitCell } from "../support/cells.js";
import { emptyResponse, relativeDifference } from "../support/points.js";
import { seeded } from "../support/random.js";

/** White noise of two phases with a contrast of up to 10⁴ on a small grid, and F up to 25 % away from I. */
function randomCell(random: () => number): { rve: Rve; F: Float64Array } {
  const dimension = random() < 0.6 ? 2 : 3;
  const lengths = dimension === 2 ? [2, 3, 4, 5, 6, 8] : [1, 2, 3, 4];
  const grid = Array.from({ length: dimension }, () => lengths[Math.floor(random() * lengths.length)]);
  const contrast = [0.01, 0.1, 3, 10, 100, 1000, 10000][Math.floor(random() * 7)];
  const rve = unitCell(dimension, 1, "periodic", {
    grid, size: grid.map(() => 0.5 + random()),
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 5 * random() }, inclusion: { law: "neo-hookean", mu: contrast, lambda: 5 * contrast * random() } },
  });
  const phaseOfCell = rve.phaseOfCell.map(() => (random() < 0.4 ? 1 : 0));
  const size = 0.25 * random();
  const F = Float64Array.from({ length: 9 }, (_, n) => (n % 4 === 0 ? 1 : 0) + (dimension === 3 || (n < 5 && n % 3 < 2) ? size * (2 * random() - 1) : 0));
  return { rve: { ...rve, phaseOfCell }, F };
}

async function solve(rve: Rve, F: Float64Array, solver: RveSolver): Promise<PointResponse> {
  const plan = compileRve(rve, { solver });
  const state0 = new Float64Array(stateSize(plan));
  for (let n = 0; n < 9; n += 4) state0[n] = 1;
  const into = emptyResponse(1, state0.length);
  layoutRve(await loadKernels(), plan).solve({ F, state0 }, into, 0, "tangent");
  return into;
}

/** 300 cells: beyond these the same kinds of answers come again. */
const batches = Array.from({ length: 10 }, (_, n) => n);

describe("random cells", () => {
  it.each(batches)("batch %i of ten: the answer of the direct solver, one of less energy, or a status", async (batch) => {
    const random = seeded(1000 + batch);
    let solved = 0;
    for (let n = 0; n < 30; n++) {
      const { rve, F } = randomCell(random);
      const [pcg, direct] = [await solve(rve, F, "pcg"), await solve(rve, F, "direct")];
      expect([PointStatus.ok, PointStatus.inverted, PointStatus.notConverged, PointStatus.unstable]).toContain(pcg.status[0]);
      if (pcg.status[0] !== PointStatus.ok || direct.status[0] !== PointStatus.ok) continue;
      solved++;
      expect([...pcg.P, ...pcg.A, ...pcg.W, ...pcg.state].every(Number.isFinite)).toBe(true);
      // Conjugate gradients refuse an unstable equilibrium, which a factorisation walks into: then they find another, of less energy.
      if (relativeDifference(pcg.W, direct.W) > 1e-7) {
        expect(pcg.W[0]).toBeLessThan(direct.W[0]);
      } else {
        // Both stop at 1e-10 of the forces; at a contrast of 10⁴ the soft phase sees ten thousand times as much of it.
        expect(relativeDifference(pcg.P, direct.P)).toBeLessThan(1e-7);
        expect(relativeDifference(pcg.A, direct.A)).toBeLessThan(1e-6);
      }
    }
    expect(solved).toBeGreaterThan(24);
  });
});
