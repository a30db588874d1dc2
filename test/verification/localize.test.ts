/** Localization: micro fields average to the macroscopic answer, and those of a run are the ones that it had. */
import { describe, expect, it } from "vitest";
import { readVtu } from "../../src/io/index.js";
import { localize } from "../../src/homogenize/localize.js";
import { homogenize } from "../../src/homogenize/index.js";
import type { Rve } from "../../src/rve/rve.js";
import { memoryFiles } from "../../src/platform/files.js";
import { localizeRun, microVtu } from "../../src/study/localize.js";
import { createStudy } from "../../src/study/create.js";
import { record } from "../../src/study/record.js";
import { inclusionCell, unitCell } from "../support/cells.js";
import { answer, embed, relativeDifference } from "../support/points.js";

const F2 = embed([[1.15, 0.12], [-0.05, 0.93]]);
const F3 = embed([[1.12, 0.1, 0.03], [-0.06, 0.95, 0.04], [0.02, 0.05, 0.98]]);

const cells: readonly (readonly [string, Rve, Float64Array])[] = [
  ["2D, periodic", inclusionCell(2, 6, 0.3, "periodic"), F2],
  ["2D, minimal", inclusionCell(2, 4, 0.3, "minimal"), F2],
  ["3D, matrix-free", inclusionCell(3, 6, 0.3, "periodic"), F3],
  ["2D, nearly incompressible", unitCell(2, 4, "periodic", { phases: { matrix: { law: "neo-hookean", E: 1, nu: 0.499 }, inclusion: { law: "neo-hookean", E: 10, nu: 0.3 } }, shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }] }), embed([[1.1, 0.05], [0, 1 / 1.1]])],
];

/** Mean over voxels of equal volume. */
function mean(values: ArrayLike<number>, components: number): Float64Array {
  const out = new Float64Array(components), count = values.length / components;
  for (let k = 0; k < values.length; k++) out[k % components] += values[k] / count;
  return out;
}

describe.each(cells)("%s", (name, rve, F) => {
  it("means of F, P and W are those of the macroscale", async () => {
    const fields = await localize(rve, F);
    const model = await homogenize(rve, { threads: 1 });
    const { P, W } = await answer(model, [F]);
    model.dispose?.();
    expect(relativeDifference(mean(fields.W, 1), W)).toBeLessThan(1e-12);
    // With mean dilatation, F and P of the fields are those that the laws see: only their energy averages to the macroscopic one.
    if (name.includes("incompressible")) return;
    expect(relativeDifference(mean(fields.F, 9), F)).toBeLessThan(1e-12);
    expect(relativeDifference(mean(fields.P, 9), P)).toBeLessThan(1e-12);
  });

  it("the displacement is that of F on average, and the file holds what was computed", async () => {
    const fields = await localize(rve, F);
    const content = readVtu(microVtu(fields, 0.5), "micro.vtu");
    expect(content.time).toBe(0.5);
    expect([...content.cellData.cauchy.values]).toEqual([...fields.cauchy]);
    expect([...content.pointData.u.values]).toEqual([...fields.displacement]);
    expect([...content.cellData.phase.values]).toEqual([...rve.phaseOfCell]);
    const nodes = fields.mesh.points.length / 3;
    for (let k = 0; k < 3 * nodes; k++) {
      const node = Math.floor(k / 3), i = k % 3;
      const affine = [0, 1, 2].reduce((u, j) => u + (F[3 * i + j] - (i === j ? 1 : 0)) * fields.mesh.points[3 * node + j], 0);
      expect(Math.abs(fields.displacement[k] - affine - fields.fluctuation[k])).toBeLessThan(1e-15);
    }
  });
});

it("refuses an F without answer by name", async () => {
  await expect(localize(inclusionCell(2, 2, 0.3, "periodic"), embed([[-1, 0], [0, 1]]))).rejects.toThrow(expect.objectContaining({ code: "E_RVE_FAILED" }));
});

describe("a finished run", async () => {
  const rve = { dimension: 2, size: [1, 1], grid: [4, 4], background: "matrix", boundary: "periodic", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } }, outputs: { pull: { phase: "inclusion", mean: "cauchy-xx" } } } as const;
  const study = await createStudy({
    dimension: 2, mesh: { box: { size: [2, 1], cells: [2, 2], element: "quad4" } }, materials: { tissue: { rve } }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.2, y: 0.1 } }], steps: { count: 2 }, output: { fields: ["u", "P", "state"] },
    probes: { pull: { cell: 3, field: "pull" }, stress: { cell: 3, field: "P" } },
  } as unknown as Parameters<typeof createStudy>[0]);
  const store = memoryFiles();
  const steps: { pull: number; P: readonly number[] }[] = [];
  for await (const step of record(study, store, { threads: 1 })) steps.push({ pull: (step.probes.pull as number[])[0], P: step.probes.stress as number[] });

  it("that learned gives it back by solving again where the surrogate answered", async () => {
    const learned = await createStudy({
      dimension: 2, mesh: { box: { size: [2, 1], cells: [2, 2], element: "quad4" } }, materials: { tissue: { rve, learn: { tolerance: 0.02 } } }, regions: { all: "tissue" },
      boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0.2, y: 0.1 } }], steps: { count: 4 }, probes: { stress: { cell: 3, field: "P" }, trusted: { cell: 3, field: "trusted" } },
    } as unknown as Parameters<typeof createStudy>[0]);
    const files = memoryFiles();
    let probes: Readonly<Record<string, unknown>> = {};
    for await (const step of record(learned, files, { threads: 1 })) ({ probes } = step);
    expect(probes.trusted).toEqual([1]);
    const points = await Promise.all([0, 1, 2, 3].map((point) => localizeRun(learned, files, { cell: 3, point })));
    expect(points.map(({ source }) => source)).toEqual(Array(4).fill("recomputed"));
    const stress = mean(Float64Array.from(points.flatMap(({ fields }) => [...mean(fields.P, 9)])), 9);
    // What the surrogate said is within the tolerance of its guard.
    expect(relativeDifference(stress, Float64Array.from(probes.stress as number[]))).toBeLessThan(0.02);
  });

  it("gives back the microscale of its last step from the checkpoint, and of an earlier one by solving again", async () => {
    for (const [time, source, index] of [[undefined, "checkpoint", 1], [0.5, "recomputed", 0]] as const) {
      const points = await Promise.all([0, 1, 2, 3].map((point) => localizeRun(study, store, { cell: 3, point, ...(time === undefined ? {} : { time }) })));
      expect(points.map((one) => one.source)).toEqual(Array(4).fill(source));
      const inclusion = points.map(({ fields }) => {
        const own = [...fields.phase.keys()].filter((voxel) => fields.phase[voxel] === 1);
        return own.reduce((sum, voxel) => sum + fields.cauchy[9 * voxel] / own.length, 0);
      });
      // The four points of a rectangle have equal volumes; the probe is their mean.
      expect(inclusion.reduce((sum, value) => sum + value / 4, 0)).toBeCloseTo(steps[index].pull, 10);
      const stress = mean(Float64Array.from(points.flatMap(({ fields }) => [...mean(fields.P, 9)])), 9);
      expect(relativeDifference(stress, Float64Array.from(steps[index].P))).toBeLessThan(1e-10);
    }
  });

  it.each([
    [{ cell: 9, point: 0 }, /cells are 0 to 3/], [{ cell: 0, point: 4 }, /points are 0 to 3/], [{ cell: 0, point: 0, time: 0.3 }, /0\.5, 1/],
  ])("refuses %j", async (at, text) => {
    await expect(localizeRun(study, store, at)).rejects.toThrow(text);
  });
});
