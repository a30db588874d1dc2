/** `rve.solver`: who solves a cell is the user's to say. */
import { expect, it } from "vitest";
import { rveHash } from "../../../src/rve/hash.js";
import type { RveSpec } from "../../../src/rve/spec.js";
import { createStudy } from "../../../src/study/create.js";
import { run } from "../../../src/study/run.js";
import { relativeDifference } from "../../support/points.js";

const cell = (rest: object): RveSpec => ({
  dimension: 2, size: [1, 1], grid: [8, 8], background: "matrix", boundary: "periodic", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
  phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } }, ...rest,
}) as RveSpec;

async function solve(rest: object) {
  const study = await createStudy({
    dimension: 2, mesh: { box: { size: [1, 1], cells: [1, 1], element: "quad4" } }, materials: { tissue: { rve: cell(rest), backend: "wasm" } }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.1, y: 0.05 } }], steps: { count: 1 }, solver: { tolerance: 1e-10 },
  } as unknown as Parameters<typeof createStudy>[0]);
  const steps = run(study, { threads: 1 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value;
}

it("summary.json says who was asked for, and all solvers agree", async () => {
  const rule = await solve({});
  expect(rule.summary.rves?.tissue.solver).toBe("hybrid");
  for (const solver of ["direct", "pcg", "hybrid"] as const) {
    const asked = await solve({ solver });
    expect(asked.summary.rves?.tissue.solver).toBe(solver);
    // Accepted steps are at 1e-10 of the micro and of the macroscopic forces.
    expect(relativeDifference(asked.reactions, rule.reactions)).toBeLessThan(1e-8);
    if (solver === "hybrid") expect(asked.summary.hash).toBe(rule.summary.hash);
    else expect(asked.summary.hash).not.toBe(rule.summary.hash);
  }
});

it("it does not make another cell, and one that cannot be solved so is refused", async () => {
  expect(rveHash(cell({ solver: "direct" }))).toBe(rveHash(cell({})));
  await expect(solve({ solver: "pcg", grid: [7, 7] })).rejects.toThrow(/7 voxels along an axis/);
});
