/**
 * `npm run app:figures`: how fast the application opens, what it transfers, and how smooth it stays while it solves; exits 1 when a limit is missed.
 * Needs a built application and Chromium. Pictures are drawn in software here: a graphics card does better.
 */
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { openApp, openBrowser, runToEnd, serveApp } from "../test/support/app-page.js";

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly least?: boolean;
}

/** Transferred bytes (gzip) and the time to the first view, of a fresh visit. */
async function visit(browser: Browser, url: string): Promise<{ readonly firstView: number; readonly bytes: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => sizes.push(response.body().then((body) => (/woff2|png/.test(response.url()) ? body.length : gzipSync(body).length), () => 0)));
  await page.goto(url);
  await page.waitForSelector(".canvas[data-standing=ready]");
  await page.locator(".runbar .primary:enabled").waitFor();
  const firstView = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return { firstView, bytes };
}

/** Counts frames and long tasks of the main thread from now on. Text, since what compiles this file leaves helpers in functions that the page does not have. */
const watcher = `
  window.watched = { frames: 0, began: performance.now(), longest: 0 };
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) watched.longest = Math.max(watched.longest, duration); }).observe({ entryTypes: ["longtask"] });
  requestAnimationFrame(function count() { watched.frames++; requestAnimationFrame(count); });
`;
const readWatcher = "({ rate: (1000 * watched.frames) / (performance.now() - watched.began), longest: watched.longest })";

async function solve(browser: Browser, url: string): Promise<{ readonly seconds: number; readonly rate: number; readonly longest: number; readonly complaints: string[] }> {
  const { page, complaints } = await openApp(browser, url);
  await page.locator(".runbar .primary:enabled").waitFor();
  await page.waitForTimeout(1000);
  await page.evaluate(watcher);
  const began = Date.now();
  await runToEnd(page, 300_000);
  const seconds = (Date.now() - began) / 1000;
  const watched = await page.evaluate<{ readonly rate: number; readonly longest: number }>(readWatcher);
  await page.close();
  return { seconds, ...watched, complaints };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const [browser, site] = [await openBrowser(), await serveApp()];
try {
  const visits = [];
  for (let i = 0; i < 5; i++) visits.push(await visit(browser, site.url));
  const law = await solve(browser, site.url);
  const surrogate = await solve(browser, `${site.url}#material=surrogate`);
  const figures: readonly Figure[] = [
    { what: "first view (median of 5)", value: median(visits.map(({ firstView }) => firstView)) / 1000, unit: "s", limit: 2 },
    { what: "transferred before the first run, gzip", value: visits[0].bytes / 1e6, unit: "MB", limit: 1.5 },
    { what: "default expansion with a law", value: law.seconds, unit: "s", limit: 60 },
    { what: "default expansion with the surrogate", value: surrogate.seconds, unit: "s", limit: 90 },
    ...[["a law", law] as const, ["the surrogate", surrogate] as const].flatMap(([name, { rate, longest, complaints }]): Figure[] => [
      { what: `frames while solving with ${name}`, value: rate, unit: "per second", limit: 50, least: true },
      { what: `longest task of the main thread while solving with ${name}`, value: longest, unit: "ms", limit: 100 },
      { what: `errors and warnings on the console with ${name}`, value: complaints.length, unit: "", limit: 0 },
    ]),
  ];
  for (const { what, value, unit, limit, least } of figures) console.log(`${what}: ${Number(value.toPrecision(3))} ${unit} (${least ? "at least" : "at most"} ${limit})`);
  if (figures.some(({ value, limit, least }) => (least ? value < limit : value > limit))) process.exitCode = 1;
} finally {
  await browser.close();
  site.close();
}
