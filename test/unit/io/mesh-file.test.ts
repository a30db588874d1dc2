import { describe, expect, it } from "vitest";
import { readMesh, writeMesh } from "../../../src/io/index.js";
import { contents, fixture, shippedMesh } from "../../support/mesh-files.js";

describe("mesh files by extension", () => {
  it.each(["strip.msh", "cook.msh"])("%s survives msh -> vtu -> msh with its sets", (name) => {
    const mesh = readMesh(shippedMesh(name), name);
    const there = readMesh(writeMesh(mesh, "a.VTU"), "a.VTU");
    expect(contents(there)).toEqual(contents(mesh));
    expect(contents(readMesh(writeMesh(there, "dir.x/b.msh"), "dir.x/b.msh"))).toEqual(contents(mesh));
  });

  it.each(["mesh.obj", "mesh", "dir.msh/mesh"])("refuses %s and says which formats there are", (name) => {
    expect(() => readMesh(fixture("plate-tri3-41.msh"), name)).toThrow(/E_FORMAT_EXTENSION.*ends in \.msh, \.vtu, /);
    expect(() => writeMesh(readMesh(fixture("plate-tri3-41.msh"), "a.msh"), name)).toThrow(/E_FORMAT_EXTENSION/);
  });

  it("says that Abaqus files are not written, and what to write instead", () => {
    expect(() => writeMesh(readMesh(shippedMesh("strip.msh"), "strip.msh"), "a.inp")).toThrow(/E_FORMAT_DIRECTION: a\.inp: .*not written.*\.msh/);
  });
});
