/** The reference pages say what the program knows. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { laws } from "../../src/law/catalogue.js";
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

/** Keys such as bonet2008 in sources and pages, and what laws and quadrature rules cite. */
function citedKeys(): Set<string> {
  const files = ["src", "assembly", "tools", "docs"].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|md)$/.test(entry.name) && !entry.name.includes(".gen."))
    .map((entry) => join(entry.parentPath, entry.name)));
  const found = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/(?<![\w/-])(?!es20)[a-z]{3,}(?:1[89]|20)\d\d[a-z]?(?![\w-])/g)].map(([key]) => key));
  return new Set([...found, ...laws.map(({ citation }) => citation)]);
}

describe("references.bib", () => {
  const entries = [...read("docs/references.bib").matchAll(/^@\w+\{([^,]+),/gm)].map((match) => match[1]);
  const cited = citedKeys();
  it("has every key that sources and pages cite", () => {
    expect([...cited].filter((key) => !entries.includes(key))).toEqual([]);
  });
  it("has no key that nothing cites, and none twice", () => {
    expect(entries.filter((key, i) => !cited.has(key) || entries.indexOf(key) !== i)).toEqual([]);
  });
});
