import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addRun, putAside, readRuns } from "../../../bench/collect.js";

describe("runs of a bench in a file", () => {
  let folder: string, path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "collect-"));
    path = join(folder, "results", "cube.json");
  });
  afterEach(() => { rmSync(folder, { recursive: true }); });

  it("are added to those of earlier calls, of the same name and of others", () => {
    addRun(path, "ours 8", { seconds: 1 });
    addRun(path, "ours 24", { seconds: 9 });
    addRun(path, "ours 8", { seconds: 2 });
    expect([...readRuns(path)]).toEqual([["ours 8", [{ seconds: 1 }, { seconds: 2 }]], ["ours 24", [{ seconds: 9 }]]]);
  });

  it("are not lost when another call has written since this one began", () => {
    const before = readRuns(path);
    addRun(path, "theirs 32", { seconds: 3 });
    expect(before.size).toBe(0);
    expect([...addRun(path, "ours 32", { seconds: 4 }).keys()]).toEqual(["theirs 32", "ours 32"]);
  });

  it("keep that a number was not measured", () => {
    addRun(path, "ours 32", { total: NaN });
    expect(readRuns<{ total: number }>(path).get("ours 32")?.[0].total).toBeNaN();
  });

  it("are put aside, not thrown away, to begin anew", () => {
    expect(putAside(path, new Date(0))).toBeUndefined();
    addRun(path, "ours 8", { seconds: 1 });
    const aside = putAside(path, new Date(0)) as string;
    expect(readRuns(path).size).toBe(0);
    expect(JSON.parse(readFileSync(aside, "utf8"))).toEqual({ "ours 8": [{ seconds: 1 }] });
  });
});
