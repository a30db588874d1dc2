import { describe, expect, it } from "vitest";
import { stateMemory } from "../../../src/study/budget.js";
import { createStudy } from "../../../src/study/create.js";
import { estimate } from "../../../src/study/estimate.js";
import { type Result, run } from "../../../src/study/run.js";
import { rveSummaries, rveText } from "../../../src/study/rve-summary.js";
import type { Study } from "../../../src/study/study.js";
import { relativeDifference } from "../../support/points.js";

function study(memory?: number): Promise<Study> {
  const phase = (mu: number) => ({ law: "neo-hookean", mu, lambda: 2 * mu });
  return createStudy({
    dimension: 2, mesh: { box: { size: [2, 1], cells: [4, 4], element: "quad4" } },
    materials: {
      tissue: {
        rve: {
          dimension: 2, size: [1, 1], grid: [16, 16], background: "soft", boundary: "periodic", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "stiff" }],
          phases: { soft: phase(1), stiff: phase(10) },
        },
      },
    },
    regions: { all: "tissue" }, boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.1, y: 0.1 } }], steps: { count: 1 },
    solver: { tolerance: 1e-10, ...(memory === undefined ? {} : { memory }) },
  } as unknown as Parameters<typeof createStudy>[0]);
}

async function solve(one: Study): Promise<Result> {
  const steps = run(one, { threads: 1 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value;
}

// 64 points; 510 unknowns, accepted F and the count of unstable modes, twice in doubles; three correctors of 510 numbers in single precision, twice.
const bare = 64 * 16 * (510 + 9 + 1), full = bare + 64 * 16 * 765;

describe("the budget of RVE states", () => {
  it("keeps correctors where they fit, leaves them out where not, and refuses what does not fit then", async () => {
    expect(stateMemory(await study())).toEqual({ keep: true, bytes: full, budget: 4096 * 2 ** 20 });
    const tight = await study(1);
    expect(stateMemory(tight)).toEqual({ keep: false, bytes: bare, budget: 2 ** 20 });
    expect(rveText("tissue", rveSummaries(tight).tissue)).toContain("no correctors: solver.memory");
    expect(estimate(await study(), 1).memory - estimate(tight, 1).memory).toBe(full - bare);
    await expect(study(0.25)).rejects.toMatchObject({ code: "E_BUDGET", details: { needed: 1, path: "solver.memory" } });
  });

  it("changes iterations, not answers; the summary says what a solve has cost", async () => {
    const [kept, without] = [await solve(await study()), await solve(await study(1))];
    expect(relativeDifference(without.u, kept.u)).toBeLessThan(1e-9);
    expect(kept.summary.counts.rveIterations).toBeLessThan(without.summary.counts.rveIterations);
    expect([kept, without].map(({ summary }) => summary.rves?.tissue.correctors)).toEqual([true, false]);
    expect(kept.summary.timing.perRveSolve).toBeCloseTo(kept.summary.timing.constitutive / kept.summary.counts.rveSolves, 12);
    expect(kept.summary.counts.unstable).toBe(0);
  });
});
