/** Nearly incompressible phases in RVEs: mean dilatation of voxels against the macro formulation of the same name, and what locks without it. */
import { describe, expect, it } from "vitest";
import { type PointResponse, PointStatus } from "../../src/constitutive/model.js";
import { homogenize, type HomogenizeOptions } from "../../src/homogenize/index.js";
import type { Rve } from "../../src/rve/rve.js";
import type { RveBoundary, RveSpec } from "../../src/rve/spec.js";
import { unitCell } from "../support/cells.js";
import { disposedAfterAll } from "../support/models.js";
import { answer, embed, inPlane, relativeDifference } from "../support/points.js";

const ways: Readonly<Record<string, HomogenizeOptions>> = { direct: { solver: "direct" }, pcg: { solver: "pcg" } };
const kept = disposedAfterAll();

async function solve(rve: Rve, F: readonly Float64Array[], options: HomogenizeOptions): Promise<PointResponse> {
  return answer(kept(await homogenize(rve, { threads: 1, ...options })), F);
}

const F2 = embed([[1.15, 0.12], [-0.05, 0.93]]);
const F3 = embed([[1.12, 0.1, 0.03], [-0.06, 0.95, 0.04], [0.02, 0.05, 0.98]]);

/** A stiff ball in a matrix of a given Poisson's ratio. */
function cell(dimension: 2 | 3, n: number, boundary: RveBoundary, nu: number, more: Partial<RveSpec> = {}): Rve {
  const center = Array<number>(dimension).fill(0.5);
  const shape = dimension === 2 ? { circle: { center, radius: 0.3 } } : { sphere: { center, radius: 0.3 } };
  return unitCell(dimension, n, boundary, {
    phases: { matrix: { law: "neo-hookean", E: 1, nu }, inclusion: { law: "neo-hookean", E: 10, nu: 0.3 } }, shapes: [{ ...shape, phase: "inclusion" }], ...more,
  });
}

const subjects = ([2, 3] as const).flatMap((dimension) => (["periodic", "linear", "minimal"] as const).flatMap((boundary) => Object.keys(ways)
  .filter((way) => (way !== "pcg" || boundary === "periodic") && (dimension === 2 || boundary === "periodic"))
  .map((way) => ({ dimension, boundary, way }))));

describe.each(subjects)("$dimension D, $boundary, $way", ({ dimension, boundary, way }) => {
  const F = dimension === 2 ? F2 : F3;
  const n = dimension === 2 ? 4 : 3;
  const outputs = { stretch: { phase: "matrix", max: "fibre-stretch", direction: [1, 1] }, volume: { phase: "inclusion", mean: "J" }, pressure: { phase: "matrix", mean: "pressure" } } as const;

  it.each([["mixed", 0.3], ["auto", 0.4999]] as const)("formulation %s, Poisson's ratio %f: stress, tangent and outputs are those of the oracle", async (formulation, nu) => {
    const rve = cell(dimension, n, boundary, nu, { formulation, outputs });
    expect(rve.formulations).toEqual(["mixed", formulation === "mixed" ? "mixed" : "standard"]);
    // Near incompressibility the oracle, which takes no sub-steps, needs a smaller step: F and I in the ratio 1 : 4.
    const target = nu > 0.4 ? F.map((f, k) => 0.2 * f + (k % 4 === 0 ? 0.8 : 0)) : F;
    const [own, oracle] = [await solve(rve, [target], ways[way]), await solve(rve, [target], { backend: "reference" })];
    expect([own.status[0], oracle.status[0]]).toEqual([0, 0]);
    expect(relativeDifference(own.P, oracle.P)).toBeLessThan(1e-8);
    expect(Math.abs(own.W[0] / oracle.W[0] - 1)).toBeLessThan(1e-8);
    expect(relativeDifference(inPlane(own.A, dimension).flat(), inPlane(oracle.A, dimension).flat())).toBeLessThan(1e-8);
    expect(relativeDifference(own.state.subarray(-30), oracle.state.subarray(-30))).toBeLessThan(1e-8);
  });

  it("the tangent is the derivative of the stress", async () => {
    const places = Array.from({ length: dimension ** 2 }, (_, m) => Math.floor(m / dimension) * 3 + (m % dimension));
    const h = 1e-5;
    const { P, A, status } = await solve(cell(dimension, n, boundary, 0.45, { formulation: "mixed" }), [F, ...places.flatMap((place) => [h, -h].map((step) => F.map((f, k) => (k === place ? f + step : f))))], ways[way]);
    expect(status.every((one) => one === 0)).toBe(true);
    const scale = Math.max(...A.subarray(0, 81).map(Math.abs));
    for (const row of places) {
      // Central differences: h² times the third derivative, and the solver's 1e-10 over h.
      places.forEach((place, m) => expect(Math.abs((P[9 * (1 + 2 * m) + row] - P[9 * (2 + 2 * m) + row]) / (2 * h) - A[9 * row + place])).toBeLessThan(1e-7 * scale));
    }
  });
});

describe("Poisson's ratio 0.4999 in a periodic cell", () => {
  const shear = embed([[1, 0.3], [0, 1]]);
  const stretch2 = embed([[1.25, 0], [0, 0.8]]);
  const stretch3 = embed([[1.2, 0, 0], [0, 1 / Math.sqrt(1.2), 0], [0, 0, 1 / Math.sqrt(1.2)]]);

  it.each([["2D, 16²", 2, 16, 32, stretch2, 0.1, 1.8], ["3D, 4³", 3, 4, 8, stretch3, 0.1, 1.5]] as const)(
    "%s under an isochoric stretch: mean dilatation is near its answer on twice the grid, displacements alone are far too stiff", async (_, dimension, coarse, fine, F, near, far) => {
      const energy = async (n: number, formulation: "auto" | "standard"): Promise<number> => {
        const { W, status } = await solve(cell(dimension, n, "periodic", 0.4999, { formulation }), [F], ways.direct);
        expect(status[0]).toBe(0);
        return W[0];
      };
      const reference = await energy(fine, "auto");
      expect(Math.abs(await energy(coarse, "auto") / reference - 1)).toBeLessThan(near);
      expect(await energy(coarse, "standard") / reference).toBeGreaterThan(far);
    });

  it("a shear of 30 % in one step converges in eight iterations; displacements alone walk there in sub-steps, to an answer that is too stiff", async () => {
    const mixed = await solve(cell(2, 16, "periodic", 0.4999), [shear], ways.direct);
    expect([mixed.status[0], mixed.iterations[0] <= 8]).toEqual([PointStatus.ok, true]);
    const without = await solve(cell(2, 16, "periodic", 0.4999, { formulation: "standard" }), [shear], ways.direct);
    expect(without.iterations[0]).toBeGreaterThan(5 * mixed.iterations[0]);
    expect(without.W[0] / mixed.W[0]).toBeGreaterThan(1.1);
  });

  it("conjugate gradients agree with the direct solver", async () => {
    const rve = cell(2, 8, "periodic", 0.4999);
    const [direct, pcg] = [await solve(rve, [shear, stretch2], ways.direct), await solve(rve, [shear, stretch2], ways.pcg)];
    expect([...direct.status, ...pcg.status]).toEqual([0, 0, 0, 0]);
    expect(relativeDifference(pcg.P, direct.P)).toBeLessThan(1e-8);
    expect(relativeDifference(inPlane(pcg.A, 2).flat(), inPlane(direct.A, 2).flat())).toBeLessThan(1e-8);
  });
});
