/**
 * `npm run bench -- gpu`: one batch of RVEs on the GPU, its kernels by timestamp queries, in turn with the WASM kernels. Without a GPU it runs on SwiftShader
 * and says so: software rendering, whose times say nothing of a GPU. Every kernel is held to the roofline of the device, whose two roofs are measured first
 * (docs/roofline.md): the share reached is the model's time over the measured one.
 */
import { existsSync } from "node:fs";
import { createArena } from "../src/constitutive/arena.js";
import { homogenizeWasm } from "../src/homogenize/wasm.js";
import { type Chunk, createChunk } from "../src/kernels/gpu/chunk.js";
import { type Gpu, openGpu } from "../src/kernels/gpu/device.js";
import { createExact } from "../src/kernels/gpu/exact.js";
import { createNewton } from "../src/kernels/gpu/newton.js";
import { fitsWorkgroup } from "../src/kernels/gpu/programs.js";
import { sizesOf } from "../src/kernels/gpu/sizes.js";
import type { PcgPlan } from "../src/kernels/rve-plan.js";
import { compileForGpu, compileRve } from "../src/rve/compile.js";
import { inclusionCell } from "../test/support/cells.js";
import { softwareGpu } from "../tools/chromium.js";
import { countKernels } from "../tools/roofline/kernels.js";
import { roofSeconds } from "../tools/roofline/model.js";
import { measureRoofs, type Roofs } from "../tools/roofline/roofs.js";

const F = { 2: [1.1, 0.05, 0, 0.02, 0.95, 0, 0, 0, 1], 3: [1.1, 0.05, 0.02, 0.01, 0.96, 0, 0.03, 0, 1.02] } as const;
const cells = [[2, 16, 8], [2, 32, 4], [3, 8, 2]] as const;

/** Runs the batches in turn and prints medians. */
export async function compare(rounds: number): Promise<void> {
  if (process.env.VK_ICD_FILENAMES === undefined && existsSync(softwareGpu)) process.env.VK_ICD_FILENAMES = softwareGpu;
  const gpu = await openGpu("timed"), roofs = await measureRoofs(gpu, rounds);
  gpu.dispose();
  console.log(`roofs of ${gpu.adapter.name}: ${(roofs.bytesPerSecond / 1e9).toPrecision(3)} GB/s, ${(roofs.flopsPerSecond / 1e9).toPrecision(3)} GFLOP/s`);
  for (const [dimension, n, count] of cells) await compareCell(dimension, n, count, rounds, roofs);
}

async function compareCell(dimension: 2 | 3, n: number, count: number, rounds: number, roofs: Roofs): Promise<void> {
  const gpu = await openGpu("timed"), rve = inclusionCell(dimension, n, 0.3, "periodic"), plan = compileForGpu(rve), chunk = await createChunk(gpu, plan, count);
  const newton = createNewton(plan, chunk, await createExact(plan)), wasm = await homogenizeWasm(compileRve(rve, { keep: false }), 1), arena = createArena(wasm, count);
  for (let k = 0; k < 9 * count; k++) arena.F[k] = F[dimension][k % 9];
  const ways = { gpu: () => newton.solve(arena.batch(1), arena.response, "tangent"), wasm: () => wasm.evaluate(arena.batch(1), arena.response, "tangent") };
  const cpu: Record<string, number[]> = { gpu: [], wasm: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const [way, solve] of Object.entries(ways)) {
      const before = process.cpuUsage();
      await solve();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) cpu[way].push((user + system) / 1000 / count);
    }
  }
  const text = (way: string): string => `${way} ${Math.min(...cpu[way]).toFixed(2)} / ${cpu[way].sort((a, b) => a - b)[Math.floor(cpu[way].length / 2)].toFixed(2)}`;
  console.log(`\n${dimension}D n = ${n}, ${count} RVEs, contrast 10, one step with tangent, on ${gpu.adapter.name}${gpu.adapter.software ? " (SOFTWARE RENDERING)" : ""}`);
  console.log(`CPU ms per RVE, best / median of ${rounds}: ${text("gpu")}, ${text("wasm")}; double precision's share ${(100 * newton.seconds.exact / (newton.seconds.exact + newton.seconds.gpu)).toFixed(1)} % of the wall time`);
  console.log(`${JSON.stringify(chunk.counts)}, ${(chunk.bytes / 2 ** 20).toFixed(1)} MiB on the device`);
  printKernels(gpu, plan, chunk, count * (rounds + 1), roofs);
  wasm.dispose?.();
  chunk.dispose();
  gpu.dispose();
}

/** Every kernel with the share of its roof, from the times of all rounds; `solves` of single RVEs. */
function printKernels(gpu: Gpu, plan: PcgPlan, { counts: { systems, iterations } }: Chunk, solves: number, roofs: Roofs): void {
  const tangents = solves * sizesOf(plan).directions, assemblies = systems - tangents + solves;
  const calls: Readonly<Record<string, number>> = { points: assemblies, element: assemblies, stencil: assemblies, coupling: tangents, begin: systems, "lines-y": 2 * iterations, "lines-z": 2 * iterations };
  for (const kernel of countKernels(plan, fitsWorkgroup(gpu, plan) ? "workgroup" : "stepped")) {
    const { name, per, float, bytes } = kernel, seconds = gpu.clock!.seconds.get(name)! / (calls[name] ?? iterations), roof = roofSeconds(kernel, roofs);
    console.log(`  ${name.padEnd(12)} ${(1e3 * seconds).toFixed(3)} ms per ${per} and call; ${float} operations, ${Math.round(bytes)} bytes: model ${(1e3 * roof).toFixed(3)} ms, ${((100 * roof) / seconds).toFixed(1)} % reached`);
  }
}
