/** Gaussian elimination with pivoting on a full matrix: slow and obvious, to test solvers and what stands on them. */
import type { LinearSolution, LinearSolverFactory } from "../../src/solve/linear.js";
import type { SparsityPattern } from "../../src/sparse/pattern.js";

export const denseSolver: LinearSolverFactory = {
  kind: "symmetric",
  create: (pattern) => Promise.resolve(createDense(pattern)),
};

function createDense(pattern: SparsityPattern) {
  const n = pattern.size;
  const m = new Float64Array(n * n);
  const order = new Int32Array(n);
  return {
    method: { name: "ldl", bytes: m.byteLength } as const,
    factor(values: Float64Array): boolean {
      m.fill(0);
      let scale = 0;
      for (let i = 0; i < n; i++) {
        order[i] = i;
        for (let k = pattern.rowStart[i]; k < pattern.rowStart[i + 1]; k++) {
          m[i * n + pattern.columns[k]] = values[k];
          scale = Math.max(scale, Math.abs(values[k]));
        }
      }
      for (let k = 0; k < n; k++) {
        let p = k;
        for (let i = k + 1; i < n; i++) if (Math.abs(m[order[i] * n + k]) > Math.abs(m[order[p] * n + k])) p = i;
        [order[k], order[p]] = [order[p], order[k]];
        const top = order[k] * n;
        if (Math.abs(m[top + k]) <= 1e-14 * scale) return false;
        for (let i = k + 1; i < n; i++) {
          const row = order[i] * n;
          if (m[row + k] === 0) continue;
          const f = (m[row + k] /= m[top + k]);
          for (let j = k + 1; j < n; j++) m[row + j] -= f * m[top + j];
        }
      }
      return true;
    },
    solve(rhs: Float64Array, x: Float64Array): LinearSolution {
      const y = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        let s = rhs[order[i]];
        for (let j = 0; j < i; j++) s -= m[order[i] * n + j] * y[j];
        y[i] = s;
      }
      for (let i = n - 1; i >= 0; i--) {
        let s = y[i];
        for (let j = i + 1; j < n; j++) s -= m[order[i] * n + j] * x[j];
        x[i] = s / m[order[i] * n + i];
      }
      return { solved: true, iterations: 0, replaced: false };
    },
    dispose() { /* Garbage. */ },
  };
}
