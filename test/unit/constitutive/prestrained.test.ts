import { beforeAll, describe, expect, it } from "vitest";
import { type ConstitutiveModel, stride } from "../../../src/constitutive/model.js";
import { prestrained } from "../../../src/constitutive/prestrained.js";
import { viscous } from "../../../src/constitutive/viscous.js";
import { embed, emptyResponse, relativeDifference } from "../../support/points.js";
import { material } from "../../support/material.js";

const F = embed([[1.1, 0.05, 0], [-0.05, 0.93, 0.1], [0.02, 0, 1.02]]);
const Fp = embed([[1.15, 0, 0.02], [0.01, 0.95, 0], [0, 0, 0.97]]);
const identity = embed([]);
const multiply = (a: Float64Array, b: Float64Array): Float64Array =>
  Float64Array.from({ length: 9 }, (_, k) => [0, 1, 2].reduce((sum, m) => sum + a[3 * Math.floor(k / 3) + m] * b[3 * m + (k % 3)], 0));
const determinant = (m: Float64Array): number => m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);

let law: ConstitutiveModel;
beforeAll(async () => { law = await material({ law: "goh", c: 1, k1: 2, k2: 0.8, kappa: 0.1, angle: 30, bulk: 20 }); });

async function ask(model: ConstitutiveModel, at: Float64Array, fields: Float64Array, dt = 1, state0?: Float64Array) {
  const initial = state0 ?? new Float64Array(stride(model.state));
  if (!state0) model.initialState(initial, 1);
  const into = emptyResponse(1, initial.length);
  await model.evaluate({ count: 1, F: at, state0: initial, fields, dt }, into, "tangent");
  return into;
}

describe("prestrained", () => {
  it("has at F = I the Cauchy stress of the material inside at Fp", async () => {
    const { P } = await ask(prestrained(law, 0), identity, Fp);
    const inside = await ask(law, Fp, new Float64Array(0));
    const cauchy = multiply(inside.P, Float64Array.from({ length: 9 }, (_, k) => Fp[3 * (k % 3) + Math.floor(k / 3)])).map((x) => x / determinant(Fp));
    expect(relativeDifference(P, cauchy)).toBeLessThan(1e-14);
  });

  it("has P = dW/dF and A = dP/dF", async () => {
    const model = prestrained(law, 0);
    const { P, A } = await ask(model, F, Fp);
    const h = 1e-5;
    const dW = new Float64Array(9), dP = new Float64Array(81);
    for (let n = 0; n < 9; n++) {
      const [up, down] = await Promise.all([h, -h].map((d) => ask(model, F.map((f, k) => (k === n ? f + d : f)), Fp)));
      dW[n] = (up.W[0] - down.W[0]) / (2 * h);
      for (let m = 0; m < 9; m++) dP[9 * m + n] = (up.P[m] - down.P[m]) / (2 * h);
    }
    expect(relativeDifference(P, dW)).toBeLessThan(1e-8);
    expect(relativeDifference(A, dP)).toBeLessThan(1e-8);
  });

  it("is the material inside where Fp = I, round a material with state of its own", async () => {
    const inside = viscous(law, [{ g: 1, tau: 2 }]);
    const { P, A, state } = await ask(prestrained(inside, 0), F, identity);
    const plain = await ask(inside, F, new Float64Array(0));
    expect(P).toEqual(plain.P);
    expect(A).toEqual(plain.A);
    expect(state).toEqual(plain.state);
  });

  it("turns derivatives of named outputs by Fe into those by F", async () => {
    // An output with a derivative of its own: x = F11 F12.
    const counting: ConstitutiveModel = {
      ...law, state: [{ name: "x", size: 1, unit: "1" }, { name: "d(x)/dF", size: 9, unit: "1", internal: true }],
      async evaluate(batch, into, want) {
        await law.evaluate({ ...batch, state0: new Float64Array(0), fields: new Float64Array(0) }, { ...into, state: new Float64Array(0) }, want);
        into.state.set([batch.F[0] * batch.F[1], batch.F[1], batch.F[0], 0, 0, 0, 0, 0, 0, 0]);
      },
    };
    const model = prestrained(counting, 0), h = 1e-6;
    const { state } = await ask(model, F, Fp);
    for (let n = 0; n < 9; n++) {
      // One after the other: a model is asked one thing at a time.
      const up = await ask(model, F.map((f, k) => (k === n ? f + h : f)), Fp), down = await ask(model, F.map((f, k) => (k === n ? f - h : f)), Fp);
      expect(state[1 + n]).toBeCloseTo((up.state[0] - down.state[0]) / (2 * h), 9);
    }
  });

  it("grows linearly with time to its full size, and stays there", async () => {
    const model = prestrained(law, 2), whole = prestrained(law, 0);
    const share = (s: number): Float64Array => Fp.map((x, k) => identity[k] + s * (x - identity[k]));
    let state: Float64Array | undefined;
    for (const expected of [0.25, 0.5, 0.75, 1, 1]) {
      const now = await ask(model, F, Fp, 0.5, state);
      state = now.state;
      expect(relativeDifference(now.P, (await ask(whole, F, share(expected))).P)).toBeLessThan(1e-14);
    }
  });
});
