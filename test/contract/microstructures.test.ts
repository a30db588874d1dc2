/** Every law in every microstructure, under every boundary condition, with every solver of the kernels: what an answer promises. */
import { describe, expect, it } from "vitest";
import { PointStatus, type PointResponse } from "../../src/constitutive/model.js";
import { type Kernels, loadKernels } from "../../src/kernels/module.js";
import { layoutRve } from "../../src/kernels/rve-kernel.js";
import { stateSize } from "../../src/kernels/rve-plan.js";
import type { LawSpec } from "../../src/law/bind.js";
import { compileRve, type RveSolver } from "../../src/rve/compile.js";
import { defineRve, type Rve } from "../../src/rve/rve.js";
import type { RveSpec } from "../../src/rve/spec.js";
import { emptyResponse, relativeDifference } from "../support/points.js";
import { seeded } from "../support/random.js";

/** Laws with a shear modulus of about `mu` and a bulk modulus of four times that. */
const laws: Readonly<Record<string, (mu: number) => LawSpec>> = {
  "neo-hookean": (mu) => ({ law: "neo-hookean", mu, lambda: 3 * mu }),
  "saint-venant-kirchhoff": (mu) => ({ law: "saint-venant-kirchhoff", mu, lambda: 3 * mu }),
  "mooney-rivlin": (mu) => ({ law: "mooney-rivlin", c10: 0.3 * mu, c01: 0.2 * mu, bulk: 4 * mu }),
  "yeoh": (mu) => ({ law: "yeoh", c1: 0.5 * mu, c2: 0.05 * mu, c3: 0.01 * mu, bulk: 4 * mu }),
  "ogden": (mu) => ({ law: "ogden", mu: [mu, 0.2 * mu], alpha: [2.5, -2], bulk: 4 * mu }),
  "arruda-boyce": (mu) => ({ law: "arruda-boyce", mu, lambdaM: 3, bulk: 4 * mu }),
  "gent": (mu) => ({ law: "gent", mu, Jm: 20, bulk: 4 * mu }),
  "goh": (mu) => ({ law: "goh", c: mu, k1: 2 * mu, k2: 1, kappa: 0.1, bulk: 4 * mu, directions: [[1, 0.5, 0]] }),
  "fung": (mu) => ({ law: "fung", c: mu, bf: 2, bt: 1, bfs: 1, bulk: 4 * mu, direction: [1, 0, 0] }),
  "formula": (mu) => ({ formula: "m/2*(I1-3) - m*log(J) + k/2*log(J)^2 + q*(I2-3)^2", parameters: { m: mu, k: 3 * mu, q: 0.1 * mu } }),
};

const solversOf = { periodic: ["direct", "pcg", "hybrid"], linear: ["direct", "pcg"], minimal: ["direct"] } as const satisfies Readonly<Record<Rve["boundary"], readonly RveSolver[]>>;

type Cell = (dimension: 2 | 3, law: (mu: number) => LawSpec, boundary: Rve["boundary"]) => Rve;

function cell(shapes: (dimension: 2 | 3) => RveSpec["shapes"]): Cell {
  return (dimension, law, boundary) => defineRve({
    dimension, size: [1, 1, 1].slice(0, dimension), grid: Array<number>(dimension).fill(dimension === 2 ? 6 : 3), background: "matrix", boundary, formulation: "standard",
    phases: { matrix: law(1), stiff: law(8), ...(shapes(dimension)!.some(({ phase }) => phase === "hole") ? { hole: { void: true } } : {}) }, shapes: shapes(dimension),
  } as RveSpec);
}

const microstructures: Readonly<Record<string, Cell>> = {
  laminate: cell(() => [{ laminate: { axis: "x", from: 0, to: 0.4 }, phase: "stiff" }]),
  inclusion: cell((d) => [d === 2 ? { circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "stiff" } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.4 }, phase: "stiff" }]),
  fibres: cell((d) => (d === 2 ? [{ box: { min: [0, 0.3], max: [1, 0.6] }, phase: "stiff" }, { box: { min: [0.3, 0], max: [0.5, 1] }, phase: "stiff" }]
    : [{ cylinder: { point: [0, 0.5, 0.5], direction: [1, 0, 0], radius: 0.3 }, phase: "stiff" }])),
  voids: cell((d) => [d === 2 ? { circle: { center: [0.5, 0.5], radius: 0.2 }, phase: "hole" } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.2 }, phase: "hole" }]),
  random: (dimension, law, boundary) => {
    const plain = cell(() => [{ laminate: { axis: "x", from: 0, to: 0.4 }, phase: "stiff" }])(dimension, law, boundary), random = seeded(7);
    return { ...plain, phaseOfCell: plain.phaseOfCell.map(() => (random() < 0.4 ? 1 : 0)) };
  },
};

const F = { 2: [1.06, 0.07, 0, -0.03, 0.98, 0, 0, 0, 1], 3: [1.06, 0.07, 0.02, -0.03, 0.98, 0.04, 0.02, 0.03, 1.03] } as const;
const H = { 2: [0.6, -0.4, 0, 0.7, 0.5, 0, 0, 0, 0], 3: [0.6, -0.4, 0.3, 0.7, 0.5, -0.2, 0.1, -0.6, 0.4] } as const;
/** A rotation by 0.3 in the plane, of F in the plane. */
const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
const turn = (A: ArrayLike<number>): number[] => Array.from({ length: 9 }, (_, k) => (k < 3 ? c * A[k] - s * A[k + 3] : k < 6 ? s * A[k - 3] + c * A[k] : A[k]));

function solver(kernels: Kernels, rve: Rve, name: RveSolver): (at: readonly number[], want: "stress" | "tangent") => PointResponse {
  const plan = compileRve(rve, { solver: name }), kernel = layoutRve(kernels, plan), state0 = new Float64Array(stateSize(plan));
  for (let k = 0; k < 9; k += 4) state0[k] = 1;
  return (at, want) => {
    const into = emptyResponse(1, state0.length);
    kernel.solve({ F: Float64Array.from(at), state0 }, into, 0, want);
    expect(into.status[0]).toBe(PointStatus.ok);
    return into;
  };
}

describe.each(Object.entries(laws))("%s", (_, law) => {
  it.each(Object.entries(microstructures).flatMap(([name, make]) => ([2, 3] as const).flatMap((d) => Object.keys(solversOf)
    .map((boundary) => [name, d, boundary, make] as const))))(
    "%s, %i D, %s: P is dW/dF, A is dP/dF, both turn with the cell, and all solvers agree", async (_name, d, given, make) => {
      const boundary = given as Rve["boundary"];
      const rve = make(d, law, boundary), kernels = await loadKernels(), answers: PointResponse[] = [];
      for (const way of solversOf[boundary]) {
        const solve = solver(kernels, rve, way), answer = solve(F[d], "tangent"), h = 1e-5;
        const [ahead, behind] = [1, -1].map((sign) => solve(F[d].map((value, k) => value + sign * h * H[d][k]), "stress"));
        const along = (values: Float64Array): number => values.reduce((sum, value, k) => sum + value * H[d][k], 0);
        // Central differences: curvature h², and the residual of the solves, 1e-10 of the stress, over h.
        expect(Math.abs((ahead.W[0] - behind.W[0]) / (2 * h) - along(answer.P))).toBeLessThan(1e-6 * Math.hypot(...answer.P));
        const dP = Float64Array.from({ length: 9 }, (__, r) => along(answer.A.subarray(9 * r, 9 * r + 9)));
        if (d === 2) dP[8] = (ahead.P[8] - behind.P[8]) / (2 * h);
        expect(relativeDifference(Float64Array.from(ahead.P, (value, k) => (value - behind.P[k]) / (2 * h)), dP)).toBeLessThan(2e-5);
        const turned = solve(turn(F[d]), "stress");
        expect(relativeDifference(turned.P, turn(answer.P))).toBeLessThan(1e-8);
        answers.push(answer);
      }
      for (const answer of answers.slice(1)) {
        expect(relativeDifference(answer.P, answers[0].P)).toBeLessThan(1e-8);
        expect(relativeDifference(answer.A, answers[0].A)).toBeLessThan(1e-7);
      }
    });
});
