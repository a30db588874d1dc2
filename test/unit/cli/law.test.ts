/** `twoscale law`, in this process: what it prints, writes and refuses. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createProgram } from "../../../src/cli/program.js";
import { laws } from "../../../src/law/catalogue.js";

const folder = mkdtempSync(join(tmpdir(), "twoscale-law-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

interface Curves {
  readonly law: Readonly<Record<string, unknown>>;
  readonly curves: readonly { readonly mode: string; readonly amounts: readonly number[]; readonly nominal: readonly number[] }[];
}

async function twoscale(...args: readonly string[]): Promise<{ readonly out: string; readonly err: string }> {
  let [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => { out += String(text); return true; });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => { err += String(text); return true; });
  await createProgram().parseAsync(["node", "twoscale", "law", ...args]);
  return { out, err };
}

const json = async (...args: readonly string[]): Promise<Curves> => JSON.parse((await twoscale(...args, "--json")).out) as Curves;

describe("twoscale law", () => {
  it("lists every law", async () => {
    const { err, out } = await twoscale("--json");
    for (const { name } of laws) expect(err).toContain(name);
    expect((JSON.parse(out) as { name: string }[]).map(({ name }) => name)).toEqual(laws.map(({ name }) => name));
  });
  it.each(laws.map(({ name }) => name))("%s: every parameter is in the table, and the plot works at once", async (name) => {
    const { err } = await twoscale(name);
    for (const parameter of laws.find((law) => law.name === name)!.parameters) expect(err).toMatch(new RegExp(`^ +${parameter.name} .*${parameter.meaning}`, "m"));
    for (const ending of ["html", "svg", "csv"]) {
      const path = join(folder, `${name}.${ending}`);
      await twoscale(name, "--plot", path);
      expect(readFileSync(path, "utf8")).toContain("planar");
    }
  });
  it("--set replaces the example: numbers, lists, directions instead of an angle, E and nu instead of mu and lambda", async () => {
    expect((await json("goh", "--set", "k1=2", "--set", "directions=[[1,0,0]]")).law).toMatchObject({ k1: 2, k2: 0.84, directions: [[1, 0, 0]] });
    expect((await json("goh", "--set", "directions=[[1,0,0]]")).law).not.toHaveProperty("angle");
    expect((await json("neo-hookean", "--set", "E=3", "--set", "nu=0.3")).law).toEqual({ law: "neo-hookean", E: 3, nu: 0.3 });
    expect((await json("ogden", "--set", "mu=1", "--set", "alpha=2")).law).toMatchObject({ mu: 1, alpha: 2 });
  });
  it("--modes and --stretch choose what is computed", async () => {
    const { curves } = await json("neo-hookean", "--modes", "uniaxial,shear", "--stretch", "0.5,2");
    expect(curves.map(({ mode }) => mode)).toEqual(["uniaxial", "shear"]);
    expect([curves[0].amounts[0], curves[0].amounts.at(-1), curves[1].amounts.at(-1)]).toEqual([0.5, 2, 1]);
    // Simple shear of a neo-Hookean solid: P12 = mu gamma, here with mu = 1.
    expect(curves[1].nominal.at(-1)).toBeCloseTo(1, 12);
  });
  it("--file takes a formula", async () => {
    const path = join(folder, "mine.yaml");
    writeFileSync(path, "formula: mu/2*(I1 - 3) - mu*log(J) + lambda/2*log(J)^2\nparameters: { mu: 1, lambda: 10 }\n");
    const [mine] = (await json("--file", path, "--modes", "uniaxial")).curves;
    const [ours] = (await json("neo-hookean", "--modes", "uniaxial")).curves;
    expect(mine).toEqual(ours);
  });
});

describe("twoscale law refuses", () => {
  it.each([
    [["gohh"], "E_LAW", /Did you mean "goh"/],
    [["goh", "--plot", "a.png"], "E_OPTION", /\.html, \.svg, \.csv/],
    [["goh", "--json", "--set", "k9=1"], "E_KEY", /k1|k2/],
    [["goh", "--json", "--set", "k1=soft"], "E_PARAMETER", /k1/],
    [["goh", "--json", "--set", "k1"], "E_OPTION", /key=value/],
    [["goh", "--json", "--set", "directions=[[1,0"], "E_YAML", /directions/],
    [["goh", "--json", "--modes", "uniaxal"], "E_OPTION", /uniaxial/],
    [["goh", "--json", "--stretch", "2,1"], "E_OPTION", /0\.8,1\.5/],
    [["--file", "/nowhere.yaml", "--json"], "E_FILE", /nowhere/],
  ] as const)("%j", async (args, code, message) => {
    const error = await twoscale(...args).then(() => undefined, (caught: unknown) => caught);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toMatch(message);
  });
});
