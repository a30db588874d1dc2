/** Stiffness of cells from given tangents, WASM against TypeScript: one operation is one cell. */
import { scalarKernel } from "../src/fe/kernel.js";
import { createPatches, type Patch, pointCount } from "../src/fe/patch.js";
import { createElementKernel, blockCells, type ElementKernel } from "../src/kernels/element.js";
import { box } from "../src/mesh/box.js";
import type { BenchCase } from "./case.js";

const cells = 512;

function stiffnessCase(element: "hex8" | "hex20" | "quad4", backend: string, open: (patch: Patch) => Promise<ElementKernel>): BenchCase {
  const mesh = element === "quad4" ? box({ size: [1, 1], cells: [32, 16], element }) : box({ size: [1, 1, 1], cells: [8, 8, 8], element });
  const [patch] = createPatches(mesh, Int32Array.from({ length: cells }, (_, cell) => cell));
  const A = Float64Array.from({ length: 81 * pointCount([patch]) }, (_, k) => (k % 7) - 3);
  let kernel: ElementKernel;
  return {
    name: "stiffness of a cell", size: element, backend, threads: 1, operations: cells,
    async setup() { kernel = await open(patch); },
    run() {
      for (let first = 0; first < cells; first += blockCells) kernel.computeStiffness(patch, first, blockCells, A, first * patch.points);
    },
  };
}

const wasm = (patch: Patch): Promise<ElementKernel> => createElementKernel([patch]);
const typescript = (patch: Patch): Promise<ElementKernel> => Promise.resolve(scalarKernel(patch.nodes * patch.dimension));

export const cases: readonly BenchCase[] = (["quad4", "hex8", "hex20"] as const).flatMap((element) =>
  [stiffnessCase(element, "wasm", wasm), stiffnessCase(element, "ts", typescript)]);
