/**
 * FE² skin (cases/skin-cell.yaml) against its surrogate (cases/skin.surrogate.json) on the same expansion: `npx tsx bench/growth/fe2.ts [cells] [threads] [days]`.
 * Prints ϑ and areas of both, and how far they lie apart; the true RVE takes some minutes on 6 × 6 × 1 cells.
 */
import { readFileSync } from "node:fs";
import { bindGrowth, createStudy, expansion, grown, loadKernels } from "../../src/index.js";
import { folderFiles } from "../../src/platform/files.node.js";
import { cellField } from "../../src/study/fields.js";
import { prepare } from "../../src/study/prepare.js";
import { createProbes } from "../../src/study/probes.js";
import { solve } from "../../src/solve/stepper.js";
import type { Problem } from "../../src/solve/problem.js";
import { decodeSurrogate, surrogateModel } from "../../src/surrogate/index.js";

const n = Number(process.argv[2] ?? 6), threads = Number(process.argv[3] ?? 2), days = Number(process.argv[4] ?? 7);
const growth = { law: "area-homeostatic", rate: "0.0453 1/h", threshold: 1.198, normal: [0, 0, 1] };
const input = expansion({ material: { rve: "skin-cell.yaml" }, growth, cells: [n, n, n >= 20 ? 2 : 1], days });
// Zones of cells may be empty on a coarse mesh.
const { pressure, volume, grown: grownArea, patch } = input.probes as Record<string, never>;
const study = await createStudy({ ...input, probes: { pressure, volume, grown: grownArea, patch }, steps: { end: days + 0.1, size: 0.05, min: 1e-4, max: 1 } }, folderFiles("cases"));
const prepared = await prepare(study, { threads });
const probes = createProbes(study);

async function walk(problem: Problem) {
  const cpu = process.cpuUsage(), start = performance.now();
  let theta = new Float64Array(0), last: Record<string, readonly number[]> = {}, iterations = 0;
  for await (const step of solve(problem)) {
    iterations += step.iterations;
    if (step.time > days) break;
    theta = cellField(study.mesh, step, "theta").values.slice();
    last = probes(step);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { theta, last, iterations, cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
}

const surrogate = decodeSurrogate(readFileSync("cases/skin.surrogate.json", "utf8"), "skin.surrogate.json");
const model = grown(surrogateModel(surrogate, await loadKernels()), bindGrowth({ ...growth, rate: 0.0453 * 24 }));
const [region] = prepared.problem.regions;
const fast = await walk({ ...prepared.problem, regions: [{ ...region, model }] });
console.log(JSON.stringify({ what: "surrogate", cells: n, iterations: fast.iterations, cpu: fast.cpu, wall: fast.wall, ...fast.last }));
if (!process.argv.includes("--surrogate-only")) {
  const exact = await walk(prepared.problem);
  console.log(JSON.stringify({ what: "rve", cells: n, iterations: exact.iterations, cpu: exact.cpu, wall: exact.wall, ...exact.last }));
  const difference = (of: (x: number) => number): number => {
    let [sum, square] = [0, 0];
    exact.theta.forEach((x, k) => { sum += (fast.theta[k] - x) ** 2; square += of(x) ** 2; });
    return Math.sqrt(sum / square);
  };
  const worst = exact.theta.reduce((most, x, k) => Math.max(most, Math.abs(fast.theta[k] / x - 1)), 0);
  console.log(JSON.stringify({ theta: difference((x) => x), grown: difference((x) => x - 1), worst, area: fast.last.grown[0] / exact.last.grown[0] - 1, gain: (fast.last.grown[0] - 2400) / (exact.last.grown[0] - 2400) - 1 }));
}
prepared.dispose();
