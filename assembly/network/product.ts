// Small matrix products in blocks whose sums stay in registers.
import { add, at, from, mul, past, Place, put, shared, splat } from "./lanes";

/**
 * out[r][0 … columns) = sum over k of A[r][k] X[k][0 … columns), for a number of rows that is a multiple of 4 and 3 or 6 columns.
 * A is shared, its rows and columns `rowStep` and `step` numbers apart; X and out are lanes with rows `stride` apart.
 */
export function product(rows: i32, inner: i32, columns: i32, A: Place, rowStep: i32, step: i32, X: Place, out: Place, stride: i32): void {
  for (let r = 0; r < rows; r += 4) {
    for (let c = 0; c < columns; c += 3) {
      let a0 = splat(0.0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
      let c0 = a0, c1 = a0, c2 = a0, d0 = a0, d1 = a0, d2 = a0;
      let row = past(A, r * rowStep);
      let x = from(X, c);
      for (let k = 0; k < inner; k++) {
        const x0 = at(x, 0), x1 = at(x, 1), x2 = at(x, 2);
        const a = shared(row, 0), b = shared(row, rowStep), e = shared(row, 2 * rowStep), f = shared(row, 3 * rowStep);
        a0 = add(a0, mul(a, x0)); a1 = add(a1, mul(a, x1)); a2 = add(a2, mul(a, x2));
        b0 = add(b0, mul(b, x0)); b1 = add(b1, mul(b, x1)); b2 = add(b2, mul(b, x2));
        c0 = add(c0, mul(e, x0)); c1 = add(c1, mul(e, x1)); c2 = add(c2, mul(e, x2));
        d0 = add(d0, mul(f, x0)); d1 = add(d1, mul(f, x1)); d2 = add(d2, mul(f, x2));
        row = past(row, step);
        x = from(x, stride);
      }
      let to = from(out, r * stride + c);
      put(to, 0, a0); put(to, 1, a1); put(to, 2, a2);
      to = from(to, stride);
      put(to, 0, b0); put(to, 1, b1); put(to, 2, b2);
      to = from(to, stride);
      put(to, 0, c0); put(to, 1, c1); put(to, 2, c2);
      to = from(to, stride);
      put(to, 0, d0); put(to, 1, d1); put(to, 2, d2);
    }
  }
}

/** out[r] = sum over k of A[r][k] x[k], for a number of rows that is a multiple of 4; x and out are lanes some steps apart. */
export function apply(rows: i32, inner: i32, A: Place, rowStep: i32, step: i32, x: Place, xStep: i32, out: Place, outStep: i32): void {
  for (let r = 0; r < rows; r += 4) {
    let p = past(A, r * rowStep), q = past(p, rowStep), s = past(q, rowStep), t = past(s, rowStep), y = x;
    let a = splat(0.0), b = a, c = a, d = a;
    for (let k = 0; k < inner; k++) {
      const value = at(y, 0);
      a = add(a, mul(shared(p, 0), value)); b = add(b, mul(shared(q, 0), value));
      c = add(c, mul(shared(s, 0), value)); d = add(d, mul(shared(t, 0), value));
      p = past(p, step); q = past(q, step); s = past(s, step); t = past(t, step);
      y = from(y, xStep);
    }
    const to = from(out, r * outStep);
    put(to, 0, a); put(to, outStep, b); put(to, 2 * outStep, c); put(to, 3 * outStep, d);
  }
}

/** out[i] = sum over r of A[r][i] x[r]: the transpose of `apply` for any number of columns and an even number of rows. */
export function applyTransposed(rows: i32, columns: i32, A: Place, x: Place, xStep: i32, out: Place): void {
  for (let i = 0; i < columns; i += 2) {
    const next = i + 1 < columns ? 1 : 0;
    let even = splat(0.0), odd = even, evenNext = even, oddNext = even;
    let row = past(A, i);
    let from0 = x;
    for (let r = 0; r < rows; r += 2) {
      const x0 = at(from0, 0), x1 = at(from0, xStep);
      even = add(even, mul(shared(row, 0), x0)); evenNext = add(evenNext, mul(shared(row, next), x0));
      odd = add(odd, mul(shared(row, columns), x1)); oddNext = add(oddNext, mul(shared(row, columns + next), x1));
      row = past(row, 2 * columns);
      from0 = from(from0, 2 * xStep);
    }
    put(out, i + next, add(evenNext, oddNext));
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

/** out[0 … columns) += sum over rows of factor[r] X[r][0 … columns), for a multiple of 3 columns; all are lanes, the factors `factorStep`, rows of X `stride` apart. */
export function addRows(rows: i32, columns: i32, factor: Place, factorStep: i32, X: Place, stride: i32, out: Place): void {
  for (let c = 0; c < columns; c += 3) {
    let a = at(out, c), b = at(out, c + 1), d = at(out, c + 2);
    let x = from(X, c);
    let f = factor;
    for (let r = 0; r < rows; r++) {
      const weight = at(f, 0);
      a = add(a, mul(weight, at(x, 0))); b = add(b, mul(weight, at(x, 1))); d = add(d, mul(weight, at(x, 2)));
      x = from(x, stride);
      f = from(f, factorStep);
    }
    put(out, c, a); put(out, c + 1, b); put(out, c + 2, d);
  }
}

/** One row v of `addSquares`, three of its columns from u on; those behind the last are left out. */
function addSquareRow(rows: i32, v: i32, u: i32, width: i32, factor: Place, factorStep: i32, X: Place, stride: i32, out: Place): void {
  const second = width > 1 ? 1 : 0, third = width > 2 ? 2 : 0;
  let a = at(out, 0), b = at(out, second), d = at(out, third);
  let x = X;
  let f = factor;
  for (let r = 0; r < rows; r++) {
    const weight = mul(at(f, 0), at(x, v));
    a = add(a, mul(weight, at(x, u))); b = add(b, mul(weight, at(x, u + second))); d = add(d, mul(weight, at(x, u + third)));
    x = from(x, stride);
    f = from(f, factorStep);
  }
  if (width > 2) put(out, 2, d);
  if (width > 1) put(out, 1, b);
  put(out, 0, a);
}

/** out (packed) += sum over rows of factor[r] X[r] x X[r]; the factors are lanes `factorStep` apart, rows of X `stride` apart. */
export function addSquares(rows: i32, columns: i32, factor: Place, factorStep: i32, X: Place, stride: i32, out: Place): void {
  let p = 0;
  for (let v = 0; v < columns; v++) {
    for (let u = v; u < columns; u += 3) {
      const width = columns - u < 3 ? columns - u : 3;
      addSquareRow(rows, v, u, width, factor, factorStep, X, stride, from(out, p));
      p += width;
    }
  }
}
