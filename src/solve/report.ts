/** The error that ends a run whose step cannot be cut further. */
import { PointStatus } from "../constitutive/model.js";
import { ConvergenceError } from "../core/errors.js";
import { diagnose, type Softened } from "./diagnosis.js";
import type { FailedPoint, Failure } from "./failure.js";
import type { NewtonResult } from "./newton.js";
import { respond } from "./respond.js";
import type { System } from "./system.js";

/** The step that failed, with all its attempts: from where on, and the key of the case with its smallest size. */
export interface LastAttempt { readonly time: number; readonly where: string; readonly key: string; readonly min: number; readonly dt: number; readonly next: number; readonly attempts: readonly NewtonResult[]; readonly softened: Softened | undefined }

const statusWords: Readonly<Record<number, string>> = {
  [PointStatus.inverted]: "det F <= 0",
  [PointStatus.notConverged]: "the inner solve did not converge",
  [PointStatus.singular]: "the inner stiffness is singular",
  [PointStatus.notFinite]: "the stress is not a number",
  [PointStatus.unstable]: "the RVE is unstable: a fluctuation lowers its energy without resistance",
};

/** The error of a step that cannot be cut any more; stresses become those of the last accepted state, where the cause is looked for. */
export async function explain(system: System, last: LastAttempt): Promise<ConvergenceError> {
  await respond(system, last.dt);
  return convergenceError(system, last);
}

/** ConvergenceError E_NO_CONVERGENCE with the residual history, the worst points or nodes, the likely cause, and what the user can change. */
export function convergenceError(system: System, last: LastAttempt): ConvergenceError {
  const { where, key, min } = last;
  const result = last.attempts[last.attempts.length - 1];
  const failure = result.failure;
  const { likely, words, advice } = diagnose(system, last.time, last.attempts, last.softened);
  const message = `no equilibrium beyond ${where}: ${failure ? cause(system, failure, result) : ""}`
    + ` The last step was ${short(last.dt)}, and the next, ${short(last.next)}, would be below ${key}.min = ${short(min)}.`
    + ` Likely cause: ${likely}: ${words}.`;
  return new ConvergenceError("E_NO_CONVERGENCE", message, {
    hint: `${advice} Smaller steps: ${key}.min below ${short(min)}, or a smaller ${key}.size.`,
    details: {
      time: last.time, where, dt: last.dt, min, cause: failure?.kind, likely,
      history: result.history, attempts: last.attempts.map((attempt) => ({ history: attempt.history, cause: attempt.failure?.kind })),
      points: failure?.points ?? [], nodes: failure?.nodes ?? [],
    },
  });
}

function cause(system: System, failure: Failure, result: NewtonResult): string {
  if (failure.points.length > 0) return `${failure.points.map(pointWords).join("; ")}.`;
  const worst = failure.nodes[0];
  const where = worst ? ` (worst at node ${worst.node}, residual ${worst.residual.toPrecision(3)})` : "";
  if (failure.kind === "singular") return `the stiffness is singular${where}.`;
  if (failure.kind === "linear") return `the iterative linear solver found no direction, and a direct one does not fit into memory${where}.`;
  if (failure.kind === "contact") return "penetrations of a contact do not go below its tolerance.";
  if (failure.kind === "notFinite") return `forces are not finite${where}.`;
  const { tolerance } = system.problem.newton;
  return `relative residual ${result.relative.toExponential(2)} after ${result.iterations} iterations, allowed ${tolerance}${where}.`;
}

function pointWords(point: FailedPoint): string {
  const what = point.status === PointStatus.inverted ? `det F = ${point.determinant.toPrecision(3)}` : statusWords[point.status];
  const place = point.place.map((x) => short(x)).join(", ");
  return `${what} in cell ${point.cell}, point ${point.point}, at (${place}) (region "${point.region}")`;
}

function short(x: number): string {
  return String(Number(x.toPrecision(6)));
}
