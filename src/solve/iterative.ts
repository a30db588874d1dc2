/** Iterative solvers for large meshes in three dimensions: multigrid inside conjugate gradients or GMRES, with a direct solver for what they cannot do. */
import { createLdl, createLu, type Factorise } from "../kernels/factor.js";
import { conjugateGradients, gmres, type Krylov } from "../kernels/krylov.js";
import { loadKernels } from "../kernels/module.js";
import { createMultigrid, type Multigrid } from "../kernels/multigrid.js";
import { createHierarchy, hasOneLevel } from "../multigrid/index.js";
import { analyse } from "../sparse/analyse.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import { directSolver, nothingToSolve } from "./direct.js";
import type { LinearSolver, LinearSolverFactory, RowPlaces } from "./linear.js";
import { withReplacement } from "./replace.js";

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
  return withReplacement({ method: { name, bytes: kernels.mark() }, loosest: 1, setUp: multigrid.setUp, iterate: krylov }, () => directSolver(spareKernels, analyse(pattern, places), kind));
}
