import { describe, expect, it } from "vitest";
import { TwoscaleError } from "../../../src/core/errors.js";
import { readVtu, writeVtu } from "../../../src/io/index.js";
import { box, cellCentroids, type Mesh } from "../../../src/mesh/index.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { createStudy, type CaseInput, loadCase } from "../../../src/study/create.js";
import { record } from "../../../src/study/record.js";
import { type Result, run } from "../../../src/study/run.js";

/** A block stretched along x, of a material with one fibre. */
const block: CaseInput = {
  mesh: { box: { size: [2, 1, 1], cells: [2, 2, 1], element: "hex8", origin: [1, 1, 0] } },
  materials: { tissue: { law: "fung", c: 1, bf: 8, bt: 2, bfs: 4, bulk: 20, direction: "fibre" } },
  regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", move: { x: 0.2 } }],
  steps: { count: 1 }, solver: { tolerance: 1e-10 },
  probes: { end: { on: "x+", field: "reaction" } },
};
const mesh: Mesh = box({ size: [2, 1, 1], cells: [2, 2, 1], element: "hex8", origin: [1, 1, 0] });
const centres = cellCentroids(mesh);
/** Circles about z at the centres of the cells. */
const vectors = Array.from({ length: 4 }, (_, cell) => [-centres[3 * cell + 1], centres[3 * cell], 0]);

async function finish(given: CaseInput, files = memoryFiles()): Promise<Result> {
  const course = run(await createStudy(given, files), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return next.value;
  }
}

async function errorOf(given: CaseInput, files = memoryFiles()): Promise<TwoscaleError> {
  try {
    await finish(given, files);
  } catch (error) {
    if (error instanceof TwoscaleError) return error;
    throw error;
  }
  throw new Error("no error");
}

/** Laws with directions of their own are evaluated in another order of operations than those with fields. */
function expectSame(a: Result, b: Result): void {
  const size = Math.max(...b.u.map(Math.abs));
  expect(Math.max(...a.u.map((x, i) => Math.abs(x - b.u[i])))).toBeLessThan(1e-12 * size);
  expect(a.summary.probes.end[0]).toBeCloseTo(b.summary.probes.end[0], 11);
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("fibres of a case", () => {
  it("a uniform formula is the same material as a vector", async () => {
    const field = await finish({ ...block, fibres: { fibre: { formula: [1, "0.5", "2*x/x - 2"] } } });
    const vector = await finish({ ...block, materials: { tissue: { ...block.materials.tissue as object, direction: [1, 0.5, 0] } } });
    expectSame(field, vector);
  });

  it("several fibres may be fields and vectors in one list", async () => {
    const goh = { law: "goh", c: 1, k1: 2, k2: 0.8, bulk: 20 };
    const mixed = await finish({ ...block, fibres: { fibre: { formula: [1, 1, 0] } }, materials: { tissue: { ...goh, directions: ["fibre", [1, -1, 0]] } } });
    const vectorsOnly = await finish({ ...block, materials: { tissue: { ...goh, directions: [[1, 1, 0], [1, -1, 0]] } } });
    expectSame(mixed, vectorsOnly);
  });

  it("a vector per cell comes from CSV, JSON, VTU and VTK alike", async () => {
    const flat = Float64Array.from(vectors.flat());
    const vtu = writeVtu(mesh, { cells: { scan: { components: 3, values: flat } } });
    const files = memoryFiles({
      "a.csv": bytes(`x,y,z\n${vectors.map((v) => v.join(",")).join("\n")}\n`), "a.json": bytes(JSON.stringify(vectors)), "a.vtu": vtu,
    });
    const hashes = await Promise.all(["a.csv", "a.json", "a.vtu"].map(async (file) =>
      (await finish({ ...block, fibres: { fibre: { file, ...(file === "a.vtu" ? { array: "scan" } : {}) } } }, files)).summary.hash));
    expect(new Set(hashes).size).toBe(1);
    const around = await finish({ ...block, fibres: { fibre: { formula: ["-y", "x", 0] } } });
    // The formula is taken at each Gauss point, the file at each cell: near, and not the same.
    expect(around.summary.hash).not.toBe(hashes[0]);
    const fromFile = await finish({ ...block, fibres: { fibre: { file: "a.csv" } } }, files);
    expect(Math.abs(around.summary.probes.end[0] / fromFile.summary.probes.end[0] - 1)).toBeLessThan(0.05);
  });

  it("shows every field in the result files, one unit vector per cell", async () => {
    const store = memoryFiles();
    const study = await createStudy({ ...block, fibres: { fibre: { formula: ["-y", "x", 0] }, wall: { helix: [60, -60], inner: "y-", outer: "y+", apex: "z-", base: "z+" } } });
    const steps = record(study, store, { threads: 1 });
    while (!(await steps.next()).done);
    const { cellData } = readVtu((await store.read("step-0001.vtu"))!, "step-0001.vtu");
    expect(Object.keys(cellData)).toEqual(expect.arrayContaining(["fibre", "wall", "wall.sheet", "wall.normal"]));
    for (let cell = 0; cell < 4; cell++) {
      const length = Math.hypot(...vectors[cell]);
      // The mean over the cell is not the value at its centre, but near it.
      for (let i = 0; i < 3; i++) expect(Math.abs(cellData.fibre.values[3 * cell + i] - vectors[cell][i] / length)).toBeLessThan(0.01);
    }
  });

  it.each<[string, Partial<CaseInput>, string, RegExp]>([
    ["a field that is not there", {}, "E_FIBRES", /no direction field/],
    ["a misspelt field", { fibres: { fibres: { formula: [1, 0, 0] } } }, "E_FIBRES", /direction is "fibre"/],
    ["a formula that cannot be read", { fibres: { fibre: { formula: ["1 +", 0, 0] } } }, "E_FORMULA", /formula, column/],
    ["too few components", { fibres: { fibre: { formula: [1, 0] } } }, "E_LENGTH", /2 components/],
    ["a place without direction", { fibres: { fibre: { formula: ["pos(x - 2)", 0, 0] } } }, "E_FIBRES", /is \(0, 0, 0\) at/],
    ["a set that is not there", { fibres: { fibre: { helix: [60, -60], inner: "endo", outer: "y+", apex: "z-", base: "z+" } } }, "E_SET", /endo/],
    ["the name of a result", { fibres: { fibre: { formula: [1, 0, 0] }, P: { formula: [1, 0, 0] } } }, "E_FIBRES", /name of a result/],
    ["a vector without direction beside a field", { fibres: { fibre: { formula: [1, 0, 0] } }, materials: { tissue: { law: "goh", c: 1, k1: 1, k2: 1, bulk: 1, directions: ["fibre", [0, 0, 0]] } } }, "E_FIBRES", /\[0, 0, 0\]/],
    ["a file that is not there", { fibres: { fibre: { file: "no.csv" } } }, "E_FILE", /no.csv/],
    ["a file of another mesh", { fibres: { fibre: { file: "short.csv" } } }, "E_FIBRES", /2 vectors, but the mesh has 4 cells/],
    ["a file of words", { fibres: { fibre: { file: "words.csv" } } }, "E_FORMAT_NUMBER", /no vector/],
    ["another format", { fibres: { fibre: { file: "x.png" } } }, "E_FORMAT_EXTENSION", /png/],
    ["an array that is not there", { fibres: { fibre: { file: "a.vtu" } } }, "E_FIBRES", /no cell array "fibre"/],
  ])("refuses %s", async (_, change, code, text) => {
    const files = memoryFiles({
      "short.csv": bytes("1,0,0\n1,0,0\n"), "words.csv": bytes("1,a,0\n1,0,0\n"), "x.png": bytes(""),
      "a.vtu": writeVtu(mesh, { cells: { scan: { components: 3, values: Float64Array.from(vectors.flat()) } } }),
    });
    const error = await errorOf({ ...block, ...change }, files);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    expect(error.hint).not.toBe("");
  });

  it("names the place in the case file", async () => {
    const yaml = "mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: hex8 } }\nmaterials:\n  a: { law: fung, c: 1, bf: 1, bt: 1, bfs: 1, bulk: 1, direction: fibre }\nregions: { all: a }\nboundary: [{ on: x-, fix: [x, y, z] }]\nfibres:\n  fibre: { formula: [1, w, 0] }\n";
    await expect(loadCase("a.yaml", memoryFiles({ "a.yaml": bytes(yaml) }))).rejects.toThrow(/a.yaml:7:25.*"w" has no meaning/);
  });
});
