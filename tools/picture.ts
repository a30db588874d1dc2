/**
 * `npx tsx tools/picture.ts results/strip docs/images/strip.png`: the picture of a finished run's report as a PNG, made by Chromium.
 * docs/images/strip.png is made so from the README's first command.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { chromiumArguments, ensureChromium } from "./chromium.js";

const [folder, image] = process.argv.slice(2);
if (!folder || !image) throw new Error("usage: npx tsx tools/picture.ts <folder of a run> <image.png>");
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments] });
const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, deviceScaleFactor: 2, colorScheme: "light" });
await page.goto(pathToFileURL(resolve(folder, "report.html")).href);
await page.locator("figure svg").first().screenshot({ path: image });
await browser.close();
