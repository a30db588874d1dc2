/** The built application in headless Chromium, for the end-to-end tests. */
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumArguments, ensureChromium } from "../../tools/chromium.js";
import { isolationHeaders, serve, type Site } from "./serve.js";

/** Software rendering for WebGL, and WebGPU where Chromium offers it. */
const graphics = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--enable-unsafe-webgpu"];

/** A browser that can draw. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments.filter((argument) => argument !== "--disable-gpu"), ...graphics] });
}

/** The folder of the built application. */
export const appFolder = fileURLToPath(new URL("../../dist/app", import.meta.url));

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
  await page.waitForSelector(".canvas canvas");
  return { page, complaints };
}

/** Presses Run and waits for the end; returns the hash that the page shows. */
export async function runToEnd(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  return (await page.waitForSelector("[data-hash]", { timeout: 120_000 })).getAttribute("data-hash") as Promise<string>;
}
