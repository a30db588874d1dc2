/** Accepting and rolling back: what every way of stepping has in common. */
import type { ContactAnswer } from "../load/contact.js";
import { acceptBonds, rollbackBonds } from "./bonds.js";
import { type Checkpoint, takeCheckpoint } from "./checkpoint.js";
import type { Seconds } from "./iterate.js";
import type { LinearMethod } from "./linear.js";
import type { NewtonResult } from "./newton.js";
import { rememberIncrement } from "./predict.js";
import type { RegionPoints, System } from "./system.js";

/**
 * An accepted step. Its arrays are the solver's own: read or copy them before asking for the next step.
 * Vectors are `[dofs]`, dof = node · dimension + component.
 */
export interface AcceptedStep {
  /** 1 for the first step. */
  readonly index: number;
  readonly time: number;
  readonly dt: number;
  /** Whether the time is one of `steps.stops` or the end. */
  readonly stop: boolean;
  /** Whether the run ends with it. */
  readonly last: boolean;
  /** Whether the body came to rest here from far away, as no equilibrium was near the last one (settle.ts). */
  readonly snapped: boolean;
  /** Load factor, where a path is followed; the time is then the length of the path. */
  readonly load?: number;
  /** Displacements, unit of length. */
  readonly u: Float64Array;
  /** Internal nodal forces, unit of force. */
  readonly internal: Float64Array;
  /** External nodal forces, unit of force. */
  readonly external: Float64Array;
  /** internal - external: the forces of the supports on the body. */
  readonly reactions: Float64Array;
  /** F, P, W, state and status of all Gauss points, by region. */
  readonly regions: readonly RegionPoints[];
  /** Pressure and enclosed volume of the surfaces under pressure: those of `problem.pressures`, then those of `problem.volumes`. */
  readonly surfaces: readonly { readonly pressure: number; readonly volume: number }[];
  /** Springs of `problem.springs`: their forces on the body `[dofs]`. */
  readonly springs: readonly { readonly forces: Float64Array }[];
  /** Contacts of `problem.contacts`: forces on the body, pressures and gaps. */
  readonly contacts: readonly ContactAnswer[];
  /** How linear systems are solved in this run. */
  readonly linear: LinearMethod;
  readonly energy: number;
  readonly iterations: number;
  readonly residual: number;
  readonly relative: number;
  /** Residual norms of the step, unit of force. */
  readonly history: readonly number[];
  /** Costs of the step, abandoned attempts included. */
  readonly cost: StepCost;
  /** What a later run needs to go on from here with the same bits. */
  checkpoint(): Checkpoint;
}

/** Costs of a step, abandoned attempts included. */
export interface StepCost {
  readonly attempts: number;
  readonly linearSolves: number;
  /** Evaluations of Gauss points. */
  readonly pointEvaluations: number;
  readonly innerIterations: number;
  /** Points whose model had to iterate, over all evaluations, by region. */
  readonly innerSolves: readonly number[];
  /** Iterations of an iterative linear solver, and solves that a direct one had to take over. */
  readonly linearIterations: number;
  readonly replacedSolves: number;
  readonly seconds: Readonly<Seconds>;
}

/** Where a walk stands: time of the last accepted step, size of the next, and how many there were. */
export interface Walk { time: number; size: number; index: number }

/** What is known of a step when it is accepted. */
export interface Acceptance {
  readonly dt: number;
  /** See `AcceptedStep`. */
  readonly stop: boolean;
  readonly last: boolean;
  readonly load?: number;
  readonly snapped?: boolean;
  readonly attempts: readonly NewtonResult[];
  readonly result: NewtonResult;
}

/** Back to the last accepted displacement; states were never touched. */
export function rollback(system: System): void {
  system.u.set(system.u0);
  for (const cavity of system.surfaces.cavities) cavity.pressure = cavity.accepted;
  rollbackBonds(system.bonds);
}

/** Makes the current state the accepted one. @param walk where the run stands with it */
export function accept(system: System, walk: Readonly<Walk>, { dt, stop, last, load, snapped = false, attempts, result }: Acceptance): AcceptedStep {
  rememberIncrement(system, dt);
  system.u0.set(system.u);
  for (const { arena } of system.regions) arena.commit();
  for (const cavity of system.surfaces.cavities) cavity.accepted = cavity.pressure;
  acceptBonds(system.bonds);
  const now = { ...walk };
  const cost = costOf(system, attempts);
  for (const region of system.regions) region.innerSolves = 0;
  return {
    index: now.index, time: now.time, dt, stop, last, snapped, ...(load === undefined ? {} : { load }),
    u: system.u0, internal: system.internal, external: system.external,
    reactions: system.internal.map((force, dof) => force - system.external[dof]),
    regions: system.regions, surfaces: system.surfaces.all, springs: system.bonds.springs, contacts: system.bonds.contacts, linear: system.solver.method, energy: result.energy,
    iterations: result.iterations, residual: result.residual, relative: result.relative, history: result.history,
    cost,
    checkpoint: () => takeCheckpoint(system, now),
  };
}

function costOf(system: System, attempts: readonly NewtonResult[]): StepCost {
  const points = system.regions.reduce((sum, { arena }) => sum + arena.count, 0);
  const sum = (of: (result: NewtonResult) => number): number => attempts.reduce((total, result) => total + of(result), 0);
  return {
    attempts: attempts.length,
    linearSolves: sum((result) => result.iterations),
    pointEvaluations: points * sum((result) => result.evaluations),
    innerIterations: sum((result) => result.innerIterations),
    innerSolves: system.regions.map(({ innerSolves }) => innerSolves),
    linearIterations: sum((result) => result.linearIterations),
    replacedSolves: sum((result) => result.replacedSolves),
    seconds: {
      constitutive: sum((result) => result.seconds.constitutive),
      assembly: sum((result) => result.seconds.assembly),
      linear: sum((result) => result.seconds.linear),
    },
  };
}
