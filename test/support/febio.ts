/** FEBio's two-scale block on cells of any grid (cases/febio-block.yaml). */
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { memoryFiles } from "../../src/platform/files.js";
import { loadCase, readRve } from "../../src/study/create.js";
import type { RveBoundary, RveSpec } from "../../src/rve/spec.js";
import type { Study } from "../../src/study/study.js";

function text(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../cases/${name}`, import.meta.url)), "utf8");
}

function cellText(n: number, boundary: RveBoundary): string {
  return text("febio-cell.yaml").replace("grid: [6, 6, 6]", `grid: [${n}, ${n}, ${n}]`).replace("boundary: periodic", `boundary: ${boundary}`);
}

/** The cell with n³ voxels. */
export async function febioCell(n: number, boundary: RveBoundary): Promise<RveSpec> {
  return (await readRve(cellText(n, boundary), "febio-cell.yaml")).rve;
}

/** The block with cells of n³ voxels. */
export function febioBlock(n: number): Promise<Study> {
  const encoder = new TextEncoder();
  return loadCase("febio-block.yaml", memoryFiles({ "febio-block.yaml": encoder.encode(text("febio-block.yaml")), "febio-cell.yaml": encoder.encode(cellText(n, "periodic")) }));
}
