import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../src/platform/files.js";
import type { Summary } from "../../../src/study/summary.js";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { record } from "../../../src/study/record.js";
import { run, type Step } from "../../../src/study/run.js";

/** An arch of a few cells in space, bent from a box by its nodes. */
const arch = {
  dimension: 3, mesh: { box: { size: [8, 0.5, 1], cells: [8, 1, 1], element: "hex20" } },
  materials: { rubber: { law: "neo-hookean", mu: 1, lambda: 2 } }, regions: { all: "rubber" },
  boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", fix: ["x", "y", "z"] }, { on: "y+", traction: [0, -0.004, 0] }],
  steps: { arc: { size: 0.2, until: { load: 2 } } }, probes: { middle: { at: [4, 0.5, 0.5], field: "u" } },
} as unknown as CaseInput;

async function stepsOf(input: CaseInput, threads: number): Promise<{ steps: Step[]; summary: Summary }> {
  const steps: Step[] = [], course = run(await createStudy(input), { threads });
  for (;;) {
    const next = await course.next();
    if (next.done) return { steps, summary: next.value.summary };
    steps.push(next.value);
  }
}

describe("steps.arc in a case", () => {
  it("ends exactly at the load factor, the steps saying theirs, with the same bits for any number of threads", async () => {
    const one = await stepsOf(arch, 1), two = await stepsOf(arch, 2);
    expect(one.summary.hash).toBe(two.summary.hash);
    expect(one.steps.at(-1)).toMatchObject({ load: 2, last: true });
    expect(one.summary.steps.map(({ load }) => load)).toEqual(one.steps.map(({ load }) => load));
    expect(one.summary.limitPoints).toEqual([]);
    // A path without limit points is what load control finds.
    const loaded = await stepsOf({ ...arch, boundary: [...arch.boundary.slice(0, 2), { on: "y+", traction: [0, -0.008, 0] }], steps: { count: 4 } } as CaseInput, 1);
    expect(loaded.summary.probes.middle[1]).toBeCloseTo(one.summary.probes.middle[1], 9);
  });
  it("is written to probes.csv, the log and the report, and resumes to the same bits", async () => {
    const study = await createStudy(arch), whole = memoryFiles(), cut = memoryFiles();
    for await (const step of record(study, whole)) expect(step.load).toBeGreaterThan(0);
    const abort = new AbortController();
    await (async () => { for await (const { index } of record(study, cut, { signal: abort.signal, checkpointEvery: 0 })) if (index === 3) abort.abort(); })().catch(() => undefined);
    for await (const step of record(study, cut, { resume: true })) expect(step.index).toBeGreaterThan(3);
    const text = async (files: typeof whole, name: string): Promise<string> => new TextDecoder().decode(await files.read(name));
    const summaries = await Promise.all([whole, cut].map(async (files) => JSON.parse(await text(files, "summary.json")) as Summary));
    expect(summaries[1].hash).toBe(summaries[0].hash);
    expect((await text(whole, "probes.csv")).split("\n")[0]).toBe("time,load,iterations,residual,middle.1,middle.2,middle.3");
    expect(JSON.parse((await text(whole, "log.ndjson")).split("\n")[0])).toMatchObject({ step: 1, load: expect.any(Number) as number });
    expect(await text(whole, "report.html")).toMatch(/Load factor over probe/);
  });
  it.each([
    [{ steps: { arc: { until: { load: 0 } } } }, /E_ARC: steps\.arc\.until\.load is 0/],
    [{ steps: { arc: { until: { node: 1, u: { x: 1, y: 1 } } } } }, /E_ARC: steps\.arc\.until\.u must be one displacement/],
    [{ steps: { arc: { size: 0.1, min: 0.2 } } }, /E_STEPS: steps\.arc\.min is 0\.2/],
    [{ steps: { arc: {}, count: 3 } }, /E_KEY.*(arc|count)/],
    [{ boundary: [...arch.boundary.slice(0, 2), { on: "y+", traction: [0, [[0, 0], [1, 1]], 0] }] }, /E_ARC: boundary\[2\]\.traction is a table/],
    [{ boundary: arch.boundary.slice(0, 2) }, /E_ARC: steps\.arc has nothing to scale/],
    [{ boundary: [...arch.boundary, { on: "y-", volume: 3 }] }, /E_ARC: boundary\[3\]\.volume controls a volume/],
    [{ boundary: [...arch.boundary, { on: "y-", contact: { wall: { point: [0, -1, 0], normal: [0, 1, 0] }, move: { y: 0.1 } } }] }, /E_ARC: boundary\[3\]\.contact\.move moves a rigid body/],
    [{ materials: { rubber: { law: "neo-hookean", mu: 1, lambda: 2, viscosity: { terms: [{ g: 1, tau: 1 }] } } } }, /E_ARC: materials\.rubber\.viscosity depends on time/],
  ])("%j is refused", async (change, message) => {
    await expect(createStudy({ ...arch, ...change } as CaseInput)).rejects.toThrow(message);
  });
});
