import { describe, expect, it } from "vitest";
import { blocksOf, brokenPromises, promisesOf } from "./blocks.js";

const page = ["# t", "", "```ts", "console.log(1 / 3); // → 0.333", "```", "", "<!-- doctest: file a.yaml -->", "", "```yaml", "a: 1", "```", ""].join("\n");

describe("documentation tests", () => {
  it("find the blocks of a page with their line and directive", () => {
    expect(blocksOf(page).map(({ line, language, directive }) => ({ line, language, directive }))).toEqual([
      { line: 3, language: "ts", directive: "" },
      { line: 9, language: "yaml", directive: "file a.yaml" },
    ]);
  });
  it("read what a block promises", () => {
    expect(promisesOf(blocksOf(page)[0].text)).toEqual(["0.333"]);
    expect(promisesOf("run # → 3 steps\n")).toEqual(["3 steps"]);
  });
  it("compare numbers to the printed digits, words exactly, and keep the order", () => {
    expect(brokenPromises(["0.333"], "0.33333333")).toEqual([]);
    expect(brokenPromises(["0.333"], "0.3339")).toEqual(["0.333"]);
    expect(brokenPromises(["1.5e-3"], "x 0.00151")).toEqual([]);
    expect(brokenPromises(["3 steps"], "took 3 steps")).toEqual([]);
    expect(brokenPromises(["3 steps"], "took 4 steps")).toEqual(["3 steps"]);
    expect(brokenPromises(["b", "a"], "a\nb")).toEqual(["a"]);
  });
});
