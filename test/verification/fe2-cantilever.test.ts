import { afterAll, beforeAll, expect, it } from "vitest";
import { fix, prescribe } from "../../src/constraint/constraint.js";
import { ramp } from "../../src/core/time.js";
import { homogenize } from "../../src/homogenize/index.js";
import { defineRve } from "../../src/rve/rve.js";
import { symmetricSolver } from "../../src/solve/direct.js";
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import reference from "../reference/fe2-cantilever.json" with { type: "json" };
import { gridMesh, nodesWhere } from "../support/meshes.js";
import { problem, runLast } from "../support/problems.js";

const mesh = gridMesh("quad4", [4, 2], (s, t) => [2 * s, t, 0]);
const on = (x: number): number[] => nodesWhere(mesh, (s) => s === x);
let model: ConstitutiveModel;

beforeAll(async () => {
  model = await homogenize(defineRve({
    dimension: 2, size: [1, 1], grid: [16, 16], boundary: "periodic", background: "matrix",
    shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  }), { threads: 1 });
});
afterAll(() => model.dispose?.());

it("reproduces the FE² cantilever in three macro iterations: displacements, reactions, F and P at Gauss points", async () => {
  const last = await runLast(problem(mesh, model, {
    constraints: [...fix(on(0), [0, 1], 2, "left"), ...fix(on(2), [0], 2, "right"), ...prescribe(on(2), 1, 2, ramp(0.1, 1), "right")],
    newton: { tolerance: 1e-9, maxIterations: 10 }, linear: symmetricSolver,
  }));
  expect(last.iterations).toBe(reference.macro_newton_iterations);
  const place = (x: number, y: number): string => `${x.toFixed(6)},${y.toFixed(6)}`;
  const numbers = new Map(reference.nodes.map(([x, y], node) => [place(x, y), node]));
  // The two reference codes agree to 2e-12 (u) and 1e-12 (forces); micro and macro tolerances are 1e-11 and 1e-9 of the forces.
  for (let node = 0; 2 * node < last.u.length; node++) {
    const other = numbers.get(place(mesh.points[3 * node], mesh.points[3 * node + 1])) ?? -1;
    for (let i = 0; i < 2; i++) {
      expect(last.u[2 * node + i]).toBeCloseTo(reference.u[other][i], 9);
      expect(last.internal[2 * node + i]).toBeCloseTo(reference.internal_force[other][i], 8);
    }
  }
  // Points (cell 0 of both meshes is the lower left one), the first coordinate outermost.
  const [first] = reference.F_gauss, [stress] = reference.P_gauss;
  [0, 1, 2, 3].forEach((q) => [0, 1, 3, 4].forEach((k, n) => {
    expect(last.F[9 * q + k]).toBeCloseTo(first[q].flat()[n], 9);
    expect(last.P[9 * q + k]).toBeCloseTo(stress[q].flat()[n], 8);
  }));
  // Residuals fall as in the reference: the first is that of the prescribed displacement carried through K.
  last.history.slice(1, -1).forEach((r, k) => expect(r / reference.macro_residuals[k + 1]).toBeCloseTo(1, 3));
});
