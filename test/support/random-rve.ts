/** Random cells and deformations, as fast-check arbitraries: laws, contrast, voids, boundary, formulation, grid, F. */
import fc from "fast-check";
import { PointStatus } from "../../src/constitutive/model.js";
import { type Kernels, loadKernels } from "../../src/kernels/module.js";
import { layoutRve } from "../../src/kernels/rve-kernel.js";
import { stateSize } from "../../src/kernels/rve-plan.js";
import type { LawSpec } from "../../src/law/bind.js";
import { compileRve, type RveSolver } from "../../src/rve/compile.js";
import { defineRve, type Rve } from "../../src/rve/rve.js";
import type { RveBoundary, RveSpec } from "../../src/rve/spec.js";
import { emptyResponse } from "./points.js";

/** A cell with phases by voxel, and a macroscopic F. */
export interface RandomCell {
  readonly spec: RveSpec;
  readonly phaseOfCell: readonly number[];
  readonly F: readonly number[];
}

/** Laws of a phase with a shear modulus of about `mu`. */
function laws(mu: number, ratio: number): LawSpec[] {
  const bulk = mu * ratio;
  return [
    { law: "neo-hookean", mu, lambda: bulk }, { law: "saint-venant-kirchhoff", mu, lambda: bulk }, { law: "mooney-rivlin", c10: 0.3 * mu, c01: 0.2 * mu, bulk },
    { law: "yeoh", c1: 0.5 * mu, c2: 0.05 * mu, c3: 0.01 * mu, bulk }, { law: "ogden", mu: [mu], alpha: [2.5], bulk }, { law: "arruda-boyce", mu, lambdaM: 3, bulk },
    { law: "gent", mu, Jm: 20, bulk }, { law: "goh", c: mu, k1: 2 * mu, k2: 1, kappa: 0.1, bulk, directions: [[1, 0.5, 0]] },
    { law: "fung", c: mu, bf: 2, bt: 1, bfs: 1, bulk, direction: [1, 0, 0] }, { formula: "m/2*(I1-3) - m*log(J) + k/2*log(J)^2", parameters: { m: mu, k: bulk } },
  ];
}

const lawCount = laws(1, 1).length;
const phase = fc.record({ law: fc.nat(lawCount - 1), mu: fc.integer({ min: -4, max: 4 }).map((power) => 10 ** power), ratio: fc.constantFrom(0.5, 2, 10, 100, 1000) });

/** About one cell in four has voids; contrasts go up to 10⁴ either way; F is up to 35 % away from I and sometimes turned inside out. */
export const randomCell: fc.Arbitrary<RandomCell> = fc.record({ dimension: fc.constantFrom<2 | 3>(2, 2, 3), a: phase, b: phase, boundary: fc.constantFrom<RveBoundary>("periodic", "periodic", "linear", "minimal"),
  formulation: fc.constantFrom("auto", "auto", "standard", "mixed") as fc.Arbitrary<"auto" | "standard" | "mixed">, hole: fc.nat(3), size: fc.constantFrom(0.05, 0.15, 0.35) })
  .chain((cell) => {
    const counts = cell.dimension === 2 ? [1, 2, 3, 4, 6, 8] : [1, 2, 3, 4];
    return fc.record({
      grid: fc.array(fc.constantFrom(...counts), { minLength: cell.dimension, maxLength: cell.dimension }),
      noise: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 512, maxLength: 512 }), H: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }),
    }).map(({ grid, noise, H }) => build(cell, grid, noise, H));
  });

interface Choice {
  readonly dimension: 2 | 3;
  readonly a: Phase;
  readonly b: Phase;
  readonly boundary: RveBoundary;
  readonly formulation: "auto" | "standard" | "mixed";
  readonly hole: number;
  readonly size: number;
}
interface Phase { readonly law: number; readonly mu: number; readonly ratio: number }

function build({ dimension: d, a, b, boundary, formulation, hole, size }: Choice, grid: readonly number[], noise: readonly number[], H: readonly number[]): RandomCell {
  const void_ = hole === 0 && boundary !== "minimal";
  const cells = grid.reduce((product, n) => product * n, 1);
  const phaseOfCell = Array.from({ length: cells }, (_, cell) => (void_ && noise[cell] === 9 && cell > 0 ? 2 : noise[cell] % 2));
  return {
    spec: {
      dimension: d, size: grid.map((_, axis) => 1 + 0.3 * axis), grid, background: "soft", boundary, formulation,
      phases: { soft: laws(1, a.ratio)[a.law], stiff: laws(b.mu, b.ratio)[b.law], ...(void_ ? { hole: { void: true } } : {}) },
    },
    phaseOfCell, F: H.map((h, n) => (n % 4 === 0 ? 1 : 0) + (d === 3 || (n < 5 && n % 3 < 2) ? size * h : 0)),
  };
}

/** The cell of a random choice. */
export function cellOf({ spec, phaseOfCell }: RandomCell): Rve {
  return { ...defineRve(spec), phaseOfCell: Int32Array.from(phaseOfCell) };
}

/** What a solver said: name of the status, and whether every number of an answer is finite. */
export interface Verdict {
  readonly status: string;
  readonly finite: boolean;
}

let kernels: Promise<Kernels> | undefined;

/** Solves a random cell. Memory is laid out anew each time, on one instance of the kernels. */
export async function judge(cell: RandomCell, solver: RveSolver): Promise<Verdict> {
  kernels ??= loadKernels();
  const own = await kernels, mark = own.mark();
  const plan = compileRve(cellOf(cell), { solver });
  const state0 = new Float64Array(stateSize(plan));
  for (let n = 0; n < 9; n += 4) state0[n] = 1;
  const into = emptyResponse(1, state0.length);
  layoutRve(own, plan).solve({ F: Float64Array.from(cell.F), state0 }, into, 0, "tangent");
  own.release(mark);
  const status = Object.entries(PointStatus).find(([, code]) => code === into.status[0])?.[0] ?? `unknown ${into.status[0]}`;
  return { status, finite: [...into.P, ...into.A, ...into.W, ...into.state].every(Number.isFinite) };
}
