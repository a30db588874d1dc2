/** Microscopic instability: the count of negative pivots against energies of disturbed cells; what is reported, and where. */
import { describe, expect, it } from "vitest";
import { PointStatus, stride } from "../../src/constitutive/model.js";
import { homogenize } from "../../src/homogenize/index.js";
import { stability } from "../../src/homogenize/stability.js";
import type { Rve } from "../../src/rve/rve.js";
import { gridNodes, numberUnknowns } from "../../src/rve/grid.js";
import { answer, embed } from "../support/points.js";
import { unitCell } from "../support/cells.js";

/** A stiff layer in a soft matrix, long enough to buckle when it is compressed along x. */
const layer = unitCell(2, 8, "periodic", {
  size: [4, 1], grid: [16, 8], phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 4 }, inclusion: { law: "neo-hookean", mu: 100, lambda: 400 } },
  shapes: [{ laminate: { axis: "y", from: 0.375, to: 0.625 }, phase: "inclusion" }],
});
const compressed = (strain: number): Float64Array => embed([[1 - strain, 0], [0, 1]]);

/** Adds a wave along x to the fluctuation across, but for the node that is held. */
function buckle(state: Float64Array, amplitude: number): void {
  const { ofNode } = numberUnknowns(layer);
  let node = 0;
  for (const [i] of gridNodes(layer)) {
    const first = ofNode[node++];
    if (first >= 0) state[9 + first + 1] = amplitude * Math.sin((2 * Math.PI * i) / 16);
  }
}

describe("a stiff layer under compression", () => {
  it("has unstable modes exactly where a disturbed cell finds an equilibrium of less energy", async () => {
    const model = await homogenize(layer, { solver: "direct", threads: 1 });
    const size = stride(model.state);
    const place = stride(model.state.slice(0, model.state.findIndex(({ name }) => name === "instability")));
    const seen = new Set<boolean>();
    for (const strain of [0.002, 0.01, 0.05]) {
      const straight = await answer(model, [compressed(strain)]);
      const buckled = await Promise.all([0.05, 0.1, 0.2, 0.3].map((amplitude) => {
        const disturbed = new Float64Array(size);
        model.initialState(disturbed, 1);
        buckle(disturbed, amplitude);
        return answer(model, [compressed(strain)], "tangent", disturbed);
      }));
      expect(straight.status[0]).toBe(PointStatus.ok);
      const solved = buckled.filter(({ status }) => status[0] === PointStatus.ok);
      expect(solved.length).toBeGreaterThan(0);
      const unstable = straight.state[place] > 0, gain = straight.W[0] - Math.min(...solved.map(({ W }) => W[0]));
      seen.add(unstable);
      if (unstable) expect(gain).toBeGreaterThan(1e-4 * straight.W[0]);
      else expect(Math.abs(gain)).toBeLessThan(1e-8 * straight.W[0]);
    }
    expect(seen.size).toBe(2);
    model.dispose?.();
  });

  it("is found unstable earlier on twice its length, and elliptic while it is stable", async () => {
    const small = await stability(layer, compressed(0.005));
    expect(small.modes).toBe(0);
    expect(small.ellipticity).toBeGreaterThan(0);
    const large = await stability(layer, compressed(0.1));
    expect(large.modes).toBeGreaterThan(0);
    expect(large.doubled).toBeGreaterThanOrEqual(large.modes);
  });

  it("conjugate gradients do not walk into an unstable equilibrium", async () => {
    const model = await homogenize(layer, { solver: "pcg", threads: 1 });
    const { status, W } = await answer(model, [compressed(0.1)]);
    model.dispose?.();
    const direct = await homogenize(layer, { solver: "direct", threads: 1 });
    const straight = await answer(direct, [compressed(0.1)]);
    direct.dispose?.();
    expect(status[0] === 3 || W[0] < straight.W[0]).toBe(true);
  });
});

/** One layer of thickness 1, stiffer than the matrix, in a nearly incompressible cell that is compressed along it. */
function layered(mu: number, bulk: number, size: readonly number[], grid: readonly number[]): Rve {
  const phase = (factor: number) => ({ law: "neo-hookean", mu: factor, lambda: bulk * factor }) as const;
  return unitCell(2, 1, "periodic", {
    size, grid, formulation: "mixed", phases: { matrix: phase(1), inclusion: phase(mu) }, shapes: [{ laminate: { axis: "y", from: 0, to: 1 }, phase: "inclusion" }],
  });
}

const shortened = (strain: number): Float64Array => embed([[1 - strain, 0], [0, 1 / (1 - strain)]]);

describe("Bloch waves", () => {
  it("of a laminate become unstable at the stretch of the closed form, the long ones first, and so does the homogenized tangent", async () => {
    // Incompressible neo-Hookean layers with normal N have W = m/2 (I1 - 3) - (m - h)/2 (|F N|² - 1/(N·C⁻¹N)), m and h the mean and the harmonic mean of the shear moduli
    // [debotton2005]; along x by λ and sheared by F21 = γ that is (m - (m - h)/λ⁴) γ²/2 more, which vanishes at λ⁴ = 1 - h/m: a wave of infinite length along x.
    const laminate = layered(10, 1000, [8, 2], [16, 4]), critical = 1 - (1 - 1 / (0.5 / 10 + 0.5) / 5.5) ** 0.25;
    const [before, after] = [await stability(laminate, shortened(0.95 * critical), [4, 1]), await stability(laminate, shortened(1.05 * critical), [4, 1])];
    expect([before, after].map(({ ellipticity }) => Math.sign(ellipticity))).toEqual([1, -1]);
    expect(before.waves!.map(({ modes }) => modes)).toEqual([0, 0, 0, 0]);
    expect(after.waves!.map(({ cells }) => cells)).toEqual([[1, 1], [2, 1], [3, 1], [4, 1]]);
    expect(after.waves!.map(({ modes }) => Math.sign(modes))).toEqual([0, 0, 0, 1]);
  });

  it("of a thin stiff layer have the length of a beam that buckles in an elastic matrix, though the tangent of one cell is sound", async () => {
    // Bending stiffness 4 μ/12, sinusoidal pressure 2 μ k on either side: (k h)³ = 6 / contrast, strain (k h)²/4; the beam is 9 % of its wave thick.
    const thin = layered(30, 100, [2, 10], [4, 40]), kh = (6 / 30) ** (1 / 3), length = (2 * Math.PI) / kh;
    const [before, after] = [await stability(thin, shortened(0.8 * kh * kh / 4), [6, 1]), await stability(thin, shortened(kh * kh / 4), [6, 1])];
    expect(before.waves!.every(({ modes }) => modes === 0)).toBe(true);
    expect(before.ellipticity).toBeGreaterThan(0);
    const unstable = after.waves!.filter(({ modes }) => modes > 0).map(({ cells }) => 2 * cells[0]);
    expect(unstable[0]).toBeGreaterThan(0.8 * length);
    expect(unstable[0]).toBeLessThan(1.2 * length);
  });

  it("cannot be asked of cells that are not periodic, nor of too many cells", async () => {
    const open = unitCell(2, 4, "linear");
    await expect(stability(open, embed([]), [2, 2])).rejects.toThrow(/need a periodic cell/);
    await expect(stability(layer, embed([]), [2])).rejects.toThrow(/needs 2 whole numbers/);
    await expect(stability(layer, embed([]), [40, 40])).rejects.toThrow(/204800 voxels, more than the 16384/);
  });
});
