/** Surrogates are trained in a worker of a page by the same calls as in Node, to the same bits. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/module.js";
import type { RveSpec } from "../../src/rve/spec.js";
import { encodeSurrogate } from "../../src/surrogate/file.js";
import { openCell } from "../../src/surrogate/open.js";
import { sample } from "../../src/surrogate/sample.js";
import { trainSurrogate } from "../../src/surrogate/train.js";
import { chromiumArguments, ensureChromium } from "../../tools/chromium.js";
import { phases } from "../support/cells.js";
import { isolationHeaders, serve, type Site } from "../support/serve.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "twoscale-training-page-"));
let browser: Browser, site: Site;

beforeAll(async () => {
  await build({
    root: join(root, "test/browser/training-page"), configFile: false, logLevel: "warn", worker: { format: "es" },
    resolve: { alias: [
      { find: /^twoscale$/, replacement: join(root, "dist/index.js") }, { find: /^twoscale\/surrogate$/, replacement: join(root, "dist/surrogate/index.js") },
    ] }, build: { outDir: out, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 2000 },
  });
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments] });
  site = await serve(out, isolationHeaders);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(out, { recursive: true, force: true });
});

const spec: RveSpec = {
  dimension: 2, size: [1, 1], grid: [4, 4], boundary: "periodic", phases, background: "matrix",
  shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }],
};
const sampling = { count: 40, range: 0.15 };
const jobs = [
  ["networks", { members: 2, epochs: 10, iterations: 60, kind: "convex" as const }, ["ensemble", "outputs"]],
  ["a Gaussian process", { iterations: 5, kind: "gp" as const }, ["process", "outputs"]],
] as const;

it.each(jobs)("%s come out with the bits of Node", async (_, options, stages) => {
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction("window.train");
  const there = await page.evaluate<{ readonly text: string; readonly stages: readonly string[]; readonly inWorker: boolean }>(`window.train(${JSON.stringify({ spec, sampling, options })})`);
  const cell = await openCell(spec, { threads: 1 });
  const { surrogate } = await trainSurrogate(await sample(cell, sampling), await loadKernels(), options);
  cell.model.dispose?.();
  expect(there.inWorker).toBe(true);
  expect(there.stages).toEqual(stages);
  expect(there.text).toBe(encodeSurrogate(surrogate));
  await page.close();
});
