/** The package as users get it: packed, installed into an empty project, used from Node, from TypeScript and from a Vite build in Chromium. */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumArguments, ensureChromium } from "../../tools/chromium.js";
import { execute } from "../support/execute.js";
import { isolationHeaders, serve } from "../support/serve.js";

/** What app.js leaves in `window.outcome`. */
interface Outcome {
  readonly hash?: string;
  readonly isolated?: boolean;
  readonly error?: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "twoscale-package-"));
const project = join(work, "project");
let tarball: string;
/** Hash of the FE² cantilever from the installed command. */
let commandHash: string;

beforeAll(async () => {
  const [packed] = JSON.parse(await execute("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", work], root)) as [{ filename: string }];
  tarball = join(work, packed.filename);
  cpSync(join(root, "test/package/project"), project, { recursive: true });
  copyFileSync(join(root, "cases/fe2-cantilever.yaml"), join(project, "fe2-cantilever.yaml"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await execute("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], project);
  await execute("npx", ["twoscale", "run", "fe2-cantilever.yaml", "--out", "results/cantilever"], project);
  commandHash = (JSON.parse(readFileSync(join(project, "results/cantilever/summary.json"), "utf8")) as { hash: string }).hash;
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe("the packed package", () => {
  it("has at most 3 MB", () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(3e6);
  });
  it("holds the application", async () => {
    expect((await execute("tar", ["-tzf", tarball], work)).split("\n")).toContain("package/dist/app/index.html");
  });
  it("holds no sources, tests or compiler state", async () => {
    const names = (await execute("tar", ["-tzf", tarball], work)).trim().split("\n");
    expect(names.filter((name) => !/^package\/(dist\/.*\.(js|d\.ts|wasm|json)|dist\/app\/.*\.(html|css|svg|woff2)|package\.json|README\.md|LICENSE|CHANGELOG\.md|CITATION\.cff)$/.test(name))).toEqual([]);
  });
});

describe("in an empty project", () => {
  it("the command gives a hash", () => {
    expect(commandHash).toMatch(/^[0-9a-f]{64}$/);
  });
  it("the library gives the same bits in Node", async () => {
    expect((await execute(process.execPath, ["node.mjs"], project)).trim()).toBe(commandHash);
  });
  for (const [module, moduleResolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
    it(`the types resolve with moduleResolution ${moduleResolution}`, async () => {
      const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,dom", "--module", module, "--moduleResolution", moduleResolution];
      await execute(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, "consumer.ts"], project);
    });
  }
});

describe("in a Vite build in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    await build({ root: project, configFile: join(project, "vite.config.js"), logLevel: "warn" });
    browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments] });
  });
  afterAll(() => browser?.close());

  it("the library gives the same bits in a cross-origin isolated page (shared memory)", async () => {
    expect(await outcomeIn(browser, isolationHeaders)).toEqual({ hash: commandHash, isolated: true });
  });
  it("the library gives the same bits in any other page (copied memory)", async () => {
    expect(await outcomeIn(browser, {})).toEqual({ hash: commandHash, isolated: false });
  });
});

/** Outcome of the built page; what the page says on its console goes into the error when there is none. */
async function outcomeIn(browser: Browser, headers: Readonly<Record<string, string>>): Promise<Outcome> {
  const site = await serve(join(project, "dist"), headers);
  const page = await browser.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  try {
    await page.goto(site.url);
    await page.waitForFunction("window.outcome", undefined, { timeout: 120_000 });
    return await page.evaluate<Outcome>("window.outcome");
  } catch (cause) {
    throw new Error(`the page has no outcome. It says: ${said.join(" | ")}`, { cause });
  } finally {
    await page.close();
    site.close();
  }
}
