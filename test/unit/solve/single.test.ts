import { describe, expect, it } from "vitest";
import { ldlBytes } from "../../../src/kernels/factor.js";
import { mixedBytes } from "../../../src/kernels/mixed.js";
import { symmetricSolver } from "../../../src/solve/direct.js";
import type { LinearSolver } from "../../../src/solve/linear.js";
import { symmetricBytes, symmetricSolverOf, takesSingle } from "../../../src/solve/single.js";
import { analyse } from "../../../src/sparse/analyse.js";
import { run } from "../../../src/study/run.js";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { boxGrid, elasticValues, periodicGrid, randomSource, type Problem } from "../../support/sparse-problems.js";

const n = 6, torus = periodicGrid(3, n, 0), { size, rowStart, columns } = torus.pattern;
const b = Float64Array.from({ length: size }, randomSource(2));

const places = { ...torus.geometry, directionOfRow: Int32Array.from({ length: size }, (_, row) => row % 3) };

function open(): Promise<LinearSolver> {
  return symmetricSolverOf("single").create(torus.pattern, places);
}

function openDouble(): Promise<LinearSolver> {
  return symmetricSolver.create(torus.pattern, places);
}

/** |b - K x| / |b| */
function residual(values: Float64Array, x: Float64Array): number {
  let sum = 0, all = 0;
  for (let i = 0; i < size; i++) {
    let r = b[i];
    for (let k = rowStart[i]; k < rowStart[i + 1]; k++) r -= values[k] * x[columns[k]];
    sum += r * r;
    all += b[i] * b[i];
  }
  return Math.sqrt(sum / all);
}

function shifted(values: Float64Array, shift: number): Float64Array {
  const less = values.slice();
  for (let i = 0; i < size; i++) less[rowStart[i] + columns.subarray(rowStart[i], rowStart[i + 1]).indexOf(i)] -= shift;
  return less;
}

/** Eigenvalue of K nearest to 0, by inverse iteration. */
async function lowest(values: Float64Array): Promise<number> {
  const solver = await openDouble();
  const x = b.slice(), length = (v: Float64Array): number => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  solver.factor(values);
  let inverse = 0;
  for (let k = 0; k < 60; k++) {
    const before = length(x);
    solver.solve(x, x);
    inverse = length(x) / before;
    x.set(x.map((value) => value / (inverse * before)));
  }
  return 1 / inverse;
}

describe("the direct solver in single precision", () => {
  const values = elasticValues(torus, 3, n, 100);

  it("solves to 1e-10 whatever is asked for, in place too, and says how it went", async () => {
    const solver = await open(), x = new Float64Array(size), same = b.slice();
    expect(solver.method).toMatchObject({ name: "ldl", precision: "single" });
    expect(solver.factor(values)).toBe(true);
    const solution = solver.solve(b, x, 1e-2);
    expect(solution).toEqual({ solved: true, iterations: expect.any(Number) as number, replaced: false });
    expect(solution.iterations).toBeGreaterThan(1);
    expect(residual(values, x)).toBeLessThan(1e-10);
    solver.solve(same, same);
    expect(same).toEqual(x);
    expect(solver.solve(b, x, 1e-13).solved).toBe(true);
    expect(residual(values, x)).toBeLessThan(2e-13);
    solver.dispose();
  });

  it("hands an indefinite matrix to double precision, goes back after it, and says when neither can", async () => {
    const solver = await open(), x = new Float64Array(size), indefinite = shifted(values, 0.3);
    expect(solver.factor(indefinite)).toBe(true);
    expect(solver.solve(b, x)).toEqual({ solved: true, iterations: 0, replaced: true });
    expect(residual(indefinite, x)).toBeLessThan(1e-11);
    expect(solver.factor(values)).toBe(true);
    expect(solver.solve(b, x).replaced).toBe(false);
    expect(solver.factor(values.map((value, k) => (k === rowStart[100] ? NaN : value)))).toBe(false);
  });

  it("never gives a wrong answer on the way to a singular matrix: it refines or goes to double precision", async () => {
    const [solver, double] = [await open(), await openDouble()], [x, y] = [new Float64Array(size), new Float64Array(size)], least = await lowest(values), seen: boolean[] = [];
    for (const share of [1e-2, 1e-4, 1e-6, 1e-7, 1e-8, -1e-8, -1e-6, -1e-2]) {
      // The eigenvalue nearest to 0 becomes this share of what it was; below 0 the matrix is indefinite.
      const near = shifted(values, (1 - share) * least);
      expect(solver.factor(near)).toBe(true);
      const { solved, replaced } = solver.solve(b, x);
      expect(solved).toBe(true);
      double.factor(near);
      double.solve(b, y);
      expect(residual(near, x)).toBeLessThanOrEqual(Math.max(2e-10, residual(near, y)));
      seen.push(replaced);
    }
    expect(seen[0]).toBe(false);
    expect(seen[seen.length - 1]).toBe(true);
  });

  it("is taken where it saves time, or where double precision does not fit", () => {
    const symbolicOf = ({ pattern, geometry }: Problem) => analyse(pattern, geometry);
    const [plane, small, solid] = [boxGrid([60, 60], 2), boxGrid([7, 7, 7], 3), boxGrid([13, 13, 13], 3)].map(symbolicOf);
    expect([plane, small, solid].map((symbolic) => takesSingle(symbolic, "auto"))).toEqual([false, false, true]);
    expect([plane, solid].map((symbolic) => takesSingle(symbolic, "single"))).toEqual([true, true]);
    expect(takesSingle(solid, "double")).toBe(false);
    expect(symmetricBytes(solid, "auto")).toBe(mixedBytes(solid));
    expect(symmetricBytes(solid, "double")).toBe(ldlBytes(solid));
    expect(mixedBytes(solid)).toBeLessThan(0.8 * ldlBytes(solid));
  });

  it("has nothing to do without unknowns", async () => {
    const solver = await symmetricSolverOf("single").create({ size: 0, rowStart: Int32Array.of(0), columns: new Int32Array(0) }, { coordinates: new Float64Array(0), nodeOfRow: new Int32Array(0), directionOfRow: new Int32Array(0) });
    expect(solver.factor(new Float64Array(0))).toBe(true);
  });
});

describe("a case in both precisions", () => {
  const block = (precision: "single" | "double"): CaseInput => ({
    title: "block", mesh: { box: { size: [1, 1, 2], cells: [4, 4, 8], element: "hex8" } }, materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 10 } }, regions: { all: "tissue" },
    boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", move: { x: 0.5 } }], steps: { count: 2 }, solver: { linear: "symmetric", precision },
  });

  it("takes the same iterations to the same displacements, and says in which precision", async () => {
    const results = await Promise.all((["double", "single"] as const).map(async (precision) => {
      const course = run(await createStudy(block(precision)));
      let next = await course.next();
      while (!next.done) next = await course.next();
      return next.value;
    }));
    const [double, single] = results, most = Math.max(...double.u.map(Math.abs));
    expect(most).toBeGreaterThan(0.4);
    single.u.forEach((u, dof) => { expect(Math.abs(u - double.u[dof])).toBeLessThan(1e-9 * most); });
    expect(single.summary.steps.map(({ iterations }) => iterations)).toEqual(double.summary.steps.map(({ iterations }) => iterations));
    expect(double.summary.linear).not.toHaveProperty("precision");
    expect(single.summary.linear).toMatchObject({ method: "ldl", precision: "single", replaced: 0 });
    expect(single.summary.linear?.iterations).toBeGreaterThan(0);
  });
});
