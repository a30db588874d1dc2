import { expect, it } from "vitest";
import { fix } from "../../src/constraint/constraint.js";
import { ramp } from "../../src/core/time.js";
import { traction } from "../../src/load/load.js";
import { equalSteps } from "../../src/solve/problem.js";
import cook from "../reference/cook.json" with { type: "json" };
import { facesWhere, gridMesh, nodesWhere, type Place } from "../support/meshes.js";
import { neoHookeanModel } from "../support/neo-hookean.js";
import { problem, runLast } from "../support/problems.js";

const membrane: Place = (s, t) => [48 * s, 44 * s + t * (44 - 28 * s), 0];

async function solveCook(type: "quad4" | "quad8" | "tri6", n: number) {
  const mesh = gridMesh(type, [n, n], membrane);
  const tip = nodesWhere(mesh, (x, y) => Math.abs(x - 48) < 1e-9 && Math.abs(y - 60) < 1e-9)[0];
  const last = await runLast(problem(mesh, neoHookeanModel(80.194, 120.291), {
    constraints: fix(nodesWhere(mesh, (x) => x < 1e-9), [0, 1], 2, "left"),
    loads: [traction(mesh, facesWhere(mesh, (x) => x > 48 - 1e-9), [0, 100 / 16], ramp(1, 1))],
    steps: equalSteps(1, 5),
  }));
  return { tip: Array.from(last.u.subarray(2 * tip, 2 * tip + 2)), energy: last.energy };
}

it("reproduces Cook's membrane with quad4, n = 8", async () => {
  const reference = cook.summary[0];
  const { tip, energy } = await solveCook("quad4", 8);
  // The reference stops at |r| < 1e-8 in a load of 100.
  expect(tip[0]).toBeCloseTo(reference.tip_ux[0], 7);
  expect(tip[1]).toBeCloseTo(reference.tip_uy[0], 7);
  expect(energy).toBeCloseTo(reference.stored_energy?.[0] ?? NaN, 6);
});
