import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../../../src/core/error-catalogue.js";

const src = fileURLToPath(new URL("../../../src", import.meta.url));

/** Codes that stand in the source as string literals. */
function codesInSource(): Set<string> {
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && entry.name !== "error-catalogue.ts");
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/["'`]([EW]_[A-Z][A-Z0-9_]*)["'`]/g)].map((match) => match[1])));
}

describe("the catalogue of errors", () => {
  const used = codesInSource();
  it("has every code that the source uses", () => {
    expect([...used].filter((code) => !Object.hasOwn(errorCatalogue, code))).toEqual([]);
  });
  it("has no code that the source does not use", () => {
    expect(Object.keys(errorCatalogue).filter((code) => !used.has(code))).toEqual([]);
  });
  it("says for each code what it means and what helps, in whole sentences", () => {
    const bare = Object.entries(errorCatalogue).filter(([, { meaning, remedy }]) => !/^[A-Z].*\.$/.test(meaning) || !/^[A-Z].*\.$/.test(remedy));
    expect(bare.map(([code]) => code)).toEqual([]);
  });
});
