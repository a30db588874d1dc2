import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analytic } from "../../../src/constitutive/analytic.js";
import { type ConstitutiveModel, PointStatus, stride } from "../../../src/constitutive/model.js";
import { bindGrowth, grown, growthLaws, type GrowthSpec } from "../../../src/growth/index.js";
import { homogenize } from "../../../src/homogenize/index.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { bindLaw } from "../../../src/law/bind.js";
import { inclusionCell, unitCell } from "../../support/cells.js";
import { answer, embed, relativeDifference } from "../../support/points.js";

const numbers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  kuhl: { tau: 2, threshold: 1.02, max: 2, gamma: 1.5 }, homeostatic: { rate: 0.4, threshold: 1.1 }, constant: { rate: 0.2 },
};
const directions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  area: { normal: [0.1, 0.2, 1] }, directional: { directions: [[1, 0.2, 0], [-0.2, 1, 0]] }, isotropic: {}, fibre: { direction: [1, 0.3, 0.1] },
};
const specs: readonly GrowthSpec[] = growthLaws.map(({ name, mode, rate }) => ({ law: name, ...numbers[rate.name], ...directions[mode.name] }));

const bases: Readonly<Record<string, () => Promise<ConstitutiveModel>>> = {
  "neo-hookean": async () => analytic(bindLaw({ law: "neo-hookean", mu: 1, lambda: 2 }), await loadKernels()),
  goh: async () => analytic(bindLaw({ law: "goh", c: 1, k1: 2, k2: 1.5, kappa: 0.1, bulk: 5, directions: [[1, 0.5, 0], [1, -0.5, 0]] }), await loadKernels()),
  rve: () => homogenize(inclusionCell(3, 3, 0.3, "periodic"), { backend: "wasm", threads: 1 }),
};
/** A soft cell with a fibre across it, which returns the mean stretch of the fibre. */
const fibreCell = (): Promise<ConstitutiveModel> => homogenize(unitCell(3, 3, "periodic", {
  phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "goh", c: 2, k1: 5, k2: 1, kappa: 0, bulk: 10, direction: [1, 0, 0] } },
  shapes: [{ cylinder: { point: [0, 0.5, 0.5], direction: [1, 0, 0], radius: 0.3 }, phase: "inclusion" }],
  outputs: { fibreStretch: { phase: "inclusion", mean: "fibre-stretch" } },
}), { backend: "wasm", threads: 1 });
const driven: GrowthSpec = { law: "area-kuhl", tau: 2, threshold: 1.02, max: 2, stimulus: "fibreStretch", normal: [0, 0, 1] };
const [F1, F2] = [[[1.3, 0.1, 0.03], [-0.06, 1.2, 0.04], [0.02, 0.05, 0.9]], [[1.15, 0.1, 0.02], [0.05, 1.25, -0.03], [0.01, 0.02, 0.97]]].map(embed);
const subjects = Object.keys(bases).flatMap((base) => specs
  .filter(({ law }) => base !== "rve" || /^(area|isotropic)-(kuhl|homeostatic)/.test(law))
  .map((spec) => ({ base, spec, open: bases[base], name: `${spec.law} round ${base}` })))
  .concat({ base: "rve", spec: driven, open: fibreCell, name: "area-kuhl driven by the fibres of an rve" });

describe.each(subjects)("$name", ({ base, spec, open }) => {
  let model: ConstitutiveModel, state0: Float64Array;
  beforeAll(async () => {
    model = grown(await open(), bindGrowth(spec));
    // Two steps: a localized stimulus has no derivative in the first.
    state0 = (await answer(model, [F1], "tangent", (await answer(model, [F1])).state)).state;
  });
  afterAll(() => model.dispose?.());
  const repeated = (count: number): Float64Array => Float64Array.from({ length: count * state0.length }, (_, k) => state0[k % state0.length]);

  it("has a tangent that is the derivative of the stress, growth included", async () => {
    const h = 1e-5, entries = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const shifted = entries.flatMap((place) => [h, -h].map((step) => F2.map((f, n) => (n === place ? f + step : f))));
    const { A, P } = await answer(model, [F2, ...shifted], "tangent", repeated(1 + shifted.length));
    entries.forEach((kL) => {
      const difference = P.slice(9 * (1 + 2 * kL), 9 * (2 + 2 * kL)).map((plus, iJ) => (plus - P[9 * (2 + 2 * kL) + iJ]) / (2 * h));
      // Curvature over h², and for the RVE its own residual over h.
      expect(relativeDifference(difference, Float64Array.from({ length: 9 }, (_, iJ) => A[9 * iJ + kL]))).toBeLessThan(base === "rve" ? 1e-7 : 1e-8);
    });
  });

  it("answers from the same accepted state with the same bits, in any order", async () => {
    const [alone, together] = [await answer(model, [F2], "tangent", state0), await answer(model, [F1, F2], "tangent", repeated(2))];
    const size = stride(model.state);
    expect(together.P.slice(9, 18)).toEqual(alone.P);
    expect(together.A.slice(81, 162)).toEqual(alone.A);
    expect(together.state.slice(size, 2 * size)).toEqual(alone.state);
  });

  it("rotates with the observer, and grows the same", async () => {
    const Q = embed([[0.8, -0.6], [0.6, 0.8]]);
    const QF = Float64Array.from({ length: 9 }, (_, n) => [0, 1, 2].reduce((sum, k) => sum + Q[3 * Math.floor(n / 3) + k] * F2[3 * k + (n % 3)], 0));
    const [turned, straight] = [await answer(model, [QF], "stress", state0), await answer(model, [F2], "stress", state0)];
    const QP = Float64Array.from({ length: 9 }, (_, n) => [0, 1, 2].reduce((sum, k) => sum + Q[3 * Math.floor(n / 3) + k] * straight.P[3 * k + (n % 3)], 0));
    expect(relativeDifference(turned.P, QP)).toBeLessThan(1e-9);
    const theta = model.state.findIndex(({ name }) => name === "theta"), at = stride(model.state.slice(0, theta));
    expect(turned.state[at]).toBeCloseTo(straight.state[at], 13);
    expect(straight.state[at]).toBeGreaterThan(state0[at]);
  });
});

describe("grown", () => {
  const open = async (spec: GrowthSpec): Promise<ConstitutiveModel> => grown(await bases["neo-hookean"](), bindGrowth(spec));

  it("writes what has grown, the elastic part and the rate; their product is the total", async () => {
    const model = await open({ law: "area-homeostatic", rate: 0.4, normal: [0, 0, 1] });
    const { state } = await answer(model, [Float64Array.of(1.2, 0, 0, 0, 1.5, 0, 0, 0, 1)]);
    const [theta, thetaE, rate] = state;
    expect(theta * thetaE).toBeCloseTo(1.8, 14);
    // Backward Euler with dt = 1: the positive root of ϑ² - ϑ (1 - k) - k ϑ_total = 0.
    expect(theta).toBeCloseTo((0.6 + Math.sqrt(0.36 + 4 * 0.4 * 1.8)) / 2, 14);
    expect(rate).toBeCloseTo(0.4 * (thetaE - 1), 14);
  });

  it("gives each direction of a directional law its own rate, and their product as theta", async () => {
    const model = await open({ law: "directional-constant", rate: [0.3, 0.1], directions: [[1, 0, 0], [0, 1, 0]] });
    const { state } = await answer(model, [F1]);
    expect(state[3]).toBeCloseTo(1.3, 14);
    expect(state[4]).toBeCloseTo(1.1, 14);
    expect(state[0]).toBeCloseTo(1.43, 14);
  });

  it("takes directions from the points where the law has none", async () => {
    const model = await open({ law: "area-constant", rate: 0.2 });
    expect(model.fields.map(({ name, size }) => [name, size])).toEqual([["growthNormal", 3]]);
    const fixed = await open({ law: "area-constant", rate: 0.2, normal: [0, 1, 0] });
    const into = await answer(fixed, [F1]);
    const response = { ...into, P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(3) };
    await model.evaluate({ count: 1, F: F1, state0: Float64Array.of(1, 1, 0), fields: Float64Array.of(0, 1, 0), dt: 1 }, response, "tangent");
    expect(response.P).toEqual(into.P);
    expect(response.A).toEqual(into.A);
  });

  it("driven by a fibre, follows its stretch: the solution of dϑ/dt = (λf - 1.02)/2 (2 - ϑ) with first order in the step", async () => {
    const model = grown(await fibreCell(), bindGrowth(driven));
    const theta = model.state.findIndex(({ name }) => name === "theta"), at = stride(model.state.slice(0, theta));
    const [end, F] = [2, Float64Array.of(1.3, 0, 0, 0, 1.2, 0, 0, 0, 0.9)];
    const after = async (steps: number): Promise<number> => {
      let state0: Float64Array | undefined;
      for (let k = 0; k < steps; k++) {
        const share = (k + 1) / steps, into = await answer(model, [F.map((f, n) => (n % 4 === 0 ? 1 + share * (f - 1) : f))], "tangent", state0, end / steps);
        state0 = into.state;
      }
      return state0![at];
    };
    const [a, b, c] = [await after(16), await after(32), await after(64)];
    expect((a - b) / (b - c)).toBeGreaterThan(1.8);
    expect((a - b) / (b - c)).toBeLessThan(2.3);
    expect(c).toBeGreaterThan(1.05);
    model.dispose?.();
  });

  it("reports a point whose growth has no solution, and no others", async () => {
    const model = await open({ law: "isotropic-constant", rate: -2 });
    const { status } = await answer(model, [F1]);
    expect(Array.from(status)).toEqual([PointStatus.notConverged]);
  });
});
