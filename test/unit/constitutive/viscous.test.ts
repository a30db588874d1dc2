import { beforeAll, describe, expect, it } from "vitest";
import type { ConstitutiveModel, PointResponse } from "../../../src/constitutive/model.js";
import { viscous } from "../../../src/constitutive/viscous.js";
import { stride } from "../../../src/constitutive/model.js";
import { embed, emptyResponse, relativeDifference } from "../../support/points.js";
import { material } from "../../support/material.js";

const terms = [{ g: 0.8, tau: 0.5 }, { g: 0.3, tau: 7 }];
const F = embed([[1.2, 0.15, 0], [-0.05, 0.93, 0.1], [0.02, 0, 0.95]]);

let elastic: ConstitutiveModel, model: ConstitutiveModel;
beforeAll(async () => {
  elastic = await material({ law: "goh", c: 1, k1: 2, k2: 0.8, kappa: 0.1, angle: 30, bulk: 20 });
  model = viscous(elastic, terms);
});

/** One point at F after a step of dt from a state. */
async function step(at: ConstitutiveModel, F: Float64Array, dt: number, state0?: Float64Array): Promise<PointResponse> {
  const initial = state0 ?? new Float64Array(stride(at.state));
  if (!state0) at.initialState(initial, 1);
  const into = emptyResponse(1, initial.length);
  await at.evaluate({ count: 1, F, state0: initial, fields: new Float64Array(0), dt }, into, "tangent");
  return into;
}

/** P - (P : F)/3 F⁻ᵀ, by the cofactor. */
function isochoric(P: Float64Array, F: Float64Array): Float64Array {
  const minor = (i: number, j: number): number => {
    const [a, b] = [0, 1, 2].filter((k) => k !== i), [c, d] = [0, 1, 2].filter((k) => k !== j);
    return ((i + j) % 2 === 0 ? 1 : -1) * (F[3 * a + c] * F[3 * b + d] - F[3 * a + d] * F[3 * b + c]);
  };
  const J = F[0] * minor(0, 0) + F[1] * minor(0, 1) + F[2] * minor(0, 2);
  const mean = P.reduce((sum, p, k) => sum + p * F[k], 0) / 3;
  return P.map((p, k) => p - (mean * minor(Math.floor(k / 3), k % 3)) / J);
}

describe("viscous", () => {
  it("relaxes after a jump as the closed form P + sum g exp(-t/tau) P_iso, with steps of any size", async () => {
    const { P } = await step(elastic, F, 1);
    const over = isochoric(P, F);
    let last = await step(model, F, 1e-13);
    let time = 0;
    for (const dt of [0, 0.01, 0.3, 2, 0.1, 40]) {
      if (dt > 0) last = await step(model, F, dt, last.state);
      time += dt;
      const share = terms.reduce((sum, { g, tau }) => sum + g * Math.exp(-time / tau), 0);
      // The jump takes 1e-13 of a relaxation time; the recurrence has no error of its own while the stress rests.
      expect(relativeDifference(last.P, P.map((p, k) => p + share * over[k]))).toBeLessThan(1e-12);
    }
  });

  it("reaches the elastic stress when it is loaded slowly, and the pressure is never viscous", async () => {
    const slow = await step(model, F, 1e9), fast = await step(model, F, 1e-9);
    const { P } = await step(elastic, F, 1);
    const trace = ({ P: p }: Pick<PointResponse, "P">): number => p.reduce((sum, x, k) => sum + x * F[k], 0);
    // g tau/dt of the overstress are left: 1e-8.
    expect(relativeDifference(slow.P, P)).toBeLessThan(1e-7);
    expect(trace(fast)).toBeCloseTo(trace({ P }), 12);
    expect(relativeDifference(fast.P, P)).toBeGreaterThan(0.3);
  });

  it("converges with the square of the step to the hereditary integral of a ramp", async () => {
    const path = (t: number): Float64Array => F.map((f, k) => (k % 4 === 0 ? 1 : 0) + t * (f - (k % 4 === 0 ? 1 : 0)));
    const end = async (steps: number): Promise<Float64Array> => {
      let state: Float64Array | undefined;
      let last = await step(model, path(0), 1e-13);
      state = last.state;
      for (let n = 1; n <= steps; n++) {
        last = await step(model, path(n / steps), 1 / steps, state);
        state = last.state;
      }
      return last.P;
    };
    const exact = await end(1024);
    const [coarse, fine] = [relativeDifference(await end(8), exact), relativeDifference(await end(16), exact)];
    expect(coarse / fine).toBeGreaterThan(3.9);
    expect(coarse / fine).toBeLessThan(4.1);
  });

  it("has a tangent that is the derivative of the stress, with a history", async () => {
    const { state } = await step(model, embed([[1.1, -0.2, 0], [0.1, 1.05, 0], [0, 0.1, 0.9]]), 0.4);
    const { A } = await step(model, F, 0.2, state);
    const h = 1e-5;
    const differences = new Float64Array(81);
    for (let n = 0; n < 9; n++) {
      const [up, down] = await Promise.all([h, -h].map((d) => step(model, F.map((f, k) => (k === n ? f + d : f)), 0.2, state)));
      for (let m = 0; m < 9; m++) differences[9 * m + n] = (up.P[m] - down.P[m]) / (2 * h);
    }
    // Curvature h² times the stiffening of the fibres.
    expect(relativeDifference(A, differences)).toBeLessThan(1e-8);
  });

  it("does not see rotations", async () => {
    const c = Math.cos(0.7), s = Math.sin(0.7);
    const turned = Float64Array.from({ length: 9 }, (_, k) => (k < 3 ? c * F[k] - s * F[k + 3] : k < 6 ? s * F[k - 3] + c * F[k] : F[k]));
    const first = await step(model, F, 0.1), second = await step(model, turned, 0.1, first.state), rested = await step(model, F, 0.1, first.state);
    const back = Float64Array.from({ length: 9 }, (_, k) => (k < 3 ? c * second.P[k] + s * second.P[k + 3] : k < 6 ? -s * second.P[k - 3] + c * second.P[k] : second.P[k]));
    expect(relativeDifference(back, rested.P)).toBeLessThan(1e-13);
  });
});
