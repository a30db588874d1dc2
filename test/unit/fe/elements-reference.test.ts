import { describe, expect, it } from "vitest";
import { createArena } from "../../../src/constitutive/arena.js";
import { elements } from "../../../src/element/index.js";
import { assembleForces, assembleStiffness, createAssembler } from "../../../src/fe/assembly.js";
import { deformation } from "../../../src/fe/deformation.js";
import { standard } from "../../../src/fe/formulation.js";
import { scalarKernel } from "../../../src/fe/kernel.js";
import { createPatches, pointCount } from "../../../src/fe/patch.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import { topology, type ElementType } from "../../../src/mesh/topology.js";
import reference from "../../reference/elements.json" with { type: "json" };
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { relativeDifference } from "../../support/points.js";
import { seeded } from "../../support/random.js";

/** A mesh of one cell. */
function oneCell(type: ElementType, X: readonly (readonly number[])[]): Mesh {
  return {
    dimension: topology[type].dimension, points: Float64Array.from(X.flatMap((x) => [x[0], x[1], x[2] ?? 0])),
    blocks: [{ type, connectivity: Int32Array.from(X.keys()) }], sets: { nodes: {}, faces: {}, cells: {} },
  };
}

/** Forces, dense stiffness and energy of a one-cell mesh at a displacement. */
async function answer(mesh: Mesh, u: Float64Array, mu: number, lambda: number) {
  const patches = createPatches(mesh, Int32Array.of(0));
  const model = neoHookeanModel(mu, lambda);
  const arena = createArena(model, pointCount(patches));
  const assembler = createAssembler(mesh.points.length / 3, mesh.dimension, patches.map((patch) => standard.bind(mesh, patch)), scalarKernel(60));
  expect(deformation(patches[0], u, arena.F)).toBe(-1);
  await model.evaluate(arena.batch(1), arena.response, "tangent");
  const force = new Float64Array(u.length), K = new Float64Array(u.length * u.length);
  assembleForces(assembler, [arena.response], force);
  assembleStiffness(assembler, [arena.response], K);
  const energy = patches[0].dV.reduce((sum, dV, q) => sum + dV * arena.response.W[q], 0);
  return { force, K, energy, volume: patches[0].dV.reduce((sum, dV) => sum + dV, 0) };
}

it.each(reference.single_elements.map((cell) => [cell.element, cell] as const))("reproduces force, stiffness, energy of a distorted %s", async (type, cell) => {
  const found = await answer(oneCell(type as ElementType, cell.X), Float64Array.from(cell.u.flat()), cell.mu, cell.lam);
  // The two reference codes agree to 1e-15 (tet10: to 1e-9, where one of them has 8-digit quadrature constants).
  expect(relativeDifference(found.force, cell.internal_force)).toBeLessThan(1e-12);
  expect(relativeDifference(found.K, cell.stiffness.flat())).toBeLessThan(1e-12);
  expect(found.energy).toBeCloseTo(cell.energy, 14);
  expect(found.volume).toBeCloseTo(cell.volume, 14);
});

describe.each(Object.keys(topology) as ElementType[])("%s", (type) => {
  const element = elements[type], d = element.dimension;
  const random = seeded(3);
  const X = Array.from({ length: element.nodes }, (_, a) => Array.from(element.referenceNodes.subarray(a * d, a * d + d), (x) => x + 0.1 * (random() - 0.5)));
  const mesh = oneCell(type, X);

  it("has a stiffness whose only zero modes are rigid motions, translations and linearised rotations", async () => {
    const { K } = await answer(mesh, new Float64Array(element.nodes * d), 1, 2);
    const n = element.nodes * d;
    const rank = rankOf(K, n);
    // Anything more would be an hourglass mode of too few points.
    expect(n - rank).toBe(d === 2 ? 3 : 6);
  });

  it("has a stiffness equal to differences of its forces, and symmetric", async () => {
    const u = Float64Array.from({ length: element.nodes * d }, () => 0.1 * (random() - 0.5));
    const { K } = await answer(mesh, u, 1, 2);
    const n = u.length, h = 1e-6;
    for (let j = 0; j < n; j += 3) {
      const up = (await answer(mesh, u.map((x, i) => (i === j ? x + h : x)), 1, 2)).force;
      const down = (await answer(mesh, u.map((x, i) => (i === j ? x - h : x)), 1, 2)).force;
      // Rounding 1e-16/h and h² times third derivatives of the energy, relative to entries of order 1..10.
      for (let i = 0; i < n; i++) expect(Math.abs((up[i] - down[i]) / (2 * h) - K[i * n + j])).toBeLessThan(1e-7);
    }
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(Math.abs(K[i * n + j] - K[j * n + i])).toBeLessThan(1e-13);
  });

  it("gives no force in a rigid motion (objectivity)", async () => {
    const [c, s] = [0.6, 0.8];
    const u = Float64Array.from(X.flatMap((x) => {
      const moved = [c * x[0] - s * x[1] + 3, s * x[0] + c * x[1] - 1, (x[2] ?? 0) + 2];
      return moved.slice(0, d).map((y, i) => y - x[i]);
    }));
    const { force, energy } = await answer(mesh, u, 1, 2);
    // F is a rotation up to rounding, stiffness of order 1.
    for (const f of force) expect(Math.abs(f)).toBeLessThan(1e-14);
    expect(Math.abs(energy)).toBeLessThan(1e-14);
  });
});

it("names the cell, the point and the place of a cell that is inside out", () => {
  const mesh = oneCell("quad4", [[0, 0], [0, 1], [1, 1], [1, 0]]);
  expect(() => createPatches(mesh, Int32Array.of(0))).toThrow(/E_INVERTED_CELL: det\(dX\/dxi\) = -0\.250 in cell 0 \(quad4\), point 0, at \(0\.21/);
});

/** Rank by symmetric elimination with full pivoting. */
function rankOf(K: Float64Array, n: number): number {
  const m = K.slice();
  const scale = m.reduce((s, x) => Math.max(s, Math.abs(x)), 0);
  const left = new Set(Array.from({ length: n }, (_, i) => i));
  for (;;) {
    let pivot = -1;
    for (const i of left) if (pivot < 0 || Math.abs(m[i * n + i]) > Math.abs(m[pivot * n + pivot])) pivot = i;
    // Pivots of a semidefinite matrix fall to rounding when its rank is spent.
    if (pivot < 0 || Math.abs(m[pivot * n + pivot]) < 1e-10 * scale) return n - left.size;
    left.delete(pivot);
    for (const i of left) {
      const f = m[i * n + pivot] / m[pivot * n + pivot];
      for (const j of left) m[i * n + j] -= f * m[pivot * n + j];
    }
  }
}
