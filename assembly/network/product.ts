// Small matrix products in blocks whose sums stay in registers.
import { add, at, from, mul, past, Place, put, shared, splat } from "./lanes";

/**
 * out[r][0 … columns) = sum over k of A[r][k] X[k][0 … columns), for an even number of rows and 3 or 6 columns.
 * A is shared, its rows and columns `rowStep` and `step` numbers apart; X and out are lanes with rows `stride` apart.
 */
export function product(rows: i32, inner: i32, columns: i32, A: Place, rowStep: i32, step: i32, X: Place, out: Place, stride: i32): void {
  for (let r = 0; r < rows; r += 2) {
    for (let c = 0; c < columns; c += 3) {
      let a0 = splat(0.0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
      let first = past(A, r * rowStep);
      let second = past(first, rowStep);
      let x = from(X, c);
      for (let k = 0; k < inner; k++) {
        const f = shared(first, 0), s = shared(second, 0);
        const x0 = at(x, 0), x1 = at(x, 1), x2 = at(x, 2);
        a0 = add(a0, mul(f, x0)); a1 = add(a1, mul(f, x1)); a2 = add(a2, mul(f, x2));
        b0 = add(b0, mul(s, x0)); b1 = add(b1, mul(s, x1)); b2 = add(b2, mul(s, x2));
        first = past(first, step);
        second = past(second, step);
        x = from(x, stride);
      }
      const to = from(out, r * stride + c);
      put(to, 0, a0); put(to, 1, a1); put(to, 2, a2);
      put(to, stride, b0); put(to, stride + 1, b1); put(to, stride + 2, b2);
    }
  }
}

/** out[r] = sum over k of A[r][k] x[k], for a number of rows that is a multiple of 4; x and out are lanes some steps apart. */
export function apply(rows: i32, inner: i32, A: Place, rowStep: i32, step: i32, x: Place, xStep: i32, out: Place, outStep: i32): void {
  for (let r = 0; r < rows; r += 4) {
    let a = splat(0.0), b = a, c = a, d = a;
    let row = past(A, r * rowStep);
    let from0 = x;
    for (let k = 0; k < inner; k++) {
      const value = at(from0, 0);
      a = add(a, mul(shared(row, 0), value)); b = add(b, mul(shared(row, rowStep), value));
      c = add(c, mul(shared(row, 2 * rowStep), value)); d = add(d, mul(shared(row, 3 * rowStep), value));
      row = past(row, step);
      from0 = from(from0, xStep);
    }
    put(out, r * outStep, a); put(out, (r + 1) * outStep, b); put(out, (r + 2) * outStep, c); put(out, (r + 3) * outStep, d);
  }
}

/** out[i] = sum over r of A[r][i] x[r]: the transpose of `apply` for any number of columns. */
export function applyTransposed(rows: i32, columns: i32, A: Place, x: Place, xStep: i32, out: Place): void {
  for (let i = 0; i < columns; i++) {
    let even = splat(0.0), odd = even;
    for (let r = 0; r < rows; r += 2) {
      even = add(even, mul(shared(A, r * columns + i), at(x, r * xStep)));
      odd = add(odd, mul(shared(A, (r + 1) * columns + i), at(x, (r + 1) * xStep)));
    }
    put(out, i, add(even, odd));
  }
}

/** out[r][i] += sum over k of X[r][k] Y[i][k], for an even number of rows; all are lanes, rows of X and Y `inner` long. */
export function addOuter(rows: i32, columns: i32, inner: i32, X: Place, Y: Place, out: Place): void {
  for (let r = 0; r < rows; r += 2) {
    const x = from(X, r * inner);
    for (let i = 0; i < columns; i++) {
      const y = from(Y, i * inner);
      let a = at(out, r * columns + i), b = at(out, (r + 1) * columns + i);
      for (let k = 0; k < inner; k++) {
        const factor = at(y, k);
        a = add(a, mul(at(x, k), factor));
        b = add(b, mul(at(x, inner + k), factor));
      }
      put(out, r * columns + i, a);
      put(out, (r + 1) * columns + i, b);
    }
  }
}

/** out (packed) += sum over rows of factor[r] X[r] x X[r]; the factors are lanes `factorStep` apart, rows of X `stride` apart. */
export function addSquares(rows: i32, columns: i32, factor: Place, factorStep: i32, X: Place, stride: i32, out: Place): void {
  for (let r = 0; r < rows; r++) {
    const x = from(X, r * stride);
    const f = at(factor, r * factorStep);
    let p = 0;
    for (let v = 0; v < columns; v++) {
      const row = mul(f, at(x, v));
      for (let u = v; u < columns; u++) {
        put(out, p, add(at(out, p), mul(row, at(x, u))));
        p++;
      }
    }
  }
}
