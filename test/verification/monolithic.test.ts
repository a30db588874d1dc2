import { beforeAll, describe, expect, it } from "vitest";
import { createStudy } from "../../src/study/create.js";
import { run } from "../../src/study/run.js";
import type { Result } from "../../src/study/run.js";
import type { Study } from "../../src/study/study.js";
import { relativeDifference } from "../support/points.js";

/** A strip of 3 × 2 cells, 24 RVEs, stretched and sheared by 10 % in two steps; `fine` cells are solved by conjugate gradients alone. */
async function study(micro: "nested" | "monolithic", solver: "inclusion" | "fine"): Promise<Study> {
  const n = solver === "fine" ? 64 : 8;
  return createStudy({
    dimension: 2, mesh: { box: { size: [3, 1], cells: solver === "fine" ? [2, 1] : [3, 2], element: "quad4" } },
    materials: {
      tissue: {
        rve: {
          dimension: 2, size: [1, 1], grid: [n, n], background: "matrix", boundary: "periodic", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
          phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 20, lambda: 40 } },
        },
      },
    },
    regions: { all: "tissue" }, boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.3, y: 0.3 } }],
    steps: { count: 2 }, solver: { tolerance: 1e-10, micro },
  } as unknown as Parameters<typeof createStudy>[0]);
}

async function solve(one: Study, threads: number): Promise<Result> {
  const steps = run(one, { threads });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value;
}

describe.each(["inclusion", "fine"] as const)("monolithic FE² with the %s cell", (cell) => {
  let nested: Result, monolithic: Result;
  beforeAll(async () => {
    nested = await solve(await study("nested", cell), 1);
    monolithic = await solve(await study("monolithic", cell), 1);
  });

  it("converges to the answer of nested Newton iterations", () => {
    expect([nested, monolithic].map(({ summary }) => summary.status)).toEqual(["converged", "converged"]);
    // Both stop at 1e-10 of the forces; the inner problems of accepted steps at 1e-10 of theirs.
    expect(relativeDifference(monolithic.u, nested.u)).toBeLessThan(1e-8);
    expect(relativeDifference(monolithic.reactions, nested.reactions)).toBeLessThan(1e-8);
  });

  it("takes at most one micro iteration per point and macro iteration, for one macro iteration more in each step at most", () => {
    const iterations = (result: Result): number => result.summary.steps.reduce((sum, step) => sum + step.iterations, 0);
    expect(iterations(monolithic)).toBeLessThanOrEqual(iterations(nested) + 2);
    const { rveSolves, rveIterations } = monolithic.summary.counts;
    expect(rveIterations).toBeLessThanOrEqual(rveSolves);
    expect(rveIterations).toBeLessThan(nested.summary.counts.rveIterations);
  });
});

it("gives the same bits on one worker and on two", async () => {
  for (const micro of ["nested", "monolithic"] as const) {
    const [one, two] = [await solve(await study(micro, "inclusion"), 1), await solve(await study(micro, "inclusion"), 2)];
    expect(two.summary.hash).toBe(one.summary.hash);
  }
});
