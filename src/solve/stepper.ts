/** Walks through time: step size, cut-back and growth. The only place that accepts or rolls back state. */
import { checkRigidMotions } from "../constraint/rigid.js";
import { CaseError, type ConvergenceError } from "../core/errors.js";
import { heldBySprings } from "../load/spring.js";
import type { Contact } from "../load/contact.js";
import { acceptBonds, rollbackBonds } from "./bonds.js";
import { type Checkpoint, restore, takeCheckpoint } from "./checkpoint.js";
import type { Iteration, Seconds } from "./iterate.js";
import type { LinearMethod } from "./linear.js";
import { newton, type NewtonResult } from "./newton.js";
import { predict, rememberIncrement } from "./predict.js";
import type { Problem } from "./problem.js";
import { findSoftened } from "./diagnosis.js";
import { respond } from "./respond.js";
import { convergenceError, type LastAttempt } from "./report.js";
import { predicting, type StepStrategy } from "./strategy.js";
import { createSystem, type RegionPoints, type System } from "./system.js";

/** How a run is watched, interrupted and continued. */
export interface SolveOptions {
  readonly signal?: AbortSignal;
  /** Called after every Newton iteration, those of abandoned attempts included. */
  readonly onIteration?: (iteration: Iteration) => void;
  /** Called when an attempt is given up and the step is cut. */
  readonly onCut?: (cut: Cut) => void;
  /** How starts and step sizes are chosen; default `predicting`. */
  readonly strategy?: StepStrategy;
  /** Continues from here instead of from the undeformed body. */
  readonly restart?: Checkpoint;
}

/** An attempt that was given up. */
export interface Cut {
  /** Time that was aimed at. */
  readonly time: number;
  readonly dt: number;
  /** Size of the next attempt. */
  readonly next: number;
  readonly result: NewtonResult;
}

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
  readonly contacts: readonly Contact[];
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

/** Where the walk stands. */
interface Walk { time: number; size: number; index: number }

/**
 * Solves a problem, step by step.
 * @throws CaseError E_RIGID_BODY, E_STEPS or what `createSystem` throws; ConvergenceError E_NO_CONVERGENCE when the step size falls
 *   below `steps.min`; the reason of `options.signal` when aborted (the last accepted step is untouched)
 */
export async function* solve(problem: Problem, options: SolveOptions = {}): AsyncGenerator<AcceptedStep, void> {
  checkSteps(problem);
  checkRigidMotions(problem.mesh, [...problem.constraints, ...(problem.springs ?? []).flatMap((springs) => heldBySprings(springs, "springs"))]);
  const system = await createSystem(problem);
  try {
    const walk: Walk = { time: 0, size: problem.steps.size, index: 0 };
    if (options.restart) Object.assign(walk, restore(system, options.restart));
    while (walk.time < problem.steps.end) yield await step(system, walk, options);
  } finally {
    system.solver.dispose();
    system.sweep?.dispose();
  }
}

function checkSteps({ steps }: Problem): void {
  const { end, size, min, max, stops } = steps;
  const ordered = end > 0 && min > 0 && min <= size && size <= max && Number.isFinite(end) && Number.isFinite(max);
  const increasing = stops.every((stop, k) => stop > (k === 0 ? 0 : stops[k - 1]) && stop <= end);
  if (ordered && increasing) return;
  throw new CaseError("E_STEPS", `steps have end ${end}, size ${size}, min ${min}, max ${max}; allowed is 0 < min <= size <= max, 0 < end, and stops that increase up to the end.`, {
    hint: "correct `steps` in the case.", details: { end, size, min, max },
  });
}

/** One accepted step, cutting as often as it takes. */
async function step(system: System, walk: Walk, options: SolveOptions): Promise<AcceptedStep> {
  const { steps } = system.problem;
  const { strategy = predicting } = options;
  const attempts: NewtonResult[] = [];
  for (let share = strategy.prediction; ;) {
    const stop = steps.stops.find((time) => time > walk.time) ?? steps.end;
    // A stop is hit exactly; a remainder that is only rounding is not worth a step.
    const lands = stop - walk.time <= walk.size * (1 + 1e-9);
    const time = lands ? stop : walk.time + walk.size;
    const dt = time - walk.time;
    const predicted = predict(system, walk.time, dt, share);
    const { partialMoves, boldSteps } = strategy;
    const result = await newton(system, { time, dt, partialMoves, boldSteps, signal: options.signal, onIteration: options.onIteration });
    attempts.push(result);
    if (!result.failure) return accept(system, walk, { time, dt, lands, attempts, result, factor: strategy.next(result, attempts.length) });
    rollback(system);
    if (predicted && result.iterations === 0) {
      // The prediction itself is no state of the body: the same step from rest, before it is cut.
      share = 0;
      continue;
    }
    share = strategy.prediction;
    const next = dt * strategy.cut(result);
    if (next < steps.min) throw await explain(system, { time: walk.time, dt, next, attempts });
    walk.size = next;
    options.onCut?.({ time, dt, next, result });
  }
}

/** The error of a step that cannot be cut any more; stresses are those of the last accepted state when the cause is looked for. */
async function explain(system: System, last: Omit<LastAttempt, "softened">): Promise<ConvergenceError> {
  const softened = findSoftened(system);
  await respond(system, last.dt);
  return convergenceError(system, { ...last, softened });
}

interface Accepted {
  readonly time: number;
  readonly dt: number;
  readonly lands: boolean;
  readonly attempts: readonly NewtonResult[];
  readonly result: NewtonResult;
  /** Size of the next step over that of this one. */
  readonly factor: number;
}

/** Back to the last accepted displacement; states were never touched. */
function rollback(system: System): void {
  system.u.set(system.u0);
  for (const cavity of system.surfaces.cavities) cavity.pressure = cavity.accepted;
  rollbackBonds(system.bonds);
}

function accept(system: System, walk: Walk, accepted: Accepted): AcceptedStep {
  const { time, dt, lands, attempts, result, factor } = accepted;
  rememberIncrement(system, dt);
  system.u0.set(system.u);
  for (const { arena } of system.regions) arena.commit();
  for (const cavity of system.surfaces.cavities) cavity.accepted = cavity.pressure;
  acceptBonds(system.bonds);
  walk.time = time;
  walk.index++;
  walk.size = Math.min(system.problem.steps.max, walk.size * factor);
  const now = { ...walk };
  const cost = costOf(system, attempts);
  for (const region of system.regions) region.innerSolves = 0;
  return {
    index: walk.index, time, dt, stop: lands || time >= system.problem.steps.end,
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
