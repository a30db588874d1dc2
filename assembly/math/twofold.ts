// Exact errors of sums and products [dekker1971, knuth1969], for values carried as an unevaluated sum of two doubles.

/** a + b - sum, exactly, where sum is the rounded a + b. */
// @ts-ignore: decorator
@inline
export function sumError(a: f64, b: f64, sum: f64): f64 {
  const part = sum - a;
  return (a - (sum - part)) + (b - part);
}

/** a b - product, exactly, where product is the rounded a b; for |a|, |b| < 2^995 and no underflow. */
// @ts-ignore: decorator
@inline
export function productError(a: f64, b: f64, product: f64): f64 {
  const as = 134217729.0 * a;
  const bs = 134217729.0 * b;
  const ah = as - (as - a);
  const bh = bs - (bs - b);
  const al = a - ah;
  const bl = b - bh;
  return al * bl - (((product - ah * bh) - al * bh) - ah * bl);
}

/** Adding and subtracting 1.5 2^52 rounds to the nearest integer and leaves it in the low word. */
export const rounder: f64 = 6755399441055744.0;
