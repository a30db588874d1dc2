/** The error that ends a run whose step cannot be cut further. */
import { PointStatus } from "../constitutive/model.js";
import { ConvergenceError } from "../core/errors.js";
import type { FailedPoint, Failure } from "./failure.js";
import type { NewtonResult } from "./newton.js";
import type { System } from "./system.js";

interface LastAttempt { readonly time: number; readonly dt: number; readonly attempts: readonly NewtonResult[] }

const statusWords: Readonly<Record<number, string>> = {
  [PointStatus.inverted]: "det F <= 0",
  [PointStatus.notConverged]: "the inner solve did not converge",
  [PointStatus.singular]: "the inner stiffness is singular",
  [PointStatus.notFinite]: "the stress is not a number",
};

/** ConvergenceError E_NO_CONVERGENCE with the residual history, the worst points or nodes, and what the user can change. */
export function convergenceError(system: System, last: LastAttempt): ConvergenceError {
  const { steps } = system.problem;
  const result = last.attempts[last.attempts.length - 1];
  const failure = result.failure;
  const message = `no equilibrium beyond t=${short(last.time)}: ${failure ? cause(system, failure, result) : ""}`
    + ` The last step was ${short(last.dt)}, and half of it is below steps.min = ${short(steps.min)}.`;
  return new ConvergenceError("E_NO_CONVERGENCE", message, {
    hint: hint(failure, steps.min),
    details: {
      time: last.time, dt: last.dt, min: steps.min, cause: failure?.kind,
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
  if (failure.kind === "notFinite") return `forces are not finite${where}.`;
  const { tolerance, maxIterations } = system.problem.newton;
  return `relative residual ${result.relative.toExponential(2)} after ${maxIterations} iterations, allowed ${tolerance}${where}.`;
}

function pointWords(point: FailedPoint): string {
  const what = point.status === PointStatus.inverted ? `det F = ${point.determinant.toPrecision(3)}` : statusWords[point.status];
  const place = point.place.map((x) => short(x)).join(", ");
  return `${what} in cell ${point.cell}, point ${point.point}, at (${place}) (region "${point.region}")`;
}

function hint(failure: Failure | undefined, min: number): string {
  if (failure?.kind === "singular") return "look for parts that nothing holds, a buckling load, or a material without stiffness.";
  if (failure?.kind === "linear") return "use a coarser mesh, or look for a buckling load, slender parts, or cells of very unequal size.";
  const place = failure && failure.points.length > 0 ? ` or refine the mesh near cell ${failure.points[0].cell}` : " or raise solver.maxIterations";
  return `reduce steps.min below ${short(min)}, load in smaller steps (steps.size)${place}.`;
}

function short(x: number): string {
  return String(Number(x.toPrecision(6)));
}
