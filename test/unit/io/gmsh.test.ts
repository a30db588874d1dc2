import { describe, expect, it } from "vitest";
import { readGmsh, writeGmsh } from "../../../src/io/index.js";
import { box, cellsOf, cellVolumes, createMesh, elementTypes, faceNodes, facesOf, meshQuality, nodesOf, topology, type Mesh } from "../../../src/mesh/index.js";
import { contents, fixture, fixtureNames, shippedMesh } from "../../support/mesh-files.js";

const sum = (list: Iterable<number>): number => Array.from(list).reduce((a, b) => a + b, 0);
const at = (mesh: Mesh, node: number): number[] => Array.from(mesh.points.subarray(3 * node, 3 * node + 3));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Largest distance of a mid node from the middle of its edge; straight-sided meshes have none. */
function largestOffset(mesh: Mesh): number {
  let largest = 0;
  for (const { type, connectivity } of mesh.blocks) {
    const { nodes, corners, edges } = topology[type];
    for (let i = 0; i < connectivity.length; i += nodes) {
      for (let node = corners; node < nodes; node++) {
        const [a, b] = edges[node - corners].map((corner) => at(mesh, connectivity[i + corner]));
        at(mesh, connectivity[i + node]).forEach((x, k) => { largest = Math.max(largest, Math.abs(x - (a[k] + b[k]) / 2)); });
      }
    }
  }
  return largest;
}

// Gmsh places nodes on curves to about 1e-11; volumes are of order 1.
const gmshDigits = 10;

describe("plates written by Gmsh 4.8", () => {
  const names = fixtureNames(".msh").filter((name) => name.startsWith("plate"));

  it.each(names)("%s has its area, sets and mid nodes", (name) => {
    const mesh = readGmsh(fixture(name), name);
    expect(mesh.dimension).toBe(2);
    expect(sum(cellVolumes(mesh))).toBeCloseTo(2, gmshDigits);
    expect(meshQuality(mesh).inverted).toHaveLength(0);
    expect(largestOffset(mesh)).toBeLessThan(1e-10);
    expect(Object.keys(mesh.sets.nodes).sort()).toEqual(["7", "bottom", "corner", "rim"]);
    expect(Object.keys(mesh.sets.faces).sort()).toEqual(["7", "bottom", "rim"]);
    expect(Object.keys(mesh.sets.cells).sort()).toEqual(["all", "plate"]);
    expect(cellsOf(mesh, "plate")).toEqual(cellsOf(mesh, "all"));
    expect(Array.from(nodesOf(mesh, "corner"), (node) => at(mesh, node))).toEqual([[0, 0, 0]]);
    for (const node of nodesOf(mesh, "bottom")) expect(at(mesh, node)[1]).toBe(0);
  });

  it.each(names)("%s has outward edges: they run once round the plate", (name) => {
    const mesh = readGmsh(fixture(name), name);
    const rim = facesOf(mesh, "rim");
    let area = 0;
    for (let i = 0; i < rim.length; i += 2) {
      const [p, q] = Array.from(faceNodes(mesh, rim[i], rim[i + 1]).subarray(0, 2), (node) => at(mesh, node));
      area += (p[0] * q[1] - q[0] * p[1]) / 2;
    }
    expect(area).toBeCloseTo(2, gmshDigits);
  });

  it("says the same in versions 4.1 and 2.2, ascii and binary", () => {
    const [reference, ...others] = ["41", "22", "41-binary", "22-binary", "all"].map((kind) => readGmsh(fixture(`plate-tri3-${kind}.msh`), kind));
    for (const other of others) {
      expect(other.blocks).toEqual(reference.blocks);
      expect(other.sets).toEqual(reference.sets);
      // Text holds 16 digits.
      other.points.forEach((x, i) => expect(x).toBeCloseTo(reference.points[i], 14));
    }
  });
});

describe("blocks written by Gmsh 4.8", () => {
  it.each(fixtureNames(".msh").filter((name) => name.startsWith("block")))("%s has its volumes, groups and mid nodes", (name) => {
    const mesh = readGmsh(fixture(name), name);
    const volumes = cellVolumes(mesh);
    const volumeOf = (set: string) => sum(Array.from(cellsOf(mesh, set), (cell) => volumes[cell]));
    expect(mesh.dimension).toBe(3);
    expect(meshQuality(mesh).inverted).toHaveLength(0);
    expect([volumeOf("lower"), volumeOf("upper"), volumeOf("both")].map((v) => Number(v.toFixed(gmshDigits)))).toEqual([0.5, 1, 1.5]);
    expect(largestOffset(mesh)).toBeLessThan(1e-10);
    for (const [set, z] of [["base", 0], ["interface", 0.5], ["lid", 1.5]] as const) {
      expect(nodesOf(mesh, set)).toEqual(createMesh({ ...mesh, sets: { nodes: { n: nodesOf(mesh, set) } } }).sets.nodes.n);
      for (const node of nodesOf(mesh, set)) expect(at(mesh, node)[2]).toBeCloseTo(z, gmshDigits);
      expect(areaOf(mesh, facesOf(mesh, set))).toBeCloseTo(1, gmshDigits);
    }
    expect(Object.keys(mesh.sets.faces)).not.toContain("edge");
    for (const node of nodesOf(mesh, "edge")) expect(at(mesh, node).slice(1)).toEqual([0, 0]);
  });

  it.each([["block-tet10-22.msh", "block-tet10-41.msh"], ["block-hex20-22.msh", "block-hex20-41-binary.msh"]])("%s and %s are one mesh", (one, two) => {
    const [a, b] = [one, two].map((name) => readGmsh(fixture(name), name));
    expect(a.blocks).toEqual(b.blocks);
    expect(a.sets).toEqual(b.sets);
  });
});

/** Area of faces by their corners (fans around the first one). */
function areaOf(mesh: Mesh, faces: Int32Array): number {
  let area = 0;
  for (let i = 0; i < faces.length; i += 2) {
    const nodes = faceNodes(mesh, faces[i], faces[i + 1]);
    const corners = nodes.length === 4 || nodes.length === 8 ? 4 : 3;
    const [a, ...rest] = Array.from(nodes.subarray(0, corners), (node) => at(mesh, node));
    for (let k = 1; k < rest.length; k++) {
      const [u, v] = [rest[k - 1], rest[k]].map((p) => p.map((x, j) => x - a[j]));
      area += Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
    }
  }
  return area;
}

describe("meshes that ship", () => {
  it("cook.msh is Cook's membrane", () => {
    const mesh = readGmsh(shippedMesh("cook.msh"), "cook.msh");
    expect(mesh.blocks.map(({ type, connectivity }) => [type, connectivity.length / 4])).toEqual([["quad4", 256]]);
    expect(sum(cellVolumes(mesh))).toBeCloseTo(1440, 8);
    for (const [set, edge] of [["left", (x: number) => x === 0], ["right", (x: number) => x === 48]] as const) {
      expect(nodesOf(mesh, set)).toHaveLength(17);
      for (const node of nodesOf(mesh, set)) expect(edge(at(mesh, node)[0])).toBe(true);
    }
    expect(cellsOf(mesh, "tissue")).toHaveLength(256);
  });

  it("strip.msh is a waisted strip of 600 to 900 good tetrahedra, held at both ends", () => {
    const mesh = readGmsh(shippedMesh("strip.msh"), "strip.msh");
    const { scaledMin, volumes, inverted } = meshQuality(mesh);
    expect(mesh.blocks.map(({ type }) => type)).toEqual(["tet4"]);
    expect(volumes.length).toBeGreaterThan(600);
    expect(volumes.length).toBeLessThan(900);
    expect(inverted).toHaveLength(0);
    expect(Math.min(...scaledMin)).toBeGreaterThan(0.3);
    // Straight ends 2 x 5 x 10 and 30 x (10 + 6.5)/2 between them, 2 thick; chords cut the curved sides by 0.1 %.
    expect(sum(volumes)).toBeCloseTo(695, 0);
    for (const [set, axis, value] of [["left", 0, 0], ["right", 0, 40], ["bottom", 2, 0], ["top", 2, 2]] as const) {
      expect(facesOf(mesh, set).length).toBeGreaterThan(0);
      for (const node of nodesOf(mesh, set)) expect(at(mesh, node)[axis]).toBeCloseTo(value, gmshDigits);
    }
    expect(cellsOf(mesh, "skin")).toHaveLength(volumes.length);
  });
});

describe("writeGmsh", () => {
  it.each(elementTypes)("keeps a box of %s to the bit, with its sets", (element) => {
    const { dimension } = topology[element];
    const mesh = box({ size: [0.1, 0.7, 1 / 3].slice(0, dimension), cells: [3, 2, 2].slice(0, dimension), element });
    expect(contents(readGmsh(writeGmsh(mesh), "box.msh"))).toEqual(contents(mesh));
  });

  it.each(fixtureNames(".msh"))("keeps %s", (name) => {
    const mesh = readGmsh(fixture(name), name);
    expect(contents(readGmsh(writeGmsh(mesh), name))).toEqual(contents(mesh));
  });

  it("keeps overlapping sets, single nodes, several types, and cells outside of every set", () => {
    const mesh = createMesh({
      dimension: 2,
      points: Float64Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0),
      blocks: [{ type: "quad4", connectivity: Int32Array.of(1, 2, 5, 4) }, { type: "tri3", connectivity: Int32Array.of(0, 1, 3, 1, 4, 3) }],
      sets: {
        nodes: { tip: Int32Array.of(5), "a set of two": Int32Array.of(0, 5), low: Int32Array.of(0, 1, 2, 4) },
        faces: { low: Int32Array.of(0, 0, 1, 0) },
        cells: { one: Int32Array.of(0, 1), two: Int32Array.of(1) },
      },
    });
    expect(contents(readGmsh(writeGmsh(mesh), "mixed.msh"))).toEqual(contents(mesh));
  });

  it("refuses what the format cannot say", () => {
    const mesh = box({ size: [1, 1], cells: [2, 2], element: "quad4" });
    const withSets = (sets: Partial<Mesh["sets"]>) => createMesh({ ...mesh, sets: { ...mesh.sets, ...sets } });
    expect(() => writeGmsh(withSets({ nodes: { 'a"b': Int32Array.of(1) } }))).toThrow(/cannot stand in a Gmsh file/);
    expect(() => writeGmsh(withSets({ nodes: { "x-": Int32Array.of(0) } }))).toThrow(/node set "x-" lacks node 3 of the face set/);
  });
});

/** A square of two triangles with a group numbered 1 in every dimension, none of them named. */
const unnamed = `$MeshFormat
2.2 0 8
$EndMeshFormat
$Nodes
5
11 0 0 3
2 1 0 3
33 1 1 3
4 0 1 3
99 7 7 7
$EndNodes
$Elements
5
1 15 2 1 1 2
2 1 2 1 1 11 2
3 2 2 -1 1 11 33 2
4 2 2 1 1 11 33 4
5 2 2 5 1 11 33 4
$EndElements
`;

describe("readGmsh", () => {
  it("calls groups by their number, tells those of several dimensions apart, and merges repeated elements of version 2", () => {
    const mesh = readGmsh(bytes(unnamed), "unnamed.msh");
    expect(Object.keys(mesh.sets.cells).sort()).toEqual(["1", "5", "all"]);
    expect(cellsOf(mesh, "1")).toHaveLength(2);
    expect(cellsOf(mesh, "5")).toHaveLength(1);
    expect(Object.keys(mesh.sets.nodes).sort()).toEqual(["1", "point 1"]);
    expect(nodesOf(mesh, "1")).toHaveLength(2);
    expect(nodesOf(mesh, "point 1")).toHaveLength(1);
  });

  it("drops nodes that no cell uses, flattens z and turns clockwise cells", () => {
    const mesh = readGmsh(bytes(unnamed), "unnamed.msh");
    expect(Array.from(mesh.points)).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
    expect(Array.from(cellVolumes(mesh))).toEqual([0.5, 0.5]);
  });

  it("turns quadratic clockwise cells with their mid nodes", () => {
    const square = box({ size: [1, 1], cells: [2, 1], element: "quad8" });
    const mirrored = square.points.map((x, i) => (i % 3 === 0 ? -x : x));
    const mesh = readGmsh(writeGmsh({ ...square, points: mirrored, sets: { nodes: {}, faces: {}, cells: square.sets.cells } }), "mirrored.msh");
    expect(Math.min(...meshQuality(mesh).scaledMin)).toBeCloseTo(1, 14);
    expect(largestOffset(mesh)).toBe(0);
  });

  it("reads binary files of both byte orders", () => {
    const [little, big] = [true, false].map((order) => readGmsh(binaryTetrahedron(order), "tet.msh"));
    expect(contents(big)).toEqual(contents(little));
    expect(Array.from(cellVolumes(big))).toEqual([1 / 6]);
    expect(cellsOf(big, "3")).toHaveLength(1);
  });

  it("skips sections that it does not know", () => {
    const text = unnamed.replace("$Nodes", "$Comments\nmade by hand\n$EndComments\n$Nodes");
    expect(contents(readGmsh(bytes(text), "a"))).toEqual(contents(readGmsh(bytes(unnamed), "a")));
    expect(contents(readGmsh(bytes(unnamed.replaceAll("\n", "\r\n")), "a"))).toEqual(contents(readGmsh(bytes(unnamed), "a")));
  });
});

/** One tetrahedron in binary format 2.2. */
function binaryTetrahedron(littleEndian: boolean): Uint8Array {
  const ints = (...list: number[]) => list.map((x) => ({ size: 4, x }));
  const reals = (...list: number[]) => list.map((x) => ({ size: 8, x }));
  const pack = (items: readonly { size: number; x: number }[]): string => {
    const view = new DataView(new ArrayBuffer(items.reduce((total, { size }) => total + size, 0)));
    let offset = 0;
    for (const { size, x } of items) {
      if (size === 4) view.setInt32(offset, x, littleEndian);
      else view.setFloat64(offset, x, littleEndian);
      offset += size;
    }
    return Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join("");
  };
  const nodes = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]].flatMap((x, i) => [...ints(i + 1), ...reals(...x)]);
  const text = `$MeshFormat\n2.2 1 8\n${pack(ints(1))}\n$EndMeshFormat\n$Nodes\n4\n${pack(nodes)}\n$EndNodes\n$Elements\n1\n${pack(ints(4, 1, 2, 1, 3, 1, 1, 2, 3, 4))}\n$EndElements\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

describe("errors name file, place, expectation and a way out", () => {
  const good = new TextDecoder().decode(fixture("plate-tri3-41.msh"));
  const quad9 = unnamed.replace("3 2 2 -1 1 11 33 2", "3 10 2 1 1 11 33 2");
  it.each([
    ["not a Gmsh file", "solid cube", /x\.msh, line 1: expected \$MeshFormat, got "solid cube"/],
    ["an empty file", "", /x\.msh, line 1: expected \$MeshFormat, got ""/],
    ["an unknown version", good.replace("4.1 0 8", "4 0 8"), /line 2: MSH format 4 is not supported.*Hint: save as version 4.1/],
    ["a word for a number", good.replace("\n2 0 0\n", "\n2 zero 0\n"), /line \d+: expected coordinate y of a node, got "zero"/],
    ["a missing section", good.replace(/\$Elements[^]*/, ""), /the section \$Elements is missing/],
    ["a count that the file cannot hold", unnamed.replace("\n5\n11", "\n500000000\n11"), /line 5: the number of nodes is 500000000, but only \d+ bytes are left/],
    ["a node that is not there", unnamed.replace("11 33 4\n$End", "11 34 4\n$End"), /line 18: an element names node 34/],
    ["a node twice", unnamed.replace("99 7", "4 7"), /node 4 is defined twice/],
    ["an element that is not supported", quad9, /element type 10 is not supported.*Mesh.SecondOrderIncomplete = 1/],
    ["a surface in space", unnamed.replace("4 0 1 3", "4 0 1 4"), /x\.msh: the file has no solids.*Physical Volume/],
    ["only lines", unnamed.replace(/3 2 2[^]*\$End/, "$End").replace("\n5\n1 15", "\n2\n1 15"), /no plane and no solid cells, only points and lines/],
    ["partitions", good.replace("$Entities", "$PartitionedEntities"), /the mesh is partitioned/],
    ["a broken name", good.replace('1 2 "bottom"', "1 2 bottom"), /expected dimension, number and "name"/],
  ])("%s", (_, text, message) => {
    expect(() => readGmsh(bytes(text), "x.msh")).toThrow(expect.objectContaining({ name: "FormatError", message: expect.stringMatching(message) as string }) as Error);
    expect(() => readGmsh(bytes(text), "x.msh")).toThrow(/Hint: /);
  });

  it("a boundary that fits only in part", () => {
    // A second line element, across the square where no cell has an edge.
    const text = unnamed.replace("\n5\n1 15", "\n6\n1 15").replace("3 2 2 -1", "6 1 2 1 1 2 4\n3 2 2 -1");
    expect(() => readGmsh(bytes(text), "x.msh")).toThrow(/1 elements of group "1" are faces of no cell, 1 others are/);
  });
});
