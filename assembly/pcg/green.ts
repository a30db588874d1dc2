// The Green operator as preconditioner: inverse of the stiffness of the same finite elements with one homogeneous reference material, block-diagonal in Fourier space
// [ladecky2022]. Transforms along z and y run on whole lines in place; along x, lines are gathered in groups, so that transform, Green operator
// and inverse transform happen in one small buffer.
import { hartley } from "../fft/index";
import { address, word } from "../rve/plan";
import {
  AXIS_X, AXIS_Y, AXIS_Z, DIMENSION, FFT_SCRATCH, GREEN, GRID_X, GRID_Y, GRID_Z, GROUP, ROW,
} from "../../src/kernels/rve-layout";
import { applyGreen2, applyGreen3 } from "./spectrum";

/** Bytes of one line of a batch times its length: two of them stay in the first-level cache. */
const BATCH_BYTES: usize = 12288;

/** Transforms `width` bytes side by side along an axis, in batches. */
function transformAxis(plan: usize, axis: usize, length: i32, src: usize, dst: usize, stride: usize, width: usize): void {
  const scratch = address(plan, FFT_SCRATCH);
  const batch = max<usize>(64, BATCH_BYTES / <usize>length & ~15);
  for (let at: usize = 0; at < width; at += batch) hartley(axis, src + at, stride, dst + at, stride, min(batch, width - at), scratch);
}

/** Along y, in place. */
function transformPlanes(plan: usize, field: usize): void {
  const ny = word(plan, GRID_Y), row = <usize>word(plan, ROW) << 3;
  const planes = word(plan, DIMENSION) * word(plan, GRID_Z);
  for (let plane = 0; plane < planes; plane++) {
    transformAxis(plan, address(plan, AXIS_Y), ny, field, field, row, row);
    field += <usize>ny * row;
  }
}

/** Along z; in 2D, where nz is 1, a copy. */
function transformColumns(plan: usize, src: usize, dst: usize): void {
  const dimension = word(plan, DIMENSION), nz = word(plan, GRID_Z), plane = <usize>(word(plan, GRID_Y) * word(plan, ROW)) << 3;
  for (let i = 0; i < dimension; i++) {
    transformAxis(plan, address(plan, AXIS_Z), nz, src, dst, plane, plane);
    src += <usize>nz * plane;
    dst += <usize>nz * plane;
  }
}

/** Two lines side by side into the lanes of a column of `width` bytes per x. */
// @ts-ignore: decorator
@inline
function gatherPair(a: usize, b: usize, row: usize, out: usize, width: usize): void {
  for (let at: usize = 0; at < row; at += 16) {
    const u = v128.load(a + at), v = v128.load(b + at);
    v128.store(out, v128.shuffle<f64>(u, v, 0, 2));
    v128.store(out + width, v128.shuffle<f64>(u, v, 1, 3));
    out += 2 * width;
  }
}

// @ts-ignore: decorator
@inline
function scatterPair(a: usize, b: usize, row: usize, from: usize, width: usize): void {
  for (let at: usize = 0; at < row; at += 16) {
    const u = v128.load(from), v = v128.load(from + width);
    v128.store(a + at, v128.shuffle<f64>(u, v, 0, 2));
    v128.store(b + at, v128.shuffle<f64>(u, v, 1, 3));
    from += 2 * width;
  }
}

/** Moves the lines ±ky (±kz) of all components between the field and the group's place in the buffer; `gather` or back. */
function moveGroup(plan: usize, field: usize, ky: i32, kz: i32, place: usize, width: usize, gather: bool): void {
  const dimension = word(plan, DIMENSION), ny = word(plan, GRID_Y), nz = word(plan, GRID_Z), row = <usize>word(plan, ROW) << 3;
  const minusY = ky == 0 ? 0 : ny - ky, minusZ = kz == 0 ? 0 : nz - kz;
  for (let i = 0; i < dimension; i++) {
    for (let mirror = 0; mirror < dimension - 1; mirror++) {
      const base = field + <usize>((i * nz + (mirror == 0 ? kz : minusZ)) * ny) * row;
      const a = base + <usize>ky * row, b = base + <usize>minusY * row;
      if (gather) gatherPair(a, b, row, place, width);
      else scatterPair(a, b, row, place, width);
      place += 16;
    }
  }
}

/** Applies the symbol to one group; `table`: entries of its kx = 0. */
function applySymbol(plan: usize, place: usize, width: usize, table: usize): void {
  const nx = word(plan, GRID_X), solid = word(plan, DIMENSION) == 3;
  for (let kx = 0; 2 * kx <= nx; kx++) {
    const plus = place + <usize>kx * width, minus = place + <usize>(kx == 0 ? 0 : nx - kx) * width;
    if (solid) applyGreen3(plus, minus, table);
    else applyGreen2(plus, minus, table);
    table += solid ? 48 : 24;
  }
}

/** Along x and back, for all ±ky from `first` to `end` - 1 at one ±kz. */
function filterLines(plan: usize, field: usize, first: i32, end: i32, kz: i32): void {
  const dimension = word(plan, DIMENSION), nx = word(plan, GRID_X);
  const group: usize = dimension == 3 ? 96 : 32;
  const width = <usize>(end - first) * group, buffer = address(plan, FFT_SCRATCH);
  const scratch = buffer + <usize>word(plan, ROW) * width;
  const symbol = <usize>(((nx >> 1) + 1) * ((dimension * (dimension + 1)) >> 1)) << 3;
  let table = address(plan, GREEN) + <usize>(kz * ((word(plan, GRID_Y) >> 1) + 1) + first) * symbol;
  for (let ky = first; ky < end; ky++) moveGroup(plan, field, ky, kz, buffer + <usize>(ky - first) * group, width, true);
  hartley(address(plan, AXIS_X), buffer, width, buffer, width, width, scratch);
  for (let ky = first; ky < end; ky++) {
    applySymbol(plan, buffer + <usize>(ky - first) * group, width, table);
    table += symbol;
  }
  hartley(address(plan, AXIS_X), buffer, width, buffer, width, width, scratch);
  for (let ky = first; ky < end; ky++) moveGroup(plan, field, ky, kz, buffer + <usize>(ky - first) * group, width, false);
}

/** out = Green operator applied to src; both may be the same field. */
export function applyGreen(plan: usize, src: usize, out: usize): void {
  const ny = word(plan, GRID_Y), nz = word(plan, GRID_Z), group = word(plan, GROUP);
  transformColumns(plan, src, out);
  transformPlanes(plan, out);
  for (let kz = 0; 2 * kz <= nz; kz++) {
    for (let ky = 0; 2 * ky <= ny; ky += group) filterLines(plan, out, ky, min(ky + group, (ny >> 1) + 1), kz);
  }
  transformPlanes(plan, out);
  transformColumns(plan, out, out);
}
