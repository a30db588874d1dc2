/** A piece that is cut out of the body. */
import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { box } from "../../../src/mesh/index.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { record } from "../../../src/study/record.js";
import { run, type Result, type Step } from "../../../src/study/run.js";

/** A plate of 4 × 4 × 1 cells with the inner 2 × 2 as `piece`. */
function plate() {
  const mesh = box({ size: [4, 4, 0.5], cells: [4, 4, 1], element: "hex8", origin: [-2, -2, 0] });
  const piece = Int32Array.of(5, 6, 9, 10), top = mesh.sets.faces["z+"];
  const above = Int32Array.from(Array.from({ length: top.length / 2 }, (_, f) => f).filter((f) => piece.includes(top[2 * f])).flatMap((f) => [top[2 * f], top[2 * f + 1]]));
  return { ...mesh, sets: { ...mesh.sets, cells: { ...mesh.sets.cells, piece }, faces: { ...mesh.sets.faces, above } } };
}

const sides = ["x-", "x+", "y-", "y+"] as const;
const skin = { law: "neo-hookean", mu: 0.74, lambda: 0.544 };

/** Held at its sides or stretched there, grown, cut at time 1 and free at 1.1. */
const plateCase = (growth: Record<string, unknown>, stretch: number, rest: Partial<CaseInput> = {}): CaseInput => ({
  mesh: plate(), materials: { skin: { ...skin, growth } }, regions: { all: "skin" }, formulation: "fbar",
  boundary: [
    { on: "z-", fix: ["z"] },
    ...sides.map((on) => ({ on, move: { [on[0]]: [[0, 0], [0.2, (on[1] === "+" ? 2 : -2) * (stretch - 1)]] } })),
    { on: "piece", excise: [1, 1.001] },
  ] as CaseInput["boundary"],
  steps: { end: 1.001, size: 0.1, min: 1e-5 }, solver: { tolerance: 1e-10 },
  probes: {
    area: { on: "above", field: "area" }, grown: { integral: "above", field: "theta" }, thetaE: { mean: "piece", field: "thetaE" },
    stress: { peak: "all", field: "vonMises" }, gone: { cell: 0, field: "theta" }, supports: { on: "all", field: "reaction" },
  },
  ...rest,
});

async function walk(input: CaseInput): Promise<{ steps: { time: number; probes: Step["probes"] }[]; result: Result }> {
  const steps: { time: number; probes: Step["probes"] }[] = [];
  const course = run(await createStudy(input), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return { steps, result: next.value };
    steps.push({ time: next.value.time, probes: next.value.probes });
  }
}

const constant = { law: "area-constant", rate: 0.44, normal: [0, 0, 1] };
const kuhl = { law: "area-kuhl", tau: 0.5, threshold: 1.1, max: 2, normal: [0, 0, 1] };

describe("excision", () => {
  it("a plate that has grown evenly while held: the piece is ϑ larger and free of stress", async () => {
    const { steps } = await walk(plateCase(constant, 1));
    const [before, after] = [steps.find(({ time }) => time === 1)!.probes, steps.at(-1)!.probes];
    expect(before.area[0]).toBeCloseTo(4, 10);
    expect(before.stress[0]).toBeGreaterThan(0.1);
    // It grows on while it is cut, for 0.001 of the rate 0.44.
    expect(after.grown[0]).toBeCloseTo(4 * 1.44044, 10);
    expect(after.area[0]).toBeCloseTo(after.grown[0], 9);
    expect(after.thetaE[0]).toBeCloseTo(1, 9);
    expect(after.stress[0]).toBeLessThan(1e-9);
    expect(after.gone[0]).toBe(0);
  });

  it("a plate that has grown under stretch retracts from its stretch to its growth", async () => {
    const { steps } = await walk(plateCase(kuhl, 1.2));
    const [before, after] = [steps.find(({ time }) => time === 1)!.probes, steps.at(-1)!.probes];
    expect(before.area[0]).toBeCloseTo(4 * 1.44, 9);
    expect(before.thetaE[0]).toBeGreaterThan(1.1);
    expect(after.area[0]).toBeCloseTo(after.grown[0], 8);
    expect(after.area[0]).toBeLessThan(before.area[0] / 1.1);
    expect(after.stress[0]).toBeLessThan(1e-8);
  });

  it("the forces that held the piece go step by step, and the supports of the free piece carry nothing", async () => {
    const input = plateCase({ ...kuhl, tau: 2 }, 1.2);
    const { steps, result } = await walk({ ...input, boundary: [...input.boundary.slice(0, -1), { on: "piece", excise: [1, 1.4] }], steps: { end: 1.4, size: 0.1, min: 1e-5 } });
    const areas = steps.filter(({ time }) => time >= 1).map(({ probes }) => probes.area[0]);
    expect(areas.length).toBeGreaterThanOrEqual(5);
    areas.slice(1).forEach((area, k) => expect(area).toBeLessThan(areas[k]));
    expect(Math.max(...result.reactions.map(Math.abs))).toBeLessThan(1e-9);
  });

  it("uneven growth leaves residual strain in the piece, less than before the cut", async () => {
    const mesh = plate();
    const { steps } = await walk({ ...plateCase(constant, 1), mesh: { ...mesh, sets: { ...mesh.sets, cells: { ...mesh.sets.cells, one: Int32Array.of(5), rest: Int32Array.from({ length: 16 }, (_, k) => k).filter((k) => k !== 5) } } },
      materials: { more: { ...skin, growth: constant }, less: { ...skin, growth: { ...constant, rate: 0.2 } } }, regions: { one: "more", rest: "less" } });
    const [before, after] = [steps.find(({ time }) => time === 1)!.probes, steps.at(-1)!.probes];
    expect(after.stress[0]).toBeGreaterThan(0.01);
    expect(after.stress[0]).toBeLessThan(before.stress[0]);
    // On the average nothing but growth is left: a piece that came to rest folded would still be pressed together.
    expect(after.thetaE[0]).toBeCloseTo(1, 2);
  });

  it("a run that is interrupted before or after the cut goes on with the same bits", async () => {
    const input = { ...plateCase(constant, 1), steps: { end: 1.2, size: 0.1, min: 1e-5 } };
    const study = await createStudy({ ...input, boundary: [...input.boundary.slice(0, -1), { on: "piece", excise: [1, 1.2] }] });
    const whole = await last(record(study, memoryFiles(), { threads: 1 }));
    for (const until of [0.5, 1, 1.1]) {
      const store = memoryFiles();
      const part = record(study, store, { threads: 1, checkpointEvery: 0 });
      for await (const { time } of part) if (time >= until - 1e-9) break;
      const resumed = await last(record(study, store, { threads: 1, resume: true }));
      expect(resumed.summary.hash).toBe(whole.summary.hash);
    }
  });

  it.each([
    [{ on: "piece", excise: [1, 3] }, /must lie between 0 and the end of the run, 1.001/],
    [{ on: "all", excise: [0.5, 1] }, /is the whole body/],
    [{ on: "corners", excise: [0.5, 1] }, /do not hang together/],
    [{ on: "pieces", excise: [0.5, 1] }, /pieces/],
    [{ on: "piece", excise: [1, 0.5] }, /two times that increase/],
  ])("refuses %j", async (condition, message) => {
    const input = plateCase(constant, 1), mesh = plate();
    const boundary = [...input.boundary.slice(0, -1), condition] as CaseInput["boundary"];
    await expect(createStudy({ ...input, mesh: { ...mesh, sets: { ...mesh.sets, cells: { ...mesh.sets.cells, corners: Int32Array.of(0, 15) } } }, boundary })).rejects.toThrow(message);
  });
});

async function last(course: AsyncGenerator<Step, Result>): Promise<Result> {
  for (;;) {
    const next = await course.next();
    if (next.done) return next.value;
  }
}
