/** What the GPU backend answers, on SwiftShader (software rendering: slow, but the same shaders), in Node through Dawn. */
import { describe, expect, it } from "vitest";
import type { PointResponse } from "../../src/constitutive/model.js";
import { createArena } from "../../src/constitutive/arena.js";
import { fix, prescribe } from "../../src/constraint/constraint.js";
import { ramp } from "../../src/core/time.js";
import { homogenize } from "../../src/homogenize/index.js";
import { homogenizeWasm } from "../../src/homogenize/wasm.js";
import { homogenizeWebgpu } from "../../src/homogenize/webgpu.js";
import { createChunk } from "../../src/kernels/gpu/chunk.js";
import type { Gpu } from "../../src/kernels/gpu/device.js";
import { createExact } from "../../src/kernels/gpu/exact.js";
import { createNewton } from "../../src/kernels/gpu/newton.js";
import { compileForGpu } from "../../src/rve/compile.js";
import { defineRve } from "../../src/rve/rve.js";
import type { RveSpec } from "../../src/rve/spec.js";
import { symmetricSolver } from "../../src/solve/direct.js";
import cantilever from "../reference/fe2-cantilever.json" with { type: "json" };
import rve2d from "../reference/rve-2d.json" with { type: "json" };
import rve3d from "../reference/rve-3d.json" with { type: "json" };
import { inclusionCell } from "../support/cells.js";
import { softwareDevice, withoutWorkgroupMemory } from "../support/gpu.js";
import { disposedAfterAll } from "../support/models.js";
import { gridMesh, nodesWhere } from "../support/meshes.js";
import { answer, embed, inPlane, relativeDifference } from "../support/points.js";
import { problem, runLast } from "../support/problems.js";

const device = softwareDevice(), keep = disposedAfterAll();

const inclusion = { law: "neo-hookean", mu: 10, lambda: 20 };
const cell = (spec: Partial<RveSpec>): RveSpec => ({ boundary: "periodic",
  dimension: 2, size: [1, 1], grid: [9, 8], background: "matrix", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
  phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion }, ...spec,
});
const solid = (spec: Partial<RveSpec>): RveSpec =>
  cell({ dimension: 3, size: [1, 1.2, 1], grid: [5, 6, 4], shapes: [{ sphere: { center: [0.5, 0.6, 0.5], radius: 0.35 }, phase: "inclusion" }], ...spec });
const plane = Float64Array.of(1.12, 0.08, 0, 0.03, 0.94, 0, 0, 0, 1), space = Float64Array.of(1.1, 0.05, 0.02, 0.01, 0.96, 0, 0.03, 0, 1.02);

interface Differences {
  readonly status: number;
  readonly P: number;
  readonly A: number;
  readonly W: number;
  readonly state: number;
}

/** Answers of the GPU against those of the WASM kernels, which factorise such small cells. */
async function differences(gpu: Gpu, spec: RveSpec, F: Float64Array): Promise<Differences> {
  const rve = defineRve(spec);
  const ours = await answer(keep(await homogenizeWebgpu(compileForGpu(rve), 1, gpu)), [F]);
  const wasm = await answer(keep(await homogenize(rve, { backend: "wasm", threads: 1, solver: "direct", keep: false })), [F]);
  const difference = (name: "P" | "A" | "W" | "state"): number => relativeDifference(ours[name], wasm[name]);
  return { status: ours.status[0], P: difference("P"), A: difference("A"), W: difference("W"), state: difference("state") };
}

interface ReferenceCase {
  readonly bc: string;
  readonly n: number;
  readonly dim: number;
  readonly radius: number;
  readonly F: readonly (readonly number[])[];
  readonly P: readonly (readonly number[])[];
  readonly P33_average?: number;
  readonly energy_density: number;
  readonly tangent: readonly (readonly number[])[];
}

describe("reference cells of independent codes", () => {
  // All of them but `minimal`: 16² and 8³ in the memory of a workgroup, 32² over several dispatches.
  const cases = ([...rve2d.cases, ...rve3d.cases] as readonly ReferenceCase[]).filter(({ bc }) => bc !== "minimal");
  const names = new Set(cases.map(({ dim, n, bc }) => `${dim}D, n = ${n}, ${bc}`));
  // The same 1e-8 as of the WASM backend (test/verification/rve.test.ts).
  it.each([...names])("%s: P, energy, tangent", async (name) => {
    const own = cases.filter(({ dim, n, bc }) => name === `${dim}D, n = ${n}, ${bc}`), [{ dim, n, radius, bc }] = own;
    const dimension = dim as 2 | 3;
    const model = keep(await homogenizeWebgpu(compileForGpu(inclusionCell(dimension, n, radius, bc as "periodic" | "linear")), 1, device()));
    const response = await answer(model, own.map(({ F }) => embed(F)));
    own.forEach((reference, point) => {
      const P = embed(reference.P);
      P[8] = reference.P33_average ?? P[8];
      expect(response.status[point]).toBe(0);
      expect(relativeDifference(response.P.slice(9 * point, 9 * point + 9), P)).toBeLessThan(1e-8);
      expect(Math.abs(response.W[point] / reference.energy_density - 1)).toBeLessThan(1e-8);
      expect(relativeDifference(inPlane(response.A, dimension, point).flat(), reference.tangent.flat())).toBeLessThan(1e-8);
    });
  });
});


describe("the GPU beside the WASM kernels", () => {
  const c = (factor: number) => ({ c: factor, k1: 3 * factor, k2: 2, kappa: 0.1, directions: [[1, 0.4, 0]], bulk: 5 * factor });
  const outputs = { swelling: { max: "J" } };
  const cells: Readonly<Record<string, readonly [RveSpec, Float64Array]>> = {
    "GOH": [cell({ phases: { matrix: { law: "goh", ...c(1) }, inclusion: { law: "neo-hookean", mu: 8, lambda: 9 } } }), plane],
    "Ogden and Yeoh": [cell({ phases: { matrix: { law: "ogden", mu: [1.2, 0.1], alpha: [2, -2], bulk: 4 }, inclusion: { law: "yeoh", c1: 3, c2: 0.5, c3: 0.1, bulk: 20 } } }), plane],
    "a user's formula": [cell({ phases: {
      matrix: { formula: "m/2*(I1b - 3) + k/2*(J - 1)^2", parameters: { m: 1, k: 3 } }, inclusion: { formula: "m/2*(exp(I1b - 3) - 1) + k/2*(J - 1)^2", parameters: { m: 6, k: 20 } },
    } }), plane],
    "voids": [cell({ phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { void: true } } }), plane],
    "a matrix of Poisson's ratio 0.49, whose voxels share one volume ratio": [
      cell({ grid: [8, 8], formulation: "auto", phases: { matrix: { law: "neo-hookean", E: 1, nu: 0.49 }, inclusion: { law: "neo-hookean", E: 10, nu: 0.3 } } }), plane],
    "mean dilatation and held faces in space": [solid({ grid: [4, 3, 4], boundary: "linear", formulation: "mixed", phases: { matrix: { law: "neo-hookean", E: 1, nu: 0.45 }, inclusion: { law: "goh", ...c(6) } } }), space],
    "voids and held faces in space, with a named output": [solid({ boundary: "linear", outputs, phases: { matrix: inclusion, inclusion: { void: true } } }), space],
  };
  describe.each([["in the memory of a workgroup", (gpu: Gpu) => gpu], ["over several dispatches", withoutWorkgroupMemory]] as const)("%s", (_name, on) => {
    it.each(Object.entries(cells))("agree for %s", async (_cell, [spec, F]) => {
      const found = await differences(on(device()), spec, F);
      expect(found.status).toBe(0);
      expect(found.P).toBeLessThan(1e-9);
      expect(found.A).toBeLessThan(1e-8);
      // The outputs in the state are as good as the fluctuation, whose error is not squared.
      expect(found.state).toBeLessThan(1e-7);
    });
  });

  it.each([["plane", cell({ grid: [10, 10] }), plane], ["space", solid({}), space]] as const)("agree at a contrast of 1,000 in %s, in sub-steps", async (_name, spec, F) => {
    const phases = { ...spec.phases, inclusion: { law: "neo-hookean", mu: 1000, lambda: 2000 } };
    const found = await differences(withoutWorkgroupMemory(device()), { ...spec, phases }, F);
    expect(found.status).toBe(0);
    expect(found.P).toBeLessThan(1e-9);
    expect(found.A).toBeLessThan(1e-7);
    expect(found.W).toBeLessThan(1e-10);
  });
});

it("a nearly incompressible cell that takes too many sub-steps is left to the WASM kernels, and comes out as theirs", async () => {
  const rve = defineRve(cell({ grid: [8, 8], phases: { matrix: { law: "neo-hookean", E: 1, nu: 0.49999 }, inclusion } }));
  const model = keep(await homogenizeWebgpu(compileForGpu(rve), 1, device())), wasm = keep(await homogenize(rve, { backend: "wasm", threads: 1, keep: false }));
  const [ours, theirs] = [await answer(model, [plane]), await answer(wasm, [plane])];
  expect(ours.status[0]).toBe(0);
  expect(model.account!().gpu!.left).toBe(1);
  expect(relativeDifference(ours.P, theirs.P)).toBeLessThan(1e-9);
});

describe.each([["in the memory of a workgroup", (gpu: Gpu) => gpu], ["over several dispatches", withoutWorkgroupMemory]] as const)("a batch %s", (_name, on) => {
  const plan = compileForGpu(defineRve(cell({ grid: [8, 8] })));

  it("takes as many dispatches and readbacks as one RVE takes, answers each as if alone, and leaves none to others", async () => {
    const count = 24, chunk = await createChunk(on(device()), plan, 64), newton = createNewton(plan, chunk, await createExact(plan));
    const model = keep(await homogenizeWasm(plan, 1));
    const [one, many, wasm] = [1, count, count].map((points) => {
      const arena = createArena(model, points);
      for (let k = 0; k < 9 * points; k++) arena.F[k] = plane[k % 9] + (k % 9 === 1 ? 0.002 * Math.floor(k / 9) : 0);
      return arena;
    });
    expect(await newton.solve(one.batch(1), one.response, "tangent")).toEqual([]);
    const single = { ...chunk.counts };
    expect(await newton.solve(many.batch(1), many.response, "tangent")).toEqual([]);
    await model.evaluate(wasm.batch(1), wasm.response, "tangent");
    expect(relativeDifference(many.response.P, wasm.response.P)).toBeLessThan(1e-9);
    expect(relativeDifference(many.response.A, wasm.response.A)).toBeLessThan(1e-8);
    expect(many.response.A.slice(0, 81)).toEqual(one.response.A);
    // One job per Newton iteration and one for the tangent, whatever the number of points; a job is read back once, or once more where it outlasts the last of its kind.
    const jobs = (response: PointResponse): number => Math.max(...response.iterations) + 1;
    expect(single.readbacks).toBeGreaterThanOrEqual(jobs(one.response));
    expect(chunk.counts.readbacks - single.readbacks).toBeLessThanOrEqual(2 * jobs(many.response));
    expect((chunk.counts.dispatches - single.dispatches) / jobs(many.response)).toBeLessThan(1.3 * (single.dispatches / jobs(one.response)));
    chunk.dispose();
  });
});

it("the FE² cantilever comes out as with two independent codes", async () => {
  const mesh = gridMesh("quad4", [4, 2], (s, t) => [2 * s, t, 0]);
  const on = (x: number): number[] => nodesWhere(mesh, (s) => s === x);
  const model = keep(await homogenizeWebgpu(compileForGpu(inclusionCell(2, 16, 0.25, "periodic")), 1, device()));
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
