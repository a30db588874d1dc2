import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integerPower, parseRational, plus, rational, times, toNumber } from "../../../src/lawc/rational.js";

const entry = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const fraction = fc.tuple(entry, fc.bigInt({ min: 1n, max: 10n ** 12n })).map(([n, d]) => rational(n, d));

describe("exact constants", () => {
  it("obey the laws of a field", () => {
    fc.assert(fc.property(fraction, fraction, fraction, (a, b, c) => {
      expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)));
      expect(plus(plus(a, b), c)).toEqual(plus(a, plus(b, c)));
      if (a.n !== 0n) expect(times(a, integerPower(a, -1))).toEqual(rational(1));
    }));
  });
  it("a decimal becomes the double that JavaScript reads", () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), (x) => {
      expect(toNumber(parseRational(String(x)))).toBe(x);
    }), { numRuns: 1000 });
  });
  it("long fractions are rounded to the nearest double", () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-250, max: 1e250 }), fc.double({ noNaN: true, min: 1, max: 2 }), (x, y) => {
      // (x y)/y with the exact product is x again; doubles round x, y and their product, each by 2^-53.
      const [a, b] = [parseRational(String(x)), parseRational(String(y))];
      expect(toNumber(times(times(a, b), integerPower(b, -1)))).toBe(x);
      expect(Math.abs(toNumber(times(a, b)) / (x * y) - 1)).toBeLessThanOrEqual(2 ** -51);
    }));
  });
});
