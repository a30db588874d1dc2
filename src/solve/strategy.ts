/** How the stepper chooses starts and sizes: data, so that two ways of walking can be compared (bench/robust.ts). */
import type { NewtonResult } from "./newton.js";

/** A way of walking through time. */
export interface StepStrategy {
  /** Highest order by which the start of a step is extrapolated from the last ones: 2 a parabola, 1 a line, 0 starts from rest. */
  readonly prediction: number;
  /** How often a Newton step that carries prescribed displacements may be halved where cells would invert; what is left is carried on. */
  readonly partialMoves: number;
  /** How often any other Newton step is halved where it is not acceptable. */
  readonly halvings: number;
  /** The same where a formulation evens out volume changes: near incompressibility good steps raise energy and residual for a while, and it is better to cut than to creep. */
  readonly evenedHalvings: number;
  /** How often in a solve the longest share of a Newton step is taken when none is acceptable; beyond, the shortest. */
  readonly boldSteps: number;
  /** Whether a step that cannot be cut any more is given to pseudo-transient continuation (settle.ts) before the run fails. */
  readonly settles: boolean;
  /** Size of the next attempt over that of a failed one, in (0, 1). */
  cut(failed: NewtonResult): number;
  /** Size of the next step over that of an accepted one. */
  next(accepted: NewtonResult, attempts: number): number;
}

/** Iterations up to which a step counts as easy, so that the next may be larger. */
const easyIterations = 5;

/** Starts from rest, halves, and grows by half after easy steps: what twoscale did before it predicted. */
export const halving: StepStrategy = {
  prediction: 0,
  partialMoves: 0,
  halvings: 6,
  evenedHalvings: 6,
  boldSteps: 0,
  settles: false,
  cut: () => 1 / 2,
  next: ({ iterations }, attempts) => (attempts === 1 && iterations <= easyIterations ? 1.5 : 1),
};

/** Starts where the last steps point to; cuts deeper where cells invert at once, for then the step is far too large; grows faster after easy steps. */
export const predicting: StepStrategy = {
  prediction: 2,
  partialMoves: 4,
  halvings: 6,
  evenedHalvings: 2,
  boldSteps: 8,
  settles: true,
  cut: ({ failure, iterations }) => ((failure?.kind === "inverted" || failure?.kind === "points") && iterations <= 1 ? 1 / 4 : 1 / 2),
  next: ({ iterations }, attempts) => (attempts > 1 ? 1 : iterations <= 3 ? 2 : iterations <= 6 ? 1.5 : 1),
};

/** As `predicting`, but from rest: for models that are dear far from where the body has been, such as surrogates that ask their RVE there. */
export const fromRest: StepStrategy = { ...predicting, prediction: 0 };
