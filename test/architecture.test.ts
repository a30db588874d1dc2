/** Rules about the source itself: who may import whom, who may touch WASM, how long a file is, what is documented. */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Layers from the bottom up (docs: CONTRIBUTING.md). A module imports its own layer and those before. */
const layers: readonly (readonly string[])[] = [
  ["core/"],
  ["mesh/", "element/", "law/", "lawc/", "sparse/", "multigrid/", "network/", "gaussian/", "platform/"],
  ["io/", "kernels/", "constitutive/model.ts", "constitutive/arena.ts"],
  ["fe/"],
  ["constraint/", "load/"],
  ["solve/"],
  ["constitutive/", "fibres/", "growth/", "rve/"],
  ["homogenize/"],
  ["surrogate/"],
  ["study/"],
  ["cli/", "index.ts"],
];

/** `io` and the kernels share a layer and still must not know each other. */
const forbidden: readonly (readonly [string, string])[] = [["io/", "kernels/"], ["io/", "constitutive/"], ["kernels/", "io/"], ["constitutive/model.ts", "kernels/"]];

interface Module {
  readonly path: string;
  readonly text: string;
  /** Text without comments. */
  readonly code: string;
  /** Paths of imported modules of src/, relative to src/. */
  readonly imports: readonly string[];
}

const modules: readonly Module[] = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => readModule(relative(join(root, "src"), join(entry.parentPath, entry.name))));
const written = modules.filter(({ path }) => !path.includes(".gen."));

function readModule(path: string): Module {
  const text = readFileSync(join(root, "src", path), "utf8");
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  return { path, text, code, imports: importsOf(code).flatMap((specifier) => resolveImport(path, specifier)) };
}

function importsOf(code: string): string[] {
  return [...code.matchAll(/^\s*(?:import|export)\b[^;"']*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|^\s*import\s*["']([^"']+)["']/gm)]
    .map((match) => match[1] ?? match[2] ?? match[3]);
}

function resolveImport(from: string, specifier: string): string[] {
  if (specifier === "#platform") return ["platform/platform.ts"];
  if (!specifier.startsWith(".")) return [];
  return [posix.join(dirname(from), specifier).replace(/\.js$/, ".ts")];
}

/** The layer with the longest prefix that fits, so that constitutive/model.ts lies below the rest of constitutive/. */
function layerOf(path: string): number {
  const fits = layers.flatMap((prefixes, layer) => prefixes.filter((prefix) => path.startsWith(prefix)).map((prefix) => ({ prefix, layer })));
  return fits.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.layer ?? -1;
}

function breaches(list: readonly Module[]): string[] {
  return list.flatMap(({ path, imports }) => imports
    .filter((target) => layerOf(target) > layerOf(path) || forbidden.some(([from, to]) => path.startsWith(from) && target.startsWith(to)))
    .map((target) => `${path} imports ${target}`));
}

/** A cycle of imports that remain at run time, as the path that closes it. */
function findCycle(list: readonly Module[]): string[] {
  const graph = new Map(list.map((module) => [module.path, runtimeImports(module)]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    const cycle = (graph.get(path) ?? []).map((next) => visit(next, [...trail, path])).find((found) => found.length > 0);
    done.add(path);
    return cycle ?? [];
  };
  return [...graph.keys()].map((path) => visit(path, [])).find((found) => found.length > 0) ?? [];
}

function runtimeImports({ path, code }: Module): string[] {
  return importsOf(code.replace(/^\s*(?:import|export)\s+type\b[^;]*;/gm, "")).flatMap((specifier) => resolveImport(path, specifier));
}

describe("imports", () => {
  it("every module of src lies in a layer", () => {
    expect(modules.filter(({ path }) => layerOf(path) < 0).map(({ path }) => path)).toEqual([]);
  });
  it("run one way, from the upper layers to the lower", () => {
    expect(breaches(modules)).toEqual([]);
  });
  it("name files that exist", () => {
    const known = new Set(modules.map(({ path }) => path));
    const missing = modules.flatMap(({ path, imports }) => imports.filter((target) => target.endsWith(".ts") && !known.has(target)).map((target) => `${path}: ${target}`));
    expect(missing).toEqual([]);
  });
  it("have no cycle at run time", () => {
    expect(findCycle(modules)).toEqual([]);
  });
  it("the checks above see a breach and a cycle", () => {
    const fake = (path: string, target: string): Module => ({ path, text: "", code: `import { x } from "${target}";`, imports: resolveImport(path, target) });
    expect(breaches([fake("core/a.ts", "../solve/newton.js")])).toEqual(["core/a.ts imports solve/newton.ts"]);
    expect(findCycle([fake("core/a.ts", "./b.js"), fake("core/b.ts", "./a.js")])).toEqual(["core/a.ts", "core/b.ts", "core/a.ts"]);
  });
});

describe("source", () => {
  it("only src/kernels and src/platform touch WASM and workers", () => {
    const touching = modules.filter(({ path, code }) => !/^(kernels|platform)\//.test(path)
      && /\bWebAssembly\b|from\s*"comlink|\bnew Worker\(|worker_threads|SharedArrayBuffer|\bAtomics\b/.test(code));
    expect(touching.map(({ path }) => path)).toEqual([]);
  });
  it("Node's modules are named only where the engine does not go in a browser", () => {
    const touching = modules.filter(({ path, code }) => !/^(cli|platform)\/|\.node\.ts$/.test(path) && /["']node:/.test(code));
    expect(touching.map(({ path }) => path)).toEqual([]);
  });
  it("no file has more than 400 lines", () => {
    const long = written.filter(({ text }) => text.split("\n").length > 401).map(({ path, text }) => `${path}: ${text.split("\n").length - 1} lines`);
    expect(long).toEqual([]);
  });
  it("every exported function has a docstring", () => {
    const bare = written.flatMap(({ path, text }) => [...text.matchAll(/^export (?:async )?function\*? ?(\w+)/gm)]
      .filter((match) => !/\*\/\s*$/.test(text.slice(0, match.index)) && !isOverload(text, match))
      .map((match) => `${path}: ${match[1]}`));
    expect(bare).toEqual([]);
  });
  it("no generated file is committed", () => {
    const tracked = execFileSync("git", ["ls-files", "*.gen.*", "dist"], { cwd: root, encoding: "utf8" });
    expect(tracked.split("\n").filter((path) => path !== "" && !path.endsWith(".gen.md"))).toEqual([]);
  });
});

/** A further signature of a function that is documented at its first one. */
function isOverload(text: string, match: RegExpMatchArray): boolean {
  return new RegExp(`export (?:async )?function ${match[1]}\\b`).test(text.slice(0, match.index));
}
