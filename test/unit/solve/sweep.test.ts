import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { prepare } from "../../../src/study/prepare.js";
import type { Problem } from "../../../src/solve/problem.js";
import { runLast } from "../../support/problems.js";

const neoHookean = { law: "neo-hookean", mu: 1, lambda: 5 }, fung = { law: "goh", c: 1, k1: 0.5, k2: 1, kappa: 0.1, bulk: 10, directions: [[1, 0.5, 0], [1, -0.5, 0]] };

/** A sheared block of two materials, one of them under the given formulation. */
function block(element: "hex8" | "tet10" | "hex20" | "tet4", cells: readonly number[], rest: Partial<CaseInput> = {}): CaseInput {
  return {
    title: "block", mesh: { box: { size: [1, 1, 1], cells: [...cells], element } }, materials: { tissue: neoHookean }, regions: { all: "tissue" }, formulation: "standard",
    boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", move: { x: 0.2 } }], steps: { count: 1 }, ...rest,
  };
}

async function problemOf(given: CaseInput, threads: number): Promise<Problem> {
  return (await prepare(await createStudy(given), { threads })).problem;
}

describe("the pass over cells with laws", () => {
  it.each([
    ["hex8, an odd number", block("hex8", [3, 3, 3])], ["tet10", block("tet10", [2, 2, 2])], ["hex20", block("hex20", [2, 2, 1])], ["tet4", block("tet4", [3, 3, 3])],
    ["fibres", block("hex8", [2, 2, 3], { materials: { tissue: fung } })],
    ["a formula", block("hex8", [2, 2, 3], { materials: { tissue: { formula: "mu/2*(I1-3) - mu*log(J) + lambda/2*log(J)^2", parameters: { mu: 1, lambda: 5 } } } })],
    ["under pressure", block("hex8", [3, 3, 3], { boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", pressure: 0.2 }] })],
  ] as const)("gives what the models give when they are asked point by point: %s", async (_name, given) => {
    const swept = await problemOf(given, 1);
    expect(swept.regions[0].law).toBeDefined();
    const [found, expected] = [await runLast(swept), await runLast({ ...swept, threads: undefined } as unknown as Problem)];
    expect(found.iterations).toBe(expected.iterations);
    // The same numbers summed in another order.
    found.u.forEach((u, k) => expect(Math.abs(u - expected.u[k])).toBeLessThan(1e-12));
    found.P.forEach((p, k) => expect(Math.abs(p - expected.P[k])).toBeLessThan(1e-11));
    expect(found.energy).toBeCloseTo(expected.energy, 13);
  });

  it("gives the same bits with one, two and three threads", async () => {
    const given = block("hex8", [13, 13, 13], { solver: { linear: "iterative" } });
    const [one, two, three] = [await runLast(await problemOf(given, 1)), await runLast(await problemOf(given, 2)), await runLast(await problemOf(given, 3))];
    expect(two.u).toEqual(one.u);
    expect(three.u).toEqual(one.u);
    expect(two.internal).toEqual(one.internal);
    expect(two.P).toEqual(one.P);
  });

  it("leaves regions that are more than a law, or under another formulation, to the models", async () => {
    const growing = { ...neoHookean, growth: { law: "area-homeostatic", rate: 1.09, threshold: 1.198, normal: [0, 0, 1] } } as never;
    const { regions } = await problemOf(block("hex8", [2, 2, 2], { materials: { tissue: growing } }), 1);
    expect(regions[0].law).toBeUndefined();
    const mixed = await problemOf(block("hex8", [2, 2, 2], { formulation: "mixed" }), 1);
    const [found, expected] = [await runLast(mixed), await runLast({ ...mixed, threads: undefined } as unknown as Problem)];
    expect(found.u).toEqual(expected.u);
  });

  it("says which points are inverted", async () => {
    const swept = await problemOf(block("hex8", [2, 2, 2], { boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", move: { z: -1.2 } }], steps: { size: 1, min: 0.6 } }), 1);
    await expect(runLast(swept)).rejects.toMatchObject({ code: "E_NO_CONVERGENCE", details: { cause: "inverted" } });
  });
});
