/** Active learning: fewer solves for the same error than states drawn at random, and the same choice again when it is interrupted. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { loadKernels } from "../../src/kernels/module.js";
import type { RveSpec } from "../../src/rve/spec.js";
import { sampleActively } from "../../src/surrogate/active.js";
import { compare, errorsOf } from "../../src/surrogate/assess.js";
import { surrogateModel } from "../../src/surrogate/model.js";
import { openCell } from "../../src/surrogate/open.js";
import { addSamples, beginSamples, sample, type Sampled } from "../../src/surrogate/sample.js";
import { sampleCount, type SampleSet } from "../../src/surrogate/samples.js";
import { trainSurrogate } from "../../src/surrogate/train.js";
import { phases } from "../support/cells.js";

const spec: RveSpec = {
  dimension: 2, size: [1, 1], grid: [8, 8], background: "matrix", boundary: "periodic", phases,
  shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
};
const range = 0.2;

describe("active learning", () => {
  let cell: Sampled, fresh: SampleSet;
  beforeAll(async () => {
    cell = await openCell(spec, { threads: 1 });
    fresh = await sample(cell, { count: 200, range, seed: 99 });
  });
  afterAll(() => cell.model.dispose?.());

  /** The state at rest, and states drawn uniformly from the range. */
  async function drawn(count: number, seed: number): Promise<SampleSet> {
    const random = createRandom(seed);
    const none = await beginSamples(cell, { count, range });
    const states = Array.from({ length: count - 1 }, () => Float64Array.from(none.range.high, (high) => (2 * random.uniform() - 1) * high));
    return addSamples(cell, none, [new Float64Array(3), ...states]);
  }

  async function errorOf(set: SampleSet): Promise<number> {
    const { surrogate } = await trainSurrogate(set, await loadKernels(), { kind: "relaxed", members: 1, holdout: 0.02 });
    return errorsOf(compare(surrogateModel(surrogate, await loadKernels()), fresh.rows, 2)).P;
  }

  it("needs two thirds of the solves that random states need, for an error that is no larger", async () => {
    let chosen = 0, random = 0;
    for (const seed of [1, 2, 3]) {
      chosen += await errorOf(await sampleActively(cell, await loadKernels(), { count: 40, range, seed, start: 16, batch: 6 }));
      random += await errorOf(await drawn(60, seed));
    }
    expect(chosen).toBeLessThan(random);
  }, 120_000);

  it("goes on where it stopped and ends as if it had not", async () => {
    const options = { count: 32, range, start: 16, batch: 8 };
    let half: SampleSet | undefined;
    const whole = await sampleActively(cell, await loadKernels(), { ...options, onBatch: (set) => { if (sampleCount(set) === 24) half = set; } });
    expect(sampleCount(half!)).toBe(24);
    expect(await sampleActively(cell, await loadKernels(), { ...options, resume: half! })).toEqual(whole);
  }, 60_000);
});
