/**
 * `npm test`: builds what is stale, then types, lint, and every vitest project, and ends in "N passed, N failed".
 * Nothing is skipped silently: a stage that cannot run counts as a failure.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureChromium } from "./chromium.js";

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that is counted. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name: string): string => join(root, "node_modules/.bin", name);

const stages: readonly (readonly [string, () => Tally])[] = [
  ["build", () => (isBuilt() ? passedOnce : check("npm", ["run", "build"]))],
  ["types", () => check(bin("tsc"), ["--noEmit", "-p", "tsconfig.json"])],
  ["lint", () => check(bin("eslint"), ["."])],
  ["tests", () => { ensureChromium(); return vitest("node"); }],
  ["documentation", () => vitest("docs")],
  ["package and browser", () => vitest("browser")],
];

const passedOnce: Tally = { passed: 1, failed: 0, skipped: 0 };
const failedOnce: Tally = { passed: 0, failed: 1, skipped: 0 };

const total = stages.map(([name, stage]) => runStage(name, stage)).reduce(add);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function runStage(name: string, stage: () => Tally): Tally {
  const start = performance.now();
  console.log(`\n== ${name}`);
  const tally = tryStage(stage);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${tally.failed === 0 ? "ok" : "FAILED"} (${seconds} s)`);
  return tally;
}

function tryStage(stage: () => Tally): Tally {
  try {
    return stage();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return failedOnce;
  }
}

function check(command: string, args: readonly string[]): Tally {
  return run(command, args) === 0 ? passedOnce : failedOnce;
}

function run(command: string, args: readonly string[]): number | null {
  return spawnSync(command, args, { cwd: root, stdio: "inherit" }).status;
}

function vitest(project: string): Tally {
  const report = join(root, ".cache", `vitest-${project}.json`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  rmSync(report, { force: true });
  const status = run(bin("vitest"), ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  if (!existsSync(report)) return failedOnce;
  return count(JSON.parse(readFileSync(report, "utf8")) as VitestReport, status);
}

/** A file that does not load and an error outside of any test count as one failure each. */
function count(report: VitestReport, status: number | null): Tally {
  const unloaded = report.testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"));
  const failed = report.numFailedTests + unloaded.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** Whether dist/ is newer than everything it is made of. */
function isBuilt(): boolean {
  const schema = join(root, "dist/case.schema.json");
  if (!existsSync(schema)) return false;
  const sources = ["src", "assembly", "shaders", "tools/lawc", "tools/math", "tools/docs"].flatMap((folder) => filesOf(join(root, folder)));
  const newest = Math.max(...sources.filter((path) => !path.includes(".gen.")).map((path) => statSync(path).mtimeMs));
  return statSync(schema).mtimeMs >= newest;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
