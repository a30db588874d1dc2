/** Where a step starts: the last accepted state, or what the last increment points to. */
import { expandVector } from "../constraint/reduce.js";
import { externalForces } from "../load/load.js";
import type { System } from "./system.js";
import { norm } from "./vector.js";

/** Share of the change of loads and motions that may differ from that of the last step. */
const alike = 0.5;

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

/**
 * Puts `system.u` where the next solve starts, prescribed displacements at their new place.
 * @param time of the last accepted step
 * @param share of the last increment, scaled to `dt`; 0 leaves the last accepted state
 * @returns whether anything was predicted
 */
export function predict(system: System, time: number, dt: number, share: number): boolean {
  const { T, u, u0, lastStep, work } = system;
  if (share === 0 || lastStep.dt === 0 || !goesOn(system, time, dt)) return false;
  const ratio = (share * dt) / lastStep.dt;
  T.freeDofs.forEach((dof, p) => { work.solution[p] = u0[dof] + ratio * lastStep.increment[dof]; });
  expandVector(T, work.solution, u);
  T.offsets(time + dt, work.gap);
  for (let dof = 0; dof < T.dofs; dof++) u[dof] += work.gap[dof];
  system.surfaces.cavities.forEach((cavity, k) => { cavity.pressure = cavity.accepted + ratio * lastStep.pressures[k]; });
  return true;
}

/** Remembers the increment of a step that is about to be accepted. */
export function rememberIncrement(system: System, dt: number): void {
  const { lastStep, u, u0 } = system;
  for (let dof = 0; dof < u.length; dof++) lastStep.increment[dof] = u[dof] - u0[dof];
  system.surfaces.cavities.forEach((cavity, k) => { lastStep.pressures[k] = cavity.pressure - cavity.accepted; });
  lastStep.dt = dt;
}
