/** Surrogates at many Gauss points, W, P and A of one network and of an ensemble of five with its estimate of the error: WASM against the TypeScript oracle. */
import { createArena, type PointArena } from "../src/constitutive/arena.js";
import { createRandom } from "../src/core/random.js";
import { loadKernels } from "../src/kernels/module.js";
import { convexSigns, initialUnknowns, weightsOf } from "../src/network/weights.js";
import type { Ensemble } from "../src/surrogate/fit.js";
import { type SurrogateModel, surrogateModel, surrogateReference } from "../src/surrogate/model.js";
import { structureOf, type Symmetry } from "../src/surrogate/structure.js";
import type { BenchCase } from "./case.js";

const count = 2048;

/** An ensemble with random weights: its cost is that of a trained one. */
function ensemble(dimension: 2 | 3, neurons: number, members: number): Ensemble {
  const symmetry: Symmetry = { name: "orthotropic", axes: [1, 0, 0, 0, 1, 0, 0, 0, 1], fibres: dimension === 3 ? [Math.SQRT1_2, Math.SQRT1_2, 0] : [] };
  const { table, free } = structureOf(symmetry, dimension);
  const shape = { first: neurons, second: neurons };
  const signs = convexSigns(table.inputs, shape, free);
  return {
    kind: "convex", dimension, symmetry, shape, scales: Array<number>(table.inputs).fill(0.2), energy: 1, volumetric: 0, growth: 0.1, outputs: [],
    members: Array.from({ length: members }, (_, k) => weightsOf(signs, initialUnknowns(signs, createRandom(k)))),
  };
}

function surrogateCase(dimension: 2 | 3, neurons: number, members: number, backend: string, open: (spec: Ensemble) => SurrogateModel | Promise<SurrogateModel>): BenchCase {
  let model: SurrogateModel, arena: PointArena;
  return {
    name: `${members} of ${neurons}-${neurons}`, size: `${dimension}D, ${count} points`, backend, threads: 1, operations: count,
    async setup() {
      model = await open(ensemble(dimension, neurons, members));
      arena = createArena(model, count);
      for (let point = 0; point < count; point++) arena.F.set([1.1, 0.05, 0, -0.03, 0.95 + 0.01 * (point % 7), 0, 0, 0, dimension === 2 ? 1 : 1.02], 9 * point);
    },
    run: () => model.evaluate(arena.batch(1), arena.response, "tangent"),
  };
}

const sizes = [[2, 16, 1], [2, 16, 5], [3, 24, 1], [3, 24, 5]] as const;

export const cases: readonly BenchCase[] = sizes.flatMap(([dimension, neurons, members]) => [
  surrogateCase(dimension, neurons, members, "wasm", async (spec) => surrogateModel(spec, await loadKernels())),
  surrogateCase(dimension, neurons, members, "typescript", surrogateReference),
]);
