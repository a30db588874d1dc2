/** Named outputs of RVEs: values against an integration of the micro fields apart from the kernels, derivatives against differences. */
import { describe, expect, it } from "vitest";
import type { ConstitutiveModel, PointResponse } from "../../src/constitutive/model.js";
import { stride } from "../../src/constitutive/model.js";
import { homogenize, type HomogenizeOptions } from "../../src/homogenize/index.js";
import { defineRve, type Rve } from "../../src/rve/rve.js";
import type { OutputSpec } from "../../src/rve/outputs.js";
import type { RveBoundary } from "../../src/rve/spec.js";
import { microAverages } from "../support/micro.js";
import { disposedAfterAll } from "../support/models.js";
import { answer, embed } from "../support/points.js";
import { unitCell } from "../support/cells.js";
import { neoHookeanP } from "../support/neo-hookean.js";

const fibres = { law: "goh", c: 1, k1: 4, k2: 1.5, kappa: 0.1, bulk: 20, directions: [[1, 0.5, 0], [1, -0.3, 0.2]] };
const matrix = { law: "neo-hookean", mu: 1, lambda: 2 };
const outputs: Readonly<Record<string, OutputSpec>> = {
  stretch: { phase: "fibres", mean: "fibre-stretch" },
  peak: { phase: "fibres", max: "fibre-stretch" },
  along: { mean: "fibre-stretch", direction: [1, 1, 0] },
  volume: { phase: "matrix", mean: "J" },
  work: { phase: ["matrix", "fibres"], mean: "energy" },
  pull: { phase: "matrix", mean: "P-xy" },
  across: { phase: "matrix", mean: "P-zz" },
  shear: { phase: "matrix", mean: "cauchy-xy" },
  pressure: { phase: "fibres", mean: "pressure" },
  mises: { phase: "matrix", mean: "von-mises" },
  hot: { phase: "matrix", max: "von-mises" },
};

const ways: Readonly<Record<string, HomogenizeOptions>> = {
  direct: { backend: "wasm", solver: "direct" }, pcg: { backend: "wasm", solver: "pcg" }, hybrid: { backend: "wasm", solver: "hybrid" },
  reference: { backend: "reference" },
};
const states = { 2: embed([[1.15, 0.12], [-0.05, 0.93]]), 3: embed([[1.12, 0.1, 0.03], [-0.06, 0.95, 0.04], [0.02, 0.05, 1.05]]) } as const;

function cell(dimension: 2 | 3, boundary: RveBoundary): Rve {
  const shape = dimension === 2 ? { circle: { center: [0.4, 0.55], radius: 0.3 } } : { sphere: { center: [0.4, 0.55, 0.5], radius: 0.4 } };
  return unitCell(dimension, dimension === 2 ? 4 : 3, boundary, { phases: { matrix, fibres }, shapes: [{ ...shape, phase: "fibres" }], outputs });
}

const subjects = ([2, 3] as const).flatMap((dimension) => (["periodic", "linear", "minimal"] as const).flatMap((boundary) => Object.keys(ways)
  .filter((way) => ((way !== "pcg" && way !== "hybrid") || boundary === "periodic") && (dimension === 2 || boundary === "periodic"))
  .map((way) => ({ dimension, boundary, way }))));

const kept = disposedAfterAll();

async function open(dimension: 2 | 3, boundary: RveBoundary, way: string): Promise<ConstitutiveModel> {
  return kept(await homogenize(cell(dimension, boundary), { ...ways[way], threads: 1 }));
}

/** Value (offset 0) or derivative (1 to 9) of an output of a point. */
function output(model: ConstitutiveModel, { state }: PointResponse, name: string, point = 0, offset = 0): number {
  const place = stride(model.state.slice(0, model.state.findIndex((field) => field.name === name)));
  return state[point * stride(model.state) + place + offset];
}

describe.each(subjects)("$dimension D, $boundary, $way", ({ dimension, boundary, way }) => {
  const F = states[dimension];
  const places = Array.from({ length: dimension ** 2 }, (_, m) => Math.floor(m / dimension) * 3 + (m % dimension));

  it("derivatives are those of the values along solutions", async () => {
    const model = await open(dimension, boundary, way);
    const h = 1e-5;
    const all = await answer(model, [F, ...places.flatMap((place) => [h, -h].map((step) => F.map((f, n) => (n === place ? f + step : f))))]);
    expect([...all.status].every((status) => status === 0)).toBe(true);
    for (const name of Object.keys(outputs)) {
      const slopes = places.map((place) => output(model, all, name, 0, 1 + place));
      const scale = Math.max(1, ...slopes.map(Math.abs));
      places.forEach((place, m) => {
        const difference = (output(model, all, name, 1 + 2 * m) - output(model, all, name, 2 + 2 * m)) / (2 * h);
        // Central differences: h² times the third derivative, and the solver's 1e-10 over h.
        expect(Math.abs(slopes[m] - difference), `${name}, component ${place}`).toBeLessThan(1e-7 * scale);
      });
    }
  });

  it("values and derivatives are those of the oracle", async () => {
    const models = [await open(dimension, boundary, way), await open(dimension, boundary, "reference")];
    const [own, oracle] = await Promise.all(models.map((model) => answer(model, [F])));
    for (const name of Object.keys(outputs)) {
      for (const offset of [0, ...places.map((place) => 1 + place)]) {
        const [a, b] = [output(models[0], own, name, 0, offset), output(models[1], oracle, name, 0, offset)];
        expect(Math.abs(a - b), `${name} ${offset}`).toBeLessThan(1e-8 * Math.max(1, Math.abs(b)));
      }
    }
  });
});

describe("values", () => {
  it("phase means add up to the averages of the cell", async () => {
    const rve = unitCell(2, 4, "periodic", {
      shapes: [{ circle: { center: [0.4, 0.55], radius: 0.3 }, phase: "inclusion" }],
      outputs: { soft: { phase: "matrix", mean: "P-xx" }, hard: { phase: "inclusion", mean: "P-xx" }, all: { mean: "P-xx" }, energy: { mean: "energy" } },
    });
    const model = kept(await homogenize(rve, { backend: "wasm", solver: "direct", threads: 1 }));
    const response = await answer(model, [states[2]]);
    const share = rve.phaseOfCell.filter((phase) => phase === 1).length / rve.phaseOfCell.length;
    const value = (name: string): number => output(model, response, name);
    expect(value("all")).toBeCloseTo(response.P[0], 12);
    expect(value("energy")).toBeCloseTo(response.W[0], 12);
    expect(share * value("hard") + (1 - share) * value("soft")).toBeCloseTo(response.P[0], 12);
    const average = microAverages(rve, states[2], response.state.subarray(9), (phase, F) => (phase === 1 ? neoHookeanP(10, 20, F).map((p) => p / share) : new Float64Array(9)));
    expect(value("hard")).toBeCloseTo(average.P[0], 10);
  });

  it("a homogeneous cell has the stretch, the volume ratio and the Cauchy stress of F", async () => {
    const rve = unitCell(3, 2, "periodic", { outputs: { a: { mean: "fibre-stretch", direction: [3, 0, 4] }, b: { max: "fibre-stretch", direction: [3, 0, 4] }, j: { max: "J" }, s: { mean: "cauchy-xz" } } });
    const model = kept(await homogenize(rve, { backend: "wasm", threads: 1 }));
    const F = states[3];
    const response = await answer(model, [F]);
    const fibre = [0, 1, 2].map((i) => 0.6 * F[3 * i] + 0.8 * F[3 * i + 2]);
    const J = F[0] * (F[4] * F[8] - F[5] * F[7]) - F[1] * (F[3] * F[8] - F[5] * F[6]) + F[2] * (F[3] * F[7] - F[4] * F[6]);
    for (const name of ["a", "b"]) expect(output(model, response, name)).toBeCloseTo(Math.hypot(...fibre), 12);
    expect(output(model, response, "j")).toBeCloseTo(J, 12);
    expect(output(model, response, "s")).toBeCloseTo([0, 1, 2].reduce((sum, m) => sum + response.P[m] * F[6 + m], 0) / J, 12);
  });

  it("undeformed points have stretch 1 and no stress before anything is solved", async () => {
    const model = await open(2, "periodic", "direct");
    const state = new Float64Array(2 * stride(model.state));
    model.initialState(state, 2);
    for (const [name, rest] of [["stretch", 1], ["volume", 1], ["mises", 0]] as const) expect(output(model, { state } as PointResponse, name, 1)).toBe(rest);
  });
});

describe("outputs that make no sense", () => {
  const define = (spec: OutputSpec, name = "x"): (() => Rve) => () => defineRve({
    dimension: 2, size: [1, 1], grid: [2, 2], background: "matrix", phases: { matrix, fibres }, boundary: "periodic",
    shapes: [{ box: { min: [0, 0], max: [0.5, 1] }, phase: "fibres" }], outputs: { [name]: spec },
  });
  it.each([
    [{ phase: "fibre", mean: "J" }, "x", /phase "fibre".*did you mean "fibres"/s],
    [{ mean: "fibre-strech" }, "x", /fibre-stretch/],
    [{ mean: "J", max: "J" }, "x", /mean and max/],
    [{}, "x", /names no quantity/],
    [{ phase: "matrix", mean: "fibre-stretch" }, "x", /has no direction/],
    [{ mean: "J", direction: [1, 0] }, "x", /needs none/],
    [{ mean: "J" }, "cauchy", /already have/],
    [{ mean: "J" }, "2x", /no name/],
  ] as const)("%j", (spec, name, text) => {
    expect(define(spec, name)).toThrow(expect.objectContaining({ code: "E_OUTPUT" }));
    expect(define(spec, name)).toThrow(text);
  });
});
