import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConvergenceError } from "../../../src/core/errors.js";
import { readPvd, readVtu } from "../../../src/io/index.js";
import { memoryFiles, type MemoryFiles } from "../../../src/platform/files.js";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { record, type RecordOptions } from "../../../src/study/record.js";
import { type Result, run, type RunOptions, type Step } from "../../../src/study/run.js";
import type { Study } from "../../../src/study/study.js";
import type { Summary } from "../../../src/study/summary.js";
import { readStored, verify } from "../../../src/study/verify.js";
import { block, twoScaleBlock } from "../../support/cases.js";

/** A square of side 2 that is stretched homogeneously to lambda in x and held in y. */
function stretched(lambda: number): CaseInput {
  return {
    ...block,
    boundary: [{ on: "x-", fix: ["x"] }, { on: "x+", move: { x: 2 * (lambda - 1) } }, { on: "y-", fix: ["y"] }, { on: "y+", fix: ["y"] }],
    probes: {
      right: { on: "x+", field: "reaction" }, corner: { at: [2.1, 0.9], field: "u" },
      ...Object.fromEntries(["J", "F", "P", "cauchy", "W"].map((field) => [field, { cell: 3, field }])),
    },
  };
}

async function finished(study: Study, options?: RunOptions): Promise<{ readonly steps: readonly Step[]; readonly result: Result }> {
  const steps: Step[] = [];
  const course = run(study, options);
  for (;;) {
    const next = await course.next();
    if (next.done) return { steps, result: next.value };
    steps.push(next.value);
  }
}

describe("run", () => {
  it("gives the closed form of a homogeneous stretch in fields, probes and reactions", async () => {
    const lambda = 1.3;
    const [mu, bulk] = [1, 2];
    // neo-Hookean, F = diag(lambda, 1, 1): P = mu (F - F^-T) + lambda ln J F^-T
    const P11 = mu * (lambda - 1 / lambda) + bulk * Math.log(lambda) / lambda;
    const P22 = bulk * Math.log(lambda);
    const W = mu / 2 * (lambda ** 2 - 1) - mu * Math.log(lambda) + bulk / 2 * Math.log(lambda) ** 2;
    const { steps, result } = await finished(await createStudy(stretched(lambda)));
    const { probes } = result.summary;
    // The Newton tolerance is 1e-10 relative.
    const near = (actual: readonly number[], expected: readonly number[]): void => expected.forEach((x, i) => expect(actual[i]).toBeCloseTo(x, 9));
    near(probes.J, [lambda]);
    near(probes.F, [lambda, 0, 0, 0, 1, 0, 0, 0, 1]);
    near(probes.P, [P11, 0, 0, 0, P22, 0, 0, 0, P22]);
    near(probes.cauchy, [P11, 0, 0, 0, P22 / lambda, 0, 0, 0, P22 / lambda]);
    near(probes.W, [W]);
    near(probes.right, [P11 * 1, 0]);
    near(probes.corner, [0.6, 0]);
    expect(steps.map(({ time }) => time)).toEqual([0.5, 1]);
    expect(Array.from(steps[1].field("u").values.subarray(6, 9))).toEqual([2 * (lambda - 1), 0, 0]);
  });
  it("loads by traction as by the displacement that it causes", async () => {
    const traction: CaseInput = { ...stretched(1), boundary: [{ on: "x-", fix: ["x"] }, { on: "x+", traction: [0.5, 0] }, { on: "y-", fix: ["y"] }, { on: "y+", fix: ["y"] }] };
    const { result } = await finished(await createStudy(traction));
    expect(result.summary.probes.P[0]).toBeCloseTo(0.5, 9);
  });
  it("follows a table over time and hits its kinks exactly", async () => {
    const { steps } = await finished(await createStudy({
      ...stretched(1), boundary: [{ on: "x-", fix: ["x"] }, { on: "x+", move: { x: [[0, 0], [0.35, 0.2], [1, 0.2]] } }, { on: "y-", fix: ["y"] }, { on: "y+", fix: ["y"] }],
      steps: { end: 1, size: 0.25 },
    }));
    expect(steps.map(({ time }) => time)).toContain(0.35);
    expect(steps.at(-1)!.probes.corner[0]).toBe(0.2);
  });
  it("counts, and hashes displacements, states and reactions as little-endian doubles", async () => {
    const study = await createStudy(twoScaleBlock);
    const { result } = await finished(study, { threads: 1 });
    const hash = createHash("sha256");
    for (const values of [result.u, ...result.states, result.reactions]) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    expect(result.summary.hash).toBe(hash.digest("hex"));
    const { counts, solutionNorm, steps } = result.summary;
    expect(counts).toMatchObject({ nodes: 9, cells: 4, points: 16, dofs: 18, guarded: 0 });
    // Every iteration asks all points, and so does the start of each step.
    expect(counts.rveSolves).toBe(16 * steps.reduce((sum, { iterations }) => sum + iterations + 1, 0));
    const free = [6, 7, 8, 9, 10, 11].map((dof) => result.u[dof]);
    expect(solutionNorm).toBeCloseTo(Math.sqrt(free.reduce((sum, x) => sum + x * x, 0)), 14);
  });
  it("gives the same bits with one worker and with two", async () => {
    const study = await createStudy(twoScaleBlock);
    const [one, two] = [await finished(study, { threads: 1 }), await finished(study, { threads: 2 })];
    expect(two.result.summary.hash).toBe(one.result.summary.hash);
  });
  it("ends on abort with its reason, also a law's run that never waits", async () => {
    const study = await createStudy({ ...block, mesh: { box: { size: [2, 1], cells: [40, 40], element: "quad4" } }, steps: { count: 1000 } });
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 150);
    await expect(finished(study, { signal: controller.signal })).rejects.toBe(reason);
  });
});

/** Runs and writes; answers with the result or the error, and the files. */
async function recorded(data: CaseInput, options: RecordOptions = {}, store: MemoryFiles = memoryFiles()) {
  const course = record(await createStudy(data), store, options);
  let steps = 0;
  try {
    for (let next = await course.next(); !next.done; next = await course.next()) steps++;
    return { store, steps, error: undefined };
  } catch (error) {
    return { store, steps, error };
  }
}

function json(store: MemoryFiles, name: string): unknown {
  return JSON.parse(text(store, name));
}

function text(store: MemoryFiles, name: string): string {
  return new TextDecoder().decode(store.files.get(name));
}

describe("record", () => {
  it("writes every file of the contract, and fields that read back", async () => {
    const { store } = await recorded({ ...block, output: { fields: ["u", "reaction", "P", "cauchy", "J", "F", "W", "state"], every: 1 } });
    expect([...store.files.keys()].sort()).toEqual([
      "checkpoint.bin", "log.ndjson", "manifest.json", "probes.csv", "report.html", "result.pvd", "step-0001.vtu", "step-0002.vtu", "summary.json",
    ]);
    expect(readPvd(store.files.get("result.pvd")!, "result.pvd")).toEqual([{ time: 0.5, file: "step-0001.vtu" }, { time: 1, file: "step-0002.vtu" }]);
    const vtu = readVtu(store.files.get("step-0002.vtu")!, "step-0002.vtu");
    expect(vtu.mesh.points.length).toBe(27);
    const { steps } = json(store, "summary.json") as Summary;
    const lines = text(store, "log.ndjson").trim().split("\n").map((line) => JSON.parse(line) as { step: number; iteration: number; residual: number });
    // One line per Newton iteration, and one for the start of each step.
    expect(lines.filter(({ iteration }) => iteration > 0).length).toBe(steps.reduce((sum, { iterations }) => sum + iterations, 0));
    expect(lines.at(-1)!.residual).toBe(steps.at(-1)!.residual);
  });
  it("writes the probes of every step as a table that reads back to the same bits", async () => {
    const { store } = await recorded(block);
    const { steps } = json(store, "summary.json") as Summary;
    const [head, ...rows] = text(store, "probes.csv").trim().split("\n").map((line) => line.split(","));
    const probes = Object.entries(steps[0].probes).flatMap(([name, values]) => (values.length === 1 ? [name] : values.map((_, i) => `${name}.${i + 1}`)));
    expect(head).toEqual(["time", "iterations", "residual", ...probes]);
    expect(rows.map((row) => row.map(Number))).toEqual(steps.map(({ time, iterations, residual, probes: values }) => [time, iterations, residual, ...Object.values(values).flat()]));
  });
  it("writes every so many steps, and always the last", async () => {
    const { store } = await recorded({ ...block, steps: { count: 5 }, output: { every: 2 } });
    expect(readPvd(store.files.get("result.pvd")!, "").map(({ file }) => file)).toEqual(["step-0002.vtu", "step-0004.vtu", "step-0005.vtu"]);
  });
  it("resumes an interrupted run to the same bits, files and log", async () => {
    const whole = await recorded({ ...twoScaleBlock, steps: { count: 4 } }, { threads: 1 });
    const controller = new AbortController();
    let iterations = 0;
    const onIteration = (): void => { if (++iterations === 7) controller.abort(new Error("stop")); };
    const broken = await recorded({ ...twoScaleBlock, steps: { count: 4 } }, { threads: 1, signal: controller.signal, onIteration });
    expect(broken.error).toEqual(new Error("stop"));
    expect((json(broken.store, "summary.json") as Summary).status).toBe("interrupted");
    expect(broken.steps).toBeGreaterThan(0);
    expect(broken.steps).toBeLessThan(4);
    const resumed = await recorded({ ...twoScaleBlock, steps: { count: 4 } }, { threads: 2, resume: true }, broken.store);
    expect(resumed.steps).toBe(4 - broken.steps);
    const [a, b] = [json(whole.store, "summary.json") as Summary, json(resumed.store, "summary.json") as Summary];
    expect(b).toMatchObject({ status: "converged", hash: a.hash, steps: a.steps, probes: a.probes, counts: a.counts });
    expect(resumed.store.files.get("step-0004.vtu")).toEqual(whole.store.files.get("step-0004.vtu"));
    expect(text(resumed.store, "result.pvd")).toBe(text(whole.store, "result.pvd"));
    expect(text(resumed.store, "log.ndjson").split("\n").length).toBe(text(whole.store, "log.ndjson").split("\n").length);
  });
  it("has nothing left to do when a finished run is resumed, and keeps its hash", async () => {
    const { store } = await recorded(block);
    const before = (json(store, "summary.json") as Summary).hash;
    const again = await recorded(block, { resume: true }, store);
    expect(again).toMatchObject({ steps: 0, error: undefined });
    expect((json(store, "summary.json") as Summary).hash).toBe(before);
  });
  it("leaves status failed, the residuals and the steps so far when a run does not converge", async () => {
    const { store, error } = await recorded({ ...block, boundary: [{ on: "y-", fix: ["x", "y"] }, { on: "y+", move: { x: 0, y: -1.5 } }], steps: { count: 4 } });
    expect(error).toBeInstanceOf(ConvergenceError);
    const summary = json(store, "summary.json") as Summary;
    expect(summary.status).toBe("failed");
    expect(summary.steps.length).toBeGreaterThan(0);
    const { code, message, hint, likely, attempts = [], points = [], nodes = [] } = summary.failure ?? { code: "", message: "", hint: "" };
    expect([code, likely]).toEqual(["E_NO_CONVERGENCE", expect.stringMatching(/^[a-z ]+$/)]);
    expect(message).toContain(`no equilibrium beyond t=${Number(summary.steps[summary.steps.length - 1].time.toPrecision(6))}:`);
    expect(hint.length).toBeGreaterThan(0);
    expect(attempts.every(({ history, cause }) => history.every((residual) => residual >= 0) && cause !== undefined)).toBe(true);
    expect(points.length + nodes.length).toBeGreaterThan(0);
    expect(text(store, "report.html")).toContain("no equilibrium beyond");
    expect(text(store, "log.ndjson").trim().split("\n").length).toBeGreaterThan(summary.steps.length);
  });
  it("removes the results of an earlier run in the same folder", async () => {
    const { store } = await recorded({ ...block, steps: { count: 5 } });
    await recorded({ ...block, steps: { count: 2 } }, {}, store);
    expect([...store.files.keys()].filter((name) => name.endsWith(".vtu")).sort()).toEqual(["step-0001.vtu", "step-0002.vtu"]);
  });
});

describe("verify", () => {
  it("finds a finished run identical, and a changed number different", async () => {
    const study = await createStudy(block);
    const { store } = await recorded(block);
    const stored = await readStored(store);
    expect(await verify(stored, study)).toEqual({ identical: true, differences: [] });
    const forged = { ...stored, summary: { ...stored.summary, hash: "0".repeat(64) } };
    expect(await verify(forged, study)).toMatchObject({ identical: false, differences: [{ what: "hash" }] });
  });
});
