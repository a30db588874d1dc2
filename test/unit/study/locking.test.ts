import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { chooseFormulation, findLocking } from "../../../src/study/locking.js";
import { block, twoScaleBlock } from "../../support/cases.js";

const stiff = { law: "neo-hookean", mu: 1, lambda: 499 } as const;
const of = async (more: object) => findLocking(await createStudy({ ...block, formulation: "standard", ...more } as CaseInput));
const mesh = (element: string) => ({ box: { size: [2, 1], cells: [2, 2], element } });

describe("findLocking", () => {
  it("finds nearly incompressible laws in linear cells: lambda = 499 mu is nu = 0.499", async () => {
    const [found] = await of({ materials: { tissue: stiff } });
    expect(found).toMatchObject({ material: "tissue", elements: ["quad4"] });
    expect(found.ratio).toBeCloseTo(499 + 2 / 3, 10);
    expect(found.poisson).toBeCloseTo(0.499, 12);
  });

  it("finds them in laws of fibres by the softest shear", async () => {
    const goh = { law: "goh", c: 1, k1: 10, k2: 5, kappa: 0, directions: [[1, 0, 0]], bulk: 1000 };
    expect((await of({ materials: { tissue: goh } })).length).toBe(1);
    expect((await of({ materials: { tissue: { ...goh, bulk: 5 } } })).length).toBe(0);
  });

  it.each([
    ["a compressible law", {}], ["another formulation", { materials: { tissue: stiff }, formulation: "mixed" }],
    ["quadratic cells", { materials: { tissue: stiff }, mesh: mesh("quad8") }], ["an RVE with a soft phase", { materials: twoScaleBlock.materials }], ["a case that leaves the choice to us", { materials: { tissue: stiff }, formulation: "auto" }],
  ])("is silent about %s", async (_what, more) => {
    expect(await of(more)).toEqual([]);
  });
});

describe("chooseFormulation", () => {
  const chosen = async (more: object) => chooseFormulation(await createStudy({ ...block, ...more } as CaseInput), "tissue");
  const cell = (lambdas: readonly number[]) => ({ rve: {
    dimension: 2, size: [1, 1], grid: [2, 2], background: "a", shapes: [{ box: { min: [0, 0], max: [0.5, 0.5] }, phase: "b" }],
    phases: { a: { law: "neo-hookean", mu: 1, lambda: lambdas[0] }, b: { law: "neo-hookean", mu: 1, lambda: lambdas[1] } },
  } });

  it.each([
    ["a compressible law", {}, "standard"], ["a nearly incompressible law", { materials: { tissue: stiff } }, "mixed"],
    ["a nearly incompressible law, when the case insists", { materials: { tissue: stiff }, formulation: "standard" }, "standard"],
    ["an RVE of nearly incompressible phases", { materials: { tissue: cell([499, 499]) } }, "mixed"],
    ["an RVE with one phase that can change its volume", { materials: { tissue: cell([499, 2]) } }, "standard"],
  ])("takes for %s: %o → %s", async (_what, more, expected) => {
    expect(await chosen(more)).toBe(expected);
  });
});
