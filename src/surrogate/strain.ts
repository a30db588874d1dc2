/**
 * Coordinates of a stretch: log U = Σ x_i B_i. By objectivity nothing else of F matters.
 *
 * In the plane B = diag(1, -1), shear, ½ 1; in space diag(1, -½, -½), diag(0, √¾, -√¾), the shears 01, 12, 02, and ⅓ 1.
 * The last coordinate is ln J; a stretch by 10 % along the first axis at constant volume has the first coordinate ln 1.1.
 */

/** Symmetric matrices as `[3, 3]`. */
type Matrix = Float64Array;

const half = Math.sqrt(0.75);
const bases: Readonly<Record<2 | 3, readonly (readonly number[])[]>> = {
  2: [[1, 0, 0, 0, -1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 0, 0, 0, 0], [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0]],
  3: [
    [1, 0, 0, 0, -0.5, 0, 0, 0, -0.5], [0, 0, 0, 0, half, 0, 0, 0, -half], [0, 1, 0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0, 1, 0], [0, 0, 1, 0, 0, 0, 1, 0, 0],
    [1 / 3, 0, 0, 0, 1 / 3, 0, 0, 0, 1 / 3],
  ],
};

/** Number of coordinates: 3 in the plane, 6 in space; the last one is volumetric. */
export function coordinateCount(dimension: 2 | 3): number {
  return bases[dimension].length;
}

/** U = exp(Σ x_i B_i) `[3, 3]`, by a Taylor series and squaring, to rounding. */
export function stretchOf(coordinates: ArrayLike<number>, dimension: 2 | 3): Float64Array {
  const H = new Float64Array(9);
  bases[dimension].forEach((B, i) => B.forEach((b, n) => { H[n] += (coordinates[i] * b) / 1024; }));
  let U: Matrix = identity();
  // |H/1024| stays below 0.01 for any stretch that makes sense: seven terms reach rounding.
  for (let k = 7; k >= 1; k--) U = product(H, U).map((x, n) => x / k + (n % 4 === 0 ? 1 : 0));
  for (let k = 0; k < 10; k++) U = product(U, U);
  return symmetric(U);
}

/** Room for matrices of `coordinatesOf`, which is asked at every Gauss point of every iteration. */
const room = { below: new Float64Array(9), inverse: new Float64Array(9), X: new Float64Array(9), square: new Float64Array(9), series: new Float64Array(9), next: new Float64Array(9) };

/**
 * Coordinates of the stretch of F, from log C = 2 artanh((C - 1)(C + 1)^-1); the series is cut after ten terms, which is
 * exact to 1e-9 up to stretches of 1.5 and stays monotone beyond.
 * @param F `[3, 3]` at `start`
 */
export function coordinatesOf(F: ArrayLike<number>, dimension: 2 | 3, out: Float64Array, start = 0): void {
  const { below, inverse, X, square, next } = room;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const c = F[start + i] * F[start + j] + F[start + 3 + i] * F[start + 3 + j] + F[start + 6 + i] * F[start + 6 + j];
      below[3 * i + j] = i === j ? c - 1 : c;
      next[3 * i + j] = i === j ? c + 1 : c;
    }
  }
  invert(next, inverse);
  multiply(below, inverse, X);
  multiply(X, X, square);
  let series = room.series, other = next;
  series.fill(0);
  for (let k = 9; k >= 0; k--) {
    multiply(square, series, other);
    for (let n = 0; n < 9; n += 4) other[n] += 1 / (2 * k + 1);
    [series, other] = [other, series];
  }
  multiply(X, series, other);
  const list = bases[dimension], sizes = norms[dimension];
  for (let i = 0; i < list.length; i++) {
    let sum = 0;
    for (let n = 0; n < 9; n++) sum += list[i][n] * other[n];
    out[i] = sum / sizes[i];
  }
}

const normsOf = (dimension: 2 | 3): number[] => bases[dimension].map((B) => B.reduce((sum, b) => sum + b * b, 0));
const norms = { 2: normsOf(2), 3: normsOf(3) } as const;

function multiply(A: Float64Array, B: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 9; i += 3) for (let j = 0; j < 3; j++) out[i + j] = A[i] * B[j] + A[i + 1] * B[3 + j] + A[i + 2] * B[6 + j];
}

/** Inverse of a symmetric matrix. */
function invert(A: Float64Array, out: Float64Array): void {
  const [a, s, r, , b, t, , , c] = A;
  out[0] = b * c - t * t;
  out[4] = a * c - r * r;
  out[8] = a * b - s * s;
  out[1] = out[3] = r * t - s * c;
  out[5] = out[7] = s * r - t * a;
  out[2] = out[6] = s * t - r * b;
  const determinant = a * out[0] + s * out[1] + r * out[2];
  for (let n = 0; n < 9; n++) out[n] /= determinant;
}

function identity(): Matrix {
  return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
}

function product(A: ArrayLike<number>, B: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const out = new Float64Array(9);
  for (let i = 0; i < 9; i += 3) for (let j = 0; j < 3; j++) out[i + j] = A[i] * B[j] + A[i + 1] * B[3 + j] + A[i + 2] * B[6 + j];
  return out;
}

function symmetric(A: Matrix): Matrix {
  return A.map((a, n) => 0.5 * (a + A[3 * (n % 3) + Math.floor(n / 3)]));
}
