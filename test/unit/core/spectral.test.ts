import { describe, expect, it } from "vitest";
import { spectralPower } from "../../../src/core/math.gen.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { seeded } from "../../support/random.js";

type Matrix = readonly (readonly number[])[];

const axes = [0, 1, 2] as const;
const voigt = [[0, 0], [1, 1], [2, 2], [0, 1], [1, 2], [0, 2]] as const;
const identity: Matrix = axes.map((i) => axes.map((j) => (i === j ? 1 : 0)));
const random = seeded(7);

const build = (entry: (i: number, j: number) => number): Matrix => axes.map((i) => axes.map((j) => entry(i, j)));
const product = (a: Matrix, b: Matrix): Matrix => build((i, j) => axes.reduce((sum: number, k) => sum + a[i]![k]! * b[k]![j]!, 0));
const transposed = (a: Matrix): Matrix => build((i, j) => a[j]![i]!);
const trace = (a: Matrix): number => a[0]![0]! + a[1]![1]! + a[2]![2]!;

/** A rotation from three random planar ones. */
function rotation(): Matrix {
  return [[0, 1], [1, 2], [0, 2]].reduce((Q: Matrix, [p, q]) => {
    const c = 2 * random() - 1;
    const s = Math.sqrt(1 - c * c);
    return product(Q, build((i, j) => (i === j ? (i === p || i === q ? c : 1) : i === p && j === q ? -s : i === q && j === p ? s : 0)));
  }, identity);
}

/** Q diag(values) Q^T, symmetric to the bit. */
function withEigenvalues(values: readonly number[], Q: Matrix): Matrix {
  const A = product(build((i, j) => Q[i]![j]! * values[j]!), transposed(Q));
  return build((i, j) => A[Math.min(i, j)]![Math.max(i, j)]!);
}

function evaluate(E: Matrix, p: number): Float64Array {
  const out = new Float64Array(28);
  spectralPower(Float64Array.from(voigt, ([i, j]) => E[i]![j]!), p, out);
  return out;
}

interface Expected {
  readonly value: number;
  readonly first: Matrix;
  second(i: number, j: number, k: number, l: number): number;
}

/**
 * scale^p tr((1+X)^p) - 3 and its derivatives with respect to E = (C - 1)/2, C = scale (1+X), from the binomial series of tensor
 * powers: no eigenvalues, so nothing special happens where they are equal. For |X| < 0.4.
 */
function binomialSeries(X: Matrix, p: number, scale: number): Expected {
  const powers: Matrix[] = [identity];
  const terms = 70;
  while (powers.length < terms) powers.push(product(powers.at(-1)!, X));
  const binomial = (exponent: number): number[] => {
    const all = [1];
    for (let n = 1; n < terms; n++) all.push((all[n - 1]! * (exponent - n + 1)) / n);
    return all;
  };
  const zeroth = binomial(p);
  const shifted = binomial(p - 1);
  const value = scale ** p * powers.reduceRight((sum, power, n) => (n === 0 ? sum : sum + zeroth[n]! * trace(power)), 0) + 3 * (scale ** p - 1);
  const first = build((i, j) => 2 * p * scale ** (p - 1) * powers.reduceRight((sum, power, n) => sum + shifted[n]! * power[i]![j]!, 0));
  const second = (i: number, j: number, k: number, l: number): number => {
    let sum = 0;
    for (let n = terms - 1; n > 0; n--) {
      for (let m = 0; m < n; m++) {
        const left = powers[m]!;
        const right = powers[n - 1 - m]!;
        sum += 0.5 * shifted[n]! * (left[i]![k]! * right[l]![j]! + left[i]![l]! * right[k]![j]!);
      }
    }
    return 4 * p * scale ** (p - 2) * sum;
  };
  return { value, first, second };
}

/** Largest differences, relative to the largest entry of each derivative (and to the size given for the value). */
function errors(out: Float64Array, expected: Expected, valueSize: number): { value: number; first: number; second: number } {
  const first = voigt.map(([i, j]) => expected.first[i]![j]!);
  const second = voigt.flatMap(([i, j], a) => voigt.slice(a).map(([k, l]) => expected.second(i, j, k, l)));
  return {
    value: Math.abs(out[0]! - expected.value) / valueSize,
    first: worst(out.subarray(1, 7), first),
    second: worst(out.subarray(7), second),
  };
}

function worst(computed: Float64Array, expected: readonly number[]): number {
  const size = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
  return Math.max(...expected.map((value, i) => Math.abs(computed[i]! - value))) / size;
}

const exponents = [-3.7, -2, -0.5, 0.65, 1, 1.3, 2, 5.5, 12.5];

describe("tr(C^p) - 3 and its derivatives against the binomial series", () => {
  // 1e-13: some ten operations on eigenvectors that are orthonormal to 1e-15, times exponents up to 12.
  it.each([1, 4, 0.25])("random strains, C about %d", (scale) => {
    for (const p of exponents) {
      for (let trial = 0; trial < 4; trial++) {
        const X = withEigenvalues([0.3 * random(), -0.3 * random(), 0.6 * random() - 0.3], rotation());
        const E = build((i, j) => 0.5 * (scale * X[i]![j]! + (scale - 1) * identity[i]![j]!));
        const found = errors(evaluate(E, p), binomialSeries(X, p, scale), Math.max(1, scale ** p));
        expect(Math.max(found.value, found.first, found.second), `p=${p}`).toBeLessThan(1e-13);
      }
    }
  });

  const gaps = [0, 1e-16, 1e-15, 1e-13, 1e-11, 1e-9, 1e-8, 1e-7, 1e-5, 1e-3];
  it.each(gaps)("two eigenvalues with a gap of %d", (gap) => {
    for (const p of exponents) {
      const X = withEigenvalues([0.2, 0.2 + gap, -0.15], rotation());
      const found = errors(evaluate(build((i, j) => 0.5 * X[i]![j]!), p), binomialSeries(X, p, 1), 1);
      expect(Math.max(found.value, found.first, found.second), `p=${p}`).toBeLessThan(1e-13);
    }
  });

  it.each(gaps)("three eigenvalues with gaps of %d and twice that", (gap) => {
    for (const p of exponents) {
      const X = withEigenvalues([0.2, 0.2 + gap, 0.2 + 2 * gap], rotation());
      const found = errors(evaluate(build((i, j) => 0.5 * X[i]![j]!), p), binomialSeries(X, p, 1), 1);
      expect(Math.max(found.value, found.first, found.second), `p=${p}`).toBeLessThan(1e-13);
    }
  });

  // Off-diagonal components of the gradient are of the order of the strain and must keep their own digits; 1e-13 of the strain.
  it.each([1e-3, 1e-6, 1e-9, 1e-12])("keeps its digits at strain %d", (strain) => {
    for (const p of exponents) {
      const X = withEigenvalues([2 * strain, -strain, 0.5 * strain], rotation());
      const out = evaluate(build((i, j) => 0.5 * X[i]![j]!), p);
      const expected = binomialSeries(X, p, 1);
      const found = errors(out, expected, Math.abs(expected.value));
      expect(Math.max(found.first, found.second)).toBeLessThan(1e-15);
      expect(found.value).toBeLessThan(1e-13);
      for (const a of [3, 4, 5]) {
        const [i, j] = voigt[a]!;
        expect(Math.abs(out[1 + a]! - expected.first[i]![j]!)).toBeLessThanOrEqual(1e-13 * Math.abs(p * (p - 1)) * strain);
      }
    }
  });
});

describe("closed forms at large strain", () => {
  const large = withEigenvalues([4, -0.45, 0.9], rotation());
  const C = build((i, j) => 2 * large[i]![j]! + identity[i]![j]!);

  it("p = 2: gradient 4 C, second derivative 8 times the symmetric identity", () => {
    const expected: Expected = {
      value: trace(product(C, C)) - 3,
      first: build((i, j) => 4 * C[i]![j]!),
      second: (i, j, k, l) => 4 * (identity[i]![k]! * identity[j]![l]! + identity[i]![l]! * identity[j]![k]!),
    };
    const found = errors(evaluate(large, 2), expected, 80);
    expect(Math.max(found.value, found.first, found.second)).toBeLessThan(3e-14);
  });

  it("p = 3: gradient 6 C^2, second derivative from the product rule", () => {
    const square = product(C, C);
    const expected: Expected = {
      value: trace(product(square, C)) - 3,
      first: build((i, j) => 6 * square[i]![j]!),
      second: (i, j, k, l) => 6 * (identity[i]![k]! * C[l]![j]! + identity[i]![l]! * C[k]![j]! + C[i]![k]! * identity[l]![j]! + C[i]![l]! * identity[k]![j]!),
    };
    const found = errors(evaluate(large, 3), expected, 800);
    expect(Math.max(found.value, found.first, found.second)).toBeLessThan(3e-14);
  });

  it("p = 0 and p = 1 are a constant and a linear function, exactly", () => {
    expect([...evaluate(large, 0)].every((x) => x === 0)).toBe(true);
    const linear = evaluate(large, 1);
    expect([...linear.subarray(1, 7)]).toEqual([2, 2, 2, 0, 0, 0]);
    expect(worst(linear.subarray(7), new Array<number>(21).fill(0))).toBe(0);
  });
});

describe("edges", () => {
  it("gives the small-strain stiffness at E = 0 exactly", () => {
    const p = 1.75;
    const h = 4 * p * (p - 1);
    const out = evaluate(build(() => 0), p);
    expect([...out]).toEqual([0, 2 * p, 2 * p, 2 * p, 0, 0, 0, h, 0, 0, 0, 0, 0, h, 0, 0, 0, 0, h, 0, 0, 0, h / 2, 0, 0, h / 2, 0, h / 2]);
  });

  it("says NaN where C is not positive definite or the strain is no number", () => {
    expect(evaluate(withEigenvalues([-0.6, 0, 0], identity), 1.5)[0]).toBeNaN();
    expect(evaluate(build(() => NaN), 1.5)[1]).toBeNaN();
  });

  it("WASM gives the same bits", async () => {
    const kernels = await loadKernels();
    const strain = kernels.f64(kernels.allocate(48), 6);
    const answer = kernels.f64(kernels.allocate(224), 28);
    const twin = new Float64Array(28);
    for (let trial = 0; trial < 5000; trial++) {
      const size = 10 ** (-8 * random());
      for (let i = 0; i < 6; i++) strain[i] = trial % 3 === 0 && i > 3 ? 0 : size * (random() - 0.4);
      const p = 20 * random() - 8;
      kernels.exports.spectralPower!(strain.byteOffset, p, answer.byteOffset);
      spectralPower(Float64Array.from(strain), p, twin);
      expect(answer).toEqual(twin);
    }
  });
});
