import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/core/errors.js";
import { checkSameInputs, decodeCheckpoint, encodeCheckpoint, type StoredPoint } from "../../../src/study/checkpoint.js";
import { emptyLedger } from "../../../src/study/summary.js";

const doubles = (values: readonly number[]): Float64Array => Float64Array.from(values);

function stored(u: Float64Array, states: readonly Float64Array[] = [doubles([1, 2]), doubles([])]): StoredPoint {
  return {
    point: { solver: { time: 0.3, size: 0.1, index: 3, u, states }, reactions: doubles([1, -1]), ledger: emptyLedger() },
    log: ["{}"], written: [{ time: 0.1, file: "step-0001.vtu" }], inputs: [{ name: "a.yaml", sha256: "ab" }],
  };
}

describe("a checkpoint", () => {
  it("comes back bit for bit, whatever the doubles are", () => {
    fc.assert(fc.property(fc.float64Array(), fc.array(fc.float64Array(), { maxLength: 3 }), (u, states) => {
      const point = stored(u, states);
      const back = decodeCheckpoint(encodeCheckpoint(point), "checkpoint.bin");
      // toEqual tells +0 from -0 and takes NaN for equal to NaN.
      expect(back).toEqual(point);
    }));
  });
  it("refuses damaged bytes with a typed error, and never gives wrong numbers", () => {
    const good = stored(doubles([1, 2, 3]));
    const bytes = encodeCheckpoint(good);
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
      const damaged = cut ? bytes.slice(0, at) : Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ flip : byte));
      try {
        const { point } = decodeCheckpoint(damaged, "checkpoint.bin");
        expect(point.solver.u).toEqual(good.point.solver.u);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }), { numRuns: 1000 });
  });
  it("belongs to the files that it was made of", () => {
    const files = [{ name: "a.yaml", sha256: "1" }, { name: "b.msh", sha256: "2" }];
    expect(() => checkSameInputs(files, files, "c")).not.toThrow();
    expect(() => checkSameInputs(files, [files[0], { name: "b.msh", sha256: "3" }], "c")).toThrow(/E_CHECKPOINT.*b\.msh has changed/);
    expect(() => checkSameInputs(files, [files[0]], "c")).toThrow(/b\.msh/);
  });
});
