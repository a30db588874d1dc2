import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CaseError } from "../../../src/core/errors.js";
import { pathText } from "../../../src/study/source.js";
import { readSource } from "../../../src/study/source-text.js";

const yaml = "a:\n  b: [1, { c: x }]\n  d:\n'key 2': y\n";

describe("a source", () => {
  const source = readSource(yaml, "f.yaml");
  it("knows where values and keys stand", () => {
    expect(source.placeOfValue(["a", "b", 1, "c"])).toBe("f.yaml:2:15");
    expect(source.placeOfKey(["a", "b", 1, "c"])).toBe("f.yaml:2:12");
    expect(source.placeOfKey(["key 2"])).toBe("f.yaml:4:1");
  });
  it("answers for what is not written with what is around it", () => {
    expect(source.placeOfValue(["a", "b", 7])).toBe("f.yaml:2:6");
    expect(source.placeOfValue(["z", "y"])).toBe("f.yaml:1:1");
  });
  it("reads JSON, tabs included", () => {
    expect(readSource("{\n\t\"a\": [1, 2]\n}", "f.json").data).toEqual({ a: [1, 2] });
  });
  it("reads any text or refuses it with a place", () => {
    fc.assert(fc.property(fc.string(), (text) => {
      try {
        readSource(text, "f.yaml");
      } catch (error) {
        expect(error).toBeInstanceOf(CaseError);
        expect((error as CaseError).message).toContain("f.yaml");
      }
    }));
  });
  it("writes paths as people do", () => {
    expect(pathText(["boundary", 1, "move", "x", 0])).toBe("boundary[1].move.x[0]");
  });
});
