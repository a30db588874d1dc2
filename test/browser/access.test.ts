/** The application for everybody: contrast and names of controls, keyboard, reduced motion, a phone. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp, openBrowser, runToEnd, serveApp, startPaused, stepsShown } from "../support/app-page.js";
import type { Site } from "../support/serve.js";

const small = "#cells=8&layers=1&steps=4&deflate=0&protocol=0:0,1:20";
const phone = { width: 390, height: 844 } as const;
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = [await openBrowser(), await serveApp()]; });
afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** What axe-core finds wrong by WCAG 2.1 A and AA, contrast included, as text. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations: found, passes } = await page.evaluate<Pick<AxeResults, "violations" | "passes">>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })");
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  it("axe-core finds no fault in the set-up, the curves, a point and what can be taken away", async () => {
    const { page } = await openApp(browser, site.url + small, { colorScheme });
    expect(await violations(page)).toEqual([]);
    await runToEnd(page);
    for (const tab of ["Curves", "Point", "Take away"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect(await violations(page), tab).toEqual([]);
    }
    await page.close();
  });
});

describe("with the keyboard alone", () => {
  it("the first Tab offers to skip to the picture, which turns by arrow keys; tabs and time follow them too", async () => {
    const { page } = await openApp(browser, site.url + small);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the picture");
    const canvas = page.getByRole("application").first();
    await canvas.focus();
    const before = await canvas.screenshot();
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
    await expect.poll(async () => (await canvas.screenshot()).equals(before), { timeout: 10_000 }).toBe(false);
    const run = page.locator(".runbar .primary:enabled");
    await run.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-hash]");
    const steps = await stepsShown(page);
    await page.getByRole("slider", { name: "Time" }).press("ArrowLeft");
    expect(await page.getByRole("slider", { name: "Time" }).inputValue()).toBe(String(steps - 2));
    await page.getByRole("tab", { name: "Curves" }).press("ArrowRight");
    expect(await page.getByRole("tab", { name: "Point" }).getAttribute("aria-selected")).toBe("true");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Point");
    await page.close();
  });
});

describe("with reduced motion", () => {
  it("nothing moves by itself while it solves", async () => {
    const { page } = await openApp(browser, site.url + small, { reducedMotion: "reduce" });
    await startPaused(page);
    await page.getByRole("button", { name: "Go on" }).waitFor();
    expect(await page.evaluate("document.getAnimations().length")).toBe(0);
    await page.close();
  });
});

describe("390 pixels wide", () => {
  it("the whole way is there: set up, run, look, pick, curves; nothing is cut off, and axe-core finds no fault", async () => {
    const { page, complaints } = await openApp(browser, site.url + small, { viewport: phone, hasTouch: true });
    await page.getByRole("button", { name: "Set-up", exact: true }).last().click();
    await page.getByLabel("Thickness").fill("2.5");
    await page.getByRole("button", { name: "Skin", exact: true }).click();
    await expect.poll(() => page.evaluate("location.hash")).toContain("thickness=2.5");
    await runToEnd(page);
    const bounds = (await page.locator(".canvas").first().boundingBox())!;
    expect(bounds.width).toBe(phone.width);
    await page.mouse.click(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
    await page.getByRole("heading", { name: /^Cell \d+$/ }).waitFor();
    await page.getByRole("tab", { name: "Curves" }).click();
    await page.locator(".chart canvas").first().waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
