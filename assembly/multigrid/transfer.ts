// Between a level and the next: residuals down, corrections up. A vector of the next level has six numbers for each aggregate.
import { LEVEL_COARSE, LEVEL_P, LEVEL_P_COLUMNS, LEVEL_P_STARTS, LEVEL_ROWS } from "../../src/multigrid/layout";
import { BLOCK, field, item, PAIR } from "./level";

/** down = Pᵀ r */
export function restrictResidual(level: usize, r: usize, down: usize): void {
  const rows = <i32>field(level, LEVEL_ROWS), starts = field(level, LEVEL_P_STARTS), columns = field(level, LEVEL_P_COLUMNS);
  let p = field(level, LEVEL_P);
  memory.fill(down, 0, field(level, LEVEL_COARSE) * 2 * BLOCK);
  for (let row = 0; row < rows; row++, r += BLOCK) {
    const r0 = v128.load64_splat(r), r1 = v128.load64_splat(r, 8), r2 = v128.load64_splat(r, 16);
    for (let entry = item(starts, row), end = item(starts, row + 1); entry < end; entry++, p += PAIR) {
      let to = down + <usize>item(columns, entry) * 2 * BLOCK;
      for (let c: usize = 0; c < 48; c += 16, to += 8) {
        const s = f64x2.add(f64x2.add(f64x2.mul(v128.load(p + c), r0), f64x2.mul(v128.load(p + c, 48), r1)), f64x2.mul(v128.load(p + c, 96), r2));
        store<f64>(to, load<f64>(to) + f64x2.extract_lane(s, 0));
        store<f64>(to, load<f64>(to, 24) + f64x2.extract_lane(s, 1), 24);
      }
    }
  }
}

/** x += P up */
export function prolongCorrection(level: usize, up: usize, x: usize): void {
  const rows = <i32>field(level, LEVEL_ROWS), starts = field(level, LEVEL_P_STARTS), columns = field(level, LEVEL_P_COLUMNS);
  let p = field(level, LEVEL_P);
  for (let row = 0; row < rows; row++, x += BLOCK) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0;
    for (let entry = item(starts, row), end = item(starts, row + 1); entry < end; entry++, p += PAIR) {
      const from = up + <usize>item(columns, entry) * 2 * BLOCK;
      for (let c: usize = 0; c < 3; c++) {
        const v = v128.load64_lane(from + 8 * c, v128.load64_zero(from + 8 * c), 1, 24);
        s0 = f64x2.add(s0, f64x2.mul(v128.load(p + 16 * c), v));
        s1 = f64x2.add(s1, f64x2.mul(v128.load(p + 16 * c, 48), v));
        s2 = f64x2.add(s2, f64x2.mul(v128.load(p + 16 * c, 96), v));
      }
    }
    store<f64>(x, load<f64>(x) + f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
    store<f64>(x, load<f64>(x, 8) + f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
    store<f64>(x, load<f64>(x, 16) + f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
  }
}
