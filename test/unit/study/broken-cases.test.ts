/** Broken cases: whatever is wrong with one, the answer is a typed error with a hint, and nothing has been written. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CaseError, FormatError, LawError, MeshError, type TwoscaleError } from "../../../src/core/errors.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { type CaseInput, createStudy, loadCase, loadRve } from "../../../src/study/create.js";
import { record } from "../../../src/study/record.js";
import { block, blockYaml, cellYaml, twoScaleBlock } from "../../support/cases.js";

type Path = readonly (string | number)[];

/** All paths of an object, to leaves and to groups. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]))];
}

/** A copy with the value at a path replaced; `undefined` removes it. */
function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((inner: unknown, i) => (i === key ? replaced(inner, rest, by) : inner));
  const entries = Object.entries(value as object).map(([name, inner]): [string, unknown] => [name, name === key ? replaced(inner, rest, by) : inner]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** Values that a hurried user, or a broken program, might write. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, "", "x", "all", "80 kPa", "-3 mm", "1e400 mm", [], {}, [[0, 0], [1, 1]], [1, 2, 3], "__proto__", "constructor", -1, 0, 2, 3, 1e300, Infinity, NaN, 1e-320),
  fc.double(), fc.string(), fc.array(fc.double(), { maxLength: 4 }), fc.object({ maxDepth: 2 }),
);

/** Expects success or a typed error that helps. */
async function soundAnswer(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    expect([CaseError, LawError, MeshError, FormatError].some((Class) => error instanceof Class), String(error instanceof Error ? error.stack : error)).toBe(true);
    expect((error as TwoscaleError).text).toMatch(/\S/);
    expect((error as TwoscaleError).hint).toMatch(/\S/);
    return false;
  }
}

/** Large boxes and grids are sound cases, only too large for a test. */
function isSmall(value: unknown): boolean {
  const counts = JSON.stringify(value) ?? "";
  return !/\b\d{3,}\b|e\+?\d/.test(counts);
}

describe("a case with one value replaced by junk", () => {
  it.each([["one scale", block], ["two scales", twoScaleBlock]] as const)("gives a study or a typed error (%s)", async (_, good) => {
    const paths = pathsOf(good);
    await fc.assert(fc.asyncProperty(fc.constantFrom(...paths), junk, async (path, value) => {
      fc.pre(isSmall(value) || !["cells", "grid"].includes(String(path.at(-2) ?? path.at(-1))));
      await soundAnswer(createStudy(replaced(good, path, value) as CaseInput));
    }), { numRuns: 150 });
  });
  it("writes nothing unless it is sound", async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...pathsOf(block)), junk, async (path, value) => {
      fc.pre(isSmall(value));
      const store = memoryFiles();
      const sound = await soundAnswer(createStudy(replaced(block, path, value) as CaseInput));
      expect(sound || store.files.size === 0).toBe(true);
    }), { numRuns: 50 });
  });
  it("leaves no file when it fails behind the door, as a study that another program changed does", async () => {
    const study = await createStudy(block);
    const store = memoryFiles();
    await expect(record({ ...study, boundary: [{ on: "y-", fix: ["y"] }] }, store).next()).rejects.toThrow(/E_RIGID_BODY.*translation in x/);
    expect([...store.files.keys()]).toEqual([]);
  });
});

describe("a file with damaged text", () => {
  /** Deletes, doubles or replaces a stretch of the text. */
  const damage = (text: string) => fc.tuple(fc.nat(text.length), fc.nat(12), fc.oneof(fc.constant(""), fc.string({ maxLength: 4 }), fc.constantFrom("\t", "{", "]", ": ", "&a", "*a", "!!js", "\n", "<<: ")))
    .map(([at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length));
  it("gives a study or a typed error (case)", async () => {
    await fc.assert(fc.asyncProperty(damage(blockYaml), async (text) => {
      await soundAnswer(loadCase("block.yaml", memoryFiles({ "block.yaml": text })));
    }), { numRuns: 150 });
  });
  it("gives an RVE or a typed error (cell)", async () => {
    await fc.assert(fc.asyncProperty(damage(cellYaml), async (text) => {
      await soundAnswer(loadRve("cell.yaml", memoryFiles({ "cell.yaml": text })));
    }), { numRuns: 150 });
  });
});
