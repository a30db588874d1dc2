/** Every error that a user can make, end to end: exit code, one block with place and hint, no folder of results. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blockYaml, cellYaml } from "../../support/cases.js";
import { place, temporaryFolder, twoscale } from "./support.js";

const folder = temporaryFolder();

/** Two squares side by side; the nodes of the second run in a figure of eight. */
const invertedMesh = `$MeshFormat
2.2 0 8
$EndMeshFormat
$PhysicalNames
2
1 1 "bottom"
2 2 "body"
$EndPhysicalNames
$Nodes
6
1 0 0 0
2 1 0 0
3 2 0 0
4 0 1 0
5 1 1 0
6 2 1 0
$EndNodes
$Elements
3
1 1 2 1 1 1 2
2 3 2 2 1 1 2 5 4
3 3 2 2 1 2 3 5 6
$EndElements
`;
place(folder, { "inverted.msh": invertedMesh, "cell.yaml": cellYaml });

const box = "{ box: { size: [2, 1], cells: [2, 2], element: quad4 } }";

/** What is replaced in a sound case, by what; the code, its place in the file, and what the block must say. */
const faults: readonly (readonly [name: string, from: string, to: string, code: string, place: string, text: RegExp])[] = [
  ["misspelt key", "mu: 1", "mu2: 1", "E_KEY", "case.yaml:5:31", /materials\.tissue\.mu2 is not a known key[\s\S]*hint: Did you mean "mu"\?/],
  ["missing mesh", box, "{ file: gone.msh }", "E_FILE", "case.yaml:3:15", /"gone\.msh" does not exist[\s\S]*hint:/],
  ["unknown set", "on: y-", "on: ground", "E_SET", "case.yaml:8:11", /"ground"[\s\S]*hint:.*y-/],
  ["inverted cell", `${box}\nmaterials`, "{ file: inverted.msh }\nmaterials", "E_INVERTED", "case.yaml:3:7", /cell 1[\s\S]*hint:/],
  ["parameter out of range", "mu: 1", "mu: -1", "E_PARAMETER", "case.yaml:5:35", /mu = -1[\s\S]*hint:/],
  ["region without material", "{ all: tissue }", "{}", "E_REGION_CELLS", "case.yaml:6:10", /4 of 4 cells without a material[\s\S]*hint:.*all/],
  ["unknown material", "all: tissue", "all: skin", "E_MATERIAL", "case.yaml:6:17", /"skin"[\s\S]*hint:/],
  ["free rigid-body mode", "fix: [x, y]", "fix: [y]", "E_RIGID_BODY", "case.yaml:8:3", /translation in x[\s\S]*hint:/],
  ["contradicting conditions", "- { on: y+, move", "- { on: y-, move", "E_CONSTRAINT_CONFLICT", "case.yaml:9:5", /boundary\[1\][\s\S]*hint:/],
  ["misspelt key of an RVE", "{ law: neo-hookean, mu: 1, lambda: 2 }", "{ rve: cell.yaml, backnd: wasm }", "E_KEY", "case.yaml:5:29", /"backend"/],
];

describe("twoscale run on a broken case", () => {
  it.each(faults)("%s", async (name, from, to, code, where, text) => {
    const stem = name.replace(/ /g, "-");
    expect(blockYaml).toContain(from);
    const yaml = blockYaml.replace(from, to);
    const folderOfOne = join(folder, stem);
    const file = `${stem}.yaml`;
    // A free body needs its other condition gone, too.
    place(folder, { [file]: name === "free rigid-body mode" ? yaml.replace(/ {2}- \{ on: y\+, move.*\n/, "") : yaml });
    const { code: exit, stdout, stderr } = await twoscale(folder, ["run", file, "--out", folderOfOne]);
    expect(exit, stderr).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(new RegExp(`^error ${code}`));
    if (where !== "") expect(stderr.split("\n")[0]).toContain(` at ${where.replace("case", stem)}`);
    expect(stderr).toMatch(text);
    // One message, no stack trace.
    expect(stderr.match(/^error/gm)?.length).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(folderOfOne)).toBe(false);
  });
  it("no convergence: exit code 3, the residuals and a way out, and the results so far", async () => {
    place(folder, { "crushed.yaml": blockYaml.replace("x: 0.2, y: 0", "x: 0, y: -1.5").replace("count: 2", "count: 4") });
    const { code, stderr } = await twoscale(folder, ["run", "crushed.yaml", "--out", "crushed", "--quiet"]);
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/^results up to t 0\.\d+ are in crushed .*summary\.json has the failure\)\nerror E_NO_CONVERGENCE\n {2}no equilibrium beyond t=.*(cell|node) \d[\s\S]*Likely cause: collapsing cell: cell \d is compressed to 0\.0\d+ of its volume[\s\S]*hint: improve the shape of the cells there[\s\S]*steps\.min below/);
    expect(existsSync(join(folder, "crushed/summary.json"))).toBe(true);
  });
});

describe("twoscale homogenize on a broken request", () => {
  it.each([
    ["F with det F <= 0", ["cell.yaml", "--F=-1,0,0,1"], /^error E_GRADIENT\n.*determinant -1[\s\S]*hint:/],
    ["F with too few numbers", ["cell.yaml", "--F", "1,0,0"], /^error E_GRADIENT\n.*4 numbers[\s\S]*hint:/],
    ["F that is no number", ["cell.yaml", "--F", "1,0,a,1"], /^error E_GRADIENT/],
    ["missing file", ["gone.yaml", "--F", "1,0,0,1"], /^error E_FILE\n.*"gone\.yaml" does not exist/],
    ["missing F", ["cell.yaml"], /required option '--F <numbers>'/],
    ["unknown backend", ["cell.yaml", "--F", "1,0,0,1", "--backend", "wsam"], /^error E_OPTION\n.*"wsam"[\s\S]*hint: Did you mean "wasm"\?/],
  ])("%s", async (_, args, text) => {
    const { code, stdout, stderr } = await twoscale(folder, ["homogenize", ...args]);
    expect(code, stderr).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(text);
  });
});

describe("the command line itself", () => {
  it.each([
    ["no such verb", ["rnu"], /unknown command 'rnu'[\s\S]*Did you mean run/],
    ["no case", ["run"], /missing required argument 'case'/],
    ["threads", ["run", "cell.yaml", "--threads", "0"], /^error E_OPTION\n.*--threads is "0"/],
    ["an RVE in place of a case", ["run", "cell.yaml"], /^error E_KEY at cell\.yaml:1:1\n.*rve is not a known key/],
    ["a folder that is a file", ["run", "sound.yaml", "--out", "cell.yaml/x", "--quiet"], /^error E_WRITE[\s\S]*hint:/],
  ])("%s", async (_, args, text) => {
    place(folder, { "sound.yaml": blockYaml });
    const { code, stdout, stderr } = await twoscale(folder, args);
    expect(code, stderr).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(text);
  });
  it("shows stack traces on demand", async () => {
    expect((await twoscale(folder, ["run", "gone.yaml", "--debug"])).stderr).toMatch(/\n\s+at /);
  });
});
