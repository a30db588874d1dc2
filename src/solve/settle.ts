/**
 * The last resort of a step whose body snaps: pseudo-transient continuation (kelley1998). Each iteration is a step of time of a body with friction, the stiffness
 * plus a multiple of the identity, which shrinks with the residual; what it comes to rest at is the next stable equilibrium, near or far.
 */
import { type Failure, solveFailure } from "./failure.js";
import { innerAccuracy } from "./forcing.js";
import { equilibrium, evaluate, type Progress } from "./iterate.js";
import { givenLoads, type Scheme } from "./newton.js";
import { noiseOf, potential } from "./search.js";
import type { System } from "./system.js";

/** Friction at the start, relative to the mean of the diagonal of the stiffness. */
const startFriction = 0.1;
/** Friction follows this share of the residual, by at most a factor `fastest`; a slender body has to move far at nearly the same residual. It grows by `rejected` where a cell would invert. */
const share = 0.5, fastest = 0.1, rejected = 8;
/** Below this share of the start there is none, so that convergence is quadratic at the end. */
const negligible = 1e-5;
/** Rejections in one iteration. */
const maxRejections = 8;

/** The scheme: as under given loads, with friction in place of a line search. */
export function settling({ diagonal, K }: System): Scheme {
  let start = 0, friction = 0;
  return {
    ...givenLoads,
    patience: 20,
    solve(progress) {
      // The stiffness of the last accepted state.
      if (start === 0) start = friction = (startFriction * diagonal.reduce((sum, k) => sum + Math.abs(K[k]), 0)) / diagonal.length;
      progress.friction = friction > negligible * start ? friction : 0;
      return givenLoads.solve(progress);
    },
    async move(progress) {
      const before = progress.residual;
      const failure = await whole(progress, () => { friction = Math.max(friction, negligible * start) * rejected; return friction; });
      friction *= Math.max(fastest, Math.min(1 / fastest, (share * progress.residual) / before));
      return failure;
    },
  };
}

/** Takes the whole step, with more friction as long as a point fails there, or energy is gained where there is one: friction only ever takes it. */
async function whole(progress: Progress, more: () => number): Promise<Failure | undefined> {
  const { u, work, surfaces, problem } = progress.system;
  const residual = work.residual.slice(), gains = progress.moving || problem.linear.kind !== "symmetric" ? () => false : gained(progress);
  work.start.set(u);
  for (const cavity of surfaces.cavities) cavity.start = cavity.pressure;
  for (let rejections = 0; ; rejections++) {
    for (let dof = 0; dof < u.length; dof++) u[dof] = work.start[dof] + work.direction[dof];
    for (const cavity of surfaces.cavities) cavity.pressure = cavity.start + cavity.step;
    await evaluate(progress, innerAccuracy(progress));
    const { failure } = progress.response;
    if (!failure) equilibrium(progress);
    if (!failure && !gains()) break;
    if (rejections === maxRejections) return failure ?? solveFailure("iterations", progress.system);
    progress.friction = more();
    // The stiffness is still that of the start of the step, and so must be the forces.
    work.residual.set(residual);
    if (givenLoads.solve(progress)) return failure ?? solveFailure("singular", progress.system);
  }
  progress.lineSearch = 1;
  progress.moving = false;
  work.gap.fill(0);
  return undefined;
}

/** Whether the potential is larger than it is now, beyond its rounding. */
function gained(progress: Progress): () => boolean {
  const before = potential(progress), noise = noiseOf(progress);
  return () => !(potential(progress) <= before + noise);
}
