import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { formulationNames } from "../../../src/study/schema-case.js";
import { type Result, run } from "../../../src/study/run.js";
import { block, twoScaleBlock } from "../../support/cases.js";

async function finish(given: CaseInput): Promise<Result> {
  const course = run(await createStudy(given), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return next.value;
  }
}

const steepest = (result: Result): number => Math.max(...result.summary.steps.map(({ iterations }) => iterations));

describe.each(formulationNames.filter((name) => name !== "standard"))("formulation: %s", (formulation) => {
  it.each([["a law", block], ["an RVE at every point", twoScaleBlock]] as const)("solves a bent block with %s, with a fitting linear solver, as quickly as the standard formulation", async (_material, given) => {
    const standard = await finish(given), found = await finish({ ...given, formulation });
    expect(found.summary.status).toBe("converged");
    // The tangent is consistent: quadratic convergence, so at most one iteration more.
    expect(steepest(found)).toBeLessThanOrEqual(steepest(standard) + 1);
    // A material that is not nearly incompressible: another discretisation, nearly the same forces; but not the same.
    const [force, expected] = [found.summary.probes.top[0], standard.summary.probes.top[0]];
    expect(Math.abs(force / expected - 1)).toBeLessThan(0.05);
    expect(force).not.toBe(expected);
  });
});
