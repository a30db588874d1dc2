import { expect, it } from "vitest";
import { scalarKernel } from "../../../src/fe/kernel.js";
import { createPatches, pointCount } from "../../../src/fe/patch.js";
import { createElementKernel } from "../../../src/kernels/element.js";
import type { ElementType } from "../../../src/mesh/topology.js";
import { allCells, gridMesh } from "../../support/meshes.js";
import { seeded } from "../../support/random.js";

const types: ElementType[] = ["tri3", "tri6", "quad4", "quad8", "tet4", "tet10", "hex8", "hex20"];

it.each(types)("WASM and TypeScript give the same bits on %s, for any stress and unsymmetric tangent", async (type) => {
  const d = /^(tri|quad)/.test(type) ? 2 : 3;
  const mesh = gridMesh(type, d === 2 ? [3, 2] : [2, 1, 1], (s, t, r) => [s + 0.1 * t * s, t + 0.2 * s * t, r + 0.1 * s * t]);
  const [patch] = createPatches(mesh, allCells(mesh));
  const random = seeded(11), points = pointCount([patch]);
  const P = Float64Array.from({ length: 9 * points }, () => random() - 0.5), A = Float64Array.from({ length: 81 * points }, () => random() - 0.5);
  const size = patch.nodes * d, count = patch.cells.length - 1;
  const [wasm, oracle] = [await createElementKernel([patch]), scalarKernel(size)];
  for (const kernel of [wasm, oracle]) {
    kernel.computeForces(patch, 1, count, P, patch.points);
    kernel.computeStiffness(patch, 1, count, A, patch.points);
  }
  expect(wasm.forces.subarray(0, count * size)).toEqual(oracle.forces.subarray(0, count * size));
  expect(wasm.stiffness.subarray(0, count * size * size)).toEqual(oracle.stiffness.subarray(0, count * size * size));
  expect(oracle.stiffness.subarray(0, count * size * size).every((k) => k !== 0)).toBe(true);
});

it.each(["quad4", "hex8"] as const)("WASM and TypeScript give the same bits on %s with modes taken from F", async (type) => {
  const d = type === "quad4" ? 2 : 3, mesh = gridMesh(type, d === 2 ? [2, 1] : [2, 1, 1]);
  const [patch] = createPatches(mesh, allCells(mesh));
  const random = seeded(12), size = patch.nodes * d, count = d * (d - 1), some = (length: number): Float64Array => Float64Array.from({ length }, () => random() - 0.5);
  const modes = { count, moved: some(18 * count), rates: some(2 * count * size), weights: some(2 * count * patch.points) }, A = some(162 * patch.points), pulled = some(count * size);
  const [wasm, oracle] = [await createElementKernel([patch]), scalarKernel(size)];
  for (const kernel of [wasm, oracle]) {
    kernel.computeStiffness(patch, 0, 2, A, 0);
    kernel.addModes(patch, modes, 1, A, pulled);
  }
  expect(wasm.stiffness.subarray(0, 2 * size * size)).toEqual(oracle.stiffness.subarray(0, 2 * size * size));
});
