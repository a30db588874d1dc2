// Dense kernels on tiles of 4 x 4 doubles. A panel is four rows of a matrix, column after column: entry (i, k) at 8 (4 k + i) bytes,
// so that the columns 4 q … 4 q + 3 of a panel are one tile of 128 bytes. No fused multiply-add: the same bits everywhere.

/** Bytes of a tile. */
export const TILE: usize = 128;

// @ts-ignore: decorator
@inline
function less(c: v128, a: v128, b: v128): v128 {
  return f64x2.sub(c, f64x2.mul(a, b));
}

/**
 * C_q -= A B_qᵀ for q = 0 … count - 1: a run of tiles of one panel.
 * @param a panel of four rows, `depth` tiles
 * @param b panels of four rows, `depth` tiles each, `stride` bytes apart
 * @param c `count` tiles
 */
export function updateTiles(a: usize, b: usize, stride: usize, depth: i32, c: usize, count: i32): void {
  const last = a + <usize>depth * TILE;
  for (const end = c + <usize>count * TILE; c < end; c += TILE, b += stride) {
    let c0 = v128.load(c), c1 = v128.load(c, 16), c2 = v128.load(c, 32), c3 = v128.load(c, 48);
    let c4 = v128.load(c, 64), c5 = v128.load(c, 80), c6 = v128.load(c, 96), c7 = v128.load(c, 112);
    // One step per turn: in longer turns compilers reorder the subtractions by accumulator and run out of registers (15 against 20 GF/s).
    for (let pa = a, pb = b; pa !== last; pb += 32) {
      const p = v128.load(pa), q = v128.load(pa, 16);
      let s = v128.load_splat<f64>(pb);
      c0 = less(c0, p, s); c1 = less(c1, q, s); s = v128.load_splat<f64>(pb, 8);
      c2 = less(c2, p, s); c3 = less(c3, q, s); s = v128.load_splat<f64>(pb, 16);
      c4 = less(c4, p, s); c5 = less(c5, q, s); s = v128.load_splat<f64>(pb, 24);
      c6 = less(c6, p, s); c7 = less(c7, q, s);
      pa += 32;
    }
    v128.store(c, c0); v128.store(c, c1, 16); v128.store(c, c2, 32); v128.store(c, c3, 48);
    v128.store(c, c4, 64); v128.store(c, c5, 80); v128.store(c, c6, 96); v128.store(c, c7, 112);
  }
}

/**
 * One tile T of a panel: T Lᵀ = given, with the unit lower tile L = `diagonal` that carries reciprocal pivots on its diagonal.
 * Stores T (unscaled) at `unscaled`, T D⁻¹ in place.
 */
// @ts-ignore: decorator
@inline
export function solveTile(t: usize, diagonal: usize, unscaled: usize): void {
  const t0 = v128.load(t), t1 = v128.load(t, 16);
  let s = v128.load_splat<f64>(diagonal, 8);
  const t2 = less(v128.load(t, 32), t0, s), t3 = less(v128.load(t, 48), t1, s);
  s = v128.load_splat<f64>(diagonal, 16);
  let t4 = less(v128.load(t, 64), t0, s), t5 = less(v128.load(t, 80), t1, s);
  s = v128.load_splat<f64>(diagonal, 48);
  t4 = less(t4, t2, s); t5 = less(t5, t3, s);
  s = v128.load_splat<f64>(diagonal, 24);
  let t6 = less(v128.load(t, 96), t0, s), t7 = less(v128.load(t, 112), t1, s);
  s = v128.load_splat<f64>(diagonal, 56);
  t6 = less(t6, t2, s); t7 = less(t7, t3, s);
  s = v128.load_splat<f64>(diagonal, 88);
  t6 = less(t6, t4, s); t7 = less(t7, t5, s);
  v128.store(unscaled, t0); v128.store(unscaled, t1, 16); v128.store(unscaled, t2, 32); v128.store(unscaled, t3, 48);
  v128.store(unscaled, t4, 64); v128.store(unscaled, t5, 80); v128.store(unscaled, t6, 96); v128.store(unscaled, t7, 112);
  s = v128.load_splat<f64>(diagonal);
  v128.store(t, f64x2.mul(t0, s)); v128.store(t, f64x2.mul(t1, s), 16);
  s = v128.load_splat<f64>(diagonal, 40);
  v128.store(t, f64x2.mul(t2, s), 32); v128.store(t, f64x2.mul(t3, s), 48);
  s = v128.load_splat<f64>(diagonal, 80);
  v128.store(t, f64x2.mul(t4, s), 64); v128.store(t, f64x2.mul(t5, s), 80);
  s = v128.load_splat<f64>(diagonal, 120);
  v128.store(t, f64x2.mul(t6, s), 96); v128.store(t, f64x2.mul(t7, s), 112);
}

/** L D Lᵀ of a diagonal tile (lower half read): unit lower L, reciprocals of D on the diagonal; above it, numbers without meaning. */
export function factorTile(t: usize): void {
  const t0 = v128.load(t), t1 = v128.load(t, 16);
  let pivot = 1.0 / load<f64>(t), s = f64x2.splat(pivot);
  const l0 = f64x2.mul(t0, s), l1 = f64x2.mul(t1, s);
  store<f64>(t, pivot); store<f64>(t, f64x2.extract_lane(l0, 1), 8); v128.store(t, l1, 16);
  s = f64x2.splat(f64x2.extract_lane(t0, 1));
  const t2 = less(v128.load(t, 32), l0, s), t3 = less(v128.load(t, 48), l1, s);
  s = f64x2.splat(f64x2.extract_lane(t1, 0));
  let t5 = less(v128.load(t, 80), l1, s);
  s = f64x2.splat(f64x2.extract_lane(t1, 1));
  let t7 = less(v128.load(t, 112), l1, s);
  pivot = 1.0 / f64x2.extract_lane(t2, 1);
  const l3 = f64x2.mul(t3, f64x2.splat(pivot));
  store<f64>(t, pivot, 40); v128.store(t, l3, 48);
  t5 = less(t5, l3, f64x2.splat(f64x2.extract_lane(t3, 0)));
  t7 = less(t7, l3, f64x2.splat(f64x2.extract_lane(t3, 1)));
  pivot = 1.0 / f64x2.extract_lane(t5, 0);
  const w = f64x2.extract_lane(t5, 1), l = w * pivot;
  store<f64>(t, pivot, 80); store<f64>(t, l, 88);
  store<f64>(t, 1.0 / (f64x2.extract_lane(t7, 1) - l * w), 120);
}
