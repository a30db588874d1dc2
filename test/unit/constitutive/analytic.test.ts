import { beforeAll, describe, expect, it } from "vitest";
import { analytic, analyticReference, analyticReferenceWithFibres, analyticWithFibres } from "../../../src/constitutive/analytic.js";
import { firstPiolaKirchhoff, mixedTangent, strain } from "../../../src/constitutive/kinematics.js";
import type { ConstitutiveModel, PointResponse } from "../../../src/constitutive/model.js";
import { loadKernels, type Kernels } from "../../../src/kernels/module.js";
import { bindLaw } from "../../../src/law/bind.js";
import { product, randomDeformations } from "../../support/laws.js";
import { answer, emptyResponse, relativeDifference } from "../../support/points.js";
import { seeded } from "../../support/random.js";

let kernels: Kernels;
beforeAll(async () => { kernels = await loadKernels(); });

const identity = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
const neoHookean = bindLaw({ law: "neo-hookean", mu: 1, lambda: 2 });

describe("points that fail are reported, and their neighbours are not touched", () => {
  const inverted = Float64Array.of(-1, 0, 0, 0, 1, 0, 0, 0, 1);
  const flat = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0);
  const undefinedF = identity.map(() => NaN);
  const locked = Float64Array.of(4, 0, 0, 0, 0.5, 0, 0, 0, 0.5);
  it.each([["WASM", analytic], ["TypeScript", (law: typeof neoHookean) => analyticReference(law)]] as const)("%s", async (_, build) => {
    const alone = await answer(build(neoHookean, kernels), [identity]);
    for (const want of ["stress", "tangent"] as const) {
      const { status, W, P, A } = await answer(build(neoHookean, kernels), [identity, inverted, flat, undefinedF, identity], want);
      expect([...status]).toEqual([0, 1, 1, 1, 0]);
      expect([...W.subarray(1, 4), ...P.subarray(9, 36)].every(Number.isNaN)).toBe(true);
      expect(P.subarray(36)).toEqual(alone.P);
      if (want === "tangent") expect(A.subarray(4 * 81)).toEqual(alone.A);
      if (want === "tangent") expect(A.subarray(81, 4 * 81).every(Number.isNaN)).toBe(true);
      if (want === "stress") expect(A.every((x) => x === 0)).toBe(true);
    }
    // Beyond Gent's limit I1b - 3 < Jm the energy is the logarithm of a negative number.
    const gent = bindLaw({ law: "gent", mu: 1, Jm: 2, bulk: 20 });
    expect([...(await answer(build(gent, kernels), [locked, identity])).status]).toEqual([4, 0]);
    // |E|³ has a stress at F = I, but its second derivative is 0 · ∞ as written.
    const cubic = bindLaw({ formula: "trE2^1.5" });
    expect((await answer(build(cubic, kernels), [identity], "stress")).status[0]).toBe(0);
    expect((await answer(build(cubic, kernels), [identity], "tangent")).status[0]).toBe(4);
  });
});

describe("directions per point", () => {
  const spec = { law: "goh", c: 1, k1: 2, k2: 0.8, kappa: 0.1, bulk: 20 };
  const random = seeded(12);
  const unit = (): number[] => {
    const vector = [random() - 0.5, random() - 0.5, random() - 0.5];
    return vector.map((x) => x / Math.sqrt(vector.reduce((sum, y) => sum + y * y, 0)));
  };
  const pairs = Array.from({ length: 70 }, () => [unit(), unit()]);
  const F = randomDeformations(70, 0.2, 21);
  const ask = async (model: ConstitutiveModel): Promise<PointResponse> => {
    const into = emptyResponse(70, 0);
    const flat = Float64Array.from(F.flatMap((f) => [...f]));
    await model.evaluate({ count: 70, F: flat, state0: new Float64Array(0), fields: Float64Array.from(pairs.flat(2)), dt: 1 }, into, "tangent");
    return into;
  };
  it("each point answers as the law with these directions, in WASM and in TypeScript", async () => {
    const law = bindLaw({ ...spec, angle: 10 });
    const wasm = analyticWithFibres(law, kernels);
    expect(wasm.fields).toEqual([{ name: "direction1", size: 3, unit: "1" }, { name: "direction2", size: 3, unit: "1" }]);
    const got = await ask(wasm);
    expect(await ask(analyticReferenceWithFibres(law))).toEqual(got);
    for (const [i, directions] of pairs.entries()) {
      const own = await answer(analyticReference(bindLaw({ ...spec, directions })), [F[i]]);
      // Directions are normalised once more there.
      expect(relativeDifference(got.P.subarray(9 * i, 9 * i + 9), own.P)).toBeLessThan(1e-13);
      expect(relativeDifference(got.A.subarray(81 * i, 81 * i + 81), own.A)).toBeLessThan(1e-13);
    }
  });
});

describe("kinematics", () => {
  const [F] = randomDeformations(1, 0.3, 2);
  const random = seeded(5);
  const S = Float64Array.from({ length: 6 }, random);
  const CC = Float64Array.from({ length: 21 }, random);
  const place = [[0, 3, 5], [3, 1, 4], [5, 4, 2]];
  const packed = (a: number, b: number): number => CC[[0, 6, 11, 15, 18, 20][Math.min(a, b)] + Math.abs(a - b)];
  it("E = ½(FᵀF - I), exact to the last digits near F = I, and det F", () => {
    const out = new Float64Array(7);
    strain(F, out);
    const C = product(Float64Array.from({ length: 9 }, (_, n) => F[3 * (n % 3) + Math.floor(n / 3)]), F);
    place.forEach((row, i) => row.forEach((at, j) => expect(out[at]).toBeCloseTo((C[3 * i + j] - (i === j ? 1 : 0)) / 2, 15)));
    const h = 2 ** -40;
    strain(Float64Array.of(1 + h, 0, 0, 0, 1, 0, 0, 0, 1 - h), out);
    expect([...out]).toEqual([h + h * h / 2, 0, -h + h * h / 2, 0, 0, 0, 1 - h * h]);
  });
  it("P = F S and A_iJkL = δ_ik S_JL + F_iM CC_MJNL F_kN", () => {
    const P = new Float64Array(9);
    const A = new Float64Array(81);
    firstPiolaKirchhoff(F, S, P);
    mixedTangent(F, S, CC, A);
    const axes = [0, 1, 2];
    const full = place.flat().map((at) => S[at]);
    expect(relativeDifference(P, product(F, full))).toBeLessThan(1e-15);
    const expected = axes.flatMap((i) => axes.flatMap((j) => axes.flatMap((k) => axes.map((l) => (i === k ? full[3 * j + l] : 0)
      + axes.reduce((sum, m) => sum + axes.reduce((inner, n) => inner + F[3 * i + m] * packed(place[m][j], place[n][l]) * F[3 * k + n], 0), 0)))));
    expect(relativeDifference(A, expected)).toBeLessThan(1e-15 * 2);
  });
});
