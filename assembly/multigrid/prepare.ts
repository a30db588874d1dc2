// What a level needs beside its matrix before it smooths: inverses of the diagonal blocks, and the matrix in single precision.
import { LEVEL_DIAGONAL, LEVEL_INVERSE, LEVEL_ROUNDED, LEVEL_ROWS, LEVEL_VALUES } from "../../src/multigrid/layout";
import { field, firstPair, SQUARE } from "./level";

/** Rounds the matrix and inverts its diagonal blocks. Returns the first block row whose block has no inverse, or -1. */
export function prepareLevel(level: usize): i32 {
  const rows = <i32>field(level, LEVEL_ROWS);
  round(field(level, LEVEL_VALUES), field(level, LEVEL_ROUNDED), 18 * firstPair(level, rows));
  const diagonal = field(level, LEVEL_DIAGONAL), inverse = field(level, LEVEL_INVERSE);
  for (let row = 0; row < rows; row++) {
    if (!invert(diagonal + <usize>row * SQUARE, inverse + <usize>row * SQUARE)) return row;
  }
  return -1;
}

function round(from: usize, to: usize, count: i32): void {
  for (const end = from + (<usize>count << 3); from < end; from += 16, to += 8) {
    v128.store64_lane(to, f32x4.demote_f64x2_zero(v128.load(from)), 0);
  }
}

/** Inverse of a 3 by 3 block; false when its determinant is zero or not a number. */
function invert(m: usize, out: usize): bool {
  const a = load<f64>(m), b = load<f64>(m, 8), c = load<f64>(m, 16);
  const d = load<f64>(m, 24), e = load<f64>(m, 32), f = load<f64>(m, 40);
  const g = load<f64>(m, 48), h = load<f64>(m, 56), i = load<f64>(m, 64);
  const A = e * i - f * h, B = f * g - d * i, C = d * h - e * g;
  const s = 1.0 / (a * A + b * B + c * C);
  store<f64>(out, A * s); store<f64>(out, (c * h - b * i) * s, 8); store<f64>(out, (b * f - c * e) * s, 16);
  store<f64>(out, B * s, 24); store<f64>(out, (a * i - c * g) * s, 32); store<f64>(out, (c * d - a * f) * s, 40);
  store<f64>(out, C * s, 48); store<f64>(out, (b * g - a * h) * s, 56); store<f64>(out, (a * e - b * d) * s, 64);
  return s - s == 0.0;
}
