/** Iterative refinement: wins back the digits that a restricted choice of pivots may cost [skeel1980]. */
import type { Factorisation } from "./factor.js";

/**
 * One refinement step on the full matrix in `factorisation.values()`.
 * @param b right-hand side `[size]`
 * @param x solution to improve, in place `[size]`
 * @returns the backward error before the step: largest |b - K x| of a row over the largest |K| |x| + |b|
 */
export function refine(factorisation: Factorisation, b: Float64Array, x: Float64Array): number {
  const { rowStart, columns } = factorisation.symbolic.pattern;
  return step(factorisation, b, x, (values, residual, size) => {
    for (let i = 0; i < b.length; i++) {
      for (let k = rowStart[i]; k < rowStart[i + 1]; k++) take(residual, size, i, values[k] * x[columns[k]]);
    }
  });
}

/** The same for a symmetric matrix of which the entries with column ≤ row alone are there. */
export function refineSymmetric(factorisation: Factorisation, b: Float64Array, x: Float64Array): number {
  const { rowStart, columns } = factorisation.symbolic.pattern;
  return step(factorisation, b, x, (values, residual, size) => {
    for (let i = 0; i < b.length; i++) {
      for (let k = rowStart[i]; columns[k] <= i && k < rowStart[i + 1]; k++) {
        const j = columns[k];
        take(residual, size, i, values[k] * x[j]);
        if (j < i) take(residual, size, j, values[k] * x[i]);
      }
    }
  });
}

function take(residual: Float64Array, size: Float64Array, i: number, product: number): void {
  residual[i] -= product;
  size[i] += Math.abs(product);
}

function step(factorisation: Factorisation, b: Float64Array, x: Float64Array, subtract: (values: Float64Array, residual: Float64Array, size: Float64Array) => void): number {
  const residual = b.slice();
  const size = b.map(Math.abs);
  subtract(factorisation.values(), residual, size);
  const largest = (list: Float64Array): number => list.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest(size);
  const error = scale > 0 ? largest(residual) / scale : 0;
  factorisation.solve(residual);
  for (let i = 0; i < x.length; i++) x[i] += residual[i];
  return error;
}
