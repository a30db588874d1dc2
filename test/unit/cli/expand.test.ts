/** `twoscale expand`, in this process: what it writes is a case. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
    [["--depth", "2.5", "--attached", "5", "--excise", "--formulation", "mixed"], /margin: 5[\s\S]*formulation: mixed[\s\S]*on: margin, fix: \[ x, y, z \][\s\S]*volume: \[ \[ 0, 6000 \], \[ 0\.1, 60000 \] \], above: \{ z: -2\.5 \}[\s\S]*on: footprint, excise: \[ 7\.1, 7\.101 \]/],
    [["--rigid", "--shape", "square", "--grading", "1"], /grading: 1[\s\S]*contact:\s*\{\s*box: [\s\S]*move: \{ z: \[ \[ 0, 0 \], \[ 0\.1, 25 \]/],
    [["--shape", "crescent", "--pressure", "8kPa", "--material", "goh", "--days", "14"], /law: goh[\s\S]*pressure: \[ \[ 0, 0 \], \[ 0\.1, 0\.008 \], \[ 14, 0\.008 \]/],
  ] as const)("%j", async (options, text) => {
    expect(await expand(...options)).toMatch(text);
    const study = await loadCase("case.yaml", folderFiles(folder));
    expect(Object.keys(study.probes)).toContain("grown");
  });
  it("takes a surrogate, and the RVE that guards it, by their files", async () => {
    for (const name of ["skin.surrogate.json", "skin-cell.yaml"]) cpSync(new URL(`../../../cases/${name}`, import.meta.url), join(folder, name));
    expect(await expand("--material", "skin.surrogate.json", "--guard", "skin-cell.yaml")).toMatch(/surrogate: skin\.surrogate\.json,\s+guard: \{ rve: skin-cell\.yaml \},\s+growth/);
    await expect(loadCase("case.yaml", folderFiles(folder))).resolves.toBeDefined();
  });
  it.each([
    [["--material", "goh", "--guard", "cell.yaml"], /--guard is "cell.yaml"/], [["--formulation", "mixd"], /--formulation is "mixd"/], [["--rigid", "--pressure", "8kPa"], /--pressure is "8kPa"/], [["--rigid", "--shape", "crescent"], /a crescent is no rigid body/], [["--grading", "0"], /grading is 0/],
    [["--depth", "30"], /the empty expander has 72000 mm³/], [["--attached", "5", "--foundation", "0.1"], /attached is 5 mm/],
    [["--shape", "circl"], /--shape is "circl".*circle/], [["--footprint", "40y60"], /E_OPTION/], [["--footprint", "3 kPa"], /is no unit of area/],
    [["--protocol", "monthly"], /--protocol is "monthly"/], [["--material", "gho"], /--material is "gho".*goh/], [["--sheet", "100x100"], /3 numbers with x between/],
  ] as const)("refuses %j", async (options, text) => {
    await expect(expand(...options)).rejects.toThrow(text);
  });
});
