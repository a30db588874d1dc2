/**
 * `npm run bench -- iterations`: iterations of conjugate gradients on the finite-strain tangent of a solved cell (15 % stretch with shear), down to 1e-8 of the right-hand
 * side, with either preconditioner, against n and contrast. Counts, not times: the same on every machine.
 */
import { loadKernels } from "../src/kernels/module.js";
import * as at from "../src/kernels/rve-layout.js";
import { writePcgPlan } from "../src/kernels/rve-pcg.js";
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

/** Iterations with Green and with Jacobi–Green. */
async function count(rve: Rve): Promise<readonly [number, number]> {
  const plan = compilePcg(rve), kernels = await loadKernels(), { header } = writePcgPlan(kernels, plan), words = kernels.i32(header, at.HEADER_SIZE);
  const accepted = kernels.f64(words[at.F_ACCEPTED], 9).fill(0);
  for (let k = 0; k < 9; k += 4) accepted[k] = 1;
  kernels.f64(words[at.F_TARGET], 9).set(F[rve.dimension]);
  kernels.f64(words[at.ACCEPTED], plan.size).fill(0);
  if (kernels.exports.solveGrid(header, 0) !== 0) throw new Error("the cell of the benchmark has failed.");
  kernels.f64(words[at.ACCEPTED], plan.size).set(kernels.f64(words[at.UNKNOWNS], plan.size));
  return [kernels.exports.probeGrid(header, 0, 1e-8), kernels.exports.probeGrid(header, 1, 1e-8)];
}

async function row(name: string, sizes: readonly number[], cell: (n: number, contrast: number) => Rve): Promise<void> {
  for (const contrast of [10, 100, 1000]) {
    const counts = [];
    for (const n of sizes) counts.push(await count(cell(n, contrast)));
    console.log(`| ${[name, contrast, ...counts.map(([green, jacobi]) => `${green} / ${jacobi}`)].join(" | ")} |`);
  }
}

/** Prints the counts. */
export async function compare(): Promise<void> {
  console.log("Green / Jacobi–Green\n\n| 2D | contrast | n = 16 | 32 | 64 | 128 |\n| --- | --- | --- | --- | --- | --- |");
  await row("circle, r = 0.25", [16, 32, 64, 128], (n, contrast) => inclusion(2, n, contrast));
  await row("the same voxels at every n", [16, 32, 64, 128], (n, contrast) => refined(inclusion(2, 16, contrast), n));
  console.log("\n| 3D | contrast | n = 8 | 16 | 32 |\n| --- | --- | --- | --- | --- |");
  await row("sphere, r = 0.3", [8, 16, 32], (n, contrast) => inclusion(3, n, contrast));
}
