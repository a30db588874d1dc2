/** Where the tension of fibres sets in, as an input of a surrogate, against I4 and J themselves. */
import { describe, expect, it } from "vitest";
import { referenceMachine } from "../../../src/network/reference.js";
import { featureReader } from "../../../src/surrogate/features.js";
import { structureOf } from "../../../src/surrogate/structure.js";
import { fibreLaw, smallSurrogate } from "../../support/surrogates.js";

const a = [0.8, 0.6, 0], width = 0.002;
const symmetry = { name: "none", axes: [1, 0, 0, 0, 1, 0, 0, 0, 1], fibres: a, recruitment: { share: 1 / 3, width } } as const;

/** Components of a strain of a size, of which 2 a·E a - (J-1)/3 is `lead` to first order. */
function strainOf(dimension: 2 | 3, size: number, lead: number): number[] {
  const E = dimension === 2 ? [0.3, 0.5, 0.2] : [0.3, 0.5, -0.4, 0.2, 0.1, -0.3];
  const trace = E[0] + E[1] + (dimension === 3 ? E[2] : 0), shear = E[dimension];
  const now = 2 * (a[0] * a[0] * E[0] + a[1] * a[1] * E[1] + 2 * a[0] * a[1] * shear) - trace / 3;
  // Strain along the fibre changes it by 2 - 1/3.
  const more = (lead / size - now) / (2 - 1 / 3);
  return [E[0] + more * a[0] * a[0], E[1] + more * a[1] * a[1], ...(dimension === 3 ? [E[2]] : []), shear + more * a[0] * a[1], ...E.slice(dimension + 1)].map((e) => e * size);
}

/** I4 - 1 - (J-1)/3, by the determinant. */
function exact(E: readonly number[]): number {
  const plane = E.length === 3;
  const [x, y, z] = [1 + 2 * E[0], 1 + 2 * E[1], plane ? 1 : 1 + 2 * E[2]], [xy, yz, xz] = plane ? [2 * E[2], 0, 0] : [2 * E[3], 2 * E[4], 2 * E[5]];
  const J = Math.sqrt(x * (y * z - yz * yz) - xy * (xy * z - yz * xz) + xz * (xy * yz - y * xz));
  return a[0] * a[0] * x + a[1] * a[1] * y + 2 * a[0] * a[1] * xy - 1 - (J - 1) / 3;
}

describe.each([2, 3] as const)("fibres that see the isochoric stretch in %i dimensions", (dimension) => {
  const structure = structureOf(symmetry, dimension);
  const tension = structure.table.terms.findIndex((entries) => entries.some((entry) => entry.tension > 0));
  const reader = featureReader(referenceMachine(), structure);
  const valueAt = (E: readonly number[]): number => {
    reader.evaluate(E, E);
    return reader.value(0, tension);
  };

  it("are stretched by I4 less a third of J, but for the third order of the strain", () => {
    const misses = [0.08, 0.04].map((size) => {
      const E = strainOf(dimension, size, size), y = exact(E);
      // Well in tension, T² is y² + w²/2 + ..., and the input is T² - w²/4.
      return Math.abs(Math.sqrt(valueAt(E) - width * width / 4) - y);
    });
    expect(misses[0]).toBeLessThan(2e-3);
    expect(misses[0] / misses[1]).toBeGreaterThan(6);
  });

  it("carry nothing where the cell swells more than they are stretched, though I4 is above 1", () => {
    // Strain along the fibre, and across it.
    const [along, across] = [0.003, 0.06];
    const E = [a[0] * a[0] * along + a[1] * a[1] * across, a[1] * a[1] * along + a[0] * a[0] * across, ...(dimension === 3 ? [across] : []), a[0] * a[1] * (along - across), ...(dimension === 3 ? [0, 0] : [])];
    expect(exact(E)).toBeLessThan(-0.01);
    // (y + sqrt(y² + w²)) y/2 falls to -w²/4 where there is no tension.
    expect(valueAt(E)).toBeLessThan(0);
    expect(valueAt(E)).toBeGreaterThan(-width * width / 4 - 1e-15);
    expect(valueAt(strainOf(dimension, 0.03, 0.012))).toBeGreaterThan(1e-4);
  });
});

describe("where the fibres of a law begin to carry load", () => {
  const aligned = { ...fibreLaw, kappa: 0 };
  it.each([["isochoric stretch", aligned, 2 / 3], ["full stretch", { ...aligned, isochoric: false }, 0]] as const)("is found from samples where they see the %s", async (_, law, share) => {
    const { surrogate } = await smallSurrogate(2, { kind: "relaxed" }, law);
    expect(surrogate.symmetry.recruitment!.share).toBe(share);
  });

  it("is not asked of polyconvex networks", async () => {
    const { surrogate } = await smallSurrogate(2, { kind: "convex" }, aligned);
    expect(surrogate.symmetry.recruitment?.share ?? 0).toBe(0);
  });
});
