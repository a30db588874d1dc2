/** The reference pages say what the program knows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createGraph } from "../../src/lawc/expression.js";
import { createInvariants } from "../../src/lawc/invariants.js";
import { unaryFunctions } from "../../src/lawc/rewrite.js";
import { referencePages } from "../../tools/docs.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("reference pages", () => {
  for (const { path, make } of referencePages) {
    it(`${path} is what \`npm run docs\` makes`, async () => {
      expect(read(path)).toBe(await make());
    });
  }
  it("formula.md names every invariant and function of the compiler", () => {
    const page = read("docs/reference/formula.md");
    const { names, functions } = createInvariants(createGraph(), 2);
    const isTold = (name: string): boolean => page.includes(`\`${name}\``) || page.includes(`\`${name}(`) || /^[CE][012]{2}$/.test(name) || page.includes(`\`${name.replace(/_2$/, "_1")}\``);
    expect([...names, ...Object.keys(functions), ...Object.keys(unaryFunctions)].filter((name) => !isTold(name))).toEqual([]);
  });
});
