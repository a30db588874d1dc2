// Fields on the grid, line by line: plain ones [component, z, y][ROW], and ones with a pair of ghosts on either side of a line.
import { address, word } from "../rve/plan";
import { CG_PRECONDITIONED, CG_RESIDUAL, DIMENSION, DIRECTION, GHOST_ROW, GRID_X, GRID_Y, GRID_Z, PRODUCT, RIM, ROW, SIZE } from "../../src/kernels/rve-layout";

// @ts-ignore: decorator
@inline
function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

function lineCount(plan: usize): i32 {
  return word(plan, DIMENSION) * word(plan, GRID_Z) * word(plan, GRID_Y);
}

/** Doubles of a field with ghosts. */
export function ghostSize(plan: usize): i32 {
  return lineCount(plan) * word(plan, GHOST_ROW);
}

/** Scalar product of two plain fields; the padding of one of them is zero. */
export function dot(plan: usize, a: usize, b: usize): f64 {
  let sum = f64x2.splat(0.0);
  for (const end = a + (<usize>word(plan, SIZE) << 3); a < end; a += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
    b += 16;
  }
  return sumOfLanes(sum);
}

/** out = a b, entry by entry. */
export function multiplyFields(plan: usize, a: usize, b: usize, out: usize): void {
  for (const end = a + (<usize>word(plan, SIZE) << 3); a < end; a += 16) {
    v128.store(out, f64x2.mul(v128.load(a), v128.load(b)));
    b += 16;
    out += 16;
  }
}

/**
 * Zeroes a field on the faces of the cell where they are held (linear boundary): opposite faces are one plane of the periodic grid, the first along
 * each axis. `line`: bytes from one line of the field to the next.
 */
export function holdRim(plan: usize, field: usize, line: usize): void {
  if (word(plan, RIM) == 0) return;
  const ny = word(plan, GRID_Y), lines = lineCount(plan), solid = word(plan, DIMENSION) == 3, nz = word(plan, GRID_Z), bytes = <usize>word(plan, GRID_X) << 3;
  for (let at = 0; at < lines; at++) {
    if (at % ny == 0 || (solid && (at / ny) % nz == 0)) memory.fill(field, 0, bytes);
    else store<f64>(field, 0.0);
    field += line;
  }
}

/** direction = preconditioned residual + beta direction, and its ghosts. */
export function updateDirection(plan: usize, beta: f64): void {
  const lines = lineCount(plan), nx = <usize>word(plan, GRID_X) << 3, row = <usize>word(plan, ROW) << 3, ghosts = <usize>word(plan, GHOST_ROW) << 3;
  let z = address(plan, CG_PRECONDITIONED), p = address(plan, DIRECTION) + 16;
  const factor = f64x2.splat(beta);
  for (let line = 0; line < lines; line++) {
    for (let at: usize = 0; at < row; at += 16) v128.store(p + at, f64x2.add(v128.load(z + at), f64x2.mul(factor, v128.load(p + at))));
    store<f64>(p - 8, load<f64>(p + nx - 8));
    const first = load<f64>(p);
    store<f64>(p + nx, first);
    store<f64>(p + nx + 8, first);
    z += row;
    p += ghosts;
  }
}

/** Folds the ghosts of the product into its lines; returns direction · product. Where faces are held the direction is zero, and the product becomes so. */
export function foldProduct(plan: usize): f64 {
  const lines = lineCount(plan), nx = <usize>word(plan, GRID_X) << 3, row = <usize>word(plan, ROW) << 3, ghosts = <usize>word(plan, GHOST_ROW) << 3;
  let p = address(plan, DIRECTION) + 16, q = address(plan, PRODUCT) + 16;
  let sum = f64x2.splat(0.0);
  const product = q;
  for (let line = 0; line < lines; line++) {
    store<f64>(q + nx - 8, load<f64>(q + nx - 8) + load<f64>(q - 8));
    store<f64>(q, load<f64>(q) + load<f64>(q + nx));
    if (nx < row) store<f64>(q + nx, 0.0);
    for (let at: usize = 0; at < row; at += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(p + at), v128.load(q + at)));
    p += ghosts;
    q += ghosts;
  }
  holdRim(plan, product, ghosts);
  return sumOfLanes(sum);
}

/** x += alpha direction, residual -= alpha product; returns the squared norm of the residual. */
export function step(plan: usize, x: usize, alpha: f64): f64 {
  const lines = lineCount(plan), row = <usize>word(plan, ROW) << 3, ghosts = <usize>word(plan, GHOST_ROW) << 3;
  let p = address(plan, DIRECTION) + 16, q = address(plan, PRODUCT) + 16, r = address(plan, CG_RESIDUAL);
  const factor = f64x2.splat(alpha);
  let sum = f64x2.splat(0.0);
  for (let line = 0; line < lines; line++) {
    for (let at: usize = 0; at < row; at += 16) {
      v128.store(x + at, f64x2.add(v128.load(x + at), f64x2.mul(factor, v128.load(p + at))));
      const left = f64x2.sub(v128.load(r + at), f64x2.mul(factor, v128.load(q + at)));
      v128.store(r + at, left);
      sum = f64x2.add(sum, f64x2.mul(left, left));
    }
    x += row;
    r += row;
    p += ghosts;
    q += ghosts;
  }
  return sumOfLanes(sum);
}
