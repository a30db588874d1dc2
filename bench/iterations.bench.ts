/**
 * `npm run bench -- iterations`: iterations of conjugate gradients on the finite-strain tangent of a solved cell (15 % stretch with shear), down to 1e-8 of the right-hand
 * side, with each preconditioner, against n and contrast: the same on every machine. Then what whole solves cost with each, which are not.
 */
import { type Kernels, loadKernels } from "../src/kernels/module.js";
import * as at from "../src/kernels/rve-layout.js";
import { placeLevels, writePcgPlan } from "../src/kernels/rve-pcg.js";
import { compilePcg } from "../src/rve/compile-pcg.js";
import { defineRve, type Rve } from "../src/rve/rve.js";

const F = { 2: [1.15, 0.05, 0, 0, 1, 0, 0, 0, 1], 3: [1.15, 0.05, 0.02, 0, 1, 0, 0, 0, 1] } as const;

function inclusion(dimension: 2 | 3, n: number, contrast: number): Rve {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  return defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix", shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: contrast, lambda: 2 * contrast } },
  });
}

/** The voxels of a coarser grid on a finer one: the same geometry to the voxel. */
function refined(coarse: Rve, n: number): Rve {
  const base = coarse.grid[0], shift = n / base;
  const phaseOfCell = Int32Array.from({ length: n * n }, (_, cell) => coarse.phaseOfCell[Math.floor((cell % n) / shift) + base * Math.floor(Math.floor(cell / n) / shift)]);
  return { ...coarse, grid: [n, n], phaseOfCell };
}

/** Iterations with Green, with Jacobi–Green and, in the plane, with multigrid. */
async function count(rve: Rve): Promise<readonly number[]> {
  const plan = compilePcg(rve), kernels = await loadKernels(), { header } = writePcgPlan(kernels, plan), words = placeLevels(kernels, header, plan);
  const accepted = kernels.f64(words[at.F_ACCEPTED], 9).fill(0);
  for (let k = 0; k < 9; k += 4) accepted[k] = 1;
  kernels.f64(words[at.F_TARGET], 9).set(F[rve.dimension]);
  kernels.f64(words[at.ACCEPTED], plan.size).fill(0);
  if (kernels.exports.solveGrid(header, 0) !== 0) throw new Error("the cell of the benchmark has failed.");
  kernels.f64(words[at.ACCEPTED], plan.size).set(kernels.f64(words[at.UNKNOWNS], plan.size));
  return (words[at.LEVELS] === 0 ? [0, 1] : [0, 1, 2]).map((preconditioner) => kernels.exports.probeGrid(header, preconditioner, 1e-8));
}

async function row(name: string, sizes: readonly number[], cell: (n: number, contrast: number) => Rve): Promise<void> {
  for (const contrast of [10, 100, 1000]) {
    const counts = [];
    for (const n of sizes) counts.push(await count(cell(n, contrast)));
    console.log(`| ${[name, contrast, ...counts.map((of) => of.join(" / "))].join(" | ")} |`);
  }
}

/** CPU milliseconds of one solve with its tangent (10 % stretch in one step) with each preconditioner, the best of three. */
async function solveTimes(rve: Rve): Promise<readonly number[]> {
  const plan = compilePcg(rve), kernels = await loadKernels(), { header, solve } = writePcgPlan(kernels, plan), words = placeLevels(kernels, header, plan);
  const best = [Infinity, Infinity, Infinity], repeats = Math.ceil(2e4 / rve.phaseOfCell.length);
  for (let turn = 0; turn < 9; turn++) {
    words[at.PRECONDITIONER] = turn % 3;
    const began = process.cpuUsage();
    for (let n = 0; n < repeats; n++) solveFromRest(kernels, words, plan.size, () => solve(header, 1));
    const { user, system } = process.cpuUsage(began);
    best[turn % 3] = Math.min(best[turn % 3], (user + system) / 1000 / repeats);
  }
  return best;
}

function solveFromRest(kernels: Kernels, words: Int32Array, size: number, solve: () => number): void {
  kernels.f64(words[at.F_ACCEPTED], 9).set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  kernels.f64(words[at.F_TARGET], 9).set([1.1, 0, 0, 0, 1, 0, 0, 0, 1]);
  kernels.f64(words[at.ACCEPTED], size).fill(0);
  if (solve() !== 0) throw new Error("the cell of the benchmark has failed.");
}

/** Prints the counts, then what whole solves cost. */
export async function compare(): Promise<void> {
  console.log("Green / Jacobi–Green / multigrid\n\n| 2D | contrast | n = 16 | 32 | 64 | 128 |\n| --- | --- | --- | --- | --- | --- |");
  await row("circle, r = 0.25", [16, 32, 64, 128], (n, contrast) => inclusion(2, n, contrast));
  await row("the same voxels at every n", [16, 32, 64, 128], (n, contrast) => refined(inclusion(2, 16, contrast), n));
  console.log("\n| 3D | contrast | n = 8 | 16 | 32 |\n| --- | --- | --- | --- | --- |");
  await row("sphere, r = 0.3", [8, 16, 32], (n, contrast) => inclusion(3, n, contrast));
  console.log("\nSolve with tangent in ms, Green / Jacobi–Green / multigrid\n\n| contrast | n = 16 | 32 | 64 | 128 |\n| --- | --- | --- | --- | --- |");
  for (const contrast of [10, 100, 1000]) {
    const times = [];
    for (const n of [16, 32, 64, 128]) times.push(await solveTimes(inclusion(2, n, contrast)));
    console.log(`| ${[contrast, ...times.map((of) => of.map((time) => time.toPrecision(3)).join(" / "))].join(" | ")} |`);
  }
}
