/** A thick cylinder of two rings that are tied along a curved interface where their cells do not match, against the closed form of one piece. */
import { expect, it } from "vitest";
import { fix } from "../../src/constraint/constraint.js";
import { tieFaces } from "../../src/constraint/tie.js";
import { ramp } from "../../src/core/time.js";
import type { Mesh } from "../../src/mesh/mesh.js";
import type { ElementType } from "../../src/mesh/topology.js";
import { unsymmetricSolver } from "../../src/solve/direct.js";
import { equalSteps } from "../../src/solve/problem.js";
import pressure from "../reference/pressure.json" with { type: "json" };
import { material } from "../support/material.js";
import { facesWhere, gridMesh, nodesWhere } from "../support/meshes.js";
import { problem, runAll } from "../support/problems.js";

const middle = 1.5, thickness = 0.3;
const radiusOf = (x: number, y: number): number => Math.hypot(x, y);
const onMiddle = (x: number, y: number): boolean => Math.abs(radiusOf(x, y) - middle) < 1e-9;

/** Quarter of a ring of thickness 0.5 from a radius on, mid nodes on its curve. */
function ring(type: ElementType, inner: number, [around, through]: readonly number[]): Mesh {
  const mesh = gridMesh(type, [through, around, 1]), points = mesh.points.slice();
  for (let k = 0; k < points.length; k += 3) {
    const r = inner + 0.5 * points[k], angle = (points[k + 1] * Math.PI) / 2;
    points.set([points[k + 1] === 1 ? 0 : r * Math.cos(angle), r * Math.sin(angle), thickness * points[k + 2]], k);
  }
  return { ...mesh, points };
}

/** Two rings in one mesh, and their faces at the interface. */
function tied(types: readonly [ElementType, ElementType], inside: readonly number[], outside: readonly number[]): { mesh: Mesh; slave: number[]; master: number[] } {
  const a = ring(types[0], 1, inside), b = ring(types[1], middle, outside), shift = a.points.length / 3;
  const blocks = [...a.blocks, ...b.blocks.map((block) => ({ ...block, connectivity: block.connectivity.map((node) => node + shift) }))];
  const mesh = { ...a, points: Float64Array.of(...a.points, ...b.points), blocks };
  const cells = a.blocks[0].connectivity.length / Number(/\d+$/.exec(types[0])?.[0]);
  const faces = facesWhere(mesh, onMiddle), pairs = Array.from({ length: faces.length / 2 }, (_, f) => [faces[2 * f], faces[2 * f + 1]]);
  return { mesh, slave: pairs.filter(([cell]) => cell < cells).flat(), master: pairs.filter(([cell]) => cell >= cells).flat() };
}

/** Relative errors of the inner and the outer radius under the pressure that takes the inner one from 1 to 1.2, λ = 10 μ. */
async function errors(types: readonly [ElementType, ElementType], inside: readonly number[], outside: readonly number[]): Promise<readonly number[]> {
  const wanted = pressure.compressible.find((state) => state.lam === 10 && state.a === 1.2)?.cylinder ?? { p: NaN, b: NaN };
  const { mesh, slave, master } = tied(types, inside, outside);
  const d = mesh.dimension, symmetry = [0, 1].flatMap((i) => fix(nodesWhere(mesh, (...x) => Math.abs(x[i]) < 1e-9), [i], d, "symmetry"));
  const planes = [...symmetry, ...(d === 3 ? fix(nodesWhere(mesh, () => true), [2], d, "plane strain") : [])];
  const steps = await runAll(problem(mesh, await material({ law: "neo-hookean", mu: 1, lambda: 10 }), {
    constraints: [...planes, ...tieFaces(mesh, { slave, master, source: "tie" }, new Set(planes.map(({ slave: dof }) => dof)))],
    steps: equalSteps(1, 2), linear: unsymmetricSolver, pressures: [{ faces: facesWhere(mesh, (x, y) => radiusOf(x, y) < 1 + 1e-9), pressure: ramp(wanted.p, 1) }],
  }));
  const { u } = steps[steps.length - 1];
  return ([[1, 1.2], [2, wanted.b]] as const).map(([before, after]) => {
    const nodes = nodesWhere(mesh, (x, y) => Math.abs(radiusOf(x, y) - before) < 1e-9);
    return nodes.reduce((sum, node) => sum + radiusOf(mesh.points[3 * node] + u[d * node], mesh.points[3 * node + 1] + u[d * node + 1]), 0) / nodes.length / after - 1;
  });
}

it.each([
  // Orders of the same rings with matching cells: hexahedra as those of the untied cylinder (pressure.test.ts), quadratic simplices with 2.4 to 2.5 on these meshes.
  [["hex20", "hex20"], 3, 2e-5], [["tet10", "hex20"], 2.2, 1e-4], [["hex8", "hex8"], 1.8, 8e-3], [["quad8", "tri6"], 2.2, 1e-4],
] as const)("%s: radii converge to the closed form, with finer and with coarser cells inside", async (types, order, last) => {
  for (const [inside, outside] of [[[3, 1], [2, 1]], [[2, 1], [3, 1]]]) {
    const largest = async (factor: number): Promise<number> => Math.max(...(await errors(types, inside.map((n) => factor * n), outside.map((n) => factor * n))).map(Math.abs));
    const coarse = await largest(1), fine = await largest(2);
    expect(Math.log2(coarse / fine)).toBeGreaterThan(order);
    expect(fine).toBeLessThan(last);
  }
});
