/** A run that is stopped and goes on: by the backend that its checkpoint records, by the WASM kernels where the GPU is gone, and refused where states do not fit. */
import { platform } from "#platform";
import { expect, it, vi } from "vitest";
import { memoryFiles } from "../../src/platform/files.js";
import { createStudy } from "../../src/study/create.js";
import { record } from "../../src/study/record.js";
import type { Result } from "../../src/study/run.js";
import type { Backend, Study } from "../../src/study/study.js";
import { phases } from "../support/cells.js";
import { useSoftwareGpu } from "../support/gpu.js";
import { relativeDifference } from "../support/points.js";

useSoftwareGpu();

/** Two steps of a square with a fibre in its cells. */
const study = (): Promise<Study> => createStudy({
  dimension: 2, mesh: { box: { size: [1, 1], cells: [1, 1], element: "quad4" } }, regions: { all: "tissue" },
  materials: { tissue: { rve: { dimension: 2, size: [1, 1], grid: [6, 6], background: "matrix", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "fibre" }], phases: { matrix: phases.matrix, fibre: phases.inclusion } } } },
  boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.1, y: 0.02 } }], steps: { count: 2 },
});

/** A run by one backend that ends after its first step, and goes on by another. */
async function resumed(first: Backend, second: Backend): Promise<Result> {
  const files = memoryFiles(), begun = record(await study(), files, { threads: 1, backend: first, checkpointEvery: 0 });
  await begun.next();
  await begun.return(undefined as never);
  return toEnd(record(await study(), files, { threads: 1, backend: second, resume: true }));
}

async function toEnd(steps: ReturnType<typeof record>): Promise<Result> {
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value;
}

const whole = async (): Promise<Result> => toEnd(record(await study(), memoryFiles(), { threads: 1, backend: "wasm" }));

it.each([
  ["webgpu", "auto", "webgpu", /^webgpu wrote the checkpoint$/], ["webgpu", "wasm", "wasm", /^asked for$/], ["wasm", "auto", "wasm", /^wasm wrote the checkpoint$/],
] as const)("begun by %s, resumed by %s: solved by %s, and the answer is that of one run", async (first, second, backend, reason) => {
  const result = await resumed(first, second), other = await whole();
  expect(result.summary.steps.length).toBe(2);
  expect(result.summary.solvers!.tissue).toMatchObject({ backend, reason: expect.stringMatching(reason) as string });
  // The criterion of the macroscopic solve: 1e-8 of the forces.
  expect(relativeDifference(result.u, other.u)).toBeLessThan(1e-8);
  expect(relativeDifference(result.reactions, other.reactions)).toBeLessThan(1e-7);
});

it("begun by webgpu, resumed where there is no GPU: auto goes on with the WASM kernels and says why", async () => {
  const files = memoryFiles(), begun = record(await study(), files, { threads: 1, backend: "webgpu", checkpointEvery: 0 });
  await begun.next();
  await begun.return(undefined as never);
  const gone = vi.spyOn(platform, "gpu").mockResolvedValue({ reason: "it was unplugged" });
  const result = await toEnd(record(await study(), files, { threads: 1, resume: true })), other = await whole();
  gone.mockRestore();
  expect(result.summary.solvers!.tissue).toEqual({ backend: "wasm", reason: "webgpu wrote the checkpoint, but there is no WebGPU here: it was unplugged." });
  expect(relativeDifference(result.u, other.u)).toBeLessThan(1e-8);
});

it("begun by wasm, whose states keep correctors: webgpu is refused", async () => {
  await expect(resumed("wasm", "webgpu")).rejects.toThrow(/E_CHECKPOINT: the checkpoint was written by the backend wasm.*resume with --backend wasm or auto/);
});
