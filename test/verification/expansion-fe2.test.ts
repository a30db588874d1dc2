/** FE² skin against its surrogate on one expansion: a small instance of bench/growth/fe2.ts. */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { differences, solveExpansion } from "../../bench/growth/pair.js";
import type { ExpansionOptions } from "../../src/index.js";
import { folderFiles } from "../../src/platform/files.node.js";

const files = folderFiles(fileURLToPath(new URL("../../cases", import.meta.url)));

it("skin by its surrogate grows like skin with the RVE at every point: ϑ within 2 %, the area gained within 1 %", async () => {
  const options: ExpansionOptions = { cells: [4, 4, 1], days: 1, fillTime: 0.4, load: { fills: [[0, 60000]] } };
  const fast = await solveExpansion({ ...options, material: { surrogate: "skin.surrogate.json" } }, files, { threads: 2, steps: 0.2 });
  const exact = await solveExpansion({ ...options, material: { rve: "skin-cell.yaml" } }, files, { threads: 2, steps: 0.2 });
  const { theta, worst, gain } = differences(fast, exact, 2400);
  expect(exact.rveSolves).toBeGreaterThan(1000);
  expect(exact.probes.grown[0]).toBeGreaterThan(1.15 * 2400);
  expect(theta).toBeLessThan(0.02);
  expect(worst).toBeLessThan(0.02);
  expect(Math.abs(gain)).toBeLessThan(0.01);
  // 3,000 RVE solves: some twenty seconds of processor time, more of the clock where others want it too.
}, 240_000);
