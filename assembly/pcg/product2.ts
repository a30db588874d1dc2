// q = K p on a 2D grid; see product3.ts.

// @ts-ignore: decorator
@inline
function addTo(place: usize, value: v128): void {
  v128.store(place, f64x2.add(v128.load(place), value));
}

// @ts-ignore: decorator
@inline
function dot2(a: v128, x: v128, b: v128, y: v128): v128 {
  return f64x2.add(f64x2.mul(a, x), f64x2.mul(b, y));
}

/** A column of one block times u. */
// @ts-ignore: decorator
@inline
function columnOf(k: usize, u0: v128, u1: v128): v128 {
  return dot2(v128.load(k), u0, v128.load(k, 32), u1);
}

/** The node's own block and its neighbour at x + 1. */
// @ts-ignore: decorator
@inline
function ownLine(k: usize, p: usize, q: usize, field: usize): void {
  const u0 = v128.load(p), u1 = v128.load(p + field), v0 = v128.load(p, 8), v1 = v128.load(p + field, 8), zero = f64x2.splat(0.0);
  const k01 = v128.load(k, 16);
  const r0 = f64x2.add(dot2(v128.load(k), u0, k01, u1), dot2(v128.load(k, 48), v0, v128.load(k, 64), v1));
  const r1 = f64x2.add(dot2(k01, u0, v128.load(k, 32), u1), dot2(v128.load(k, 80), v0, v128.load(k, 96), v1));
  const c0 = columnOf(k + 48, u0, u1), c1 = columnOf(k + 64, u0, u1);
  addTo(q, f64x2.add(r0, v128.shuffle<f64>(zero, c0, 0, 2)));
  addTo(q + 16, v128.shuffle<f64>(c0, zero, 1, 2));
  addTo(q + field, f64x2.add(r1, v128.shuffle<f64>(zero, c1, 0, 2)));
  addTo(q + field + 16, v128.shuffle<f64>(c1, zero, 1, 2));
}

// @ts-ignore: decorator
@inline
function scatterColumn(k: usize, u0: v128, u1: v128, q: usize): void {
  const zero = f64x2.splat(0.0);
  const left = columnOf(k, u0, u1), right = columnOf(k + 128, u0, u1);
  addTo(q - 16, v128.shuffle<f64>(zero, left, 0, 2));
  addTo(q, f64x2.add(columnOf(k + 64, u0, u1), v128.shuffle<f64>(left, right, 1, 2)));
  addTo(q + 16, v128.shuffle<f64>(right, zero, 1, 2));
}

/** The three neighbours x - 1, x, x + 1 in the next line. */
// @ts-ignore: decorator
@inline
function neighbourLine(k: usize, p: usize, q: usize, pn: usize, qn: usize, field: usize): void {
  const u0 = v128.load(p), u1 = v128.load(p + field);
  let r0 = v128.load(q), r1 = v128.load(q + field);
  for (let n: usize = 0; n < 3; n++) {
    const v0 = v128.load(pn + (n << 3) - 8), v1 = v128.load(pn + field + (n << 3) - 8), at = k + (n << 6);
    r0 = f64x2.add(r0, dot2(v128.load(at), v0, v128.load(at, 16), v1));
    r1 = f64x2.add(r1, dot2(v128.load(at, 32), v0, v128.load(at, 48), v1));
  }
  v128.store(q, r0);
  v128.store(q + field, r1);
  scatterColumn(k, u0, u1, qn);
  scatterColumn(k + 16, u0, u1, qn + field);
}

/** q += K p. k: stencils [y][pair][19][2]; otherwise as `product3`. */
export function product2(k: usize, p: usize, q: usize, pairs: i32, ny: i32, line: usize, field: usize): void {
  for (let y = 0; y < ny; y++) {
    const own = <usize>y * line + 16, next = <usize>(y + 1 == ny ? 0 : y + 1) * line + 16;
    for (let pair = 0; pair < pairs; pair++) {
      const x = <usize>pair << 4;
      ownLine(k, p + own + x, q + own + x, field);
      neighbourLine(k + 112, p + own + x, q + own + x, p + next + x, q + next + x, field);
      k += 304;
    }
  }
}
