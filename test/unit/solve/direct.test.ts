import { describe, expect, it } from "vitest";
import { fix } from "../../../src/constraint/constraint.js";
import { ramp } from "../../../src/core/time.js";
import { traction } from "../../../src/load/load.js";
import { symmetricSolver, unsymmetricSolver } from "../../../src/solve/direct.js";
import { denseSolver } from "../../support/dense-solver.js";
import { facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem, runLast } from "../../support/problems.js";

const strip = gridMesh("quad4", [4, 2], (s, t) => [2 * s, t, 0]);
const given = problem(strip, neoHookeanModel(1, 10), {
  constraints: fix(nodesWhere(strip, (x) => x === 0), [0, 1], 2, "left"),
  loads: [traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1))],
});
const solvers = [["symmetric", symmetricSolver], ["unsymmetric", unsymmetricSolver]] as const;

describe.each(solvers)("the %s direct solver", (kind, linear) => {
  it("leads Newton to the same equilibrium as full elimination", async () => {
    const [found, expected] = [await runLast({ ...given, linear }), await runLast({ ...given, linear: denseSolver })];
    expect(linear.kind).toBe(kind);
    // Without an energy the line search takes the force along the step, which accepts the same steps here.
    expect(found.iterations).toBe(expected.iterations);
    // Newton stops at 1e-10 of the forces.
    found.u.forEach((u, k) => expect(Math.abs(u - expected.u[k])).toBeLessThan(1e-9));
  });

  it("gives the same bits at every run", async () => {
    const [once, again] = [await runLast({ ...given, linear }), await runLast({ ...given, linear })];
    expect(once.u).toEqual(again.u);
    expect(once.P).toEqual(again.P);
  });

  it("says when a matrix is singular, and can go on with another", async () => {
    const pattern = { size: 2, rowStart: Int32Array.of(0, 2, 4), columns: Int32Array.of(0, 1, 0, 1) };
    const solver = await linear.create(pattern, { coordinates: Float64Array.of(0, 0, 0, 1, 0, 0), nodeOfRow: Int32Array.of(0, 1), directionOfRow: Int32Array.of(0, 0) });
    expect(solver.factor(Float64Array.of(1, 1, 1, 1))).toBe(false);
    expect(solver.factor(Float64Array.of(2, 1, 1, 2))).toBe(true);
    const x = new Float64Array(2);
    solver.solve(Float64Array.of(3, 0), x);
    expect(x[0]).toBeCloseTo(2, 14);
    expect(x[1]).toBeCloseTo(-1, 14);
    solver.dispose();
  });

  it("has nothing to do when all dofs are prescribed", async () => {
    const all = fix(nodesWhere(strip, () => true), [0, 1], 2, "all");
    const last = await runLast({ ...given, constraints: all, linear });
    expect(last.u.every((u) => u === 0)).toBe(true);
  });
});
