import { describe, expect, it } from "vitest";
import { TwoscaleError } from "../../../src/core/errors.js";
import { createStudy, type CaseInput } from "../../../src/study/create.js";
import { type Result, run, type Step } from "../../../src/study/run.js";

async function walk(given: CaseInput): Promise<{ readonly steps: Pick<Step, "time" | "probes" | "iterations">[]; readonly result: Result }> {
  const course = run(await createStudy(given), { threads: 1 });
  const steps: Pick<Step, "time" | "probes" | "iterations">[] = [];
  for (;;) {
    const next = await course.next();
    if (next.done) return { steps, result: next.value };
    steps.push({ time: next.value.time, probes: next.value.probes, iterations: next.value.iterations });
  }
}

/** A cube whose six sides stay plane, so that F is given: stretched along x, held in y and z. */
const held: CaseInput = {
  mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" } },
  materials: {}, regions: { all: "tissue" },
  boundary: [
    { on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }, { on: "y+", fix: ["y"] }, { on: "z+", fix: ["z"] },
    { on: "x+", move: { x: [[0, 0], [1e-9, 0.2], [10, 0.2]] } },
  ],
  steps: { end: 10, size: 0.7, min: 1e-12 }, solver: { tolerance: 1e-12 },
  probes: { end: { on: "x+", field: "reaction" } },
};

describe("viscosity", () => {
  it("relaxes a stretched cube by the closed form of its Prony series", async () => {
    const law = { law: "mooney-rivlin", c10: 1, c01: 0.3, bulk: 10 };
    const terms = [{ g: 0.5, tau: 0.8 }, { g: 0.25, tau: 5 }];
    const elastic = await walk({ ...held, materials: { tissue: law } });
    const viscous = await walk({ ...held, materials: { tissue: { ...law, viscosity: { terms } } } });
    const rest = elastic.result.summary.probes.end[0];
    // W = c10 (I1b - 3) + c01 (I2b - 3) + U with F = diag(1.2, 1, 1): the force without the pressure of U, P - (P : F)/3 F⁻ᵀ in x.
    const J = 1.2, I1 = J * J + 2, I2 = 2 * J * J + 1;
    const isochoric = (J ** (-2 / 3) * (2 * J - (2 / 3) * I1 / J) * 1 + J ** (-4 / 3) * (4 * J - (4 / 3) * I2 / J) * 0.3);
    expect(viscous.steps.length).toBeGreaterThan(10);
    for (const { time, probes } of viscous.steps) {
      const share = terms.reduce((sum, { g, tau }) => sum + g * Math.exp(-(time - 0.5e-9) / tau), 0);
      // The ramp takes 1e-9 of a time unit, of which half counts (to second order).
      expect(probes.end[0]).toBeCloseTo(rest + share * isochoric, 9);
    }
  });
});

/** A bar that is free to change its length and thickness. */
const free: CaseInput = {
  ...held,
  mesh: { box: { size: [2, 1, 1], cells: [2, 1, 1], element: "hex8" } },
  boundary: [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }],
  steps: { count: 1 }, probes: { end: { at: [2, 1, 1], field: "u" } },
};

describe("prestrain", () => {
  const law = { law: "neo-hookean", mu: 1, lambda: 10 };
  it.each<[string, object, (end: readonly number[]) => readonly number[]]>([
    ["a stretch", { stretch: 1.25, direction: [1, 0, 0] }, () => [2 * (1 / 1.25 - 1), Math.sqrt(1.25) - 1, Math.sqrt(1.25) - 1]],
    ["a stretch along a field", { stretch: "1 + 0.25*x/x", direction: "fibre" }, () => [2 * (1 / 1.25 - 1), Math.sqrt(1.25) - 1, Math.sqrt(1.25) - 1]],
    ["a gradient", { gradient: [[1.1, 0, 0], [0, 0.9, 0], [0, 0, 1.2]] }, () => [2 * (1 / 1.1 - 1), 1 / 0.9 - 1, 1 / 1.2 - 1]],
    ["a gradient that grows", { gradient: [[1.1, 0, 0], [0, 0.9, 0], [0, 0, 1.2]], over: 0.5 }, () => [2 * (1 / 1.1 - 1), 1 / 0.9 - 1, 1 / 1.2 - 1]],
  ])("%s: a free bar goes back to its stress-free shape, Fp⁻¹", async (_, prestrain, expected) => {
    const { result, steps } = await walk({ ...free, fibres: { fibre: { formula: [3, 0, 0] } }, materials: { tissue: { ...law, prestrain } } });
    expected([]).forEach((x, i) => expect(result.summary.probes.end[i]).toBeCloseTo(x, 10));
    expect(Math.max(...steps.map(({ iterations }) => iterations))).toBeLessThan(9);
  });

  it("varies over the body by a formula", async () => {
    const { result } = await walk({
      ...free, mesh: { box: { size: [2, 1, 1], cells: [16, 1, 1], element: "hex8" } },
      boundary: [...free.boundary, { on: "all", fix: ["y", "z"] }], materials: { tissue: { ...law, lambda: 0, prestrain: { gradient: [["1 + 0.2*x", 0, 0], [0, 1, 0], [0, 0, 1]] } } },
    });
    // u' = 1/(1 + 0.2 x) - 1; trapezoidal error of 16 cells.
    expect(result.summary.probes.end[0]).toBeCloseTo(Math.log(1.4) / 0.2 - 2, 4);
  });

  it.each<[string, unknown, string, RegExp]>([
    ["a stretch below 0", { stretch: -1, direction: [1, 0, 0] }, "E_PRESTRAIN", /greater than 0/],
    ["no direction", { stretch: 1.1, direction: [0, 0, 0] }, "E_PRESTRAIN", /no direction/],
    ["an unknown field", { stretch: 1.1, direction: "fibre" }, "E_FIBRES", /no direction field/],
    ["a formula that becomes negative", { stretch: "1 - x", direction: [1, 0, 0] }, "E_PRESTRAIN", /in cell/],
    ["rows that are missing", { gradient: [[1, 0, 0]] }, "E_PRESTRAIN", /3 rows/],
    ["a reflection", { gradient: [[-1, 0, 0], [0, 1, 0], [0, 0, 1]] }, "E_PRESTRAIN", /determinant/],
    ["two of them", { stretch: 1, gradient: [] }, "E_KEY", /not a known key/],
  ])("refuses %s", async (_, prestrain, code, text) => {
    const given = { ...free, materials: { tissue: { ...law, prestrain } } } as CaseInput;
    const error = await walk(given).then(() => undefined, (caught: unknown) => caught);
    expect(error).toBeInstanceOf(TwoscaleError);
    expect((error as TwoscaleError).code).toBe(code);
    expect((error as TwoscaleError).message).toMatch(text);
  });
});
