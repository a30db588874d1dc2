/** Backtracking line search along a Newton step: on the residual, and on the potential energy where there is one or on the force along the step where there is none. */
import { volumesReached } from "./cavity.js";
import { type Failure, solveFailure } from "./failure.js";
import { expectsEnd, innerAccuracy } from "./forcing.js";
import { equilibrium, evaluate, type Progress } from "./iterate.js";
import { dot } from "./vector.js";

/** Share of the decrease promised by the tangent that a step must reach (nocedal2006, eq. 3.6a). */
const sufficient = 1e-4;
/** Share of the force along the step that may be left without a potential: 0 is the exact search (bonet2008, §9.6.2 stops at 0.5). */
const slack = 0.9;
/** Relative rounding of an energy that is summed over a mesh. */
const energyNoise = 1e-13;

/** What a trial is measured against. */
interface Start { readonly potential: number; readonly slope: number; readonly residual: number; readonly noise: number }

/**
 * Moves `system.u` along `work.direction` by the largest of 1, 1/2, 1/4, … that is acceptable, after at most `halvings` by the last one.
 * A step that carries prescribed displacements or volumes is taken as far as no point fails, for its energy need not fall: halved at most
 * `partialMoves` times; the next iterations carry the rest. Beyond that it is better to cut the time step.
 * @returns why no step is acceptable, or undefined
 */
export async function search(progress: Progress): Promise<Failure | undefined> {
  const { work, surfaces, problem, u } = progress.system;
  const begin = startOf(progress);
  const whole = progress.moving || !volumesReached(surfaces, problem.newton.tolerance);
  work.start.set(u);
  for (const cavity of surfaces.cavities) cavity.start = cavity.pressure;
  const most = whole ? progress.options.partialMoves : progress.options.halvings;
  let factor = 1, largest = 0;
  for (let halvings = 0; ; halvings++, factor /= 2) {
    const failure = await tryFactor(progress, factor);
    if (!failure && (whole || acceptable(progress, begin, factor))) break;
    if (!failure) largest = Math.max(largest, factor);
    if (halvings < most) continue;
    if (largest === 0) return failure;
    // Short steps that all raise the residual lead nowhere; the longest often leads over the ridge (watchdog: grippo1986).
    const bold = progress.boldSteps < progress.options.boldSteps ? largest : factor;
    if (bold !== factor) progress.boldSteps++;
    factor = bold;
    const last = await tryFactor(progress, factor);
    if (last) return last;
    break;
  }
  progress.lineSearch = factor;
  progress.correction *= factor;
  progress.moving &&= factor < 1;
  for (let dof = 0; dof < u.length; dof++) work.gap[dof] *= 1 - factor;
  return undefined;
}

/** Forces at a share of the Newton step; says what is wrong there. */
async function tryFactor(progress: Progress, factor: number): Promise<Failure | undefined> {
  const { u, work, surfaces } = progress.system;
  for (let dof = 0; dof < u.length; dof++) u[dof] = work.start[dof] + factor * work.direction[dof];
  for (const cavity of surfaces.cavities) cavity.pressure = cavity.start + factor * cavity.step;
  await evaluate(progress, innerAccuracy(progress), expectsEnd(progress) ? "stress" : "tangent");
  return progress.response.failure ?? trial(progress);
}

function startOf(progress: Progress): Start {
  const { work } = progress.system;
  return {
    potential: potential(progress),
    // rhs = -residual when nothing is prescribed any more.
    slope: -dot(work.rhs, work.solution),
    residual: progress.residual,
    noise: noiseOf(progress),
  };
}

/** Rounding of the potential, unit of energy. */
export function noiseOf({ response, bondEnergy, system: { dead, u } }: Progress): number {
  return energyNoise * (Math.abs(response.energy) + Math.abs(bondEnergy) + Math.abs(dot(dead, u)));
}

/** What equilibrium makes stationary, where no pressure follows its surface; unit of energy. */
export function potential({ response, bondEnergy, system: { dead, u } }: Progress): number {
  return response.energy + bondEnergy - dot(dead, u);
}

/** Forces at a trial displacement. */
function trial(progress: Progress): Failure | undefined {
  equilibrium(progress);
  return Number.isFinite(progress.residual) ? undefined : solveFailure("notFinite", progress.system);
}

function acceptable(progress: Progress, begin: Start, factor: number): boolean {
  if (progress.residual <= (1 - sufficient * factor) * begin.residual) return true;
  const { work, problem } = progress.system;
  // Near incompressibility good steps raise the residual by orders of magnitude, almost all of it across the step.
  if (problem.linear.kind !== "symmetric") return Math.abs(dot(work.residual, work.solution)) <= slack * Math.abs(begin.slope);
  if (!(begin.slope < 0)) return false;
  return potential(progress) <= begin.potential + sufficient * factor * begin.slope + begin.noise;
}
