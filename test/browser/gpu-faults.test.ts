/** What becomes of a run when the GPU is missing, lost, too small, out of memory, or refuses a shader: a clear outcome each, and nothing lost. */
import { describe, expect, it } from "vitest";
import { createArena } from "../../src/constitutive/arena.js";
import { BackendError } from "../../src/core/errors.js";
import { type AutoOptions, homogenizeAuto } from "../../src/homogenize/auto.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import { homogenizeWebgpu } from "../../src/homogenize/webgpu.js";
import { createChunk } from "../../src/kernels/gpu/chunk.js";
import { type Gpu, openGpu } from "../../src/kernels/gpu/device.js";
import { assemblyTexts, compileAll } from "../../src/kernels/gpu/programs.js";
import { memoryFiles } from "../../src/platform/files.js";
import { compileForGpu } from "../../src/rve/compile.js";
import type { Rve } from "../../src/rve/rve.js";
import { createStudy } from "../../src/study/create.js";
import { record } from "../../src/study/record.js";
import { inclusionCell, phases } from "../support/cells.js";
import { softwareDevice } from "../support/gpu.js";
import { disposedAfterAll } from "../support/models.js";
import { answer, relativeDifference } from "../support/points.js";
import { root, twoscale } from "../unit/cli/support.js";

const device = softwareDevice(), keep = disposedAfterAll();
const plan = compileForGpu(inclusionCell(2, 8, 0.3, "periodic"));
const F = Float64Array.of(1.12, 0.08, 0, 0.03, 0.94, 0, 0, 0, 1, 1.1, 0.05, 0, 0, 0.97, 0, 0, 0, 1);

/** A device with other limits. */
function limited(limits: Partial<Gpu["adapter"]["limits"]>): Gpu {
  const gpu = device();
  return { ...gpu, adapter: { ...gpu.adapter, limits: { ...gpu.adapter.limits, ...limits } } };
}

/**
 * A device on which buffers of more than `most` bytes run out of memory, for real: they are asked for as large as the limits allow, which SwiftShader
 * promises and cannot allocate.
 */
function scarce(most: number): Gpu {
  const gpu = device(), real = gpu.device;
  const createBuffer: GPUDevice["createBuffer"] = (descriptor) => real.createBuffer(descriptor.size > most ? { ...descriptor, size: gpu.adapter.limits.maxBufferSize } : descriptor);
  const view = new Proxy(real, {
    get: (target, name) => {
      const value: unknown = name === "createBuffer" ? createBuffer : Reflect.get(target, name);
      return typeof value === "function" && name !== "createBuffer" ? value.bind(target) : value;
    },
  });
  return { ...gpu, device: view };
}

/** SwiftShader passed off as hardware, on a device that `auto` may close. */
async function disguised(change: (gpu: Gpu) => Gpu = (gpu) => gpu): Promise<Gpu> {
  const gpu = await openGpu();
  return change({ ...gpu, adapter: { ...gpu.adapter, software: false } });
}

describe("backend auto takes the WASM kernels and says why", () => {
  const rve = inclusionCell(2, 8, 0.3, "periodic");
  const reasons: readonly (readonly [string, Rve, AutoOptions, RegExp])[] = [
    ["little work", rve, { points: 4 }, /a batch takes the WASM kernels about [\d.]+ ms, too little to ask for a GPU/],
    ["a cell that the GPU cannot solve", inclusionCell(2, 8, 0.3, "minimal"), {}, /its boundary is "minimal"/],
    ["a software adapter", rve, { points: 1e6 }, /the only adapter, SwiftShader.*, is software/],
    ["no adapter", rve, { points: 1e6, open: () => Promise.reject(new BackendError("E_GPU", "there is no WebGPU here: nothing found.", { hint: "use wasm." })) }, /^there is no WebGPU here: nothing found$/],
    ["limits too small", rve, { points: 1e6, open: () => disguised((gpu) => ({ ...gpu, adapter: { ...gpu.adapter, limits: { ...gpu.adapter.limits, maxBufferSize: 1000 } } })) }, /is too small: one RVE needs a buffer of 1 MiB/],
    ["a device that is lost while it is tried", rve, { points: 1e6, open: () => disguised((gpu) => { gpu.dispose(); return gpu; }) }, /lost|destroyed/],
    ["a GPU that is slower", rve, { points: 1e6, measure: (model) => Promise.resolve(model.name === "rve/webgpu" ? 0.002 : 0.001), open: () => disguised() }, /measured per RVE in batches of 256: GPU SwiftShader.* 2.0 ms, WASM 1.0 ms/],
  ];
  it.each(reasons)("%s", async (_name, cell, options, reason) => {
    const model = keep(await homogenizeAuto(cell, { threads: 1, ...options }));
    expect(model.account!()).toEqual({ backend: "wasm", reason: expect.stringMatching(reason) as string });
    expect((await answer(model, [F.subarray(0, 9)])).status[0]).toBe(0);
  });

  it("a GPU that is slower by the wall clock, both times measured", async () => {
    const model = keep(await homogenizeAuto(rve, { threads: 1, points: 1e6, trial: 2, open: () => disguised() }));
    const { backend, reason } = model.account!();
    const [, there, unitThere, here, unitHere] = /^measured per RVE in batches of 2: GPU SwiftShader.*? ([\d.e+]+) (ms|s), WASM ([\d.e+]+) (ms|s)$/.exec(reason)!;
    const seconds = (value: string, unit: string): number => Number(value) * (unit === "ms" ? 1e-3 : 1);
    expect(backend).toBe("wasm");
    expect(seconds(here, unitHere)).toBeGreaterThan(0);
    // The processor in another dress: it computes in single precision what WASM does in double, and all the checks.
    expect(seconds(there, unitThere)).toBeGreaterThan(seconds(here, unitHere));
  });

  it("and the GPU where it is faster", async () => {
    const model = keep(await homogenizeAuto(rve, { threads: 1, points: 1e6, measure: ({ name }) => Promise.resolve(name === "rve/webgpu" ? 1e-4 : 1e-3), open: () => disguised() }));
    expect((await answer(model, [F.subarray(0, 9)])).status[0]).toBe(0);
    const { backend, reason, gpu } = model.account!();
    expect([backend, reason]).toEqual(["webgpu", expect.stringMatching(/GPU SwiftShader.* 0.10 ms, WASM 1.0 ms/)]);
    expect(gpu).toMatchObject({ adapter: expect.stringContaining("SwiftShader") as string, left: 0 });
    expect(gpu!.exactShare).toBeGreaterThan(0);
    expect(gpu!.exactShare).toBeLessThan(1);
  });
});

it("a run says who solved its RVEs, and what either side had to do", async () => {
  const study = await createStudy({
    dimension: 2, mesh: { box: { size: [1, 1], cells: [1, 1], element: "quad4" } }, regions: { all: "tissue" },
    materials: { tissue: { rve: { dimension: 2, size: [1, 1], grid: [6, 6], background: "matrix", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "fibre" }], phases: { matrix: phases.matrix, fibre: phases.inclusion } }, backend: "webgpu" } },
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.05, y: 0 } }], steps: { count: 1 },
  });
  const files = memoryFiles();
  const steps = record(study, files, { threads: 1 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const { backend, solvers } = next.value.summary;
  expect(backend).toBe("webgpu");
  expect(solvers!.tissue).toMatchObject({ backend: "webgpu", reason: "asked for", gpu: { left: 0, complaints: [] } });
  expect(solvers!.tissue.gpu!.readbacks).toBeGreaterThan(2);
  expect(solvers!.tissue.gpu!.seconds.exact).toBeGreaterThan(0);
  const [line] = new TextDecoder().decode(await files.read("log.ndjson")).split("\n");
  expect((JSON.parse(line) as { solvers: unknown }).solvers).toEqual({ tissue: { backend: "webgpu", reason: "asked for" } });
});

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
  await expect(createChunk(scarce(largest / 2), plan, 64)).rejects.toThrow(/E_GPU: the GPU .* has failed at memory for 1 RVEs: .*VK_ERROR_OUT_OF_DEVICE_MEMORY/);
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
    const { stdout, stderr } = await twoscale(root, ["homogenize", "cases/cell-2d.yaml", "--F", "1.1,0,0,1", "--backend", backend, "--json"]);
    expect(stderr).not.toContain("complained");
    expect(/webgpu on SwiftShader/.test(stderr)).toBe(backend === "webgpu");
    return (JSON.parse(stdout) as { P: number[][] }[])[0].P.flat();
  };
  expect(relativeDifference(await P("webgpu"), await P("wasm"))).toBeLessThan(1e-9);
});
