/** The application from end to end: the built page in headless Chromium. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleOf } from "../../app/src/setup/bundle.js";
import { readUrl } from "../../app/src/setup/url.js";
import { loadCase } from "../../src/study/create.js";
import { memoryFiles } from "../../src/platform/files.js";
import { run } from "../../src/study/run.js";
import { openApp, openBrowser, runToEnd, serveApp } from "../support/app-page.js";
import type { Site } from "../support/serve.js";

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = [await openBrowser(), await serveApp()]; });
afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** A small expansion: some seconds in software rendering. */
const small = "#sheet=60&cells=6&steps=3";

/** Hash of the same case in Node, as the command computes it. */
async function hashInNode(address: string): Promise<string> {
  const { main, files } = bundleOf(readUrl(address));
  const steps = run(await loadCase(main, memoryFiles(files)), { threads: 1 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value.summary.hash;
}

describe("the application", () => {
  it("runs a case to the end with the bits of the command, and complains of nothing", async () => {
    const { page, complaints } = await openApp(browser, site.url + small);
    expect(await runToEnd(page)).toBe(await hashInNode(small));
    expect(complaints).toEqual([]);
    await page.close();
  });
});
