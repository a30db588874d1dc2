/**
 * Every code block of README.md and docs/: run, or checked in the way the comment above it says, `<!-- doctest: … -->`:
 * `file NAME` (written for later blocks), `fragment` (of a case file), `types` (compiled, not run), `checkout` (commands of a fresh clone),
 * `in PATH` (run by that file). Blocks of language `text` are not code.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { execute } from "../support/execute.js";
import { blocksOf, brokenPromises, promisesOf, type Block } from "./blocks.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = ["README.md", "CONTRIBUTING.md", ...markdownIn("docs")];

for (const page of pages) testPage(page);

function testPage(page: string): void {
  const blocks = blocksOf(readFileSync(join(root, page), "utf8")).filter(({ language }) => language !== "text");
  if (blocks.length === 0) return;
  describe(page, () => {
    const folder = join(root, ".cache/doctest", page.replaceAll("/", "-"));
    beforeAll(() => prepare(folder));
    for (const block of blocks) it(`line ${block.line} (${block.language}${block.directive && `, ${block.directive}`})`, () => checkBlock(block, folder));
    const typed = blocks.filter(({ language }) => language === "ts");
    if (typed.length > 0) it("TypeScript blocks have sound types", () => checkTypes(folder, typed));
  });
}

/** A project that has twoscale installed, and beside it what a checkout has. */
function prepare(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  symlinkSync(root, join(folder, "node_modules/twoscale"));
  symlinkSync(join(root, "dist/bundle/main.js"), join(folder, "node_modules/.bin/twoscale"));
  for (const name of ["cases", "meshes"]) symlinkSync(join(root, name), join(folder, name));
}

async function checkBlock(block: Block, folder: string): Promise<void> {
  const [verb, ...rest] = block.directive.split(" ");
  if (verb === "file") return writeBlock(join(folder, rest[0]), block);
  if (verb === "types") return writeBlock(scriptPath(folder, block), block);
  if (verb === "in") return checkMentioned(block, rest[0]);
  if (verb === "fragment") return checkFragment(block, folder);
  if (verb === "checkout") return checkCheckout(block, folder);
  expect(block.directive, "unknown directive").toBe("");
  const commands: Readonly<Record<string, (block: Block, folder: string) => Promise<string>>> = { sh: runShell, ts: runScript, js: runScript, python: checkPython };
  const run = commands[block.language];
  expect(run, `no way to run a block of language ${block.language}: give it a directive`).toBeDefined();
  expect(brokenPromises(promisesOf(block.text), await run(block, folder)), "numbers the page prints and the run does not").toEqual([]);
}

/** `in PATH`: the block is run by that script or test, which therefore contains its first line. */
function checkMentioned(block: Block, path: string): void {
  const command = block.text.split("\n")[0].replace(/\s+#.*$/, "");
  expect(readFileSync(join(root, path), "utf8")).toContain(command);
}

/** `checkout`: commands of a fresh clone. `npm ci` has been done here, `npm test` is what runs this test; .ci/run does both. */
async function checkCheckout({ text }: Block, folder: string): Promise<void> {
  expect(readFileSync(join(root, ".ci/run"), "utf8")).toContain("npm ci && npm test");
  const lines = text.replaceAll("npm ci && ", "").split("\n").filter((line) => line !== "npm test");
  await execute("bash", ["-euo", "pipefail", "-c", lines.join("\n")], folder);
}

/** `fragment`: keys of a case file that replace those of a small valid case, which must then pass `twoscale check`. */
async function checkFragment(block: Block, folder: string): Promise<void> {
  const keys = [...block.text.matchAll(/^(\w+):/gm)].map((match) => match[1]);
  const base = readFileSync(join(root, "test/docs/fragment-base.yaml"), "utf8");
  const kept = base.split(/^(?=\w+:)/m).filter((entry) => !keys.includes(entry.split(":")[0]));
  const path = join(folder, `fragment-${block.line}.yaml`);
  writeFileSync(path, kept.join("") + block.text);
  await execute("npx", ["twoscale", "check", path], folder);
}

function runShell(block: Block, folder: string): Promise<string> {
  return execute("bash", ["-euo", "pipefail", "-c", block.text], folder);
}

function runScript(block: Block, folder: string): Promise<string> {
  const path = scriptPath(folder, block);
  writeBlock(path, block);
  return execute(process.execPath, [join(root, "node_modules/tsx/dist/cli.mjs"), path], folder);
}

/** Python is not a dependency of the tests: the syntax is checked where Python is there, and its promises are the page's own. */
async function checkPython(block: Block, folder: string): Promise<string> {
  const path = join(folder, `block-${block.line}.py`);
  writeBlock(path, block);
  if (existsSync("/usr/bin/python3")) await execute("/usr/bin/python3", ["-m", "py_compile", path], folder);
  return "";
}

async function checkTypes(folder: string, blocks: readonly Block[]): Promise<void> {
  for (const block of blocks) writeBlock(scriptPath(folder, block), block);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2023,dom", "--module", "nodenext", "--moduleDetection", "force", "--types", "node"];
  await execute(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, ...blocks.map((block) => scriptPath(folder, block))], folder);
}

function scriptPath(folder: string, block: Block): string {
  return join(folder, `block-${block.line}.${block.language}`);
}

function writeBlock(path: string, block: Block): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, block.text);
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
