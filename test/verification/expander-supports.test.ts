/** What an expander and its bed are made of, against closed forms: a strip drawn over a rigid cylinder, a plate on a Winkler foundation. */
import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../src/study/create.js";
import { run, type Step } from "../../src/study/run.js";

async function last(input: CaseInput): Promise<Step["probes"]> {
  let probes: Step["probes"] = {};
  for await (const step of run(await createStudy(input), { threads: 1 })) probes = step.probes;
  return probes;
}

const mu = 0.74, lambda = 0.544;

/** Nominal stress of a neo-Hookean strip in plane strain that is stretched along x and free across, and its stretch across. */
function strip(stretch: number): { readonly stress: number; readonly across: number } {
  const across = (y: number): number => mu * (y - 1 / y) + (lambda * Math.log(stretch * y)) / y;
  let [low, high] = [0.1, 2];
  while (high - low > 1e-15) [low, high] = across((low + high) / 2) > 0 ? [low, (low + high) / 2] : [(low + high) / 2, high];
  return { stress: mu * (stretch - 1 / stretch) + (lambda * Math.log(stretch * low)) / stretch, across: low };
}

/** A membrane without friction over a cylinder: the same tension everywhere, straight from its ends to the cylinder, and round it. */
function overCylinder(half: number, end: number, thickness: number, radius: number, rise: number): { readonly force: number; readonly stretch: number } {
  let stretch = end / half;
  for (let k = 0; k < 60; k++) {
    const middle = radius + 0.5 * thickness * strip(stretch).across, down = thickness / 2 + radius - rise;
    const away = Math.sqrt(end * end + down * down), round = Math.atan2(end, down) - Math.acos(middle / away);
    stretch = (Math.sqrt(away * away - middle * middle) + middle * round) / half;
    if (k === 59) return { stretch, force: 2 * thickness * strip(stretch).stress * Math.sin(round) };
  }
  throw new Error("unreachable");
}

describe("contact with a rigid expander", () => {
  it("thin strips drawn over a cylinder without friction tend to the tension and the force of the membrane", async () => {
    const half = 2, end = 2.1, radius = 1, rise = 0.8, errors: number[][] = [];
    for (const thickness of [0.04, 0.02]) {
      const probes = await last({
        mesh: { box: { size: [2 * half, thickness], cells: [80, 1], element: "quad8", origin: [-half, 0] } }, dimension: 2,
        materials: { skin: { law: "neo-hookean", mu, lambda } }, regions: { all: "skin" }, formulation: "standard",
        boundary: [
          ...(["x-", "x+"] as const).map((on) => ({ on, move: { x: [[0, 0], [0.2, on === "x+" ? end - half : half - end]] as [number, number][], y: 0 } })),
          { on: "y-", contact: { sphere: { center: [0, -radius], radius }, move: { y: [[0, -0.01], [0.2, -0.01], [1, rise]] } } },
        ],
        steps: { end: 1, size: 0.1, min: 1e-4, max: 0.2 }, solver: { tolerance: 1e-7 },
        probes: { force: { on: "y-", field: "contactForce" }, grip: { on: "x+", field: "reaction" } },
      });
      const exact = overCylinder(half, end, thickness, radius, rise);
      expect(exact.stretch).toBeGreaterThan(1.12);
      const tension = Math.sqrt(probes.grip[0] ** 2 + probes.grip[1] ** 2) / thickness;
      errors.push([probes.force[1] / exact.force - 1, tension / strip(exact.stretch).stress - 1].map(Math.abs));
    }
    // The membrane leaves out the pressure across the strip and its bending: first order in thickness over radius.
    const [[thick], [thin, tension]] = errors;
    expect(thin).toBeLessThan(0.01);
    expect(thick / thin).toBeGreaterThan(1.7);
    expect(tension).toBeLessThan(0.002);
  });
});

describe("the bed of the skin", () => {
  it("a long plate strip on a Winkler foundation under a line load: Hetényi's deflection and moment length", async () => {
    const E = 1, nu = 0.3, thickness = 1, k = 1e-5, P = 1e-6;
    const bending = (E * thickness ** 3) / (12 * (1 - nu * nu)), beta = Math.pow(k / (4 * bending), 1 / 4);
    const half = 8 / beta;
    const at = (x: number): { at: number[]; field: "u" } => ({ at: [x, 0], field: "u" });
    const quarter = Math.PI / 4 / beta;
    const cells = 2 * Math.round(half / 2);
    const input: CaseInput = {
      mesh: { box: { size: [half, thickness], cells: [cells, 1], element: "quad8" } }, dimension: 2,
      materials: { plate: { law: "saint-venant-kirchhoff", E, nu } }, regions: { all: "plate" }, formulation: "standard",
      boundary: [{ on: "x-", fix: ["x"] }, { on: "x-", traction: [0, P / 2 / thickness] }, { on: "y-", spring: { stiffness: k, direction: "normal" } }],
      steps: { count: 1 }, solver: { tolerance: 1e-9 }, probes: { load: at(0), crossing: at(3 * quarter), force: { on: "y-", field: "springForce" } },
    };
    const probes = await last(input);
    const exact = (P * beta) / (2 * k);
    // Shear, which the closed form leaves out, is of the order (β t)².
    expect(Math.abs(probes.load[1] / exact - 1)).toBeLessThan(10 * (beta * thickness) ** 2);
    // w = w0 e^(-βx) (cos βx + sin βx) changes its sign at βx = 3π/4.
    expect(Math.abs(probes.crossing[1] / exact)).toBeLessThan(0.01);
    expect(probes.force[1] / (-P / 2)).toBeCloseTo(1, 6);
  });
});
