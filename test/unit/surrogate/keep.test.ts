/** What a guard had solved comes back as samples, and a surrogate that is trained on them knows those states. */
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../src/kernels/module.js";
import { compare, pointErrors } from "../../../src/surrogate/assess.js";
import { guarded } from "../../../src/surrogate/guarded.js";
import { joinSamples, keeperOf } from "../../../src/surrogate/keep.js";
import { surrogateModel } from "../../../src/surrogate/model.js";
import { sample } from "../../../src/surrogate/sample.js";
import { row, rowSize, sampleCount } from "../../../src/surrogate/samples.js";
import { stretchOf } from "../../../src/surrogate/strain.js";
import { trainSurrogate } from "../../../src/surrogate/train.js";
import { answer } from "../../support/points.js";
import { fibreLaw, lawAsRve, smallSurrogate } from "../../support/surrogates.js";

describe("a keeper", () => {
  it("keeps what the RVE was asked with a tangent, once each, and training on it takes the surrogate there", async () => {
    const { surrogate, rve, set } = await smallSurrogate(2);
    const keeper = await keeperOf(rve, surrogate);
    const model = guarded(surrogateModel(surrogate, await loadKernels()), surrogate, rve.model, 1, { keeper });
    const way = Array.from({ length: 12 }, (_, k) => stretchOf([0.2 + 0.01 * k, 0.01 * (k % 3), 0.02], 2));
    const { P } = await answer(model, [stretchOf([0.05, 0, 0], 2), ...way, ...way]);
    await answer(model, [stretchOf([0.4, 0, 0], 2)], "stress");
    const kept = keeper.samples();
    expect(sampleCount(kept)).toBe(way.length);
    way.forEach((F, k) => {
      expect(kept.rows.slice(k * rowSize, k * rowSize + 9)).toEqual(F);
      expect(kept.rows.slice(k * rowSize + row.P, k * rowSize + row.P + 9)).toEqual(P.slice(9 * k + 9, 9 * k + 18));
    });
    expect(kept.range.high[0]).toBeCloseTo(0.31, 6);
    const joined = joinSamples([set, kept])!;
    expect(sampleCount(joined)).toBe(sampleCount(set) + way.length);
    const again = (await trainSurrogate(joined, await loadKernels(), { shape: { first: 8, second: 8 }, members: 2, epochs: 20, iterations: 160, kind: "convex" })).surrogate;
    const errorOf = async (one: typeof surrogate): Promise<number> => Math.max(...pointErrors(compare(surrogateModel(one, await loadKernels()), kept.rows, 2), surrogate.stress));
    expect(await errorOf(again)).toBeLessThan(0.5 * await errorOf(surrogate));
  });

  it("does not join samples of two RVEs", async () => {
    const [one, other] = await Promise.all([fibreLaw, { ...fibreLaw, c: 2 }].map(async (law) => sample(await lawAsRve(law, 2), { count: 4, range: 0.1 })));
    expect(joinSamples([one, other])).toBeUndefined();
  });
});

describe("a floor of the loss", () => {
  it("makes the relative error of small stresses smaller", async () => {
    const errors = async (floor?: number): Promise<number> => {
      const { surrogate, set } = await smallSurrogate(2, { kind: "relaxed", iterations: 400, ...(floor === undefined ? {} : { floor }) });
      const comparison = compare(surrogateModel(surrogate, await loadKernels()), set.rows, 2);
      const small = Array.from({ length: comparison.count }, (_, k) => k).filter((k) => Math.hypot(...comparison.truth.P.subarray(9 * k, 9 * k + 9)) < 0.5 * surrogate.stress);
      expect(small.length).toBeGreaterThan(10);
      const relative = pointErrors(comparison, 0.1 * surrogate.stress);
      return small.filter((k) => k > 0).reduce((sum, k) => sum + relative[k], 0) / small.length;
    };
    expect(await errors(0.1)).toBeLessThan(0.8 * await errors());
  });
});
