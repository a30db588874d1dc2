/**
 * `npm run bench -- gpu`: one batch of RVEs on the GPU, its kernels by timestamp queries, in turn with the WASM kernels. Without a GPU it runs on SwiftShader
 * and says so: software rendering, whose times say nothing of a GPU. Traffic is what a kernel must read and write once, by the sizes of its buffers.
 */
import { existsSync } from "node:fs";
import { createArena } from "../src/constitutive/arena.js";
import { homogenizeWasm } from "../src/homogenize/wasm.js";
import { createChunk } from "../src/kernels/gpu/chunk.js";
import { openGpu } from "../src/kernels/gpu/device.js";
import { createExact } from "../src/kernels/gpu/exact.js";
import { createNewton } from "../src/kernels/gpu/newton.js";
import { type GridSizes, sizesOf } from "../src/kernels/gpu/sizes.js";
import { compileForGpu } from "../src/rve/compile.js";
import { inclusionCell } from "../test/support/cells.js";
import { softwareGpu } from "../tools/chromium.js";

const F = { 2: [1.1, 0.05, 0, 0.02, 0.95, 0, 0, 0, 1], 3: [1.1, 0.05, 0.02, 0.01, 0.96, 0, 0.03, 0, 1.02] } as const;
const cells = [[2, 16, 8], [2, 32, 4], [3, 8, 2]] as const;

/** Bytes per node and call that a kernel must move; no caches, no reuse but that within a node. */
function traffic({ dimension, entries, slots, directions }: GridSizes, points: number): Readonly<Record<string, number>> {
  const vector = 4 * dimension, stencil = 4 * slots * dimension * dimension, tangents = 4 * entries * points, elements = 4 * directions * points * points;
  return {
    points: tangents + vector, element: tangents + elements, stencil: elements + stencil, coupling: stencil + vector, begin: 3 * vector,
    "lines-first": 2 * vector, "lines-x": 2 * vector, "lines-y": 2 * vector, "lines-z": 2 * vector, filter: 2 * vector + 4 * directions, direction: 3 * vector,
    product: stencil + 2 * vector, step: 6 * vector,
  };
}

/** Runs the batches in turn and prints medians. */
export async function compare(rounds: number): Promise<void> {
  if (process.env.VK_ICD_FILENAMES === undefined && existsSync(softwareGpu)) process.env.VK_ICD_FILENAMES = softwareGpu;
  for (const [dimension, n, count] of cells) await compareCell(dimension, n, count, rounds);
}

async function compareCell(dimension: 2 | 3, n: number, count: number, rounds: number): Promise<void> {
  const gpu = await openGpu("timed"), plan = compileForGpu(inclusionCell(dimension, n, 0.3, "periodic")), chunk = await createChunk(gpu, plan, count);
  const newton = createNewton(plan, chunk, await createExact(plan)), wasm = await homogenizeWasm(plan, 1), arena = createArena(wasm, count);
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
  const model = traffic(sizesOf(plan), plan.points), { nodes, directions } = sizesOf(plan);
  for (const [name, seconds] of gpu.clock!.seconds) {
    const calls = gpu.clock!.calls.get(name)!, systems = ["points", "element", "stencil"].includes(name) ? count : count * directions;
    const bytes = model[name];
    const rate = bytes === undefined ? "" : `, ${bytes} B per node and system, at most ${((bytes * nodes * systems * calls) / seconds / 1e9).toFixed(2)} GB/s`;
    console.log(`  ${name.padEnd(12)} ${((1e3 * seconds) / calls).toFixed(3)} ms a call, ${calls} calls${rate}`);
  }
  wasm.dispose?.();
  chunk.dispose();
  gpu.dispose();
}
