/** The application on other hosts: without isolation headers, from `twoscale view`, and while a run goes on. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { folderFiles } from "../../src/platform/files.node.js";
import { type CaseInput, createStudy } from "../../src/study/create.js";
import { record } from "../../src/study/record.js";
import { openApp, openBrowser, root, runToEnd, serveApp, stepsShown } from "../support/app-page.js";
import { execute } from "../support/execute.js";
import type { Site } from "../support/serve.js";

const small = "#cells=8&layers=1&steps=4&deflate=0&protocol=0:0,1:20";
const work = mkdtempSync(join(tmpdir(), "twoscale-view-"));
const children: ChildProcess[] = [];
const sites: Site[] = [];
let browser: Browser;
beforeAll(async () => { browser = await openBrowser(); });
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGINT");
  for (const site of sites.splice(0)) site.close();
});
afterAll(async () => {
  await browser?.close();
  rmSync(work, { recursive: true, force: true });
});

async function bareSite(): Promise<Site> {
  const site = await serveApp({});
  sites.push(site);
  return site;
}

describe("a host that sends no isolation headers", () => {
  it("is made up for by the service worker", async () => {
    const { page } = await openApp(browser, (await bareSite()).url);
    await page.waitForFunction("crossOriginIsolated");
    await page.getByText("with shared memory").waitFor();
    await page.close();
  });
  it("in a browser without service workers costs speed, not bits: the page says so and goes on", async () => {
    const { page, complaints } = await openApp(browser, (await bareSite()).url + small, { serviceWorkers: "block" });
    await page.getByText("No shared memory").waitFor();
    const hash = await runToEnd(page);
    const isolated = await serveApp();
    sites.push(isolated);
    const other = await openApp(browser, isolated.url + small);
    expect(await other.page.evaluate("crossOriginIsolated")).toBe(true);
    expect(await runToEnd(other.page)).toBe(hash);
    expect(complaints.filter((text) => !text.includes("Service Worker"))).toEqual([]);
    await page.close();
    await other.page.close();
  });
});

describe("a browser without WebGPU", () => {
  it("says so where it is wanted, and solves in WebAssembly", async () => {
    const site = await serveApp();
    sites.push(site);
    const context = await browser.newContext();
    await context.addInitScript("delete Navigator.prototype.gpu");
    const page = await context.newPage();
    await page.goto(`${site.url}#material=fe2&backend=webgpu&growth=none&cells=4&layers=1&steps=1&deflate=0&protocol=0:0,1:1`);
    await page.getByText("No WebGPU: this browser has none").waitFor();
    expect(await page.locator("option[value=webgpu]").isDisabled()).toBe(true);
    await runToEnd(page);
    await context.close();
  });
});

const block: CaseInput = {
  mesh: { box: { size: [4, 1, 1], cells: [4, 2, 2], element: "hex8" } },
  materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2 } }, regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", move: { x: 2, y: 0, z: 0 } }],
  steps: { count: 4 }, probes: { grip: { on: "x+", field: "reaction" } },
};

/** Starts `twoscale view` and resolves to its address. */
function startView(folder: string): Promise<string> {
  const child = spawn(process.execPath, [join(root, "dist/bundle/main.js"), "view", folder, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("}")) resolve((JSON.parse(text) as { url: string }).url);
    });
    child.on("close", () => reject(new Error("twoscale view has ended")));
  });
}

describe("twoscale view", () => {
  it("shows a run while it goes on, and its hash at the end", async () => {
    const folder = join(work, "results");
    mkdirSync(folder);
    const { page, complaints } = await openApp(browser, await startView(folder));
    const steps = record(await createStudy(block), folderFiles(folder), { threads: 1 });
    await steps.next();
    await steps.next();
    await expect.poll(() => stepsShown(page), { timeout: 20_000 }).toBe(2);
    await steps.next();
    await steps.next();
    const last = await steps.next();
    await expect.poll(() => stepsShown(page), { timeout: 20_000 }).toBe(4);
    const hash = await (await page.waitForSelector("[data-hash]")).getAttribute("data-hash");
    expect(last.done && last.value.summary.hash).toBe(hash);
    expect(await page.locator(".chart").filter({ hasText: "Grip" }).count()).toBe(1);
    // Files that are not there yet are asked for, and their absence is no fault.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    await page.close();
  });
  it("opens the RVE of a picked point, by the case that the manifest names, unless that has changed", async () => {
    const file = join(work, "fe2-cantilever.yaml");
    copyFileSync(join(root, "cases/fe2-cantilever.yaml"), file);
    await execute(process.execPath, [join(root, "dist/bundle/main.js"), "run", "fe2-cantilever.yaml", "--out", "cantilever", "--quiet"], work);
    const { page, complaints } = await openApp(browser, await startView(join(work, "cantilever")));
    await expect.poll(() => stepsShown(page), { timeout: 20_000 }).toBeGreaterThan(0);
    const bounds = (await page.locator(".canvas").first().boundingBox())!;
    await page.mouse.click(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
    // 16 × 16 voxels.
    await page.locator(".micro [data-cells='256']").waitFor({ timeout: 60_000 });
    await page.getByLabel("Colour of the microstructure").selectOption("phase");
    expect(complaints).toEqual([]);
    await page.close();
    writeFileSync(file, `${readFileSync(file, "utf8")}\n# changed\n`);
    const changed = await openApp(browser, await startView(join(work, "cantilever")));
    await expect.poll(() => stepsShown(changed.page), { timeout: 20_000 }).toBeGreaterThan(0);
    await changed.page.mouse.click(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
    await changed.page.getByRole("heading", { name: /^Cell \d+$/ }).waitFor();
    expect(await changed.page.locator(".micro").count()).toBe(0);
    await changed.page.close();
  });
  it("shows nothing else of the folder, or of the disk", async () => {
    const folder = join(work, "private");
    mkdirSync(folder);
    writeFileSync(join(folder, "secret.txt"), "secret");
    writeFileSync(join(work, "step-0001.vtu"), "outside");
    const url = await startView(folder);
    for (const path of ["results/secret.txt", "results/..%2fstep-0001.vtu", "results/", "results/case/0", "results/case/..%2f..%2fstep-0001.vtu", "package.json", "..%2f..%2fpackage.json"]) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
  });
});
