/** FE² from the case file to the result: the cantilever of test/reference/fe2-cantilever.json, 32 RVEs on 16 × 16 cells, one load step. */
import { fileURLToPath } from "node:url";
import { folderFiles } from "../src/platform/files.node.js";
import { loadCase } from "../src/study/create.js";
import { run } from "../src/study/run.js";
import type { Study } from "../src/study/study.js";
import type { BenchCase } from "./case.js";

const root = fileURLToPath(new URL("..", import.meta.url));

function cantilever(threads: number): BenchCase {
  let study: Study;
  return {
    name: "FE² cantilever, end to end", size: "32 RVEs of 2D 16", backend: "wasm", threads,
    async setup() { study = await loadCase("cases/fe2-cantilever.yaml", folderFiles(root)); },
    async run() { for await (const step of run(study, { threads })) void step; },
  };
}

export const cases: readonly BenchCase[] = [cantilever(1), cantilever(2)];
