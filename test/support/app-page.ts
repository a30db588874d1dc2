/** The built application in headless Chromium, for the end-to-end tests. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Download, type Page } from "playwright-core";
import { chromiumArguments, ensureChromium } from "../../tools/chromium.js";
import { isolationHeaders, serve, type Site } from "./serve.js";

/** What Chromium does on a machine without a graphics card: WebGL in SwiftShader, the page itself without an emulated card; and WebGPU where Chromium offers it. */
const graphics = ["--use-gl=angle", "--use-angle=swiftshader-webgl", "--enable-unsafe-swiftshader", "--enable-unsafe-webgpu"];

/** A browser that can draw. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments.filter((argument) => argument !== "--disable-gpu"), ...graphics] });
}

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The folder of the built application. */
export const appFolder = join(root, "dist/app");

/** Serves the application, with the headers of cross-origin isolation unless others are given. */
export function serveApp(headers: Readonly<Record<string, string>> = isolationHeaders): Promise<Site> {
  return serve(appFolder, headers);
}

/** A page of the application, and what went wrong in it. */
export interface AppPage {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: string[];
}

/** Opens the application at an address such as `#cells=6`. */
export async function openApp(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<AppPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const complaints: string[] = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await page.waitForSelector(".canvas[data-standing=ready]");
  return { page, complaints };
}

/** Presses Run and waits for the end, at most so many milliseconds; returns the hash that the page shows. */
export async function runToEnd(page: Page, patience = 120_000): Promise<string> {
  await page.locator(".runbar .primary:enabled").click();
  return (await page.waitForSelector("[data-hash]", { timeout: patience })).getAttribute("data-hash") as Promise<string>;
}

/** Presses Run, and Pause as soon as it is there: small runs are over before a test driver can press it. */
export async function startPaused(page: Page): Promise<void> {
  await page.locator(".runbar .primary:enabled").waitFor();
  await page.evaluate(async () => {
    document.querySelector<HTMLButtonElement>(".runbar .primary")!.click();
    const pause = (): HTMLButtonElement | undefined => Array.from(document.querySelectorAll("button")).find((button) => button.textContent === "Pause");
    while (!pause()) await new Promise(requestAnimationFrame);
    pause()!.click();
  });
}

/** Number of steps that can be looked at. */
export async function stepsShown(page: Page): Promise<number> {
  const slider = page.getByRole("slider", { name: "Time" });
  const last = Number(await slider.getAttribute("max"));
  return last > 0 || (await page.locator(".charts .chart").count()) > 0 ? last + 1 : 0;
}

/** Downloads from the panel of that name. */
export async function takeAway(page: Page, label: string): Promise<Download> {
  await page.getByRole("tab", { name: "Take away" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".download", { hasText: label }).first().click()]);
  return download;
}

/** Drops files onto the page, as from a folder. */
export async function dropFiles(page: Page, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const contents = Object.entries(files).map(([name, content]) => [name, [...Buffer.from(content)]] as const);
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const [name, bytes] of list) transfer.items.add(new File([Uint8Array.from(bytes)], name));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
  }, contents);
}
