import { describe, expect, it } from "vitest";
import { readAbaqus, readMesh } from "../../../src/io/index.js";
import { box, cellCentroids, cellVolumes, elementTypes, faceNodes, facesOf, nodesOf, topology, type Mesh } from "../../../src/mesh/index.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { loadCase } from "../../../src/study/create.js";
import { contents, fixture } from "../../support/mesh-files.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): Mesh => readAbaqus(bytes(text), "a.inp");

describe("files written by Gmsh", () => {
  it.each([["block-tet10.inp", "block-tet10-41.msh"], ["block-hex20.inp", "block-hex20-22.msh"]])("%s is the mesh of %s", (inp, msh) => {
    const ours = readMesh(fixture(inp), inp);
    const theirs = readMesh(fixture(msh), msh);
    expect(ours.blocks).toEqual(theirs.blocks);
    // Gmsh writes 14 digits to .inp.
    ours.points.forEach((x, i) => expect(Math.abs(x - theirs.points[i])).toBeLessThan(1e-12));
    for (const kind of ["nodes", "faces", "cells"] as const) {
      for (const [name, set] of Object.entries(theirs.sets[kind])) expect([name, ours.sets[kind][name]]).toEqual([name, set]);
    }
  });
  it("a plane mesh is refused, since Gmsh calls it plane stress", () => {
    expect(() => readMesh(fixture("plate-tri3.inp"), "plate.inp")).toThrow(/E_FORMAT_ELEMENT: plate\.inp, line 50: element type CPS3.*plane strain/);
  });
});

/** What Abaqus/CAE writes: a part, an instance, sets and surfaces of the assembly. */
const cae = `*Heading
** Job name: two cubes
*Preprint, echo=NO, model=NO
**
*Part, name=Body
*Node
      1,           0.,           0.,           0.
      2,           1.,           0.,           0.
      3,           1.,           1.,           0.
      4,           0.,           1.,           0.
      5,           0.,           0.,           1.
      6,           1.,           0.,           1.
      7,           1.,           1.,           1.
      8,           0.,           1.,           1.
      9,           0.,           0.,          2.0D+00
     10,           1.,           0.,           2.
     11,           1.,           1.,           2.
     12,           0.,           1.,           2.
*Element, type=C3D8RH
1, 1, 2, 3, 4,
5, 6, 7, 8
20, 5, 6, 7, 8, 9, 10, 11, 12
*Nset, nset=_Picked, internal, generate
 1, 12, 1
*Elset, elset=Lower
 1
*Elset, elset=Upper
 20,
*Solid Section, elset=Upper, material=Tissue
,
*End Part
**
*Assembly, name=Assembly
*Instance, name=Body-1, part=Body
*End Instance
*Node
      1,           5.,           5.,           5.
*Nset, nset=Reference
 1,
*Nset, nset=Fixed, instance=Body-1
 1,  2,  3,  4
*Nset, nset="Two words", instance=Body-1, generate
 9, 12, 1
*Nset, nset=Ends
 Fixed, Body-1.9
*Elset, elset=_Top_S2, internal, instance=Body-1
 20,
*Elset, elset=Whole, instance=Body-1
 LOWER, upper
*Surface, type=ELEMENT, name=Top
_Top_S2, S2
*Surface, type=ELEMENT, name=Sides
Whole, S3
20, S5
*Surface, type=NODE, name=TopNodes
"Two words", 1.
*End Assembly
*Material, name=Tissue
*Step, name=Load
*Boundary
Fixed, 1, 3
*Nset, nset=Later
 1
*End Step
`;

describe("a part with one instance, as Abaqus/CAE writes it", () => {
  const mesh = read(cae);
  it("has its cells and points", () => {
    expect(mesh.blocks.map(({ type }) => type)).toEqual(["hex8"]);
    expect(Array.from(cellVolumes(mesh))).toEqual([1, 1]);
    expect(mesh.points.length).toBe(36);
  });
  it("keeps the names of the user's sets, not those of the preprocessor, nor reference points", () => {
    expect(Object.keys(mesh.sets.cells).sort()).toEqual(["Lower", "Upper", "Whole", "all"]);
    expect(Object.keys(mesh.sets.nodes).sort()).toEqual(["Ends", "Fixed", "Sides", "Top", "TopNodes", "Two words"]);
    expect(Object.keys(mesh.sets.faces).sort()).toEqual(["Sides", "Top"]);
  });
  it("has the members that the file says", () => {
    expect(Array.from(nodesOf(mesh, "Fixed"))).toEqual([0, 1, 2, 3]);
    expect(Array.from(nodesOf(mesh, "Two words"))).toEqual([8, 9, 10, 11]);
    expect(Array.from(nodesOf(mesh, "TopNodes"))).toEqual([8, 9, 10, 11]);
    expect(Array.from(nodesOf(mesh, "Ends"))).toEqual([0, 1, 2, 3, 8]);
    expect(Array.from(mesh.sets.cells.Upper)).toEqual([1]);
    expect(Array.from(mesh.sets.cells.Whole)).toEqual([0, 1]);
    expect(Array.from(facesOf(mesh, "Top"))).toEqual([1, 5]);
    expect(Array.from(facesOf(mesh, "Sides"))).toEqual([0, 2, 1, 2, 1, 3]);
  });
});

/** Corners of the faces S1, S2, … as the Abaqus guide lists them, from 1. */
const labels: Readonly<Record<string, readonly (readonly number[])[]>> = {
  tet: [[1, 2, 3], [1, 4, 2], [2, 4, 3], [3, 4, 1]],
  hex: [[1, 2, 3, 4], [5, 8, 7, 6], [1, 5, 6, 2], [2, 6, 7, 3], [3, 7, 8, 4], [4, 8, 5, 1]],
  tri: [[1, 2], [2, 3], [3, 1]],
  quad: [[1, 2], [2, 3], [3, 4], [4, 1]],
};
const names = { tri3: "CPE3", tri6: "CPE6M", quad4: "CPE4RH", quad8: "CPE8R", tet4: "C3D4H", tet10: "C3D10MH", hex8: "C3D8I", hex20: "C3D20RH" } as const;

describe.each(elementTypes)("%s", (element) => {
  const { dimension, nodes } = topology[element];
  const mesh = box({ size: [1, 2, 3].slice(0, dimension), cells: [2, 1, 1].slice(0, dimension), element });
  const [{ connectivity }] = mesh.blocks;
  const count = connectivity.length / nodes;
  const sides = labels[element.replace(/\d+/, "")];
  const text = [
    "*NODE, NSET=every",
    ...Array.from({ length: mesh.points.length / 3 }, (_, i) => [i + 10, ...mesh.points.subarray(3 * i, 3 * i + dimension)].join(", ")),
    `*ELEMENT, TYPE=${names[element]}, ELSET=body`,
    ...Array.from({ length: count }, (_, c) => [c + 5, ...Array.from(connectivity.subarray(c * nodes, (c + 1) * nodes), (node) => node + 10)].join(", ")),
    ...sides.flatMap((_, s) => [`*SURFACE, NAME=side${s + 1}, TYPE=ELEMENT`, `${5}, S${s + 1}`]),
  ].join("\n");
  const back = read(text);

  it("has the node order of VTK, and its sets", () => {
    expect(back.blocks).toEqual(mesh.blocks);
    expect(Array.from(back.points)).toEqual(Array.from(mesh.points));
    expect(Array.from(back.sets.cells.body)).toEqual(Array.from(mesh.sets.cells.all));
    expect(back.sets.nodes.every.length).toBe(mesh.points.length / 3);
  });
  it("has its faces where the Abaqus guide says", () => {
    sides.forEach((corners, s) => {
      const expected = corners.map((corner) => connectivity[corner - 1]).sort((a, b) => a - b);
      const found = Array.from({ length: facesOf(back, `side${s + 1}`).length / 2 }, (_, i) => {
        const [cell, face] = facesOf(back, `side${s + 1}`).subarray(2 * i);
        return Array.from(faceNodes(back, cell, face).subarray(0, corners.length)).sort((a, b) => a - b);
      });
      expect(found).toEqual([expected]);
    });
  });
});

describe("sets", () => {
  const head = "*NODE\n1,0,0\n2,1,0\n3,1,1\n4,0,1\n5,2,0\n6,2,1\n*ELEMENT,TYPE=CPE4\n1,1,2,3,4\n3,2,5,6,3\n";
  it("GENERATE leaves out numbers that do not exist, however far it goes", () => {
    const mesh = read(`${head}*ELSET,ELSET=e,GENERATE\n1,999999999999,2\n*NSET,NSET=n,GENERATE\n2,6,2\n`);
    expect(Array.from(mesh.sets.cells.e)).toEqual([0, 1]);
    expect(Array.from(mesh.sets.nodes.n)).toEqual([1, 3, 5]);
  });
  it("a node set may be made of an element set, and a set grows when it is named again", () => {
    const mesh = read(`${head}*ELSET,ELSET=Right\n3\n*NSET,NSET=n,ELSET=RIGHT\n*NSET,NSET=N\n1\n`);
    expect(Array.from(mesh.sets.nodes.n)).toEqual([0, 1, 2, 4, 5]);
  });
  it("clockwise plane cells are turned, and faces still lie where they were", () => {
    const mesh = read("*NODE\n1,0,0\n2,1,0\n3,1,1\n4,0,1\n*ELEMENT,TYPE=CPE4\n1,1,4,3,2\n*SURFACE,NAME=left\n1,S1\n");
    expect(Array.from(cellVolumes(mesh))).toEqual([1]);
    expect(Array.from(nodesOf(mesh, "left"))).toEqual([0, 3]);
    expect(Array.from(cellCentroids(mesh))).toEqual([0.5, 0.5, 0]);
  });
});

describe("refuses with line and hint", () => {
  const head = "*NODE\n1,0,0\n2,1,0\n3,1,1\n4,0,1\n*ELEMENT,TYPE=CPE4\n1,1,2,3,4\n";
  it.each([
    ["no nodes", "*HEADING\nx\n", /line 1: the file has no \*NODE/],
    ["text before a keyword", "hello\n", /line 1: expected a keyword/],
    ["axisymmetric elements", head.replace("CPE4", "CAX4R"), /E_FORMAT_ELEMENT: a\.inp, line 6: element type CAX4R.*axisymmetric/],
    ["plane stress", head.replace("CPE4", "CPS4"), /line 6: element type CPS4.*plane stress/],
    ["shells", head.replace("CPE4", "S4R"), /shells/],
    ["wedges", head.replace("CPE4", "C3D6"), /wedges/],
    ["an unknown type", head.replace("CPE4", "XYZ"), /use C3D4/],
    ["lines only", "*NODE\n1,0\n2,1\n*ELEMENT,TYPE=T3D2\n1,1,2\n", /lines are no body/],
    ["a node twice", "*NODE\n1,0,0\n1,1,0\n", /line 3: node 1 is defined twice/],
    ["an element twice", `${head}1,1,2,3,4\n`, /line 8: element 1 is defined twice/],
    ["an unknown node", `${head}2,1,2,3,9\n`, /line 8: element 2 names node 9/],
    ["too few nodes", `${head}2,1,2,3\n`, /E_FORMAT_COUNT.*line 8.*has 3 nodes, expected 4/],
    ["too many nodes", `${head}2,1,2,3,4,1\n`, /has 5 nodes, expected 4/],
    ["a bad number", head.replace("1,0\n3", "1,zero\n3"), /line 3: expected a coordinate, got "zero"/],
    ["a bad label", `${head}x,1,2,3,4\n`, /line 8: expected the number of an element, got "x"/],
    ["two parts", `*PART,NAME=a\n${head}*END PART\n*PART,NAME=b\n*END PART\n`, /line 10: a second \*PART.*flat/],
    ["two instances", `${head}*ASSEMBLY\n*INSTANCE,NAME=a\n*END INSTANCE\n*INSTANCE,NAME=b\n`, /second \*INSTANCE/],
    ["a moved instance", `${head}*ASSEMBLY\n*INSTANCE,NAME=a\n0,0,5\n*END INSTANCE\n`, /line 10: the instance is translated/],
    ["generated nodes", `${head}*NGEN\n1,2\n`, /line 8: \*NGEN/],
    ["included files", `*INCLUDE, INPUT=b.inp\n${head}`, /line 1: \*INCLUDE.*in its place/],
    ["cylindrical coordinates", head.replace("*NODE", "*NODE, SYSTEM=C"), /SYSTEM=C/],
    ["an unknown set", `${head}*ELSET,ELSET=a\nbody\n`, /E_FORMAT_SET: a\.inp, line 9: there is no set "body"/],
    ["a set without a name", `${head}*NSET\n1\n`, /line 8: \*NSET has no NSET=/],
    ["a missing node in a set", `${head}*NSET,NSET=a\n77\n`, /node set "a" names node 77/],
    ["an unknown face label", `${head}*SURFACE,NAME=s\n1,SPOS\n`, /line 9: the face "SPOS" of surface "s"/],
    ["a face that the element does not have", `${head}*SURFACE,NAME=s\n1,S5\n`, /line 9: element 1 \(quad4\) has no face S5/],
    ["a surface of an unknown element", `${head}*SURFACE,NAME=s\n8,S1\n`, /line 9: there is no element 8/],
    ["a cut surface", `${head}*SURFACE,NAME=s,TYPE=CUTTING SURFACE\n0,0\n`, /CUTTING SURFACE/],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

it("line ends of Windows change nothing", () => {
  expect(contents(read(cae.replaceAll("\n", "\r\n")))).toEqual(contents(read(cae)));
});

it("is the mesh of a case that names it", async () => {
  const text = "mesh: { file: cubes.inp }\nmaterials: { tissue: { law: neo-hookean, mu: 1, lambda: 10 } }\nregions: { Lower: tissue, Upper: tissue }\n"
    + "dimension: 3\nboundary: [{ on: Fixed, fix: [x, y, z] }, { on: Top, traction: [0, 0, 1] }]\nsteps: { count: 1 }\n";
  const study = await loadCase("a.yaml", memoryFiles({ "a.yaml": bytes(text), "cubes.inp": bytes(cae) }));
  expect(contents(study.mesh)).toEqual(contents(read(cae)));
});
