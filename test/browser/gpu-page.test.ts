/** The GPU backend in Chromium: the same call as in Node, on the page's own thread and in a worker, with and without shared memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RveSpec } from "../../src/rve/spec.js";
import rve2d from "../reference/rve-2d.json" with { type: "json" };
import { chromiumArguments, ensureChromium, webgpuArguments } from "../../tools/chromium.js";
import { phases } from "../support/cells.js";
import { embed, inPlane, relativeDifference } from "../support/points.js";
import { isolationHeaders, serve, type Site } from "../support/serve.js";

/** What gpu-page/solve.js gives back. */
interface Answer {
  readonly name: string;
  readonly status: readonly number[];
  readonly W: readonly number[];
  readonly P: readonly number[];
  readonly A: readonly number[];
  readonly isolated: boolean;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "twoscale-gpu-page-"));
const sites: Site[] = [];
let browser: Browser;

beforeAll(async () => {
  await build({
    root: join(root, "test/browser/gpu-page"), configFile: false, logLevel: "warn", worker: { format: "es" },
    resolve: { alias: [{ find: /^twoscale$/, replacement: join(root, "dist/index.js") }] }, build: { outDir: out, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 2000 },
  });
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments.filter((flag) => flag !== "--disable-gpu"), ...webgpuArguments] });
});
afterAll(async () => {
  await browser?.close();
  for (const site of sites) site.close();
  rmSync(out, { recursive: true, force: true });
});

/** A page that is ready to solve, and what it complains of: Chromium reports invalid WebGPU calls on the console. */
async function open(headers: Readonly<Record<string, string>>): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const site = await serve(out, headers);
  sites.push(site);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(site.url);
  await page.waitForFunction("window.solveInWorker");
  return { page, complaints };
}

const [reference] = rve2d.cases.filter(({ bc, n }) => bc === "periodic" && n === 16);
const spec: RveSpec = {
  dimension: 2, size: [1, 1], grid: [16, 16], boundary: "periodic", phases, background: "matrix",
  shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
};
const F = [[...embed(reference.F)], [1.05, 0.02, 0, 0.01, 0.97, 0, 0, 0, 1]];
const call = (page: Page, where: "solve" | "solveInWorker", backend: string): Promise<Answer> =>
  page.evaluate<Answer>(`window.${where}(${JSON.stringify({ spec, F, backend })})`);

const places = [
  { where: "solveInWorker", isolated: true, headers: isolationHeaders, name: "in a worker of an isolated page (the place of the application's engine, shared memory)" },
  { where: "solve", isolated: false, headers: {}, name: "on the thread of any other page (copied memory)" },
] as const;

it.each(places)("$name: webgpu answers as the WASM kernels and the reference cell do, without a complaint of the browser", async ({ where, isolated, headers }) => {
  const { page, complaints } = await open(headers);
  const gpu = await call(page, where, "webgpu"), wasm = await call(page, where, "wasm");
  expect(gpu.name).toBe("rve/webgpu");
  expect(gpu.isolated).toBe(isolated);
  expect(gpu.status).toEqual([0, 0]);
  // Both solve to a relative residual of 1e-10, and a tangent to 1e-9 of its energy.
  expect(relativeDifference(gpu.P, wasm.P)).toBeLessThan(1e-9);
  expect(relativeDifference(gpu.A, wasm.A)).toBeLessThan(1e-8);
  expect(relativeDifference([0, 1, 3, 4].map((m) => gpu.P[m]), reference.P.flat())).toBeLessThan(1e-8);
  expect(relativeDifference(inPlane(Float64Array.from(gpu.A), 2).flat(), reference.tangent.flat())).toBeLessThan(1e-8);
  expect(complaints).toEqual([]);
  await page.close();
});

it("a browser without an adapter ends in E_GPU, and says so", async () => {
  const bare = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments] });
  const site = await serve(out, isolationHeaders);
  sites.push(site);
  const page = await bare.newPage();
  await page.goto(site.url);
  await page.waitForFunction("window.solve");
  await expect(call(page, "solve", "webgpu")).rejects.toThrow(/there is no WebGPU here: the browser finds no adapter/);
  expect((await call(page, "solve", "wasm")).status).toEqual([0, 0]);
  await bare.close();
});
