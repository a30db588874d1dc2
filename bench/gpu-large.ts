/**
 * `npx tsx bench/gpu-large.ts 2d-32 | 3d-8 | 3d-32 [count] [stress | tangent]`: many RVEs in one batch on the GPU, each with its own F, or one cell of 32³ at a contrast of
 * 1,000; against the WASM kernels. Exits with 1 where answers differ, points are left over, or the device complains. Without a GPU it runs on SwiftShader,
 * which is software rendering: a quarter of an hour per thousand RVEs.
 */
import { existsSync } from "node:fs";
import { createArena } from "../src/constitutive/arena.js";
import { createRandom } from "../src/core/random.js";
import { homogenize } from "../src/homogenize/index.js";
import { homogenizeWebgpu } from "../src/homogenize/webgpu.js";
import { openGpu } from "../src/kernels/gpu/device.js";
import { compileForGpu } from "../src/rve/compile.js";
import type { Rve } from "../src/rve/rve.js";
import { inclusionCell, phases, unitCell } from "../test/support/cells.js";
import { relativeDifference } from "../test/support/points.js";
import { softwareGpu } from "../tools/chromium.js";

interface Batch {
  readonly count: number;
  readonly rve: () => Rve;
}

/** A sphere a thousand times as stiff as the matrix. */
const stiffSphere = (): Rve => unitCell(3, 32, "periodic", {
  phases: { ...phases, inclusion: { law: "neo-hookean", mu: 1000, lambda: 2000 } }, shapes: [{ sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
});
const batches: Readonly<Record<string, Batch>> = {
  "2d-32": { count: 1000, rve: () => inclusionCell(2, 32, 0.3, "periodic") },
  "3d-8": { count: 1000, rve: () => inclusionCell(3, 8, 0.3, "periodic") },
  "3d-32": { count: 1, rve: stiffSphere },
};

/** Macroscopic F within 5 % of I, another one for every point. */
function fillF(F: Float64Array, dimension: 2 | 3, seed: number): void {
  const random = createRandom(seed);
  for (let k = 0; k < F.length; k++) {
    const row = Math.floor((k % 9) / 3), column = k % 3;
    F[k] = (row === column ? 1 : 0) + (row < dimension && column < dimension ? 0.1 * (random.uniform() - 0.5) : 0);
  }
}

const name = process.argv[2] ?? "", batch = batches[name];
if (!batch) throw new Error(`say which: ${Object.keys(batches).join(", ")}.`);
if (process.env.VK_ICD_FILENAMES === undefined && existsSync(softwareGpu)) process.env.VK_ICD_FILENAMES = softwareGpu;
const count = Number(process.argv[3] ?? batch.count), want = process.argv[4] === "stress" ? "stress" : "tangent", rve = batch.rve(), gpu = await openGpu();
const ours = await homogenizeWebgpu(compileForGpu(rve), 1, gpu), wasm = await homogenize(rve, { backend: "wasm", keep: false, threads: 1 });
const [arena, other] = [createArena(ours, count), createArena(wasm, count)];
for (const { F } of [arena, other]) fillF(F, rve.dimension, 1);
for (const [text, model, on] of [["webgpu", ours, arena], ["wasm", wasm, other]] as const) {
  const began = performance.now(), before = process.cpuUsage();
  await model.evaluate(on.batch(1), on.response, want);
  const { user, system } = process.cpuUsage(before);
  const iterations = on.response.iterations, newton = `${Math.min(...iterations)} to ${Math.max(...iterations)}`;
  console.log(`${text}: ${((performance.now() - began) / 1000).toFixed(1)} s wall, ${((user + system) / 1e6).toFixed(1)} s CPU, Newton iterations ${newton}, failed ${on.response.status.filter((status) => status !== 0).length}`);
}
const account = ours.account!().gpu!;
const differences = (want === "tangent" ? ["P", "A", "W"] as const : ["P", "W"] as const).map((each) => [each, relativeDifference(arena.response[each], other.response[each])] as const);
console.log(`${name}, ${count} RVEs, ${want}${gpu.adapter.software ? " (SOFTWARE RENDERING)" : ""}: ${JSON.stringify(account)}`);
console.log(`relative differences ${differences.map(([each, value]) => `${each} ${value.toExponential(1)}`).join(", ")}; complaints of the device: ${gpu.complaints.length}`);
const sound = differences.every(([, value]) => value < 1e-8) && account.left === 0 && account.batch >= count && gpu.complaints.length === 0;
ours.dispose?.();
wasm.dispose?.();
gpu.dispose();
process.exitCode = sound ? 0 : 1;
