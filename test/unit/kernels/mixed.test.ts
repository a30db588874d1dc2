import { beforeAll, describe, expect, it } from "vitest";
import { createLdl } from "../../../src/kernels/factor.js";
import { conjugateGradients } from "../../../src/kernels/krylov.js";
import { createMixedLdl, mixedBytes, type MixedLdl } from "../../../src/kernels/mixed.js";
import { type Kernels, loadKernels } from "../../../src/kernels/module.js";
import { analyse } from "../../../src/sparse/index.js";
import { toDense } from "../../support/dense.js";
import { boxGrid, elasticValues, periodicGrid, randomSource, symmetricValues, type Problem } from "../../support/sparse-problems.js";

let kernels: Kernels;
let base: number;
beforeAll(async () => {
  kernels = await loadKernels();
  base = kernels.mark();
});

function vector(size: number, seed = 3): Float64Array {
  return Float64Array.from({ length: size }, randomSource(seed));
}

function open({ pattern, geometry }: Problem): MixedLdl {
  kernels.release(base);
  return createMixedLdl(kernels, analyse(pattern, geometry));
}

/** y = K x by one of the calls on vectors in memory. */
function applied(mixed: MixedLdl, call: "product" | "apply", x: Float64Array): Float64Array {
  const [from, to] = [kernels.allocate(8 * x.length), kernels.allocate(8 * x.length)];
  kernels.f64(from, x.length).set(x);
  mixed[call](from, to);
  return kernels.f64(to, x.length).slice();
}

function norm(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, a) => sum + a * a, 0));
}

function difference(a: Float64Array, b: Float64Array): number {
  return norm(a.map((x, i) => x - b[i])) / norm(b);
}

/** The solution in double precision. */
function exact({ pattern, geometry }: Problem, values: Float64Array, b: Float64Array): Float64Array {
  kernels.release(base);
  const ldl = createLdl(kernels, analyse(pattern, geometry)), x = b.slice();
  ldl.values().set(values);
  ldl.factor();
  ldl.solve(x);
  return x;
}

/** Diagonal entries less a shift. */
function shifted({ pattern: { size, rowStart, columns } }: Problem, values: Float64Array, shift: number): Float64Array {
  const less = values.slice();
  for (let i = 0; i < size; i++) less[rowStart[i] + columns.subarray(rowStart[i], rowStart[i + 1]).indexOf(i)] -= shift;
  return less;
}

describe("LDLᵀ in single precision", () => {
  const shapes: [string, Problem][] = [["2D box", boxGrid([9, 7], 2)], ["3D box", boxGrid([5, 4, 6], 3)], ["3D torus", periodicGrid(3, 5, 0)], ["one unknown per node", boxGrid([30, 30], 1)]];

  it.each(shapes)("solves to six digits at once, and to all by refinement: %s", (_name, problem) => {
    const { pattern } = problem, values = symmetricValues(pattern, randomSource(7)), b = vector(pattern.size), x = exact(problem, values, b);
    const mixed = open(problem), refine = conjugateGradients(mixed), found = new Float64Array(pattern.size);
    expect(mixed.setUp(values)).toBe(true);
    // Dominant diagonals: the condition is below a hundred, and the unit round-off 6e-8.
    expect(difference(applied(mixed, "apply", b), x)).toBeLessThan(1e-5);
    const { status, iterations, residual } = refine(b, found, 1e-14);
    expect(status).toBe("solved");
    expect(iterations).toBeLessThanOrEqual(4);
    expect(residual).toBeLessThan(2e-14);
    expect(difference(found, x)).toBeLessThan(1e-12);
  });

  it("multiplies by the matrix in double precision, from its lower half", () => {
    const problem = boxGrid([4, 3, 3], 2), { pattern } = problem, values = symmetricValues(pattern, randomSource(5)), x = vector(pattern.size);
    const mixed = open(problem);
    mixed.setUp(values.map((value, k) => (k >= pattern.rowStart[1] || pattern.columns[k] === 0 ? value : NaN)));
    const K = toDense(pattern, values), n = pattern.size;
    expect(difference(applied(mixed, "product", x), x.map((_, i) => x.reduce((sum, xj, j) => sum + K[i * n + j] * xj, 0)))).toBeLessThan(1e-15);
  });

  it.each([[1, 3], [10, 3], [1000, 5], [1e4, 6], [1e-4, 3]])("solves RVEs of contrast %d to 1e-10 in %d iterations", (contrast, most) => {
    const problem = periodicGrid(3, 7, 0), values = elasticValues(problem, 3, 7, contrast), b = vector(problem.pattern.size), x = exact(problem, values, b);
    const mixed = open(problem), refine = conjugateGradients(mixed), found = new Float64Array(b.length);
    expect(mixed.setUp(values)).toBe(true);
    const { status, iterations } = refine(b, found, 1e-10);
    expect(status).toBe("solved");
    expect(iterations).toBeLessThanOrEqual(most);
    expect(difference(found, x)).toBeLessThan(1e-9);
  });

  it("knows nothing of the unit of stiffness or of the size of the right-hand side", () => {
    const problem = periodicGrid(2, 8, 0), values = elasticValues(problem, 2, 8, 100), b = vector(problem.pattern.size), solved = (k: number, f: number): Float64Array => {
      const mixed = open(problem);
      expect(mixed.setUp(values.map((value) => k * value))).toBe(true);
      return applied(mixed, "apply", b.map((value) => f * value));
    };
    const x = solved(1, 1);
    // By powers of four, so that not a bit of the mantissas changes: 4^70 is beyond the range of single precision.
    expect(solved(4 ** 70, 4 ** 90)).toEqual(x.map((value) => value * 4 ** 20));
    expect(solved(4 ** -70, 4 ** -90)).toEqual(x.map((value) => value * 4 ** -20));
  });

  it("refuses matrices that are not positive definite, or not so in single precision", () => {
    const problem = periodicGrid(3, 5, 0), values = elasticValues(problem, 3, 5, 10), mixed = open(problem);
    // The lowest eigenvalue is near 0.1.
    for (const [wrong, why] of [[shifted(problem, values, 0.5), "indefinite"], [values.map((value) => -value), "negative"], [values.map((value, k) => (k === problem.pattern.rowStart[200] ? NaN : value)), "NaN"], [values, "fine"]] as const) {
      expect(mixed.setUp(wrong), why).toBe(why === "fine");
    }
    const diagonal = values.slice();
    diagonal[0] = Infinity;
    expect(mixed.setUp(diagonal)).toBe(false);
  });

  it("refuses a matrix whose pivot is the round-off of single precision", () => {
    const pair = { pattern: { size: 2, rowStart: Int32Array.of(0, 2, 4), columns: Int32Array.of(0, 1, 0, 1) }, retained: 0, geometry: { coordinates: Float64Array.of(0, 0, 0, 1, 0, 0), nodeOfRow: Int32Array.of(0, 1) } };
    const mixed = open(pair);
    expect(mixed.setUp(Float64Array.of(1, 1, 1, 1 + 1e-4))).toBe(true);
    expect(mixed.setUp(Float64Array.of(1, 1, 1, 1 + 1e-6))).toBe(false);
  });

  it("gives the same bits at every run, whatever was factored before", () => {
    const problem = periodicGrid(3, 6, 0), values = elasticValues(problem, 3, 6, 100), b = vector(problem.pattern.size), once = open(problem);
    once.setUp(values);
    const first = applied(once, "apply", b);
    once.setUp(elasticValues(problem, 3, 6, 7));
    once.setUp(values);
    expect(applied(once, "apply", b)).toEqual(first);
  });

  it("takes the memory it said it would", () => {
    const { pattern, geometry } = periodicGrid(3, 5, 0), symbolic = analyse(pattern, geometry);
    kernels.release(base);
    const mixed = createMixedLdl(kernels, symbolic);
    expect(mixed.bytes).toBe(mixedBytes(symbolic));
    expect(kernels.mark() - base - mixed.bytes).toBeLessThan(9 * 64);
    expect(() => createMixedLdl(kernels, { ...symbolic, pattern: { ...pattern, size: 2 ** 29 } })).toThrow(expect.objectContaining({ code: "E_MEMORY" }));
  });
});
