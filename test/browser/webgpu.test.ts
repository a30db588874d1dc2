/** The GPU backend on SwiftShader (software rendering: slow, but the same shaders), in Node through Dawn. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { softwareGpu } from "../../tools/chromium.js";
import { createArena } from "../../src/constitutive/arena.js";
import type { ConstitutiveModel, PointResponse } from "../../src/constitutive/model.js";
import { fix, prescribe } from "../../src/constraint/constraint.js";
import { ramp } from "../../src/core/time.js";
import { homogenize } from "../../src/homogenize/index.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import { homogenizeWebgpu } from "../../src/homogenize/webgpu.js";
import { createChunk } from "../../src/kernels/gpu/chunk.js";
import { type Gpu, openGpu } from "../../src/kernels/gpu/device.js";
import { createExact } from "../../src/kernels/gpu/exact.js";
import { createNewton } from "../../src/kernels/gpu/newton.js";
import { createPrograms } from "../../src/kernels/gpu/programs.js";
import { compileForGpu } from "../../src/rve/compile.js";
import { defineRve } from "../../src/rve/rve.js";
import type { RveSpec } from "../../src/rve/spec.js";
import { symmetricSolver } from "../../src/solve/direct.js";
import cantilever from "../reference/fe2-cantilever.json" with { type: "json" };
import rve2d from "../reference/rve-2d.json" with { type: "json" };
import rve3d from "../reference/rve-3d.json" with { type: "json" };
import { root, twoscale } from "../unit/cli/support.js";
import { inclusionCell } from "../support/cells.js";
import { gridMesh, nodesWhere } from "../support/meshes.js";
import { answer, embed, inPlane, relativeDifference } from "../support/points.js";
import { problem, runLast } from "../support/problems.js";

const opened: ConstitutiveModel[] = [];
beforeAll(() => {
  expect(existsSync(softwareGpu), "SwiftShader of Debian's chromium").toBe(true);
  process.env.VK_ICD_FILENAMES = softwareGpu;
});
afterAll(() => { for (const model of opened) model.dispose?.(); });

async function keep(model: Promise<ConstitutiveModel>): Promise<ConstitutiveModel> {
  opened.push(await model);
  return model;
}

const cell = (spec: Partial<RveSpec>): RveSpec => ({ boundary: "periodic",
  dimension: 2, size: [1, 1], grid: [9, 8], background: "matrix", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
  phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } }, ...spec,
});
const plane = Float64Array.of(1.12, 0.08, 0, 0.03, 0.94, 0, 0, 0, 1);

async function differences(spec: RveSpec, F: Float64Array): Promise<{ readonly gpu: PointResponse; readonly P: number; readonly A: number; readonly W: number; readonly state: number }> {
  const rve = defineRve(spec);
  const gpu = await answer(await keep(homogenize(rve, { backend: "webgpu", threads: 1 })), [F]);
  const wasm = await answer(await keep(homogenize(rve, { backend: "wasm", threads: 1 })), [F]);
  return { gpu, P: relativeDifference(gpu.P, wasm.P), A: relativeDifference(gpu.A, wasm.A), W: relativeDifference(gpu.W, wasm.W), state: relativeDifference(gpu.state, wasm.state) };
}

describe("reference cells of independent codes", () => {
  const cases = [...rve2d.cases.filter(({ bc, n }) => bc === "periodic" && n === 16).slice(0, 1), ...rve3d.cases.filter(({ bc }) => bc === "periodic").slice(0, 1)];
  // The same 1e-8 as of the WASM backend (test/verification/rve.test.ts).
  it.each(cases)("$dim D, n = $n, F = $F: P, energy, tangent", async (reference) => {
    const dimension = reference.dim as 2 | 3;
    const model = await keep(homogenize(inclusionCell(dimension, reference.n, reference.radius, "periodic"), { backend: "webgpu", threads: 1 }));
    const response = await answer(model, [embed(reference.F)]);
    expect(response.status[0]).toBe(0);
    const P = embed(reference.P);
    if (dimension === 2) P[8] = (reference as { P33_average?: number }).P33_average!;
    expect(relativeDifference(response.P, P)).toBeLessThan(1e-8);
    expect(Math.abs(response.W[0] / reference.energy_density - 1)).toBeLessThan(1e-8);
    expect(relativeDifference(inPlane(response.A, dimension).flat(), reference.tangent.flat())).toBeLessThan(1e-8);
  });
});

describe("the GPU beside the WASM kernels", () => {
  const c = (factor: number) => ({ c: factor, k1: 3 * factor, k2: 2, kappa: 0.1, directions: [[1, 0.4, 0]], bulk: 5 * factor });
  const laws = {
    "GOH": { matrix: { law: "goh", ...c(1) }, inclusion: { law: "neo-hookean", mu: 8, lambda: 9 } },
    "Ogden": { matrix: { law: "ogden", mu: [1.2, 0.1], alpha: [2, -2], bulk: 4 }, inclusion: { law: "yeoh", c1: 3, c2: 0.5, c3: 0.1, bulk: 20 } },
    "a user's formula": { matrix: { formula: "m/2*(I1b - 3) + k/2*(J - 1)^2", parameters: { m: 1, k: 3 } }, inclusion: { formula: "m/2*(exp(I1b - 3) - 1) + k/2*(J - 1)^2", parameters: { m: 6, k: 20 } } },
  };
  it.each(Object.entries(laws))("agree for %s", async (_name, phases) => {
    const found = await differences(cell({ phases }), plane);
    expect(found.gpu.status[0]).toBe(0);
    expect(found.P).toBeLessThan(1e-9);
    expect(found.A).toBeLessThan(1e-8);
  });

  it("agree in the state, named outputs with their derivatives included", async () => {
    const found = await differences(cell({ outputs: { swelling: { max: "J" } } }), plane);
    expect(found.state).toBeLessThan(1e-8);
  });

  it("agree at a contrast of 1,000, in sub-steps", async () => {
    const found = await differences(cell({ grid: [10, 10], phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 1000, lambda: 2000 } } }), plane);
    expect(found.P).toBeLessThan(1e-9);
    expect(found.A).toBeLessThan(1e-7);
    expect(found.W).toBeLessThan(1e-12);
  });
});

describe("a batch", () => {
  const plan = compileForGpu(defineRve(cell({ grid: [8, 8] })));
  const stretched = (count: number): Float64Array => Float64Array.from({ length: 9 * count }, (_, k) => plane[k % 9] + (k % 9 === 1 ? 0.002 * Math.floor(k / 9) : 0));

  async function withGpu<T>(work: (gpu: Gpu) => Promise<T>): Promise<T> {
    const gpu = await openGpu();
    try { return await work(gpu); } finally { gpu.dispose(); }
  }

  it("takes as many dispatches and readbacks as one RVE takes, answers each as if alone, and leaves none to others", async () => {
    await withGpu(async (gpu) => {
      const count = 24, chunk = await createChunk(gpu, plan, 64);
      const newton = createNewton(plan, chunk, await createExact(plan));
      const model = await keep(homogenizeWasm(plan, 1));
      const [one, many, wasm] = [createArena(model, 1), createArena(model, count), createArena(model, count)];
      for (const arena of [one, many, wasm]) arena.F.set(stretched(arena.count));
      expect(await newton.solve(one.batch(1), one.response, "tangent")).toEqual([]);
      const single = { ...chunk.counts };
      expect(await newton.solve(many.batch(1), many.response, "tangent")).toEqual([]);
      await model.evaluate(wasm.batch(1), wasm.response, "tangent");
      expect(relativeDifference(many.response.P, wasm.response.P)).toBeLessThan(1e-9);
      expect(relativeDifference(many.response.A, wasm.response.A)).toBeLessThan(1e-8);
      expect(many.response.A.slice(0, 81)).toEqual(one.response.A);
      // One readback per Newton iteration and one for the tangent; the slowest point of the batch decides how many.
      expect(single.readbacks).toBe(one.response.iterations[0] + 1);
      expect(chunk.counts.readbacks - single.readbacks).toBe(Math.max(...many.response.iterations) + 1);
      chunk.dispose();
    });
  });

  it("survives the loss of the device in mid-run without losing an answer", async () => {
    const gpu = await openGpu();
    const model = await keep(homogenizeWebgpu(plan, 1, gpu)), wasm = await keep(homogenizeWasm(plan, 1));
    const [arena, other] = [createArena(model, 2), createArena(wasm, 2)];
    for (const { F } of [arena, other]) F.set(stretched(2));
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

  it("names the shader and the line that a device refuses", async () => {
    await withGpu(async (gpu) => {
      const broken = { ...plan, laws: plan.laws.map((law) => ({ ...law, kernel: "no-such-law" })) };
      await expect(createPrograms(gpu, broken)).rejects.toThrow(/E_GPU: the GPU refuses the shader "points": .*\(line \d+/);
    });
  });

  it("says what does not fit on a device, and does not try", async () => {
    await withGpu(async (gpu) => {
      const small: Gpu = { ...gpu, adapter: { ...gpu.adapter, limits: { ...gpu.adapter.limits, maxStorageBufferBindingSize: 1000 } } };
      await expect(homogenizeWebgpu(plan, 1, small)).rejects.toThrow(/E_GPU: the RVE does not fit on the GPU: one RVE needs a buffer of 1 MiB/);
    });
  });
});

it("without an adapter the command ends with E_GPU, exit code 4 and a hint", async () => {
  const driver = process.env.VK_ICD_FILENAMES;
  process.env.VK_ICD_FILENAMES = "/nonexistent.json";
  const { code, stderr } = await twoscale(root, ["homogenize", "cases/cell-2d.yaml", "--F", "1.1,0,0,1", "--backend", "webgpu"]);
  process.env.VK_ICD_FILENAMES = driver;
  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/error E_GPU\n +there is no WebGPU here: Dawn finds no adapter.*\n +hint: use backend: wasm/);
});

it("the command gives the answer of the WASM backend, and ends", async () => {
  const P = async (backend: string): Promise<number[]> => {
    const { stdout } = await twoscale(root, ["homogenize", "cases/cell-2d.yaml", "--F", "1.1,0,0,1", "--backend", backend, "--json"]);
    return (JSON.parse(stdout) as { P: number[][] }[])[0].P.flat();
  };
  expect(relativeDifference(await P("webgpu"), await P("wasm"))).toBeLessThan(1e-9);
});

it("the FE² cantilever comes out as with two independent codes", async () => {
  const mesh = gridMesh("quad4", [4, 2], (s, t) => [2 * s, t, 0]);
  const on = (x: number): number[] => nodesWhere(mesh, (s) => s === x);
  const model = await keep(homogenize(inclusionCell(2, 16, 0.25, "periodic"), { backend: "webgpu", threads: 1 }));
  const last = await runLast(problem(mesh, model, {
    constraints: [...fix(on(0), [0, 1], 2, "left"), ...fix(on(2), [0], 2, "right"), ...prescribe(on(2), 1, 2, ramp(0.1, 1), "right")],
    newton: { tolerance: 1e-9, maxIterations: 10 }, linear: symmetricSolver,
  }));
  expect(last.iterations).toBe(cantilever.macro_newton_iterations);
  const place = (x: number, y: number): string => `${x.toFixed(6)},${y.toFixed(6)}`;
  const numbers = new Map(cantilever.nodes.map(([x, y], node) => [place(x, y), node]));
  for (let node = 0; 2 * node < last.u.length; node++) {
    const other = numbers.get(place(mesh.points[3 * node], mesh.points[3 * node + 1])) ?? -1;
    // 1e-7 of displacements of 0.1 and forces of 0.03.
    for (let i = 0; i < 2; i++) {
      expect(Math.abs(last.u[2 * node + i] - cantilever.u[other][i])).toBeLessThan(1e-8);
      expect(Math.abs(last.internal[2 * node + i] - cantilever.internal_force[other][i])).toBeLessThan(3e-9);
    }
  }
});
