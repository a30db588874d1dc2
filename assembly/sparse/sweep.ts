// Triangular solves with the panels of one front, for one right-hand side and for four at once.
import { triangle } from "./front";
import { solveTile, TILE, updateTiles } from "./tile";

/** out -= A v for one panel of `depth` tiles: four rows. */
// @ts-ignore: decorator
@inline
function subtractProduct(panel: usize, v: usize, depth: i32, out: usize): void {
  let low = v128.load(out), high = v128.load(out, 16);
  for (const end = panel + <usize>depth * TILE; panel < end; panel += TILE, v += 32) {
    let s = v128.load_splat<f64>(v);
    low = f64x2.sub(low, f64x2.mul(v128.load(panel), s)); high = f64x2.sub(high, f64x2.mul(v128.load(panel, 16), s));
    s = v128.load_splat<f64>(v, 8);
    low = f64x2.sub(low, f64x2.mul(v128.load(panel, 32), s)); high = f64x2.sub(high, f64x2.mul(v128.load(panel, 48), s));
    s = v128.load_splat<f64>(v, 16);
    low = f64x2.sub(low, f64x2.mul(v128.load(panel, 64), s)); high = f64x2.sub(high, f64x2.mul(v128.load(panel, 80), s));
    s = v128.load_splat<f64>(v, 24);
    low = f64x2.sub(low, f64x2.mul(v128.load(panel, 96), s)); high = f64x2.sub(high, f64x2.mul(v128.load(panel, 112), s));
  }
  v128.store(out, low); v128.store(out, high, 16);
}

/** Solves with the unit lower diagonal tile in place. */
// @ts-ignore: decorator
@inline
function solveLower(t: usize, v: usize): void {
  const a = load<f64>(v);
  const b = load<f64>(v, 8) - load<f64>(t, 8) * a;
  const c = load<f64>(v, 16) - load<f64>(t, 16) * a - load<f64>(t, 48) * b;
  store<f64>(v, b, 8);
  store<f64>(v, c, 16);
  store<f64>(v, load<f64>(v, 24) - load<f64>(t, 24) * a - load<f64>(t, 56) * b - load<f64>(t, 88) * c, 24);
}

/** v: the front's pivot rows, then its other rows. On return the former are L⁻¹ v, the latter less their products with L. */
export function forwardFront(pivots: usize, w: i32, m: i32, v: usize): void {
  for (let p = 0; p < w; p++) {
    const panel = pivots + triangle(p), own = v + (<usize>p << 5);
    subtractProduct(panel, v, p, own);
    solveLower(panel + <usize>p * TILE, own);
  }
  const rest = pivots + triangle(w);
  for (let p = 0; p < m; p++) subtractProduct(rest + <usize>(p * w) * TILE, v, w, v + (<usize>(w + p) << 5));
}

/** v: the front's pivot rows scaled by D⁻¹, then its other rows, known. On return the former are solved for. */
export function backwardFront(pivots: usize, w: i32, m: i32, v: usize): void {
  const rest = pivots + triangle(w), known = v + (<usize>w << 5);
  for (let q = w - 1; q >= 0; q--) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let panel = rest + <usize>q * TILE, at = known, stride = <usize>w * TILE;
    for (let p = m + w - 1; p > q; p--) {
      // The full panels first, then the triangle below tile (q, q) from its last panel upwards.
      if (p < w) { panel = pivots + triangle(p) + <usize>q * TILE; at = v + (<usize>p << 5); }
      const low = v128.load(at), high = v128.load(at, 16);
      s0 = f64x2.add(s0, f64x2.add(f64x2.mul(v128.load(panel), low), f64x2.mul(v128.load(panel, 16), high)));
      s1 = f64x2.add(s1, f64x2.add(f64x2.mul(v128.load(panel, 32), low), f64x2.mul(v128.load(panel, 48), high)));
      s2 = f64x2.add(s2, f64x2.add(f64x2.mul(v128.load(panel, 64), low), f64x2.mul(v128.load(panel, 80), high)));
      s3 = f64x2.add(s3, f64x2.add(f64x2.mul(v128.load(panel, 96), low), f64x2.mul(v128.load(panel, 112), high)));
      panel += stride; at += 32;
    }
    solveUpper(pivots + triangle(q) + <usize>q * TILE, v + (<usize>q << 5), sumLanes(s0), sumLanes(s1), sumLanes(s2), sumLanes(s3));
  }
}

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** v less s, solved with the transpose of the unit lower diagonal tile. */
// @ts-ignore: decorator
@inline
function solveUpper(t: usize, v: usize, s0: f64, s1: f64, s2: f64, s3: f64): void {
  const d = load<f64>(v, 24) - s3;
  const c = load<f64>(v, 16) - s2 - load<f64>(t, 88) * d;
  const b = load<f64>(v, 8) - s1 - load<f64>(t, 48) * c - load<f64>(t, 56) * d;
  store<f64>(v, load<f64>(v) - s0 - load<f64>(t, 8) * b - load<f64>(t, 16) * c - load<f64>(t, 24) * d);
  store<f64>(v, b, 8);
  store<f64>(v, c, 16);
  store<f64>(v, d, 24);
}

/** As `forwardFront`, for four right-hand sides side by side: v `[4 (w + m), 4]`. `scratch` takes one tile. */
export function forwardFront4(pivots: usize, w: i32, m: i32, v: usize, scratch: usize): void {
  for (let p = 0; p < w; p++) {
    const panel = pivots + triangle(p), own = v + <usize>p * TILE;
    updateTiles(v, panel, 0, p, own, 1);
    solveTile(own, panel + <usize>p * TILE, scratch);
    memory.copy(own, scratch, TILE);
  }
  updateTiles(v, pivots + triangle(w), <usize>w * TILE, w, v + <usize>w * TILE, m);
}

/** As `backwardFront`, for four right-hand sides side by side: v `[4 (w + m), 4]`. */
export function backwardFront4(pivots: usize, w: i32, m: i32, v: usize): void {
  const rest = pivots + triangle(w);
  for (let p = 0; p < m; p++) subtractTransposed(rest + <usize>(p * w) * TILE, w, v + <usize>(w + p) * TILE, v);
  for (let q = w - 1; q >= 0; q--) {
    const own = v + <usize>q * TILE, panel = pivots + triangle(q), t = panel + <usize>q * TILE;
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
