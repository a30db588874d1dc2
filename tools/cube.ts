/** The clamped cube of test/reference/cube.json with every mesh that twoscale has an element for: `npx tsx tools/cube.ts` prints differences (takes some minutes). */
import type { ElementType } from "../src/index.js";
import cube from "../test/reference/cube.json" with { type: "json" };
import { cubeDifferences, type CubeMotion, type CubeValues, solveCube } from "../test/support/cube.js";
import { topology } from "../src/mesh/index.js";

const elements: Readonly<Record<string, string>> = { hex: "hex8", tet10: "tet10", hexq2: "hex27" };

console.log("| motion | element | N | energy | energy off by | reactions | torque | displacements |\n|" + " --- |".repeat(8));
for (const { case: motion, cell, N, values } of cube.cases) {
  const element = elements[cell];
  if (!Object.hasOwn(topology, element)) continue;
  const actual = await solveCube(motion as CubeMotion, element as ElementType, N);
  const { energy, reactions, torque, displacements } = cubeDifferences(actual, values as CubeValues);
  console.log(`| ${motion} | ${element} | ${N} | ${actual.energy.toFixed(10)} | ${[energy, reactions, torque, displacements].map((x) => x.toExponential(1)).join(" | ")} |`);
}
