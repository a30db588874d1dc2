import { describe, expect, it } from "vitest";
import { lawCurves, type LawCurve, materialCurves } from "../../../src/constitutive/curves.js";
import { analytic } from "../../../src/constitutive/analytic.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { bindLaw, type LawSpec } from "../../../src/law/bind.js";
import { laws } from "../../../src/law/catalogue.js";
import reference from "../../reference/elements.json" with { type: "json" };

const stretches = [0.6, 0.8, 0.95, 1, 1.1, 1.5, 2, 3];

async function one(spec: LawSpec, mode: LawCurve["mode"], at: readonly number[] = stretches): Promise<LawCurve> {
  const [curve] = await lawCurves(bindLaw(spec), { modes: [mode], stretches: at });
  return curve;
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  found.forEach((x, i) => expect(Math.abs(x - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(expected[i]), 1e-2 * scale)));
}

interface State {
  readonly state: string;
  readonly material: string;
  readonly stretch: number;
  readonly lateral?: number;
  readonly thickness?: number;
  readonly P11: number;
  readonly cauchy11: number;
  readonly J: number;
}

/** `mu=1,lam=10` or `E=2,nu=0.3` as a law. */
function neoHookean(material: string): LawSpec {
  const pairs = material.split(",").map((part) => part.trim().split("="));
  return { law: "neo-hookean", ...Object.fromEntries(pairs.map(([key, value]) => [key === "lam" ? "lambda" : key, Number(value)])) };
}

describe("homogeneous states that two other codes agree on", () => {
  const states = reference.homogeneous as readonly State[];
  const kinds = [["uniaxial tension, free sides (3D)", "uniaxial"], ["equibiaxial, free thickness (3D)", "equibiaxial"]] as const;
  it.each(kinds)("%s", async (name, mode) => {
    const chosen = states.filter(({ state }) => state === name);
    expect(chosen.length).toBeGreaterThan(3);
    for (const { material, stretch, lateral, thickness, P11, cauchy11, J } of chosen) {
      const curve = await one(neoHookean(material), mode, [stretch]);
      // The reference solves for the side to 1e-12.
      expectClose([curve.nominal[0], curve.cauchy[0], curve.J[0], curve.stretches[0][2]], [P11, cauchy11, J, lateral ?? thickness!], 1e-10);
    }
  });
  it("uniaxial tension in plane strain is the planar test with the width along y", async () => {
    const plane = states.filter(({ state }) => state.includes("plane strain"));
    expect(plane.length).toBeGreaterThan(3);
    for (const { material, stretch, P11, J } of plane) {
      const curve = await one(neoHookean(material), "planar", [stretch]);
      expectClose([curve.nominal[0], curve.J[0]], [P11, J], 1e-10);
    }
  });
});

describe("Mooney–Rivlin tends to the incompressible closed forms", () => {
  const [c10, c01, bulk] = [0.4, 0.1, 1e6];
  const spec = { law: "mooney-rivlin", c10, c01, bulk };
  // Volume changes by stress over bulk modulus, up to 1e-5 here; stresses follow to the same order.
  const tolerance = 2e-4;
  const forms: readonly (readonly [LawCurve["mode"], (x: number) => number])[] = [
    ["uniaxial", (x) => 2 * (x - x ** -2) * (c10 + c01 / x)],
    ["equibiaxial", (x) => 2 * (x - x ** -5) * (c10 + c01 * x * x)],
    ["planar", (x) => 2 * (x - x ** -3) * (c10 + c01)],
  ];
  it.each(forms)("%s", async (mode, nominal) => {
    const curve = await one(spec, mode);
    expect(curve.amounts).toEqual(stretches);
    expectClose(curve.nominal, stretches.map(nominal), tolerance);
    expectClose(curve.cauchy, stretches.map((x) => x * nominal(x)), tolerance);
  });
  it("simple shear is linear in the amount of shear, with both stresses alike", async () => {
    const curve = await one(spec, "shear");
    expect(curve.amounts).toEqual([0, 1.1 - 1, 0.5, 1, 2]);
    // Simple shear keeps the volume, so the form is exact but for the rounding of bulk times strain.
    expectClose(curve.nominal, curve.amounts.map((g) => 2 * (c10 + c01) * g), 1e-9);
    expectClose(curve.cauchy, curve.nominal, 1e-9);
  });
});

describe.each(laws.map((law) => [law.name, law] as const))("%s with its example", (name, law) => {
  const spec = { law: name, ...law.example };
  it("has an answer for all tests from 0.7 to 1.4, at rest where undeformed", async () => {
    for (const curve of await lawCurves(bindLaw(spec), { stretches: [0.7, 0.8, 0.9, 1, 1.2, 1.4] })) {
      expect(curve.missing).toEqual([]);
      const rest = curve.amounts.indexOf(curve.mode === "shear" ? 0 : 1);
      expect(Math.abs(curve.nominal[rest])).toBeLessThan(1e-9);
      expect(curve.nominal.at(-1)).toBeGreaterThan(0);
    }
  });
  it("has stresses that are the derivative of its energy along the curve", async () => {
    const h = 1e-4;
    for (const curve of await lawCurves(bindLaw(spec), { stretches: [1.2 - h, 1.2, 1.2 + h] })) {
      // Sides are free of stress, so the work is that of P along x (twice, where two sides are pulled).
      const work = (curve.mode === "equibiaxial" ? 2 : 1) * curve.nominal[1];
      const slope = (curve.energy[2] - curve.energy[0]) / (curve.amounts[2] - curve.amounts[0]);
      if (curve.mode === "equibiaxial" && /goh|fung/.test(name)) continue;
      // Central differences: h² times third derivatives of the order of 100 times the energy.
      expect(Math.abs(slope - work)).toBeLessThan(1e-4 * Math.abs(work));
    }
  });
});

describe("lawCurves", () => {
  it("names stretches without an answer instead of inventing one", async () => {
    const curve = await one({ law: "gent", mu: 1, Jm: 2, bulk: 100 }, "uniaxial", [1, 1.5, 2.5, 4]);
    expect(curve.amounts).toEqual([1, 1.5]);
    expect(curve.missing).toEqual([2.5, 4]);
    expect([...curve.nominal, ...curve.cauchy, ...curve.energy].every(Number.isFinite)).toBe(true);
  });
  it("leaves the sides free of stress where a fibre makes them unlike", async () => {
    const spec = { law: "goh", c: 0.1, k1: 1, k2: 1, directions: [[0, 1, 0]], bulk: 10 };
    const { stretches: sides } = await one(spec, "uniaxial", [0.7]);
    // Shortening along x stretches y and z; the fibre along y resists.
    expect(sides[0][1]).toBeLessThan(sides[0][2]);
  });
  it("is the same for the WASM model", async () => {
    const law = bindLaw({ law: "ogden", ...laws.find(({ name }) => name === "ogden")!.example });
    expect(await materialCurves(analytic(law, await loadKernels()))).toEqual(await lawCurves(law));
  });
});
