/** Bodies at rest: points that are asked at their accepted F, from the same state, have one answer. It is found once. */
import type { PointResponse } from "../constitutive/model.js";
import type { RveBatch } from "./rve-kernel.js";

/** Whether two points of a batch are asked at the F that both were accepted at, and their states are the same bits; `size`: doubles of a state. */
export function restAlike({ F, state0, warm }: RveBatch, size: number, one: number, other: number): boolean {
  if (warm || !sameBits(F, 9 * other, state0, size * other, 9) || !sameBits(F, 9 * one, F, 9 * other, 9)) return false;
  return sameBits(state0, size * one, state0, size * other, size);
}

/** Gives a point the answer of another one; `size`: doubles of a state. */
export function copyAnswer(into: PointResponse, size: number, want: "stress" | "tangent", from: number, to: number): void {
  for (const values of [into.W, into.status, into.iterations, ...(into.settled ? [into.settled] : [])]) values[to] = values[from];
  const rows = [[into.P, 9], [into.state, size], ...(want === "tangent" ? [[into.A, 81] as const] : [])] as const;
  for (const [values, count] of rows) values.copyWithin(count * to, count * from, count * (from + 1));
}

function sameBits(a: Float64Array, fromA: number, b: Float64Array, fromB: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (!Object.is(a[fromA + i], b[fromB + i])) return false;
  return true;
}
