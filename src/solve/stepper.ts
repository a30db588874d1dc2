/** Walks through time: step size, cut-back and growth. The only place that accepts or rolls back state. */
import { checkRigidMotions } from "../constraint/rigid.js";
import { CaseError } from "../core/errors.js";
import { standard } from "../fe/formulation.js";
import { heldBySprings } from "../load/spring.js";
import { accept, type AcceptedStep, rollback, type Walk } from "./accept.js";
import { type Checkpoint, restore } from "./checkpoint.js";
import type { Iteration } from "./iterate.js";
import { newton, type NewtonResult, type Scheme } from "./newton.js";
import { alongPath } from "./path.js";
import { predict, startFrom } from "./predict.js";
import type { Problem, StepControl } from "./problem.js";
import { explain } from "./report.js";
import { predicting, type StepStrategy } from "./strategy.js";
import { findSoftened } from "./diagnosis.js";
import { settling } from "./settle.js";
import { turns } from "./turning.js";
import { createSystem, type System } from "./system.js";

/** How a run is watched, interrupted and continued. */
export interface SolveOptions {
  readonly signal?: AbortSignal;
  /** Called after every Newton iteration, those of abandoned attempts included. */
  readonly onIteration?: (iteration: Iteration) => void;
  /** Called when an attempt is given up and the step is cut. */
  readonly onCut?: (cut: Cut) => void;
  /** How starts and step sizes are chosen; default `predicting`. */
  readonly strategy?: StepStrategy;
  /** Displacements `[dofs]` near those at the end of the first step, from which it starts. */
  readonly start?: Float64Array;
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
 * Solves a problem, step by step.
 * @throws CaseError E_RIGID_BODY, E_STEPS or what `createSystem` throws; ConvergenceError E_NO_CONVERGENCE when the step size falls
 *   below `steps.min`; the reason of `options.signal` when aborted (the last accepted step is untouched)
 */
export async function* solve(problem: Problem, options: SolveOptions = {}): AsyncGenerator<AcceptedStep, void> {
  checkSteps(problem);
  checkRigidMotions(problem.mesh, [...problem.constraints, ...(problem.springs ?? []).flatMap((springs) => heldBySprings(springs, "springs"))]);
  const system = await createSystem(problem);
  try {
    const way = problem.arc ? alongPath(problem.arc) : throughTime(problem.steps);
    const walk: Walk = { time: 0, size: way.size, index: 0 };
    if (options.restart) Object.assign(walk, restore(system, options.restart));
    while (!way.ended(system, walk)) yield await way.step(system, walk, options);
  } finally {
    system.solver.dispose();
    system.sweep?.dispose();
  }
}

/** A way of going from one accepted step to the next. */
export interface Way {
  /** Size of the first step. */
  readonly size: number;
  /** Whether the last accepted step was the last of the run. */
  ended(system: System, walk: Readonly<Walk>): boolean;
  step(system: System, walk: Walk, options: SolveOptions): Promise<AcceptedStep>;
}

function throughTime({ size, end }: Problem["steps"]): Way {
  return { size, ended: (_system, { time }) => time >= end, step };
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
  for (let order = strategy.prediction; ;) {
    const aim = aimOf(steps, walk);
    if (attempts.length === 0 && aim.dt / 2 >= steps.min && turns(system, walk.time, aim.dt)) {
      walk.size = aim.dt / 2;
      continue;
    }
    const predicted = walk.index === 0 && options.start && attempts.length === 0 ? startFrom(system, aim.time, options.start) : predict(system, walk.time, aim.dt, order);
    const result = await attempt(system, aim, attempts, options);
    if (!result.failure) return arrive(system, walk, aim, { attempts, result, snapped: false, factor: strategy.next(result, attempts.length) });
    rollback(system);
    if (predicted && result.iterations === 0) {
      // The prediction itself is no state of the body: the same step from rest, before it is cut.
      order = 0;
      continue;
    }
    order = strategy.prediction;
    const next = aim.dt * strategy.cut(result);
    if (next < steps.min) return settle(system, walk, aim, { attempts, next, options });
    walk.size = next;
    options.onCut?.({ time: aim.time, dt: aim.dt, next, result });
  }
}

/** Where a step wants to come. */
interface Aim { readonly time: number; readonly dt: number; readonly stop: boolean; readonly last: boolean }

/** A stop is hit exactly; a remainder that is only rounding is not worth a step. */
function aimOf({ stops, end }: StepControl, { time: now, size }: Walk): Aim {
  const stop = stops.find((time) => time > now) ?? end;
  const lands = stop - now <= size * (1 + 1e-9), time = lands ? stop : now + size;
  return { time, dt: time - now, stop: lands || time >= end, last: time >= end };
}

async function attempt(system: System, { time, dt }: Aim, attempts: NewtonResult[], { strategy = predicting, signal, onIteration }: SolveOptions, scheme?: Scheme): Promise<NewtonResult> {
  const { partialMoves, boldSteps } = strategy;
  const evened = system.regions.some(({ region: { formulation = standard } }) => formulation !== standard), halvings = evened ? strategy.evenedHalvings : strategy.halvings;
  const result = await newton(system, { time, dt, partialMoves, halvings, boldSteps, signal, onIteration }, scheme);
  attempts.push(result);
  return result;
}

interface Arrival { readonly attempts: readonly NewtonResult[]; readonly result: NewtonResult; readonly snapped: boolean; /** Size of the next step over that of this one. */ readonly factor: number }

function arrive(system: System, walk: Walk, { time, dt, stop, last }: Aim, { attempts, result, snapped, factor }: Arrival): AcceptedStep {
  Object.assign(walk, { time, index: walk.index + 1, size: Math.min(system.problem.steps.max, walk.size * factor) });
  return accept(system, walk, { dt, stop, last, snapped, attempts, result });
}

interface Cornered { readonly attempts: NewtonResult[]; readonly next: number; readonly options: SolveOptions }

/** A step that cannot be cut any more: to the equilibrium at which a body with friction comes to rest, or to the error that says why there is none. */
async function settle(system: System, walk: Walk, aim: Aim, { attempts, next, options }: Cornered): Promise<AcceptedStep> {
  const { strategy = predicting } = options, { min } = system.problem.steps, { dt } = aim;
  const softened = findSoftened(system);
  if (strategy.settles) {
    const result = await attempt(system, aim, attempts, options, settling(system));
    if (!result.failure) return arrive(system, walk, aim, { attempts, result, snapped: true, factor: 1 });
    rollback(system);
  }
  throw await explain(system, { time: walk.time, where: `t=${Number(walk.time.toPrecision(6))}`, key: "steps", min, dt, next, attempts, softened });
}
