import { describe, expect, it } from "vitest";
import { type FileStore, memoryFiles } from "../../../src/platform/files.js";
import { TwoscaleError } from "../../../src/core/errors.js";
import { writeStl } from "../../../src/io/index.js";
import { box, facesOf } from "../../../src/mesh/index.js";
import { createStudy, loadCase, loadRve } from "../../../src/study/create.js";
import { isRve } from "../../../src/study/study.js";
import { block, blockYaml, cellYaml } from "../../support/cases.js";

/** Loads the case with a part of its text replaced. */
function load(from: string, to: string, others: Readonly<Record<string, string>> = {}) {
  expect(blockYaml).toContain(from);
  return loadCase("cases/block.yaml", memoryFiles({ "cases/block.yaml": blockYaml.replace(from, to), ...others }));
}

async function errorOf(promise: Promise<unknown>): Promise<TwoscaleError> {
  const error: unknown = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(TwoscaleError);
  return error as TwoscaleError;
}

describe("loadCase", () => {
  it("reads a case into a study with defaults", async () => {
    const study = await load("title", "title");
    expect(study).toMatchObject({ title: "Sheared block", steps: { end: 1, count: 2 }, solver: { tolerance: 1e-10, maxIterations: 20, linear: "auto" }, output: { every: 1 } });
    expect(study.mesh.points.length).toBe(27);
    expect(study.inputs).toEqual([{ name: "cases/block.yaml", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);
  });
  it("gives the same study from YAML, from JSON and from an object", async () => {
    const [, ...names] = ["", "regions", "boundary", "materials", "steps"] as const;
    const yaml = await load("title", "title");
    const json = await loadCase("block.json", memoryFiles({ "block.json": JSON.stringify(block) }));
    const object = await createStudy(block);
    for (const name of names) {
      expect(json[name]).toEqual(yaml[name]);
      expect(object[name]).toEqual(yaml[name]);
    }
  });
  it("takes a mesh in memory in place of one in a file", async () => {
    const { mesh } = await createStudy(block);
    expect((await createStudy({ ...block, mesh })).mesh).toBe(mesh);
  });
  it("converts units of laws, lengths, displacements and times to those of the case", async () => {
    const study = await load("mu: 1, lambda: 2", "mu: 80 kPa, lambda: 0.1 MPa");
    expect(study.materials.tissue).toEqual({ law: "neo-hookean", mu: 0.08, lambda: 0.1 });
    expect((await load("x: 0.2", "x: 2 cm")).boundary[1].move).toEqual({ x: 20, y: 0 });
    expect((await load("x: 0.2", "x: [[0 h, 0], [12 h, 1 mm]]")).boundary[1].move).toEqual({ x: [[0, 0], [0.5, 1]], y: 0 });
    expect((await load("{ count: 2 }", "{ end: 48 h, size: 6 h }")).steps).toEqual({ end: 2, size: 0.25 });
    expect((await load("title:", "units: m-N-Pa\ntitle:")).units.length).toBe("m");
  });
  it("reads an RVE from the file that the case names, beside the case", async () => {
    const study = await load("{ law: neo-hookean, mu: 1, lambda: 2 }", "{ rve: ../cells/cell.yaml }", { "cells/cell.yaml": cellYaml });
    const { tissue } = study.materials;
    expect(isRve(tissue) && tissue.rve.grid).toEqual([4, 4]);
    expect(study.inputs.map(({ name }) => name)).toEqual(["cases/block.yaml", "../cells/cell.yaml"]);
  });
});

/** What is replaced, by what (¦ marks the place that the error must name), the code, and what the text must say. */
const faults: readonly (readonly [from: string, to: string, code: string, text: RegExp])[] = [
  ["mu: 1", "¦mu2: 1", "E_KEY", /materials\.tissue\.mu2 is not a known key.*"mu"/],
  ["title", "¦titel", "E_KEY", /titel is not a known key.*"title"/],
  ["regions: { all: tissue }\n", "", "E_KEY", /regions is missing/],
  ["law: neo-hookean", "law: ¦neo-hokean", "E_VALUE", /"neo-hookean"/],
  ["mu: 1", "mu: ¦-1", "E_PARAMETER", /mu = -1.*> 0/],
  ["{ law: neo-hookean, mu: 1, ", "¦{ law: neo-hookean, ", "E_PARAMETER", /mu is missing/],
  ["mu: 1", "mu: ¦soft", "E_QUANTITY", /materials\.tissue\.mu is "soft"/],
  ["mu: 1", "mu: ¦3 mm", "E_QUANTITY", /"mm" is no unit of stress/],
  ["on: y-", "on: ¦ground", "E_SET", /boundary\[0\]\.on.*"ground".*Known: x-/],
  ["on: y+, field", "on: ¦top, field", "E_SET", /probes\.top\.on/],
  ["all: tissue", "all: ¦skin", "E_MATERIAL", /"skin".*tissue/],
  ["all: tissue", "bones: ¦tissue", "E_SET", /bones/],
  ["{ all: tissue }", "¦{}", "E_REGION_CELLS", /4 of 4 cells without a material.*all/],
  ["dimension: 2", "dimension: ¦3", "E_DIMENSION", /dimension is 3, but the mesh has dimension 2/],
  ["fix: [x, y]", "fix: [x, ¦z]", "E_DIRECTION", /"z", but the mesh is plane/],
  ["{ on: y-, fix: [x, y] }", "¦{ on: y-, fix: [] }", "E_DIRECTION", /names no direction/],
  ["move: { x: 0.2, y: 0 }", "traction: ¦[0]", "E_LENGTH", /has 1 entries.*dimension 2/],
  ["x: 0.2", "x: ¦[[1, 0], [0, 1]]", "E_VALUE", /times increase/],
  ["x: 0.2", "x: [[0, 0], ¦[1]]", "E_VALUE", /x\[1\]\[1\] is missing/],
  ["count: 2", "count: ¦2.5", "E_VALUE", /2\.5.*whole number/],
  ["{ count: 2 }", "{ size: 0.1, min: ¦0.5 }", "E_STEPS", /steps\.min is 0\.5/],
  ["{ count: 2 }", "¦{ number: 2 }", "E_VALUE", /count, size/],
  ["tolerance: 1.0e-10", "tolerance: ¦0", "E_VALUE", /greater than 0/],
  ["tolerance: 1.0e-10", "tolerance: ¦.inf", "E_VALUE", /greater than 0/],
  ["{ on: y+, field: reaction }", "{ cell: ¦4, field: J }", "E_PROBE", /cells are 0 to 3/],
  ["{ on: y+, field: reaction }", "{ cell: 1, field: ¦cauchi }", "E_PROBE", /"cauchy"/],
  ["{ on: y+, field: reaction }", "{ at: ¦[1, 2, 3], field: u }", "E_LENGTH", /dimension 2/],
  ["{ on: y+, field: reaction }", "¦{ field: u }", "E_VALUE", /at, node, on, cell/],
  ["{ box: { size: [2, 1], cells: [2, 2]", "{ box: ¦{ size: [2, 1], cells: [2, 2, 2]", "E_BOX", /quad4 needs 2 entries/],
  ["{ box: { size: [2, 1]", "{ box: ¦{ size: [2, -1]", "E_BOX", /positive/],
  ["mesh: {", "mesh: { file: ¦a.msh } #", "E_FILE", /"a\.msh" does not exist.*relative to the folder/],
  ["{ law: neo-hookean, mu: 1, lambda: 2 }", "{ rve: ¦cell.yaml }", "E_FILE", /cell\.yaml/],
  ["{ law: neo-hookean, mu: 1, lambda: 2 }", "{ surrogate: ¦a.json }", "E_FILE", /the file "a.json" does not exist/],
  ["lambda: 2", "lambda: 2, growth: { law: ¦area-kuhn }", "E_VALUE", /area-kuhl/],
  ["lambda: 2", "lambda: 2, growth: { law: area-kuhl, ¦rate: 1 }", "E_KEY", /materials\.tissue\.growth \(area-kuhl\): there is no key "rate"/],
  ["lambda: 2", "lambda: 2, growth: { law: area-constant, rate: ¦1 mm }", "E_QUANTITY", /"mm" is no unit of rate/],
  ["lambda: 2", "lambda: 2, growth: { law: area-kuhl, tau: 5, threshold: 1.2, max: ¦0.5, normal: [0, 1] }", "E_PARAMETER", /max = 0.5 is not a number greater than 1/],
  ["lambda: 2", "lambda: 2, growth: ¦{ law: area-constant, rate: 1 }", "E_DIRECTION", /has no normal/],
  ["lambda: 2", "lambda: 2, growth: { law: area-constant, rate: 1, normal: { surface: ¦top } }", "E_SET", /"top"/],
  ["title", "formulation: ¦fbr\ntitle", "E_VALUE", /standard, fbar, mixed/],
  ["element: quad4 } }", "element: quad8 } }\nformulation: ¦fbar", "E_FORMULATION", /formulation is fbar, which is not made for quad8 cells; it is for quad4, hex8/],
  ["solver: {", "formulation: fbar\nsolver: { linear: ¦symmetric,", "E_SYMMETRY", /formulation fbar makes the stiffness unsymmetric/],
  ["on: y+, move: { x: 0.2, y: 0 }", "on: ¦ground, pressure: 0.1", "E_SET", /boundary\[1\]\.on.*"ground"/],
  ["move: { x: 0.2, y: 0 }", "pressure: ¦1 mm", "E_QUANTITY", /"mm" is no unit of stress/],
  ["on: y+, move: { x: 0.2, y: 0 }", "on: ¦y+, force: [0, 1]", "E_SET", /boundary\[1\]\.on/],
  ["on: y+, move: { x: 0.2, y: 0 }", "on: all, force: ¦[0, 1, 2]", "E_LENGTH", /has 3 entries.*dimension 2/],
  ["{ on: y+, field: reaction }", "{ on: ¦y+, field: pressure }", "E_PROBE", /"y\+", which has neither pressure nor volume/],
  ["move: { x: 0.2, y: 0 } }\nsteps: { count: 2 }\nsolver: {", "pressure: 0 }\nsteps: { count: 2 }\nsolver: { linear: ¦symmetric,", "E_SYMMETRY", /a pressure that follows its surface makes the stiffness unsymmetric/],
  ["title", "units: ¦mm-N-Pa\ntitle", "E_UNITS", /1 Pa is not 1 N per mm²/],
  ["{ all: tissue }", "{ all: tissue", "E_YAML", /not well-formed/],
  ["title:", "dimension: 2\ntitle:", "E_YAML", /unique/],
];

/** Text without the mark, and where the mark was, as line:column. */
function marked(text: string): { readonly text: string; readonly place: string } {
  const lines = text.slice(0, text.indexOf("¦")).split("\n");
  return { text: text.replace("¦", ""), place: text.includes("¦") ? `${lines.length}:${lines[lines.length - 1].length + 1}` : "" };
}

describe("a fault in a case", () => {
  it.each(faults)("%s -> %s is %s", async (from, to, code, text) => {
    const { place } = marked(blockYaml.replace(from, to));
    const error = await errorOf(load(from, to.replace("¦", "")));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    expect(error.hint).toMatch(/\S/);
    if (place !== "") expect(error.details.place).toBe(`cases/block.yaml:${place}`);
    expect(error.text.startsWith(String(error.details.place))).toBe(true);
  });
  it("is counted when it is not alone", async () => {
    expect((await errorOf(load("steps: { count: 2 }\nsolver: { tolerance: 1.0e-10 }", "steps: { count: 0 }\nsolver: { tolerance: 0 }"))).message).toMatch(/and 1 more/);
  });
  it("in an RVE file names that file", async () => {
    const material = "{ law: neo-hookean, mu: 1, lambda: 2 }";
    const broken = { "cases/cell.yaml": cellYaml.replace("mu: 10", "mu: -10") };
    expect((await errorOf(load(material, "{ rve: cell.yaml }", broken))).details.place).toBe("cell.yaml:9:40");
    const other = { "cases/cell.yaml": `units: m-N-Pa\n${cellYaml}` };
    expect((await errorOf(load(material, "{ rve: cell.yaml }", other))).code).toBe("E_UNITS");
    const solid = { "cases/cell.yaml": cellYaml.replace("dimension: 2", "dimension: 3").replace("[1, 1]", "[1, 1, 1]").replace("[4, 4]", "[4, 4, 4]").replace("circle", "sphere").replace("[0.5, 0.5]", "[0.5, 0.5, 0.5]") };
    expect((await errorOf(load(material, "{ rve: cell.yaml }", solid))).message).toMatch(/RVE of dimension 2/);
  });
  it("is reported once, also when the file is not text or cannot be read", async () => {
    expect((await errorOf(loadCase("a.yaml", memoryFiles({ "a.yaml": Uint8Array.of(0xff, 0xfe, 0) })))).code).toBe("E_YAML");
    expect((await errorOf(loadCase("a.yaml", memoryFiles({})))).code).toBe("E_FILE");
    const unreadable: FileStore = { ...memoryFiles(), read: () => Promise.reject(new Error("EACCES")) };
    expect((await errorOf(loadCase("a.yaml", unreadable))).message).toMatch(/cannot be read \(EACCES\)/);
  });
});

/** The same for RVE files. */
const rveFaults: readonly (readonly [from: string, to: string, code: string, text: RegExp])[] = [
  ["radius: 0.3", "radius: ¦-1", "E_VALUE", /greater than 0/],
  ["phase: inclusion", "phase: ¦inklusion", "E_RVE", /did you mean "inclusion"/],
  ["{ circle", "¦{ sphere", "E_SHAPE", /sphere in a cell of dimension 2/],
  ["background: matrix", "background: ¦water", "E_RVE", /no phase/],
  ["grid: [4, 4]", "grid: ¦[4]", "E_RVE", /2 whole numbers/],
  ["rve:", "rve:\n  ¦image: cell.png", "E_UNSUPPORTED", /image is not in this release/],
  ["radius: 0.3", "¦radus: 0.3", "E_KEY", /"radius"/],
];

describe("a fault in an RVE file", () => {
  it.each(rveFaults)("%s -> %s is %s", async (from, to, code, text) => {
    expect(cellYaml).toContain(from);
    const { place, text: yaml } = marked(cellYaml.replace(from, to));
    const error = await errorOf(loadRve("cell.yaml", memoryFiles({ "cell.yaml": yaml })));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    expect(error.details.place).toBe(`cell.yaml:${place}`);
  });
});

describe("surfaces", () => {
  const body = box({ size: [2, 1, 1], cells: [4, 2, 2], element: "hex8" }), stl = writeStl(body, facesOf(body, "x+"));
  const given = (surfaces: Record<string, object>): Parameters<typeof createStudy>[0] => ({
    mesh: { box: { size: [2000, 1000, 1000], cells: [4, 2, 2], element: "hex8" } }, surfaces: surfaces as never,
    materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 1 } }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "cap", pressure: 0.1 }],
  });
  const files = memoryFiles({ "cap.stl": stl });
  it("name the faces that lie on them, in the unit of the case, for conditions and results", async () => {
    const { mesh, inputs } = await createStudy(given({ cap: { stl: "cap.stl", scale: 1000 } }), files);
    expect(mesh.sets.faces.cap).toEqual(mesh.sets.faces["x+"]);
    expect(inputs.map(({ name }) => name)).toEqual(["cap.stl"]);
  });
  it("that cannot name any end with one error at their place", async () => {
    expect((await errorOf(createStudy(given({ cap: { stl: "cap.stl" } }), files))).code).toBe("E_SURFACE");
    expect((await errorOf(createStudy(given({ "x+": { stl: "cap.stl", scale: 1000 } }), files))).message).toMatch(/E_SURFACE: the mesh has a set "x\+" already/);
    expect((await errorOf(createStudy(given({ cap: { stl: "no.stl" } }), files))).code).toBe("E_FILE");
    expect((await errorOf(createStudy(given({ cap: { stl: "cap.stl", scal: 2 } }), files))).code).toBe("E_KEY");
  });
});
