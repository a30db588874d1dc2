/** Solves of one RVE with its homogenized tangent, from the undeformed state in one step: the inner loop of FE². */
import { homogenizeWasm } from "../src/homogenize/wasm.js";
import type { ConstitutiveModel, PointBatch, PointResponse } from "../src/constitutive/model.js";
import { stride } from "../src/constitutive/model.js";
import { compileRve } from "../src/rve/compile.js";
import { defineRve } from "../src/rve/rve.js";
import type { BenchCase } from "./case.js";

/** F of ../shared/peers/TIMINGS.md, "RVE solve": 20 % stretch with shear, in one step. */
const F2 = [1.2, 0.1, 0, 0.05, 0.9, 0, 0, 0, 1];
const F3 = [1.2, 0.1, 0.03, 0.05, 0.9, -0.04, 0.02, 0.06, 1.05];

function shared(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * count));
}

function arrays(model: ConstitutiveModel, F: readonly number[], count: number): { batch: PointBatch; into: PointResponse } {
  const size = stride(model.state);
  const batch = { count, F: shared(9 * count), state0: shared(size * count), fields: shared(0), dt: 1 };
  for (let point = 0; point < count; point++) batch.F.set(F, 9 * point);
  model.initialState(batch.state0, count);
  const into = {
    W: shared(count), P: shared(9 * count), A: shared(81 * count), state: shared(size * count),
    status: new Uint8Array(new SharedArrayBuffer(count)), iterations: new Int32Array(new SharedArrayBuffer(4 * count)),
  };
  return { batch, into };
}

function solveCase(dimension: 2 | 3, n: number, operations: number, threads: number): BenchCase {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  const rve = defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix",
    shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
  let model: ConstitutiveModel;
  let work: { batch: PointBatch; into: PointResponse };
  return {
    name: "RVE solve with tangent", size: `${dimension}D ${n}`, backend: "wasm", threads, operations,
    async setup() {
      model = await homogenizeWasm(compileRve(rve), threads);
      work = arrays(model, dimension === 2 ? F2 : F3, operations);
    },
    async run() {
      await model.evaluate(work.batch, work.into, "tangent");
      if (work.into.status.some((status) => status !== 0)) throw new Error("a point of the benchmark has failed.");
    },
    teardown() { model.dispose?.(); },
  };
}

export const cases: readonly BenchCase[] = [
  solveCase(2, 16, 64, 1), solveCase(2, 16, 64, 2), solveCase(2, 32, 16, 1), solveCase(2, 32, 16, 2),
  solveCase(3, 6, 16, 1), solveCase(3, 8, 8, 1), solveCase(3, 8, 8, 2),
];
