import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convert, type Quantity, unitSystem } from "../../../src/study/units.js";

const mm = unitSystem("mm-N-MPa");

function number(text: string, quantity: Quantity): number {
  const answer = convert(text, quantity, mm);
  if (typeof answer !== "number") throw new Error(answer.reason);
  return answer;
}

describe("convert", () => {
  it.each([
    ["80 kPa", "stress", 0.08], ["3 mm", "length", 3], ["2.5cm", "length", 25], ["2 h", "time", 2 / 24], ["7 days", "time", 7],
    ["60 ml", "volume", 60000], ["1.5 N/mm^2", "stress", 1.5], ["0.0465 1/h", "rate", 1.116], ["-1e-3 MPa", "stress", -0.001], ["0.4", "number", 0.4],
    ["120 mmHg", "stress", 120 * 133.322387415e-6],
  ] as const)("reads %s of %s as %d in mm, N, MPa, day, to two units in the last place (three roundings)", (text, quantity, expected) => {
    expect(Math.abs(number(text, quantity) - expected)).toBeLessThanOrEqual(4.5e-16 * Math.abs(expected));
  });
  it("gives the very number that a user would have written in the system's unit, for whole numbers", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99999 }), (n) => {
      expect(convert(`${n} kPa`, "stress", mm)).toBe(n / 1000);
    }));
  });
  it.each([
    ["80 kPq", "stress", "no known unit"], ["80 mm", "stress", "no unit of stress"], ["soft", "stress", "no number"], ["80", "stress", "no unit of stress"],
    ["1 kPa^4", "stress", "no known unit"], ["1 __proto__", "stress", "no known unit"], ["1e999 mm", "length", "beyond the range"],
  ] as const)("refuses %s for %s and says why", (text, quantity, reason) => {
    expect(convert(text, quantity, mm)).toMatchObject({ reason: expect.stringContaining(reason) as string, hint: expect.stringMatching(/.+/) as string });
  });
  it("suggests the unit that was meant", () => {
    expect(convert("80 kPq", "stress", mm)).toMatchObject({ hint: expect.stringContaining('"kPa"') as string });
  });
  it("answers any text with a finite number or a refusal", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.tuple(fc.double(), fc.constantFrom("mm", "kPa", "/", "N/mm", "h")).map((p) => p.join(" "))), (text) => {
      const answer = convert(text, "length", mm);
      expect(typeof answer === "number" ? Number.isFinite(answer) : answer.hint !== "").toBe(true);
    }));
  });
});

describe("unitSystem", () => {
  it("takes systems whose stress is force per length squared", () => {
    expect(unitSystem("m-N-Pa").time).toBe("d");
    expect(unitSystem("um-nN-kPa").stress).toBe("kPa");
    expect(unitSystem("mm-mN-kPa-s").time).toBe("s");
  });
  it.each(["mm-N-Pa", "mm-N", "mm-MPa-N", "parsec-N-MPa", "", "mm-N-MPa-d-x"])("refuses %s", (name) => {
    expect(() => unitSystem(name)).toThrow(/E_UNITS.*Hint/s);
  });
});
