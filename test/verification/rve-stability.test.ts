/** Microscopic instability: the count of negative pivots against energies of disturbed cells; what is reported, and where. */
import { describe, expect, it } from "vitest";
import { PointStatus, stride } from "../../src/constitutive/model.js";
import { homogenize } from "../../src/homogenize/index.js";
import { stability } from "../../src/homogenize/stability.js";
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
