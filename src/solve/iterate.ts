/** The iterate of a Newton solve: stresses and forces at a displacement, and the running account. */
import { reduceVector } from "../constraint/reduce.js";
import { addForces, addStiffness } from "../fe/assembly.js";
import { addBondForces, addBondStiffness, tuneBonds, untuned } from "./bonds.js";
import { addPressures, addPressureStiffness } from "./cavity.js";
import { respond, type Response, type Want } from "./respond.js";
import type { System } from "./system.js";
import { norm } from "./vector.js";

/** Seconds by phase. */
export interface Seconds { constitutive: number; assembly: number; linear: number }

/** One Newton iteration, as `onIteration` and log.ndjson see it. Iteration 0 is the start of the step. */
export interface Iteration {
  readonly time: number;
  readonly dt: number;
  /** Load factor, where a path is followed; `time` is then the length of the path that is aimed at. */
  readonly load?: number;
  readonly iteration: number;
  /** |Tᵀ(f_int - f_ext)|, unit of force. */
  readonly residual: number;
  /** Residual over max(|f_ext|, |f_int|); the reactions are part of f_int. 0 when there are no forces. */
  readonly relative: number;
  /** Share of the Newton step that was taken. */
  readonly lineSearch: number;
  /** Inner (RVE) iterations of this iteration, over all points. */
  readonly innerIterations: number;
  /** Iterations of an iterative linear solver in this iteration. */
  readonly linearIterations: number;
  /** Seconds of this iteration. */
  readonly seconds: Readonly<Seconds>;
}

/** What a solve is told beside the system. */
export interface NewtonOptions {
  readonly time: number;
  readonly dt: number;
  /** See `StepStrategy`. */
  readonly partialMoves: number;
  readonly halvings: number;
  readonly boldSteps: number;
  readonly signal: AbortSignal | undefined;
  readonly onIteration: ((iteration: Iteration) => void) | undefined;
}

/** Running account of one solve. */
export interface Progress {
  readonly system: System;
  readonly options: NewtonOptions;
  readonly history: number[];
  readonly seconds: Seconds;
  iterations: number;
  evaluations: number;
  innerIterations: number;
  /** Iterations of an iterative linear solver, and solves that a direct one had to take over. */
  linearIterations: number;
  replacedSolves: number;
  /** Norms of the last right-hand side and of the correction it gave. */
  rhs: number;
  correction: number;
  /** Relative residual that the linear solves of this iteration are asked for. */
  forcing: number;
  /** Newton steps taken although no share of them was acceptable. */
  boldSteps: number;
  /** Share of the last Newton step that was taken. */
  lineSearch: number;
  /** Whether the models have answered since the solve began. */
  warm: boolean;
  /** Added to the diagonal of the stiffness, force per length (settle.ts); 0 elsewhere. */
  friction: number;
  /** Whether prescribed displacements have not been applied yet. */
  moving: boolean;
  residual: number;
  /** max(|f_ext|, |f_int|) */
  scale: number;
  /** Smallest rounding of forces so far (newton.ts), unit of force. */
  rounding: number;
  /** Potential of the loads that depend on the displacement and have one, unit of energy. */
  bondEnergy: number;
  response: Response;
}

/** Stresses at the current displacement, as exact as `accuracy` says: the relative residual of inner problems, 0 for their own tolerance. */
export async function evaluate(progress: Progress, accuracy: number, want: Want = "tangent"): Promise<void> {
  progress.options.signal?.throwIfAborted();
  const start = performance.now();
  progress.response = await respond(progress.system, progress.options.dt, { warm: progress.warm, accuracy }, want);
  progress.warm ||= progress.response.answered;
  progress.evaluations++;
  progress.innerIterations += progress.response.innerIterations;
  progress.seconds.constitutive += (performance.now() - start) / 1000;
}

/** Stiffness of the body at the current stresses; what the pass over cells has left there stays. */
function stiffenBody({ sweep, assembler, stress, K }: System): void {
  if (sweep?.complete) return;
  if (!sweep) K.fill(0);
  addStiffness(assembler, stress, K, sweep?.rest);
  if (sweep) sweep.complete = true;
}

/** Penalties of contacts from the stiffness of the body, before they push for the first time. */
export function tuneContacts({ system }: Progress): void {
  if (!untuned(system.bonds)) return;
  stiffenBody(system);
  tuneBonds(system.bonds, system.assembler.pattern, system.dimension, system.K);
}

/** Forces and residual of the current stresses. */
export function equilibrium(progress: Progress): void {
  const start = performance.now();
  const { system } = progress;
  const { internal, external, work, T } = system;
  const { sweep } = system;
  if (sweep) internal.set(sweep.forces);
  else internal.fill(0);
  addForces(system.assembler, system.stress, internal, sweep?.rest);
  external.set(system.dead);
  addPressures(system.surfaces, system.u, progress.options.time, external);
  progress.bondEnergy = addBondForces(system.bonds, system.u, progress.options.time, external);
  for (let dof = 0; dof < internal.length; dof++) work.product[dof] = internal[dof] - external[dof];
  reduceVector(T, work.product, work.residual);
  progress.residual = norm(work.residual);
  progress.scale = Math.max(norm(external), norm(internal));
  progress.seconds.assembly += (performance.now() - start) / 1000;
}

/** Stiffness at the current stresses. */
export function linearise(progress: Progress): void {
  const start = performance.now();
  const { system } = progress;
  stiffenBody(system);
  addPressureStiffness(system.surfaces, system.u, system.assembler.pattern, system.K);
  addBondStiffness(system.bonds, system.K);
  progress.seconds.assembly += (performance.now() - start) / 1000;
}
