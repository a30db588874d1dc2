import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LawError } from "../../../src/core/errors.js";
import { bindLaw, type LawSpec } from "../../../src/law/bind.js";
import { laws } from "../../../src/law/catalogue.js";
import { compileLaw } from "../../../src/lawc/compile.js";
import { sourceOf } from "../../../src/law/catalogue.js";

function failure(spec: LawSpec): LawError {
  try {
    bindLaw(spec, "materials.tissue");
  } catch (error) {
    expect(error).toBeInstanceOf(LawError);
    return error as LawError;
  }
  throw new Error(`${JSON.stringify(spec)} binds`);
}

describe("a bound law", () => {
  it("has its parameters in the order of the law, whatever their order in the case", () => {
    expect([...bindLaw({ law: "neo-hookean", lambda: 2, mu: 1 }).parameters]).toEqual([1, 2]);
    expect([...bindLaw({ law: "ogden", bulk: 9, alpha: [2, -3], mu: [0.7, 0.2] }).parameters]).toEqual([0.7, 0.2, 2, -3, 9]);
    expect([...bindLaw({ law: "yeoh", c1: 1, bulk: 9 }).parameters]).toEqual([1, 0, 0, 9]);
  });
  it("takes E and nu: mu = E/(2(1+nu)), lambda = E nu/((1+nu)(1-2nu))", () => {
    const [mu, lambda] = bindLaw({ law: "neo-hookean", E: 1, nu: 0.25 }).parameters;
    expect(mu).toBeCloseTo(0.4, 15);
    expect(lambda).toBeCloseTo(0.4, 15);
  });
  it("has unit directions, from vectors of any length, in the plane too, or from an angle", () => {
    const goh = { law: "goh", c: 1, k1: 1, k2: 1, bulk: 1 };
    expect([...bindLaw({ ...goh, directions: [[3e200, 4e200, 0], [0, -2]] }).directions]).toEqual([0.6, 0.8, 0, 0, -1, 0]);
    const { directions, directionCount, kernel } = bindLaw({ ...goh, angle: 30 });
    expect(directionCount).toBe(2);
    expect(kernel).toBe("goh-mixed-isochoric-2");
    [Math.sqrt(0.75), 0.5, 0, Math.sqrt(0.75), -0.5, 0].forEach((x, i) => expect(directions[i]).toBeCloseTo(x, 15));
  });
  it("uses kernels compiled with the package where there are some, else carries its program", () => {
    expect(bindLaw({ law: "gent", mu: 1, Jm: 9, bulk: 9 }).program).toBeUndefined();
    expect(bindLaw({ law: "gent", mu: 1, Jm: 9, bulk: 9, volumetric: "log" }).program).toBeDefined();
  });
  it("a whole-number exponent is compiled in, so that x^n has its tangent at x = 0", () => {
    const spec = (n: number): LawSpec => ({ formula: "k*trE^n", parameters: { k: 1, n } });
    expect(bindLaw(spec(2)).kernel).not.toBe(bindLaw(spec(1)).kernel);
    expect(bindLaw({ formula: "k*trE^2*n", parameters: { k: 1, n: 2 } }).kernel).toBe(bindLaw({ formula: "k*trE^2*n", parameters: { k: 1, n: 1 } }).kernel);
  });
});

describe("mistakes are told with place, value, what is allowed and a hint", () => {
  const mooney = { law: "mooney-rivlin", c10: 0.3, c01: 0.1, bulk: 20 };
  const goh = { law: "goh", c: 1, k1: 2, k2: 0.8, bulk: 20 };
  it.each<[LawSpec, string, RegExp, RegExp]>([
    [{ law: "neohookean", mu: 1, lambda: 1 }, "E_LAW", /"neohookean"/, /Did you mean "neo-hookean"/],
    [{}, "E_LAW", /law or formula/, /neo-hookean/],
    [{ law: "neo-hookean", formula: "I1" }, "E_LAW", /law or formula/, /neo-hookean/],
    [{ law: "neo-hookean", mu: 1, lamda: 1 }, "E_KEY", /"lamda"/, /Did you mean "lambda"/],
    [{ law: "neo-hookean", mu: 1 }, "E_PARAMETER", /lambda is missing/, /add lambda/],
    [{ law: "neo-hookean", mu: -1, lambda: 1 }, "E_PARAMETER", /mu = -1 is not a finite number > 0 .*stress/, /set mu/],
    [{ law: "neo-hookean", mu: 1, lambda: NaN }, "E_PARAMETER", /lambda = NaN/, /set lambda/],
    [{ law: "neo-hookean", mu: "1 kPa", lambda: 1 }, "E_PARAMETER", /mu = 1 kPa/, /set mu/],
    [{ law: "neo-hookean", mu: 1, lambda: -0.7 }, "E_PARAMETER", /bulk modulus.*not > 0/, /mu, lambda/],
    [{ law: "neo-hookean", E: 1, nu: 0.5 }, "E_PARAMETER", /nu = 0.5 .*< 0.5/, /set nu/],
    [{ law: "saint-venant-kirchhoff", E: 1, nu: 0.3, mu: 1 }, "E_PARAMETER", /mu is given beside E, nu/, /either/],
    [{ ...mooney, c01: -0.4 }, "E_PARAMETER", /initial shear modulus/, /c10, c01/],
    [{ ...mooney, volumetric: "simo" }, "E_PARAMETER", /volumetric = simo is not one of mixed, log, quad/, /set volumetric/],
    [{ ...mooney, direction: [1, 0, 0] }, "E_KEY", /"direction"/, /Known/],
    [{ law: "ogden", mu: [1, 2], alpha: [2], bulk: 1 }, "E_PARAMETER", /different lengths/, /as many mu as alpha/],
    [{ law: "ogden", mu: 1, alpha: 0, bulk: 1 }, "E_PARAMETER", /alpha = 0/, /≠ 0/],
    [{ law: "ogden", mu: [], alpha: [], bulk: 1 }, "E_PARAMETER", /mu = \[\]/, /at least one/],
    [{ ...goh }, "E_PARAMETER", /0 directions are given, 1 to 8/, /angle/],
    [{ ...goh, kappa: 0.34, angle: 30 }, "E_PARAMETER", /kappa = 0.34/, /0.333/],
    [{ ...goh, angle: 30, directions: [[1, 0, 0]] }, "E_PARAMETER", /directions and angle are both given/, /keep one/],
    [{ ...goh, directions: [[0, 0, 0]] }, "E_PARAMETER", /directions\[0\] = \[0,0,0\]/, /not zero/],
    [{ ...goh, directions: [1, 0, 0] as never }, "E_PARAMETER", /directions\[0\] = 1/, /\[1, 0, 0\]/],
    [{ ...goh, angle: 30, isochoric: "no" }, "E_PARAMETER", /isochoric = no is not one of true, false/, /set isochoric/],
    [{ formula: "mu*(I1c - 3)", parameters: { mu: 1 } }, "E_FORMULA", /materials.tissue \(formula\): energy formula, column 5/, /I1/],
    [{ formula: "mu*I1", parameters: { mu: Infinity } }, "E_PARAMETER", /parameters.mu/, /finite/],
    [{ formula: "J*I1", parameters: { J: 1 } }, "E_PARAMETER", /that of an invariant/, /rename/],
    [{ formula: "I1", parameters: { "a b": 1 } }, "E_PARAMETER", /a b/, /letters/],
    [{ formula: "terms(a_k*b_k)*I1", parameters: { a: [1, 2], b: [1] } }, "E_PARAMETER", /list of 1/, /2 numbers/],
    [{ formula: "Ess", directions: [[1, 0, 0], [1, 1, 0]] }, "E_PARAMETER", /f·s/, /perpendicular/],
    [{ formula: 3 as never }, "E_PARAMETER", /formula = 3/, /text/],
    [{ formula: "mu*I1", parameter: { mu: 1 } }, "E_KEY", /"parameter"/, /Did you mean "parameters"/],
  ])("%j", (spec, code, message, hint) => {
    const error = failure(spec);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain("materials.tissue");
    expect(error.hint).toMatch(hint);
  });
  it("whatever stands in a case file, the answer is a law or a LawError", () => {
    const key = fc.constantFrom("law", "formula", "parameters", "mu", "lambda", "E", "nu", "bulk", "directions", "direction", "angle", "volumetric", "isochoric", "c", "k1", "k2");
    const entry = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("neo-hookean", "goh", "ogden", 1, [1, 0, 0], [[1, 0, 0]], "mixed"), fc.double()) as fc.Arbitrary<unknown>;
    fc.assert(fc.property(fc.dictionary(key, entry), (spec) => {
      try {
        bindLaw(spec);
      } catch (error) {
        expect(error).toBeInstanceOf(LawError);
      }
    }), { numRuns: 1000 });
  });
});

describe("the catalogue", () => {
  it.each(laws.map((law) => [law.name, law] as const))("%s: every choice compiles, and every parameter and choice is used", (_, law) => {
    for (const values of product(law.choices.map((choice) => choice.values))) {
      const source = sourceOf({ law, choices: values, terms: 2, directions: Math.max(law.directions.min, Math.min(2, law.directions.max)) });
      const { tangent } = compileLaw(source);
      const loaded = new Set<number>();
      for (let i = 0; i < tangent.code.length; i += 3) if (tangent.code[i] === 1 && tangent.code[i + 1] === 0) loaded.add(tangent.code[i + 2]);
      expect(loaded.size).toBe(source.parameters.length);
    }
  });
});

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((done, list) => done.flatMap((head) => list.map((item) => [...head, item])), [[]]);
}
