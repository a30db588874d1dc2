/** Solvers that may fail, backed by a direct one. */
import { BackendError } from "../core/errors.js";
import type { Krylov } from "../kernels/krylov.js";
import type { LinearMethod, LinearSolver } from "./linear.js";

/** Relative residual when nothing else is asked for. */
const defaultTolerance = 1e-10;

/** A solver that sees when it fails. */
export interface Attempt {
  readonly method: LinearMethod;
  /** Loosest relative residual that it solves to, whatever is asked for. */
  readonly loosest: number;
  /** Takes a matrix; false when it cannot. */
  readonly setUp: (values: Float64Array) => boolean;
  readonly iterate: Krylov;
}

/**
 * Solves by the attempt, and where that fails by a direct solver in double precision, which is made at the first failure.
 * @param direct makes it; throws BackendError E_MEMORY when it does not fit, so that such systems have no solution
 */
export function withReplacement({ method, loosest, setUp, iterate }: Attempt, direct: () => LinearSolver): LinearSolver {
  const spare = lazily(direct);
  let values: Float64Array = new Float64Array(0), factored: LinearSolver | undefined;
  /** A direct solver with the factor of the matrix at hand, if there is one. */
  const replace = (): LinearSolver | undefined => {
    const made = spare();
    return made?.factor(values) ? made : undefined;
  };
  return {
    method,
    factor(entries) {
      values = entries;
      const ready = setUp(entries);
      factored = ready ? undefined : replace();
      return ready || factored !== undefined;
    },
    solve(rhs, x, tolerance = defaultTolerance) {
      if (factored) return { ...factored.solve(rhs, x), replaced: true };
      const given = rhs === x ? rhs.slice() : rhs;
      const { status, iterations } = iterate(given, x, Math.min(tolerance, loosest));
      if (status === "solved") return { solved: true, iterations, replaced: false };
      factored = replace();
      if (!factored) return { solved: false, iterations, replaced: false };
      return { ...factored.solve(given, x), iterations, replaced: true };
    },
    dispose: () => undefined,
  };
}

/** Makes something at the first call; undefined from then on where its memory does not fit. */
function lazily<T>(make: () => T): () => T | undefined {
  let made: T | undefined, tried = false;
  return () => {
    if (!tried) made = within(make);
    tried = true;
    return made;
  };
}

function within<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof BackendError && error.code === "E_MEMORY") return undefined;
    throw error;
  }
}
