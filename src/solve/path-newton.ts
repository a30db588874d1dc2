/** Newton's method with the load factor as a further unknown: the bordered system is solved by two solves with the stiffness (riks1979, crisfield1981). */
import { expandVector, reduceMatrix, reduceVector } from "../constraint/reduce.js";
import { multiply } from "../fe/assembly.js";
import { externalForces } from "../load/load.js";
import { setPressures } from "./cavity.js";
import { type Failure, solveFailure } from "./failure.js";
import { forcing, innerAccuracy } from "./forcing.js";
import { equilibrium, evaluate, type Progress } from "./iterate.js";
import { type Scheme, solveLinear } from "./newton.js";
import type { PathEquation } from "./path-equation.js";
import type { System } from "./system.js";
import { dot, norm } from "./vector.js";

/** What loads and motions do per unit of the load factor; vectors are `[dofs]` unless said otherwise. */
export interface Drive {
  /** Dead forces, and motions of constrained dofs. */
  readonly forces: Float64Array;
  readonly motion: Float64Array;
  /** Of each given pressure. */
  readonly pressures: readonly number[];
  /** Displacement per unit of the load factor at the last stiffness: over free dofs, and over all. */
  readonly freeResponse: Float64Array;
  readonly response: Float64Array;
}

/** Lays out what a load factor drives; all of it must be linear in it. */
export function createDrive({ problem, T, dofs }: System): Drive {
  const difference = (write: (load: number, out: Float64Array) => void): Float64Array => {
    const [none, full] = [new Float64Array(dofs), new Float64Array(dofs)];
    write(0, none);
    write(1, full);
    return full.map((value, dof) => value - none[dof]);
  };
  return {
    forces: difference((load, out) => { externalForces(problem.loads, load, out); }), motion: difference((load, out) => { T.offsets(load, out); }),
    pressures: (problem.pressures ?? []).map(({ pressure }) => pressure(1) - pressure(0)),
    freeResponse: new Float64Array(T.free), response: new Float64Array(dofs),
  };
}

/** Sets dead forces and pressures to a load factor. */
function setLoad({ problem, dead, surfaces }: System, load: number): void {
  externalForces(problem.loads, load, dead);
  setPressures(surfaces, load, 0);
}

/**
 * Solves for the displacement per unit of the load factor with the factor at hand: K T v = f' - K g' for the change of forces f' and of motions g'.
 * @returns whether there is one
 */
export function solveResponse(progress: Progress, drive: Drive): boolean {
  const { T, K, work, assembler, surfaces } = progress.system;
  multiply(assembler.pattern, K, drive.motion, work.product);
  for (let dof = 0; dof < T.dofs; dof++) work.product[dof] = drive.forces[dof] - work.product[dof];
  surfaces.blown.forEach(({ areas }, k) => {
    for (let dof = 0; dof < T.dofs; dof++) work.product[dof] -= drive.pressures[k] * areas[dof];
  });
  const rhs = work.start.subarray(0, T.free);
  reduceVector(T, work.product, rhs);
  if (!solveLinear(progress, rhs, drive.freeResponse)) return false;
  expandVector(T, drive.freeResponse, drive.response);
  for (let dof = 0; dof < T.dofs; dof++) drive.response[dof] += drive.motion[dof];
  return true;
}

/** A load factor that is being solved for, and its Newton step. */
export interface LoadUnknown { load: number; step: number }

/** Halvings of a Newton step at whose end a cell is inverted or a material fails. */
const maxHalvings = 4;

/**
 * The scheme of a path: equilibrium and one more equation for displacements and load factor.
 * @param unknown load factor, from the prediction on; moved by the iteration
 */
export function onPath(drive: Drive, equation: PathEquation, unknown: LoadUnknown, gradient: Float64Array): Scheme {
  return {
    patience: 1,
    // The prediction has everything that is prescribed in place.
    begin: () => undefined,
    solve: (progress) => solveBordered(progress, drive, equation, { unknown, gradient }),
    move: (progress) => move(progress, unknown),
    settled: () => Math.abs(equation.linearise(unknown.load, gradient).gap) <= equation.allowed,
  };
}

interface Border { readonly unknown: LoadUnknown; readonly gradient: Float64Array }

function solveBordered(progress: Progress, drive: Drive, equation: PathEquation, { unknown, gradient }: Border): "singular" | "linear" | undefined {
  const start = performance.now();
  const { system } = progress;
  const { work, T, solver } = system;
  reduceMatrix(system.reduction, system.K, system.reducedK);
  for (let p = 0; p < T.free; p++) work.rhs[p] = -work.residual[p];
  progress.iterations++;
  const before = progress.rhs;
  progress.rhs = norm(work.rhs);
  progress.forcing = forcing(progress, before);
  const regular = solver.factor(system.reducedK);
  const solved = regular && solveResponse(progress, drive) && solveLinear(progress, work.rhs, work.solution);
  if (solved) {
    expandVector(T, work.solution, work.direction);
    const { gap, byLoad } = equation.linearise(unknown.load, gradient);
    unknown.step = -(gap + dot(gradient, work.direction)) / (byLoad + dot(gradient, drive.response));
    for (let dof = 0; dof < T.dofs; dof++) work.direction[dof] += unknown.step * drive.response[dof];
  }
  progress.correction = norm(work.direction);
  progress.seconds.linear += (performance.now() - start) / 1000;
  if (solved && Number.isFinite(progress.correction)) return undefined;
  return regular && !solved ? "linear" : "singular";
}

/** Takes the whole step, or as much of it as no point fails at. */
async function move(progress: Progress, unknown: LoadUnknown): Promise<Failure | undefined> {
  const { system } = progress;
  const { u, work } = system;
  const from = unknown.load;
  work.start.set(u);
  for (let halvings = 0, factor = 1; ; halvings++, factor /= 2) {
    for (let dof = 0; dof < u.length; dof++) u[dof] = work.start[dof] + factor * work.direction[dof];
    unknown.load = from + factor * unknown.step;
    setLoad(system, unknown.load);
    await evaluate(progress, innerAccuracy(progress));
    const { failure } = progress.response;
    if (failure && halvings < maxHalvings) continue;
    if (failure) return failure;
    equilibrium(progress);
    progress.lineSearch = factor;
    progress.correction *= factor;
    return Number.isFinite(progress.residual) ? undefined : solveFailure("notFinite", system);
  }
}
