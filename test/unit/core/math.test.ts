import { beforeAll, describe, expect, it } from "vitest";
import * as math from "../../../src/core/math.gen.js";
import { loadKernels, type KernelExports } from "../../../src/kernels/module.js";
import { precise, ulpError } from "../../support/precise.js";
import { seeded } from "../../support/random.js";

type Unary = Exclude<keyof typeof precise, "pow">;
type Source = () => number;

const random = seeded(2026);
const uniform = (low: number, high: number): Source => () => low + (high - low) * random();
/** Logarithmically uniform between powers of two, of either sign. */
const powers = (low: number, high: number): Source => () => (random() < 0.5 ? -1 : 1) * 2 ** (low + (high - low) * random());
const positive = (source: Source): Source => () => Math.abs(source());
/** A double of uniformly random bits: every magnitude, subnormal, infinite and NaN. */
const anyBits: Source = () => {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, random() * 2 ** 32);
  view.setUint32(4, random() * 2 ** 32);
  return view.getFloat64(0);
};
/** Doubles next to multiples of pi/2, where the result of sin or cos is tiny and all digits of pi count. */
const nearQuarterTurns: Source = () => Math.floor(uniform(-1e5, 1e5)()) * (Math.PI / 2) * (1 + Math.round(uniform(-4, 4)()) * 2 ** -53);
/** The doubles on and around the cuts between rows of the table of the logarithm. */
const nearTableCuts: Source = () => {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, 0x3fe69000 + 0x2000 * Math.floor(128 * random()));
  return view.getFloat64(0) * (1 + Math.round(uniform(-2, 2)()) * 2 ** -52);
};

/** The claims of the doc comments: worst error in ulp, and the ranges in which it is looked for. */
const claims: Record<Unary, { readonly ulp: number; readonly ranges: Readonly<Record<string, Source>> }> = {
  exp: { ulp: 0.52, ranges: { "all normal results": uniform(-708, 709.78), "near 0": powers(-60, 0), "near overflow": uniform(709, 709.78) } },
  expm1: {
    ulp: 0.62,
    ranges: { all: uniform(-40, 709.7), "near 0": powers(-60, 0), subnormal: powers(-1074, -1000), "worst place": uniform(0.0625, 0.14), negative: uniform(-0.14, -0.0625) },
  },
  log: {
    ulp: 0.52,
    ranges: { normal: positive(powers(-1022, 1023.99)), subnormal: positive(powers(-1074, -1022)), "next to 1": () => 1 + powers(-52, -3)(), "cuts of the table": nearTableCuts },
  },
  log1p: {
    ulp: 0.53,
    ranges: { "near 0": powers(-60, -1), "near -1": () => -1 + positive(powers(-53, -1))(), large: positive(powers(0, 1023.99)), subnormal: powers(-1074, -1000), "change of method": uniform(0.007, 0.02) },
  },
  sin: { ulp: 0.6, ranges: { "first octants": uniform(-2, 2), "to 1e5": uniform(-1e5, 1e5), "next to multiples of pi/2": nearQuarterTurns, huge: powers(17, 1023.99), subnormal: powers(-1074, -900) } },
  cos: { ulp: 0.6, ranges: { "first octants": uniform(-2, 2), "to 1e5": uniform(-1e5, 1e5), "next to multiples of pi/2": nearQuarterTurns, huge: powers(17, 1023.99), "near 0": powers(-60, 0) } },
  sinh: { ulp: 0.56, ranges: { ordinary: uniform(-3, 3), wide: uniform(-200, 200), "near overflow": uniform(709, 710.47), "near 0": powers(-60, -2), subnormal: powers(-1074, -900) } },
  cosh: { ulp: 0.56, ranges: { ordinary: uniform(-3, 3), wide: uniform(-200, 200), "near overflow": uniform(-710.47, -709), "near 0": powers(-60, -2) } },
  tanh: { ulp: 0.56, ranges: { ordinary: uniform(-2, 2), wide: uniform(-22, 22), "near 0": powers(-60, -2), subnormal: powers(-1074, -900) } },
  cbrt: { ulp: 0.51, ranges: { all: powers(-1022, 1023.99), subnormal: powers(-1074, -1022), "one period": uniform(-8, 8) } },
};

function worstOf(samples: number, error: () => { readonly error: number; readonly at: unknown }): { error: number; at: unknown } {
  let worst = { error: 0, at: undefined as unknown };
  for (let i = 0; i < samples; i++) {
    const next = error();
    if (!(next.error <= worst.error)) worst = next;
  }
  return worst;
}

describe("accuracy against high precision, in units of the last place", () => {
  for (const [name, { ulp, ranges }] of Object.entries(claims) as [Unary, (typeof claims)[Unary]][]) {
    for (const [range, source] of Object.entries(ranges)) {
      it(`${name}, ${range}: at most ${ulp}`, () => {
        const worst = worstOf(2000, () => {
          const x = source();
          return { error: ulpError(math[name](x), precise[name](x)), at: x };
        });
        expect(worst.error, `at ${String(worst.at)}`).toBeLessThanOrEqual(ulp);
      });
    }
  }

  // 0.76: the sum is rounded once to 53 bits and once more to the fewer bits of a subnormal number.
  it("exp, subnormal results: at most 0.76", () => {
    const worst = worstOf(2000, () => {
      const x = uniform(-745, -708.4)();
      return { error: ulpError(math.exp(x), precise.exp(x)), at: x };
    });
    expect(worst.error, `at ${String(worst.at)}`).toBeLessThanOrEqual(0.76);
  });

  // The double closest to a multiple of pi/2 (Muller et al., Handbook of Floating-Point Arithmetic): 61 bits cancel.
  it("sin and cos where the reduced argument is smallest", () => {
    const x = 6381956970095103 * 2 ** 797;
    expect(ulpError(math.cos(x), precise.cos(x))).toBeLessThanOrEqual(0.6);
    expect(ulpError(math.sin(x), precise.sin(x))).toBeLessThanOrEqual(0.6);
    expect(Math.abs(math.cos(x))).toBeLessThan(1e-18);
  });
});

describe("pow", () => {
  const exponentFor = (x: number, low: number, high: number): number => uniform(low, high)() / Math.log(x);
  const cases: Readonly<Record<string, readonly [Source, (x: number) => number, number]>> = {
    ordinary: [uniform(0.1, 10), () => uniform(-20, 20)(), 0.55],
    "base near 1, large exponent": [() => 1 + powers(-30, -5)(), (x) => exponentFor(x, -700, 700), 0.55],
    "any base, any result": [positive(powers(-1022, 1023)), (x) => exponentFor(x, -700, 700), 0.55],
    "subnormal base": [positive(powers(-1074, -1022)), (x) => exponentFor(x, -700, 700), 0.55],
    "small exponent": [positive(powers(-30, 30)), () => powers(-60, -3)(), 0.55],
    "subnormal result": [positive(powers(-100, -1)), (x) => exponentFor(x, -744, -708.5), 0.78],
  };
  for (const [range, [base, exponent, ulp]] of Object.entries(cases)) {
    it(`${range}: at most ${ulp} ulp`, () => {
      const worst = worstOf(2000, () => {
        const x = base();
        const y = exponent(x);
        return { error: ulpError(math.pow(x, y), precise.pow(x, y)), at: [x, y] };
      });
      expect(worst.error, `at ${String(worst.at)}`).toBeLessThanOrEqual(ulp);
    });
  }

  it("gives back a base to the power 1 and exact powers of two", () => {
    for (let i = 0; i < 2000; i++) {
      const x = positive(anyBits)();
      expect(math.pow(x, 1)).toBe(x);
    }
    for (let k = -1074; k < 1024; k++) expect(math.pow(2, k)).toBe(k < -1022 ? 5e-324 * 2 ** (k + 1074) : 2 ** k);
  });

  it("alternates in sign for negative bases and refuses broken exponents", () => {
    expect(math.pow(-2, 3)).toBe(-8);
    expect(math.pow(-2, -2)).toBe(0.25);
    expect(math.pow(-1, 2 ** 53 - 1)).toBe(-1);
    expect(math.pow(-1, 2 ** 53)).toBe(1);
    expect(math.pow(-8, 1 / 3)).toBeNaN();
  });
});

const inf = Infinity;
/** IEEE 754-2019, section 9.2 and C99 Annex F: function, arguments, value. */
const special: readonly (readonly [keyof typeof precise, readonly number[], number])[] = [
  ["exp", [0], 1], ["exp", [-0], 1], ["exp", [inf], inf], ["exp", [-inf], 0], ["exp", [NaN], NaN],
  ["exp", [709.7827128933841], inf], ["exp", [-745.1332191019411], 5e-324], ["exp", [-745.1332191019412], 0],
  ["expm1", [0], 0], ["expm1", [-0], -0], ["expm1", [5e-324], 5e-324], ["expm1", [inf], inf], ["expm1", [-inf], -1], ["expm1", [-40], -1], ["expm1", [710], inf], ["expm1", [NaN], NaN],
  ["log", [1], 0], ["log", [0], -inf], ["log", [-0], -inf], ["log", [-1], NaN], ["log", [-inf], NaN], ["log", [inf], inf], ["log", [NaN], NaN],
  ["log1p", [0], 0], ["log1p", [-0], -0], ["log1p", [-1], -inf], ["log1p", [-1.5], NaN], ["log1p", [inf], inf], ["log1p", [NaN], NaN], ["log1p", [-5e-324], -5e-324],
  ["sin", [0], 0], ["sin", [-0], -0], ["sin", [inf], NaN], ["sin", [-inf], NaN], ["sin", [NaN], NaN], ["sin", [5e-324], 5e-324],
  ["cos", [0], 1], ["cos", [-0], 1], ["cos", [inf], NaN], ["cos", [NaN], NaN],
  ["sinh", [-0], -0], ["sinh", [inf], inf], ["sinh", [-inf], -inf], ["sinh", [710.4758600739440], inf], ["sinh", [NaN], NaN],
  ["cosh", [-0], 1], ["cosh", [inf], inf], ["cosh", [-inf], inf], ["cosh", [NaN], NaN],
  ["tanh", [-0], -0], ["tanh", [inf], 1], ["tanh", [-inf], -1], ["tanh", [30], 1], ["tanh", [NaN], NaN],
  ["cbrt", [-0], -0], ["cbrt", [-27], -3], ["cbrt", [2 ** -1050], 2 ** -350], ["cbrt", [-inf], -inf], ["cbrt", [NaN], NaN],
  ["pow", [1, NaN], 1], ["pow", [NaN, 0], 1], ["pow", [NaN, 1], NaN], ["pow", [2, NaN], NaN], ["pow", [0, -0], 1],
  ["pow", [-1, inf], 1], ["pow", [-1, -inf], 1], ["pow", [0.5, inf], 0], ["pow", [0.5, -inf], inf], ["pow", [-2, inf], inf], ["pow", [-2, -inf], 0],
  ["pow", [0, 3], 0], ["pow", [-0, 3], -0], ["pow", [-0, 2.5], 0], ["pow", [0, -3], inf], ["pow", [-0, -3], -inf], ["pow", [-0, -2], inf], ["pow", [-0, -inf], inf], ["pow", [0, inf], 0],
  ["pow", [inf, 0.1], inf], ["pow", [inf, -0.1], 0], ["pow", [-inf, 3], -inf], ["pow", [-inf, 2], inf], ["pow", [-inf, -3], -0], ["pow", [-inf, -2.5], 0],
  ["pow", [2, 1024], inf], ["pow", [2, -1075.1], 0], ["pow", [1 + 2 ** -52, 1e300], inf], ["pow", [1 - 2 ** -53, 1e300], 0], ["pow", [1.5, 1e-300], 1],
];

describe("special values", () => {
  it.each(special)("%s(%o) = %d", (name, args, expected) => {
    const call = math[name] as (...numbers: readonly number[]) => number;
    expect(call(...args)).toBe(expected);
  });

  it("exp is finite up to the logarithm of the largest double", () => {
    expect(ulpError(math.exp(709.782712893384), precise.exp(709.782712893384))).toBeLessThanOrEqual(0.52);
  });

  it("odd and even functions are so to the bit", () => {
    const broken: string[] = [];
    for (let i = 0; i < 20000; i++) {
      const x = anyBits();
      for (const odd of ["sin", "sinh", "tanh", "cbrt"] as const) if (!Object.is(math[odd](-x), -math[odd](x))) broken.push(`${odd}(${x})`);
      for (const even of ["cos", "cosh"] as const) if (!Object.is(math[even](-x), math[even](x))) broken.push(`${even}(${x})`);
    }
    expect(broken).toEqual([]);
  });
});

describe("WASM and JavaScript give the same bits", () => {
  let kernels: KernelExports;
  beforeAll(async () => { kernels = (await loadKernels()).exports; });

  const sources: readonly Source[] = [anyBits, uniform(-3, 3), uniform(-750, 750), powers(-60, 30), () => 1 + powers(-52, -1)()];

  for (const name of Object.keys(claims) as Unary[]) {
    it(`${name}, 100 000 arguments`, () => {
      const differences: number[] = [];
      for (let i = 0; i < 100_000; i++) {
        const x = sources[i % sources.length]!();
        if (!Object.is(math[name](x), kernels[name]!(x))) differences.push(x);
      }
      expect(differences).toEqual([]);
    });
  }

  it("pow, 100 000 pairs", () => {
    const differences: [number, number][] = [];
    for (let i = 0; i < 100_000; i++) {
      const x = sources[i % sources.length]!();
      const y = sources[Math.floor(random() * sources.length)]!();
      if (!Object.is(math.pow(x, y), kernels.pow!(x, y))) differences.push([x, y]);
    }
    expect(differences).toEqual([]);
  });
});
