/** Voids: against the oracle, a closed form, and the limit of ever softer material. */
import { describe, expect, it } from "vitest";
import type { PointResponse } from "../../src/constitutive/model.js";
import { homogenize, type HomogenizeOptions } from "../../src/homogenize/index.js";
import { localize } from "../../src/homogenize/localize.js";
import type { Rve } from "../../src/rve/rve.js";
import type { RveBoundary, RveSpec } from "../../src/rve/spec.js";
import { unitCell } from "../support/cells.js";
import { disposedAfterAll } from "../support/models.js";
import { neoHookeanP } from "../support/neo-hookean.js";
import { answer, embed, inPlane, relativeDifference } from "../support/points.js";

const kept = disposedAfterAll();

async function solve(rve: Rve, F: readonly Float64Array[], options: HomogenizeOptions): Promise<PointResponse> {
  return answer(kept(await homogenize(rve, { threads: 1, ...options })), F);
}

const F2 = embed([[1.08, 0.05], [-0.03, 0.96]]);
const F3 = embed([[1.06, 0.04, 0.02], [-0.02, 0.97, 0.03], [0.01, 0.03, 1.02]]);
const soft = { law: "neo-hookean", mu: 1, lambda: 2 };

/** A hole; `corner` puts it where the first node of the grid is, so that this one has no material. */
function cell(dimension: 2 | 3, n: number, boundary: RveBoundary, place: "middle" | "corner", more: Partial<RveSpec> = {}): Rve {
  const center = Array<number>(dimension).fill(place === "middle" ? 0.5 : 0);
  const shape = dimension === 2 ? { circle: { center, radius: 0.3 } } : { sphere: { center, radius: 0.35 } };
  return unitCell(dimension, n, boundary, { phases: { matrix: soft, hole: { void: true } }, shapes: [{ ...shape, phase: "hole", wrap: place === "corner" }], ...more });
}

const subjects = ([2, 3] as const).flatMap((dimension) => (["periodic", "linear", "minimal"] as const).flatMap((boundary) => (["middle", "corner"] as const)
  .filter((place) => (place === "middle" || boundary === "periodic") && (dimension === 2 || boundary === "periodic"))
  .flatMap((place) => (["direct", "pcg"] as const).filter((solver) => solver === "direct" || boundary === "periodic").map((solver) => ({ dimension, boundary, place, solver })))));

describe.each(subjects)("$dimension D, $boundary, hole in the $place, $solver", ({ dimension, boundary, place, solver }) => {
  it("is the answer of the oracle", async () => {
    const rve = cell(dimension, dimension === 2 ? 6 : 4, boundary, place, { outputs: { volume: { mean: "J" } } });
    const F = dimension === 2 ? F2 : F3;
    const [own, oracle] = [await solve(rve, [F], { solver }), await solve(rve, [F], { backend: "reference" })];
    expect([own.status[0], oracle.status[0]]).toEqual([0, 0]);
    expect(relativeDifference(own.P, oracle.P)).toBeLessThan(1e-8);
    expect(Math.abs(own.W[0] / oracle.W[0] - 1)).toBeLessThan(1e-8);
    expect(relativeDifference(inPlane(own.A, dimension).flat(), inPlane(oracle.A, dimension).flat())).toBeLessThan(1e-8);
    expect(Math.abs(own.state.at(-10)! - oracle.state.at(-10)!)).toBeLessThan(1e-9);
  });
});

describe("a layer with nothing above it", () => {
  it.each(["direct", "pcg"] as const)("is in plane strain with free faces, whatever the cell does across (%s)", async (solver) => {
    const rve = unitCell(2, 4, "periodic", { phases: { matrix: soft, hole: { void: true } }, shapes: [{ laminate: { axis: "y", from: 0.5, to: 1 }, phase: "hole" }] });
    const responses = await solve(rve, [embed([[1.1, 0], [0, 1]]), embed([[1.1, 0], [0, 1.05]])], { solver });
    // P22 = 0 at F22 by bisection.
    const stress = (f: number): Float64Array => neoHookeanP(1, 2, embed([[1.1, 0], [0, f]]));
    let [low, high] = [0.8, 1.1];
    for (let n = 0; n < 60; n++) [low, high] = stress((low + high) / 2)[4] > 0 ? [low, (low + high) / 2] : [(low + high) / 2, high];
    for (const point of [0, 1]) {
      expect(responses.P[9 * point]).toBeCloseTo(0.5 * stress(low)[0], 9);
      for (const entry of [1, 3, 4]) expect(Math.abs(responses.P[9 * point + entry])).toBeLessThan(1e-9);
      expect(Math.abs(responses.A[81 * point + 9 * 4 + 4])).toBeLessThan(1e-8);
    }
  });
});

describe("voids", () => {
  it("are the limit of ever softer material, with an error in proportion to its stiffness", async () => {
    const [exact, ...softer] = [
      await solve(cell(2, 8, "periodic", "middle"), [F2], { solver: "direct" }),
      ...await Promise.all([1e-3, 1e-5].map((mu) => solve(cell(2, 8, "periodic", "middle", { phases: { matrix: soft, hole: { law: "neo-hookean", mu, lambda: 2 * mu } } }), [F2], { solver: "direct" }))),
    ];
    const errors = softer.map(({ P }) => relativeDifference(P, exact.P));
    expect(errors[0]).toBeLessThan(0.01);
    expect(errors[0] / errors[1]).toBeGreaterThan(80);
    expect(errors[0] / errors[1]).toBeLessThan(120);
  });

  it("show nothing in micro fields", async () => {
    const rve = cell(2, 6, "periodic", "middle");
    const { cauchy, phase, W } = await localize(rve, F2);
    phase.forEach((one, voxel) => { if (one === 1) expect([...cauchy.subarray(9 * voxel, 9 * voxel + 9), W[voxel]].every((x) => x === 0)).toBe(true); });
  });

  it.each([
    [{ phases: { matrix: { void: true }, hole: { void: true } } }, "periodic", /all void/],
    [{ shapes: [{ box: { min: [0, 0], max: [0.5, 0.5] }, phase: "hole" }] }, "minimal", /reaches the boundary/],
    [{ outputs: { x: { phase: "hole", mean: "J" } } }, "periodic", /which is a void/],
  ] as const)("are refused where they make no sense: %j", (more, boundary, text) => {
    expect(() => cell(2, 4, boundary, "middle", more as Partial<RveSpec>)).toThrow(text);
  });
});
