/** The same tape by every way of running it. */
import { beforeAll, describe, expect, it } from "vitest";
import * as math from "../../../src/core/math.gen.js";
import { laneSlots, lawSlots } from "../../../src/kernels/laws.js";
import { loadKernels, type Kernels } from "../../../src/kernels/module.js";
import { bindLaw } from "../../../src/law/bind.js";
import { kernelId, prebuiltVariants, sourceOf, type LawVariant } from "../../../src/law/catalogue.js";
import { lawFunctions } from "../../../src/law/functions.gen.js";
import { compileLaw } from "../../../src/lawc/compile.js";
import { assemblyscriptFunction, typescriptFunction, wgslFunction } from "../../../src/lawc/emit-source.js";
import { emitModule } from "../../../src/lawc/emit-wasm.js";
import { interpreter } from "../../../src/lawc/interpret.js";
import { laneProgram } from "../../../src/lawc/lanes.js";
import { Op, operationCount, type Tape } from "../../../src/lawc/tape.js";
import { lawSpecs } from "../../support/laws.js";
import { relativeDifference } from "../../support/points.js";
import { seeded } from "../../support/random.js";

let kernels: Kernels;
beforeAll(async () => { kernels = await loadKernels(); });

const variants = prebuiltVariants().map((variant) => [kernelId(variant), variant] as const);
const bound = lawSpecs.map((spec) => bindLaw(spec));

function lawOf(id: string) {
  const law = bound.find(({ kernel }) => kernel === id);
  if (law === undefined) throw new Error(`no law of test/support/laws.ts uses the kernel ${id}`);
  return law;
}

function strains(count: number, size: number): Float64Array[] {
  const random = seeded(4);
  return Array.from({ length: count }, () => Float64Array.from({ length: 6 }, () => size * (2 * random() - 1)));
}

function answerOf(tape: Tape, ...inputs: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(tape.outputs.length);
  interpreter(tape)(...inputs, out);
  return out;
}

/** Places of W, S00, S11, S22, S01 and of ∂S/∂E between 00, 11, 01 in the answer of a law. Zeros may differ in their sign. */
const planePlaces = [0, 1, 2, 3, 4, 7, 8, 10, 13, 15, 22];

function expectPlane(solid: Float64Array, plane: Float64Array): void {
  plane.forEach((value, n) => expect(value + 0).toBe(solid[planePlaces[n]] + 0));
}

const bits = (array: Float64Array): BigUint64Array => new BigUint64Array(array.slice().buffer);

describe.each(variants)("%s", (id, variant) => {
  const program = compileLaw(sourceOf(variant));
  const law = lawOf(id);
  it("interpreted, printed, compiled ahead and emitted: the same bits", () => {
    const ahead = lawSlots(kernels, law);
    const emitted = lawSlots(kernels, { ...law, kernel: `${id} emitted`, program });
    const mark = kernels.mark();
    const [p, d, e, out] = [law.parameters.length, law.directions.length + 1, 6, 28].map((length) => kernels.allocate(8 * length));
    kernels.f64(p, law.parameters.length).set(law.parameters);
    kernels.f64(d, law.directions.length).set(law.directions);
    const inWasm = (slot: number, E: Float64Array, size: number): Float64Array => {
      kernels.f64(e, 6).set(E);
      (kernels.table.get(slot) as (...pointers: number[]) => void)(p, d, e, out);
      return kernels.f64(out, size).slice();
    };
    for (const E of [...strains(20, 0.15), ...strains(5, 1e-8)]) {
      for (const [want, size] of [["stress", 7], ["tangent", 28]] as const) {
        const expected = new Float64Array(size);
        lawFunctions[id][want](law.parameters, law.directions, E, expected);
        const interpreted = new Float64Array(size);
        interpreter(program[want])(law.parameters, law.directions, E, interpreted);
        expect(bits(interpreted)).toEqual(bits(expected));
        expect(bits(inWasm(ahead[want], E, size))).toEqual(bits(expected));
        expect(bits(inWasm(emitted[want], E, size))).toEqual(bits(expected));
      }
    }
    kernels.release(mark);
  });
  it.each([2, 3] as const)("two points in the lanes, compiled ahead and emitted, in %i D: each has the bits of the scalar kernel", (dimension) => {
    const lanes = laneProgram(program, dimension);
    const slots = [laneSlots(kernels, law, dimension), laneSlots(kernels, { ...law, kernel: `${id} emitted lanes`, program }, dimension)];
    const mark = kernels.mark();
    const [p, d, e, out] = [law.parameters.length, law.directions.length + 1, 12, 56].map((length) => kernels.allocate(8 * length));
    kernels.f64(p, law.parameters.length).set(law.parameters);
    kernels.f64(d, law.directions.length).set(law.directions);
    // Plane strain leaves the components 12 and 02 at zero; the kernels in the plane drop what is multiplied with them.
    const points = strains(12, 0.15).map((E) => (dimension === 2 ? E.map((value, place) => (place > 3 ? 0 : value)) : E));
    for (let n = 0; n < points.length; n += 2) {
      const pair = points.slice(n, n + 2);
      kernels.f64(e, 12).set(Array.from({ length: 12 }, (_, k) => pair[k % 2][k >> 1]));
      for (const want of ["stress", "tangent"] as const) {
        const size = lanes[want].outputs.length;
        const expected = pair.map((E) => answerOf(lanes[want], law.parameters, law.directions, E));
        for (const slot of slots) {
          (kernels.table.get(slot[want]) as (...pointers: number[]) => void)(p, d, e, out);
          const pairs = kernels.f64(out, 2 * size).slice();
          expected.forEach((values, lane) => expect(pairs.filter((_, k) => k % 2 === lane)).toEqual(values));
        }
        if (dimension === 2) pair.forEach((E, lane) => expectPlane(answerOf(program[want], law.parameters, law.directions, E), expected[lane]));
      }
    }
    kernels.release(mark);
  });
  it("in single precision it is right to 1e-5 at moderate strain", () => {
    for (const E of strains(10, 0.15)) {
      const exact = new Float64Array(28);
      lawFunctions[id].tangent(law.parameters, law.directions, E, exact);
      const single = interpretSingle(program.tangent, [law.parameters, law.directions, E]);
      expect(relativeDifference(single.slice(0, 7), exact.subarray(0, 7))).toBeLessThan(1e-5);
      expect(relativeDifference(single.slice(7), exact.subarray(7))).toBeLessThan(1e-5);
    }
  });
  it("is printed for every language, and stays small", () => {
    const sizes = { p: law.parameters.length, d: law.directions.length, E: 6 };
    expect(typescriptFunction("f", program.tangent)).toMatch(/^export function f\(.*out: Float64Array\): void \{/);
    expect(assemblyscriptFunction("f", program.tangent)).toMatch(/store<f64>\(out, .*, 216\);\n\}$/);
    expect(wgslFunction("f", program.tangent, sizes)).toMatch(/^fn f\(.*\) -> array<f32, 28> \{/);
    expect(operationCount(program.tangent)).toBeLessThan(1000);
    expect(emitModule([program.stress, program.tangent]).length).toBeLessThan(8192);
  });
});

/** A tape in f32: every operation and every function rounded to single precision. */
function interpretSingle(tape: Tape, arrays: readonly Float64Array[]): number[] {
  const values: number[] = [];
  const scratch = new Float64Array(28);
  const unary: Readonly<Record<number, (x: number) => number>> = {
    [Op.negate]: (x) => -x, [Op.sqrt]: Math.sqrt, [Op.pos]: (x) => Math.max(x, 0), [Op.heaviside]: (x) => (x > 0 ? 1 : 0),
    [Op.exp]: math.exp, [Op.expm1]: math.expm1, [Op.log]: math.log, [Op.log1p]: math.log1p, [Op.tanh]: math.tanh, [Op.sin]: math.sin, [Op.cos]: math.cos,
  };
  const binary: Readonly<Record<number, (x: number, y: number) => number>> = {
    [Op.add]: (x, y) => x + y, [Op.subtract]: (x, y) => x - y, [Op.multiply]: (x, y) => x * y, [Op.divide]: (x, y) => x / y, [Op.pow]: math.pow,
  };
  for (let i = 0; i < tape.code.length; i += 3) {
    const [op, a, b] = tape.code.subarray(i, i + 3);
    if (op === Op.spectral) math.spectralPower(Float64Array.from(arrays[2], Math.fround), values[a], scratch);
    const value = op === Op.constant ? tape.constants[a] : op === Op.load ? arrays[a][b] : op === Op.part ? scratch[b] : op === Op.spectral ? 0
      : op in binary ? binary[op](values[a], values[b]) : unary[op](values[a]);
    values.push(Math.fround(value));
  }
  return [...tape.outputs].map((position) => values[position]);
}

describe("a program", () => {
  it("is plain data that can be posted to a worker", () => {
    const law = bindLaw({ formula: "mu*trE2", parameters: { mu: 1 } });
    const copy = structuredClone(law);
    expect(copy).toEqual(law);
    expect(lawSlots(kernels, copy)).toEqual(lawSlots(kernels, law));
  });
  it("is compiled once per formula and put into the table once per instance", () => {
    const spec = { formula: "mu*trE2 + lambda*trE^2", parameters: { mu: 1, lambda: 2 } };
    const first = bindLaw(spec);
    expect(bindLaw({ ...spec, parameters: { mu: 3, lambda: 4 } }).program).toBe(first.program);
    const length = kernels.table.length;
    lawSlots(kernels, first);
    lawSlots(kernels, bindLaw(spec));
    expect(kernels.table.length).toBe(length + 2);
  });
  it("has no operation that no output needs", () => {
    const variant = variants.find(([id]) => id === "goh-mixed-isochoric-2")?.[1] as LawVariant;
    const { code, outputs } = compileLaw(sourceOf(variant)).stress;
    const used = new Set<number>(outputs);
    for (let i = code.length - 3; i >= 0; i -= 3) {
      expect(used.has(i / 3)).toBe(true);
      if (code[i] > Op.load) used.add(code[i + 1]);
      if ((code[i] >= Op.add && code[i] <= Op.divide) || code[i] === Op.pow) used.add(code[i + 2]);
    }
  });
});
