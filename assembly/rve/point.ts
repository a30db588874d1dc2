// One Gauss point of an RVE: F -> W, P and what the tangent needs.
// In 2D the macroscopic and microscopic F both have F33 = 1 (plane strain).
import { firstPiolaKirchhoff, strain } from "../tensor";
import { get } from "./plan";

/** Scratch of a point, in bytes from its base: F (9), E (6) and det F, answer of the law (28: W, S, CC), P (9). */
export const F_AT: usize = 0;
export const E_AT: usize = 80;
export const LAW_AT: usize = 144;
export const P_AT: usize = 368;
export const POINT_BYTES: usize = 448;

/**
 * Evaluates the law at the F stored in the point scratch.
 * Returns the point status: 0, 1 (det F <= 0) or 4 (not finite).
 */
export function evaluatePoint(point: usize, slot: i32, parameters: usize, directions: usize): i32 {
  strain(point + F_AT, point + E_AT);
  if (!(get(point + E_AT, 6) > 0.0)) return 1;
  call_indirect<void>(<u32>slot, parameters, directions, point + E_AT, point + LAW_AT);
  firstPiolaKirchhoff(point + F_AT, point + LAW_AT + 8, point + P_AT);
  const p = point + P_AT;
  let check = get(point + LAW_AT, 0);
  for (let i = 0; i < 9; i++) check += get(p, i);
  return check - check == 0.0 ? 0 : 4;
}
