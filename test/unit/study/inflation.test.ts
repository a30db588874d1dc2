import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { record } from "../../../src/study/record.js";
import { type Result, run } from "../../../src/study/run.js";
import { block, twoScaleBlock } from "../../support/cases.js";

async function finish(given: CaseInput): Promise<Result> {
  const course = run(await createStudy(given), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return next.value;
  }
}

/** The block on rollers, so that a pressure from the right compresses it homogeneously. */
const rollers = [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "y+", fix: ["y"] }] as const;
const pressed = (load: object, more: object = {}): CaseInput => ({
  ...block, boundary: [...rollers, { on: "x+", ...load }] as unknown as CaseInput["boundary"],
  probes: { p: { on: "x+", field: "pressure" }, V: { on: "x+", field: "volume" }, J: { cell: 0, field: "J" }, P: { cell: 0, field: "P" } }, ...more,
});

describe("a case with pressure", () => {
  it("balances the Cauchy stress of a homogeneous compression, under law and RVE, with every formulation", async () => {
    for (const { materials } of [block, twoScaleBlock]) {
      for (const formulation of ["standard", "fbar", "mixed"] as const) {
        const { summary } = await finish(pressed({ pressure: "0.5 MPa" }, { materials, formulation }));
        // With the sides held the deformed face keeps its area: P11 = -p. Newton stops at 1e-10.
        if (materials === block.materials) expect(summary.probes.P[0]).toBeCloseTo(-0.5, 9);
        expect(summary.probes.J[0]).toBeLessThan(0.95);
        expect(summary.probes.p).toEqual([0.5]);
      }
    }
  });

  it("reads the volume that a face between two walls has moved over", async () => {
    const { summary } = await finish(pressed({ pressure: 0.1 }));
    // The rim of x+ is held in y, in the two planes y = 0 and y = 1: these walls close it.
    const stretch = summary.probes.J[0];
    expect(summary.probes.V[0]).toBeCloseTo(-(2 * stretch - 2) * 1, 9);
  });

  it("finds the pressure that a table of volumes asks for", async () => {
    const given = await finish(pressed({ pressure: 0.3 }));
    const found = await finish(pressed({ volume: [[0, 0], [1, given.summary.probes.V[0]]] }));
    expect(found.summary.probes.p[0]).toBeCloseTo(0.3, 8);
    expect(found.summary.steps.length).toBe(given.summary.steps.length);
  });

  it("records and resumes a cavity with the same bits", async () => {
    const study = await createStudy(pressed({ volume: 0.2 }));
    const finishRecord = async (stopAfter: number, resume: boolean, files = memoryFiles({})): Promise<[Result | undefined, ReturnType<typeof memoryFiles>]> => {
      const course = record(study, files, { threads: 1, resume });
      for (let k = 0; ; k++) {
        if (k === stopAfter) { await course.return(undefined as never); return [undefined, files]; }
        const next = await course.next();
        if (next.done) return [next.value, files];
      }
    };
    const [whole] = await finishRecord(-1, false);
    const controller = new AbortController();
    const files = memoryFiles({});
    const course = record(study, files, { threads: 1, signal: controller.signal });
    await course.next();
    controller.abort(new Error("stop"));
    await expect(course.next()).rejects.toThrow("stop");
    const [rest] = await finishRecord(-1, true, files);
    expect(rest?.summary.hash).toBe(whole?.summary.hash);
    expect(rest?.summary.probes).toEqual(whole?.summary.probes);
  });
});

it("carries a body force like the tractions that balance it", async () => {
  // A column under its weight b: P22 at the middle of the lower cells of height 1/2 is minus the load above.
  const { summary } = await finish({
    ...block, boundary: [{ on: "y-", fix: ["y"] }, { on: "x-", fix: ["x"] }, { on: "x+", fix: ["x"] }, { on: "all", force: [0, "-0.02 N/mm^3"] }],
    probes: { base: { on: "y-", field: "reaction" } },
  });
  // The whole weight 2 · 1 · 0.02.
  expect(summary.probes.base[1]).toBeCloseTo(0.04, 11);
});
