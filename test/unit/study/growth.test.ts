import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { run, type Step } from "../../../src/study/run.js";
import { growthAt } from "../../support/growth.js";
import { twoScaleBlock } from "../../support/cases.js";

const law = { law: "neo-hookean", mu: 0.74, lambda: 0.544 };
/** A cube, free but for its planes of symmetry. */
const cube = (growth: Record<string, unknown>, rest: Partial<CaseInput> = {}): CaseInput => ({
  mesh: { box: { size: [1, 1, 1], cells: [2, 2, 2], element: "hex8" } },
  materials: { tissue: { ...law, growth } }, regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }],
  steps: { count: 4 }, solver: { tolerance: 1e-12 },
  probes: { corner: { at: [1, 1, 1], field: "u" }, theta: { cell: 7, field: "theta" }, thetaE: { cell: 7, field: "thetaE" }, rate: { cell: 0, field: "growthRate" }, stress: { cell: 7, field: "cauchy" } },
  ...rest,
});

interface Kept { readonly time: number; readonly probes: Step["probes"]; readonly iterations: number }
async function walk(input: CaseInput): Promise<Kept[]> {
  const out: Kept[] = [];
  for await (const { time, probes, iterations } of run(await createStudy(input), { threads: 1 })) out.push({ time, probes, iterations });
  return out;
}

describe("growth in a case", () => {
  it.each([
    [{ law: "area-constant", rate: 0.44, normal: [0, 0, 1] }, [1.2, 1.2, 1]],
    [{ law: "area-constant", rate: 0.44, normal: { surface: "x+" } }, [1, 1.2, 1.2]],
    [{ law: "isotropic-constant", rate: 0.331 }, [1.1, 1.1, 1.1]],
    [{ law: "fibre-constant", rate: 0.3, direction: [0, 1, 0] }, [1, 1.3, 1]],
    [{ law: "directional-constant", rate: [0.3, -0.1], directions: [[1, 0, 0], [0, 0, 1]] }, [1.3, 1, 0.9]],
  ] as const)("%j: a free cube takes the shape of its growth, free of stress", async (growth, stretches) => {
    const { probes } = (await walk(cube(growth))).at(-1)!;
    stretches.forEach((stretch, i) => expect(probes.corner[i]).toBeCloseTo(stretch - 1, 10));
    // Newton stops at 1e-12 of forces that vanish: rounding of the stiffness remains.
    for (const stress of probes.stress) expect(Math.abs(stress)).toBeLessThan(1e-10);
    expect(probes.thetaE[0]).toBeCloseTo(1, 12);
  });

  it("a cube that is held in the plane of growth carries the stress of the law at Fe = diag(ϑ^-1/2, ϑ^-1/2, λ)", async () => {
    const { mu, lambda } = law;
    const boundary = ["x-", "x+", "y-", "y+"].map((on) => ({ on, fix: [on[0] as "x" | "y"] }));
    const held = cube({ law: "area-constant", rate: 0.44, normal: [0, 0, 1] }, { boundary: [...boundary, { on: "z-", fix: ["z"] }] });
    const { probes } = (await walk(held)).at(-1)!;
    const stretch = 1 + probes.corner[2], J = stretch / 1.44;
    // Neo-Hookean: σ = (μ (b - 1) + λ ln J)/J; across the plane it vanishes. P = Pe Fg⁻ᵀ with F = diag(1, 1, λ): σ = P Fᵀ/det F = σe det Fe/det F.
    const sigma = (square: number): number => (mu * (square - 1) + lambda * Math.log(J)) / stretch;
    expect(sigma(stretch * stretch)).toBeCloseTo(0, 10);
    expect(probes.stress[0]).toBeCloseTo(sigma(1 / 1.44), 10);
    expect(probes.stress[4]).toBeCloseTo(sigma(1 / 1.44), 10);
    expect(probes.stress[8]).toBeCloseTo(0, 10);
  });

  it("one cell stretched and held grows as the point does, and what has grown is the sum of the rate over the steps", async () => {
    const growth = { law: "area-kuhl", tau: 5, threshold: 1.5, max: 1.8, normal: [0, 0, 1] };
    const moved: readonly [number, number][] = [[0, 0], [1, 0.5], [10, 0.5]];
    const steps = await walk(cube(growth, {
      mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" } }, steps: { end: 10, count: 40 },
      boundary: [...["x-", "y-", "z-"].map((on) => ({ on, fix: [on[0] as "x"] })), { on: "x+", move: { x: moved } }, { on: "y+", move: { y: moved } }],
      probes: { theta: { cell: 0, field: "theta" }, rate: { cell: 0, field: "growthRate" } },
    } as Partial<CaseInput>));
    const F = (time: number): number[] => [1 + 0.5 * Math.min(1, time), 0, 0, 0, 1 + 0.5 * Math.min(1, time), 0, 0, 0, 1];
    const point = await growthAt(growth, F, [1, 5, 10], 0.25);
    [3, 19, 39].forEach((k, i) => expect(steps[k].probes.theta[0]).toBeCloseTo(point[i], 12));
    const grown = steps.reduce((sum, { probes }) => sum + 0.25 * probes.rate[0], 0);
    expect(steps.at(-1)!.probes.theta[0] - 1).toBeCloseTo(grown, 13);
  });

  it.each([
    { law: "area-homeostatic", rate: 2, normal: [0, 0, 1] }, { law: "directional-kuhl", tau: [0.2, 0.5], threshold: 1.05, max: 2, directions: [[1, 0, 0], [0, 1, 0]] },
  ])("Newton's method converges with second order while it grows: $law", async (growth) => {
    const input = cube(growth, {
      boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", move: { x: 0.5, y: 0.2, z: 0.4 } }], steps: { count: 1 }, solver: { tolerance: 1e-14 }, probes: {},
    });
    const history: number[] = [];
    const steps = run(await createStudy(input), { threads: 1, onIteration: ({ iteration, relative }) => { if (iteration > 0) history.push(relative); } });
    for await (const { iterations } of steps) expect(iterations).toBeGreaterThan(3);
    const clear = history.filter((r) => r > 1e-13);
    const [a, b, c] = clear.slice(-3);
    expect(c).toBeLessThan(1e-5);
    expect(Math.log(c / b) / Math.log(b / a)).toBeGreaterThan(1.8);
  });

  it("goes round an RVE: a plane cell with fibre growth, refused where something grows across the plane", async () => {
    const grows = (growth: Record<string, unknown>): CaseInput => ({
      ...twoScaleBlock, materials: { tissue: { ...twoScaleBlock.materials.tissue as Record<string, unknown>, growth } }, probes: { theta: { cell: 0, field: "theta" } },
    });
    const { probes } = (await walk(grows({ law: "fibre-homeostatic", rate: 0.5, direction: [1, 1] }))).at(-1)!;
    expect(probes.theta[0]).toBeGreaterThan(1.005);
    await expect(createStudy(grows({ law: "isotropic-constant", rate: 0.5 }))).rejects.toThrow(/E_DIMENSION.*grows across the plane/);
  });

  it("refuses a symmetric solver", async () => {
    const input = cube({ law: "isotropic-constant", rate: 0.1 }, { solver: { linear: "symmetric" } });
    await expect(createStudy(input)).rejects.toThrow(/E_SYMMETRY.*growth of material "tissue" makes the stiffness unsymmetric/);
  });

  it("refuses a stimulus that the material does not return", async () => {
    const input = cube({ law: "isotropic-kuhl", tau: 1, threshold: 1, max: 2, stimulus: "fibreStretch" });
    await expect(createStudy(input)).rejects.toThrow(/E_STIMULUS.*"fibreStretch"/);
  });
});

describe("probes over sets", () => {
  it("means, peaks, integrals and areas of a sheet that grows evenly", async () => {
    const steps = await walk({
      mesh: { sheet: { size: [10, 10, 1], cells: [4, 4, 1], footprint: { shape: "square", area: 25 } } },
      materials: { tissue: { ...law, growth: { law: "area-constant", rate: 0.44, normal: [0, 0, 1] } } }, regions: { all: "tissue" },
      boundary: [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }], steps: { count: 1 },
      probes: {
        mean: { mean: "zone-apex", field: "theta" }, peak: { peak: "all", field: "vonMises" }, integral: { integral: "footprint", field: "theta" },
        area: { on: "footprint-top", field: "area" }, lower: { peak: "footprint", field: "F" },
      },
    });
    const { mean, peak, integral, area, lower } = steps[0].probes;
    expect(mean[0]).toBeCloseTo(1.44, 12);
    expect(peak[0]).toBeLessThan(1e-7);
    expect(integral[0]).toBeCloseTo(36, 10);
    expect(area[0]).toBeCloseTo(36, 6);
    expect(lower[0]).toBeCloseTo(1.2, 7);
  });
});
