/** `twoscale convert`, in this process: what its options change in the files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createProgram } from "../../../src/cli/program.js";
import { readMesh, writeMesh, writeStl, writeStlText } from "../../../src/io/index.js";
import { box, cellCount, facesOf } from "../../../src/mesh/index.js";
import { contents } from "../../support/mesh-files.js";

const folder = mkdtempSync(join(tmpdir(), "twoscale-convert-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const mesh = box({ size: [1, 1, 1], cells: [1, 1, 2], element: "hex8" });
const at = (name: string): string => join(folder, name);
writeFileSync(at("a.msh"), writeMesh(mesh, "a.msh"));

async function convert(to: string, ...options: readonly string[]): Promise<Uint8Array> {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await createProgram().parseAsync(["node", "twoscale", "convert", at("a.msh"), at(to), ...options]);
  return new Uint8Array(readFileSync(at(to)));
}

describe("twoscale convert", () => {
  it.each([["a.vtu"], ["a.vtk"], ["b.msh"]])("writes %s with all sets", async (name) => {
    expect(contents(readMesh(await convert(name), name))).toEqual(contents(mesh));
  });
  it("--refine cuts every cell, as often as it says", async () => {
    const fine = readMesh(await convert("fine.vtu", "--refine", "2"), "fine.vtu");
    expect(cellCount(fine)).toBe(64 * cellCount(mesh));
    expect(facesOf(fine, "x+").length).toBe(16 * facesOf(mesh, "x+").length);
  });
  it("--faces and --text choose what of a surface is written, and how", async () => {
    expect(await convert("a.stl", "--faces", "z+", "--text")).toEqual(writeStlText(mesh, facesOf(mesh, "z+")));
    expect(new TextDecoder().decode(await convert("text.vtk", "--text"))).toMatch(/^# vtk DataFile Version 3\.0\n.*\nASCII\n/);
  });
  it("--surface names the faces that lie on an STL surface, and the name survives in the file", async () => {
    writeFileSync(at("lid.stl"), writeStl(mesh, facesOf(mesh, "z+")));
    const named = readMesh(await convert("named.msh", "--surface", `lid=${at("lid.stl")}`, "--tolerance", "0.01"), "named.msh");
    expect(facesOf(named, "lid")).toEqual(facesOf(named, "z+"));
  });
  it.each([
    ["a.inp", [], "E_FORMAT_DIRECTION"], ["a.obj", [], "E_FORMAT_EXTENSION"], ["a.stl", ["--faces", "z"], "E_SET"],
    ["a.vtu", ["--faces", "z+"], "E_OPTION"], ["a.vtu", ["--refine", "-1"], "E_OPTION"], ["a.vtu", ["--surface", "lid.stl"], "E_OPTION"], ["a.vtu", ["--tolerance", "0"], "E_OPTION"], ["a.vtu", ["--surface", "lid=no.stl"], "E_FILE"],
   
  ] as const)("refuses %s %j with %s", async (to, options, code) => {
    await expect(convert(to, ...options)).rejects.toMatchObject({ code });
  });
});
