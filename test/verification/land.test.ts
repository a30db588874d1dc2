/** The cardiac benchmarks of Land et al. (2015) on the coarse meshes of the shipped cases; docs/validation.md has finer ones. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { createStudy, type CaseInput } from "../../src/study/create.js";
import { run } from "../../src/study/run.js";
import published from "../reference/land.json" with { type: "json" };
import { root } from "../unit/cli/support.js";

async function lastProbes(name: string, change: (data: CaseInput) => CaseInput = (data) => data): Promise<Record<string, readonly number[]>> {
  const data = change(parse(readFileSync(join(root, "cases", `${name}.yaml`), "utf8")) as CaseInput);
  let last: Record<string, readonly number[]> = {};
  for await (const { probes } of run(await createStudy(data), { threads: 1 })) last = probes;
  return last;
}

it("problem 1, beam under follower pressure: 40 even quadratic cells bring the tip within 1.5 % of where the finest published solution has it", async () => {
  const { tip } = await lastProbes("land-beam");
  // docs/validation.md has finer meshes, which come to 0.13 %.
  expect(Math.abs((1 + tip[2]) / published.published.tip - 1)).toBeLessThan(0.015);
  // The beam bends in its plane of symmetry.
  expect(Math.abs(tip[1])).toBeLessThan(1e-8);
}, 180_000);

/** The state of FEniCSx on its finest mesh. */
function reference(pressure: number, bulk: number | string): { readonly endo: number; readonly epi: number } {
  const found = published.states.filter((state) => state.pressure === pressure && state.bulk === bulk).at(-1);
  if (!found) throw new Error("no such state");
  return found;
}

it("problem 2, inflation of a ventricle: on 36 cells the apex comes within 1 % to where an axisymmetric Taylor–Hood solution of FEniCSx with the same bulk modulus has it", async () => {
  const { endo, epi } = await lastProbes("land-ventricle"), wanted = reference(10, 20000);
  // Heights; docs/validation.md has finer meshes, which come to 0.1 %.
  expect(Math.abs((-17 + endo[2]) / wanted.endo - 1)).toBeLessThan(0.01);
  expect(Math.abs((-20 + epi[2]) / wanted.epi - 1)).toBeLessThan(0.01);
  for (const side of [endo, epi]) expect(Math.hypot(side[0], side[1])).toBeLessThan(1e-8);
}, 180_000);

it("the solution of FEniCSx that the others are held to is the published one", () => {
  const { endo, epi } = reference(10, "incompressible");
  expect(Math.abs(endo - published.published.endo)).toBeLessThan(1.5e-3);
  expect(Math.abs(epi - published.published.epi)).toBeLessThan(1.5e-3);
});

it("problem 2 at 2 kPa: the apex moves as in the incompressible solution of FEniCSx, to 3 % on 36 cells", async () => {
  const { endo, epi } = await lastProbes("land-ventricle", (data) => ({
    ...data, steps: { count: 4 }, boundary: data.boundary.map((condition) => ("pressure" in condition ? { ...condition, pressure: 2 } : condition)),
  }));
  const wanted = reference(2, "incompressible");
  // Displacements; the two meshes of the reference differ by 1e-4 of them.
  expect(Math.abs(endo[2] / (wanted.endo + 17) - 1)).toBeLessThan(0.03);
  expect(Math.abs(epi[2] / (wanted.epi + 20) - 1)).toBeLessThan(0.03);
}, 180_000);
