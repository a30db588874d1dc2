/** Laws against independent numbers, against mathematics, and WASM against TypeScript. */
import { beforeAll, describe, expect, it } from "vitest";
import { analytic, analyticReference } from "../../src/constitutive/analytic.js";
import type { PointResponse } from "../../src/constitutive/model.js";
import { loadKernels, type Kernels } from "../../src/kernels/module.js";
import { bindLaw, type LawSpec } from "../../src/law/bind.js";
import { lawSpecs, product, randomDeformations, rotation, titleOf } from "../support/laws.js";
import { materialStates, type MaterialState } from "../support/materials.js";
import { answer, relativeDifference } from "../support/points.js";

let kernels: Kernels;
beforeAll(async () => { kernels = await loadKernels(); });

const states = materialStates();

/** The file's F is decimal: near the identity, where stress is 1e-6 of the stiffness, its last double digit is worth 1e-10 of the stress. */
const toleranceOf = ({ nearIdentity }: MaterialState): number => (nearIdentity ? 1e-9 : 1e-10);

function expectState(state: MaterialState, { W, P, A, status }: PointResponse): void {
  const tolerance = toleranceOf(state);
  expect(status[0]).toBe(0);
  if (state.W === 0) {
    // At F = I the stress is the difference of terms of the size of the stiffness: its rounding is all that may remain.
    expect(Math.abs(W[0])).toBe(0);
    expect(Math.max(...P.map(Math.abs))).toBeLessThan(1e-15 * 20);
  } else {
    expect(Math.abs(W[0] / state.W - 1)).toBeLessThanOrEqual(tolerance);
    expect(relativeDifference(P, state.P)).toBeLessThanOrEqual(tolerance);
  }
  if (state.A.length > 0) expect(relativeDifference(A, state.A)).toBeLessThanOrEqual(tolerance);
}

describe("185 independent states (80-digit differences of W)", () => {
  it("the file is complete", () => {
    expect(states.length).toBe(185);
  });
  it.each(states.map((state) => [state.title, state] as const))("%s", async (_, state) => {
    const law = bindLaw(state.spec);
    const reference = await answer(analyticReference(law), [state.F]);
    const wasm = await answer(analytic(law, kernels), [state.F]);
    expectState(state, reference);
    expectState(state, wasm);
    expectSameBits(wasm, reference);
  });
});

function expectSameBits(a: PointResponse, b: PointResponse): void {
  const bitsOf = (array: Float64Array): BigUint64Array => new BigUint64Array(array.buffer, array.byteOffset, array.length);
  for (const key of ["W", "P", "A"] as const) expect(bitsOf(a[key])).toEqual(bitsOf(b[key]));
  expect(a.status).toEqual(b.status);
}

describe.each(lawSpecs.map((spec) => [titleOf(spec), spec] as const))("%s", (_, spec) => {
  it("WASM and TypeScript agree to the bit, over several blocks of points", async () => {
    const law = bindLaw(spec);
    const F = [...randomDeformations(100, 0.25, 7), ...randomDeformations(30, 1e-7, 8)];
    for (const want of ["stress", "tangent"] as const) {
      expectSameBits(await answer(analytic(law, kernels), F, want), await answer(analyticReference(law), F, want));
    }
  });
  it("has no stress at F = I", async () => {
    const { P, W } = await answer(analyticReference(bindLaw(spec)), [Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)]);
    // Terms of the size of the bulk modulus, 20, cancel: a few roundings of it may remain.
    expect(Math.max(...P.map(Math.abs))).toBeLessThan(20 * 2 ** -51);
    expect(Math.abs(W[0])).toBeLessThan(1e-30);
  });
  it("does not see a rotation: W(QF) = W(F), P(QF) = Q P(F)", async () => {
    const [F] = randomDeformations(1, 0.2, 3);
    const Q = rotation([2 / 3, -1 / 3, 2 / 3], 1.1);
    const { W, P } = await answer(analyticReference(bindLaw(spec)), [F, product(Q, F)]);
    // Rounding of Q F and of Q itself, times the stiffness over the stress (up to 100).
    expect(Math.abs(W[1] / W[0] - 1)).toBeLessThan(1e-13);
    expect(relativeDifference(P.subarray(9), product(Q, P.subarray(0, 9)))).toBeLessThan(1e-13);
  });
  it("P is dW/dF and A is dP/dF, and A has major symmetry", async () => {
    for (const F of randomDeformations(3, 0.2, 11)) await expectDerivatives(spec, F);
  });
});

/** Central differences with step h err by h² f'''/6 and ε f/h: 1e-9 for h = 3e-6, times the third derivatives of a stiff law. */
async function expectDerivatives(spec: LawSpec, F: Float64Array): Promise<void> {
  const h = 3e-6;
  const shifted = Array.from({ length: 18 }, (_, n) => F.map((x, i) => (i === n % 9 ? x + (n < 9 ? h : -h) : x)));
  const { W, P, A } = await answer(analyticReference(bindLaw(spec)), [F, ...shifted]);
  const slope = (values: Float64Array, size: number, entry: number, by: number): number =>
    (values[size * (1 + by) + entry] - values[size * (10 + by) + entry]) / (2 * h);
  const dW = Array.from({ length: 9 }, (_, by) => slope(W, 1, 0, by));
  const dP = Array.from({ length: 81 }, (_, n) => slope(P, 9, Math.floor(n / 9), n % 9));
  expect(relativeDifference(P.subarray(0, 9), dW)).toBeLessThan(1e-7);
  expect(relativeDifference(A.subarray(0, 81), dP)).toBeLessThan(1e-7);
  for (let i = 0; i < 9; i++) for (let j = 0; j < i; j++) expect(A[9 * i + j]).toBe(A[9 * j + i]);
}
