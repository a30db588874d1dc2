import { describe, expect, it } from "vitest";
import { createLdl, createLu } from "../../../src/kernels/factor.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { refine, refineSymmetric } from "../../../src/kernels/refine.js";
import { analyse, type SparsityPattern } from "../../../src/sparse/index.js";
import { backwardError } from "../../support/dense.js";
import { boxGrid, randomSource } from "../../support/sparse-problems.js";

/** Entries on a grid; diagonal entries of 1e-6 where others are about 1: pivots that cost six digits. */
function smallPivots(pattern: SparsityPattern, symmetric: (i: number, j: number) => number): Float64Array {
  const values = new Float64Array(pattern.columns.length);
  for (let i = 0; i < pattern.size; i++) {
    for (let k = pattern.rowStart[i]; k < pattern.rowStart[i + 1]; k++) values[k] = i === pattern.columns[k] ? 1e-6 * (1 + (i % 3)) : symmetric(i, pattern.columns[k]);
  }
  return values;
}

describe("iterative refinement wins back what small pivots cost", () => {
  const { pattern, geometry } = boxGrid([11, 7], 1);
  const random = randomSource(8);
  const table = Float64Array.from({ length: pattern.size * pattern.size }, random);
  const upper = smallPivots(pattern, (i, j) => table[i * pattern.size + j]);
  const symmetric = smallPivots(pattern, (i, j) => table[Math.max(i, j) * pattern.size + Math.min(i, j)]);
  const b = Float64Array.from({ length: pattern.size }, random);

  it.each([["LU", createLu, refine, upper], ["LDLᵀ", createLdl, refineSymmetric, symmetric]] as const)("%s", async (_name, create, improve, values) => {
    const factorisation = create(await loadKernels(), analyse(pattern, geometry));
    factorisation.values().set(values);
    factorisation.factor();
    const x = b.slice();
    factorisation.solve(x);
    const before = improve(factorisation, b, x);
    for (let step = 0; step < 3; step++) improve(factorisation, b, x);
    const after = improve(factorisation, b, x);
    // Refinement with residuals in working precision ends at a few u (Skeel 1980).
    expect(after).toBeLessThan(1e-15);
    expect(before).toBeGreaterThan(after);
    expect(backwardError(pattern, values, x, b)).toBeLessThan(1e-15);
  });
});
