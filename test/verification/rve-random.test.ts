/** Random cells of all laws, boundaries, formulations and contrasts: converged, or a reasoned status; never a number that is none (tools/random-cells.ts has 1,000 of them). */
import fc from "fast-check";
import { expect, it } from "vitest";
import { judge, randomCell } from "../support/random-rve.js";

/** Reasons: F, or the way to it, turns a voxel inside out; too hard; no stiffness; outside of what a law is defined for (Gent beyond its largest stretch). */
const reasons = ["ok", "inverted", "notConverged", "singular", "notFinite", "unstable"];
const cells = fc.sample(randomCell, { seed: 4, numRuns: 120 });

it("direct solver: 120 random cells", async () => {
  const verdicts = [];
  for (const cell of cells) verdicts.push(await judge(cell, "direct"));
  for (const { status, finite } of verdicts) {
    expect(reasons).toContain(status);
    if (status === "ok") expect(finite).toBe(true);
  }
  // The others have F turned inside out, contrasts of 10⁴ at 35 % strain, or parts that hang by a corner.
  expect(verdicts.filter(({ status }) => status === "ok").length).toBeGreaterThan(80);
});

it("conjugate gradients: those of them that are periodic", async () => {
  for (const cell of cells.filter(({ spec }) => spec.boundary === "periodic")) {
    const { status, finite } = await judge(cell, "pcg");
    expect(reasons).toContain(status);
    if (status === "ok") expect(finite).toBe(true);
  }
});
