/** RVE → constitutive model, by backend. */
import { BackendError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import type { ConstitutiveModel } from "../constitutive/model.js";
import { compileRve, type RveSolver } from "../rve/compile.js";
import { compileForGpu } from "../rve/compile.js";
import type { Rve } from "../rve/rve.js";
import { symmetricSolver } from "../solve/direct.js";
import { homogenizeReference } from "./reference.js";
import { because, homogenizeAuto } from "./auto.js";
import { homogenizeWasm } from "./wasm.js";
import { homogenizeWebgpu } from "./webgpu.js";

export { homogenizeReference, homogenizeWasm };

/**
 * Who solves RVEs. `wasm`: the WASM kernels, whose bits are the same everywhere; `webgpu` gives their answers to the tolerance of the solvers; `auto`
 * takes the WASM kernels unless batches are large and a GPU is measured to solve them faster (`account()` of the model says why); `reference` is the
 * slow oracle that every backend must agree with.
 */
export type Backend = "auto" | "wasm" | "webgpu" | "reference";

export interface HomogenizeOptions {
  readonly backend?: Backend;
  /** Workers of the WASM backend; default all cores. */
  readonly threads?: number;
  /** Solver of the inner problem of the WASM backend; default `auto` (see `compileRve`). */
  readonly solver?: RveSolver;
  /** Whether the state keeps the correctors, from which iterations are predicted; default yes (see `compileRve`). */
  readonly keep?: boolean;
  /** Points of a batch, for `auto`; default 1. */
  readonly points?: number;
}

type Open = (rve: Rve, options: HomogenizeOptions) => Promise<ConstitutiveModel>;

const backends: Readonly<Record<Backend, Open>> = {
  auto: homogenizeAuto,
  wasm: async (rve, { solver = rve.solver ?? "auto", threads, keep = true }) => because(await homogenizeWasm(compileRve(rve, { solver, keep }), threads), "asked for"),
  webgpu: async (rve, { threads }) => homogenizeWebgpu(compileForGpu(rve), threads),
  reference: async (rve) => ({ ...await homogenizeReference(rve, symmetricSolver), account: () => ({ backend: "reference", reason: "asked for" }) }),
};

/**
 * An RVE as a constitutive model: first-order homogenization with its consistent tangent (FORMULATION §3).
 * Dispose of the model to end its workers.
 * @throws CaseError E_RVE for a solver that cannot take the RVE; BackendError E_BACKEND for an unknown backend, E_GPU for a GPU that is not there or refuses, E_WORKER or E_MEMORY when the workers cannot be set up
 */
export function homogenize(rve: Rve, options: HomogenizeOptions = {}): Promise<ConstitutiveModel> {
  const name = options.backend ?? "auto";
  const open = Object.hasOwn(backends, name) ? backends[name] : undefined;
  if (!open) {
    throw new BackendError("E_BACKEND", `"${name}" is no backend.`, { hint: suggestion(name, Object.keys(backends)) });
  }
  return open(rve, options);
}
