/** Mass and energy of growing tissue. */
import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../src/study/create.js";
import { expansion } from "../../src/study/expansion.js";
import { run, type Result, type Step } from "../../src/study/run.js";

interface Kept { readonly time: number; readonly probes: Step["probes"]; readonly field: Readonly<Record<string, number[]>> }
async function walk(input: CaseInput, fields: readonly string[] = []): Promise<{ steps: Kept[]; result: Result }> {
  const steps: Kept[] = [], course = run(await createStudy(input), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return { steps, result: next.value };
    const step = next.value;
    steps.push({ time: step.time, probes: step.probes, field: Object.fromEntries(fields.map((name) => [name, Array.from(step.field(name).values)])) });
  }
}

describe("mass", () => {
  it("area grown is the integral of the growth rate over the steps, to rounding, through filling, growth and deflation", async () => {
    const { steps, result } = await walk(expansion({ cells: [8, 8, 1], days: 2, fillTime: 0.2 }));
    const rates = steps.map(({ time, probes }, k) => (time - (steps[k - 1]?.time ?? 0)) * probes.growth[0]);
    const source = rates.reduce((sum, x) => sum + x, 0), grown = steps.at(-1)!.probes.grown[0] - 2400;
    expect(grown).toBeGreaterThan(400);
    // Some twenty terms of the size of the sum, each rounded at 1e-16.
    expect(Math.abs(source / grown - 1)).toBeLessThan(1e-13);
    const { volume, grown: there, source: made, imbalance } = result.summary.growth!.skin;
    expect(volume).toBeCloseTo(30000, 8);
    expect(Math.abs(there - volume - made)).toBeLessThan(1e-13 * there);
    expect(imbalance).toBeLessThan(1e-13);
  });

  it.each([
    ["isotropic-homeostatic", {}], ["fibre-homeostatic", { direction: [1, 0, 0] }], ["directional-homeostatic", { directions: [[1, 0, 0], [0, 1, 0]] }],
  ] as const)("likewise for %s growth", async (law, more) => {
    const { result } = await walk(stretched({ law, rate: 0.5, threshold: 1.1, ...more }, 12));
    expect(result.summary.growth!.tissue.grown).toBeGreaterThan(1.05);
    expect(result.summary.growth!.tissue.imbalance).toBeLessThan(1e-14);
  });

  it("ends its books where a piece is cut out", async () => {
    const { result } = await walk(expansion({ cells: [8, 8, 1], days: 1, fillTime: 0.25, excision: "footprint" }));
    expect(result.summary.growth!.skin.volume).toBeCloseTo(30000, 8);
    expect(result.summary.growth!.skin.imbalance).toBeLessThan(1e-13);
  });
});

/** A cube stretched in x and y to 1.3 within one unit of time, and held for two. */
function stretched(growth: Record<string, unknown>, steps: number): CaseInput {
  const move: [number, number][] = [[0, 0], [1, 0.3], [3, 0.3]];
  return {
    mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" } }, materials: { tissue: { law: "neo-hookean", mu: 0.74, lambda: 0.544, growth } }, regions: { all: "tissue" },
    boundary: [...["x-", "y-", "z-"].map((on) => ({ on, fix: [on[0] as "x"] })), { on: "x+", move: { x: move } }, { on: "y+", move: { y: move } }],
    steps: { end: 3, count: steps }, solver: { tolerance: 1e-12 }, probes: { theta: { cell: 0, field: "theta" } },
  };
}

/** Stored energy + ∫ (-∂W/∂ϑ) dϑ - ∫ P : dF of the cube, both integrals by trapezoids; -∂W/∂ϑ = (Px·Fx + Py·Fy) / 2ϑ for growth of the area across z. */
async function energyGap(steps: number): Promise<number> {
  const { steps: all } = await walk(stretched({ law: "area-kuhl", tau: 1, threshold: 1.1, max: 2, normal: [0, 0, 1] }, steps), ["P", "F", "W"]);
  const rest = { P: new Array<number>(9).fill(0), F: [1, 0, 0, 0, 1, 0, 0, 0, 1], theta: 1 };
  const states = [rest, ...all.map(({ probes, field }) => ({ P: field.P, F: field.F, theta: probes.theta[0] }))];
  const force = ({ P, F, theta }: typeof rest): number => (P[0] * F[0] + P[4] * F[4]) / (2 * theta);
  const work = states.slice(1).reduce((sum, b, k) => sum + b.P.reduce((part, p, i) => part + 0.5 * (p + states[k].P[i]) * (b.F[i] - states[k].F[i]), 0), 0);
  const grown = states.slice(1).reduce((sum, b, k) => sum + 0.5 * (force(b) + force(states[k])) * (b.theta - states[k].theta), 0);
  expect(grown).toBeGreaterThan(0.1 * work);
  return (all.at(-1)!.field.W[0] + grown - work) / work;
}

describe("energy", () => {
  it("work done from outside is stored, or taken up by growth: the balance closes with second order in the step", async () => {
    const [coarse, middle, fine] = [await energyGap(24), await energyGap(48), await energyGap(96)];
    expect(Math.abs(fine)).toBeLessThan(1e-3);
    expect(coarse / middle).toBeGreaterThan(3.6);
    expect(middle / fine).toBeGreaterThan(3.8);
    expect(middle / fine).toBeLessThan(4.2);
  });
});
