import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createLdl, createLu, ldlBytes, type Factorisation } from "../../../src/kernels/factor.js";
import { loadKernels, type Kernels } from "../../../src/kernels/module.js";
import { analyse, type SparsityPattern } from "../../../src/sparse/index.js";
import { backwardError, denseSchur, denseSolve, negativeEigenvalues, toDense } from "../../support/dense.js";
import { boxGrid, patternOf, periodicGrid, randomSource, symmetricValues, unsymmetricValues, type Problem } from "../../support/sparse-problems.js";

let kernels: Kernels;
let base: number;
beforeAll(async () => {
  kernels = await loadKernels();
  base = kernels.mark();
});

/** n u of the standard model: rounding of a backward stable elimination of these sizes (n ≤ 3000) stays below. */
const roundOff = 1e-14;

function symbolicOf({ pattern, retained, geometry }: Problem) {
  return analyse(pattern, { retained, ...geometry });
}

function vector(size: number, random: () => number): Float64Array {
  return Float64Array.from({ length: size }, random);
}

/** Undirected random graph as a pattern: every row keeps about `degree` others. */
function randomPattern(size: number, degree: number, random: () => number): SparsityPattern {
  const rows: number[][] = Array.from({ length: size }, (_, i) => [i]);
  for (let edge = 0; edge < size * degree / 2; edge++) {
    const i = Math.floor((random() + 1) / 2 * size), j = Math.floor((random() + 1) / 2 * size);
    rows[i].push(j);
    rows[j].push(i);
  }
  return patternOf(rows);
}

function solveFresh(create: (k: Kernels, s: ReturnType<typeof analyse>) => Factorisation, pattern: SparsityPattern, values: Float64Array, b: Float64Array): Float64Array {
  kernels.release(base);
  const factorisation = create(kernels, analyse(pattern));
  factorisation.values().set(values);
  factorisation.factor();
  const x = b.slice();
  factorisation.solve(x);
  return x;
}

describe("both factorisations solve what they are given", () => {
  const problems: [string, Problem][] = [
    ["2D box", boxGrid([9, 7], 2)], ["3D box", boxGrid([5, 4, 6], 3)], ["2D torus", periodicGrid(2, 12, 0)], ["3D torus", periodicGrid(3, 5, 0)],
    ["one unknown per node", boxGrid([30, 30], 1)],
  ];
  it.each(problems)("%s, with and without coordinates", (_name, problem) => {
    const random = randomSource(7);
    const { pattern, geometry } = problem;
    const cases = [
      { create: createLdl, values: symmetricValues(pattern, random) },
      { create: createLdl, values: symmetricValues(pattern, random, (row) => (row % 3 === 0 ? -1 : 1)) },
      { create: createLu, values: unsymmetricValues(pattern, random) },
    ];
    const b = vector(pattern.size, random);
    for (const { create, values } of cases) {
      for (const options of [geometry, {}]) {
        kernels.release(base);
        const factorisation = create(kernels, analyse(pattern, options));
        factorisation.values().set(values);
        factorisation.factor();
        const x = b.slice();
        factorisation.solve(x);
        expect(backwardError(pattern, values, x, b)).toBeLessThan(roundOff);
      }
    }
  });

  it("random graphs, against dense elimination", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }), fc.integer(), (size, degree, seed) => {
      const random = randomSource(seed);
      const pattern = randomPattern(size, degree, random);
      const b = vector(size, random);
      for (const [create, values] of [[createLdl, symmetricValues(pattern, random)], [createLu, unsymmetricValues(pattern, random)]] as const) {
        const x = solveFresh(create, pattern, values, b);
        const exact = denseSolve(toDense(pattern, values), b);
        // Diagonally dominant by 0.1 of at most about 40: condition below 1e3, times u.
        x.forEach((value, i) => expect(Math.abs(value - exact[i])).toBeLessThan(1e-12 * (1 + Math.abs(exact[i]))));
      }
    }), { numRuns: 60 });
  });

  it("several right-hand sides give what one at a time gives", () => {
    const { pattern } = boxGrid([8, 8, 3], 3);
    const random = randomSource(3);
    for (const [create, values] of [[createLdl, symmetricValues(pattern, random)], [createLu, unsymmetricValues(pattern, random)]] as const) {
      kernels.release(base);
      const factorisation = create(kernels, analyse(pattern));
      factorisation.values().set(values);
      factorisation.factor();
      const all = vector(7 * pattern.size, random);
      const one = all.slice();
      factorisation.solveMany(all);
      for (let c = 0; c < 7; c++) factorisation.solve(one.subarray(c * pattern.size, (c + 1) * pattern.size));
      // Other order of sums, same numbers up to round-off of a well conditioned system.
      all.forEach((value, i) => expect(Math.abs(value - one[i])).toBeLessThan(1e-13));
    }
  });
});

describe("edge cases of patterns", () => {
  const full = (n: number) => Array.from({ length: n }, () => Array.from({ length: n }, (_, j) => j));
  const arrow = Array.from({ length: 200 }, (_, i) => (i === 50 ? Array.from({ length: 200 }, (_, j) => j) : [i, 50]));
  const apart = Array.from({ length: 120 }, (_, i) => (i < 60 ? [0, 1, 2].map((d) => Math.min(59, i + d)) : [i, i % 2 === 0 ? i + 1 : i - 1]));
  const symmetrised = (rows: number[][]): number[][] => {
    const out = rows.map((row) => [...row]);
    rows.forEach((row, i) => row.forEach((j) => out[j].push(i)));
    return out;
  };
  it.each([
    ["a single row", [[0]]], ["a diagonal", Array.from({ length: 9 }, (_, i) => [i])], ["a full matrix", full(70)],
    ["a full matrix larger than any leaf", full(600)], ["one dense row", arrow], ["parts that are not connected", symmetrised(apart)],
  ])("%s", (_name, rows) => {
    const pattern = patternOf(rows);
    const random = randomSource(11);
    const b = vector(pattern.size, random);
    for (const [create, values] of [[createLdl, symmetricValues(pattern, random)], [createLu, unsymmetricValues(pattern, random)]] as const) {
      expect(backwardError(pattern, values, solveFresh(create, pattern, values, b), b)).toBeLessThan(roundOff);
    }
  });
});

describe("retained rows", () => {
  const problems: [string, Problem][] = [
    ["2D", periodicGrid(2, 9)], ["3D", periodicGrid(3, 4)], ["more than the macroscopic rows", periodicGrid(2, 6, 13)],
    ["nothing but retained rows", { ...boxGrid([1], 1, 5), retained: 6 }],
  ];
  it.each(problems)("%s: Schur complement equals dense condensation, and the halves of a solve fit together", (_name, problem) => {
    const random = randomSource(5);
    const { pattern, retained } = problem;
    const eliminated = pattern.size - retained;
    for (const [create, values] of [[createLdl, symmetricValues(pattern, random)], [createLu, unsymmetricValues(pattern, random)]] as const) {
      kernels.release(base);
      const factorisation = create(kernels, analyse(pattern, { retained, ...(eliminated > 0 ? problem.geometry : {}) }));
      factorisation.values().set(values);
      factorisation.factor();
      const schur = factorisation.schur();
      const exact = denseSchur(toDense(pattern, values), retained);
      // Entries of the retained block are sums over all rows: compare with its largest.
      const scale = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      schur.forEach((value, i) => expect(Math.abs(value - exact[i])).toBeLessThan(1e-13 * scale));
      const b = vector(pattern.size, random);
      const x = b.slice();
      factorisation.forward(x);
      x.set(denseSolve(exact, x.slice(eliminated)), eliminated);
      factorisation.backward(x);
      expect(backwardError(pattern, values, x, b)).toBeLessThan(roundOff);
    }
  });
});

describe("LDLᵀ", () => {
  it("counts the negative eigenvalues of an indefinite matrix (Sylvester)", () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 24 }), fc.integer(), (size, seed) => {
      const random = randomSource(seed);
      const pattern = randomPattern(size, 4, random);
      const values = symmetricValues(pattern, random, () => (random() < 0 ? -1 : 1));
      kernels.release(base);
      const factorisation = createLdl(kernels, analyse(pattern));
      factorisation.values().set(values);
      expect(factorisation.factor().negativePivots).toBe(negativeEigenvalues(toDense(pattern, values)));
    }), { numRuns: 40 });
  });

  it("reads the lower half alone", () => {
    const { pattern } = boxGrid([6, 5], 2);
    const values = symmetricValues(pattern, randomSource(2));
    const b = vector(pattern.size, randomSource(3));
    const whole = solveFresh(createLdl, pattern, values, b);
    for (let i = 0; i < pattern.size; i++) for (let k = pattern.rowStart[i]; k < pattern.rowStart[i + 1]; k++) if (pattern.columns[k] > i) values[k] = NaN;
    expect(solveFresh(createLdl, pattern, values, b)).toEqual(whole);
  });

  it("names the row at which a floating structure turns out singular", () => {
    // Graph Laplacian: constant vectors are its kernel, so the last pivot is round-off.
    const { pattern } = boxGrid([7, 7], 1);
    const values = Float64Array.from(pattern.columns, () => -1);
    for (let i = 0; i < pattern.size; i++) {
      for (let k = pattern.rowStart[i]; k < pattern.rowStart[i + 1]; k++) if (pattern.columns[k] === i) values[k] = pattern.rowStart[i + 1] - pattern.rowStart[i] - 1;
    }
    for (const create of [createLdl, createLu]) {
      kernels.release(base);
      const symbolic = analyse(pattern);
      const factorisation = create(kernels, symbolic);
      factorisation.values().set(values);
      const last = symbolic.fronts.permutation[pattern.size - 1];
      expect(() => factorisation.factor()).toThrow(expect.objectContaining({ code: "E_SINGULAR", details: { row: last } }));
    }
  });

  it("names a row whose values are not numbers", () => {
    const { pattern } = boxGrid([5, 5], 2);
    const values = symmetricValues(pattern, randomSource(2));
    values[pattern.rowStart[17] + pattern.columns.subarray(pattern.rowStart[17], pattern.rowStart[18]).indexOf(17)] = NaN;
    expect(() => solveFresh(createLdl, pattern, values, new Float64Array(pattern.size))).toThrow(/E_SINGULAR/);
  });
});

describe("LU", () => {
  it("exchanges rows where the diagonal is zero", () => {
    // [[0, 1], [1, 0]] blocks coupled weakly: LDLᵀ without interchanges cannot do these.
    const random = randomSource(9);
    const { pattern } = boxGrid([12, 10], 2);
    const values = Float64Array.from(pattern.columns, () => 0.01 * random());
    for (let i = 0; i < pattern.size; i++) {
      for (let k = pattern.rowStart[i]; k < pattern.rowStart[i + 1]; k++) {
        if (pattern.columns[k] === i) values[k] = 0;
        if (pattern.columns[k] === (i ^ 1)) values[k] = 1;
      }
    }
    const b = vector(pattern.size, random);
    expect(backwardError(pattern, values, solveFresh(createLu, pattern, values, b), b)).toBeLessThan(roundOff);
  });

  it("agrees with LDLᵀ on a symmetric matrix", () => {
    const { pattern } = boxGrid([6, 6, 6], 3);
    const values = symmetricValues(pattern, randomSource(4));
    const b = vector(pattern.size, randomSource(5));
    const lu = solveFresh(createLu, pattern, values, b), ldl = solveFresh(createLdl, pattern, values, b);
    lu.forEach((value, i) => expect(Math.abs(value - ldl[i])).toBeLessThan(1e-13));
  });
});

describe("factorisations as such", () => {
  it("give the same bits again, whatever stood in the memory before", () => {
    const { pattern, retained, geometry } = periodicGrid(2, 16);
    const random = randomSource(6);
    const b = vector(pattern.size, random);
    for (const [create, values] of [[createLdl, symmetricValues(pattern, random)], [createLu, unsymmetricValues(pattern, random)]] as const) {
      const runs = [0, 1e300, NaN].map((rubbish) => {
        kernels.release(base);
        const symbolic = analyse(pattern, { retained, ...geometry });
        const pointer = kernels.allocate(2 ** 24);
        kernels.f64(pointer, 2 ** 21).fill(rubbish);
        kernels.release(base);
        const factorisation = create(kernels, symbolic);
        factorisation.values().set(values);
        factorisation.factor();
        factorisation.factor();
        const x = b.slice();
        factorisation.forward(x);
        factorisation.backward(x);
        return [new BigUint64Array(x.buffer), new BigUint64Array(factorisation.schur().buffer)];
      });
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
    }
  });

  it("refuse what would not fit a WASM memory, with the estimate", () => {
    kernels.release(base);
    const symbolic = { ...symbolicOf(boxGrid([3, 3], 1)), size: 2 ** 27 };
    expect(() => createLdl(kernels, symbolic)).toThrow(expect.objectContaining({ code: "E_MEMORY", hint: expect.stringContaining("iterative") as string }));
    expect(kernels.mark()).toBe(base);
  });

  it("refuse to solve alone when rows are retained", () => {
    kernels.release(base);
    const factorisation = createLdl(kernels, symbolicOf(periodicGrid(2, 4)));
    expect(() => factorisation.solve(new Float64Array(34))).toThrow(/keeps 4 rows/);
  });

  it("take the memory they said they would", () => {
    kernels.release(base);
    const symbolic = symbolicOf(periodicGrid(3, 5));
    const before = kernels.mark();
    const factorisation = createLdl(kernels, symbolic);
    expect(factorisation.bytes).toBe(ldlBytes(symbolic));
    // Five blocks, each rounded up to 64 bytes.
    expect(kernels.mark() - before - factorisation.bytes).toBeLessThan(5 * 64);
  });
});
