/**
 * The problems of Land et al. (2015) on three levels of mesh and with two bulk moduli: `npx tsx tools/land.ts [beam|ventricle]`. Prints the tables of docs/validation.md.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createStudy } from "../src/study/create.js";
import { run } from "../src/study/run.js";
import { parse } from "yaml";

/** What is varied, and the published points. */
interface Problem {
  readonly name: "beam" | "ventricle";
  readonly levels: readonly (readonly number[])[];
  readonly bulk: readonly number[];
  readonly points: Readonly<Record<string, number>>;
}

const problems: readonly Problem[] = [
  { name: "beam", levels: [[5, 1, 1], [10, 2, 2], [20, 4, 4]], bulk: [2000, 20000], points: { tip: 1 } },
  { name: "ventricle", levels: [[1, 2, 4], [2, 4, 6], [3, 6, 9]], bulk: [2000, 20000], points: { endo: -17, epi: -20 } },
];

interface CaseOf { mesh: Record<string, { cells: readonly number[] }>; materials: { tissue: { bulk: number } } }

for (const problem of problems.filter(({ name }) => process.argv.length < 3 || process.argv.includes(name))) {
  console.log(`| cells | nodes | bulk modulus (kPa) | ${Object.keys(problem.points).map((point) => `z of ${point} (mm)`).join(" | ")} | CPU (s) |\n|${" --- |".repeat(4 + Object.keys(problem.points).length)}`);
  for (const cells of problem.levels) for (const bulk of problem.bulk) await solve(problem, cells, bulk);
}

async function solve({ name, points }: Problem, cells: readonly number[], bulk: number): Promise<void> {
  const file = fileURLToPath(new URL(`../cases/land-${name}.yaml`, import.meta.url));
  const data = parse(readFileSync(file, "utf8")) as CaseOf;
  for (const shape of Object.values(data.mesh)) shape.cells = cells;
  data.materials.tissue.bulk = bulk;
  const began = process.cpuUsage();
  const study = await createStudy(data as unknown as Parameters<typeof createStudy>[0]);
  let z: number[] = [];
  for await (const { probes } of run(study)) z = Object.entries(points).map(([point, start]) => start + probes[point][2]);
  const { user, system } = process.cpuUsage(began);
  console.log(`| ${cells.join(" × ")} | ${study.mesh.points.length / 3} | ${bulk} | ${z.map((value) => value.toFixed(3)).join(" | ")} | ${((user + system) / 1e6).toFixed(0)} |`);
}
