import { describe, expect, it } from "vitest";
import { fix } from "../../../src/constraint/constraint.js";
import { ramp } from "../../../src/core/time.js";
import { traction } from "../../../src/load/load.js";
import { along, everyDirection, faceNormal, foundation, nodeSprings } from "../../../src/load/spring.js";
import { symmetricSolver } from "../../../src/solve/direct.js";
import { facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { linearModel } from "../../support/linear-model.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem, runAll } from "../../support/problems.js";

describe("an elastic foundation", () => {
  it("gives the closed form of a bar between a spring and a load, in 2D and 3D", async () => {
    for (const type of ["quad4", "tri6", "hex8", "tet10"] as const) {
      const d = /^(quad|tri)/.test(type) ? 2 : 3;
      const mesh = gridMesh(type, [2, 2, 2].slice(0, d), (s, t, r) => [3 * s, t, r]);
      const faces = (x: number) => facesWhere(mesh, (X) => Math.abs(X - x) < 1e-9);
      const sides = [1, 2].slice(0, d - 1).flatMap((i) => fix(nodesWhere(mesh, () => true), [i], d as 2 | 3, "guide"));
      const mu = 2, lambda = 3, k = 0.7, load = 0.01;
      let end: number[] = [], base: number[] = [], force = 0;
      await runAll(problem(mesh, linearModel(mu, lambda), {
        constraints: sides, springs: [foundation(mesh, faces(0), k, faceNormal)],
        loads: [traction(mesh, faces(3), [load, 0, 0].slice(0, d), ramp(1, 1))], linear: symmetricSolver,
      }), {}, (step) => {
        end = nodesWhere(mesh, (x) => Math.abs(x - 3) < 1e-9).map((node) => step.u[node * d]);
        base = nodesWhere(mesh, (x) => Math.abs(x) < 1e-9).map((node) => step.u[node * d]);
        force = step.springs[0].forces.reduce((sum, f, dof) => sum + (dof % d === 0 ? f : 0), 0);
      });
      // Sides held: stress = (λ + 2μ) strain; the spring moves by load / k. Newton stops at 1e-10.
      for (const u of base) expect(u).toBeCloseTo(load / k, 11);
      for (const u of end) expect(u).toBeCloseTo(load / k + (3 * load) / (lambda + 2 * mu), 11);
      expect(force).toBeCloseTo(-load, 12);
    }
  });

  it("resists sliding only in all directions, and is then the penalty of a clamped face", async () => {
    const mesh = gridMesh("quad4", [2, 2]);
    const bottom = facesWhere(mesh, (_x, y) => Math.abs(y) < 1e-9), top = facesWhere(mesh, (_x, y) => Math.abs(y - 1) < 1e-9);
    const loads = [traction(mesh, top, [0.1, 0], ramp(1, 1))];
    const roller = problem(mesh, neoHookeanModel(1, 1), { springs: [foundation(mesh, bottom, 2, faceNormal)], loads, linear: symmetricSolver });
    await expect(runAll(roller)).rejects.toThrow(/E_RIGID_BODY.*translation in x/);
    const [held] = await runAll({ ...roller, springs: [foundation(mesh, bottom, 1e7, everyDirection)] });
    const [clamped] = await runAll({ ...roller, springs: [], constraints: fix(nodesWhere(mesh, (_x, y) => y === 0), [0, 1], 2, "bottom") });
    // The foundation gives way by stress / 1e7.
    held.u.forEach((u, dof) => expect(Math.abs(u - clamped.u[dof])).toBeLessThan(1e-6));
  });

  it("stores half its force times its way: the work of the load is the energy of body and springs", async () => {
    const mesh = gridMesh("hex8", [2, 2, 1]);
    const faces = (x: number) => facesWhere(mesh, (X) => Math.abs(X - x) < 1e-9);
    const load = traction(mesh, faces(1), [0.02, 0.01, 0], ramp(1, 1));
    let spring = 0, work = 0, energy = 0;
    await runAll(problem(mesh, linearModel(2, 3), { springs: [foundation(mesh, faces(0), 0.9, everyDirection)], loads: [load], linear: symmetricSolver }), {}, (step) => {
      energy = step.energy;
      spring = -step.springs[0].forces.reduce((sum, f, dof) => sum + (f * step.u[dof]) / 2, 0);
      load.dofs.forEach((dof, k) => { work += (load.values[k] * step.u[dof]) / 2; });
    });
    expect(spring).toBeGreaterThan(1e-5);
    // A linear body: energy is half the work, to the tolerance of Newton's method.
    expect((energy + spring) / work).toBeCloseTo(1, 9);
  });
});

it("springs at nodes pull along their direction", async () => {
  const mesh = gridMesh("quad4", [1, 1]);
  const springs = [nodeSprings(mesh, [0, 1, 2, 3], 0.5, along([3, 4])), nodeSprings(mesh, [0, 1, 2, 3], 0.25, along([4, -3]))];
  const load = traction(mesh, facesWhere(mesh, (x) => x === 1), [0.1, 0], ramp(1, 1));
  const opposite = traction(mesh, facesWhere(mesh, (x) => x === 0), [0.1, 0], ramp(1, 1));
  const [step] = await runAll(problem(mesh, neoHookeanModel(1, 1), { springs, loads: [load, opposite], linear: symmetricSolver }));
  // Force 0.05 in x on each of the four nodes; the frame (0.6, 0.8), (0.8, -0.6) has stiffness 0.5 and 0.25.
  const mean = [0, 1].map((i) => [0, 1, 2, 3].reduce((sum, node) => sum + step.u[2 * node + i] / 4, 0));
  expect(mean[0]).toBeCloseTo(0.05 * (0.36 / 0.5 + 0.64 / 0.25), 9);
  expect(mean[1]).toBeCloseTo(0.05 * (0.48 / 0.5 - 0.48 / 0.25), 9);
});
