// What modes that are taken from F add to the stiffness of a cell (see CellModes in src/kernels/element.ts): two modes, then two columns in the lanes of a vector.
// The order of operations of each mode is that of src/fe/kernel.ts, so that both give the same bits. The number of modes and the size of the cell are even.

// @ts-ignore: decorator
@inline
function more(s: v128, a: v128, b: v128): v128 {
  return f64x2.add(s, f64x2.mul(a, b));
}

/** Rows [count, length] as pairs [count / 2, length, 2]. */
function join(rows: usize, count: i32, length: i32, out: usize): void {
  const row = <usize>length << 3;
  for (let s = 0; s < count; s += 2, rows += row) {
    for (const end = rows + row; rows < end; rows += 8, out += 16) v128.store(out, v128.load_lane<f64>(rows + row, v128.load64_splat(rows), 1));
  }
}

/** The other way round. */
function separate(pairs: usize, count: i32, length: i32, out: usize): void {
  const row = <usize>length << 3;
  for (let s = 0; s < count; s += 2, out += row) {
    for (const end = out + row; out < end; out += 8, pairs += 16) {
      const v = v128.load(pairs);
      v128.store64_lane(out, v, 0);
      v128.store64_lane(out + row, v, 1);
    }
  }
}

/** right = w A M and left = w M A at a point. */
function contract(A: usize, M: usize, weight: v128, right: usize, left: usize): void {
  for (let k: usize = 0; k < 144; k += 16) {
    const row = A + 9 * (k >> 1);
    let r = f64x2.splat(0), l = r, column = A + (k >> 1);
    for (let n: usize = 0; n < 9; n++, column += 72) {
      const m = v128.load(M + (n << 4));
      r = more(r, v128.load64_splat(row + (n << 3)), m);
      l = more(l, v128.load64_splat(column), m);
    }
    v128.store(right + k, f64x2.mul(weight, r));
    v128.store(left + k, f64x2.mul(weight, l));
  }
}

/** Adds the nodal forces of a stress [3, 3] at a point; out [nodes, dimension]. */
function addNodal(dimension: i32, nodes: i32, gradient: usize, stress: usize, out: usize): void {
  for (let J = 0; J < dimension; J++, stress += 16) {
    let to = out;
    for (let a = 0; a < nodes; a++, gradient += 8) {
      const g = v128.load64_splat(gradient);
      for (let i = 0; i < dimension; i++, to += 16) v128.store(to, more(v128.load(to), g, v128.load(stress + <usize>(48 * i))));
    }
  }
}

/** row -= share · other, two numbers at a time. */
function subtract(row: usize, other: usize, length: usize, share: v128): void {
  for (const end = row + length; row < end; row += 16, other += 16) v128.store(row, f64x2.sub(v128.load(row), f64x2.mul(share, v128.load(other))));
}

/** K -= sum over modes of before ⊗ rates + rates ⊗ behind. */
function addDyads(count: i32, row: usize, before: usize, rates: usize, behind: usize, K: usize): void {
  for (let a: usize = 0; a < row; a += 8) {
    for (let b: usize = 0; b < row; b += 16, K += 16) {
      let k = v128.load(K), at: usize = 0;
      for (let s = 0; s < count; s++, at += row) {
        const x = v128.load64_splat(before + at + a), y = v128.load64_splat(rates + at + a);
        k = f64x2.sub(k, more(f64x2.mul(x, v128.load(rates + at + b)), y, v128.load(behind + at + b)));
      }
      v128.store(K, k);
    }
  }
}

/**
 * Adds to the stiffness [size, size] of one cell. dNdX [points, dimension, nodes], dV [points], A [points, 3, 3, 3, 3], moved [count, 3, 3], rates and pulled [count, size],
 * weights [count, points]; work: 10 (9 + points) + 6 size + count doubles per mode and some.
 */
export function modeStiffness(dimension: i32, nodes: i32, points: i32, count: i32, dNdX: usize, dV: usize, A: usize, moved: usize, rates: usize, weights: usize, pulled: usize, stiffness: usize, work: usize): void {
  const size = dimension * nodes, row = <usize>size << 3, all = <usize>count * row;
  const M = work, W = M + <usize>(72 * count), before = W + <usize>(8 * count * points), behind = before + all, X = behind + all, Y = X + all;
  const right = Y + all, left = right + 144, between = left + 144;
  join(moved, count, 9, M);
  join(weights, count, points, W);
  join(pulled, count, size, before);
  memory.copy(behind, before, all);
  memory.fill(between, 0, <usize>(8 * count * count));
  for (let q = 0; q < points; q++, A += 648, dNdX += row) {
    const volume = load<f64>(dV + (<usize>q << 3));
    for (let s = 0; s < count; s += 2) {
      contract(A, M + <usize>(72 * s), v128.load(W + <usize>(8 * s * points + 16 * q)), right, left);
      for (let t = 0; t < count; t++) {
        let sum = f64x2.splat(0);
        for (let k: usize = 0; k < 9; k++) sum = more(sum, v128.load64_splat(moved + <usize>(72 * t) + (k << 3)), v128.load(right + (k << 4)));
        const to = between + <usize>(8 * (t * count + s)), share = load<f64>(weights + <usize>(8 * (t * points + q))) / volume;
        v128.store(to, more(v128.load(to), f64x2.splat(share), sum));
      }
      addNodal(dimension, nodes, dNdX, right, before + <usize>s * row);
      addNodal(dimension, nodes, dNdX, left, behind + <usize>s * row);
    }
  }
  separate(before, count, size, X);
  separate(behind, count, size, Y);
  for (let s = 0; s < count; s++) {
    for (let t = 0; t < count; t++) {
      const half = f64x2.splat(load<f64>(between + <usize>(8 * (s * count + t))) / 2);
      subtract(X + <usize>t * row, rates + <usize>s * row, row, half);
      subtract(Y + <usize>s * row, rates + <usize>t * row, row, half);
    }
  }
  addDyads(count, row, X, rates, Y, stiffness);
}
