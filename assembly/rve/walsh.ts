// Walsh transforms over corners or Gauss points of a voxel, two voxels in the lanes: w[T] = sum_n (-1)^|T & n| v[n], numbered by their bits z y x.

/** A row of four in the plane: entries `stride` bytes apart, transformed in place; entry 0 is known to be zero and not read. */
// @ts-ignore: decorator
@inline
export function spread4(at: usize, stride: usize): void {
  const a = v128.load(at + stride), b = v128.load(at + 2 * stride), c = v128.load(at + 3 * stride);
  const p = f64x2.add(a, b), q = f64x2.sub(b, a);
  v128.store(at, f64x2.add(p, c));
  v128.store(at + stride, f64x2.sub(q, c));
  v128.store(at + 2 * stride, f64x2.neg(f64x2.add(q, c)));
  v128.store(at + 3 * stride, f64x2.sub(c, p));
}

/** Eight entries `from` bytes apart to eight places `to` bytes apart. */
// @ts-ignore: decorator
@inline
export function walsh8(src: usize, from: usize, dst: usize, to: usize): void {
  const a0 = v128.load(src), a1 = v128.load(src + from), a2 = v128.load(src + 2 * from), a3 = v128.load(src + 3 * from);
  const a4 = v128.load(src + 4 * from), a5 = v128.load(src + 5 * from), a6 = v128.load(src + 6 * from), a7 = v128.load(src + 7 * from);
  let p = f64x2.add(a0, a1), q = f64x2.add(a2, a3), r = f64x2.add(a4, a5), s = f64x2.add(a6, a7);
  let pq = f64x2.add(p, q), rs = f64x2.add(r, s);
  v128.store(dst, f64x2.add(pq, rs));
  v128.store(dst + 4 * to, f64x2.sub(pq, rs));
  pq = f64x2.sub(p, q);
  rs = f64x2.sub(r, s);
  v128.store(dst + 2 * to, f64x2.add(pq, rs));
  v128.store(dst + 6 * to, f64x2.sub(pq, rs));
  p = f64x2.sub(a0, a1);
  q = f64x2.sub(a2, a3);
  r = f64x2.sub(a4, a5);
  s = f64x2.sub(a6, a7);
  pq = f64x2.add(p, q);
  rs = f64x2.add(r, s);
  v128.store(dst + to, f64x2.add(pq, rs));
  v128.store(dst + 5 * to, f64x2.sub(pq, rs));
  pq = f64x2.sub(p, q);
  rs = f64x2.sub(r, s);
  v128.store(dst + 3 * to, f64x2.add(pq, rs));
  v128.store(dst + 7 * to, f64x2.sub(pq, rs));
}

/** `walsh8` in place for `count` rows side by side, entries `stride` bytes apart. */
export function walshColumns8(base: usize, stride: usize, count: i32): void {
  for (const end = base + (<usize>count << 4); base < end; base += 16) walsh8(base, stride, base, stride);
}

/** Sums over eight points, `point` bytes apart, those that differ along `bit` first: out[R] for the four modes R of the two other bits, `to` bytes per mode. */
// @ts-ignore: decorator
@inline
export function walshAcross(row: usize, point: usize, bit: usize, b: usize, c: usize, out: usize, to: usize): void {
  const along = bit * point;
  const v0 = sumAlong(row, along), v1 = sumAlong(row + b * point, along), v2 = sumAlong(row + c * point, along), v3 = sumAlong(row + (b | c) * point, along);
  const p = f64x2.add(v0, v1), q = f64x2.sub(v0, v1), r = f64x2.add(v2, v3), s = f64x2.sub(v2, v3);
  v128.store(out, f64x2.add(p, r));
  v128.store(out + b * to, f64x2.add(q, s));
  v128.store(out + c * to, f64x2.sub(p, r));
  v128.store(out + (b | c) * to, f64x2.sub(q, s));
}

// @ts-ignore: decorator
@inline
function sumAlong(at: usize, along: usize): v128 {
  return f64x2.add(v128.load(at), v128.load(at + along));
}
