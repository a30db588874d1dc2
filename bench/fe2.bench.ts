/**
 * FE² from the case to the result: the cantilever of test/reference/fe2-cantilever.json (32 RVEs on 16 × 16 cells, one load step), and Cook's membrane
 * (256 RVEs, two load steps), both with the start of the workers and the compilation of the cell.
 */
import { fileURLToPath } from "node:url";
import { folderFiles } from "../src/platform/files.node.js";
import { loadCase } from "../src/study/create.js";
import { run } from "../src/study/run.js";
import type { Study } from "../src/study/study.js";
import type { BenchCase } from "./case.js";
import { cookStudy } from "./cook.js";

const root = fileURLToPath(new URL("..", import.meta.url));

function caseOf(name: string, size: string, threads: number, open: () => Promise<Study>): BenchCase {
  let study: Study;
  return {
    name, size, backend: "wasm", threads,
    async setup() { study = await open(); },
    async run() { for await (const step of run(study, { threads })) void step; },
  };
}

const cantilever = (): Promise<Study> => loadCase("cases/fe2-cantilever.yaml", folderFiles(root));

export const cases: readonly BenchCase[] = [1, 2].flatMap((threads) => [
  caseOf("FE² cantilever, end to end", "32 RVEs of 2D 16", threads, cantilever),
  caseOf("FE² Cook's membrane, end to end", "256 RVEs of 2D 16", threads, cookStudy),
]);
