import { expect, it } from "vitest";
import { ramp, table, zero } from "../../../src/core/time.js";

it("a ramp reaches its value exactly at its end", () => {
  expect(ramp(0.3, 0.7)(0.7)).toBe(0.3);
  expect(ramp(0.3, 0.7)(0)).toBe(0);
  expect(zero(5)).toBe(0);
});

it("a table is linear between its entries, exact at them, constant outside and on level stretches", () => {
  const f = table([[0, 0], [1, 0.5], [3, 0.1], [50, 0.1]]);
  expect([-1, 0, 0.5, 1, 2, 3, 17.3, 50, 60].map(f)).toEqual([0, 0, 0.25, 0.5, expect.closeTo(0.3, 15), 0.1, 0.1, 0.1, 0.1]);
});

it("a table that is empty, unsorted or not finite is refused with its entry", () => {
  expect(() => table([])).toThrow(/E_TIME_TABLE: .* it is empty/);
  expect(() => table([[0, 1], [0, 2]])).toThrow(/entry 1 is \[0, 2\]/);
  expect(() => table([[0, NaN]])).toThrow(/entry 0 is \[0, NaN\]/);
});
