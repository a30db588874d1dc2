// Dense kernels on tiles of 4 x 4 numbers, in double or in single precision (T). A panel is four rows of a matrix, column after column: entry (i, k)
// is number 4 k + i, so that the columns 4 q … 4 q + 3 of a panel are one tile. No fused multiply-add: the same bits everywhere.

/** Bytes of a tile. */
// @ts-ignore: decorator
@inline
export function tileBytes<T>(): usize {
  return 16 * sizeof<T>();
}

/** Bytes of a tile of doubles. */
export const TILE: usize = 128;

/** Bytes of `count` numbers. */
// @ts-ignore: decorator
@inline
export function numbers<T>(count: i32): usize {
  return <usize>count << alignof<T>();
}

/** Bytes of `count` columns of a panel: of four numbers each. */
// @ts-ignore: decorator
@inline
export function columns<T>(count: i32): usize {
  return <usize>count << (alignof<T>() + 2);
}

// @ts-ignore: decorator
@inline
export function less<T>(c: v128, a: v128, b: v128): v128 {
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/**
 * C_q -= A B_qᵀ for q = 0 … count - 1: a run of tiles of one panel.
 * @param a panel of four rows, `depth` tiles
 * @param b panels of four rows, `depth` tiles each, `stride` bytes apart
 * @param c `count` tiles
 */
export function updateTiles<T>(a: usize, b: usize, stride: usize, depth: i32, c: usize, count: i32): void {
  if (sizeof<T>() == 8) updateEight<T>(a, a, b, stride, depth, c, c + 16, count);
  else updateFour<T>(a, b, stride, depth, c, count);
}

/** `updateTiles` for two panels with the same B. */
export function updatePair<T>(a: usize, a2: usize, b: usize, stride: usize, depth: i32, c: usize, c2: usize, count: i32): void {
  if (sizeof<T>() == 8) {
    updateTiles<T>(a, b, stride, depth, c, count);
    updateTiles<T>(a2, b, stride, depth, c2, count);
  } else {
    updateEight<T>(a, a2, b, stride, depth, c, c2, count);
  }
}

/** Eight vectors of C stay in registers: the two halves of a panel of doubles (c2 = c + 16), two panels (a, c and a2, c2) of single precision. */
// @ts-ignore: decorator
@inline
function updateEight<T>(a: usize, a2: usize, b: usize, stride: usize, depth: i32, c: usize, c2: usize, count: i32): void {
  const last = a + <usize>depth * tileBytes<T>(), far = a2 - a;
  for (const end = c + <usize>count * tileBytes<T>(); c < end; c += tileBytes<T>(), c2 += tileBytes<T>(), b += stride) {
    let u0 = v128.load(c), u1 = v128.load(c, 4 * sizeof<T>()), u2 = v128.load(c, 8 * sizeof<T>()), u3 = v128.load(c, 12 * sizeof<T>());
    let v0 = v128.load(c2), v1 = v128.load(c2, 4 * sizeof<T>()), v2 = v128.load(c2, 8 * sizeof<T>()), v3 = v128.load(c2, 12 * sizeof<T>());
    // One step per turn: in longer turns compilers reorder the subtractions by accumulator and run out of registers (15 against 20 GF/s).
    for (let pa = a, pb = b; pa !== last; pb += columns<T>(1)) {
      const p = v128.load(pa), q = sizeof<T>() == 8 ? v128.load(pa, 16) : v128.load(pa + far);
      let s = v128.load_splat<T>(pb);
      u0 = less<T>(u0, p, s); v0 = less<T>(v0, q, s); s = v128.load_splat<T>(pb, sizeof<T>());
      u1 = less<T>(u1, p, s); v1 = less<T>(v1, q, s); s = v128.load_splat<T>(pb, 2 * sizeof<T>());
      u2 = less<T>(u2, p, s); v2 = less<T>(v2, q, s); s = v128.load_splat<T>(pb, 3 * sizeof<T>());
      u3 = less<T>(u3, p, s); v3 = less<T>(v3, q, s);
      pa += columns<T>(1);
    }
    v128.store(c, u0); v128.store(c, u1, 4 * sizeof<T>()); v128.store(c, u2, 8 * sizeof<T>()); v128.store(c, u3, 12 * sizeof<T>());
    v128.store(c2, v0); v128.store(c2, v1, 4 * sizeof<T>()); v128.store(c2, v2, 8 * sizeof<T>()); v128.store(c2, v3, 12 * sizeof<T>());
  }
}

/** One panel of single precision alone, with half the operations per number that is read. */
// @ts-ignore: decorator
@inline
function updateFour<T>(a: usize, b: usize, stride: usize, depth: i32, c: usize, count: i32): void {
  const last = a + <usize>depth * tileBytes<T>();
  for (const end = c + <usize>count * tileBytes<T>(); c < end; c += tileBytes<T>(), b += stride) {
    let u0 = v128.load(c), u1 = v128.load(c, 16), u2 = v128.load(c, 32), u3 = v128.load(c, 48);
    for (let pa = a, pb = b; pa !== last; pb += 16) {
      const p = v128.load(pa);
      u0 = less<T>(u0, p, v128.load_splat<T>(pb)); u1 = less<T>(u1, p, v128.load_splat<T>(pb, 4));
      u2 = less<T>(u2, p, v128.load_splat<T>(pb, 8)); u3 = less<T>(u3, p, v128.load_splat<T>(pb, 12));
      pa += 16;
    }
    v128.store(c, u0); v128.store(c, u1, 16); v128.store(c, u2, 32); v128.store(c, u3, 48);
  }
}

/**
 * One tile T of a panel: T Lᵀ = given, with the unit lower tile L = `diagonal` that carries reciprocal pivots on its diagonal.
 * Stores T (unscaled) at `unscaled`, T D⁻¹ in place.
 */
// @ts-ignore: decorator
@inline
export function solveTile<T>(t: usize, diagonal: usize, unscaled: usize): void {
  const l1 = v128.load_splat<T>(diagonal, sizeof<T>()), l2 = v128.load_splat<T>(diagonal, 2 * sizeof<T>()), l3 = v128.load_splat<T>(diagonal, 3 * sizeof<T>());
  const m2 = v128.load_splat<T>(diagonal, 6 * sizeof<T>()), m3 = v128.load_splat<T>(diagonal, 7 * sizeof<T>()), n3 = v128.load_splat<T>(diagonal, 11 * sizeof<T>());
  solveVectors<T>(t, diagonal, unscaled, l1, l2, l3, m2, m3, n3);
  if (sizeof<T>() == 8) solveVectors<T>(t + 16, diagonal, unscaled + 16, l1, l2, l3, m2, m3, n3);
}

/** One vector of rows of the tile; the entries of L are given by columns. */
// @ts-ignore: decorator
@inline
function solveVectors<T>(t: usize, diagonal: usize, unscaled: usize, l1: v128, l2: v128, l3: v128, m2: v128, m3: v128, n3: v128): void {
  const t0 = v128.load(t), t1 = less<T>(v128.load(t, 4 * sizeof<T>()), t0, l1);
  const t2 = less<T>(less<T>(v128.load(t, 8 * sizeof<T>()), t0, l2), t1, m2);
  const t3 = less<T>(less<T>(less<T>(v128.load(t, 12 * sizeof<T>()), t0, l3), t1, m3), t2, n3);
  v128.store(unscaled, t0); v128.store(unscaled, t1, 4 * sizeof<T>()); v128.store(unscaled, t2, 8 * sizeof<T>()); v128.store(unscaled, t3, 12 * sizeof<T>());
  v128.store(t, v128.mul<T>(t0, v128.load_splat<T>(diagonal)));
  v128.store(t, v128.mul<T>(t1, v128.load_splat<T>(diagonal, 5 * sizeof<T>())), 4 * sizeof<T>());
  v128.store(t, v128.mul<T>(t2, v128.load_splat<T>(diagonal, 10 * sizeof<T>())), 8 * sizeof<T>());
  v128.store(t, v128.mul<T>(t3, v128.load_splat<T>(diagonal, 15 * sizeof<T>())), 12 * sizeof<T>());
}

/** Number k of a tile. */
// @ts-ignore: decorator
@inline
export function entryOf<T>(t: usize, k: i32): T {
  return load<T>(t + numbers<T>(k));
}

// @ts-ignore: decorator
@inline
function put<T>(t: usize, k: i32, value: T): void {
  store<T>(t + numbers<T>(k), value);
}

/** L D Lᵀ of a diagonal tile (lower half read): unit lower L, reciprocals of D on the diagonal; above it, numbers without meaning. */
export function factorTile<T>(t: usize): void {
  const one = <T>1;
  const r0 = one / entryOf<T>(t, 0), a1 = entryOf<T>(t, 1), a2 = entryOf<T>(t, 2), a3 = entryOf<T>(t, 3);
  const l1 = a1 * r0, l2 = a2 * r0, l3 = a3 * r0;
  put<T>(t, 0, r0); put<T>(t, 1, l1); put<T>(t, 2, l2); put<T>(t, 3, l3);
  const r1 = one / (entryOf<T>(t, 5) - l1 * a1), b2 = entryOf<T>(t, 6) - l2 * a1, b3 = entryOf<T>(t, 7) - l3 * a1;
  const m2 = b2 * r1, m3 = b3 * r1;
  put<T>(t, 5, r1); put<T>(t, 6, m2); put<T>(t, 7, m3);
  const r2 = one / (entryOf<T>(t, 10) - l2 * a2 - m2 * b2), c3 = entryOf<T>(t, 11) - l3 * a2 - m3 * b2, n3 = c3 * r2;
  put<T>(t, 10, r2); put<T>(t, 11, n3);
  put<T>(t, 15, one / (entryOf<T>(t, 15) - l3 * a3 - m3 * b3 - n3 * c3));
}
