/** `twoscale expand`, in this process: what it writes is a case. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createProgram } from "../../../src/cli/program.js";
import { folderFiles } from "../../../src/platform/files.node.js";
import { loadCase } from "../../../src/study/create.js";

const folder = mkdtempSync(join(tmpdir(), "twoscale-expand-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function expand(...options: readonly string[]): Promise<string> {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const out = join(folder, "case.yaml");
  await createProgram().parseAsync(["node", "twoscale", "expand", "--out", out, ...options]);
  return readFileSync(out, "utf8");
}

describe("twoscale expand", () => {
  it.each([
    [["--shape", "circle", "--footprint", "24cm^2", "--volume", "60ml"], /shape: circle, area: 2400 [\s\S]*\[ 0\.1, 60000 \]/],
    [["--footprint", "30x60", "--protocol", "weekly:3", "--volume", "90ml"], /shape: rectangle, area: 1800, aspect: 2 [\s\S]*\[ 14\.1, 90000 \][\s\S]*end: 21\.1/],
    [["--material", "goh", "--langer", "90", "--foundation", "0.05"], /direction: \[ 6[^,]*e-17, 1, 0 \][\s\S]*on: around, spring: \{ stiffness: 0\.05/],
    [["--protocol", "0:20ml,3:0.05l", "--rate", "0.05 1/h"], /rate: 1\.2[\s\S]*\[ 3\.1, 50000 \]/],
    [["--shape", "crescent", "--pressure", "8kPa", "--material", "goh", "--days", "14"], /law: goh[\s\S]*pressure: \[ \[ 0, 0 \], \[ 0\.1, 0\.008 \], \[ 14, 0\.008 \]/],
  ] as const)("%j", async (options, text) => {
    expect(await expand(...options)).toMatch(text);
    const study = await loadCase("case.yaml", folderFiles(folder));
    expect(Object.keys(study.probes)).toContain("grown");
  });
  it.each([
    [["--shape", "circl"], /--shape is "circl".*circle/], [["--footprint", "40y60"], /E_OPTION/], [["--footprint", "3 kPa"], /is no unit of area/],
    [["--protocol", "monthly"], /--protocol is "monthly"/], [["--material", "gho"], /--material is "gho".*goh/], [["--sheet", "100x100"], /3 numbers with x between/],
  ] as const)("refuses %j", async (options, text) => {
    await expect(expand(...options)).rejects.toThrow(text);
  });
});
