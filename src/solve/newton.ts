/** One equilibrium solve: Newton's method with a consistent tangent. */
import { expandVector, reduceMatrix, reduceVector } from "../constraint/reduce.js";
import { multiply } from "../fe/assembly.js";
import { diagonalEntries } from "../fe/pattern.js";
import { externalForces } from "../load/load.js";
import { setPressures, solveBorder, volumesReached } from "./cavity.js";
import { augmentBonds } from "./bonds.js";
import { type Failure, solveFailure } from "./failure.js";
import { forcing, innerAccuracy } from "./forcing.js";
import { equilibrium, evaluate, linearise, tuneContacts, type NewtonOptions, type Progress, type Seconds } from "./iterate.js";
import { search } from "./search.js";
import type { System } from "./system.js";
import { distance, norm } from "./vector.js";

/** What one solve did. */
export interface NewtonResult {
  /** Linear solves. */
  readonly iterations: number;
  readonly residual: number;
  readonly relative: number;
  /** Residual norm at the start and after each iteration, unit of force. */
  readonly history: readonly number[];
  /** Evaluations of all points. */
  readonly evaluations: number;
  readonly innerIterations: number;
  /** Iterations of an iterative linear solver, and solves that a direct one had to take over. */
  readonly linearIterations: number;
  readonly replacedSolves: number;
  readonly seconds: Readonly<Seconds>;
  /** ∫ W dV, unit of energy (2D: per unit thickness). */
  readonly energy: number;
  /** Why it stopped short; absent when converged. */
  readonly failure: Failure | undefined;
}

/** How the unknowns beside the displacements take part in the iteration. */
export interface Scheme {
  /** How many times the iterations of the problem it may take. */
  readonly patience: number;
  /** Looks at what is prescribed, before the first evaluation. */
  begin(progress: Progress): void;
  /** Solves for the Newton step, `work.direction`; says what was missing when there is none. */
  solve(progress: Progress): "singular" | "linear" | undefined;
  /** Moves by an acceptable share of the step; says why none is. */
  move(progress: Progress): Promise<Failure | undefined>;
  /** Whether the equations of the further unknowns hold. */
  settled(progress: Progress): boolean;
}

/** Loads are those of the time; pressures of cavities follow from their volumes. */
export const givenLoads: Scheme = {
  patience: 1,
  begin: (progress) => { progress.moving = prescribeGap(progress.system, progress.options.time); },
  solve: solveDirection, move: search, settled: ({ system }) => volumesReached(system.surfaces, system.problem.newton.tolerance),
};

/**
 * Solves for equilibrium at a time, starting from `system.u`; forces, stresses and stiffness of the last iterate stay in the system.
 * What constrained dofs still have to move enters the linear system through K, so a linear problem takes one iteration.
 * Convergence: |r_free| <= tolerance · max(|f_ext|, |f_int|), and the correction that the residual still asks for is small
 * relative to the step. Contacts: outer loop over multipliers, until what is left of the penetration is below their tolerance.
 * @throws the reason of `options.signal` when aborted; non-convergence is returned, not thrown
 */
export async function newton(system: System, options: NewtonOptions, scheme: Scheme = givenLoads): Promise<NewtonResult> {
  const progress = begin(system, options);
  scheme.begin(progress);
  await evaluate(progress, innerAccuracy(progress));
  if (progress.response.failure) return finish(progress, progress.response.failure);
  tuneContacts(progress);
  equilibrium(progress);
  linearise(progress);
  let last = emit(progress, undefined);
  const maxIterations = scheme.patience * system.problem.newton.maxIterations;
  for (let augmentations = 0, limit = maxIterations; ; augmentations++, limit = progress.iterations + maxIterations) {
    const done = (): boolean => scheme.settled(progress) && converged(progress);
    for (;;) {
      const unsettled = done() ? await settle(progress) : undefined;
      if (unsettled) return finish(progress, unsettled);
      if (done()) break;
      if (progress.iterations >= limit) return finish(progress, solveFailure("iterations", system));
      const missing = scheme.solve(progress);
      if (missing) return finish(progress, solveFailure(missing, system));
      const failure = await scheme.move(progress) ?? (done() ? undefined : await askTangents(progress));
      if (failure) return finish(progress, failure);
      linearise(progress);
      last = emit(progress, last);
    }
    if (!augmentBonds(system.bonds)) return finish(progress, undefined);
    if (augmentations >= maxAugmentations) return finish(progress, solveFailure("contact", system));
    equilibrium(progress);
    linearise(progress);
  }
}

/** Updates of contact multipliers per step; each leaves a hundredth of the penetration or less where the obstacle does not lock the faces. */
const maxAugmentations = 20;

/** The account of a solve that has not begun, with loads and pressures at its time. */
export function begin(system: System, options: NewtonOptions): Progress {
  externalForces(system.problem.loads, options.time, system.dead);
  setPressures(system.surfaces, options.time, options.dt);
  return {
    system, options, history: [], seconds: { constitutive: 0, assembly: 0, linear: 0 },
    iterations: 0, evaluations: 0, innerIterations: 0, linearIterations: 0, replacedSolves: 0, rhs: 0, forcing: 0, correction: 0, lineSearch: 1, boldSteps: 0,
    warm: false, friction: 0, moving: false, residual: 0, scale: 0, rounding: Infinity, bondEnergy: 0,
    response: { energy: 0, innerIterations: 0, failure: undefined, settled: true, answered: false, tangents: false },
  };
}

/** gap = T q(u) + g(t) - u; returns whether anything has to move. */
function prescribeGap(system: System, time: number): boolean {
  const { T, u } = system;
  const { gap, solution, product } = system.work;
  T.freeDofs.forEach((dof, p) => { solution[p] = u[dof]; });
  expandVector(T, solution, product);
  T.offsets(time, gap);
  let moving = false;
  for (const dof of T.eliminated) {
    gap[dof] += product[dof] - u[dof];
    moving ||= gap[dof] !== 0;
  }
  return moving;
}

/** Solves K (T q + gap) = -r for the Newton step; says what was missing when there is none. */
function solveDirection(progress: Progress): "singular" | "linear" | undefined {
  const start = performance.now();
  const { system } = progress;
  const { work, T, solver } = system;
  reduceMatrix(system.reduction, system.K, system.reducedK);
  if (progress.friction > 0) for (const k of diagonalEntries(system.reduction.pattern)) system.reducedK[k] += progress.friction;
  if (progress.moving) multiply(system.assembler.pattern, system.K, work.gap, work.product);
  else work.product.fill(0);
  reduceVector(T, work.product, work.rhs);
  for (let p = 0; p < T.free; p++) work.rhs[p] = -(work.rhs[p] + work.residual[p]);
  progress.iterations++;
  const before = progress.rhs;
  progress.rhs = norm(work.rhs);
  progress.forcing = forcing(progress, before);
  const regular = solver.factor(system.reducedK);
  const solved = regular && solveLinear(progress, work.rhs, work.solution);
  if (solved) {
    expandVector(T, work.solution, work.direction);
    for (let dof = 0; dof < T.dofs; dof++) work.direction[dof] += work.gap[dof];
  }
  const closed = solved && closeVolumes(progress);
  progress.correction = norm(work.direction);
  progress.seconds.linear += (performance.now() - start) / 1000;
  if (closed && Number.isFinite(progress.correction)) return undefined;
  return regular && !solved ? "linear" : "singular";
}

/** Solves the inner problems to their own tolerance where the last evaluation has stopped before, and balances forces anew; dear tangents stay. */
async function settle(progress: Progress): Promise<Failure | undefined> {
  if (progress.response.settled) return undefined;
  await evaluate(progress, 0, "stress");
  if (progress.response.failure) return progress.response.failure;
  equilibrium(progress);
  linearise(progress);
  return undefined;
}

/** Tangents where the iteration was expected to end and does not. */
async function askTangents(progress: Progress): Promise<Failure | undefined> {
  if (progress.response.tangents) return undefined;
  await evaluate(progress, innerAccuracy(progress));
  if (!progress.response.failure) equilibrium(progress);
  return progress.response.failure;
}

/** One solve on the last factor, to the tolerance of this iteration. */
export function solveLinear(progress: Progress, rhs: Float64Array, x: Float64Array): boolean {
  const { solved, iterations, replaced } = progress.system.solver.solve(rhs, x, progress.forcing);
  progress.linearIterations += iterations;
  if (replaced) progress.replacedSolves++;
  return solved;
}

/** Block elimination of the pressures of cavities: one more solve each on the same factor, then a small system for their steps. */
function closeVolumes(progress: Progress): boolean {
  const { surfaces, T, work } = progress.system;
  if (surfaces.cavities.length === 0) return true;
  for (const cavity of surfaces.cavities) {
    reduceVector(T, cavity.areas, cavity.freeForce);
    for (let p = 0; p < T.free; p++) cavity.freeForce[p] = -cavity.freeForce[p];
    if (!solveLinear(progress, cavity.freeForce, cavity.freeResponse)) return false;
    expandVector(T, cavity.freeResponse, cavity.response);
  }
  if (!solveBorder(surfaces, work.direction)) return false;
  for (const { step, response, freeResponse, freeForce } of surfaces.cavities) {
    for (let dof = 0; dof < T.dofs; dof++) work.direction[dof] += step * response[dof];
    for (let p = 0; p < T.free; p++) {
      work.solution[p] += step * freeResponse[p];
      work.rhs[p] += step * freeForce[p];
    }
  }
  progress.rhs = norm(work.rhs);
  return true;
}

/**
 * The residual is small against the forces (or is their rounding), and what it still asks of the displacement,
 * judged by the last solve, is small against the step.
 */
function converged(progress: Progress): boolean {
  const { system, residual, scale } = progress;
  const { tolerance } = system.problem.newton;
  progress.rounding = Math.min(progress.rounding, rounding(system));
  if (progress.moving || !(residual <= tolerance * scale + progress.rounding)) return false;
  const asked = progress.rhs === 0 ? 0 : (progress.correction * residual) / progress.rhs;
  return asked <= Math.sqrt(tolerance) * distance(system.u, system.u0) || residual <= progress.rounding;
}

/**
 * Forces that rounding of strains of order 1 makes in an unloaded body; without it a stress-free step would chase its own noise. The smallest of a
 * solve counts: where an exponential law has run away, the stiffness is beyond all measure, and so would be what it excuses.
 */
function rounding(system: System): number {
  let sum = 0;
  for (const k of system.diagonal) sum += system.K[k] * system.K[k];
  const forces = 4 * Number.EPSILON * Math.sqrt(sum) * system.cellSize;
  return Number.isFinite(forces) ? forces : 0;
}

function relative(progress: Progress): number {
  return progress.scale === 0 ? 0 : progress.residual / progress.scale;
}

interface Reported { readonly seconds: Readonly<Seconds>; readonly innerIterations: number; readonly linearIterations: number }

/** Books an iterate and tells the listener what it cost since the last one. */
function emit(progress: Progress, last: Reported | undefined): Reported {
  const { options, seconds, innerIterations, linearIterations } = progress;
  progress.history.push(progress.residual);
  options.onIteration?.({
    time: options.time, dt: options.dt, iteration: progress.iterations,
    residual: progress.residual, relative: relative(progress), lineSearch: progress.lineSearch,
    innerIterations: innerIterations - (last?.innerIterations ?? 0), linearIterations: linearIterations - (last?.linearIterations ?? 0),
    seconds: {
      constitutive: seconds.constitutive - (last?.seconds.constitutive ?? 0),
      assembly: seconds.assembly - (last?.seconds.assembly ?? 0),
      linear: seconds.linear - (last?.seconds.linear ?? 0),
    },
  });
  return { seconds: { ...seconds }, innerIterations, linearIterations };
}

function finish(progress: Progress, failure: Failure | undefined): NewtonResult {
  const { iterations, residual, history, evaluations, innerIterations, linearIterations, replacedSolves, seconds, response } = progress;
  return { iterations, residual, relative: relative(progress), history, evaluations, innerIterations, linearIterations, replacedSolves, seconds, energy: response.energy, failure };
}
