/**
 * Surrogates against their RVEs: the goals of SURROGATE §1 on the two shipped cells of a wavy band, guarded surrogates and learning on the
 * fly against FE². `npm run surrogates` measures more of it, in 3D, too.
 */
import { describe, expect, it } from "vitest";
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
import { trainSurrogate } from "../../src/surrogate/train.js";
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
    cell.model.dispose?.();
  }, 120_000);
});

/** Fresh states, in the range of the training: errors of P and of A stay below the goals. */
const shipped = [
  ["wavy-fibre", "wavy-fibre-cell", 0.004, 0.013, 200], ["fibre-3d", "fibre-cell-3d", 0.015, 0.05, 60], ["skin", "skin-cell", 0.015, 0.05, 60],
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
    expect(lessons.length).toBeLessThanOrEqual(4);
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
