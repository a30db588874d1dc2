// What modes that are taken from F add to the stiffness of a cell (see CellModes in src/kernels/element.ts): two modes, then two columns in the lanes of a vector.
// The order of operations of each mode is that of src/fe/kernel.ts, so that both give the same bits. The number of modes is even, the size of the cell a multiple of four.

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

/** Nine products of a row (entries `step` bytes apart) with M. */
// @ts-ignore: decorator
@inline
function dot(from: usize, step: usize, M: usize): v128 {
  let s = f64x2.mul(v128.load64_splat(from), v128.load(M));
  s = more(s, v128.load64_splat(from + step), v128.load(M, 16)); s = more(s, v128.load64_splat(from + 2 * step), v128.load(M, 32));
  s = more(s, v128.load64_splat(from + 3 * step), v128.load(M, 48)); s = more(s, v128.load64_splat(from + 4 * step), v128.load(M, 64));
  s = more(s, v128.load64_splat(from + 5 * step), v128.load(M, 80)); s = more(s, v128.load64_splat(from + 6 * step), v128.load(M, 96));
  s = more(s, v128.load64_splat(from + 7 * step), v128.load(M, 112)); return more(s, v128.load64_splat(from + 8 * step), v128.load(M, 128));
}

/** right = w A M and left = w M A at a point. */
function contract(A: usize, M: usize, weight: v128, right: usize, left: usize): void {
  for (let k: usize = 0; k < 9; k++) {
    v128.store(right + (k << 4), f64x2.mul(weight, dot(A + 72 * k, 8, M)));
    v128.store(left + (k << 4), f64x2.mul(weight, dot(A + (k << 3), 72, M)));
  }
}

/** Adds the nodal forces of a stress [3, 3] at a point; out [nodes, dimension]. */
function addNodal(dimension: i32, nodes: i32, gradient: usize, stress: usize, out: usize): void {
  for (let J = 0; J < dimension; J++, stress += 16) {
    const x = v128.load(stress), y = v128.load(stress, 48), z = v128.load(stress, 96);
    let to = out;
    for (let a = 0; a < nodes; a++, gradient += 8) {
      const g = v128.load64_splat(gradient);
      v128.store(to, more(v128.load(to), g, x));
      v128.store(to, more(v128.load(to, 16), g, y), 16);
      to += 32;
      if (dimension < 3) continue;
      v128.store(to, more(v128.load(to), g, z));
      to += 16;
    }
  }
}

/** row -= share · other, two numbers at a time. */
function subtract(row: usize, other: usize, length: usize, share: v128): void {
  for (const end = row + length; row < end; row += 16, other += 16) v128.store(row, f64x2.sub(v128.load(row), f64x2.mul(share, v128.load(other))));
}

/** K -= sum over modes of before ⊗ rates + rates ⊗ behind, four columns at a time. */
function addDyads(count: i32, row: usize, before: usize, rates: usize, behind: usize, K: usize): void {
  for (let a: usize = 0; a < row; a += 8) {
    for (let b: usize = 0; b < row; b += 32, K += 32) {
      let k = v128.load(K), l = v128.load(K, 16), x = before + a, y = rates + a, r = rates + b, w = behind + b;
      for (let s = 0; s < count; s++, x += row, y += row, r += row, w += row) {
        const one = v128.load64_splat(x), two = v128.load64_splat(y);
        k = f64x2.sub(k, more(f64x2.mul(one, v128.load(r)), two, v128.load(w)));
        l = f64x2.sub(l, more(f64x2.mul(one, v128.load(r, 16)), two, v128.load(w, 16)));
      }
      v128.store(K, k);
      v128.store(K, l, 16);
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
