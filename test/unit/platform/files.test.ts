import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { besideFile, memoryFiles, normalName } from "../../../src/platform/files.js";
import { folderFiles } from "../../../src/platform/files.node.js";

const folder = mkdtempSync(join(tmpdir(), "twoscale-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each([["memory", memoryFiles()], ["folder", folderFiles(join(folder, "new/one"))]] as const)("files in %s", (_, files) => {
  it("answers undefined for what is not there, and writes, replaces and removes", async () => {
    expect(await files.read("a.txt")).toBeUndefined();
    await files.write("a.txt", bytes("one"));
    await files.write("a.txt", bytes("two"));
    expect(await files.read("./a.txt")).toEqual(bytes("two"));
    await files.remove("a.txt");
    await files.remove("a.txt");
    expect(await files.read("a.txt")).toBeUndefined();
  });
  it("goes up and down in folders", async () => {
    await files.write("sub/b.txt", bytes("b"));
    expect(await files.read("sub/../sub/b.txt")).toEqual(bytes("b"));
  });
});

describe("files of a folder", () => {
  it("creates nothing by reading", async () => {
    await folderFiles(join(folder, "never")).read("x");
    expect(readdirSync(folder)).not.toContain("never");
  });
  it("leaves no temporary file, and a typed error, when writing fails", async () => {
    const files = folderFiles(join(folder, "target"));
    await files.write("dir/inside", bytes("x"));
    await expect(files.write("dir", bytes("y"))).rejects.toThrow(/E_WRITE.*dir.*Hint/);
    expect(readdirSync(join(folder, "target"))).toEqual(["dir"]);
  });
});

describe("names", () => {
  it("are resolved beside a file", () => {
    expect(besideFile("cases/a.yaml", "../meshes/b.msh")).toBe("meshes/b.msh");
    expect(besideFile("a.yaml", "../meshes/b.msh")).toBe("../meshes/b.msh");
    expect(besideFile("a.yaml", "/tmp/b.msh")).toBe("/tmp/b.msh");
    expect(normalName("a/./b//c/../d")).toBe("a/b/d");
  });
});
