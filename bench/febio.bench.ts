/**
 * FEBio's two-scale block, end to end on one thread, beside the seconds of FEBio 4.11 with CHOLMOD on one thread of a quiet machine of the same kind
 * (test/reference/febio-block.json): 1.7, 9.9 and 125 with cells of 4³, 6³ and 10³ voxels.
 */
import { run } from "../src/study/run.js";
import type { Study } from "../src/study/study.js";
import reference from "../test/reference/febio-block.json" with { type: "json" };
import { febioBlock } from "../test/support/febio.js";
import type { BenchCase } from "./case.js";

function block({ n, seconds }: (typeof reference.block)[number]): BenchCase {
  let study: Study;
  return {
    name: `two-scale block (FEBio: ${seconds} s)`, size: `64 RVEs of 3D ${n}`, backend: "wasm", threads: 1,
    async setup() { study = await febioBlock(n); },
    async run() { for await (const step of run(study, { threads: 1 })) void step; },
  };
}

export const cases: readonly BenchCase[] = reference.block.map(block);
