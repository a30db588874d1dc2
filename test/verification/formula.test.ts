/** A user's formulas: the same as built-in laws, every name right, and exact near F = I. */
import { beforeAll, describe, expect, it } from "vitest";
import { analytic, analyticReference } from "../../src/constitutive/analytic.js";
import { loadKernels, type Kernels } from "../../src/kernels/module.js";
import { bindLaw, type LawSpec } from "../../src/law/bind.js";
import { product, randomDeformations } from "../support/laws.js";
import { answer, relativeDifference } from "../support/points.js";

let kernels: Kernels;
beforeAll(async () => { kernels = await loadKernels(); });

const oblique = [[1, 0.3, 0.1], [0.4, -1, 0.2]];
const bulk = 20;
const U = "bulk/4*(J^2 - 1 - 2*log(J))";
const right = [[0.6, 0.8, 0], [-0.8, 0.6, 0]];

/** Energies as a user would write them, beside the built-in law. */
const twins: readonly (readonly [LawSpec, LawSpec])[] = [
  [{ law: "neo-hookean", mu: 1, lambda: 2 }, { formula: "mu/2*(I1-3) - mu*log(J) + lambda/2*log(J)^2", parameters: { mu: 1, lambda: 2 } }],
  [{ law: "saint-venant-kirchhoff", mu: 1, lambda: 2 }, { formula: "tr = E00+E11+E22; lambda/2*tr^2 + mu*(E00^2+E11^2+E22^2+2*(E01^2+E12^2+E20^2))", parameters: { mu: 1, lambda: 2 } }],
  [{ law: "mooney-rivlin", c10: 0.3, c01: 0.1, bulk }, { formula: `c10*(J^(-2/3)*I1 - 3) + c01*(I3^(-2/3)*I2 - 3) + ${U}`, parameters: { c10: 0.3, c01: 0.1, bulk } }],
  [{ law: "yeoh", c1: 0.5, c2: -0.05, c3: 0.02, bulk, volumetric: "quad" }, { formula: "terms(c_k*(I1b-3)^n_k) + bulk/2*(sqrt(I3)-1)^2", parameters: { c: [0.5, -0.05, 0.02], n: [1, 2, 3], bulk } }],
  [{ law: "ogden", mu: [0.7, 0.2], alpha: [1.7, -2.5], bulk }, { formula: `terms(2*mu_k/alpha_k^2*(J^(-alpha_k/3)*trCp(alpha_k/2) - 3)) + ${U}`, parameters: { mu: [0.7, 0.2], alpha: [1.7, -2.5], bulk } }],
  [{ law: "gent", mu: 1, Jm: 10, bulk, volumetric: "log" }, { formula: "-mu*Jm/2*log((Jm + 3 - I1b)/Jm) + bulk/8*log(I3)^2", parameters: { mu: 1, Jm: 10, bulk } }],
  [{ law: "goh", c: 1, k1: 2, k2: 0.8, kappa: 0.1, bulk, directions: oblique },
    { formula: `c/2*(I1b-3) + families(k1/(2*k2)*expm1(k2*⟨kappa*I1b + (1-3*kappa)*I4b_a - 1⟩^2)) + ${U}`, parameters: { c: 1, k1: 2, k2: 0.8, kappa: 0.1, bulk }, directions: oblique }],
  [{ law: "fung", c: 2, bf: 8, bt: 2, bfs: 4, bulk, direction: right[0], isochoric: false },
    { formula: `Q = bf*Eff^2 + bt*(Ess^2 + Enn^2 + 2*Esn^2) + 2*bfs*(Efs^2 + Efn^2); c/2*(exp(Q) - 1) + ${U}`, parameters: { c: 2, bf: 8, bt: 2, bfs: 4, bulk }, directions: right }],
  [{ law: "fung", c: 2, bf: 8, bt: 2, bfs: 4, bulk, direction: right[0] },
    { formula: `Q = bf*Ebff^2 + bt*(Ebss^2 + Ebnn^2 + 2*Ebsn^2) + 2*bfs*(Ebfs^2 + Ebfn^2); c/2*(exp(Q) - 1) + ${U}`, parameters: { c: 2, bf: 8, bt: 2, bfs: 4, bulk }, directions: right }],
];

describe("a formula reproduces the built-in law", () => {
  it.each(twins.map(([law, formula]) => [String(law.law), law, formula] as const))("%s", async (_, law, formula) => {
    const F = randomDeformations(20, 0.2, 5);
    const expected = await answer(analyticReference(bindLaw(law)), F);
    for (const model of [analyticReference(bindLaw(formula)), analytic(bindLaw(formula), kernels)]) {
      const got = await answer(model, F);
      // Different but equal expressions: rounding only, of terms ten times the result.
      for (const key of ["W", "P", "A"] as const) expect(relativeDifference(got[key], expected[key])).toBeLessThan(1e-13);
    }
  });
});

type Matrix = ArrayLike<number>;

const trace = (m: Matrix): number => m[0] + m[4] + m[8];
const determinant = (m: Matrix): number => m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
const along = (a: readonly number[], m: Matrix, b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b.reduce((inner, y, j) => inner + m[3 * i + j] * y, 0), 0);
const transposed = (m: Matrix): Float64Array => Float64Array.from({ length: 9 }, (_, n) => m[3 * (n % 3) + Math.floor(n / 3)]);
const strainOf = (C: Matrix, factor = 1): Float64Array => Float64Array.from(C, (x, n) => (factor * x - (n % 4 === 0 ? 1 : 0)) / 2);

/** Definitions of the names of docs/reference/formula.md, from C alone. */
function definitions(C: Matrix, [f, s]: readonly (readonly number[])[]): Record<string, number> {
  const J = Math.sqrt(determinant(C));
  const shrink = J ** (-2 / 3);
  const squared = product(C, C);
  const I2 = (trace(C) ** 2 - trace(squared)) / 2;
  const E = strainOf(C);
  const Eb = strainOf(C, shrink);
  const n = [f[1] * s[2] - f[2] * s[1], f[2] * s[0] - f[0] * s[2], f[0] * s[1] - f[1] * s[0]];
  const frame: Record<string, readonly number[]> = { f, s, n };
  const components = ["ff", "ss", "nn", "fs", "fn", "sn"].flatMap((pair) => [
    [`E${pair}`, along(frame[pair[0]], E, frame[pair[1]])], [`Eb${pair}`, along(frame[pair[0]], Eb, frame[pair[1]])]] as const);
  const indices = [0, 1, 2].flatMap((i) => [0, 1, 2].flatMap((j) => [[`E${i}${j}`, E[3 * i + j]], [`C${i}${j}`, C[3 * i + j]]] as const));
  return {
    I1: trace(C), I2, I3: J * J, J, lnJ: Math.log(J), I1b: shrink * trace(C), I2b: shrink ** 2 * I2,
    trE: trace(E), trE2: trace(product(E, E)), trEb: trace(Eb), trEb2: trace(product(Eb, Eb)),
    I4_1: along(f, C, f), I4_2: along(s, C, s), I5_1: along(f, squared, f), I5_2: along(s, squared, s),
    I4b_1: shrink * along(f, C, f), I4b_2: shrink * along(s, C, s), I5b_1: shrink ** 2 * along(f, squared, f), I5b_2: shrink ** 2 * along(s, squared, s),
    I8_12: along(f, C, s), I8b_12: shrink * along(f, C, s),
    EEff: along(f, product(E, E), f), EEbff: along(f, product(Eb, Eb), f),
    ...Object.fromEntries(components), ...Object.fromEntries(indices),
  };
}

describe("names", () => {
  const [F] = randomDeformations(1, 0.25, 17);
  const expected = definitions(product(transposed(F), F), right);
  it.each(Object.keys(expected))("%s is what its definition says", async (name) => {
    const { W } = await answer(analyticReference(bindLaw({ formula: name, directions: right })), [F]);
    expect(Math.abs(W[0] - expected[name])).toBeLessThan(1e-14 * 10);
  });
  it("trCp and trCbp are power sums of principal stretches", async () => {
    const stretch = Float64Array.of(1.3, 0, 0, 0, 0.9, 0, 0, 0, 1.1);
    const J = 1.3 * 0.9 * 1.1;
    const sum = (p: number): number => 1.3 ** (2 * p) + 0.9 ** (2 * p) + 1.1 ** (2 * p);
    for (const p of [1.7, -0.4, 1, 2]) {
      const value = async (formula: string): Promise<number> => (await answer(analyticReference(bindLaw({ formula, parameters: { p } })), [stretch])).W[0];
      expect(await value("trCp(p)")).toBeCloseTo(sum(p), 13);
      expect(await value("trCbp(p)")).toBeCloseTo(J ** (-2 * p / 3) * sum(p), 13);
    }
  });
  it("every name has the derivatives of its definition", async () => {
    for (const name of Object.keys(expected)) await expectDerivatives({ formula: `${name} + ${name}^3/5`, directions: right }, F);
  });
  it.each(["exp(x)", "expm1(x)", "log(2+x)", "log1p(x)", "sqrt(2+x)", "sqrt(1+x)", "pos(x)^3", "heaviside(x)*x^3", "tanh(x)", "sin(x)", "cos(x)", "x^5", "1/(2+x)^2", "(2+x)^2.5",
    "(2+x)^0.3", "2^x", "(2+x)^x", "J^x", "(1-x)^-1.2", "J^(1/2)*x", "I3^(-1/3)*x"])("%s has its derivatives", async (expression) => {
    await expectDerivatives({ formula: `x = I4_1 + E01 - I1/9; ${expression}`, directions: right }, F);
  });
});

/** Central differences with step 1e-5: error 1e-10 of third derivatives, which are up to 100 here. */
async function expectDerivatives(spec: LawSpec, F: Float64Array): Promise<void> {
  const h = 1e-5;
  const shifted = Array.from({ length: 18 }, (_, n) => F.map((x, i) => (i === n % 9 ? x + (n < 9 ? h : -h) : x)));
  const { W, P, A } = await answer(analyticReference(bindLaw(spec)), [F, ...shifted]);
  const dW = Array.from({ length: 9 }, (_, by) => (W[1 + by] - W[10 + by]) / (2 * h));
  const dP = Array.from({ length: 81 }, (_, n) => (P[9 * (1 + (n % 9)) + Math.floor(n / 9)] - P[9 * (10 + (n % 9)) + Math.floor(n / 9)]) / (2 * h));
  expect(relativeDifference(P.subarray(0, 9), dW), `P of ${spec.formula}`).toBeLessThan(1e-7);
  expect(relativeDifference(A.subarray(0, 81), dP), `A of ${spec.formula}`).toBeLessThan(1e-7);
}

describe("energies as written keep their digits near F = I", () => {
  const h = 2 ** -30;
  const F = Float64Array.of(1 + h, 0, 0, 0, 1, 0, 0, 0, 1);
  /** (1+h)^p - 1 by the binomial series; the next term is h⁵. */
  const binomial = (p: number): number => h * p * (1 + h * (p - 1) / 2 * (1 + h * (p - 2) / 3 * (1 + h * (p - 3) / 4)));
  /** ln(1+h) by its series. */
  const logarithm = h * (1 - h * (1 / 2 - h * (1 / 3 - h / 4)));
  /** (1+h)^(4/3) + 2 (1+h)^(-2/3) - 3: the linear terms cancel on paper. */
  const distortion = h * h * (2 / 9 + 2 * 5 / 9) + h ** 3 * (-4 / 81 - 2 * 40 / 81);
  const cases: readonly (readonly [string, number])[] = [
    ["I1 - 3", binomial(2)], ["J - 1", h], ["log(J)", logarithm], ["log(I3)", 2 * logarithm], ["J^2 - 1", binomial(2)], ["I3 - 1", binomial(2)], ["sqrt(I3) - 1", h],
    ["J^(-2/3) - 1", binomial(-2 / 3)], ["I3^0.25 - 1", binomial(0.5)], ["I1/3 - 1", binomial(2) / 3], ["I1^2 - 9", binomial(2) * (6 + binomial(2))], ["(I1 - 3)/J", binomial(2) / (1 + h)],
    ["exp(trE) - 1", binomial(2) / 2 + binomial(2) ** 2 / 8], ["2*exp(trE2) - 2", 2 * (binomial(2) / 2) ** 2], ["I4_1 - 1", binomial(2)], ["1 - C00", -binomial(2)], ["log(J^3)", 3 * logarithm],
  ];
  it.each(cases)("%s", async (formula, expected) => {
    const { W } = await answer(analyticReference(bindLaw({ formula, directions: [[1, 0, 0]] })), [F]);
    // Relative: nothing cancels, so a few roundings remain.
    expect(Math.abs(W[0] / expected - 1)).toBeLessThan(2e-15 * 2);
  });
  it("I1b - 3, which is quadratic in strain, keeps the digits that E has", async () => {
    const { W } = await answer(analyticReference(bindLaw({ formula: "I1b - 3" })), [F]);
    // Terms of size h, rounded to 2^-53 h each, make h²: the absolute error is a few 2^-53 h.
    expect(Math.abs(W[0] - distortion)).toBeLessThan(4 * 2 ** -53 * h);
  });
});
