// Walsh transforms over the corners of a voxel: w[T] = sum_n (-1)^|T & n| v[n], for 4 (2D) or 8 (3D) corners numbered by their bits z y x.

/** Sums and differences of the two lanes. */
// @ts-ignore: decorator
@inline
function lanes(v: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(v, v, 0, 0), f64x2.mul(v128.shuffle<f64>(v, v, 1, 1), f64x2(1.0, -1.0)));
}

/** Transforms a row of 8 doubles in place. */
// @ts-ignore: decorator
@inline
function row8(row: usize): void {
  const a0 = v128.load(row), a1 = v128.load(row, 16), a2 = v128.load(row, 32), a3 = v128.load(row, 48);
  const b0 = f64x2.add(a0, a1), b1 = f64x2.sub(a0, a1), b2 = f64x2.add(a2, a3), b3 = f64x2.sub(a2, a3);
  v128.store(row, lanes(f64x2.add(b0, b2)));
  v128.store(row, lanes(f64x2.add(b1, b3)), 16);
  v128.store(row, lanes(f64x2.sub(b0, b2)), 32);
  v128.store(row, lanes(f64x2.sub(b1, b3)), 48);
}

// @ts-ignore: decorator
@inline
function row4(row: usize): void {
  const a = v128.load(row), b = v128.load(row, 16);
  v128.store(row, lanes(f64x2.add(a, b)));
  v128.store(row, lanes(f64x2.sub(a, b)), 16);
}

/** Transforms `count` rows of `corners` doubles in place. */
export function walshRows(corners: i32, row: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    if (corners == 8) row8(row);
    else row4(row);
    row += <usize>corners << 3;
  }
}

function columns8(base: usize, stride: usize, width: usize): void {
  for (const end = base + width; base < end; base += 16) {
    const upper = base + 4 * stride;
    const a0 = v128.load(base), a1 = v128.load(base + stride), a2 = v128.load(base + 2 * stride), a3 = v128.load(base + 3 * stride);
    const a4 = v128.load(upper), a5 = v128.load(upper + stride), a6 = v128.load(upper + 2 * stride), a7 = v128.load(upper + 3 * stride);
    let p = f64x2.add(a0, a1), q = f64x2.add(a2, a3), r = f64x2.add(a4, a5), s = f64x2.add(a6, a7);
    let pq = f64x2.add(p, q), rs = f64x2.add(r, s);
    v128.store(base, f64x2.add(pq, rs));
    v128.store(upper, f64x2.sub(pq, rs));
    pq = f64x2.sub(p, q);
    rs = f64x2.sub(r, s);
    v128.store(base + 2 * stride, f64x2.add(pq, rs));
    v128.store(upper + 2 * stride, f64x2.sub(pq, rs));
    p = f64x2.sub(a0, a1);
    q = f64x2.sub(a2, a3);
    r = f64x2.sub(a4, a5);
    s = f64x2.sub(a6, a7);
    pq = f64x2.add(p, q);
    rs = f64x2.add(r, s);
    v128.store(base + stride, f64x2.add(pq, rs));
    v128.store(upper + stride, f64x2.sub(pq, rs));
    pq = f64x2.sub(p, q);
    rs = f64x2.sub(r, s);
    v128.store(base + 3 * stride, f64x2.add(pq, rs));
    v128.store(upper + 3 * stride, f64x2.sub(pq, rs));
  }
}

function columns4(base: usize, stride: usize, width: usize): void {
  for (const end = base + width; base < end; base += 16) {
    const a0 = v128.load(base), a1 = v128.load(base + stride), a2 = v128.load(base + 2 * stride), a3 = v128.load(base + 3 * stride);
    const p = f64x2.add(a0, a1), q = f64x2.add(a2, a3), r = f64x2.sub(a0, a1), s = f64x2.sub(a2, a3);
    v128.store(base, f64x2.add(p, q));
    v128.store(base + stride, f64x2.add(r, s));
    v128.store(base + 2 * stride, f64x2.sub(p, q));
    v128.store(base + 3 * stride, f64x2.sub(r, s));
  }
}

/** Transforms `corners` entries of `width` bytes, `stride` bytes apart, in place. */
export function walshColumns(corners: i32, base: usize, stride: usize, width: usize): void {
  if (corners == 8) columns8(base, stride, width);
  else columns4(base, stride, width);
}
