// q = K p on a 3D grid. Two nodes of a line in the lanes; each kept block serves its neighbour (row) and, transposed, the neighbour's neighbour (column).
// What falls on the columns x - 1, x, x + 1 is shuffled into aligned pairs, so that every store is later loaded as it was written.

// @ts-ignore: decorator
@inline
function addTo(place: usize, value: v128): void {
  v128.store(place, f64x2.add(v128.load(place), value));
}

// @ts-ignore: decorator
@inline
function dot3(a: v128, x: v128, b: v128, y: v128, c: v128, z: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(a, x), f64x2.mul(b, y)), f64x2.mul(c, z));
}

/** Adds the row of one block times v to q. */
// @ts-ignore: decorator
@inline
function rowOf(k: usize, q: v128, v0: v128, v1: v128, v2: v128): v128 {
  return f64x2.add(q, dot3(v128.load(k), v0, v128.load(k, 16), v1, v128.load(k, 32), v2));
}

/** A column of one block times u. */
// @ts-ignore: decorator
@inline
function columnOf(k: usize, u0: v128, u1: v128, u2: v128): v128 {
  return dot3(v128.load(k), u0, v128.load(k, 48), u1, v128.load(k, 96), u2);
}

/** The node's own block and its neighbour at x + 1. p, q: the pair in the first component, `field` bytes to the next. */
// @ts-ignore: decorator
@inline
function ownLine(k: usize, p: usize, q: usize, field: usize): void {
  const u0 = v128.load(p), u1 = v128.load(p + field), u2 = v128.load(p + 2 * field), zero = f64x2.splat(0.0);
  const k01 = v128.load(k, 16), k02 = v128.load(k, 32), k12 = v128.load(k, 64);
  const v0 = v128.load(p, 8), v1 = v128.load(p + field, 8), v2 = v128.load(p + 2 * field, 8);
  const r0 = rowOf(k + 96, dot3(v128.load(k), u0, k01, u1, k02, u2), v0, v1, v2);
  const r1 = rowOf(k + 144, dot3(k01, u0, v128.load(k, 48), u1, k12, u2), v0, v1, v2);
  const r2 = rowOf(k + 192, dot3(k02, u0, k12, u1, v128.load(k, 80), u2), v0, v1, v2);
  const c0 = columnOf(k + 96, u0, u1, u2), c1 = columnOf(k + 112, u0, u1, u2), c2 = columnOf(k + 128, u0, u1, u2);
  addTo(q, f64x2.add(r0, v128.shuffle<f64>(zero, c0, 0, 2)));
  addTo(q + 16, v128.shuffle<f64>(c0, zero, 1, 2));
  addTo(q + field, f64x2.add(r1, v128.shuffle<f64>(zero, c1, 0, 2)));
  addTo(q + field + 16, v128.shuffle<f64>(c1, zero, 1, 2));
  addTo(q + 2 * field, f64x2.add(r2, v128.shuffle<f64>(zero, c2, 0, 2)));
  addTo(q + 2 * field + 16, v128.shuffle<f64>(c2, zero, 1, 2));
}

/** One component of what a line of neighbours gets: columns of the blocks at x - 1, x, x + 1. */
// @ts-ignore: decorator
@inline
function scatterColumn(k: usize, u0: v128, u1: v128, u2: v128, q: usize): void {
  const zero = f64x2.splat(0.0);
  const left = columnOf(k, u0, u1, u2), right = columnOf(k + 288, u0, u1, u2);
  addTo(q - 16, v128.shuffle<f64>(zero, left, 0, 2));
  addTo(q, f64x2.add(columnOf(k + 144, u0, u1, u2), v128.shuffle<f64>(left, right, 1, 2)));
  addTo(q + 16, v128.shuffle<f64>(right, zero, 1, 2));
}

/** The three neighbours x - 1, x, x + 1 in another line, whose pair lies at pn, qn. */
function neighbourLine(k: usize, p: usize, q: usize, pn: usize, qn: usize, field: usize): void {
  const u0 = v128.load(p), u1 = v128.load(p + field), u2 = v128.load(p + 2 * field);
  let r0 = v128.load(q), r1 = v128.load(q + field), r2 = v128.load(q + 2 * field);
  let at = k, from = pn - 8;
  for (let n = 0; n < 3; n++) {
    const v0 = v128.load(from), v1 = v128.load(from + field), v2 = v128.load(from + 2 * field);
    r0 = rowOf(at, r0, v0, v1, v2);
    r1 = rowOf(at + 48, r1, v0, v1, v2);
    r2 = rowOf(at + 96, r2, v0, v1, v2);
    at += 144;
    from += 8;
  }
  v128.store(q, r0);
  v128.store(q + field, r1);
  v128.store(q + 2 * field, r2);
  scatterColumn(k, u0, u1, u2, qn);
  scatterColumn(k + 16, u0, u1, u2, qn + field);
  scatterColumn(k + 32, u0, u1, u2, qn + 2 * field);
}

/**
 * q += K p. k: stencils [z, y][pair][123][2]; p (ghosts filled) and q: fields of lines of `line` bytes with one pair of ghosts in front,
 * `field` bytes from one component to the next.
 */
export function product3(k: usize, p: usize, q: usize, pairs: i32, ny: i32, nz: i32, line: usize, field: usize): void {
  for (let z = 0; z < nz; z++) {
    const above = <usize>((z + 1 == nz ? 0 : z + 1) * ny);
    for (let y = 0; y < ny; y++) {
      const next = <usize>(y + 1 == ny ? 0 : y + 1), last = <usize>(y == 0 ? ny - 1 : y - 1);
      const own = <usize>(z * ny + y) * line + 16;
      const l0 = (<usize>(z * ny) + next) * line + 16, l1 = (above + last) * line + 16;
      const l2 = (above + <usize>y) * line + 16, l3 = (above + next) * line + 16;
      for (let pair = 0; pair < pairs; pair++) {
        const x = <usize>pair << 4;
        ownLine(k, p + own + x, q + own + x, field);
        neighbourLine(k + 240, p + own + x, q + own + x, p + l0 + x, q + l0 + x, field);
        neighbourLine(k + 672, p + own + x, q + own + x, p + l1 + x, q + l1 + x, field);
        neighbourLine(k + 1104, p + own + x, q + own + x, p + l2 + x, q + l2 + x, field);
        neighbourLine(k + 1536, p + own + x, q + own + x, p + l3 + x, q + l3 + x, field);
        k += 1968;
      }
    }
  }
}
