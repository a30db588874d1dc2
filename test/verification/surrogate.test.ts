/**
 * Surrogates against their RVEs: the goals of SURROGATE §1 on the two shipped cells of a wavy band, guarded surrogates and learning on the
 * fly against FE². `npm run surrogates` measures more of it, in 3D, too.
 */
import { describe, expect, it } from "vitest";
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import { loadKernels } from "../../src/kernels/module.js";
import { folderFiles } from "../../src/platform/files.node.js";
import { createStudy, loadRve } from "../../src/study/create.js";
import { record } from "../../src/study/record.js";
import { type Result, run } from "../../src/study/run.js";
import type { Study } from "../../src/study/study.js";
import { compare, errorsOf, judge } from "../../src/surrogate/assess.js";
import { checkBelongs, decodeSurrogate, encodeSurrogate } from "../../src/surrogate/file.js";
import { surrogateModel } from "../../src/surrogate/model.js";
import { openCell } from "../../src/surrogate/open.js";
import { sample } from "../../src/surrogate/sample.js";
import { stretchOf } from "../../src/surrogate/strain.js";
import { trainSurrogate } from "../../src/surrogate/train.js";
import { answer, relativeDifference } from "../support/points.js";
import { memoryFiles } from "../../src/platform/files.js";
import type { RveSpec } from "../../src/rve/spec.js";

async function last(study: Study): Promise<Result> {
  const steps = run(study, { threads: 2 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value;
}

const goals = [["wavy-cell.yaml", 0.005, 0.015], ["wavy-fibre-cell.yaml", 0.004, 0.013]] as const;

describe.each(goals)("200 solves of %s", (file, P, A) => {
  it("give a surrogate with an error of the stress and of the tangent below the goals, whose guard sees what is beyond", async () => {
    const { rve } = await loadRve(file, folderFiles("cases"));
    const cell = await openCell(rve, { threads: 2 });
    const { surrogate } = await trainSurrogate(await sample(cell, { count: 200, range: 0.2 }), await loadKernels());
    const model = surrogateModel(surrogate, await loadKernels());
    const fresh = compare(model, (await sample(cell, { count: 200, range: 0.2, seed: 2 })).rows, 2);
    expect(errorsOf(fresh).P).toBeLessThan(P);
    expect(errorsOf(fresh).A).toBeLessThan(A);
    expect(judge(fresh, surrogate, 0.05).falseAlarms).toBeLessThanOrEqual(0.02);
    const beyond = compare(model, (await sample(cell, { count: 100, range: 0.4, seed: 3 })).rows, 2);
    expect(judge(beyond, surrogate, 0.05).caught).toBeGreaterThanOrEqual(0.98);
    await expectExact(model);
    cell.model.dispose?.();
  }, 120_000);
});

/** No stress at rest, objectivity and symmetry to rounding, and derivatives that belong together. */
async function expectExact(model: ConstitutiveModel): Promise<void> {
  const h = 1e-5, plane = [0, 1, 3, 4];
  const F = stretchOf([0.12, -0.07, 0.05], 2), turn = Float64Array.of(0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1);
  const turned = turn.map((_, n) => [0, 1, 2].reduce((sum, k) => sum + turn[3 * Math.floor(n / 3) + k] * F[3 * k + (n % 3)], 0));
  const shifted = plane.flatMap((place) => [h, -h].map((step) => F.map((f, n) => (n === place ? f + step : f))));
  const { W, P, A } = await answer(model, [F, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), turned, ...shifted]);
  const scale = Math.max(...A.subarray(0, 81).map(Math.abs));
  for (const p of P.subarray(9, 18)) expect(Math.abs(p)).toBeLessThan(1e-14 * scale);
  const back = turn.map((_, n) => [0, 1, 2].reduce((sum, k) => sum + turn[3 * Math.floor(n / 3) + k] * P[3 * k + (n % 3)], 0));
  expect(relativeDifference(P.subarray(18, 27), back)).toBeLessThan(1e-12);
  plane.forEach((place, m) => {
    const [plus, minus] = [3 + 2 * m, 4 + 2 * m];
    expect(Math.abs((W[plus] - W[minus]) / (2 * h) - P[place])).toBeLessThan(1e-7 * scale);
    for (const row of plane) {
      expect(Math.abs((P[9 * plus + row] - P[9 * minus + row]) / (2 * h) - A[9 * row + place])).toBeLessThan(1e-7 * scale);
      expect(Math.abs(A[9 * row + place] - A[9 * place + row])).toBeLessThan(1e-12 * scale);
    }
  });
}

const processes = [["wavy-cell.yaml", 0.0035, 0.015], ["wavy-fibre-cell.yaml", 0.01, 0.04]] as const;

it.each(processes)("a Gaussian process from 60 solves of %s answers within %f and %f, and its variance sees what is beyond", async (file, P, A) => {
  const { rve: spec } = await loadRve(file, folderFiles("cases"));
  const cell = await openCell(spec, { threads: 2 });
  const { surrogate } = await trainSurrogate(await sample(cell, { count: 60, range: 0.2 }), await loadKernels(), { kind: "gp", iterations: 8 });
  const model = surrogateModel(surrogate, await loadKernels());
  const errors = errorsOf(compare(model, (await sample(cell, { count: 100, range: 0.2, seed: 2 })).rows, 2));
  expect(errors.P).toBeLessThan(P);
  expect(errors.A).toBeLessThan(A);
  expect(judge(compare(model, (await sample(cell, { count: 100, range: 0.4, seed: 3 })).rows, 2), surrogate, 0.05).caught).toBeGreaterThanOrEqual(0.98);
  await expectExact(model);
  cell.model.dispose?.();
}, 60_000);

/** Fresh states, in the range of the training: errors of P and of A stay below the goals. */
const shipped = [
  ["wavy-fibre", "wavy-fibre-cell", 0.003, 0.012, 200], ["fibre-3d", "fibre-cell-3d", 0.005, 0.025, 60], ["skin", "skin-cell", 0.015, 0.05, 60], ["skin-expansion", "skin-cell", 0.015, 0.05, 60], ["skin-strip", "skin-cell", 0.008, 0.035, 60],
] as const;

it.each(shipped)("the shipped %s.surrogate.json belongs to %s.yaml and answers within %f and %f of it", async (name, cellName, P, A, count) => {
  const cases = folderFiles("cases");
  const surrogate = decodeSurrogate(new TextDecoder().decode(await cases.read(`${name}.surrogate.json`)), name);
  const { rve: spec } = await loadRve(`${cellName}.yaml`, cases);
  const cell = await openCell(spec, { threads: 2 });
  checkBelongs(surrogate, cell.hash, name);
  const { range } = surrogate.sampling;
  const errors = errorsOf(compare(surrogateModel(surrogate, await loadKernels()), (await sample(cell, { count, range, seed: 2 })).rows, spec.dimension));
  expect(errors.P).toBeLessThan(P);
  expect(errors.A).toBeLessThan(A);
  cell.model.dispose?.();
}, 60_000);

const rve: RveSpec = {
  dimension: 2, size: [1, 1], grid: [8, 8], background: "matrix", boundary: "periodic",
  shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
  phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
};

function cantilever(tissue: object, count: number, files = memoryFiles({})): Promise<Study> {
  return createStudy({
    dimension: 2, mesh: { box: { size: [2, 1], cells: [4, 2], element: "quad4" } }, materials: { tissue }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0, y: 0.4 } }], steps: { count },
    probes: { right: { on: "x+", field: "reaction" }, middle: { at: [1, 0.5], field: "u" } },
  }, files);
}

/** Distance of two vectors relative to the second. */
function apart(a: readonly number[], b: readonly number[]): number {
  const norm = (x: readonly number[]): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
  return norm(a.map((v, i) => v - b[i])) / norm(b);
}

describe("a bent block", () => {
  it("comes out alike with a guarded surrogate, in as many iterations, whether the surrogate covers it or not", async () => {
    const cell = await openCell(rve, { threads: 2 });
    const truth = (await last(await cantilever({ rve }, 4))).summary;
    for (const range of [0.3, 0.1]) {
      const { surrogate } = await trainSurrogate(await sample(cell, { count: 100, range }), await loadKernels(), { members: 3 });
      const files = memoryFiles({});
      await files.write("a.surrogate.json", new TextEncoder().encode(encodeSurrogate(surrogate)));
      const { summary } = await last(await cantilever({ surrogate: "a.surrogate.json", guard: { rve, tolerance: 0.05 } }, 4, files));
      expect(apart(summary.probes.right, truth.probes.right)).toBeLessThan(0.01);
      expect(apart(summary.probes.middle, truth.probes.middle)).toBeLessThan(0.005);
      const iterations = [summary, truth].map(({ steps }) => steps.reduce((sum, step) => sum + step.iterations, 0));
      if (range === 0.3) {
        expect(summary.counts.guarded).toBe(0);
        expect(summary.counts.rveSolves).toBe(0);
        expect(iterations[0]).toBe(iterations[1]);
      } else {
        expect(summary.counts.guarded).toBeGreaterThan(0);
        expect(summary.guard!.perStep.length).toBe(4);
        expect(summary.guard!.cells.length).toBeGreaterThan(0);
        expect(summary.counts.rveSolves).toBeLessThan(0.6 * truth.counts.rveSolves);
        // Points in the blend cost some of Newton's quadratic end.
        expect(iterations[0]).toBeLessThanOrEqual(iterations[1] + 8);
      }
    }
    cell.model.dispose?.();
  }, 120_000);

  it("is learned while it bends: a third of the RVE solves or fewer, lessons included, and the same answer", async () => {
    const truth = (await last(await cantilever({ rve }, 20))).summary;
    const { summary } = await last(await cantilever({ rve, learn: { tolerance: 0.01 } }, 20));
    expect(apart(summary.probes.right, truth.probes.right)).toBeLessThan(0.01);
    expect(apart(summary.probes.middle, truth.probes.middle)).toBeLessThan(0.005);
    const { lessons, speedup } = summary.learning!.tissue;
    const solves = summary.counts.rveSolves + lessons.reduce((sum, lesson) => sum + lesson.solves, 0);
    expect(solves).toBeLessThan(truth.counts.rveSolves / 3);
    expect(lessons.length).toBeLessThanOrEqual(2);
    expect(speedup).toBeGreaterThan(2);
  }, 120_000);

  it("is learned with the same bits when it is interrupted and resumed", async () => {
    const study = await cantilever({ rve, learn: { tolerance: 0.01 } }, 8);
    const whole = await last(study);
    const store = memoryFiles({});
    for await (const step of record(study, store, { threads: 2, checkpointEvery: 0 })) if (step.index === 5) break;
    const steps = record(study, store, { threads: 2, resume: true });
    let next = await steps.next();
    expect(next.done).toBe(false);
    while (!next.done) next = await steps.next();
    expect(next.value.summary.hash).toBe(whole.summary.hash);
    const told = (result: Result): unknown => result.summary.learning!.tissue.lessons.map(({ step, solves, samples, after }) => [step, solves, samples, after]);
    expect(told(next.value)).toEqual(told(whole));
    expect(whole.summary.learning!.tissue.lessons.length).toBeGreaterThan(0);
  }, 60_000);
});
