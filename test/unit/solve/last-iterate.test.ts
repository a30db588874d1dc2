/** Tangents that are dear are not asked for where the iteration is expected to end. */
import { expect, it } from "vitest";
import { fix, prescribe } from "../../../src/constraint/constraint.js";
import type { ConstitutiveModel } from "../../../src/constitutive/model.js";
import { ramp } from "../../../src/core/time.js";
import { equalSteps } from "../../../src/solve/problem.js";
import { gridMesh, nodesWhere } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { type Kept, problem, runAll } from "../../support/problems.js";

/** A law that notes what it is asked for; `spoil`: factor of the n-th tangent. */
function watched(wants: string[], spoil: (n: number) => number = () => 1): ConstitutiveModel {
  const law = neoHookeanModel(1, 10);
  return {
    ...law, dearTangent: true,
    async evaluate(batch, into, want) {
      wants.push(want);
      await law.evaluate(batch, into, want);
      const factor = spoil(wants.length);
      if (want === "tangent" && factor !== 1) for (let n = 0; n < into.A.length; n++) into.A[n] *= factor;
    },
  };
}

/** Two steps of stretch and shear of a square that is clamped on one side. */
function pull(model: ConstitutiveModel): Promise<Kept[]> {
  const mesh = gridMesh("quad4", [3, 3]), side = (x: number): readonly number[] => nodesWhere(mesh, (s) => Math.abs(s - x) < 1e-9);
  const constraints = [...fix(side(0), [0, 1], 2, "left"), ...prescribe(side(1), 0, 2, ramp(0.2, 1), "right"), ...prescribe(side(1), 1, 2, ramp(0.1, 1), "right")];
  return runAll(problem(mesh, model, { constraints, steps: equalSteps(1, 2) }));
}

const largest = (a: Float64Array, b: Float64Array): number => a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k])), 0);

it("the last evaluation of each step is of the stress alone, all others are not, and nothing else changes", async () => {
  const wants: string[] = [], plain = await pull(neoHookeanModel(1, 10)), steps = await pull(watched(wants));
  expect(wants.filter((want) => want === "stress")).toHaveLength(2);
  expect(wants.at(-1)).toBe("stress");
  expect(steps.map(({ iterations }) => iterations)).toEqual(plain.map(({ iterations }) => iterations));
  // The same arithmetic: the tangents that are left out are of iterates that need no correction.
  steps.forEach((step, k) => {
    expect(largest(step.u, plain[k].u)).toBe(0);
    expect(largest(step.P, plain[k].P)).toBe(0);
  });
});

it("the tangent is asked for after all where the iteration does not end as expected", async () => {
  // With twice the tangent the last correction of the first step goes half of its way.
  const wants: string[] = [], plain = await pull(neoHookeanModel(1, 10)), steps = await pull(watched(wants, (n) => (n === 4 ? 2 : 1)));
  expect(wants.slice(3, 6)).toEqual(["tangent", "stress", "tangent"]);
  expect(steps[0].iterations).toBe(plain[0].iterations + 1);
  // Both stop at 1e-10 of the forces.
  steps.forEach((step, k) => { expect(largest(step.u, plain[k].u)).toBeLessThan(1e-9); });
});
