/** Laws at many Gauss points, W, P and A: the WASM kernels against their TypeScript oracle. */
import { analytic, analyticReference } from "../src/constitutive/analytic.js";
import { createArena, type PointArena } from "../src/constitutive/arena.js";
import type { ConstitutiveModel } from "../src/constitutive/model.js";
import { loadKernels } from "../src/kernels/module.js";
import { type BoundLaw, bindLaw, type LawSpec } from "../src/law/bind.js";
import type { BenchCase } from "./case.js";

const count = 2048;

const specs: readonly LawSpec[] = [
  { law: "neo-hookean", mu: 1, lambda: 2 },
  { law: "mooney-rivlin", c10: 1, c01: 0.3, bulk: 10 },
  { law: "goh", c: 1, k1: 2, k2: 1.5, kappa: 0.1, bulk: 10, directions: [[1, 0.5, 0], [1, -0.5, 0]] },
  { law: "ogden", mu: [1, 0.3], alpha: [2, -3], bulk: 10 },
];

function lawCase(spec: LawSpec, backend: string, open: (law: BoundLaw) => ConstitutiveModel | Promise<ConstitutiveModel>): BenchCase {
  let model: ConstitutiveModel;
  let arena: PointArena;
  return {
    name: String(spec.law), size: `${count} points`, backend, threads: 1, operations: count,
    async setup() {
      model = await open(bindLaw(spec));
      arena = createArena(model, count);
      for (let point = 0; point < count; point++) arena.F.set([1.1, 0.05, 0.01 * (point % 7), -0.03, 0.95, 0.02, 0, 0.04, 1.02], 9 * point);
    },
    run: () => model.evaluate(arena.batch(1), arena.response, "tangent"),
  };
}

export const cases: readonly BenchCase[] = specs.flatMap((spec) => [
  lawCase(spec, "wasm", async (law) => analytic(law, await loadKernels())),
  lawCase(spec, "typescript", analyticReference),
]);
