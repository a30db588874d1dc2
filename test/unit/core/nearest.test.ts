import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestName, suggestion } from "../../../src/core/nearest.js";

describe("editDistance", () => {
  it("counts the textbook cases", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("left", "lfet")).toBe(1);
    expect(editDistance("Left", "left")).toBe(0);
    expect(editDistance("", "abc")).toBe(3);
  });

  it("is a symmetric distance bounded by the longer length", () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance).toBeLessThanOrEqual(Math.max(a.toLowerCase().length, b.toLowerCase().length));
      expect(editDistance(a, a)).toBe(0);
    }));
  });
});

describe("nearestName", () => {
  it("finds a misspelt name and keeps quiet when nothing is close", () => {
    expect(nearestName("rihgt", ["left", "right", "top"])).toBe("right");
    expect(nearestName("boundry", ["regions", "boundary"])).toBe("boundary");
    expect(nearestName("qqqqqq", ["left", "right"])).toBeUndefined();
    expect(nearestName("x", ["y"])).toBeUndefined();
    expect(nearestName("a", [])).toBeUndefined();
  });

  it("writes a sentence with the nearest and all known names", () => {
    expect(suggestion("lef", ["left", "right"])).toBe('Did you mean "left"? Known: left, right.');
    expect(suggestion("zzz", [])).toBe("None is known.");
    expect(suggestion("a", ["b1", "c1", "d1"], 2)).toBe("Known: b1, c1, ….");
  });
});
