/** The verbs end to end, on small cases and on those that ship. */
import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../../src/study/summary.js";
import { blockYaml, cellYaml } from "../../support/cases.js";
import { place, root, temporaryFolder, twoscale } from "./support.js";

const folder = temporaryFolder();
const twoScaleYaml = blockYaml.replace("{ law: neo-hookean, mu: 1, lambda: 2 }", "{ rve: cell.yaml }").replace("count: 2", "count: 12");
place(folder, { "block.yaml": blockYaml, "cell.yaml": cellYaml, "two.yaml": twoScaleYaml });

function summary(name: string): Summary {
  return JSON.parse(readFileSync(join(folder, name, "summary.json"), "utf8")) as Summary;
}

describe("twoscale run", () => {
  it("puts data on stdout, text and progress on stderr", async () => {
    const { code, stdout, stderr } = await twoscale(folder, ["run", "block.yaml", "--out", "one", "--json"]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual(summary("one"));
    expect(Object.keys(summary("one"))).toEqual(["status", "steps", "probes", "counts", "timing", "formulation", "linear", "backend", "threads", "hash", "solutionNorm"]);
    expect(stderr).toMatch(/step 1 {2}t 0\.5 {2}iteration 1 {2}residual/);
    expect(stderr).toMatch(/step 1 done .* left/);
    expect(stderr).toMatch(/converged: 2 steps/);
  });
  it("writes into results/<name> when not told where", async () => {
    expect((await twoscale(folder, ["run", "block.yaml", "--quiet"])).stdout).toBe("");
    expect(existsSync(join(folder, "results/block/report.html"))).toBe(true);
  });
  it("ends on Ctrl-C with a checkpoint, and resumes to the bits of a whole run with any number of threads", async () => {
    const whole = await twoscale(folder, ["run", "two.yaml", "--out", "whole", "--threads", "1", "--quiet"]);
    expect(whole.code, whole.stderr).toBe(0);
    let sent = false;
    const broken = await twoscale(folder, ["run", "two.yaml", "--out", "broken", "--threads", "2"], (child, stderr) => {
      if (!sent && /step 3 done/.test(stderr)) sent = child.kill("SIGINT");
    });
    expect(broken.code, broken.stderr).toBe(130);
    expect(broken.stderr).toMatch(/continue with: twoscale run two\.yaml --out broken --threads 2 --resume/);
    expect(summary("broken").status).toBe("interrupted");
    const steps = summary("broken").steps.length;
    expect(steps).toBeGreaterThanOrEqual(3);
    expect(steps).toBeLessThan(12);
    expect((await twoscale(folder, ["run", "two.yaml", "--out", "broken", "--resume", "--quiet"])).code).toBe(0);
    expect(summary("broken")).toMatchObject({ status: "converged", hash: summary("whole").hash, probes: summary("whole").probes });
  });
  it("refuses to resume another case, and says what changed", async () => {
    place(folder, { "other.yaml": twoScaleYaml });
    await twoscale(folder, ["run", "other.yaml", "--out", "other", "--quiet"]);
    place(folder, { "other.yaml": twoScaleYaml.replace("0.2", "0.3") });
    const { code, stderr } = await twoscale(folder, ["run", "other.yaml", "--out", "other", "--resume"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error E_CHECKPOINT\n.*other\.yaml has changed/);
  });
});

describe("twoscale verify", () => {
  it("finds a run identical, and not identical once its case has changed", async () => {
    place(folder, { "v.yaml": blockYaml });
    await twoscale(folder, ["run", "v.yaml", "--out", "v", "--quiet"]);
    const same = await twoscale(folder, ["verify", "v", "--json"]);
    expect(same.code, same.stderr).toBe(0);
    expect(JSON.parse(same.stdout)).toEqual({ identical: true, differences: [] });
    place(folder, { "v.yaml": blockYaml.replace("mu: 1", "mu: 1.5") });
    const other = await twoscale(folder, ["verify", "v", "--json"]);
    expect(other.code).toBe(3);
    expect(JSON.parse(other.stdout)).toMatchObject({ identical: false, differences: [{ what: "input v.yaml" }] });
  });
});

describe("twoscale homogenize", () => {
  it("answers each F in the form of the contract", async () => {
    const { code, stdout, stderr } = await twoscale(folder, ["homogenize", "cell.yaml", "--F", "1.1,0,0,1", "--F", "1, 0.2, 0, 1", "--json"]);
    expect(code, stderr).toBe(0);
    const answers = JSON.parse(stdout) as { F: number[][]; P: number[][]; tangent: number[][] }[];
    expect(answers.length).toBe(2);
    expect(Object.keys(answers[0])).toEqual(["F", "P", "P33", "tangent", "energy", "status", "iterations"]);
    expect(answers[1].F).toEqual([[1, 0.2], [0, 1]]);
    expect(answers[0].P.map((row) => row.length)).toEqual([2, 2]);
    expect(answers[0].tangent.map((row) => row.length)).toEqual([4, 4, 4, 4]);
  });
  it("gives by the WASM kernels what the reference gives", async () => {
    const answer = async (backend: string) => {
      const { stdout, stderr } = await twoscale(folder, ["homogenize", "cell.yaml", "--F", "1.1,0.1,0,0.95", "--backend", backend, "--json"]);
      expect(stdout, stderr).not.toBe("");
      return (JSON.parse(stdout) as { P: number[][] }[])[0].P.flat();
    };
    const [wasm, reference] = [await answer("wasm"), await answer("reference")];
    // Both solve to 1e-10 or better.
    wasm.forEach((x, i) => expect(x).toBeCloseTo(reference[i], 9));
  });
});

describe("twoscale check", () => {
  it("passes the cases that ship and tells their size", async () => {
    for (const name of ["cook", "cube", "fe2-cantilever", "fe2-strip"]) {
      const { code, stdout, stderr } = await twoscale(root, ["check", `cases/${name}.yaml`, "--json"]);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true, findings: [] });
    }
  });
  it("finds a free motion and reports faults as findings", async () => {
    place(folder, { "free.yaml": blockYaml.replace("fix: [x, y]", "fix: [x]").replace("x: 0.2, y: 0", "x: 0.2") });
    const free = await twoscale(folder, ["check", "free.yaml", "--json"]);
    expect(free.code).toBe(2);
    expect(JSON.parse(free.stdout)).toMatchObject({ ok: false, findings: [{ severity: "error", code: "E_RIGID_BODY" }] });
    place(folder, { "key.yaml": blockYaml.replace("mu:", "mü:") });
    const key = await twoscale(folder, ["check", "key.yaml", "--json"]);
    expect(key.code).toBe(2);
    expect(JSON.parse(key.stdout)).toMatchObject({ ok: false, findings: [{ code: "E_KEY", place: "key.yaml:5:31" }] });
    expect(existsSync(join(folder, "results/free"))).toBe(false);
  });
});

describe("twoscale convert", () => {
  it("keeps nodes, cells and sets there and back", async () => {
    const there = await twoscale(folder, ["convert", join(root, "meshes/cook.msh"), "cook.vtu", "--json"]);
    expect(there.code, there.stderr).toBe(0);
    const back = await twoscale(folder, ["convert", "cook.vtu", "back.msh", "--json"]);
    const sorted = (text: string) => { const { sets, ...rest } = JSON.parse(text) as { sets: string[] }; return { ...rest, sets: sets.sort() }; };
    expect(sorted(back.stdout)).toEqual(sorted(there.stdout));
  });
  it("refuses a format that it does not know", async () => {
    const { code, stderr } = await twoscale(folder, ["convert", join(root, "meshes/cook.msh"), "cook.obj"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error E_FORMAT_EXTENSION[\s\S]*\.msh, \.vtu/);
    expect(existsSync(join(folder, "cook.obj"))).toBe(false);
  });
});

describe("twoscale info and --help", () => {
  it("tell what is there", async () => {
    const { stdout } = await twoscale(folder, ["info", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ wasm: { simd: true }, versions: { node: process.versions.node } });
    // An adapter with its limits, or why there is none: both happen, by machine.
    const { adapter, reason } = (JSON.parse(stdout) as { webgpu: { adapter: { limits: Record<string, number> } | null; reason?: string } }).webgpu;
    expect(adapter ? adapter.limits.maxBufferSize : reason?.length).toBeGreaterThan(0);
    expect((await twoscale(folder, ["--version"])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
  it.each(["run", "homogenize", "check", "convert", "verify", "info"])("%s --help has examples", async (verb) => {
    const { code, stdout } = await twoscale(folder, [verb, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n {2}twoscale ${verb}`));
  });
});
