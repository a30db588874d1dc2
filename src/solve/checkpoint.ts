/** What a run needs to go on later with the same bits. */
import { CaseError } from "../core/errors.js";
import { bondState, restoreBonds } from "./bonds.js";
import { noStep, type PastStep, type System } from "./system.js";

/** State of the last accepted step; plain data that survives structured cloning. */
export interface Checkpoint {
  readonly time: number;
  /** Size of the next step. */
  readonly size: number;
  /** Steps accepted so far. */
  readonly index: number;
  /** Displacements `[dofs]`, unit of length. */
  readonly u: Float64Array;
  /** Accepted state of each region `[points, stride(model.state)]`; then, where there are cavities, their pressures; then penalty and multipliers of each contact; then, where a path is followed, its load factor, the last change of it and its scale; then of the last step and of the one before: size, order and increments of pressures, and increments of displacements. */
  readonly states: readonly Float64Array[];
}

/** Copies the last accepted step. */
export function takeCheckpoint(system: System, walk: { readonly time: number; readonly size: number; readonly index: number }): Checkpoint {
  const { surfaces: { cavities }, lastStep, stepBefore, path, problem: { arc } } = system;
  const states: Float64Array[] = system.regions.map(({ arena }) => Float64Array.from(arena.state0));
  if (cavities.length > 0) states.push(Float64Array.from(cavities, ({ accepted }) => accepted));
  states.push(...bondState(system.bonds));
  if (arc) states.push(Float64Array.of(path.load, path.increment, path.scale));
  states.push(...[lastStep, stepBefore].flatMap(stepState));
  return { ...walk, u: Float64Array.from(system.u0), states };
}

/**
 * A checkpoint of a body that stands at `u` and has no step behind it: no cavities, no contacts, no path.
 * @param states state of each region `[points, stride(model.state)]`
 */
export function checkpointAtRest(walk: Pick<Checkpoint, "time" | "size" | "index" | "u">, states: readonly Float64Array[]): Checkpoint {
  const { time, size, index, u } = walk;
  const none = noStep(u.length, 0);
  return { time, size, index, u, states: [...states, ...[none, none].flatMap(stepState)] };
}

function stepState({ dt, order, pressures, increment }: PastStep): Float64Array[] {
  return [Float64Array.of(dt, order, ...pressures), increment.slice()];
}

/**
 * Puts a system where the checkpoint was taken.
 * @throws CaseError E_CHECKPOINT when it belongs to another mesh or other materials
 */
export function restore(system: System, checkpoint: Checkpoint): { time: number; size: number; index: number } {
  const { time, size, index, u, states } = checkpoint;
  const { cavities } = system.surfaces;
  const lengths = takeCheckpoint(system, checkpoint).states.map((state) => state.length);
  const fits = u.length === system.dofs && states.length === lengths.length && states.every((state, k) => state.length === lengths[k]);
  if (!fits) {
    throw new CaseError("E_CHECKPOINT", `the checkpoint holds ${u.length} dofs in ${states.length} regions, the case has ${system.dofs} in ${system.regions.length}, or the state of a region differs in size.`, {
      hint: "resume with the case that wrote the checkpoint, or run without --resume.",
    });
  }
  system.u0.set(u);
  system.u.set(u);
  system.regions.forEach(({ arena }, r) => arena.state0.set(states[r]));
  const rest = states.slice(system.regions.length);
  if (cavities.length > 0) restorePressures(system, rest.shift() ?? new Float64Array());
  restoreBonds(system.bonds, rest);
  if (system.problem.arc) {
    const [load, change, scale] = rest.at(-5) ?? [];
    Object.assign(system.path, { load, increment: change, scale });
  }
  [system.lastStep, system.stepBefore].forEach((step, k) => {
    const [numbers, increment] = rest.slice(2 * k - 4);
    Object.assign(step, { dt: numbers[0], order: numbers[1] });
    step.pressures.set(numbers.subarray(2));
    step.increment.set(increment);
  });
  return { time, size, index };
}

function restorePressures({ surfaces }: System, pressures: Float64Array): void {
  surfaces.cavities.forEach((cavity, k) => { cavity.pressure = cavity.accepted = pressures[k]; });
}
