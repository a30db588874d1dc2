/** src/ -> dist/: JavaScript and types, the WASM kernels, bundles of the entries, the JSON Schema of the case file, an executable CLI. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

compileTypeScript();
removeOrphans();
copyKernels();
bundle(root);
writeSchema();
makeExecutable(join(dist, "bundle", "main.js"));
// npx remembers where the command of a folder was: a clone that was used before the bundles finds it here.
makeExecutable(join(dist, "cli", "main.js"));

/** The state of the incremental compiler lies in dist/, so that deleting dist/ also forgets it. */
function compileTypeScript(): void {
  runNode(join(root, "node_modules/typescript/bin/tsc"),
    ["-p", "tsconfig.build.json", "--incremental", "--tsBuildInfoFile", "dist/.tsbuildinfo", "--pretty"]);
}

/** Deletes compiled files whose source is gone: they would be packed. The application in dist/app is built by Vite, which cleans up itself. */
function removeOrphans(): void {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const stem = relative(dist, path).replace(/(\.d\.ts|\.js)$/, "");
    if (entry.isFile() && !stem.startsWith("app/") && /(\.d\.ts|\.js)$/.test(entry.name) && !existsSync(join(root, "src", `${stem}.ts`))) rmSync(path);
  }
}

function copyKernels(): void {
  const source = join(root, "src/kernels/kernels.gen.wasm");
  if (!existsSync(source)) fail(`${relative(root, source)} is missing. Run \`npm run build:wasm\` first.`);
  const target = join(dist, "kernels/kernels.gen.wasm");
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
}

function writeSchema(): void {
  runNode(join(root, "node_modules/tsx/dist/cli.mjs"), ["tools/schema.ts", "dist/case.schema.json"]);
}

function makeExecutable(path: string): void {
  if (!existsSync(path)) fail(`${relative(root, path)} is missing, but package.json names it as the command.`);
  chmodSync(path, 0o755);
}

function runNode(script: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) fail(`${relative(root, script)} ${args.join(" ")} failed.`);
}

function fail(reason: string): never {
  console.error(`build: ${reason}`);
  process.exit(1);
}
