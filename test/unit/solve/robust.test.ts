import { describe, expect, it } from "vitest";
import { type Ending, hardCases, plainNewton, runPerturbation, type Walking } from "../../../bench/robust-cases.js";
import type { ConstitutiveModel } from "../../../src/constitutive/model.js";
import { fix } from "../../../src/constraint/constraint.js";
import { ramp, table } from "../../../src/core/time.js";
import { nodalForce, traction } from "../../../src/load/load.js";
import { loadKernels } from "../../../src/kernels/module.js";
import type { AcceptedStep } from "../../../src/solve/accept.js";
import { symmetricSolver } from "../../../src/solve/direct.js";
import { equalSteps, type Problem } from "../../../src/solve/problem.js";
import { halving, predicting } from "../../../src/solve/strategy.js";
import { solve } from "../../../src/solve/stepper.js";
import { facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { linearModel } from "../../support/linear-model.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { seeded } from "../../support/random.js";
import { problem, runAll } from "../../support/problems.js";

/** Half a flat roof of one row of cells: rises by 0.1 over a half-span of 1, hinged at the support, symmetric at the crown; it snaps through. */
const rise = 0.1;
const roof = gridMesh("quad8", [10, 1], (s, t) => [s, rise * s + 0.02 * (t - 0.5), 0]);
const crown = nodesWhere(roof, (x) => Math.abs(x - 1) < 1e-9);
const hinge = nodesWhere(roof, (x, y) => Math.abs(x) < 1e-9 && Math.abs(y) < 1e-9);
const held = [...fix(hinge, [0, 1], 2, "hinge"), ...fix(crown, [0], 2, "symmetry")];
const tip = nodesWhere(roof, (x, y) => Math.abs(x - 1) < 1e-9 && Math.abs(y - rise) < 1e-9)[0];
const snapping = (force: number): Problem => problem(roof, neoHookeanModel(1, 0), {
  constraints: held, loads: [nodalForce(tip, [0, -force], 2, ramp(1, 1))], linear: symmetricSolver, steps: { end: 1, size: 0.1, min: 1e-3, max: 0.1, stops: [1] },
});

it("a roof snaps through under a dead load: the line search on the energy finds the equilibrium beyond", async () => {
  const steps = await runAll(snapping(2e-4));
  const last = steps[steps.length - 1];
  expect(last.time).toBe(1);
  // The crown has gone below the supports by more than it was above.
  expect(last.u[2 * tip + 1]).toBeLessThan(-2 * rise);
});

describe("prediction", () => {
  const strip = gridMesh("quad4", [6, 2], (s, t) => [3 * s, t, 0]);
  const left = fix(nodesWhere(strip, (x) => x === 0), [0, 1], 2, "left");
  const bent = (factor: (t: number) => number): Problem => problem(strip, neoHookeanModel(1, 10), {
    constraints: left, loads: [traction(strip, facesWhere(strip, (x) => x === 3), [0, 0.05], factor)], linear: symmetricSolver, steps: equalSteps(1, 10),
  });
  const total = async (given: Problem, strategy: typeof halving): Promise<{ iterations: number; u: Float64Array }> => {
    const steps = await runAll(given, { strategy });
    return { iterations: steps.reduce((sum, { iterations }) => sum + iterations, 0), u: steps[steps.length - 1].u };
  };

  it("saves iterations and ends in the same state", async () => {
    const [rest, predicted] = [await total(bent(ramp(1, 1)), halving), await total(bent(ramp(1, 1)), predicting)];
    expect(predicted.iterations).toBeLessThan(0.8 * rest.iterations);
    predicted.u.forEach((u, dof) => expect(Math.abs(u - rest.u[dof])).toBeLessThan(1e-8));
  });

  it("is left alone where loads turn round", async () => {
    const zigzag = table([[0, 0], [0.1, 1], [0.2, 0], [0.3, 1], [0.4, 0], [0.5, 1], [0.6, 0], [0.7, 1], [0.8, 0], [0.9, 1], [1, 0]]);
    expect((await total(bent(zigzag), predicting)).iterations).toBe((await total(bent(zigzag), halving)).iterations);
  });
});

describe("the likely cause", () => {
  const square = gridMesh("quad4", [2, 2]);
  const base = fix(nodesWhere(square, (_x, y) => y === 0), [0, 1], 2, "base");
  const top = (load: readonly [number, number]) => [traction(square, facesWhere(square, (_x, y) => y === 1), load, ramp(1, 1))];
  const failing = (given: Problem): Promise<string> => runAll({ ...given, steps: { end: 1, size: 0.5, min: 0.05, max: 0.5, stops: [1] } }).then(() => "finished", String);

  it("is a missing support where a stiffness is singular from the start", async () => {
    const nothing: ConstitutiveModel = { ...neoHookeanModel(1, 1), evaluate: (_batch, into) => { into.status.fill(0); return Promise.resolve(); } };
    expect(await failing(problem(square, nothing, { constraints: base, loads: top([0.1, 0]) }))).toMatch(/Likely cause: missing support/);
  });

  it("is an unstable material where it has lost ellipticity", async () => {
    const linear = linearModel(1, 1);
    // Softens beyond a stretch of 1.2 along y, with a negative slope there.
    const softening: ConstitutiveModel = {
      ...linear,
      async evaluate(batch, into, want) {
        await linear.evaluate(batch, into, want);
        for (let p = 0; p < batch.count; p++) {
          const over = batch.F[9 * p + 4] - 1.2;
          if (over <= 0) continue;
          into.P[9 * p + 4] -= 5 * over;
          into.A[81 * p + 27 + 9 + 3 + 1] -= 5;
          into.W[p] -= 2.5 * over * over;
        }
      },
    };
    expect(await failing(problem(square, softening, { constraints: base, loads: top([0, 0.72]), linear: symmetricSolver, newton: { tolerance: 1e-10, maxIterations: 12 } }))).toMatch(/Likely cause: unstable material: the material of region "all" has lost its stability/);
  });
});

describe("a column that is twisted until it buckles", () => {
  const column = hardCases.find(({ name }) => name.startsWith("column"));
  const made = async (seed: number, end: number): Promise<Problem> => {
    if (!column) throw new Error("no column among the hard cases");
    const given = column.make(seeded(seed), await loadKernels());
    return { ...given, steps: { ...given.steps, end, stops: [end] } };
  };
  const told = async (steps: AsyncGenerator<AcceptedStep>): Promise<Pick<AcceptedStep, "snapped" | "energy" | "relative" | "time">[]> => {
    const out = [];
    for await (const { snapped, energy, relative, time } of steps) out.push({ snapped, energy, relative, time });
    return out;
  };

  it("comes to rest in a state of less energy where none is near, and goes on from there", async () => {
    const given = await made(75, 1), steps = await told(solve(given)), snap = steps.findIndex(({ snapped }) => snapped);
    expect(steps.at(-1)?.time).toBe(1);
    expect(snap).toBeGreaterThan(0);
    expect(steps[snap].energy).toBeLessThan(0.8 * steps[snap - 1].energy);
    for (const { relative } of steps) expect(relative).toBeLessThan(given.newton.tolerance);
  }, 60_000);

  // An iterate whose exponential has overflowed has a stiffness beyond all numbers; its rounding once excused a residual of all the forces.
  it("is in equilibrium in every step, whatever the iteration has passed", async () => {
    const given = await made(28, 0.3);
    for (const { relative } of await told(solve(given))) expect(relative).toBeLessThan(given.newton.tolerance);
  });

  // The smallest eigenvalue of its stiffness goes to zero there, with cells that are sound under the gradient that the formulation sees.
  it("is at a limit point, not collapsing, by the message of a run that may not snap", async () => {
    if (!column) throw new Error("no column among the hard cases");
    const { cause, message } = await runPerturbation(column, 26, { strategy: { ...predicting, settles: false }, size: 1 });
    expect(cause, message).toBe("limit point");
  }, 60_000);
});

it.each(hardCases.map((hard) => [hard.name, hard] as const))("six perturbations of the %s: today's steps finish where plain Newton iteration does not, and whoever gives up gives a reason", async (_name, hard) => {
  const endings = async (way: Walking): Promise<Ending[]> => {
    const out: Ending[] = [];
    for (const seed of [1, 3, 4, 5, 6, 7]) out.push(await runPerturbation(hard, seed, way));
    return out;
  };
  const before = await endings(plainNewton), now = await endings({ strategy: predicting, size: 1 });
  const finished = (list: readonly Ending[]): number => list.filter(({ cause }) => cause === undefined).length;
  expect(finished(now)).toBe(6);
  expect(finished(before)).toBeLessThanOrEqual(3);
  for (const { reasoned, message } of [...before, ...now]) expect(reasoned, message).toBe(true);
}, 120_000);
