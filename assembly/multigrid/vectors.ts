// Vectors of the outer iteration. Sums run in four lanes in a fixed order: the same bits at every run.

/** Scalar product. */
export function vectorDot(count: i32, x: usize, y: usize): f64 {
  let s = f64x2.splat(0), t = s, k = 0;
  for (; k + 4 <= count; k += 4, x += 32, y += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(x), v128.load(y)));
    t = f64x2.add(t, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; k < count; k++, x += 8, y += 8) sum += load<f64>(x) * load<f64>(y);
  return sum;
}

/** y = a x + b y */
export function vectorCombine(count: i32, a: f64, x: usize, b: f64, y: usize): void {
  const av = f64x2.splat(a), bv = f64x2.splat(b);
  let k = 0;
  for (; k + 2 <= count; k += 2, x += 16, y += 16) v128.store(y, f64x2.add(f64x2.mul(av, v128.load(x)), f64x2.mul(bv, v128.load(y))));
  for (; k < count; k++, x += 8, y += 8) store<f64>(y, a * load<f64>(x) + b * load<f64>(y));
}

/** y = a x; whatever y held does not matter. */
export function vectorScale(count: i32, a: f64, x: usize, y: usize): void {
  const av = f64x2.splat(a);
  let k = 0;
  for (; k + 2 <= count; k += 2, x += 16, y += 16) v128.store(y, f64x2.mul(av, v128.load(x)));
  for (; k < count; k++, x += 8, y += 8) store<f64>(y, a * load<f64>(x));
}

/** A vector with parts of all wave lengths: numbers in [-1, 1) of a linear congruential generator (the constants of Numerical Recipes). */
export function fillPattern(count: i32, x: usize): void {
  let phase: u32 = 0x9e3779b9;
  for (let k = 0; k < count; k++, x += 8) {
    phase = phase * 1664525 + 1013904223;
    store<f64>(x, <f64><i32>phase * (1.0 / 2147483648.0));
  }
}
