/** The application from end to end: the built page in headless Chromium. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeVtk } from "../../src/io/legacy-write.js";
import { box } from "../../src/mesh/index.js";
import { dropFiles, openApp, openBrowser, root, runToEnd, serveApp, startPaused, stepsShown, takeAway } from "../support/app-page.js";
import { execute } from "../support/execute.js";
import type { Site } from "../support/serve.js";
import { unzipTo } from "../support/unzip.js";
import { peekVtu } from "../support/vtu-peek.js";

/** A small expansion: a second or two on one core. */
const small = "#cells=8&layers=1&steps=4&deflate=0&protocol=0:0,1:20";
const work = mkdtempSync(join(tmpdir(), "twoscale-app-"));
let browser: Browser;
let site: Site;
/** Hash of the small expansion from the command, on the case file that the page offers. */
let commandHash: string;
let commandSteps: number;

beforeAll(async () => {
  [browser, site] = [await openBrowser(), await serveApp()];
  const { page } = await openApp(browser, site.url + small);
  await runToEnd(page);
  await saved(await takeAway(page, "Case"), work);
  await page.close();
  await execute(process.execPath, [join(root, "dist/bundle/main.js"), "run", "expansion.yaml", "--out", "results", "--quiet"], work);
  const summary = JSON.parse(readFileSync(join(work, "results/summary.json"), "utf8")) as { readonly hash: string; readonly steps: readonly unknown[] };
  [commandHash, commandSteps] = [summary.hash, summary.steps.length];
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(work, { recursive: true, force: true });
});

/** Path of a download; each has a folder of its own, unless one is named. */
async function saved(download: Download, folder = mkdtempSync(join(work, "download-"))): Promise<string> {
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

async function savedCase(page: Page): Promise<string> {
  return saved(await takeAway(page, "Case"));
}

/** Size and colours of a PNG, by the decoder of the browser. */
async function decoded(page: Page, bytes: Buffer): Promise<{ readonly width: number; readonly height: number; readonly colours: ReadonlySet<string> }> {
  const { list, ...size } = await page.evaluate(async (text) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${text}`)).blob());
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    const found = new Set<string>();
    for (let i = 0; i < data.length; i += 4) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
    return { width: image.width, height: image.height, list: [...found] };
  }, bytes.toString("base64"));
  return { ...size, colours: new Set(list) };
}

/** Shares of the middle of the picture. */
async function clickSkin(page: Page): Promise<void> {
  const bounds = await page.locator(".canvas").first().boundingBox();
  await page.mouse.click(bounds!.x + bounds!.width / 2, bounds!.y + bounds!.height / 2);
}

describe("a run in the page", () => {
  it("has the hash of the command for the case that it offers, and complains of nothing", async () => {
    const { page, complaints } = await openApp(browser, site.url + small);
    expect(await runToEnd(page)).toBe(commandHash);
    expect(await page.getByText("Solved in WebAssembly").textContent()).toContain("WebGPU is not used");
    expect(complaints).toEqual([]);
    await page.close();
  });
  it("can be paused, stepped and resumed, to the same bits", async () => {
    const { page } = await openApp(browser, site.url + small);
    await startPaused(page);
    const paused = await stepsShown(page);
    await page.waitForTimeout(1000);
    expect(await stepsShown(page)).toBe(paused);
    await page.getByRole("button", { name: "Step" }).click();
    await expect.poll(() => stepsShown(page), { timeout: 20_000 }).toBe(paused + 1);
    await page.getByRole("button", { name: "Go on" }).click();
    expect(await (await page.waitForSelector("[data-hash]")).getAttribute("data-hash")).toBe(commandHash);
    await page.close();
  });
  it("survives a reload: it is offered again, continued, and ends in the same bits", async () => {
    const { page } = await openApp(browser, site.url + small);
    await startPaused(page);
    await page.getByRole("button", { name: "Step" }).click();
    await expect.poll(() => stepsShown(page), { timeout: 20_000 }).toBe(1);
    await page.reload();
    await page.getByText("A run was under way").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    expect(await (await page.waitForSelector("[data-hash]", { timeout: 60_000 })).getAttribute("data-hash")).toBe(commandHash);
    expect(await stepsShown(page)).toBe(commandSteps);
    await page.close();
  });
  it("can be compared with another one, side by side", async () => {
    const { page } = await openApp(browser, site.url + small);
    await runToEnd(page);
    await page.getByLabel("Thickness").fill("2");
    await page.getByText("Nothing computed yet").waitFor();
    await page.waitForTimeout(1500);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForSelector("[data-hash]");
    await page.getByLabel("Beside it").selectOption({ index: 1 });
    await page.waitForFunction("document.querySelectorAll('.canvas canvas').length === 2");
    expect(await page.locator(".chart .legend").first().textContent()).toContain("Run 1");
    await page.close();
  });
});

describe("a point that is picked", () => {
  it("shows its values and their history", async () => {
    const { page } = await openApp(browser, site.url + small);
    await runToEnd(page);
    await clickSkin(page);
    await page.getByRole("heading", { name: /^Cell \d+$/ }).waitFor();
    const stretch = Number(await page.locator(".point tr", { hasText: /^Area stretch/ }).locator("td").textContent());
    expect(stretch).toBeGreaterThan(1);
    await page.close();
  });
});

describe("a point of a skin with microstructure", () => {
  it("opens its RVE, deformed, with its micro stress", async () => {
    const { page, complaints } = await openApp(browser, `${site.url}#material=fe2&growth=none&cells=4&layers=1&steps=2&deflate=0&protocol=0:0,1:1`);
    await runToEnd(page);
    await clickSkin(page);
    await page.locator(".canvas.small[data-standing=ready]").waitFor({ timeout: 60_000 });
    // 6 × 6 × 6 voxels.
    expect(await page.locator(".micro [data-cells]").getAttribute("data-cells")).toBe("216");
    await page.getByLabel("Colour of the microstructure").selectOption("phase");
    await page.getByRole("img", { name: "Colours from 0 to 2" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** Rows of probes.csv by the names of its columns, at the last step. */
async function lastRow(page: Page): Promise<Readonly<Record<string, number>>> {
  const [head, ...rows] = readFileSync(await saved(await takeAway(page, "Curves")), "utf8").trim().split("\n");
  return Object.fromEntries(head.split(",").map((name, i) => [name, Number(rows.at(-1)!.split(",")[i])]));
}

describe("a skin of microstructure", () => {
  /** Four Gauss points with 8 × 8 voxels each: software GPUs are slow. */
  const tiny = (backend: string): string => readFileSync(join(root, "cases/fe2-cantilever.yaml"), "utf8")
    .replace("cells: [4, 2]", "cells: [1, 1]").replace("grid: [16, 16]", "grid: [8, 8]").replace("backend: auto", `backend: ${backend}`).replace("tolerance: 1.0e-8", "tolerance: 1.0e-10");
  it("is solved by WebGPU where the browser has it, to the numbers of WebAssembly", async () => {
    const { page, complaints } = await openApp(browser, `${site.url}#material=fe2`);
    await page.getByText("WebGPU is there").waitFor();
    expect(await page.locator("option[value=webgpu]").isEnabled()).toBe(true);
    const found = [];
    for (const backend of ["auto", "webgpu"]) {
      await dropFiles(page, { [`${backend}.yaml`]: tiny(backend) });
      await page.getByText(`The case is ${backend}.yaml: FE² cantilever`).waitFor();
      await runToEnd(page);
      found.push(await lastRow(page));
    }
    expect(found[1]["right.2"]).not.toBe(0);
    // Both end below a relative residual of 1e-10.
    for (const name of ["right.1", "right.2"]) expect(Math.abs(found[1][name] / found[0][name] - 1), name).toBeLessThan(1e-8);
    expect(complaints).toEqual([]);
    await page.close();
  });
  it("is answered by its surrogate, with the hash of the command, coloured by trust, and opens the RVE behind it", async () => {
    const { page, complaints } = await openApp(browser, `${site.url}#material=surrogate&cells=6&layers=1&steps=3&deflate=0&protocol=0:0,1:12`);
    const hash = await runToEnd(page);
    await page.getByRole("combobox", { name: "Colour" }).selectOption("trusted");
    await page.getByRole("img", { name: /^Trust of the surrogate: colours from/ }).waitFor();
    await clickSkin(page);
    await page.locator(".micro [data-cells='216']").waitFor({ timeout: 60_000 });
    expect(complaints).toEqual([]);
    const folder = join(work, "surrogate");
    unzipTo(folder, readFileSync(await saved(await takeAway(page, "Case"))));
    const out = await execute(process.execPath, [join(root, "dist/bundle/main.js"), "run", "expansion.yaml", "--out", "results", "--quiet", "--json"], folder);
    expect((JSON.parse(out) as { readonly hash: string }).hash).toBe(hash);
    await page.close();
  });
});

describe("the filling", () => {
  it("is a curve whose points are dragged, and clicked onto", async () => {
    const { page } = await openApp(browser, site.url + small);
    const point = page.getByRole("slider", { name: /^Point 2/ });
    await point.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await point.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2 + 25, { steps: 4 });
    await page.mouse.up();
    expect(Number(await point.getAttribute("aria-valuenow"))).toBeLessThan(20);
    const line = (await page.locator(".protocol .grab").boundingBox())!;
    await page.mouse.click(line.x + line.width / 2, line.y + line.height / 2);
    await page.getByRole("slider", { name: "Point 3" }).waitFor();
    await page.close();
  });
});

describe("an expander off the middle", () => {
  it("lies where it is put, and the case that is offered says so", async () => {
    const { page } = await openApp(browser, site.url + small);
    await page.getByLabel("Place along x").fill("12");
    await page.getByRole("spinbutton", { name: "Turn" }).fill("30");
    await expect.poll(() => page.url()).toContain("right=12&angle=30");
    await runToEnd(page);
    expect(readFileSync(await savedCase(page), "utf8")).toMatch(/footprint: .*at: \[ 12, 0 \], angle: 30/);
    await page.close();
  });
});

describe("the address", () => {
  it("follows the set-up, and restores it in another page", async () => {
    const { page } = await openApp(browser, site.url);
    await page.getByLabel("Shape").selectOption("circle");
    await page.getByLabel("Edge of the sheet").fill("80");
    await expect.poll(() => page.locator(".subject").textContent(), { timeout: 20_000 }).toContain("round");
    await page.getByRole("slider", { name: "Point 2" }).press("ArrowUp");
    await page.waitForFunction("location.hash.includes('protocol')");
    const address = page.url();
    const other = await openApp(browser, address);
    expect(await other.page.getByLabel("Shape").inputValue()).toBe("circle");
    expect(await other.page.getByLabel("Edge of the sheet").inputValue()).toBe("80");
    expect(await other.page.getByRole("slider", { name: "Point 2" }).getAttribute("aria-valuenow")).toBe("65");
    await page.close();
    await other.page.close();
  });
  it("with numbers out of their range falls back to the defaults", async () => {
    const { page } = await openApp(browser, `${site.url}#sheet=-3&cells=oops`);
    expect(await page.getByLabel("Edge of the sheet").inputValue()).toBe("100");
    await page.close();
  });
});

describe("files", () => {
  it("of results open in an independent reader, and hold what is shown", async () => {
    const { page } = await openApp(browser, site.url + small);
    await runToEnd(page);
    const steps = await stepsShown(page);
    const arrays = peekVtu(readFileSync(await saved(await takeAway(page, "This step"))));
    expect(arrays.Points.length).toBe(3 * 9 * 9 * 2);
    // The rim is held, the middle is lifted by more than the thickness.
    const heights = arrays.u.filter((_, i) => i % 3 === 2);
    expect(Math.max(...heights)).toBeGreaterThan(3);
    const curves = readFileSync(await saved(await takeAway(page, "Curves")), "utf8").trim().split("\n");
    expect(curves[0]).toContain("apex");
    expect(curves.length).toBe(1 + steps);
    await page.close();
  });
  it("of a picture: a PNG of the size of the view, with the colours of the map in it", async () => {
    const { page } = await openApp(browser, site.url + small);
    await runToEnd(page);
    const bytes = readFileSync(await saved(await takeAway(page, "Picture")));
    const view = (await page.locator(".canvas canvas").boundingBox())!;
    const { width, height, colours } = await decoded(page, bytes);
    expect([width, height]).toEqual([Math.round(view.width), Math.round(view.height)]);
    // Both ends of viridis are in the scale, and the lit body has hundreds of shades between.
    expect(colours.has("68,1,84")).toBe(true);
    expect([...colours].some((colour) => { const [r, g, b] = colour.split(",").map(Number); return r > 240 && g > 220 && b < 60; })).toBe(true);
    expect(colours.size).toBeGreaterThan(300);
    await page.close();
  });
  it("of all results are what the command writes: it verifies them", async () => {
    const { page } = await openApp(browser, site.url + small);
    await runToEnd(page);
    const folder = join(work, "unzipped");
    unzipTo(folder, readFileSync(await saved(await takeAway(page, "All results"))));
    const out = await execute(process.execPath, [join(root, "dist/bundle/main.js"), "verify", ".", "--json"], folder);
    expect(JSON.parse(out)).toEqual({ identical: true, differences: [] });
    await page.close();
  });
  it("that are broken give one clear error, and leave the page as it was", async () => {
    const { page, complaints } = await openApp(browser, site.url + small);
    await dropFiles(page, { "broken.yaml": "title: x\nmesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: hex9 } }\nmaterials: {}\nregions: {}\nboundary: []\n" });
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("broken.yaml:2:");
    expect(await alert.textContent()).toContain("hex8");
    await page.getByRole("button", { name: "Back to the set-up" }).click();
    await expect.poll(() => alert.count(), { timeout: 20_000 }).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
  it("of a case run, and results of the command are shown", async () => {
    const { page } = await openApp(browser, site.url);
    await dropFiles(page, { "mine.yaml": readFileSync(join(work, "expansion.yaml"), "utf8") });
    await page.getByText("The case is").waitFor();
    await expect.poll(() => page.locator(".cost").textContent(), { timeout: 20_000 }).toContain("486 unknowns");
    expect(await runToEnd(page)).toBe(commandHash);
    await dropFiles(page, { "step-0002.vtu": readFileSync(join(work, "results/step-0002.vtu")) });
    await page.getByText("opened").waitFor();
    expect(await page.locator(".subject").textContent()).toBe("step-0002.vtu");
    await dropFiles(page, { "block.vtk": writeVtk(box({ size: [2, 1, 1], cells: [2, 1, 1], element: "hex8" })) });
    await expect.poll(() => page.locator(".subject").textContent(), { timeout: 20_000 }).toBe("block.vtk");
    await page.close();
  });
});
