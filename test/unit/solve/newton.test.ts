import { describe, expect, it } from "vitest";
import { fix, prescribe, type Constraint } from "../../../src/constraint/constraint.js";
import { ramp, table, zero } from "../../../src/core/time.js";
import { traction } from "../../../src/load/load.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import type { ElementType } from "../../../src/mesh/topology.js";
import { equalSteps } from "../../../src/solve/problem.js";
import reference from "../../reference/elements.json" with { type: "json" };
import { linearModel } from "../../support/linear-model.js";
import { facesWhere, gridMesh, nodesWhere, type Place } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem, runAll, runLast } from "../../support/problems.js";

const types: ElementType[] = ["tri3", "tri6", "quad4", "quad8", "tet4", "tet10", "hex8", "hex20"];
/** A grid whose inner nodes are moved. */
const bent: Place = (s, t, r) => {
  const bump = 2 * s * (1 - s) * t * (1 - t) * (r === 0 ? 1 : 4 * r * (1 - r));
  return [s + 0.4 * bump, t - 0.3 * bump, r + 0.2 * (r === 0 ? 0 : bump)];
};
const boundary = (d: number) => (...x: number[]): boolean => x.slice(0, d).some((c) => Math.abs(c) < 1e-9 || Math.abs(c - 1) < 1e-9);

/** u = H X on the boundary. */
function affine(mesh: Mesh, H: readonly (readonly number[])[]): Constraint[] {
  const d = mesh.dimension;
  return nodesWhere(mesh, boundary(d)).flatMap((node) => H.flatMap((row, i) => {
    const value = row.reduce((s, h, J) => s + h * mesh.points[3 * node + J], 0);
    return prescribe([node], i, d, ramp(value, 1), "boundary");
  }));
}

describe.each(types)("patch test, %s", (type) => {
  const d = /^(tri|quad)/.test(type) ? 2 : 3;
  const mesh = gridMesh(type, d === 2 ? [2, 2] : [2, 2, 2], bent);
  const H = [[0.2, 0.15, 0.05], [0.1, -0.1, 0], [-0.05, 0.1, 0.1]].slice(0, d).map((row) => row.slice(0, d));

  it("a displacement linear on the boundary is linear inside, with the stress of the law at every point", async () => {
    const last = await runLast(problem(mesh, neoHookeanModel(1, 10), { constraints: affine(mesh, H), newton: { tolerance: 1e-13, maxIterations: 20 } }));
    // Newton stops near rounding of displacements of order 0.1.
    for (let k = 0; k < last.u.length; k++) {
      const i = k % d, node = (k - i) / d;
      expect(Math.abs(last.u[k] - H[i].reduce((s, h, J) => s + h * mesh.points[3 * node + J], 0))).toBeLessThan(1e-12);
    }
    for (let k = 9; k < last.P.length; k++) expect(Math.abs(last.P[k] - last.P[k % 9])).toBeLessThan(1e-10);
  });

  it("a linear material under a prescribed displacement takes one iteration, and none where the last step points to the answer", async () => {
    const steps = await runAll(problem(mesh, linearModel(1, 2), { constraints: affine(mesh, H), steps: equalSteps(1, 2) }));
    expect(steps.map((step) => step.iterations)).toEqual([1, 0]);
    expect(steps[1].history[0]).toBeLessThan(1e-13);
  });
});

describe("reference patch tests", () => {
  it.each(reference.patches.map((p) => [p.element, p] as const))("%s: stress and energy of the homogeneous state", async (type, patch) => {
    const d = patch.F.length;
    const mesh = gridMesh(type as ElementType, d === 2 ? [3, 3] : [2, 2, 2], bent);
    const H = patch.F.map((row, i) => row.map((f, J) => f - (i === J ? 1 : 0)));
    const last = await runLast(problem(mesh, neoHookeanModel(1, 10), { constraints: affine(mesh, H) }));
    patch.P.forEach((row, i) => row.forEach((p, J) => expect(last.P[3 * i + J]).toBeCloseTo(p, 10)));
    expect(last.energy).toBeCloseTo(patch.energy, 10);
  });
});

it("patch test over two regions and two element types that share nodes", async () => {
  const quads = gridMesh("quad4", [2, 2], bent);
  const [{ connectivity }] = quads.blocks;
  // Cells 0 and 3 become two triangles each; the triangles come first in the mesh.
  const corners = (cell: number): Int32Array => connectivity.subarray(4 * cell, 4 * cell + 4);
  const triangles = [0, 3].flatMap((cell) => { const [a, b, c, d] = corners(cell); return [a, b, c, a, c, d]; });
  const mesh: Mesh = { ...quads, blocks: [
    { type: "tri3", connectivity: Int32Array.from(triangles) }, { type: "quad4", connectivity: Int32Array.of(...corners(1), ...corners(2)) },
  ] };
  const H = [[0.2, 0.15], [0.1, -0.1]], model = neoHookeanModel(1, 10);
  const given = problem(mesh, model, { constraints: affine(mesh, H), newton: { tolerance: 1e-13, maxIterations: 20 } });
  const regions = [{ name: "even", cells: Int32Array.of(0, 2, 4), model }, { name: "odd", cells: Int32Array.of(1, 3, 5), model }];
  const last = await runLast({ ...given, regions }, {});
  last.u.forEach((u, k) => {
    const i = k % 2, node = (k - i) / 2;
    expect(Math.abs(u - H[i][0] * mesh.points[3 * node] - H[i][1] * mesh.points[3 * node + 1])).toBeLessThan(1e-12);
  });
});

describe("homogeneous states with free sides", () => {
  const cube = gridMesh("hex8", [1, 1, 1]);
  const square = gridMesh("quad4", [2, 2]);
  const sheared = /simple shear/;
  it.each(reference.homogeneous.filter((s) => !sheared.test(s.state)).map((s) => [`${s.state}, ${s.material}, ${s.stretch}`, s] as const))("%s", async (_name, state) => {
    const [mu, lambda] = lame(state.material);
    const solid = !/plane strain/.test(state.state);
    const mesh = solid ? cube : square, d = mesh.dimension;
    const on = (J: number, value: number): number[] => nodesWhere(mesh, (...x) => Math.abs(x[J] - value) < 1e-9);
    const planes = Array.from({ length: d }, (_, J) => J).flatMap((J) => fix(on(J, 0), [J], d, "plane"));
    const pulled = (/equibiaxial/.test(state.state) ? [0, 1] : [0]).flatMap((J) => prescribe(on(J, 1), J, d, ramp((state.stretch ?? NaN) - 1, 1), "pull"));
    const last = await runLast(problem(mesh, neoHookeanModel(mu, lambda), {
      constraints: [...planes, ...pulled], steps: equalSteps(1, 4), newton: { tolerance: 1e-12, maxIterations: 20 },
    }));
    expect(last.P[0]).toBeCloseTo(state.P11 ?? NaN, 9);
    if (state.lateral !== undefined) expect(last.F[/equibiaxial/.test(state.state) ? 8 : 4]).toBeCloseTo(state.lateral, 10);
  });
});

describe("Newton's method", () => {
  const strip = gridMesh("quad4", [4, 2], (s, t) => [2 * s, t, 0]);
  const left = fix(nodesWhere(strip, (x) => x === 0), [0, 1], 2, "left");

  it("converges quadratically", async () => {
    const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
    const { history } = await runLast(problem(strip, neoHookeanModel(1, 10), { constraints: left, loads: [load], newton: { tolerance: 1e-13, maxIterations: 20 } }));
    // Digits double in the limit; in the last step before rounding they are nearly there.
    const tail = history.filter((r) => r > 1e-12).slice(-2).map((r) => Math.log10(r / history[0]));
    expect(history.length).toBeGreaterThan(3);
    expect(tail[1] / tail[0]).toBeGreaterThan(1.7);
  });

  it("takes no iteration for a step without load, and divides by no zero", async () => {
    const steps = await runAll(problem(strip, neoHookeanModel(1, 10), { constraints: left, steps: equalSteps(1, 2) }));
    expect(steps.map((step) => step.iterations)).toEqual([0, 0]);
    expect(steps[1].u.every((u) => u === 0)).toBe(true);
  });

  it("comes back to rest when the load is taken away, without chasing rounding", async () => {
    const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], table([[0, 0], [1, 1], [2, 0]]));
    const steps = await runAll(problem(strip, neoHookeanModel(1, 10), { constraints: left, loads: [load], steps: equalSteps(2, 4) }));
    expect(steps).toHaveLength(4);
    // |r| is at the rounding of forces of order 1 in the first iterates.
    expect(Math.max(...steps[3].u.map(Math.abs))).toBeLessThan(1e-12);
  });

  it("keeps reactions in balance with the load, force and moment", async () => {
    const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
    const last = await runLast(problem(strip, neoHookeanModel(1, 10), { constraints: left, loads: [load] }));
    const sum = [0, 0];
    let moment = 0;
    last.internal.forEach((force, dof) => {
      const node = dof >> 1;
      sum[dof & 1] += force;
      const at = (J: number): number => strip.points[3 * node + J] + last.u[2 * node + J];
      moment += dof & 1 ? at(0) * force : -at(1) * force;
    });
    // Internal forces are self-equilibrated in the deformed place: translation and objectivity.
    for (const s of [...sum, moment]) expect(Math.abs(s)).toBeLessThan(1e-12);
    const support = nodesWhere(strip, (x) => x === 0).reduce((s, node) => s + last.reactions[2 * node], 0);
    expect(support).toBeCloseTo(-0.2, 9);
  });

  it("backtracks where the full step leaves the energy's slope", async () => {
    const factors: number[] = [];
    const load = traction(strip, facesWhere(strip, (x) => x === 2), [0, 3], ramp(1, 1));
    const given = problem(strip, neoHookeanModel(1, 1), { constraints: left, loads: [load], newton: { tolerance: 1e-10, maxIterations: 60 } });
    const oneStep = await runLast(given, { onIteration: ({ lineSearch }) => factors.push(lineSearch) });
    expect(Math.min(...factors)).toBeLessThan(1);
    const many = await runLast({ ...given, steps: equalSteps(1, 20) });
    // Both walks end in the same equilibrium.
    oneStep.u.forEach((u, k) => expect(u).toBeCloseTo(many.u[k], 6));
  });

  it("is not disturbed by nodes that no cell uses, held or not (points of a geometry in a mesh file)", async () => {
    const mesh: Mesh = { ...strip, points: Float64Array.of(...strip.points, 0, 0, 0, 7, 7, 0) };
    const load = traction(mesh, facesWhere(mesh, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
    const held = fix(nodesWhere(mesh, (x) => x === 0), [0, 1], 2, "left");
    expect(held.length).toBe(left.length + 2);
    const found = await runLast(problem(mesh, neoHookeanModel(1, 10), { constraints: held, loads: [load] }));
    const expected = await runLast(problem(strip, neoHookeanModel(1, 10), { constraints: left, loads: [load] }));
    expect(found.u.subarray(0, expected.u.length)).toEqual(expected.u);
    expect(Array.from(found.u.subarray(expected.u.length))).toEqual([0, 0, 0, 0]);
  });

  it("holds a multi-point constraint: a stiff end plate moves as one", async () => {
    const end = nodesWhere(strip, (x) => x === 2);
    const plate = end.slice(1).flatMap((node) => [{ slave: 2 * node, masters: [2 * end[0]], factors: [1], value: zero, source: "plate" }]);
    const load = traction(strip, facesWhere(strip, (x) => x === 2), [0.2, 0.1], ramp(1, 1));
    const last = await runLast(problem(strip, neoHookeanModel(1, 10), { constraints: [...left, ...plate], loads: [load] }));
    for (const node of end) expect(last.u[2 * node]).toBeCloseTo(last.u[2 * end[0]], 14);
    // The forces of the plate on the body add up to zero.
    expect(end.reduce((s, node) => s + last.reactions[2 * node], 0)).toBeCloseTo(0, 9);
  });
});

/** mu and lambda of "mu=1,lam=10" or "E=1,nu=0.3". */
function lame(material: string): [number, number] {
  const [a, b] = [...material.matchAll(/=([\d.]+)/g)].map((m) => Number(m[1]));
  return material.startsWith("mu") ? [a, b] : [a / (2 * (1 + b)), (a * b) / ((1 + b) * (1 - 2 * b))];
}
