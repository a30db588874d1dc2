/** The cases that `twoscale expand` has written for the repository. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { folderFiles } from "../../../src/platform/files.node.js";
import { loadCase } from "../../../src/study/create.js";

const folder = fileURLToPath(new URL("../../../cases", import.meta.url));
const names = readdirSync(folder).filter((name) => /^expand-.*\.yaml$/.test(name));

describe("ready cases of expansion", () => {
  it("are there for every shape of load", () => expect(names.length).toBeGreaterThanOrEqual(5));
  it.each(names)("%s is accepted", async (name) => {
    const study = await loadCase(name, folderFiles(folder));
    expect(study.boundary.some(({ volume, pressure, contact }) => volume ?? pressure ?? contact)).toBe(true);
    expect(Object.keys(study.probes)).toContain("grown");
  });
});
