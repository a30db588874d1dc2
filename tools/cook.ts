/**
 * `npx tsx tools/cook.ts`: Cook's membrane by element and formulation on finer and finer meshes, compressible (lambda/mu = 1.5) and nearly
 * incompressible (510); prints the rise of the tip against the limits of test/reference/cook.json and draws docs/images/cook.svg.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { box, type CaseInput, createStudy, type ElementType, type Mesh, run } from "../src/index.js";
import { panelsSvg } from "../src/study/report/panels.js";
import { type Curve, linear } from "../src/study/report/plot.js";
import reference from "../test/reference/cook.json" with { type: "json" };

const thickness = 2;
/** One table: elements under formulations, and meshes. */
interface Table {
  readonly lambda: number;
  readonly limit: number;
  readonly ways: readonly (readonly [ElementType, NonNullable<CaseInput["formulation"]>])[];
  /** Cells per side; those of a tet10 at most 16. */
  readonly sizes: readonly number[];
}

const limitOf = (name: string, lambda: number): number => reference.summary.find((one) => one.formulation === name && one.lam_or_K === lambda && one.grading === 1)?.uy_aitken_limit ?? NaN;
const compressible: Table = {
  lambda: 120.291, limit: limitOf("q2", 120.291), sizes: [8, 16, 32, 64], ways: [["quad4", "standard"], ["quad8", "standard"], ["tri6", "standard"]],
};
const stiff: Table = {
  lambda: 40889.8, limit: limitOf("th", 40889.8), sizes: [4, 8, 16, 32], ways: [
    ["quad4", "standard"], ["quad4", "fbar"], ["quad4", "mixed"], ["tri3", "mixed"], ["quad8", "mixed"], ["tri6", "mixed"], ["hex8", "fbar"], ["hex8", "mixed"], ["tet4", "mixed"], ["tet10", "mixed"],
  ],
};

/** The membrane with n cells per side; solids are one cell thick. */
function membrane(element: ElementType, n: number): Mesh {
  const solid = /^(hex|tet)/.test(element);
  const mesh = box({ size: solid ? [1, 1, thickness] : [1, 1], cells: solid ? [n, n, 1] : [n, n], element });
  const points = mesh.points.map((x, k) => {
    if (k % 3 === 2) return x;
    const s = mesh.points[k - (k % 3)], t = mesh.points[k - (k % 3) + 1];
    return k % 3 === 0 ? 48 * s : 44 * s + t * (44 - 28 * s);
  });
  return { ...mesh, points };
}

async function tip(element: ElementType, formulation: CaseInput["formulation"], lambda: number, n: number): Promise<number> {
  const mesh = membrane(element, n), solid = mesh.dimension === 3;
  const study = await createStudy({
    mesh, formulation, materials: { tissue: { law: "neo-hookean", mu: 80.194, lambda } }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", traction: solid ? [0, 6.25, 0] : [0, 6.25] }, ...(solid ? [{ on: "all", fix: ["z" as const] }] : [])],
    steps: { count: 5 }, probes: { tip: { at: solid ? [48, 60, 0] : [48, 60], field: "u" } },
  });
  let rise = NaN;
  for await (const { probes } of run(study, { threads: 1 })) rise = probes.tip[1];
  return rise;
}

async function curvesOf({ lambda, limit, ways, sizes }: Table): Promise<Curve[]> {
  console.log(`lambda = ${lambda}, limit ${limit.toFixed(4)}`);
  const curves: Curve[] = [];
  for (const [element, formulation] of ways) {
    const points: [number, number][] = [];
    for (const n of element === "tet10" ? sizes.filter((size) => size <= 16) : sizes) points.push([n, await tip(element, formulation, lambda, n)]);
    curves.push({ label: `${element} ${formulation}`, points });
    console.log(`${element} ${formulation}`.padEnd(16) + points.map(([n, u]) => `n = ${n}: ${u.toFixed(6)} (${((u / limit - 1) * 100).toFixed(2)} %)`).join("   "));
  }
  return curves;
}

await curvesOf(compressible);
const curves = await curvesOf(stiff), { limit } = stiff;
const panel = (title: string, elements: RegExp) => ({
  title, x: "cells per side", y: "rise of the tip (mm)", scale: linear,
  curves: [{ label: "limit (Taylor–Hood)", points: [[4, limit], [32, limit]] as const }, ...curves.filter(({ label }) => elements.test(label))],
});
writeFileSync(fileURLToPath(new URL("../docs/images/cook.svg", import.meta.url)), panelsSvg({
  title: "Cook's membrane near incompressibility", subtitle: "λ/μ = 510, dead load 100 N, by element and formulation",
  plots: [panel("Plane strain", /^(quad|tri)/), panel("Solid, one cell thick", /^(hex|tet)/)],
}));
