/** Iterative solvers for large meshes in three dimensions: multigrid inside conjugate gradients or GMRES, with a direct solver for what they cannot do. */
import { BackendError } from "../core/errors.js";
import { createLdl, createLu, type Factorise } from "../kernels/factor.js";
import { conjugateGradients, gmres, type Krylov } from "../kernels/krylov.js";
import { loadKernels } from "../kernels/module.js";
import { createMultigrid, type Multigrid } from "../kernels/multigrid.js";
import { createHierarchy, hasOneLevel } from "../multigrid/index.js";
import { analyse } from "../sparse/analyse.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import { directSolver, nothingToSolve } from "./direct.js";
import type { LinearSolver, LinearSolverFactory, RowPlaces } from "./linear.js";

/** Conjugate gradients. An indefinite stiffness (instability, lost load-bearing capacity) is seen and goes to LDLᵀ. */
export const conjugateGradientSolver: LinearSolverFactory = {
  kind: "symmetric",
  create: (pattern, places) => createIterative(pattern, places, { kind: "symmetric", name: "cg", last: createLdl, iterate: conjugateGradients }),
};

/** GMRES, for any stiffness without symmetry; where it stalls, LU takes over. */
export const gmresSolver: LinearSolverFactory = {
  kind: "unsymmetric",
  create: (pattern, places) => createIterative(pattern, places, { kind: "unsymmetric", name: "gmres", last: createLu, iterate: gmres }),
};

/** Relative residual when nothing else is asked for. */
const defaultTolerance = 1e-10;

/** What makes one iterative solver differ from the other. */
interface Iteration {
  readonly kind: LinearSolverFactory["kind"];
  readonly name: "cg" | "gmres";
  /** Factorisation of the last level. */
  readonly last: Factorise;
  readonly iterate: (multigrid: Multigrid) => Krylov;
}

async function createIterative(pattern: SparsityPattern, places: RowPlaces, { kind, name, last, iterate }: Iteration): Promise<LinearSolver> {
  if (pattern.size === 0) return nothingToSolve;
  // Small ones would go through an elimination in every iteration.
  if (hasOneLevel(places)) return directSolver(await loadKernels(), analyse(pattern, places), kind);
  const kernels = await loadKernels(), spareKernels = await loadKernels();
  const multigrid = createMultigrid(kernels, pattern, createHierarchy(pattern, places), last);
  const krylov = iterate(multigrid);
  const spare = lazily(() => directSolver(spareKernels, analyse(pattern, places), kind));
  let values: Float64Array = new Float64Array(0), factored: LinearSolver | undefined;
  /** A direct solver with the factor of the matrix at hand, if there is one. */
  const replace = (): LinearSolver | undefined => {
    const direct = spare();
    return direct?.factor(values) ? direct : undefined;
  };
  return {
    method: { name, bytes: kernels.mark() },
    factor(entries) {
      values = entries;
      const ready = multigrid.setUp(entries);
      factored = ready ? undefined : replace();
      return ready || factored !== undefined;
    },
    solve(rhs, x, tolerance = defaultTolerance) {
      if (factored) return { ...factored.solve(rhs, x), replaced: true };
      const given = rhs === x ? rhs.slice() : rhs;
      const { status, iterations } = krylov(given, x, tolerance);
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
