/** The cases that ship, through the command line, against the reference numbers of independent codes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readVtu } from "../../src/io/index.js";
import type { Summary } from "../../src/study/summary.js";
import { place, root, temporaryFolder, twoscale } from "../unit/cli/support.js";

const folder = temporaryFolder();

function reference<T>(name: string): T {
  return JSON.parse(readFileSync(join(root, "test/reference", name), "utf8")) as T;
}

async function runCase(name: string): Promise<Summary> {
  const { code, stdout, stderr } = await twoscale(folder, ["run", join(root, "cases", `${name}.yaml`), "--out", name, "--json", "--quiet"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Summary;
}

/** Largest difference, relative to the largest entry. */
function relative(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(...expected.map(Math.abs));
  return Math.max(...actual.map((x, i) => Math.abs(x - expected[i]))) / size;
}

describe("twoscale run", () => {
  it("cook: the tip of 16 x 16 quad4 (reference: |r| < 1e-8 of forces of 100)", async () => {
    const { summary } = reference<{ summary: { formulation: string; model: string; lam_or_K: number; n: number[]; tip_ux: number[]; tip_uy: number[] }[] }>("cook.json");
    const { n, tip_ux, tip_uy } = summary.find((entry) => entry.formulation === "q1" && entry.model === "lnJ" && entry.lam_or_K === 120.291)!;
    const index = n.indexOf(16);
    const { probes } = await runCase("cook");
    expect(relative(probes.tip, [tip_ux[index], tip_uy[index]])).toBeLessThan(1e-9);
    expect(relative(probes.grip, [0, -100])).toBeLessThan(1e-9);
  });
  it("cube: reaction and displacement of 8³ hex8 (two codes agree to 1e-10)", async () => {
    interface Values { readonly reaction_top: number[]; readonly probes_u: Record<string, number[]> }
    const { cases } = reference<{ cases: { case: string; cell: string; N: number; values: Values }[] }>("cube.json");
    const { values } = cases.find((entry) => entry.case === "shear" && entry.cell === "hex" && entry.N === 8)!;
    const { probes } = await runCase("cube");
    expect(relative(probes.top, values.reaction_top)).toBeLessThan(1e-9);
    expect(relative(probes.edge, values.probes_u["(1, 1, 0.5)"])).toBeLessThan(1e-9);
  });
  it("fe2-cantilever: displacements and reactions to 1e-7 in 3 quadratic iterations (two codes agree to 2e-12; macro tolerance 1e-8)", async () => {
    const expected = reference<{ u: number[][]; reaction_right: number[]; reaction_left: number[]; macro_newton_iterations: number }>("fe2-cantilever.json");
    const { probes, steps } = await runCase("fe2-cantilever");
    expect(relative(probes.right, expected.reaction_right)).toBeLessThan(1e-7);
    expect(relative(probes.left, expected.reaction_left)).toBeLessThan(1e-7);
    expect(steps.map(({ iterations }) => iterations)).toEqual([expected.macro_newton_iterations]);
    const { pointData } = readVtu(readFileSync(join(folder, "fe2-cantilever/step-0001.vtu")), "step-0001.vtu");
    const u = Array.from(pointData.u.values).filter((_, i) => i % 3 < 2);
    expect(relative(u, expected.u.flat())).toBeLessThan(1e-7);
  });
});

interface RveCase {
  readonly n: number;
  readonly bc: string;
  readonly F: number[][];
  readonly P: number[][];
  readonly tangent: number[][];
  readonly energy_density: number;
  readonly P33_average?: number;
}

describe("twoscale homogenize", () => {
  const cells = [["cell-2d", "rve-2d.json", 32], ["cell-2d", "rve-2d.json", 16], ["cell-3d", "rve-3d.json", 8]] as const;
  const boundaries = ["periodic", "linear", "minimal"] as const;
  it.each(cells.flatMap((cell) => boundaries.map((boundary) => [...cell, boundary] as const)))("%s against %s, n = %i, %s: P, P33, energy and tangent to 1e-8", async (cell, file, n, boundary) => {
    const cases = reference<{ cases: RveCase[] }>(file).cases.filter((entry) => entry.n === n && entry.bc === boundary);
    expect(cases.length).toBeGreaterThan(0);
    const yaml = readFileSync(join(root, "cases", `${cell}.yaml`), "utf8").replace(/grid: \[.*\]/, cell === "cell-2d" ? `grid: [${n}, ${n}]` : `grid: [${n}, ${n}, ${n}]`).replace("boundary: periodic", `boundary: ${boundary}`);
    const name = `${cell}-${n}-${boundary}.yaml`;
    place(folder, { [name]: yaml });
    const { code, stdout, stderr } = await twoscale(folder, ["homogenize", name, "--json", ...cases.flatMap(({ F }) => ["--F", F.flat().join(",")])]);
    expect(code, stderr).toBe(0);
    const answers = JSON.parse(stdout) as { P: number[][]; P33?: number; tangent: number[][]; energy: number }[];
    answers.forEach(({ P, P33, tangent, energy }, i) => {
      expect(relative(P.flat(), cases[i].P.flat())).toBeLessThan(1e-8);
      expect(relative(tangent.flat(), cases[i].tangent.flat())).toBeLessThan(1e-8);
      expect(relative([energy], [cases[i].energy_density])).toBeLessThan(1e-8);
      if (cases[i].P33_average !== undefined) expect(relative([P33!], [cases[i].P33_average])).toBeLessThan(1e-8);
    });
  });
});
