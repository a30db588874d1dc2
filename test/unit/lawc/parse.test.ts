import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LawError } from "../../../src/core/errors.js";
import { compileLaw, evaluateScalar } from "../../../src/lawc/compile.js";
import { operationCount } from "../../../src/lawc/tape.js";

const value = (formula: string, x = 3): number => evaluateScalar({ formula, parameters: ["x", "y"], terms: 0, directions: 0 }, Float64Array.of(x, 0.5));

function failure(formula: string): LawError {
  try {
    compileLaw({ formula, parameters: ["mu", "k_1", "k_2"], terms: 2, directions: 2 });
  } catch (error) {
    expect(error).toBeInstanceOf(LawError);
    return error as LawError;
  }
  throw new Error(`${formula} compiles`);
}

describe("the language", () => {
  it.each<[string, number]>([
    ["1 + 2*x^2", 19], ["-x^2", -9], ["2^3^2", 512], ["x/2/3", 0.5], ["8 - 4 - 2", 2], ["-(x - 5)*2", 4], ["2e-1*x", 0.6000000000000001], [".5 + 1.", 1.5],
    ["a = x + 1; b = a^2; b - a", 12], ["--x", 3], ["x^-1*3", 1], ["⟨x - 4⟩ + pos(x)", 3], ["4^y", 2], ["heaviside(x) + heaviside(-x)", 1],
  ])("%s", (formula, expected) => {
    expect(value(formula)).toBe(expected);
  });
  it("folds constants exactly", () => {
    expect(value("(x/3 - x)*3 + 2*x", 7)).toBe(0);
    expect(value("0.1 + 0.2 - 0.3")).toBe(0);
    expect(value("1e300*1e-300*x")).toBe(3);
  });
});

describe("errors name the place and the nearest name", () => {
  it.each<[string, number, RegExp]>([
    ["mu*(I1b_ - 3)", 4, /Did you mean "I1b"/], ["mu*lgo(J)", 3, /Did you mean "log"/], ["mu*(I1 - 3", 10, /"\)"/], ["mu I1", 3, /operator/], ["mu*", 3, /expected here/],
    ["mu*#", 3, /numbers, names/], ["1/(2 - 2)", 0, /division/], ["I4_3", 0, /I4_2/], ["I4_a", 0, /families/], ["mu = 1; mu", 0, /another name/], ["a = b; b = 1; a", 4, /Known/],
    ["exp = 1", 7, /";"/], ["trCp(I1)", 0, /number or a parameter/], ["I1^1e9", 2, /smaller exponents/], ["9^9^9^9", 3, /between 1e-300/],
  ])("%s", (formula, position, hint) => {
    const error = failure(formula);
    expect(error.code).toBe("E_FORMULA");
    expect(error.details.position).toBe(position);
    expect(error.hint).toMatch(hint);
    expect(error.message).toContain(`column ${position + 1}`);
  });
});

describe("garbage", () => {
  const word = fc.constantFrom("mu", "k_1", "k_k", "I1", "I1b", "J", "I4_a", "E01", "trE2", "x", "exp", "log", "sqrt", "pos", "families", "terms", "trCbp", "0", "1", "2.5", "1e3", "1e999",
    "+", "-", "*", "/", "^", "(", ")", "(", ")", "=", ";", "⟨", "⟩", " ", "constructor", "__proto__", "Эх");
  const compiles = (formula: string): void => {
    try {
      compileLaw({ formula, parameters: ["mu", "k_1", "k_2"], terms: 2, directions: 2 });
    } catch (error) {
      expect(error).toBeInstanceOf(LawError);
    }
  };
  it("any text is a formula or a LawError", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), compiles), { numRuns: 500 });
  });
  it("any sequence of words of the language is a formula or a LawError", () => {
    fc.assert(fc.property(fc.array(word, { maxLength: 25 }).map((words) => words.join("")), compiles), { numRuns: 1500 });
  });
  it("a formula cut short or with a letter changed is a formula or a LawError", () => {
    const good = "q = mu/2; q*(I1b-3) + families(k_1/(2*k_2)*(exp(k_2*pos(I4b_a-1)^2) - 1)) + terms(k_k*log(J)^2)";
    compileLaw({ formula: good, parameters: ["mu", "k_1", "k_2"], terms: 2, directions: 2 });
    fc.assert(fc.property(fc.nat(good.length - 1), fc.nat(3), fc.constantFrom("", "(", "^", "9", "é", ";"), (at, remove, insert) => compiles(good.slice(0, at) + insert + good.slice(at + remove))), { numRuns: 500 });
  });
  it("what is too long or too deep is refused at once, not run into", () => {
    for (const formula of ["(".repeat(1000), "-".repeat(1000) + "1", "1+".repeat(15_000) + "1", "2^".repeat(500) + "2", "sin(".repeat(200) + "I1" + ")".repeat(200)]) expect(failure(formula).code).toBe("E_FORMULA");
  });
  it("definitions that use one another often are read once each", () => {
    // Written out, the last one has 2^60 terms.
    const chain = Array.from({ length: 60 }, (_, i) => `d${i + 1} = d${i}*I1/4 + d${i};`).join(" ");
    const program = compileLaw({ formula: `d0 = J; ${chain} d60`, parameters: [], terms: 0, directions: 0 });
    expect(operationCount(program.tangent)).toBeLessThan(20_000);
  });
});
