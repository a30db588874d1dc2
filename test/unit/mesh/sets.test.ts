import { describe, expect, it } from "vitest";
import { MeshError } from "../../../src/core/errors.js";
import { box, cellsOf, createMesh, facesOf, nodesOf, setNames } from "../../../src/mesh/index.js";

const square = box({ size: [1, 1], cells: [2, 2], element: "quad4" });
const mesh = createMesh({
  ...square,
  sets: { nodes: { tip: Int32Array.of(8) }, faces: { loaded: Int32Array.of(3, 1) }, cells: { stiff: Int32Array.of(1, 3) } },
});

describe("sets by name", () => {
  it("finds nodes in node sets, on face sets and in cell sets", () => {
    expect(Array.from(nodesOf(mesh, "tip"))).toEqual([8]);
    expect(Array.from(nodesOf(mesh, "loaded"))).toEqual([5, 8]);
    expect(Array.from(nodesOf(mesh, "stiff"))).toEqual([1, 2, 4, 5, 7, 8]);
    expect(Array.from(nodesOf(mesh, "all"))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("finds faces and cells only where they are", () => {
    expect(Array.from(facesOf(mesh, "loaded"))).toEqual([3, 1]);
    expect(Array.from(cellsOf(mesh, "stiff"))).toEqual([1, 3]);
    expect(setNames(mesh)).toEqual(["loaded", "tip", "stiff", "all"]);
  });

  it.each([
    ["nodes", () => nodesOf(mesh, "laoded"), /no node set "laoded".*Did you mean "loaded"\? Known: loaded, tip, stiff, all/],
    ["faces", () => facesOf(mesh, "loadde"), /no face set "loadde".*Did you mean "loaded"/],
    ["cells", () => cellsOf(mesh, "soft"), /no cell set "soft".*Known: stiff, all/],
    ["the wrong kind", () => facesOf(mesh, "tip"), /"tip" is a set of this mesh, but not a face set.*Known: loaded/],
    ["names that objects have by nature", () => nodesOf(mesh, "constructor"), /no node set "constructor"/],
  ])("answers unknown names of %s with the known ones", (_, look, text) => {
    expect(look).toThrow(MeshError);
    expect(look).toThrow(text);
  });
});
