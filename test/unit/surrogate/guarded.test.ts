/** The guard: who answers, and that the answer has no jump where that changes. */
import { beforeAll, describe, expect, it } from "vitest";
import { type ConstitutiveModel, PointStatus, stride } from "../../../src/constitutive/model.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { guarded } from "../../../src/surrogate/guarded.js";
import { surrogateModel } from "../../../src/surrogate/model.js";
import { stretchOf } from "../../../src/surrogate/strain.js";
import { answer, relativeDifference } from "../../support/points.js";
import { smallSurrogate } from "../../support/surrogates.js";

describe("a guarded surrogate", () => {
  let model: ConstitutiveModel, rve: ConstitutiveModel, alone: ConstitutiveModel;
  let asked = 0;
  beforeAll(async () => {
    const small = await smallSurrogate(2);
    rve = {
      ...small.rve.model, state: [{ name: "visits", size: 1, unit: "1" }], initialState: (out, count) => void out.fill(0, 0, count),
      async evaluate(batch, into, want) {
        asked += batch.count;
        await small.rve.model.evaluate(batch, into, want);
        for (let k = 0; k < batch.count; k++) into.state[k] = batch.state0[k] + 1;
      },
    };
    alone = surrogateModel(small.surrogate, await loadKernels());
    // A tolerance that the spread of the networks never reaches: the range decides.
    model = guarded(surrogateModel(small.surrogate, await loadKernels()), small.surrogate, rve, 1);
  });
  const at = (first: number): Float64Array => stretchOf([first, 0.02, 0.01], 2);

  it("asks the RVE beyond the range and nowhere else, in one batch, and keeps its state there", async () => {
    asked = 0;
    const F = [at(0.1), at(0.3), at(-0.1), at(-0.4)];
    const { P, state, status } = await answer(model, F);
    const truth = await answer(rve, [F[1], F[3]]), network = await answer(alone, [F[0], F[2]]);
    expect(asked).toBe(2 + 2);
    expect(Array.from(status)).toEqual([0, 0, 0, 0].map(() => PointStatus.ok));
    expect(P.slice(9, 18)).toEqual(truth.P.slice(0, 9));
    expect(P.slice(27, 36)).toEqual(truth.P.slice(9, 18));
    expect(P.slice(0, 9)).toEqual(network.P.slice(0, 9));
    expect(P.slice(18, 27)).toEqual(network.P.slice(9, 18));
    expect(Array.from(state)).toEqual([[1, 0, 0], [0, 1, 1], [1, 0, 0], [0, 1, 1]].flat());
    expect(model.state.map(({ name }) => name)).toEqual(["trusted", "rve kept", "visits"]);
  });

  it("goes on from the state of the RVE where it has one, and forgets it where the surrogate answers", async () => {
    const first = await answer(model, [at(0.3), at(0.3), at(0.1)]);
    const state = first.state.slice();
    await model.evaluate({ count: 3, F: Float64Array.from([at(0.31), at(0.1), at(0.1)].flatMap((F) => [...F])), state0: first.state, fields: new Float64Array(0), dt: 1 }, { ...first, state }, "stress");
    expect(Array.from(state)).toEqual([[0, 1, 2], [1, 0, 0], [1, 0, 0]].flat());
  });

  it("does not touch the state of the RVE where the surrogate answers and none is kept", async () => {
    const into = await answer(model, [at(0.1)]);
    const untouched = 7;
    const state0 = Float64Array.of(1, 0, NaN), state = Float64Array.of(1, 0, untouched);
    await model.evaluate({ count: 1, F: Float64Array.from(at(0.1)), state0, fields: new Float64Array(0), dt: 1 }, { ...into, state }, "tangent");
    expect(Array.from(state)).toEqual([1, 0, untouched]);
  });

  it("answers without a jump on the way out of the range", async () => {
    const steps = 200;
    const F = Array.from({ length: steps + 1 }, (_, k) => at(0.145 + (0.02 * k) / steps));
    const { P, state } = await answer(model, F, "stress");
    const network = await answer(alone, F, "stress"), truth = await answer({ ...rve }, F, "stress");
    const apart = Math.max(...F.map((_, k) => relativeDifference(network.P.subarray(9 * k, 9 * k + 9), truth.P.subarray(9 * k, 9 * k + 9))));
    const size = Math.max(...P.map(Math.abs));
    const share = Array.from(F, (_, k) => state[k * stride(model.state)]);
    expect([share[0], share[steps]]).toEqual([1, 0]);
    expect(share.filter((s) => s > 0 && s < 1).length).toBeGreaterThan(40);
    for (let k = 1; k <= steps; k++) {
      // A step changes the stress itself by its modulus times 1e-4, and the share by at most 0.03.
      for (let n = 0; n < 9; n++) expect(Math.abs(P[9 * k + n] - P[9 * k - 9 + n])).toBeLessThan(size * (0.04 * apart + 2e-3));
    }
  });
});
