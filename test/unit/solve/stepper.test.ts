import { describe, expect, it } from "vitest";
import { type ConstitutiveModel, PointStatus } from "../../../src/constitutive/model.js";
import { fix, prescribe } from "../../../src/constraint/constraint.js";
import { ConvergenceError } from "../../../src/core/errors.js";
import { ramp } from "../../../src/core/time.js";
import { traction } from "../../../src/load/load.js";
import type { Checkpoint } from "../../../src/solve/checkpoint.js";
import { equalSteps, type Problem, type StepControl } from "../../../src/solve/problem.js";
import { halving } from "../../../src/solve/strategy.js";
import { type Cut, solve } from "../../../src/solve/stepper.js";
import { facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem, runAll } from "../../support/problems.js";

const strip = gridMesh("quad4", [4, 2], (s, t) => [2 * s, t, 0]);
const left = fix(nodesWhere(strip, (x) => x === 0), [0, 1], 2, "left");
const pulled = (to: number) => prescribe(nodesWhere(strip, (x) => x === 2), 0, 2, ramp(to, 1), "right");

/** Neo-Hookean that stiffens with time under load: state = ∫ (F:F - 3) dt by the rule of the step's start. */
function aging(): ConstitutiveModel {
  const inner = neoHookeanModel(1, 2);
  return {
    ...inner, name: "test aging", state: [{ name: "age", size: 1, unit: "1" }],
    initialState: (out) => void out.fill(0.5),
    async evaluate(batch, into, want) {
      await inner.evaluate(batch, into, want);
      for (let p = 0; p < batch.count; p++) {
        const factor = 1 + batch.state0[p];
        for (let k = 0; k < 9; k++) into.P[9 * p + k] *= factor;
        for (let k = 0; k < 81; k++) into.A[81 * p + k] *= factor;
        into.W[p] *= factor;
        const stretch = batch.F.subarray(9 * p, 9 * p + 9).reduce((s, f) => s + f * f, -3);
        into.state[p] = batch.state0[p] + batch.dt * stretch;
      }
    },
  };
}

/** Answers only while the stretch F11 grows by less than `limit` over the accepted state. */
function brittle(limit: number): ConstitutiveModel {
  const inner = neoHookeanModel(1, 2);
  return {
    ...inner, name: "test brittle", state: [{ name: "F11", size: 1, unit: "1", internal: true }],
    initialState: (out) => void out.fill(1),
    async evaluate(batch, into, want) {
      await inner.evaluate(batch, into, want);
      for (let p = 0; p < batch.count; p++) {
        into.state[p] = batch.F[9 * p];
        if (batch.F[9 * p] - batch.state0[p] > limit) into.status[p] = PointStatus.notConverged;
      }
    },
  };
}

const steps = (rest: Partial<StepControl>): StepControl => ({ end: 1, size: 0.25, min: 1e-3, max: 0.25, stops: [], ...rest });

describe("steps", () => {
  it("land exactly on the times that are asked for, and on the end", async () => {
    const given = problem(strip, neoHookeanModel(1, 2), { constraints: [...left, ...pulled(0.1)], steps: steps({ size: 0.3, max: 0.3, stops: [0.1, 0.7] }) });
    const times = (await runAll(given)).map((step) => step.time);
    expect(times).toEqual([0.1, 0.4, 0.7, 1]);
  });

  it("of equal size hit k·end/count without drift", async () => {
    const given = problem(strip, neoHookeanModel(1, 2), { constraints: left, steps: equalSteps(0.7, 7) });
    expect((await runAll(given)).map((step) => step.time)).toEqual([1, 2, 3, 4, 5, 6, 7].map((k) => (0.7 * k) / 7));
  });

  it("grow after easy ones up to the largest allowed", async () => {
    const given = problem(strip, neoHookeanModel(1, 2), { constraints: [...left, ...pulled(0.1)], steps: steps({ size: 0.1, max: 0.2 }) });
    const times = (await runAll(given)).map((step) => step.time);
    expect(times[0]).toBe(0.1);
    expect(times[1]).toBeCloseTo(0.3, 14);
    expect(times[2]).toBeCloseTo(0.5, 14);
    expect(times[times.length - 1]).toBe(1);
  });

  it("are refused when they make no sense", async () => {
    const given = problem(strip, neoHookeanModel(1, 2), { constraints: left, steps: steps({ min: 0.5 }) });
    await expect(runAll(given)).rejects.toThrow(/E_STEPS: steps have end 1, size 0.25, min 0.5/);
  });
});

describe("a failing point", () => {
  it("cuts the step, leaves the accepted state alone, and the run goes on", async () => {
    const cuts: Cut[] = [];
    const given = problem(strip, brittle(0.05), { constraints: [...left, ...pulled(0.4)] });
    const kept = await runAll(given, { onCut: (cut) => cuts.push(cut) });
    expect(cuts.length).toBeGreaterThan(1);
    expect(cuts[0]).toMatchObject({ time: 1, dt: 1, next: 0.5 });
    expect(cuts[0].result.failure?.points[0]).toMatchObject({ region: "all", status: PointStatus.notConverged });
    // A law without memory of the walk: the end is the same as in small steps.
    const smooth = await runAll(problem(strip, neoHookeanModel(1, 2), { constraints: [...left, ...pulled(0.4)], steps: equalSteps(1, 16) }));
    kept[kept.length - 1].u.forEach((u, k) => expect(u).toBeCloseTo(smooth[15].u[k], 10));
  });

  it("ends the run below the smallest step with history, place and hint", async () => {
    const given = problem(strip, brittle(1e-6), { constraints: [...left, ...pulled(0.4)], steps: steps({ min: 0.05 }) });
    const error: unknown = await runAll(given, { strategy: halving }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConvergenceError);
    const { message, details, hint } = error as ConvergenceError;
    expect(message).toMatch(/^E_NO_CONVERGENCE: no equilibrium beyond t=0: the inner solve did not converge in cell 0, point \d, at \(.*\) \(region "all"\)/);
    expect(message).toMatch(/The last step was 0\.0625, and the next, 0\.03125, would be below steps\.min = 0\.05\./);
    expect(hint).toMatch(/steps\.min below 0\.05/);
    expect(message).toMatch(/Likely cause: failing material: the material of region "all" has no answer at the deformation of cell \d+/);
    expect(details).toMatchObject({ time: 0, dt: 0.0625, cause: "points" });
    expect(details.attempts).toHaveLength(3);
  });
});

it("an inverted cell is found before the model is asked, and cuts the step", async () => {
  const cuts: Cut[] = [];
  const given = problem(strip, neoHookeanModel(1, 2), { constraints: [...left, ...pulled(-1.9)], newton: { tolerance: 1e-8, maxIterations: 30 } });
  const error: unknown = await runAll({ ...given, steps: steps({ size: 1, max: 1, min: 0.3 }) }, { strategy: halving, onCut: (cut) => cuts.push(cut) }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConvergenceError);
  expect(cuts[0].result.failure).toMatchObject({ kind: "inverted" });
  expect(String(error)).toMatch(/Likely cause: load too large: .* Hint: load less or slower, .* Smaller steps: steps\.min below 0\.3/);
});

it("too many iterations end with the residual history and the worst nodes", async () => {
  const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
  const given = problem(strip, neoHookeanModel(1, 10), { constraints: left, loads: [load], steps: steps({ size: 1, max: 1, min: 0.6 }), newton: { tolerance: 1e-12, maxIterations: 2 } });
  const error: unknown = await runAll(given, { strategy: halving }).catch((cause: unknown) => cause);
  const { message, details } = error as ConvergenceError;
  expect(message).toMatch(/relative residual \d\.\d\de-\d after 2 iterations, allowed 1e-12 \(worst at node \d+/);
  expect(details.history).toHaveLength(3);
  expect(details.nodes).toHaveLength(5);
});

it("a material without stiffness is called singular", async () => {
  const nothing: ConstitutiveModel = { ...neoHookeanModel(1, 1), evaluate: (_batch, into) => { into.status.fill(0); return Promise.resolve(); } };
  const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
  await expect(runAll(problem(strip, nothing, { constraints: left, loads: [load] }))).rejects.toThrow(/the stiffness is singular/);
});

it("a free rigid motion is refused before anything is solved", async () => {
  const evaluated = { ...neoHookeanModel(1, 1), evaluate: () => Promise.reject(new Error("asked")) };
  await expect(runAll(problem(strip, evaluated, { constraints: pulled(0.1) }))).rejects.toThrow(/E_RIGID_BODY: the body is free to move: translation in y/);
});

it("cells without a material, or with two, are refused", async () => {
  const model = neoHookeanModel(1, 1);
  const given = problem(strip, model, { constraints: left });
  const some: Problem = { ...given, regions: [{ name: "a", cells: Int32Array.of(0, 1, 2), model }] };
  await expect(runAll(some)).rejects.toThrow(/E_REGION_CELLS: 5 of 8 cells have no material, the first is cell 3/);
  const both: Problem = { ...given, regions: [...given.regions, { name: "b", cells: Int32Array.of(2), model }] };
  await expect(runAll(both)).rejects.toThrow(/E_REGION_CELLS: cell 2 lies in the regions "all" and "b"/);
});

it("a model that needs fields gets them at every point, with its place, or says what is missing", async () => {
  const model: ConstitutiveModel = { ...neoHookeanModel(1, 1), fields: [{ name: "direction", size: 3, unit: "1" }] };
  const given = problem(strip, model, { constraints: left });
  await expect(runAll(given)).rejects.toThrow(/E_REGION_FIELDS: region "all" gives no direction/);
  const seen: number[] = [];
  const withFields: Problem = { ...given, regions: [{ ...given.regions[0], fields: (cell, place, out) => { seen.push(cell); out.set(place); } }] };
  await runAll(withFields, {}, (step) => {
    // Point 0 of cell 0 lies at the Gauss point of [0, 0.5]².
    expect(step.regions[0].arena.fields[0]).toBeCloseTo(0.25 * (1 - Math.sqrt(1 / 3)), 14);
  });
  expect(seen).toEqual(Array.from({ length: 32 }, (_, k) => Math.floor(k / 4)));
});

describe("interruption", () => {
  const given = problem(strip, aging(), { constraints: [...left, ...pulled(0.5)], steps: steps({ size: 0.1, max: 0.3, stops: [0.55] }) });

  it("a restart from any step gives the same bits as the run without interruption", async () => {
    const checkpoints: Checkpoint[] = [];
    const whole = await runAll(given, {}, (step) => checkpoints.push(structuredClone(step.checkpoint())));
    for (const [k, restart] of checkpoints.slice(0, -1).entries()) {
      const rest = await runAll(given, { restart });
      expect(rest.map((step) => step.time)).toEqual(whole.slice(k + 1).map((step) => step.time));
      expect(rest[rest.length - 1].u).toEqual(whole[whole.length - 1].u);
      expect(rest[rest.length - 1].P).toEqual(whole[whole.length - 1].P);
    }
  });

  it("the state of a point is that of all accepted steps, and of nothing else", async () => {
    await runAll(given, {}, (step) => {
      if (step.index === 1) expect(step.regions[0].arena.state0[0]).toBeGreaterThan(0.5);
    });
  });

  it("an abort ends the run at once and leaves the last accepted step", async () => {
    const control = new AbortController();
    let last: Checkpoint | undefined;
    const run = async (): Promise<void> => {
      for await (const step of solve(given, { strategy: halving, signal: control.signal, onIteration: ({ time }) => { if (time > 0.3) control.abort(); } })) last = step.checkpoint();
    };
    await expect(run()).rejects.toMatchObject({ name: "AbortError" });
    expect(last?.time).toBeCloseTo(0.25, 14);
    const whole = await runAll(given, { strategy: halving });
    const rest = await runAll(given, { strategy: halving, restart: last as Checkpoint });
    expect(rest[rest.length - 1].u).toEqual(whole[whole.length - 1].u);
  });

  it("a checkpoint of another case is refused", async () => {
    const other: Checkpoint = { time: 0.5, size: 0.1, index: 3, u: new Float64Array(4), states: [] };
    await expect(runAll(given, { restart: other })).rejects.toThrow(/E_CHECKPOINT: the checkpoint holds 4 dofs in 0 regions/);
  });
});

it("reports every iteration with its cost, so that the log adds up", async () => {
  const lines: { iteration: number; seconds: number }[] = [];
  const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
  let cost = 0;
  const given = problem(strip, neoHookeanModel(1, 10), { constraints: left, loads: [load] });
  const [step] = await runAll(given, { onIteration: ({ iteration, seconds }) => lines.push({ iteration, seconds: seconds.constitutive + seconds.assembly + seconds.linear }) },
    (accepted) => { cost = accepted.cost.seconds.constitutive + accepted.cost.seconds.assembly + accepted.cost.seconds.linear; });
  expect(lines.map((line) => line.iteration)).toEqual(Array.from({ length: step.iterations + 1 }, (_, k) => k));
  expect(lines.reduce((s, line) => s + line.seconds, 0)).toBeCloseTo(cost, 9);
});
