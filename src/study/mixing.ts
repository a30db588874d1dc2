/** Anderson's acceleration of a fixed-point iteration x = G(x) (walker2011, depth 5): the combination of the last iterates whose residual is smallest. */

/** Iterates that are remembered beside the last. */
const depth = 5;
/** Relative to the largest on the diagonal, below this the differences of residuals do not tell directions apart. */
const singular = 1e-12;

/**
 * A function that takes an iterate and its image, both `[size]`, and gives the next iterate.
 */
export function mixing(size: number): (x: Float64Array, image: Float64Array) => Float64Array {
  const images: Float64Array[] = [], residuals: Float64Array[] = [];
  return (x, image) => {
    images.push(image.slice());
    residuals.push(image.map((value, k) => value - x[k]));
    if (images.length > depth + 1) { images.shift(); residuals.shift(); }
    const last = images.length - 1, next = image.slice();
    const changes = residuals.slice(0, last).map((residual) => residuals[last].map((value, k) => value - residual[k]));
    leastSquares(changes, residuals[last]).forEach((share, j) => {
      for (let k = 0; k < size; k++) next[k] -= share * (images[last][k] - images[j][k]);
    });
    return next;
  };
}

/** Shares of columns whose sum is closest to a vector, by normal equations and Cholesky's factorisation; columns that depend on others get none. */
function leastSquares(columns: readonly Float64Array[], vector: Float64Array): number[] {
  const n = columns.length, L = columns.map(() => new Float64Array(n)), y = new Float64Array(n), dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k], 0);
  const scale = Math.max(0, ...columns.map((column) => dot(column, column)));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = dot(columns[i], columns[j]);
      for (let k = 0; k < j; k++) value -= L[i][k] * L[j][k];
      if (i === j) L[i][i] = value > singular * scale ? Math.sqrt(value) : Infinity;
      else L[i][j] = value / L[j][j];
    }
    y[i] = (dot(columns[i], vector) - L[i].reduce((sum, l, k) => sum + (k < i ? l * y[k] : 0), 0)) / L[i][i];
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) x[i] = (y[i] - x.reduce((sum, value, k) => sum + (k > i ? L[k][i] * value : 0), 0)) / L[i][i];
  return x;
}
