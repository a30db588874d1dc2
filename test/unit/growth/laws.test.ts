import { describe, expect, it } from "vitest";
import { bindGrowth, growthLaws, type GrowthSpec } from "../../../src/growth/index.js";
import { elasticDrive } from "../../../src/growth/drive.js";
import { localSolver } from "../../../src/growth/local.js";
import { embed } from "../../support/points.js";

const modes = [...new Set(growthLaws.map(({ mode }) => mode))], rates = [...new Set(growthLaws.map(({ rate }) => rate))];
const F = embed([[1.3, 0.1, 0.03], [-0.06, 1.2, 0.04], [0.02, 0.05, 0.9]]);
const d = Float64Array.of(0.6, 0.8, 0, -0.8, 0.6, 0);

describe.each(modes)("$name growth", (mode) => {
  const n = mode.variables;
  const total = (G: Float64Array): Float64Array => {
    const out = new Float64Array(n);
    mode.total(G, d, out, new Float64Array(9 * n));
    return out;
  };
  const inverse = (g: Float64Array): Float64Array => {
    const out = new Float64Array(9);
    mode.inverse(g, d, out, new Float64Array(9 * n));
    return out;
  };

  it("has the derivatives of its total stretch and of Fg⁻¹", () => {
    const h = 1e-6, gradient = new Float64Array(9 * n), slope = new Float64Array(9 * n), g = Float64Array.of(1.3, 1.1).slice(0, n);
    mode.total(F, d, new Float64Array(n), gradient);
    mode.inverse(g, d, new Float64Array(9), slope);
    for (let a = 0; a < n; a++) {
      for (let k = 0; k < 9; k++) {
        const [plus, minus] = [h, -h].map((step) => total(F.map((f, i) => (i === k ? f + step : f)))[a]);
        expect(gradient[9 * a + k]).toBeCloseTo((plus - minus) / (2 * h), 8);
      }
      const [up, down] = [h, -h].map((step) => inverse(g.map((x, i) => (i === a ? x + step : x))));
      up.forEach((x, k) => expect(slope[9 * a + k]).toBeCloseTo((x - down[k]) / (2 * h), 8));
    }
  });

  it("takes the whole stretch when it grows by it: F = Fg gives the total g", () => {
    const g = Float64Array.of(1.7, 1.2).slice(0, n), M = inverse(g);
    const Fg = invert(M);
    Array.from(total(Fg)).forEach((x, a) => expect(x).toBeCloseTo(g[a], 13));
    expect(total(embed([]))).toEqual(new Float64Array(n).fill(1));
  });
});

function invert(m: Float64Array): Float64Array {
  const c = [m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4], m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5], m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]];
  const det = m[0] * c[0] + m[1] * c[3] + m[2] * c[6];
  return Float64Array.from(c, (x) => x / det);
}

describe.each(rates)("rate $name", (rate) => {
  const p = Float64Array.from(rate.parameters, (_, k) => [2, 1.05, 1.9, 1.5][k]);
  it.each([[1.2, 1.3], [1.85, 1.06], [1, 0.9], [1.95, 1.4]])("has its derivatives at g = %d, s = %d", (g, s) => {
    const at = (x: number, y: number): number => {
      const out = new Float64Array(3);
      rate.evaluate(p, 0, x, y, out);
      return out[0];
    };
    const h = 1e-6, out = new Float64Array(3);
    rate.evaluate(p, 0, g, s, out);
    expect(out[1]).toBeCloseTo((at(g + h, s) - at(g - h, s)) / (2 * h), 8);
    expect(out[2]).toBeCloseTo((at(g, s + h) - at(g, s - h)) / (2 * h), 8);
  });
});

describe("local solver", () => {
  const solve = (spec: GrowthSpec, total: number, g0: number, dt: number): number => {
    const drive = elasticDrive(Float64Array.of(total), new Float64Array(9));
    return localSolver(bindGrowth(spec), drive).solve(0, g0, dt);
  };
  it.each([1e-6, 1e-3, 1, 1e3, 1e9])("finds the step of dt = %d, which for a long one is the end of growth", (dt) => {
    const home = solve({ law: "isotropic-homeostatic", rate: 1 }, 2, 1, dt);
    // ϑ² + ϑ (dt - 1) - 2 dt = 0, its positive root written without cancellation.
    const b = dt - 1;
    const exact = b > 0 ? (4 * dt) / (b + Math.sqrt(b * b + 8 * dt)) : (-b + Math.sqrt(b * b + 8 * dt)) / 2;
    expect(Math.abs(home / exact - 1)).toBeLessThan(1e-14);
    const bounded = solve({ law: "isotropic-kuhl", tau: 1, threshold: 1.1, max: 1.5, gamma: 2 }, 3, 1, dt);
    expect(bounded).toBeGreaterThanOrEqual(1);
    expect(bounded).toBeLessThanOrEqual(1.5);
  });
  it("does not grow below the threshold", () => {
    expect(solve({ law: "isotropic-kuhl", tau: 1, threshold: 1.5, max: 2 }, 1.4, 1, 10)).toBe(1);
  });
});

describe("binding a growth law", () => {
  const good: GrowthSpec = { law: "area-kuhl", tau: 5, threshold: 1.5, max: 1.8, normal: [0, 0, 2] };
  it("fills in defaults and makes directions unit vectors", () => {
    const bound = bindGrowth(good);
    expect(Array.from(bound.parameters)).toEqual([5, 1.5, 1.8, 1]);
    expect(Array.from(bound.directions!)).toEqual([0, 0, 1]);
  });
  it("gives one number to both directions, or one each", () => {
    const spec = { law: "directional-homeostatic", rate: [0.06, 0.03], threshold: 1.1, directions: [[1, 0, 0], [0, 1, 0]] };
    expect(Array.from(bindGrowth(spec).parameters)).toEqual([0.06, 1.1, 0.03, 1.1]);
  });
  it.each([
    [{ ...good, law: "area-kuhn" }, /E_LAW: growth: there is no growth law "area-kuhn".*area-kuhl/],
    [{ ...good, tau: 0 }, /tau = 0 is not a number greater than 0/],
    [{ law: "area-kuhl", threshold: 1.5, max: 1.8 }, /tau = nothing is not a number greater than 0/],
    [{ ...good, max: 1 }, /max = 1 is not a number greater than 1/],
    [{ ...good, normal: [0, 0, 0] }, /normal = \[0,0,0\] is not a direction/],
    [{ law: "directional-constant", rate: 1, directions: [[1, 0, 0], [1, 1, 0]] }, /not two directions at right angles/],
    [{ law: "directional-constant", rate: [1, 2, 3], directions: [[1, 0, 0], [0, 1, 0]] }, /rate = \[1,2,3\] is not one number, or 2/],
    [{ law: "directional-constant", rate: 1, stimulus: "x", directions: [[1, 0, 0], [0, 1, 0]] }, /E_KEY: growth \(directional-constant\): there is no key "stimulus"/],
  ] as const)("refuses %j", (spec, message) => {
    expect(() => bindGrowth(spec as GrowthSpec)).toThrow(message);
  });
});
