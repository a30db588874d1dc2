/** The Hartley transform of the kernels against its definition. */
import { beforeAll, describe, expect, it } from "vitest";
import { AXIS_FIRST_PASS, AXIS_LENGTH, AXIS_PASSES, AXIS_TWIDDLES } from "../../../src/kernels/fft-layout.js";
import { isTransformLength, planFftAxis } from "../../../src/kernels/fft-plan.js";
import { type Kernels, loadKernels } from "../../../src/kernels/module.js";
import { seeded } from "../../support/random.js";

let kernels: Kernels;
beforeAll(async () => { kernels = await loadKernels(); });

/** Lines side by side: `[length, lines]`. */
function transform(length: number, lines: number, data: Float64Array): Float64Array {
  const plan = planFftAxis(length);
  const twiddles = kernels.allocate(8 * plan.twiddles.length);
  const axis = kernels.allocate(4 * (AXIS_FIRST_PASS + plan.passes.length));
  const field = kernels.allocate(8 * data.length);
  const scratch = kernels.allocate(16 * data.length);
  kernels.f64(twiddles, plan.twiddles.length).set(plan.twiddles);
  const words = kernels.i32(axis, AXIS_FIRST_PASS + plan.passes.length);
  words[AXIS_LENGTH] = length;
  words[AXIS_PASSES] = plan.passes.length / 3;
  words[AXIS_TWIDDLES] = twiddles;
  words.set(plan.passes, AXIS_FIRST_PASS);
  kernels.f64(field, data.length).set(data);
  kernels.exports.hartley(axis, field, 8 * lines, field, 8 * lines, 8 * lines, scratch);
  return kernels.f64(field, data.length).slice();
}

function definition(length: number, lines: number, data: Float64Array): Float64Array {
  return data.map((_, place) => {
    const [k, line] = [Math.floor(place / lines), place % lines];
    let sum = 0;
    for (let n = 0; n < length; n++) {
      const angle = (2 * Math.PI * ((k * n) % length)) / length;
      sum += data[n * lines + line] * (Math.cos(angle) + Math.sin(angle));
    }
    return sum;
  });
}

const lengths = Array.from({ length: 128 }, (_, n) => n + 1).filter(isTransformLength);

describe("Hartley transform", () => {
  it("knows the lengths 2^a 3^b 5^c", () => {
    expect(lengths.slice(0, 14)).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20]);
    expect(() => planFftAxis(14)).toThrow(RangeError);
  });

  it.each(lengths)("%i values: as defined, and its own inverse", (length) => {
    const lines = 6;
    const random = seeded(length);
    const data = Float64Array.from({ length: length * lines }, random);
    const once = transform(length, lines, data);
    const expected = definition(length, lines, data);
    // Sums of N terms of size 1: rounding grows as sqrt(N) at most.
    once.forEach((value, i) => { expect(Math.abs(value - expected[i])).toBeLessThan(1e-13 * Math.sqrt(length)); });
    transform(length, lines, once).forEach((value, i) => { expect(Math.abs(value / length - data[i])).toBeLessThan(1e-14); });
  });
});
