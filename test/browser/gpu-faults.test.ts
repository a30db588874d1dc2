/** What becomes of a run when the GPU is missing, lost, too small, out of memory, or refuses a shader: a clear outcome each, and nothing lost. */
import { expect, it } from "vitest";
import { createArena } from "../../src/constitutive/arena.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import { homogenizeWebgpu } from "../../src/homogenize/webgpu.js";
import { createChunk } from "../../src/kernels/gpu/chunk.js";
import { type Gpu, openGpu } from "../../src/kernels/gpu/device.js";
import { assemblyTexts, compileAll } from "../../src/kernels/gpu/programs.js";
import { compileForGpu } from "../../src/rve/compile.js";
import { inclusionCell } from "../support/cells.js";
import { softwareDevice } from "../support/gpu.js";
import { disposedAfterAll } from "../support/models.js";
import { relativeDifference } from "../support/points.js";
import { root, twoscale } from "../unit/cli/support.js";

const device = softwareDevice(), keep = disposedAfterAll();
const plan = compileForGpu(inclusionCell(2, 8, 0.3, "periodic"));
const F = Float64Array.of(1.12, 0.08, 0, 0.03, 0.94, 0, 0, 0, 1, 1.1, 0.05, 0, 0, 0.97, 0, 0, 0, 1);

/** A device with other limits. */
function limited(limits: Partial<Gpu["adapter"]["limits"]>): Gpu {
  const gpu = device();
  return { ...gpu, adapter: { ...gpu.adapter, limits: { ...gpu.adapter.limits, ...limits } } };
}

/** A device that has no room for more than `most` bytes in a buffer, and says so as WebGPU does: at the next scope for such errors. */
function scarce(most: number): Gpu {
  const gpu = device(), real = gpu.device, scopes: string[] = [];
  let failed = false;
  const own: Partial<GPUDevice> = {
    createBuffer(descriptor) {
      failed ||= descriptor.size > most;
      return real.createBuffer(descriptor);
    },
    pushErrorScope(filter) {
      scopes.push(filter);
      real.pushErrorScope(filter);
    },
    async popErrorScope() {
      const error = await real.popErrorScope();
      if (scopes.pop() !== "out-of-memory" || !failed) return error;
      failed = false;
      return new GPUOutOfMemoryError("no room");
    },
  };
  const view = new Proxy(real, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in own ? own : target, name);
      return typeof value === "function" && !(name in own) ? value.bind(target) : value;
    },
  });
  return { ...gpu, device: view };
}

it("a device lost in mid-run: the batch and all later ones go to the WASM kernels, and the reason is kept", async () => {
  const gpu = await openGpu();
  const model = keep(await homogenizeWebgpu(plan, 1, gpu)), wasm = keep(await homogenizeWasm(plan, 1));
  const [arena, other] = [createArena(model, 2), createArena(wasm, 2)];
  for (const each of [arena, other]) each.F.set(F);
  const running = model.evaluate(arena.batch(1), arena.response, "tangent");
  gpu.dispose();
  await running;
  await wasm.evaluate(other.batch(1), other.response, "tangent");
  expect(gpu.lost()).toMatch(/destroyed/);
  expect([...arena.response.status]).toEqual([0, 0]);
  // All of it was solved by the WASM kernels, so the bits are theirs.
  expect(arena.response.P).toEqual(other.response.P);
  await model.evaluate(arena.batch(1), arena.response, "stress");
  expect([...arena.response.status]).toEqual([0, 0]);
});

it("a shader that does not compile: its name, the message and the line", async () => {
  const broken = { ...plan, laws: plan.laws.map((law) => ({ ...law, kernel: "no-such-law" })) };
  await expect(compileAll(device(), assemblyTexts(broken))).rejects.toThrow(/E_GPU: the GPU refuses the shader "points": .*\(line \d+/);
});

it("limits too small for one RVE: refused with both numbers, before anything is tried", async () => {
  await expect(homogenizeWebgpu(plan, 1, limited({ maxStorageBufferBindingSize: 1000 }))).rejects.toThrow(/E_GPU: the RVE does not fit on the GPU: one RVE needs a buffer of 1 MiB/);
});

/** Bytes of the largest buffer of an RVE: the stiffnesses of its voxels, for three pairs of components. */
const largest = 4 * 3 * 16 * 64;

it("limits too small for the batch: it is solved in parts", async () => {
  // Voxel stiffnesses are made slice by slice; what all RVEs need at once is their stencils, nine blocks per node.
  const chunk = await createChunk(limited({ maxStorageBufferBindingSize: 50_000 }), plan, 64);
  expect(chunk.capacity).toBe(Math.floor(50_000 / (4 * 9 * 4 * 64)));
  chunk.dispose();
});

it("too little memory: half as many RVEs at a time, as often as it takes; for not even one, a clear end", async () => {
  const chunk = await createChunk(scarce(9 * largest), plan, 64);
  expect(chunk.capacity).toBe(8);
  chunk.dispose();
  await expect(createChunk(scarce(largest / 2), plan, 64)).rejects.toThrow(/E_GPU: the GPU .* has failed at memory for 1 RVEs: no room/);
});

it("without an adapter the command ends with E_GPU, exit code 4 and a hint", async () => {
  const driver = process.env.VK_ICD_FILENAMES;
  process.env.VK_ICD_FILENAMES = "/nonexistent.json";
  const { code, stderr } = await twoscale(root, ["homogenize", "cases/cell-2d.yaml", "--F", "1.1,0,0,1", "--backend", "webgpu"]);
  process.env.VK_ICD_FILENAMES = driver;
  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/error E_GPU\n +there is no WebGPU here: Dawn finds no adapter.*\n +hint: use backend: wasm/);
});

it("with one the command gives the answer of the WASM backend, and ends", async () => {
  const P = async (backend: string): Promise<number[]> => {
    const { stdout } = await twoscale(root, ["homogenize", "cases/cell-2d.yaml", "--F", "1.1,0,0,1", "--backend", backend, "--json"]);
    return (JSON.parse(stdout) as { P: number[][] }[])[0].P.flat();
  };
  expect(relativeDifference(await P("webgpu"), await P("wasm"))).toBeLessThan(1e-9);
});
