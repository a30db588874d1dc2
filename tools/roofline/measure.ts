/**
 * `npx tsx tools/roofline/measure.ts [2d-32 | 3d-8 | 3d-16 | 3d-32 …]`: solves one step of a cell with its tangent on the GPU, kernels by timestamp
 * queries, and times double precision and the WASM kernels beside it; writes tools/roofline/measured.json, from which `npm run docs` makes docs/roofline.md.
 * Without a GPU it runs on SwiftShader.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { createArena } from "../../src/constitutive/arena.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import { createChunk } from "../../src/kernels/gpu/chunk.js";
import { type Gpu, openGpu } from "../../src/kernels/gpu/device.js";
import { createExact, type Exact } from "../../src/kernels/gpu/exact.js";
import { createNewton } from "../../src/kernels/gpu/newton.js";
import type { PcgPlan } from "../../src/kernels/rve-plan.js";
import { compileForGpu, compileRve } from "../../src/rve/compile.js";
import { softwareGpu } from "../chromium.js";
import { cellNames, type Measured, type MeasuredCell, referenceCell, trialF } from "./cells.js";
import { measureRoofs } from "./roofs.js";

const path = fileURLToPath(new URL("measured.json", import.meta.url));
const repeats = { warm: 4, timed: 5 } as const;

/** Least CPU seconds of a few calls, after some that compile. */
async function least(work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let n = 0; n < repeats.warm + repeats.timed; n++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    if (n >= repeats.warm) best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

/** CPU seconds of one evaluation of the residual and of the answer, at the solution and with the correctors that `exact` has got, and of a whole solve by the WASM kernels. */
async function processorSeconds(plan: PcgPlan, name: string, exact: Exact): Promise<MeasuredCell["cpu"]> {
  const { rve } = referenceCell(name);
  const forces = await least(() => exact.forces()), answer = await least(() => exact.answer("tangent"));
  const wasm = await homogenizeWasm(compileRve(rve), 1), arena = createArena(wasm, 1);
  arena.F.set(trialF[plan.dimension]);
  const solve = await least(() => wasm.evaluate(arena.batch(1), arena.response, "tangent"));
  wasm.dispose?.();
  return { forces, answer, solve };
}

/** One step on the GPU: iterations, and seconds by kernel. */
async function measureCell(gpu: Gpu, name: string): Promise<MeasuredCell> {
  const { rve, count } = referenceCell(name), plan = compileForGpu(rve), chunk = await createChunk(gpu, plan, count);
  const wasm = await homogenizeWasm(plan, 1), arena = createArena(wasm, count), tangent = { systems: 0, iterations: 0 };
  for (let k = 0; k < 9 * count; k++) arena.F[k] = trialF[rve.dimension][k % 9];
  const watched: typeof chunk = {
    ...chunk,
    async correctors(...given) {
      const { systems, iterations } = chunk.counts, answer = await chunk.correctors(...given);
      Object.assign(tangent, { systems: chunk.counts.systems - systems, iterations: chunk.counts.iterations - iterations });
      return answer;
    },
  };
  const clock = gpu.clock!, before = new Map(clock.seconds);
  const exact = await createExact(plan), left = await createNewton(plan, watched, exact).solve(arena.batch(1), arena.response, "tangent");
  if (left.length > 0) throw new Error(`${name}: ${left.length} RVEs were left.`);
  const corrections = chunk.counts.systems - tangent.systems;
  const cell: MeasuredCell = {
    rves: count, corrections: corrections / count, correctionIterations: (chunk.counts.iterations - tangent.iterations) / corrections, tangentIterations: tangent.iterations / tangent.systems,
    dispatches: chunk.counts.dispatches, readbacks: chunk.counts.readbacks, bytesPerRve: chunk.bytes / count, cpu: await processorSeconds(plan, name, exact),
    seconds: Object.fromEntries([...clock.seconds].map(([kernel, seconds]) => [kernel, seconds - (before.get(kernel) ?? 0)] as const).filter(([, seconds]) => seconds > 0)),
  };
  wasm.dispose?.();
  chunk.dispose();
  return cell;
}

if (process.env.VK_ICD_FILENAMES === undefined && existsSync(softwareGpu)) process.env.VK_ICD_FILENAMES = softwareGpu;
const names = process.argv.length > 2 ? process.argv.slice(2) : cellNames, gpu = await openGpu("timed");
const present = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) as Measured : undefined;
const now = await measureRoofs(gpu, 5), same = present?.adapter === gpu.adapter.name ? present.roofs : now, cells: Record<string, MeasuredCell> = { ...present?.cells };
for (const name of names) {
  cells[name] = await measureCell(gpu, name);
  console.log(name, JSON.stringify(cells[name]));
}
// A roof is the best that was ever reached.
const roofs = { bytesPerSecond: Math.max(now.bytesPerSecond, same.bytesPerSecond), flopsPerSecond: Math.max(now.flopsPerSecond, same.flopsPerSecond) };
const measured: Measured = { adapter: gpu.adapter.name, software: gpu.adapter.software, processor: cpus()[0].model.trim(), cores: cpus().length, roofs, cells };
writeFileSync(path, `${JSON.stringify(measured, undefined, 2)}\n`);
console.log(JSON.stringify(roofs), `complaints of the device: ${gpu.complaints.length}`);
gpu.dispose();
