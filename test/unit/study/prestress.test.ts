import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { memoryFiles } from "../../../src/platform/files.js";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { mixing } from "../../../src/study/mixing.js";
import { readied } from "../../../src/study/prestress.js";
import { record } from "../../../src/study/record.js";
import { run } from "../../../src/study/run.js";
import type { Summary } from "../../../src/study/summary.js";

/** A bar that was stretched by a traction when it was imaged, with a length of 2. */
const bar = {
  mesh: { box: { size: [2, 1, 1], cells: [2, 1, 1], element: "hex8" } }, materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2 } }, regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }, { on: "x+", traction: [0.9, 0, 0] }],
  prestress: { tolerance: 1e-10 }, steps: { count: 2 }, probes: { end: { at: [2, 1, 1], field: "u" } },
} as unknown as CaseInput;

async function endOf(input: CaseInput): Promise<{ summary: Summary; u: Float64Array }> {
  const course = run(await createStudy(input), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return next.value;
  }
}

describe("prestress", () => {
  it("finds the length that a bar had before it was stretched: the forward solve of that bar is the image", async () => {
    const study = await createStudy(bar), { study: free } = await readied(study, { threads: 1 });
    const [length, width] = [0, 1].map((i) => Math.max(...free.mesh.points.filter((_, k) => k % 3 === i)));
    expect(length).toBeLessThan(1.7);
    expect(width).toBeGreaterThan(1.01);
    // The traction of the image acts per area of the stress-free body, as all dead loads do.
    const { summary } = await endOf({ ...bar, prestress: undefined, mesh: { box: { size: [length, width, width], cells: [2, 1, 1], element: "hex8" } }, probes: { end: { at: [length, width, width], field: "u" } } } as CaseInput);
    [2, 1, 1].forEach((x, i) => expect(summary.probes.end[i] + [length, width, width][i]).toBeCloseTo(x, 9));
  });
  it("returns a ventricle under pressure to its imaged geometry within 1e-8 of its size", async () => {
    const input = parse(readFileSync(new URL("../../../cases/prestress-ventricle.yaml", import.meta.url), "utf8")) as CaseInput;
    const study = await createStudy(input), { study: free } = await readied(study, { threads: 1 }), { summary, u } = await endOf(input);
    const image = study.mesh.points;
    free.mesh.points.forEach((x, k) => expect(Math.abs(x + u[k] - image[k])).toBeLessThan(1e-8 * 25));
    expect(summary.prestress?.iterations).toBeLessThan(20);
    // The probe has kept the node of the image: the apex, which the pressure pushes down.
    expect(summary.probes.apex[2]).toBeLessThan(-0.3);
    expect(summary.probes.cavity[0]).toBeGreaterThan(0);
  });
  it("resumes and repeats with the same bits", async () => {
    const study = await createStudy(bar), whole = memoryFiles(), cut = memoryFiles(), abort = new AbortController();
    for await (const { time } of record(study, whole)) expect(time).toBeGreaterThan(0);
    await (async () => { for await (const { index } of record(study, cut, { signal: abort.signal, checkpointEvery: 0 })) if (index === 1) abort.abort(); })().catch(() => undefined);
    for await (const { index } of record(study, cut, { resume: true })) expect(index).toBe(2);
    const hashes = await Promise.all([whole, cut].map(async (files) => (JSON.parse(new TextDecoder().decode(await files.read("summary.json"))) as Summary).hash));
    expect(hashes[0]).toBe(hashes[1]);
  });
  it.each([
    [{ steps: { arc: {} } }, /E_PRESTRESS_CASE: prestress needs a load/],
    [{ boundary: [...bar.boundary, { on: "x-", volume: 1 }] }, /E_PRESTRESS_CASE: boundary\[4\]\.volume depends on the undeformed geometry/],
    [{ materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2, viscosity: { terms: [{ g: 1, tau: 1 }] } } } }, /E_PRESTRESS_CASE: materials\.tissue\.viscosity depends on the history/],
  ])("%j is refused", async (change, message) => {
    await expect(createStudy({ ...bar, ...change } as CaseInput)).rejects.toThrow(message);
  });
  it("says so when forward solves do not suffice", async () => {
    const study = await createStudy({ ...bar, prestress: { tolerance: 1e-10, maxIterations: 2 } });
    await expect(readied(study, { threads: 1 })).rejects.toThrow(/E_PRESTRESS: prestress: 2 forward solves have not brought the body back/);
  });
});

it("Anderson's mixing solves a linear fixed point of three unknowns in five evaluations, where the iteration alone diverges", () => {
  const G = (x: Float64Array): Float64Array => Float64Array.of(1 + 0.5 * x[0] + 0.3 * x[1], 2 - 1.5 * x[1] + 0.2 * x[2], 0.5 + 0.9 * x[2] - 0.4 * x[0]);
  const mix = mixing(3);
  let x: Float64Array = new Float64Array(3);
  for (let k = 0; k < 5; k++) x = mix(x, G(x));
  G(x).forEach((value, k) => expect(value).toBeCloseTo(x[k], 9));
});
