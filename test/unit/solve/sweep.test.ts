import { describe, expect, it } from "vitest";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { prepare } from "../../../src/study/prepare.js";
import { addStiffness, assembleForces } from "../../../src/fe/assembly.js";
import { shapesOf } from "../../../src/fe/sweep-shapes.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import type { Problem } from "../../../src/solve/problem.js";
import { respond } from "../../../src/solve/respond.js";
import { createSystem, type System } from "../../../src/solve/system.js";
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

/** One pass at displacements that vary from node to node, about a tenth of a cell. */
async function passOf(given: CaseInput, threads: number | undefined, move: (mesh: Mesh) => Mesh = (mesh) => mesh, displace: (system: System) => void = jiggle) {
  const { problem } = await prepare(await createStudy(given), { threads: threads ?? 1 });
  const system = await createSystem({ ...problem, mesh: move(problem.mesh), threads } as Problem);
  displace(system);
  const { failure } = await respond(system, 1), forces = Float64Array.from(system.sweep?.forces ?? []);
  if (failure) return { system, failure, K: new Float64Array(0), forces };
  if (!system.sweep) system.K.fill(0);
  addStiffness(system.assembler, system.stress, system.K, system.sweep?.rest);
  if (!system.sweep) assembleForces(system.assembler, system.stress, system.internal);
  return { system, failure, K: system.K, forces: system.sweep ? forces : system.internal };
}

function jiggle({ u }: System): void {
  for (let dof = 0; dof < u.length; dof++) u[dof] = 0.03 * ((dof * 0.618) % 1);
}

/** Moves the node in the middle of a cube of 2 × 2 × 2 cells up. */
function raiseMiddle({ u, problem: { mesh: { points } } }: System, by: number): void {
  for (let k = 0; k < u.length; k += 3) if (points[k] === 0.5 && points[k + 1] === 0.5 && points[k + 2] === 0.5) u[k + 2] = by;
}

/** Cells of other lengths in each layer, far from the origin. */
function graded(mesh: Mesh): Mesh {
  return { ...mesh, points: mesh.points.map((x, k) => 10 + x * (1 + 0.3 * x) * [1, 0.8, 1.3][k % 3]) };
}

/** No cell is a parallelepiped. */
function distorted(mesh: Mesh): Mesh {
  return { ...mesh, points: mesh.points.map((x, k) => x + 0.06 * ((k * 0.382) % 1)) };
}

function farthest(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k])), 0);
}

describe("the pass over cells with laws", () => {
  it.each([
    ["hex8, an odd number", block("hex8", [3, 3, 3])], ["tet10", block("tet10", [2, 2, 2])], ["hex20", block("hex20", [2, 2, 1])], ["tet4", block("tet4", [3, 3, 3])],
    ["fibres", block("hex8", [2, 2, 3], { materials: { tissue: fung } })],
    ["a formula", block("hex8", [2, 2, 3], { materials: { tissue: { formula: "mu/2*(I1-3) - mu*log(J) + lambda/2*log(J)^2", parameters: { mu: 1, lambda: 5 } } } })],
    ["F-bar", block("hex8", [3, 3, 3], { formulation: "fbar", materials: { tissue: { ...neoHookean, lambda: 500 } } })],
    ["mean dilatation", block("hex8", [3, 3, 3], { formulation: "mixed", materials: { tissue: { ...neoHookean, lambda: 500 } } })],
    ["fibres under F-bar", block("hex8", [2, 2, 3], { formulation: "fbar", materials: { tissue: fung } })],
    ["a formula under mean dilatation", block("hex8", [2, 2, 3], { formulation: "mixed", materials: { tissue: { formula: "mu/2*(I1-3) - mu*log(J) + lambda/2*log(J)^2", parameters: { mu: 1, lambda: 50 } } } })],
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

  it.each([
    ["standard", "a box", "brick", graded], ["standard", "a distorted mesh", "standard", distorted], ["fbar", "a distorted mesh", "fbar", distorted], ["mixed", "a distorted mesh", "mixed", distorted],
  ] as const)("has the stiffness and the forces of cells that are asked one by one: %s in %s", async (formulation, _mesh, kernel, move) => {
    const given = block("hex8", [3, 2, 3], { formulation, solver: { linear: "unsymmetric" } });
    const swept = await passOf(given, 1, move), asked = await passOf(given, undefined, move);
    expect(shapesOf(swept.system.regions[0].integrations[0]).kernel).toBe(kernel);
    expect(swept.system.sweep?.regions.size).toBe(1);
    expect(asked.system.sweep).toBeUndefined();
    // The same numbers summed in another order; entries are up to some tens.
    expect(farthest(swept.K, asked.K)).toBeLessThan(1e-12);
    expect(farthest(swept.forces, asked.forces)).toBeLessThan(1e-13);
    expect(farthest(swept.system.regions[0].arena.F, asked.system.regions[0].arena.F)).toBeLessThan(1e-14);
  });

  it.each(["fbar", "mixed"] as const)("gives the same bits on two workers under %s", async (formulation) => {
    const given = block("hex8", [9, 9, 9], { formulation, solver: { linear: "iterative" } });
    const one = await passOf(given, 1), two = await passOf(given, 2);
    expect(two.system.sweep?.threads).toBe(2);
    expect(farthest(two.K, one.K)).toBe(0);
    expect(farthest(two.forces, one.forces)).toBe(0);
    two.system.sweep?.dispose();
  });

  it.each([["fbar", 1.6], ["fbar", 2.5], ["mixed", 1.6], ["mixed", 2.5]] as const)("says which points are inverted under %s when a node moves by %f", async (formulation, by) => {
    const given = block("hex8", [2, 2, 2], { formulation }), move = (system: System): void => { raiseMiddle(system, by); };
    const { failure } = await passOf(given, 1, undefined, move), { failure: expected } = await passOf(given, undefined, undefined, move);
    expect(failure?.kind).toBe("inverted");
    expect(failure?.points.map(({ cell, point, status }) => [cell, point, status])).toEqual(expected?.points.map(({ cell, point, status }) => [cell, point, status]));
    failure?.points.forEach(({ determinant }, k) => { expect(determinant).toBeCloseTo(expected?.points[k].determinant as number, 13); });
  });

  it("leaves regions that are more than a law, or under another formulation, to the models", async () => {
    const growing = { ...neoHookean, growth: { law: "area-homeostatic", rate: 1.09, threshold: 1.198, normal: [0, 0, 1] } } as never;
    const { regions } = await problemOf(block("hex8", [2, 2, 2], { materials: { tissue: growing } }), 1);
    expect(regions[0].law).toBeUndefined();
    const mixed = await problemOf(block("tet4", [2, 2, 2], { formulation: "mixed" }), 1);
    const [found, expected] = [await runLast(mixed), await runLast({ ...mixed, threads: undefined } as unknown as Problem)];
    expect(found.u).toEqual(expected.u);
  });

  it("says which points are inverted", async () => {
    const swept = await problemOf(block("hex8", [2, 2, 2], { boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", move: { z: -1.2 } }], steps: { size: 1, min: 0.6 } }), 1);
    await expect(runLast(swept)).rejects.toMatchObject({ code: "E_NO_CONVERGENCE", details: { cause: "inverted" } });
  });
});
