/** Tissue expansion of porcine skin against the numbers of its authors: runs of bench/growth/porcine.ts. */
import { describe, expect, it } from "vitest";
import { published, rates, solvePorcine } from "../../bench/growth/published.js";

// The published median at the apex is met round the centre where cells bend without shear, and as mean over our apex zone by cells that shear, like the C3D8 of the authors.
describe.each([["fbar", "centre"], ["standard", "apex"]] as const)("porcine skin at the median rate and the middle fill, %s", (formulation, place) => {
  it("has ϑ on day 7 in the published bands, largest at the apex, and the total stretch within 5 % of the published field", async () => {
    const outcome = await solvePorcine(formulation, 55000, 0, rates.median);
    for (const zone of ["apex", "between", "rim"] as const) {
      const { p5, p95 } = published.growth[zone];
      expect(outcome[zone], zone).toBeGreaterThan(p5.at(-1)!);
      expect(outcome[zone], zone).toBeLessThan(p95.at(-1)!);
    }
    expect(Math.abs(outcome[place] / published.growth.apex.p50.at(-1)! - 1)).toBeLessThan(0.01);
    expect(outcome.off).toBeLessThan(0.05);
    // At a total stretch that is held, 99.7 % of it would have grown by now; at the apex the total still rises as the skin round it relaxes.
    expect(outcome.centre / outcome.total).toBeGreaterThan(0.97);
    const [first, third, seventh] = outcome.pressures;
    expect(outcome.peak).toBeGreaterThan(first);
    expect(first).toBeGreaterThan(third);
    expect(third).toBeGreaterThan(seventh);
  }, 120_000);
});
