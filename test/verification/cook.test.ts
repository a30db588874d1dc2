import { describe, expect, it } from "vitest";
import { fix } from "../../src/constraint/constraint.js";
import { ramp } from "../../src/core/time.js";
import { type Formulation, standard } from "../../src/fe/formulation.js";
import { formulations } from "../../src/fe/formulations.js";
import { traction } from "../../src/load/load.js";
import type { ElementType } from "../../src/mesh/topology.js";
import { symmetricSolver, unsymmetricSolver } from "../../src/solve/direct.js";
import { equalSteps } from "../../src/solve/problem.js";
import cook from "../reference/cook.json" with { type: "json" };
import { material } from "../support/material.js";
import { allCells, facesWhere, gridMesh, nodesWhere, type Place } from "../support/meshes.js";
import { problem, runLast } from "../support/problems.js";

const membrane: Place = (s, t) => [48 * s, 44 * s + t * (44 - 28 * s), 0];

/** Thickness of the membrane where it is one cell of a solid, held in plane strain. */
const thickness = 2;
const solid: Place = (s, t, r) => [48 * s, 44 * s + t * (44 - 28 * s), thickness * r];

async function solveCook(type: ElementType, n: number, lambda = 120.291, formulation: Formulation = standard): Promise<{ ux: number; uy: number; energy: number; iterations: number }> {
  const plane = /^(quad|tri)/.test(type), d = plane ? 2 : 3;
  const mesh = gridMesh(type, plane ? [n, n] : [n, n, 1], plane ? membrane : solid);
  const [tip] = nodesWhere(mesh, (x, y) => Math.abs(x - 48) < 1e-9 && Math.abs(y - 60) < 1e-9);
  const model = await material({ law: "neo-hookean", mu: 80.194, lambda });
  const last = await runLast(problem(mesh, model, {
    regions: [{ name: "all", cells: allCells(mesh), model, formulation }],
    constraints: [
      ...fix(nodesWhere(mesh, (x) => x < 1e-9), [0, 1], d, "left"),
      ...(plane ? [] : fix(nodesWhere(mesh, () => true), [2], d, "plane strain")),
    ],
    loads: [traction(mesh, facesWhere(mesh, (x) => x > 48 - 1e-9), [0, 100 / 16, 0], ramp(1, 1))],
    steps: equalSteps(1, 5), linear: formulation.kind === "symmetric" ? symmetricSolver : unsymmetricSolver,
  }));
  return { ux: last.u[d * tip], uy: last.u[d * tip + 1], energy: last.energy / (plane ? 1 : thickness), iterations: last.iterations };
}

const compressible = (formulation: string) => cook.summary.find((s) => s.formulation === formulation && s.lam_or_K === 120.291 && s.grading === 1);

describe("Cook's membrane", () => {
  const q1 = compressible("q1");
  it.each([8, 16, 32, 64])("quad4, n = %d: tip and energy", async (n) => {
    const found = await solveCook("quad4", n), k = q1?.n.indexOf(n) ?? -1;
    // The reference stops at |r| < 1e-8 in a load of 100.
    expect(found.ux).toBeCloseTo(q1?.tip_ux[k] ?? NaN, 7);
    expect(found.uy).toBeCloseTo(q1?.tip_uy[k] ?? NaN, 7);
    expect(found.energy).toBeCloseTo(q1?.stored_energy?.[k] ?? NaN, 6);
  });

  it("quad4 locks near incompressibility as the reference says: n = 8, lambda = 40889.8", async () => {
    const stiff = cook.summary.find((s) => s.formulation === "q1" && s.lam_or_K === 40889.8);
    const found = await solveCook("quad4", 8, 40889.8);
    // |r| < 1e-8 in the reference; 1e-10 of forces here.
    expect(found.ux).toBeCloseTo(stiff?.tip_ux[0] ?? NaN, 7);
    expect(found.uy).toBeCloseTo(stiff?.tip_uy[0] ?? NaN, 7);
  });

  const limit = compressible("q2")?.uy_aitken_limit ?? NaN;
  it.each(["quad8", "tri6"] as const)("%s converges from below to the limit of the 9-node reference", async (type) => {
    const coarse = await solveCook(type, 4), fine = await solveCook(type, 8);
    expect(coarse.uy).toBeLessThan(fine.uy);
    expect(fine.uy).toBeLessThan(limit);
    // The corner singularity limits the order to about 1.3 (reference: difference ratio 2.5): halving the size gains at least a factor 1.8.
    expect((limit - coarse.uy) / (limit - fine.uy)).toBeGreaterThan(1.8);
    expect(fine.uy / limit).toBeGreaterThan(0.99);
  });
});

describe("Cook's membrane near incompressibility (lambda / mu = 510), without locking", () => {
  const limit = cook.summary.find((s) => s.formulation === "th" && s.lam_or_K === 40889.8 && s.grading === 1)?.uy_aitken_limit ?? NaN;

  it.each([formulations.fbar, formulations.mixed])("quad4, $name: n = 8, 16, 32 go to the limit of Taylor-Hood elements", async (formulation) => {
    const found = [];
    for (const n of [8, 16, 32]) found.push(await solveCook("quad4", n, 40889.8, formulation));
    const [a, b, c] = found.map(({ uy }) => uy);
    // The standard element reaches 4.815 at n = 32, which is 31 % too stiff.
    expect(Math.abs(c / limit - 1)).toBeLessThan(0.005);
    // Orders between 1 (the corner singularity) and 2: differences fall by a factor 2 to 4, and Aitken's limit is that of the reference.
    expect((b - a) / (c - b)).toBeGreaterThan(2);
    expect((b - a) / (c - b)).toBeLessThan(4);
    expect(Math.abs((c + ((c - b) * (c - b)) / (2 * b - a - c)) / limit - 1)).toBeLessThan(0.002);
    // Newton converges from the last step without cuts, whatever the mesh.
    expect(Math.max(...found.map(({ iterations }) => iterations))).toBeLessThanOrEqual(8);
  });

  it.each([["tri3", "mixed", 32, 0.005], ["tri6", "mixed", 32, 0.005], ["hex8", "fbar", 32, 0.005], ["hex8", "mixed", 32, 0.005], ["tet4", "mixed", 32, 0.005], ["tet10", "mixed", 16, 0.005], ["tri6", "mixed", 16, 0.01], ["quad8", "mixed", 16, 0.01], ["hex20", "mixed", 8, 0.02]] as const)("%s, %s, n = %d", async (type, name, n, off) => {
    const { uy } = await solveCook(type, n, 40889.8, formulations[name]);
    expect(Math.abs(uy / limit - 1)).toBeLessThan(off);
  });
});
