/** Small problems for tests. */
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import type { Mesh } from "../../src/mesh/mesh.js";
import { equalSteps, type Problem } from "../../src/solve/problem.js";
import type { AcceptedStep } from "../../src/solve/accept.js";
import { solve, type SolveOptions } from "../../src/solve/stepper.js";
import { denseSolver } from "./dense-solver.js";
import { allCells } from "./meshes.js";

/** One material everywhere, one step to t = 1; the rest as given. */
export function problem(mesh: Mesh, model: ConstitutiveModel, rest: Partial<Problem>): Problem {
  return {
    mesh, regions: [{ name: "all", cells: allCells(mesh), model }], constraints: [], loads: [],
    steps: equalSteps(1, 1), newton: { tolerance: 1e-10, maxIterations: 20 }, linear: denseSolver, ...rest,
  };
}

/** Numbers of a step that outlive the run. */
export interface Kept {
  readonly time: number;
  readonly iterations: number;
  readonly energy: number;
  readonly history: readonly number[];
  readonly u: Float64Array;
  readonly internal: Float64Array;
  readonly reactions: Float64Array;
  readonly F: Float64Array;
  readonly P: Float64Array;
}

/** Runs to the end and keeps a copy of every step. */
export async function runAll(given: Problem, options: SolveOptions = {}, look: (step: AcceptedStep) => void = () => undefined): Promise<Kept[]> {
  const steps: Kept[] = [];
  for await (const step of solve(given, options)) {
    look(step);
    steps.push({
      time: step.time, iterations: step.iterations, energy: step.energy, history: step.history, u: step.u.slice(),
      internal: step.internal.slice(), reactions: step.reactions.slice(),
      F: Float64Array.from(step.regions[0].arena.F), P: Float64Array.from(step.regions[0].arena.response.P),
    });
  }
  return steps;
}

/** Runs to the end and keeps the last step. */
export async function runLast(given: Problem, options: SolveOptions = {}): Promise<Kept> {
  const steps = await runAll(given, options);
  return steps[steps.length - 1];
}
