// Products and Gauss-Seidel sweeps on block rows. The smoother reads the matrix in single precision, which halves what passes through
// memory: it only preconditions, and residuals of the outer iteration come from `blockProduct`, which reads doubles.
import { LEVEL_DIAGONAL, LEVEL_INVERSE, LEVEL_MIDDLES, LEVEL_ROUNDED, LEVEL_ROWS, LEVEL_VALUES } from "../../src/multigrid/layout";
import { BLOCK, columnsAt, field, firstPair, item, PAIR, ROUNDED_PAIR, SQUARE, transform } from "./level";

/** The sum of a row at hand. */
const sum: usize = memory.data(24, 16);

// @ts-ignore: decorator
@inline
function lanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
function more(s: v128, a: v128, x: v128): v128 {
  return f64x2.add(s, f64x2.mul(a, x));
}

/** Sum over pairs of blocks times their parts of x. */
function sumPairs(columns: usize, end: usize, values: usize, x: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0;
  for (; columns < end; columns += 8, values += PAIR) {
    const a = x + load<u32>(columns), b = x + load<u32>(columns, 4);
    let v = v128.load64_lane(b, v128.load64_zero(a), 1);
    s0 = more(s0, v128.load(values), v); s1 = more(s1, v128.load(values, 48), v); s2 = more(s2, v128.load(values, 96), v);
    v = v128.load64_lane(b, v128.load64_zero(a, 8), 1, 8);
    s0 = more(s0, v128.load(values, 16), v); s1 = more(s1, v128.load(values, 64), v); s2 = more(s2, v128.load(values, 112), v);
    v = v128.load64_lane(b, v128.load64_zero(a, 16), 1, 16);
    s0 = more(s0, v128.load(values, 32), v); s1 = more(s1, v128.load(values, 80), v); s2 = more(s2, v128.load(values, 128), v);
  }
  store<f64>(sum, lanes(s0)); store<f64>(sum, lanes(s1), 8); store<f64>(sum, lanes(s2), 16);
}

/** Two numbers in single precision, as doubles. */
// @ts-ignore: decorator
@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** As `sumPairs`, from single precision. */
function sumRounded(columns: usize, end: usize, values: usize, x: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0;
  for (; columns < end; columns += 8, values += ROUNDED_PAIR) {
    const a = x + load<u32>(columns), b = x + load<u32>(columns, 4);
    let v = v128.load64_lane(b, v128.load64_zero(a), 1);
    s0 = more(s0, two(values), v); s1 = more(s1, two(values + 24), v); s2 = more(s2, two(values + 48), v);
    v = v128.load64_lane(b, v128.load64_zero(a, 8), 1, 8);
    s0 = more(s0, two(values + 8), v); s1 = more(s1, two(values + 32), v); s2 = more(s2, two(values + 56), v);
    v = v128.load64_lane(b, v128.load64_zero(a, 16), 1, 16);
    s0 = more(s0, two(values + 16), v); s1 = more(s1, two(values + 40), v); s2 = more(s2, two(values + 64), v);
  }
  store<f64>(sum, lanes(s0)); store<f64>(sum, lanes(s1), 8); store<f64>(sum, lanes(s2), 16);
}

/** Leaves in `sum` what the pairs [from, to) of the rounded matrix make of x. */
// @ts-ignore: decorator
@inline
function sumRange(level: usize, from: i32, to: i32, x: usize): void {
  sumRounded(columnsAt(level, from), columnsAt(level, to), field(level, LEVEL_ROUNDED) + <usize>from * ROUNDED_PAIR, x);
}

/** y = A x, in double precision. */
export function blockProduct(level: usize, x: usize, y: usize): void {
  const rows = field(level, LEVEL_ROWS), values = field(level, LEVEL_VALUES);
  let diagonal = field(level, LEVEL_DIAGONAL);
  for (let row = 0; row < <i32>rows; row++) {
    const from = firstPair(level, row), own = <usize>row * BLOCK;
    sumPairs(columnsAt(level, from), columnsAt(level, firstPair(level, row + 1)), values + <usize>from * PAIR, x);
    transform(diagonal, load<f64>(x + own), load<f64>(x + own, 8), load<f64>(x + own, 16), y + own);
    for (let i: usize = 0; i < BLOCK; i += 8) store<f64>(y + own + i, load<f64>(y + own + i) + load<f64>(sum + i));
    diagonal += SQUARE;
  }
}

/** Forward sweep from x = 0: (L + D) x = b. */
export function forwardSweep(level: usize, b: usize, x: usize): void {
  const rows = <i32>field(level, LEVEL_ROWS), middles = field(level, LEVEL_MIDDLES);
  let inverse = field(level, LEVEL_INVERSE);
  memory.fill(x, 0, <usize>rows * BLOCK);
  for (let row = 0; row < rows; row++, b += BLOCK, inverse += SQUARE) {
    sumRange(level, firstPair(level, row), item(middles, row), x);
    transform(inverse, load<f64>(b) - load<f64>(sum), load<f64>(b, 8) - load<f64>(sum, 8), load<f64>(b, 16) - load<f64>(sum, 16), x + <usize>row * BLOCK);
  }
}

/** r = -U x: the residual that a forward sweep from zero leaves. */
export function upperResidual(level: usize, x: usize, r: usize): void {
  const rows = <i32>field(level, LEVEL_ROWS), middles = field(level, LEVEL_MIDDLES);
  for (let row = 0; row < rows; row++, r += BLOCK) {
    sumRange(level, item(middles, row), firstPair(level, row + 1), x);
    for (let i: usize = 0; i < BLOCK; i += 8) store<f64>(r + i, -load<f64>(sum + i));
  }
}

/** Backward sweep: the adjoint of the forward sweep. */
export function backwardSweep(level: usize, b: usize, x: usize): void {
  const last = <i32>field(level, LEVEL_ROWS) - 1;
  let inverse = field(level, LEVEL_INVERSE) + <usize>last * SQUARE;
  b += <usize>last * BLOCK;
  for (let row = last; row >= 0; row--, b -= BLOCK, inverse -= SQUARE) {
    sumRange(level, firstPair(level, row), firstPair(level, row + 1), x);
    transform(inverse, load<f64>(b) - load<f64>(sum), load<f64>(b, 8) - load<f64>(sum, 8), load<f64>(b, 16) - load<f64>(sum, 16), x + <usize>row * BLOCK);
  }
}

/** One power step of D⁻¹ A on the rounded matrix: y = D⁻¹ A x. */
export function scaledProduct(level: usize, x: usize, y: usize): void {
  const rows = <i32>field(level, LEVEL_ROWS);
  let inverse = field(level, LEVEL_INVERSE);
  for (let row = 0; row < rows; row++, inverse += SQUARE) {
    const own = <usize>row * BLOCK;
    sumRange(level, firstPair(level, row), firstPair(level, row + 1), x);
    transform(inverse, load<f64>(sum), load<f64>(sum, 8), load<f64>(sum, 16), y + own);
    for (let i: usize = 0; i < BLOCK; i += 8) store<f64>(y + own + i, load<f64>(y + own + i) + load<f64>(x + own + i));
  }
}
