/** Where a step starts: the last accepted state, or what the increments of the last steps point to. */
import { expandVector } from "../constraint/reduce.js";
import { externalForces } from "../load/load.js";
import type { PastStep, System } from "./system.js";
import { norm } from "./vector.js";

/** Share of the change of loads and motions that may differ from that of the last step. */
const alike = 0.5;

/** Share of its increment by which the prediction of the last step may have missed; beyond, the next starts from rest. */
const trusted = 0.5;

/** What drives a problem at a time, in groups of one unit: prescribed displacements, dead forces, pressures, obstacles. */
function drives({ problem, T }: System, time: number): Float64Array[] {
  const offsets = new Float64Array(T.dofs), dead = new Float64Array(T.dofs);
  T.offsets(time, offsets);
  externalForces(problem.loads, time, dead);
  return [
    offsets, dead, Float64Array.from(problem.pressures ?? [], ({ pressure }) => pressure(time)),
    Float64Array.from((problem.contacts ?? []).flatMap(({ motion }) => motion.map((move) => move(time)))),
  ];
}

/** Whether loads and motions go on as they did in the last step; beyond a kink or a hold the last increment points nowhere. */
function goesOn(system: System, time: number, dt: number): boolean {
  const { lastStep } = system;
  const [before, now, then] = [time - lastStep.dt, time, time + dt].map((t) => drives(system, t));
  return now.every((values, k) => {
    const change = values.map((value, i) => then[k][i] - value);
    const other = values.map((value, i) => change[i] - ((value - before[k][i]) * dt) / lastStep.dt);
    return norm(other) <= alike * norm(change);
  });
}

/** Factors of the last two increments in the polynomial of an order (1: line, 2: parabola) through the last states, at `dt` beyond them. */
function factors({ lastStep, stepBefore }: System, order: number, dt: number): readonly [number, number] {
  if (order === 1) return [dt / lastStep.dt, 0];
  const second = (dt * (dt + lastStep.dt)) / (lastStep.dt + stepBefore.dt);
  return [(dt + second) / lastStep.dt, -second / stepBefore.dt];
}

/**
 * Puts `system.u` where the next solve starts, prescribed displacements at their new place.
 * @param time of the last accepted step
 * @param order at most this one: 0 leaves the last accepted state, 1 goes along the line of the last step, 2 along the parabola of the last two
 * @returns whether anything was predicted
 */
export function predict(system: System, time: number, dt: number, order: number): boolean {
  const { T, u, u0, lastStep, stepBefore, work } = system;
  const used = Math.min(order, lastStep.order);
  if (used === 0 || lastStep.dt === 0 || !goesOn(system, time, dt)) return false;
  const [a, b] = factors(system, used, dt);
  T.freeDofs.forEach((dof, p) => { work.solution[p] = u0[dof] + a * lastStep.increment[dof] + b * stepBefore.increment[dof]; });
  expandVector(T, work.solution, u);
  T.offsets(time + dt, work.gap);
  for (let dof = 0; dof < T.dofs; dof++) u[dof] += work.gap[dof];
  system.surfaces.cavities.forEach((cavity, k) => { cavity.pressure = cavity.accepted + a * lastStep.pressures[k] + b * stepBefore.pressures[k]; });
  return true;
}

/** Puts `system.u` at given displacements `[dofs]`, what is prescribed at its place. @returns true: it is a prediction */
export function startFrom({ T, u, work }: System, time: number, start: Float64Array): boolean {
  T.freeDofs.forEach((dof, p) => { work.solution[p] = start[dof]; });
  expandVector(T, work.solution, u);
  T.offsets(time, work.gap);
  for (let dof = 0; dof < T.dofs; dof++) u[dof] += work.gap[dof];
  return true;
}

/**
 * Remembers the increment of a step that is about to be accepted, and the order that would have predicted it best: of that the next step is to start,
 * so that predictions are made only where they have been worth it, without an evaluation to find out.
 */
export function rememberIncrement(system: System, dt: number): void {
  const { lastStep, stepBefore, u, u0 } = system;
  const increment = u.map((value, dof) => value - u0[dof]), order = bestOrder(system, increment, dt);
  copyStep(lastStep, stepBefore);
  lastStep.increment.set(increment);
  system.surfaces.cavities.forEach((cavity, k) => { lastStep.pressures[k] = cavity.pressure - cavity.accepted; });
  Object.assign(lastStep, { dt, order });
}

function copyStep(from: PastStep, to: PastStep): void {
  to.increment.set(from.increment);
  to.pressures.set(from.pressures);
  to.dt = from.dt;
}

function bestOrder(system: System, increment: Float64Array, dt: number): number {
  const { lastStep, stepBefore } = system;
  if (lastStep.dt === 0) return 1;
  const size = trusted * norm(increment);
  const misses = (order: number): number => {
    const [a, b] = factors(system, order, dt);
    return norm(increment.map((value, dof) => value - a * lastStep.increment[dof] - b * stepBefore.increment[dof]));
  };
  const line = misses(1), parabola = stepBefore.dt === 0 ? Infinity : misses(2);
  if (Math.min(line, parabola) > size) return 0;
  // The second step has no parabola yet, but may start the next by one.
  return parabola < line || stepBefore.dt === 0 ? 2 : 1;
}
