// The Green operator on Hartley coefficients. Its symbol is real, even in the frequency as a whole and, for an isotropic reference material,
// even in each component on the diagonal and odd in x and y in the entry xy: there cas(kx) turns into -cas(-kx), so the entry couples
// (kx, ky) with (-kx, -ky). One group holds the coefficients of ±ky (±kz) as [component](+y +z, -y +z)(+y -z, -y -z); lines kx and -kx are given.

// @ts-ignore: decorator
@inline
function swap(v: v128): v128 {
  return v128.shuffle<f64>(v, v, 1, 0);
}

/** Even part times the coefficient, minus the sum of the two couplings. */
// @ts-ignore: decorator
@inline
function mix(even: v128, own: v128, a: v128, b: v128): v128 {
  return f64x2.sub(f64x2.mul(even, own), f64x2.add(a, b));
}

/** 2D: two doubles per component; table: xx, yy, xy. */
export function applyGreen2(plus: usize, minus: usize, table: usize): void {
  const xx = v128.load64_splat(table), yy = v128.load64_splat(table, 8);
  const xy = f64x2.mul(v128.load64_splat(table, 16), f64x2(1.0, -1.0));
  const x0 = v128.load(plus), y0 = v128.load(plus, 16), x1 = v128.load(minus), y1 = v128.load(minus, 16);
  v128.store(plus, f64x2.sub(f64x2.mul(xx, x0), f64x2.mul(xy, swap(y1))));
  v128.store(plus, f64x2.sub(f64x2.mul(yy, y0), f64x2.mul(xy, swap(x1))), 16);
  v128.store(minus, f64x2.add(f64x2.mul(xx, x1), f64x2.mul(xy, swap(y0))));
  v128.store(minus, f64x2.add(f64x2.mul(yy, y1), f64x2.mul(xy, swap(x0))), 16);
}

/** 3D: four doubles per component; table: xx, yy, zz, xy, xz, yz. */
export function applyGreen3(plus: usize, minus: usize, table: usize): void {
  const xx = v128.load64_splat(table), yy = v128.load64_splat(table, 8), zz = v128.load64_splat(table, 16);
  const xy = f64x2.mul(v128.load64_splat(table, 24), f64x2(1.0, -1.0)), xz = v128.load64_splat(table, 32);
  const yz = f64x2.mul(v128.load64_splat(table, 40), f64x2(1.0, -1.0));
  const xp0 = v128.load(plus), xq0 = v128.load(plus, 16), xp1 = v128.load(minus), xq1 = v128.load(minus, 16);
  const yp0 = v128.load(plus, 32), yq0 = v128.load(plus, 48), yp1 = v128.load(minus, 32), yq1 = v128.load(minus, 48);
  const zp0 = v128.load(plus, 64), zq0 = v128.load(plus, 80), zp1 = v128.load(minus, 64), zq1 = v128.load(minus, 80);
  v128.store(plus, mix(xx, xp0, f64x2.mul(xy, swap(yp1)), f64x2.mul(xz, zq1)));
  v128.store(plus, mix(xx, xq0, f64x2.mul(xy, swap(yq1)), f64x2.neg(f64x2.mul(xz, zp1))), 16);
  v128.store(minus, mix(xx, xp1, f64x2.neg(f64x2.mul(xy, swap(yp0))), f64x2.neg(f64x2.mul(xz, zq0))));
  v128.store(minus, mix(xx, xq1, f64x2.neg(f64x2.mul(xy, swap(yq0))), f64x2.mul(xz, zp0)), 16);
  v128.store(plus, mix(yy, yp0, f64x2.mul(xy, swap(xp1)), f64x2.mul(yz, swap(zq0))), 32);
  v128.store(plus, mix(yy, yq0, f64x2.mul(xy, swap(xq1)), f64x2.neg(f64x2.mul(yz, swap(zp0)))), 48);
  v128.store(minus, mix(yy, yp1, f64x2.neg(f64x2.mul(xy, swap(xp0))), f64x2.mul(yz, swap(zq1))), 32);
  v128.store(minus, mix(yy, yq1, f64x2.neg(f64x2.mul(xy, swap(xq0))), f64x2.neg(f64x2.mul(yz, swap(zp1)))), 48);
  v128.store(plus, mix(zz, zp0, f64x2.mul(xz, xq1), f64x2.mul(yz, swap(yq0))), 64);
  v128.store(plus, mix(zz, zq0, f64x2.neg(f64x2.mul(xz, xp1)), f64x2.neg(f64x2.mul(yz, swap(yp0)))), 80);
  v128.store(minus, mix(zz, zp1, f64x2.neg(f64x2.mul(xz, xq0)), f64x2.mul(yz, swap(yq1))), 64);
  v128.store(minus, mix(zz, zq1, f64x2.mul(xz, xp0), f64x2.neg(f64x2.mul(yz, swap(yp1)))), 80);
}
