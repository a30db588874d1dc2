// The block stencil times a field with ghosts.
import { address, clear, word } from "../rve/plan";
import { DIMENSION, DIRECTION, GHOST_ROW, GRID_Y, GRID_Z, PRODUCT, ROW, VALUES } from "../../src/kernels/rve-layout";
import { ghostSize } from "./lines";
import { product2 } from "./product2";
import { product3 } from "./product3";

/** PRODUCT = K DIRECTION, ghosts not yet folded. */
export function product(plan: usize): void {
  const values = address(plan, VALUES), p = address(plan, DIRECTION), q = address(plan, PRODUCT);
  const pairs = word(plan, ROW) >> 1, ny = word(plan, GRID_Y), nz = word(plan, GRID_Z);
  const line = <usize>word(plan, GHOST_ROW) << 3, field = <usize>(ny * nz) * line;
  clear(q, ghostSize(plan));
  if (word(plan, DIMENSION) == 3) product3(values, p, q, pairs, ny, nz, line, field);
  else product2(values, p, q, pairs, ny, line, field);
}
