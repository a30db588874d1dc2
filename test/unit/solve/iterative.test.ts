import { describe, expect, it } from "vitest";
import { type Constraint, fix, prescribe } from "../../../src/constraint/constraint.js";
import { ramp } from "../../../src/core/time.js";
import type { Formulation } from "../../../src/fe/formulation.js";
import { formulations } from "../../../src/fe/formulations.js";
import { traction } from "../../../src/load/load.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import type { ElementType } from "../../../src/mesh/topology.js";
import { symmetricSolver, unsymmetricSolver } from "../../../src/solve/direct.js";
import { conjugateGradientSolver, gmresSolver } from "../../../src/solve/iterative.js";
import type { LinearSolverFactory } from "../../../src/solve/linear.js";
import type { Problem } from "../../../src/solve/problem.js";
import { solve } from "../../../src/solve/stepper.js";
import type { SparsityPattern } from "../../../src/sparse/pattern.js";
import { material } from "../../support/material.js";
import { allCells, facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem } from "../../support/problems.js";
import { octant } from "../../support/shells.js";

/** A solved problem with what its linear solves took. */
async function walk(given: Problem): Promise<{ readonly u: Float64Array; readonly iterations: number; readonly linear: number; readonly replaced: number }> {
  let u = new Float64Array(0), iterations = 0, linear = 0, replaced = 0;
  for await (const step of solve(given)) {
    u = Float64Array.from(step.u);
    iterations += step.iterations;
    linear += step.cost.linearIterations;
    replaced += step.cost.replacedSolves;
  }
  return { u, iterations, linear, replaced };
}

const z = (level: number) => (_x: number, _y: number, height: number): boolean => Math.abs(height - level) < 1e-9;

function clamped(mesh: Mesh): Constraint[] {
  return [...fix(nodesWhere(mesh, z(0)), [0, 1, 2], 3, "bottom"), ...prescribe(nodesWhere(mesh, z(1)), 0, 3, (t) => 0.02 * t, "top"), ...fix(nodesWhere(mesh, z(1)), [1, 2], 3, "top")];
}

async function cube(type: ElementType, n: number, formulation: Formulation, lambda: number): Promise<Problem> {
  const mesh = gridMesh(type, [n, n, n]), model = await material({ law: "neo-hookean", mu: 1, lambda });
  return problem(mesh, model, { regions: [{ name: "all", cells: allCells(mesh), model, formulation }], constraints: clamped(mesh) });
}

/** Cook's membrane, two cells thick. */
async function cook(type: ElementType, n: number): Promise<Problem> {
  const mesh = gridMesh(type, [n, n, 2], (s, t, r) => [48 * s, 44 * s + t * (44 - 28 * s), 8 * r]), model = await material({ law: "neo-hookean", mu: 80.194, lambda: 120.291 });
  return problem(mesh, model, {
    constraints: fix(nodesWhere(mesh, (x) => x < 1e-9), [0, 1, 2], 3, "left"), loads: [traction(mesh, facesWhere(mesh, (x) => x > 48 - 1e-9), [0, 2, 0], ramp(1, 1))],
  });
}

async function sphere(): Promise<Problem> {
  const mesh = octant("hex8", 5, 9), model = await material({ law: "neo-hookean", mu: 1, lambda: 10 });
  return problem(mesh, model, {
    constraints: [0, 1, 2].flatMap((i) => fix(nodesWhere(mesh, (...x) => Math.abs(x[i]) < 1e-9), [i], 3, "symmetry")),
    pressures: [{ faces: facesWhere(mesh, (x, y, height) => Math.hypot(x, y, height) < 1 + 1e-9), pressure: ramp(0.1, 1) }],
  });
}

async function compare(given: Problem, iterative: LinearSolverFactory, direct: LinearSolverFactory): Promise<{ readonly perSolve: number; readonly extra: number; readonly replaced: number }> {
  const found = await walk({ ...given, linear: iterative }), expected = await walk({ ...given, linear: direct });
  const size = expected.u.reduce((most, u) => Math.max(most, Math.abs(u)), 0);
  // Newton stops at 1e-10 of the forces; the condition of these meshes leaves at most four digits less of the displacements.
  found.u.forEach((u, k) => expect(Math.abs(u - expected.u[k])).toBeLessThan(1e-6 * size));
  return { perSolve: found.linear / found.iterations, extra: found.iterations - expected.iterations, replaced: found.replaced };
}

describe("conjugate gradients with multigrid lead Newton where LDLᵀ does", () => {
  it.each([
    ["cube of hex8", () => cube("hex8", 9, formulations.standard, 10)], ["cube of tet10", () => cube("tet10", 4, formulations.standard, 10)],
    ["nearly incompressible cube, mixed", () => cube("hex8", 9, formulations.mixed, 100)], ["thick Cook's membrane of hex20", () => cook("hex20", 7)],
  ] as const)("%s", async (_name, make) => {
    const { perSolve, extra, replaced } = await compare(await make(), conjugateGradientSolver, symmetricSolver);
    expect(replaced).toBe(0);
    expect(perSolve).toBeLessThan(60);
    // Inexact directions cost at most two Newton iterations.
    expect(extra).toBeLessThanOrEqual(2);
  });
});

describe("GMRES with multigrid leads Newton where LU does", () => {
  it.each([["F-bar, nearly incompressible", () => cube("hex8", 9, formulations.fbar, 100)], ["sphere under follower pressure", sphere]] as const)("%s", async (_name, make) => {
    const { perSolve, extra, replaced } = await compare(await make(), gmresSolver, unsymmetricSolver);
    expect(replaced).toBe(0);
    expect(perSolve).toBeLessThan(60);
    expect(extra).toBeLessThanOrEqual(2);
  });
});

/** The seven-point Laplacian in each direction, clamped at its boundary, less a multiple of the identity. */
function laplacian(n: number, shift: number): { readonly pattern: SparsityPattern; readonly values: Float64Array; readonly coordinates: Float64Array } {
  const rowStart = [0], columns: number[] = [], values: number[] = [], coordinates: number[] = [];
  for (let node = 0; node < n ** 3; node++) {
    const place = [node % n, Math.floor(node / n) % n, Math.floor(node / n ** 2)];
    coordinates.push(...place);
    const around = [-n * n, -n, -1, 0, 1, n, n * n].filter((step) => {
      const axis = Math.abs(step) === 1 ? 0 : Math.abs(step) === n ? 1 : 2;
      return step === 0 || (place[axis] + Math.sign(step) >= 0 && place[axis] + Math.sign(step) < n);
    });
    for (let i = 0; i < 3; i++) {
      for (const step of around) {
        columns.push(3 * (node + step) + i);
        values.push(step === 0 ? 6 - shift : -1);
      }
      rowStart.push(columns.length);
    }
  }
  return { pattern: { size: 3 * n ** 3, rowStart: Int32Array.from(rowStart), columns: Int32Array.from(columns) }, values: Float64Array.from(values), coordinates: Float64Array.from(coordinates) };
}

async function solveLaplacian(linear: LinearSolverFactory, n: number, shift: number): Promise<{ readonly iterations: number; readonly replaced: boolean; readonly residual: number; readonly x: Float64Array }> {
  const { pattern, values, coordinates } = laplacian(n, shift), rows = pattern.size;
  const solver = await linear.create(pattern, {
    coordinates, nodeOfRow: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 3)), directionOfRow: Int32Array.from({ length: rows }, (_, row) => row % 3),
  });
  expect(solver.factor(values)).toBe(true);
  const b = Float64Array.from({ length: rows }, (_, row) => Math.sin(row * row)), x = new Float64Array(rows);
  const { iterations, replaced, solved } = solver.solve(b, x, 1e-8);
  expect(solved).toBe(true);
  let square = 0, scale = 0;
  for (let row = 0; row < rows; row++) {
    let r = b[row];
    for (let k = pattern.rowStart[row]; k < pattern.rowStart[row + 1]; k++) r -= values[k] * x[pattern.columns[k]];
    square += r * r;
    scale += b[row] * b[row];
  }
  solver.dispose();
  return { iterations, replaced, residual: Math.sqrt(square / scale), x };
}

const both = [["conjugate gradients", conjugateGradientSolver], ["GMRES", gmresSolver]] as const;

describe.each(both)("%s", (_name, linear) => {
  it("take iterations that hardly grow with the mesh", async () => {
    const coarse = await solveLaplacian(linear, 10, 0), fine = await solveLaplacian(linear, 24, 0);
    expect(coarse.residual).toBeLessThan(2e-8);
    expect(fine.residual).toBeLessThan(2e-8);
    expect(coarse.replaced || fine.replaced).toBe(false);
    expect(fine.iterations).toBeLessThan(25);
    expect(fine.iterations).toBeLessThanOrEqual(1.4 * coarse.iterations);
  });

  it("give the same bits at every run", async () => {
    expect((await solveLaplacian(linear, 10, 0)).x).toEqual((await solveLaplacian(linear, 10, 0)).x);
  });
});

it("sees negative curvature and hands the matrix to LDLᵀ", async () => {
  // The smallest eigenvalue of the Laplacian at n = 10 is 6 - 6 cos(π/11) = 0.243; the shift lies between two others.
  const found = await solveLaplacian(conjugateGradientSolver, 10, 1.9);
  expect(found.replaced).toBe(true);
  expect(found.residual).toBeLessThan(1e-8);
});

it("ends a run with the cause when there is no direction, and does not move", async () => {
  const mesh = gridMesh("hex8", [2, 2, 2]);
  const failing: LinearSolverFactory = {
    kind: "symmetric",
    create: () => Promise.resolve({ method: { name: "cg", bytes: 0 }, factor: () => true, solve: () => ({ solved: false, iterations: 7, replaced: false }), dispose: () => undefined }),
  };
  await expect(walk(problem(mesh, neoHookeanModel(1, 10), { constraints: clamped(mesh), linear: failing })))
    .rejects.toMatchObject({ code: "E_NO_CONVERGENCE", details: { cause: "linear" } });
});
