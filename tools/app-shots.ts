/**
 * `npm run app:shots`: pictures of the running application into docs/images, desktop and phone, light and dark.
 * Needs a built application (`npm run app:build`) and Chromium; takes some minutes, since it solves the default expansion.
 */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { openApp, openBrowser, root, runToEnd, serveApp } from "../test/support/app-page.js";

const images = join(root, "docs/images");

/** A view to take, and what is open in it. */
interface Shot {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
  /** Set-up, as in the address of the page. */
  readonly setup?: string;
  prepare(page: Page): Promise<void>;
}

async function pickApex(page: Page): Promise<void> {
  const bounds = (await page.locator(".canvas").first().boundingBox())!;
  await page.mouse.click(bounds.x + bounds.width * 0.5, bounds.y + bounds.height * 0.42);
  await page.getByRole("heading", { name: /^Cell/ }).waitFor();
}

/** The point at the apex, with the microstructure below it. */
async function openMicrostructure(page: Page): Promise<void> {
  await pickApex(page);
  await page.locator(".micro .canvas[data-standing=ready]").waitFor({ timeout: 60_000 });
  await page.locator(".micro").scrollIntoViewIfNeeded();
}

const nothing = (): Promise<void> => Promise.resolve();
const desktop = { width: 1440, height: 900 } as const;
const phone = { width: 390, height: 844 } as const;
const shots: readonly Shot[] = [
  { name: "app-desktop-light", ...desktop, scheme: "light", prepare: nothing },
  { name: "app-desktop-dark", ...desktop, scheme: "dark", setup: "#material=surrogate", prepare: openMicrostructure },
  { name: "app-phone-light", ...phone, scheme: "light", prepare: nothing },
  { name: "app-phone-dark", ...phone, scheme: "dark", prepare: async (page) => page.getByRole("button", { name: "Results", exact: true }).click() },
];

async function take(browser: Browser, url: string, { name, width, height, scheme, setup = "", prepare }: Shot): Promise<void> {
  const { page, complaints } = await openApp(browser, url + setup, { viewport: { width, height }, colorScheme: scheme, deviceScaleFactor: width < 500 ? 2 : 1 });
  await runToEnd(page, 300_000);
  await prepare(page);
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(images, `${name}.png`) });
  if (complaints.length > 0) throw new Error(`${name}: the page complains: ${complaints.join(" | ")}`);
  await page.context().close();
}

const wanted = process.argv.slice(2);
const [browser, site] = [await openBrowser(), await serveApp()];
try {
  for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
    await take(browser, site.url, shot);
    console.log(`docs/images/${shot.name}.png`);
  }
} finally {
  await browser.close();
  site.close();
}
