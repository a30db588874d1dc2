import { describe, expect, it } from "vitest";
import { bodyForce, externalForces, nodalForce, traction } from "../../../src/load/load.js";
import type { ElementType } from "../../../src/mesh/topology.js";
import { allCells, facesWhere, gridMesh, type Place } from "../../support/meshes.js";

const skew: Place = (s, t, r) => [2 * s + 0.3 * t, t + 0.1 * s * t, 3 * r];
const types: ElementType[] = ["tri3", "tri6", "quad4", "quad8", "tet4", "tet10", "hex8", "hex20"];

describe.each(types)("dead loads on %s", (type) => {
  const d = /^(tri|quad)/.test(type) ? 2 : 3;
  const mesh = gridMesh(type, d === 2 ? [2, 3] : [2, 3, 2], skew);

  it("add up to traction times area, and have the moment of a uniform load", () => {
    const t = [0.5, -2, 4].slice(0, d);
    const load = traction(mesh, facesWhere(mesh, (x, y) => Math.abs(x - 0.3 * y) < 1e-9), t, () => 1);
    // The face s = 0 is the segment from (0, 0) to (0.3, 1), times 3 in z.
    const area = Math.sqrt(0.09 + 1) * (d === 3 ? 3 : 1);
    const sum = [0, 0, 0], moment = [0, 0, 0];
    load.dofs.forEach((dof, k) => {
      sum[dof % d] += load.values[k];
      if (dof % d === 0) for (let J = 0; J < 3; J++) moment[J] += load.values[k] * mesh.points[(3 * dof) / d + J];
    });
    // Rounding of a few dozen numbers of order 1.
    t.forEach((value, i) => expect(sum[i]).toBeCloseTo(value * area, 12));
    const centre = [0.15, 0.5, d === 3 ? 1.5 : 0];
    centre.forEach((x, J) => expect(moment[J]).toBeCloseTo(t[0] * area * x, 12));
  });

  it("a body force adds up to force times volume", () => {
    const load = bodyForce(mesh, allCells(mesh), [1, 2, 3], () => 1);
    // ∫ det = ∫ 2 (1 + 0.1 s) - 0.3 · 0.1 t = 2.1 - 0.015 over the unit square.
    const volume = (2.1 - 0.015) * (d === 3 ? 3 : 1);
    for (let i = 0; i < d; i++) {
      expect(load.values.reduce((s, f, k) => s + (load.dofs[k] % d === i ? f : 0), 0)).toBeCloseTo((i + 1) * volume, 12);
    }
  });
});

it("external forces are the loads scaled by their factors, summed", () => {
  const out = new Float64Array(6);
  externalForces([nodalForce(1, [1, 2], 2, (time) => time), nodalForce(1, [10, 0], 2, () => 1)], 0.5, out);
  expect(Array.from(out)).toEqual([0, 0, 10.5, 1, 0, 0]);
});
