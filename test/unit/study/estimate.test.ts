import { describe, expect, it } from "vitest";
import { createSystem } from "../../../src/solve/system.js";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { estimate } from "../../../src/study/estimate.js";
import { traitsOf } from "../../../src/study/linear.js";
import { prepare } from "../../../src/study/prepare.js";

const block = (cells: readonly number[], rest: Partial<CaseInput> = {}): CaseInput => ({
  title: "block", mesh: { box: { size: [1, 1, 1], cells: [...cells], element: "hex8" } }, materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 10 } }, regions: { all: "tissue" },
  boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "x-", fix: ["y"] }, { on: "z+", move: { x: 0.1 } }], steps: { count: 1 }, ...rest,
});

describe("what the linear solver takes, said before a run", () => {
  it.each([
    ["a small block", block([5, 5, 5]), "ldl", undefined], ["a larger one", block([14, 14, 14]), "cg", undefined], ["a larger one without symmetry", block([12, 12, 12], { solver: { linear: "unsymmetric" } }), "lu", undefined],
    ["under pressure, iterative", block([12, 12, 12], { solver: { linear: "iterative" }, boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", pressure: 0.1 }] }), "gmres", undefined],
    ["a larger one, factored", block([12, 12, 12], { solver: { linear: "symmetric" } }), "ldl", "single"], ["the same in double precision", block([12, 12, 12], { solver: { linear: "symmetric", precision: "double" } }), "ldl", undefined],
    ["nearly incompressible", block([14, 14, 14], { materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 1000 } } }), "ldl", "single"],
  ] as const)("%s", async (_name, given, method, precision) => {
    const study = await createStudy(given), prepared = await prepare(study, { threads: 1 });
    const { linear } = estimate(study, 1, traitsOf(study, false, Object.values(prepared.formulations)));
    const system = await createSystem(prepared.problem);
    expect(linear.method).toBe(method);
    expect(system.solver.method.name).toBe(method);
    expect([linear.precision, system.solver.method.precision]).toEqual([precision, precision]);
    expect(linear.rows).toBe(system.T.free);
    expect(linear.fits).toBe(true);
    // Vectors of the outer iteration are not counted: below a quarter of these small problems for GMRES with its basis of 41.
    expect(Math.abs(linear.bytes / system.solver.method.bytes - 1)).toBeLessThan(method === "gmres" ? 0.4 : 0.15);
    system.solver.dispose();
    prepared.dispose();
  });
});
