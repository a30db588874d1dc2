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

/**
 * Coordinates of the stretch of F, from log C = 2 artanh((C - 1)(C + 1)^-1); the series is cut after ten terms, which is
 * exact to 1e-9 up to stretches of 1.5 and stays monotone beyond.
 * @param F `[3, 3]` at `start`
 */
export function coordinatesOf(F: ArrayLike<number>, dimension: 2 | 3, out: Float64Array, start = 0): void {
  const C = rightCauchyGreen(F, start);
  const X = product(C.map((c, n) => c - (n % 4 === 0 ? 1 : 0)), inverse(C.map((c, n) => c + (n % 4 === 0 ? 1 : 0))));
  const square = product(X, X);
  let series = new Float64Array(9);
  for (let k = 9; k >= 0; k--) series = product(square, series).map((x, n) => x + (n % 4 === 0 ? 1 / (2 * k + 1) : 0));
  const log = product(X, series);
  bases[dimension].forEach((B, i) => {
    const norm = B.reduce((sum, b) => sum + b * b, 0);
    out[i] = B.reduce((sum, b, n) => sum + b * log[n], 0) / norm;
  });
}

function rightCauchyGreen(F: ArrayLike<number>, start: number): Matrix {
  return Float64Array.from({ length: 9 }, (_, n) => {
    const [i, j] = [Math.floor(n / 3), n % 3];
    return F[start + i] * F[start + j] + F[start + 3 + i] * F[start + 3 + j] + F[start + 6 + i] * F[start + 6 + j];
  });
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

function inverse(A: Matrix): Matrix {
  const at = (n: number, i: number, j: number): number => A[3 * ((Math.floor(n / 3) + i) % 3) + (((n % 3) + j) % 3)];
  const cofactors = A.map((_, n) => at(n, 1, 1) * at(n, 2, 2) - at(n, 1, 2) * at(n, 2, 1));
  const determinant = A[0] * cofactors[0] + A[1] * cofactors[1] + A[2] * cofactors[2];
  return cofactors.map((_, n) => cofactors[3 * (n % 3) + Math.floor(n / 3)] / determinant);
}
