/** The strip of skin by the shipped surrogate of its cell, guarded, against FE² (reference/strip.json; `npm run surrogates -- fe2 strip` runs both). */
import { expect, it } from "vitest";
import { folderFiles } from "../../src/platform/files.node.js";
import { loadCase } from "../../src/study/create.js";
import { run } from "../../src/study/run.js";
import strip from "../reference/strip.json" with { type: "json" };

function apart(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, i) => x - b[i])) / Math.hypot(...b);
}

it("cases/surrogate-strip.yaml has the displacement of FE² within 0.5 %, its reaction within 1 % and its iterations at every step", async () => {
  const { steps } = strip;
  const iterations: number[] = [];
  for await (const step of run(await loadCase("surrogate-strip.yaml", folderFiles("cases")), { threads: 1 })) {
    const { time, grip, waist } = steps[iterations.length];
    expect(step.time).toBeCloseTo(time, 12);
    expect(apart(step.probes.grip, grip)).toBeLessThan(0.01);
    expect(apart(step.probes.waist, waist)).toBeLessThan(0.005);
    iterations.push(step.iterations);
  }
  expect(iterations).toEqual(steps.map((step) => step.iterations));
});
