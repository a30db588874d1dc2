// A V-cycle on the levels of a plane cell as preconditioner: Chebyshev smoothing with the row sums of |K| as diagonal, bilinear interpolation, dense factors on
// the coarsest level [adams2003]. Symmetric and positive definite, whatever K is.
import { address, clear, get, set, word } from "../rve/plan";
import {
  CG_RESIDUAL, COARSE, CORRECTION, DEGREE, DENSE, DIRECTION, GHOST_ROW, GRID_X, GRID_Y, LEVELS, LINE, PRODUCT, ROW, SCALING, SIZE, SMOOTHER,
} from "../../src/kernels/rve-layout";
import { solveDense } from "./levels";
import { holdRim } from "./lines";
import { product } from "./product";

/** Copies the first and the last node of a line of `nx` bytes to the ghosts at its ends. */
// @ts-ignore: decorator
@inline
function fillGhosts(p: usize, nx: usize): void {
  const first = load<f64>(p);
  store<f64>(p - 8, load<f64>(p + nx - 8));
  store<f64>(p + nx, first);
  store<f64>(p + nx + 8, first);
}

/** Next direction of the Chebyshev iteration: factor · scaling · residual + share · direction. */
function direct(level: usize, n: i32): void {
  const coefficients = address(level, SMOOTHER) + (<usize>n << 4), factor = v128.load64_splat(coefficients), share = v128.load64_splat(coefficients, 8);
  const nx = <usize>word(level, GRID_X) << 3, row = <usize>word(level, ROW) << 3, size = <usize>word(level, SIZE) << 3;
  let r = address(level, CG_RESIDUAL), scaling = address(level, SCALING), p = address(level, DIRECTION) + 16;
  for (const end = r + size; r < end; r += row) {
    for (let at: usize = 0; at < row; at += 16) {
      const scaled = f64x2.mul(factor, f64x2.mul(v128.load(r + at), v128.load(scaling + at)));
      v128.store(p + at, f64x2.add(scaled, f64x2.mul(share, v128.load(p + at))));
    }
    fillGhosts(p, nx);
    scaling += row;
    p += row + 32;
  }
}

/** Takes the step along the direction; keeps the residual up to date. */
function take(level: usize): void {
  product(level);
  const nx = <usize>word(level, GRID_X) << 3, row = <usize>word(level, ROW) << 3, size = <usize>word(level, SIZE) << 3;
  let r = address(level, CG_RESIDUAL), x = address(level, CORRECTION), p = address(level, DIRECTION) + 16, q = address(level, PRODUCT) + 16;
  for (const end = r + size; r < end; r += row) {
    store<f64>(q + nx - 8, load<f64>(q + nx - 8) + load<f64>(q - 8));
    store<f64>(q, load<f64>(q) + load<f64>(q + nx));
    for (let at: usize = 0; at < row; at += 16) {
      v128.store(x + at, f64x2.add(v128.load(x + at), v128.load(p + at)));
      v128.store(r + at, f64x2.sub(v128.load(r + at), v128.load(q + at)));
    }
    x += row;
    p += row + 32;
    q += row + 32;
  }
  holdRim(level, address(level, CG_RESIDUAL), row);
}

/** Takes the last step, whose residual nobody asks for. */
function takeLast(level: usize): void {
  const row = <usize>word(level, ROW) << 3, size = <usize>word(level, SIZE) << 3;
  let x = address(level, CORRECTION), p = address(level, DIRECTION) + 16;
  for (const end = x + size; x < end; x += row) {
    for (let at: usize = 0; at < row; at += 16) v128.store(x + at, f64x2.add(v128.load(x + at), v128.load(p + at)));
    p += row + 32;
  }
}

/** dst [coarse] = Pᵀ src [fine], line by line. */
function restrict(level: usize, coarse: usize, src: usize, dst: usize): void {
  const nx = word(coarse, GRID_X), ny = word(coarse, GRID_Y), fine = word(level, GRID_Y), row = <usize>word(level, ROW) << 3, line = address(level, LINE);
  for (let k = 0; k < 2 * ny; k++) {
    const y = k % ny, field = src + <usize>((k / ny) * fine) * row;
    const own = field + <usize>(2 * y) * row, after = own + row, before = y == 0 ? field + <usize>(fine - 1) * row : own - row;
    for (let at: usize = 0; at < row; at += 16) {
      const sides = f64x2.add(v128.load(before + at), v128.load(after + at));
      v128.store(line + at, f64x2.add(v128.load(own + at), f64x2.mul(f64x2.splat(0.5), sides)));
    }
    for (let x = 0; x < nx; x++) set(dst, x, get(line, 2 * x) + 0.5 * (get(line, x == 0 ? 2 * nx - 1 : 2 * x - 1) + get(line, 2 * x + 1)));
    dst += <usize>word(coarse, ROW) << 3;
  }
}

/** DIRECTION [fine] = P src [coarse], line by line. */
function prolong(level: usize, coarse: usize, src: usize): void {
  let dst = address(level, DIRECTION) + 16;
  const nx = word(coarse, GRID_X), ny = word(coarse, GRID_Y), row = <usize>word(coarse, ROW) << 3, line = address(level, LINE);
  for (let k = 0; k < 4 * ny; k++) {
    const y = k % (2 * ny), field = src + <usize>((k / (2 * ny)) * ny) * row;
    const own = field + <usize>(y >> 1) * row, other = (y & 1) == 0 ? own : (y >> 1) + 1 == ny ? field : own + row;
    for (let at: usize = 0; at < row; at += 16) v128.store(line + at, f64x2.mul(f64x2.splat(0.5), f64x2.add(v128.load(own + at), v128.load(other + at))));
    for (let x = 0; x < nx; x++) {
      set(dst, 2 * x, get(line, x));
      set(dst, 2 * x + 1, 0.5 * (get(line, x) + get(line, x + 1 == nx ? 0 : x + 1)));
    }
    fillGhosts(dst, <usize>nx << 4);
    dst += <usize>word(level, GHOST_ROW) << 3;
  }
}

/** The correction of the next level, and the residual that it leaves. */
function correctCoarse(level: usize): void {
  const coarse = address(level, COARSE), r = address(coarse, CG_RESIDUAL);
  restrict(level, coarse, address(level, CG_RESIDUAL), r);
  holdRim(coarse, r, <usize>word(coarse, ROW) << 3);
  cycle(coarse);
  prolong(level, coarse, address(coarse, CORRECTION));
  take(level);
}

/** CORRECTION = V-cycle applied to CG_RESIDUAL, which is destroyed. */
function cycle(level: usize): void {
  const x = address(level, CORRECTION), degree = word(level, DEGREE), size = word(level, SIZE);
  if (address(level, COARSE) == 0) {
    memory.copy(x, address(level, CG_RESIDUAL), <usize>size << 3);
    solveDense(address(level, DENSE), size, x);
    return;
  }
  clear(x, size);
  for (let n = 0; n < degree; n++) {
    direct(level, n);
    take(level);
  }
  correctCoarse(level);
  for (let n = 0; n + 1 < degree; n++) {
    direct(level, n);
    take(level);
  }
  direct(level, degree - 1);
  takeLast(level);
}

/** z = one V-cycle applied to the residual of conjugate gradients. */
export function applyMultigrid(plan: usize, r: usize, z: usize): void {
  const level = address(plan, LEVELS), bytes = <usize>word(plan, SIZE) << 3;
  memory.copy(address(level, CG_RESIDUAL), r, bytes);
  cycle(level);
  memory.copy(z, address(level, CORRECTION), bytes);
}
