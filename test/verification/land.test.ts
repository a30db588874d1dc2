/** The cardiac benchmarks of Land et al. (2015) on the coarse meshes of the shipped cases; docs/validation.md has finer ones. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { createStudy, type CaseInput } from "../../src/study/create.js";
import { run } from "../../src/study/run.js";
import fenicsx from "../reference/land.json" with { type: "json" };
import { root } from "../unit/cli/support.js";

async function lastProbes(name: string, change: (data: CaseInput) => CaseInput = (data) => data): Promise<Record<string, readonly number[]>> {
  const data = change(parse(readFileSync(join(root, "cases", `${name}.yaml`), "utf8")) as CaseInput);
  let last: Record<string, readonly number[]> = {};
  for await (const { probes } of run(await createStudy(data), { threads: 1 })) last = probes;
  return last;
}

it("problem 1, beam under follower pressure: the tip comes to z = 4.14 to 4.20 mm in eleven codes; 40 quadratic cells are within 1.5 % of that", async () => {
  const { tip } = await lastProbes("land-beam");
  const z = 1 + tip[2];
  expect(z).toBeGreaterThan(4.14 * 0.985);
  expect(z).toBeLessThan(4.20 * 1.015);
  // The beam bends in its plane of symmetry.
  expect(Math.abs(tip[1])).toBeLessThan(1e-8);
}, 180_000);

it("problem 2, inflation of a ventricle: the apex comes to z = -26.5 mm inside and -28 mm outside; 36 quadratic cells are within 2 % of that", async () => {
  const { endo, epi } = await lastProbes("land-ventricle");
  expect(Math.abs((-17 + endo[2]) / -26.5 - 1)).toBeLessThan(0.02);
  expect(Math.abs((-20 + epi[2]) / -28 - 1)).toBeLessThan(0.02);
  for (const side of [endo, epi]) expect(Math.hypot(side[0], side[1])).toBeLessThan(1e-8);
}, 180_000);

it("problem 2 at 2 kPa: the apex moves as in an axisymmetric, incompressible Taylor–Hood solution of FEniCSx, to 3 % on 36 cells", async () => {
  const { endo, epi } = await lastProbes("land-ventricle", (data) => ({
    ...data, steps: { count: 4 }, boundary: data.boundary.map((condition) => ("pressure" in condition ? { ...condition, pressure: 2 } : condition)),
  }));
  // The two meshes of the reference differ by 1e-3 of the displacement.
  expect(Math.abs(endo[2] / (fenicsx.endo[1] + 17) - 1)).toBeLessThan(0.03);
  expect(Math.abs(epi[2] / (fenicsx.epi[1] + 20) - 1)).toBeLessThan(0.03);
}, 180_000);
