// Triangular solves with the panels of one front, for one right-hand side in double or in single precision (T), and for four at once.
import { triangle } from "./front";
import { columns, entryOf, less, solveTile, TILE, tileBytes, updateTiles } from "./tile";

/** out -= A v for one panel of `depth` tiles: four rows. Two chains of sums: of doubles the two halves of the rows, else even and odd columns. */
// @ts-ignore: decorator
@inline
function subtractProduct<T>(panel: usize, v: usize, depth: i32, out: usize): void {
  let a = v128.load(out), b = sizeof<T>() == 8 ? v128.load(out, 16) : v128.splat<T>(<T>0);
  for (const end = panel + <usize>depth * tileBytes<T>(); panel < end; panel += tileBytes<T>(), v += columns<T>(1)) {
    if (sizeof<T>() == 8) {
      let s = v128.load_splat<T>(v);
      a = less<T>(a, v128.load(panel), s); b = less<T>(b, v128.load(panel, 16), s); s = v128.load_splat<T>(v, 8);
      a = less<T>(a, v128.load(panel, 32), s); b = less<T>(b, v128.load(panel, 48), s); s = v128.load_splat<T>(v, 16);
      a = less<T>(a, v128.load(panel, 64), s); b = less<T>(b, v128.load(panel, 80), s); s = v128.load_splat<T>(v, 24);
      a = less<T>(a, v128.load(panel, 96), s); b = less<T>(b, v128.load(panel, 112), s);
    } else {
      a = less<T>(a, v128.load(panel), v128.load_splat<T>(v)); b = less<T>(b, v128.load(panel, 16), v128.load_splat<T>(v, 4));
      a = less<T>(a, v128.load(panel, 32), v128.load_splat<T>(v, 8)); b = less<T>(b, v128.load(panel, 48), v128.load_splat<T>(v, 12));
    }
  }
  if (sizeof<T>() == 8) { v128.store(out, a); v128.store(out, b, 16); }
  else v128.store(out, v128.add<T>(a, b));
}

/** Solves with the unit lower diagonal tile in place. */
// @ts-ignore: decorator
@inline
function solveLower<T>(t: usize, v: usize): void {
  const a = entryOf<T>(v, 0);
  const b = entryOf<T>(v, 1) - entryOf<T>(t, 1) * a;
  const c = entryOf<T>(v, 2) - entryOf<T>(t, 2) * a - entryOf<T>(t, 6) * b;
  store<T>(v, b, sizeof<T>());
  store<T>(v, c, 2 * sizeof<T>());
  store<T>(v, entryOf<T>(v, 3) - entryOf<T>(t, 3) * a - entryOf<T>(t, 7) * b - entryOf<T>(t, 11) * c, 3 * sizeof<T>());
}

/** v: the front's pivot rows, then its other rows. On return the former are L⁻¹ v, the latter less their products with L. */
export function forwardFront<T>(pivots: usize, w: i32, m: i32, v: usize): void {
  for (let p = 0; p < w; p++) {
    const panel = pivots + triangle<T>(p), own = v + columns<T>(p);
    subtractProduct<T>(panel, v, p, own);
    solveLower<T>(panel + <usize>p * tileBytes<T>(), own);
  }
  const rest = pivots + triangle<T>(w);
  for (let p = 0; p < m; p++) subtractProduct<T>(rest + <usize>(p * w) * tileBytes<T>(), v, w, v + columns<T>(w + p));
}

/** v: the front's pivot rows scaled by D⁻¹, then its other rows, known. On return the former are solved for. */
export function backwardFront<T>(pivots: usize, w: i32, m: i32, v: usize): void {
  const rest = pivots + triangle<T>(w), known = v + columns<T>(w);
  for (let q = w - 1; q >= 0; q--) {
    let s0 = v128.splat<T>(<T>0), s1 = s0, s2 = s0, s3 = s0;
    let panel = rest + <usize>q * tileBytes<T>(), at = known, stride = <usize>w * tileBytes<T>();
    for (let p = m + w - 1; p > q; p--) {
      // The full panels first, then the triangle below tile (q, q) from its last panel upwards.
      if (p < w) { panel = pivots + triangle<T>(p) + <usize>q * tileBytes<T>(); at = v + columns<T>(p); }
      s0 = v128.add<T>(s0, products<T>(panel, at));
      s1 = v128.add<T>(s1, products<T>(panel + columns<T>(1), at));
      s2 = v128.add<T>(s2, products<T>(panel + columns<T>(2), at));
      s3 = v128.add<T>(s3, products<T>(panel + columns<T>(3), at));
      panel += stride; at += columns<T>(1);
    }
    solveUpper<T>(pivots + triangle<T>(q) + <usize>q * tileBytes<T>(), v + columns<T>(q), sumLanes<T>(s0), sumLanes<T>(s1), sumLanes<T>(s2), sumLanes<T>(s3));
  }
}

/** Products of a column of a tile with four numbers, those of doubles added by halves. */
// @ts-ignore: decorator
@inline
function products<T>(column: usize, v: usize): v128 {
  const first = v128.mul<T>(v128.load(column), v128.load(v));
  return sizeof<T>() == 8 ? v128.add<T>(first, v128.mul<T>(v128.load(column, 16), v128.load(v, 16))) : first;
}

// @ts-ignore: decorator
@inline
function sumLanes<T>(v: v128): T {
  const sum = v128.extract_lane<T>(v, 0) + v128.extract_lane<T>(v, 1);
  return sizeof<T>() == 8 ? sum : sum + (v128.extract_lane<T>(v, 2) + v128.extract_lane<T>(v, 3));
}

/** v less s, solved with the transpose of the unit lower diagonal tile. */
// @ts-ignore: decorator
@inline
function solveUpper<T>(t: usize, v: usize, s0: T, s1: T, s2: T, s3: T): void {
  const d = entryOf<T>(v, 3) - s3;
  const c = entryOf<T>(v, 2) - s2 - entryOf<T>(t, 11) * d;
  const b = entryOf<T>(v, 1) - s1 - entryOf<T>(t, 6) * c - entryOf<T>(t, 7) * d;
  store<T>(v, entryOf<T>(v, 0) - s0 - entryOf<T>(t, 1) * b - entryOf<T>(t, 2) * c - entryOf<T>(t, 3) * d);
  store<T>(v, b, sizeof<T>());
  store<T>(v, c, 2 * sizeof<T>());
  store<T>(v, d, 3 * sizeof<T>());
}

/** As `forwardFront`, in double precision for four right-hand sides side by side: v `[4 (w + m), 4]`. `scratch` takes one tile. */
export function forwardFront4(pivots: usize, w: i32, m: i32, v: usize, scratch: usize): void {
  for (let p = 0; p < w; p++) {
    const panel = pivots + triangle<f64>(p), own = v + <usize>p * TILE;
    updateTiles<f64>(v, panel, 0, p, own, 1);
    solveTile<f64>(own, panel + <usize>p * TILE, scratch);
    memory.copy(own, scratch, TILE);
  }
  updateTiles<f64>(v, pivots + triangle<f64>(w), <usize>w * TILE, w, v + <usize>w * TILE, m);
}

/** As `backwardFront`, for four right-hand sides side by side: v `[4 (w + m), 4]`. */
export function backwardFront4(pivots: usize, w: i32, m: i32, v: usize): void {
  const rest = pivots + triangle<f64>(w);
  for (let p = 0; p < m; p++) subtractTransposed(rest + <usize>(p * w) * TILE, w, v + <usize>(w + p) * TILE, v);
  for (let q = w - 1; q >= 0; q--) {
    const own = v + <usize>q * TILE, panel = pivots + triangle<f64>(q), t = panel + <usize>q * TILE;
    for (let j = 2; j >= 0; j--) {
      for (let i = j + 1; i < 4; i++) subtractRow(own + (<usize>j << 5), own + (<usize>i << 5), load<f64>(t + (<usize>(4 * j + i) << 3)));
    }
    subtractTransposed(panel, q, own, v);
  }
}

/** out_j -= factor v, for a row of four. */
// @ts-ignore: decorator
@inline
function subtractRow(out: usize, v: usize, factor: f64): void {
  const s = f64x2.splat(factor);
  v128.store(out, f64x2.sub(v128.load(out), f64x2.mul(v128.load(v), s)));
  v128.store(out, f64x2.sub(v128.load(out, 16), f64x2.mul(v128.load(v, 16), s)), 16);
}

/** out -= Aᵀ v for one panel of `depth` tiles: v has four rows, out four for each tile, all rows of four right-hand sides. */
function subtractTransposed(panel: usize, depth: i32, v: usize, out: usize): void {
  const v0 = v128.load(v), v1 = v128.load(v, 16), v2 = v128.load(v, 32), v3 = v128.load(v, 48);
  const v4 = v128.load(v, 64), v5 = v128.load(v, 80), v6 = v128.load(v, 96), v7 = v128.load(v, 112);
  for (const end = panel + <usize>depth * TILE; panel !== end; out += 32) {
    let low = v128.load(out), high = v128.load(out, 16);
    let s = v128.load_splat<f64>(panel);
    low = f64x2.sub(low, f64x2.mul(v0, s)); high = f64x2.sub(high, f64x2.mul(v1, s));
    s = v128.load_splat<f64>(panel, 8);
    low = f64x2.sub(low, f64x2.mul(v2, s)); high = f64x2.sub(high, f64x2.mul(v3, s));
    s = v128.load_splat<f64>(panel, 16);
    low = f64x2.sub(low, f64x2.mul(v4, s)); high = f64x2.sub(high, f64x2.mul(v5, s));
    s = v128.load_splat<f64>(panel, 24);
    low = f64x2.sub(low, f64x2.mul(v6, s)); high = f64x2.sub(high, f64x2.mul(v7, s));
    v128.store(out, low); v128.store(out, high, 16);
    panel += 32;
  }
}
