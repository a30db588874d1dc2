import { describe, expect, it } from "vitest";
import { createStudy } from "../../../src/study/create.js";
import { run } from "../../../src/study/run.js";
import { rveSummaries, rveText } from "../../../src/study/rve-summary.js";

async function study(grid: number, nu: number): Promise<Awaited<ReturnType<typeof createStudy>>> {
  const rve = {
    dimension: 2, size: [1, 1], grid: [grid, grid], background: "soft", boundary: "periodic", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "stiff" }],
    phases: { soft: { law: "neo-hookean", E: 1, nu }, stiff: { law: "neo-hookean", E: 10, nu: 0.3 } },
  };
  return createStudy({
    dimension: 2, mesh: { box: { size: [1, 1], cells: [1, 1], element: "quad4" } }, materials: { tissue: { rve }, plain: { law: "neo-hookean", mu: 1, lambda: 1 } }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.05, y: 0 } }], steps: { count: 1 },
  } as unknown as Parameters<typeof createStudy>[0]);
}

describe("RVEs of a study", () => {
  it("are told with solver, formulation and the memory that a run lays out", async () => {
    const summaries = rveSummaries(await study(4, 0.4999));
    expect(Object.keys(summaries)).toEqual(["tissue"]);
    const { tissue } = summaries;
    // 16 nodes of a periodic grid but the one that is held, two components; state: accepted F, these, the count of unstable modes, three correctors in
    // single precision; two of them in doubles.
    expect(tissue).toMatchObject({ solver: "direct", voxels: 16, unknowns: 30, mixed: ["soft"], bytesPerPoint: 16 * (9 + 30 + 1 + 45) });
    expect(rveText("tissue", tissue)).toContain("mean dilatation in soft");
    expect(rveSummaries(await study(64, 0.3)).tissue).toMatchObject({ solver: "pcg", mixed: [] });
  });

  it("stand in the summary of a run", async () => {
    const one = await study(4, 0.3), steps = run(one, { threads: 1 });
    let next = await steps.next();
    while (!next.done) next = await steps.next();
    expect(next.value.summary.rves).toEqual(rveSummaries(one));
  });
});
