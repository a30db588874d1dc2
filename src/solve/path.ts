/** Follows the path of equilibria through limit points: the way of `steps: { arc: … }`. */
import { CaseError, ConvergenceError } from "../core/errors.js";
import { expandVector, reduceMatrix } from "../constraint/reduce.js";
import { accept, type AcceptedStep, rollback, type Walk } from "./accept.js";
import { findSoftened } from "./diagnosis.js";
import { equilibrium, linearise, tuneContacts, evaluate } from "./iterate.js";
import { begin, newton, type NewtonResult } from "./newton.js";
import { missing, type PathEquation, product, reach, sphere } from "./path-equation.js";
import { createDrive, type Drive, type LoadUnknown, onPath, solveResponse } from "./path-newton.js";
import type { ArcControl, PathTarget } from "./problem.js";
import { explain } from "./report.js";
import type { SolveOptions, Way } from "./stepper.js";
import type { System } from "./system.js";
import { norm } from "./vector.js";

/** Iterations that a step should take: fewer make the next longer, more shorter (crisfield1981). */
const wantedIterations = 5;
/** Cosine between a step and the one before below which it is taken for one to another branch or back, and below which the next is no longer. */
const sharpTurn = 0.5, gentleTurn = 0.95;

/** Relative residual of the linear solve for the first direction. */
const startTolerance = 1e-10;

/** A path under way. */
interface Path { readonly arc: ArcControl; readonly drive: Drive; readonly gradient: Float64Array }

/**
 * The way along a path. Each step starts where the last one points to, the first along the tangent towards larger load factors; its length follows
 * from the iterations and the turn of the last one. Nothing has to be chosen between two intersections of path and sphere: the iteration starts beside one.
 */
export function alongPath(arc: ArcControl): Way {
  let path: Path | undefined;
  return {
    size: arc.size,
    ended: (system, walk) => hasEnded(system, walk, arc),
    step(system, walk, options) {
      path ??= { arc, drive: createDrive(system), gradient: new Float64Array(system.dofs) };
      return step(system, path, walk, options);
    },
  };
}

/** @throws ConvergenceError E_PATH_COUNT when all steps are used up without the target */
function hasEnded(system: System, walk: Readonly<Walk>, { count, target }: ArcControl): boolean {
  if (target && walk.index > 0 && isReached(system, target)) return true;
  if (walk.index < count) return false;
  if (!target) return true;
  throw new ConvergenceError("E_PATH_COUNT", `the path has taken all its ${count} steps and has come to the load factor ${short(system.path.load)}, without reaching its end: ${short(missing(target, system.u0, system.path.load))} is still missing.`, {
    hint: "raise steps.arc.count or steps.arc.max, or look at the results so far: the path may never come there.", details: { load: system.path.load },
  });
}

function isReached(system: System, target: PathTarget): boolean {
  return Math.abs(missing(target, system.u0, system.path.load)) <= 1e-11 * Math.max(Math.abs(target.value), Number.MIN_VALUE);
}

function short(x: number): string {
  return String(Number(x.toPrecision(6)));
}

/** One accepted step, cutting as often as it takes. */
async function step(system: System, path: Path, walk: Walk, options: SolveOptions): Promise<AcceptedStep> {
  const { arc: { min, max, target } } = path;
  if (walk.index === 0) await startPath(system, path, options);
  const attempts: NewtonResult[] = [];
  for (;;) {
    const half = walk.size / 2;
    const reached = await attempt(system, path, { walk, options, turnBack: half < min });
    attempts.push(...reached.results);
    const result = reached.results[reached.results.length - 1];
    if (!result.failure && !reached.tooSharp) {
      const { load, share, landed, turn } = reached, dt = share * walk.size;
      system.path.increment = load - system.path.load;
      system.path.load = load;
      Object.assign(walk, { time: walk.time + dt, index: walk.index + 1, size: Math.min(max, walk.size * growth(attempts, turn)) });
      const last = landed || (!target && walk.index >= path.arc.count);
      return accept(system, walk, { dt, stop: last, last, load, attempts, result });
    }
    rollback(system);
    if (half < min) throw await explain(system, { time: walk.time, where: `the load factor ${short(system.path.load)}`, key: "steps.arc", min, dt: walk.size, next: half, attempts, softened: findSoftened(system) });
    options.onCut?.({ time: walk.time + walk.size, dt: walk.size, next: half, result });
    walk.size = half;
  }
}

/** Length of the next step over that of this one. */
function growth(attempts: readonly NewtonResult[], turn: number): number {
  const wanted = Math.sqrt(wantedIterations / Math.max(1, attempts[attempts.length - 1].iterations));
  return Math.max(0.5, Math.min(attempts.length > 1 || turn < gentleTurn ? 1 : 1.5, wanted));
}

/** Scale of displacements and the first direction, from the tangent at the start. */
async function startPath(system: System, { drive }: Path, { signal }: SolveOptions): Promise<void> {
  const progress = begin(system, { time: 0, dt: 0, partialMoves: 0, halvings: 0, boldSteps: 0, signal, onIteration: undefined });
  await evaluate(progress, 0);
  if (!progress.response.failure) {
    progress.forcing = startTolerance;
    tuneContacts(progress);
    equilibrium(progress);
    linearise(progress);
    reduceMatrix(system.reduction, system.K, system.reducedK);
    const solved = system.solver.factor(system.reducedK) && solveResponse(progress, drive);
    system.path.scale = solved ? norm(drive.response) : 0;
  }
  if (!(system.path.scale > 0)) {
    throw new CaseError("E_ARC", "steps.arc: nothing moves when the load factor does, or the unloaded body has no stiffness.", {
      hint: "give a load or motion that grows with the load factor (a number), and supports.",
    });
  }
  system.path.increment = 1;
  system.lastStep.increment.set(drive.response);
}

/** Where an attempt has come to. */
interface Attempt {
  /** Of the whole step, and of its part up to the target. */
  readonly results: readonly NewtonResult[];
  readonly load: number;
  /** Part of the step that was taken, and whether it ends at the target. */
  readonly share: number;
  readonly landed: boolean;
  /** Cosine between this step and the last. */
  readonly turn: number;
  readonly tooSharp: boolean;
}

interface Start { readonly walk: Readonly<Walk>; readonly options: SolveOptions; /** Takes sharp turns as well. */ readonly turnBack: boolean }

/** Equilibrium at the length of the step from the last accepted state, from where the last step points to; where that lies beyond the target, at the target. */
async function attempt(system: System, path: Path, { walk: { time, size }, options, turnBack }: Start): Promise<Attempt> {
  const { u, u0, lastStep, path: from } = system;
  const ratio = size / Math.sqrt(product(system, lastStep.increment, from.increment, lastStep.increment, from.increment));
  const whole = await solveFrom(system, path, { share: ratio, towards: lastStep.increment, change: from.increment }, { equation: sphere(system, size), time: time + size, dt: size, options });
  const increment = u.map((value, dof) => value - u0[dof]), change = whole.load - from.load;
  const turn = (ratio * product(system, increment, change, lastStep.increment, from.increment)) / (size * size);
  const here = { results: [whole.result], load: whole.load, share: 1, landed: false, turn, tooSharp: turn < sharpTurn && !turnBack };
  const share = here.tooSharp || whole.result.failure ? undefined : passed(system, path.arc, whole.load);
  if (share === undefined || !path.arc.target) return here;
  const part = await solveFrom(system, path, { share, towards: increment, change }, { equation: reach(system, path.arc.target), time: time + share * size, dt: share * size, options });
  return { ...here, results: [whole.result, part.result], load: part.load, share, landed: true };
}

/** Share of the step at which the target was passed, by its values at both ends; undefined where it was not. */
function passed({ u, u0, path }: System, { target }: ArcControl, load: number): number | undefined {
  if (!target) return undefined;
  const before = missing(target, u0, path.load), after = missing(target, u, load);
  return before !== 0 && before * after <= 0 ? before / (before - after) : undefined;
}

interface Guess { readonly share: number; readonly towards: Float64Array; readonly change: number }
interface Aim { readonly equation: PathEquation; readonly time: number; readonly dt: number; readonly options: SolveOptions }

/** Solves from a guess beside the last accepted state. */
async function solveFrom(system: System, { drive, gradient }: Path, { share, towards, change }: Guess, { equation, time, dt, options }: Aim): Promise<{ readonly result: NewtonResult; readonly load: number }> {
  const { u, u0, T, work, path } = system;
  const unknown: LoadUnknown = { load: path.load + share * change, step: 0 };
  T.freeDofs.forEach((dof, p) => { work.solution[p] = u0[dof] + share * towards[dof]; });
  expandVector(T, work.solution, u);
  T.offsets(unknown.load, work.gap);
  for (let dof = 0; dof < T.dofs; dof++) u[dof] += work.gap[dof];
  const { onIteration, signal } = options;
  const result = await newton(system, {
    time: unknown.load, dt, partialMoves: 0, halvings: 0, boldSteps: 0, signal,
    onIteration: onIteration && ((iteration) => { onIteration({ ...iteration, time, load: unknown.load }); }),
  }, onPath(drive, equation, unknown, gradient));
  return { result, load: unknown.load };
}
